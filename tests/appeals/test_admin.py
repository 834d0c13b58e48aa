import html
import json
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.appeals.facts import make_campaign, variant
from tests.staff import sign_in_staff
from wellread.appeals import queries
from wellread.appeals.actions import publish_line_up
from wellread.appeals.choices import Stage
from wellread.appeals.models import Ask, Campaign, Copy, Variant
from wellread.newsletters.models import Newsletter

ADD = "wagtailsnippets_appeals_campaign:add"
QUERIES = 8
EDIT = "wagtailsnippets_appeals_campaign:edit"
ASK = {
    "interval": "month",
    "currency": "USD",
    "amounts": "6, 10, 20",
    "preset": "10",
    "minimum": "6",
    "countries": "",
}
VARIANT = {
    "key": "control",
    "share_percent": "100",
    "headline": "You have read {article_count} articles",
    "body": "Readers pay for this paper.",
    "headline_without_count": "",
    "body_without_count": "",
    "signature_name": "",
    "signature_role": "",
    "portrait": "",
    "join_label": "Join",
    "sign_in_label": "Sign in",
}


@pytest.fixture
def editor(client, db):
    queries.forget()
    sign_in_staff(client)
    return client


def form(*variants, **overrides):
    """Return the fields a browser sends for a campaign with these (variant, asks) pairs."""
    fields = {
        "name": "Autumn letter",
        "key": "autumn-letter",
        "placement": "overlay",
        "membership": "non_members",
        "sign_in": "any",
        "consent": "any",
        "min_articles": "8",
        "count_days": "30",
        "rest_after_contribution_days": "180",
        "kinds": "article,live_blog",
        "cap_views": "4",
        "cap_days": "30",
        "cap_counts": "placement",
        "cap_gap_days": "0",
        "rest_days": "7",
        "holdout_percent": "0",
        "draw": "1",
        **overrides,
    }
    variants = variants or ((VARIANT, [ASK]),)
    fields |= rows("variants", [one for one, _ in variants])
    for place, (_, asks) in enumerate(variants):
        fields |= rows(f"variants-{place}-asks", asks)
    return fields


def rows(prefix, facts):
    fields = {
        f"{prefix}-TOTAL_FORMS": len(facts),
        f"{prefix}-INITIAL_FORMS": 0,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for place, row in enumerate(facts):
        fields |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
        fields |= {f"{prefix}-{place}-ORDER": place + 1, f"{prefix}-{place}-DELETE": ""}
    return fields


def publish(editor, *variants, **overrides):
    sent = form(*variants, **overrides) | {"action-publish": "action-publish"}
    return editor.post(reverse(ADD), sent)


def faults(response):
    """Return what the page says beside its fields."""
    text = html.unescape(response.content.decode())
    return [
        re.sub(r"<[^>]+>|\s+", " ", found).strip()
        for found in re.findall(r'<p class="error-message">(.*?)</p>', text, re.S)
        + re.findall(r'class="[^"]*errorlist[^"]*"[^>]*>(.*?)</ul>', text, re.S)
    ]


def test_a_campaign_written_in_the_form_is_in_the_line_up(
    editor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = publish(editor)

    assert response.status_code == 302, faults(response)
    campaign = json.loads(queries.published("en").document)["campaigns"][0]
    assert (campaign["id"], [one["id"] for one in campaign["variants"]]) == (
        "autumn-letter",
        ["control"],
    )


def test_a_draft_may_be_unfinished_and_is_not_in_the_line_up(
    editor, django_capture_on_commit_callbacks
):
    half = VARIANT | {"share_percent": "50"}
    with django_capture_on_commit_callbacks(execute=True):
        response = editor.post(reverse(ADD), form((half, [])))

    assert response.status_code == 302, faults(response)
    assert Campaign.objects.get().stage(datetime.now(UTC)) == Stage.DRAFT
    assert queries.line_up("en").campaigns == ()


def test_a_new_campaign_is_saved_when_its_editor_says_so_and_not_by_itself(editor):
    new = editor.get(reverse(ADD))
    editor.post(reverse(ADD), form())
    draft = editor.get(reverse(EDIT, args=[Campaign.objects.get().pk]))

    assert "w-autosave-indicator" not in new.text
    assert "w-autosave-indicator" in draft.text


def test_shares_must_add_up(editor):
    a, b = VARIANT | {"share_percent": "50"}, VARIANT | {"key": "warm", "share_percent": "40"}

    response = publish(editor, (a, [ASK]), (b, [ASK]))

    assert faults(response) == ["The shares must add up to 100 %, they add up to 90 %."]
    assert Campaign.objects.count() == 0


def test_two_variants_cannot_share_a_name(editor):
    half = VARIANT | {"share_percent": "50"}

    response = publish(editor, (half, [ASK]), (half, [ASK]))

    assert faults(response) == ["“control” stands in this list already; each may be in it once."]


def test_a_campaign_needs_a_variant(editor):
    sent = form() | rows("variants", []) | {"action-publish": "action-publish"}

    response = editor.post(reverse(ADD), sent)

    assert "A campaign needs a variant: add one under “What it says”." in (
        html.unescape(response.content.decode())
    )


def test_a_variant_needs_amounts(editor):
    response = publish(editor, (VARIANT, []))

    assert "Add the amounts to ask for." in response.content.decode()
    assert Campaign.objects.count() == 0


ASK_FAULTS = [
    ({"amounts": "six"}, "Please write"),
    ({"amounts": ""}, "This field is required."),
    ({"preset": "7"}, "Must be one of the amounts: 6, 10, 20."),
    ({"minimum": "8"}, "No amount may be below 8, the least accepted."),
    (
        {"amounts": "6, 10.999"},
        "Please write at most 2 decimals, and no separators between thousands.",
    ),
    ({"amounts": "-6"}, "The amount cannot be negative."),
    ({"amounts": "€6"}, "We can only take USD"),
    ({"countries": "Atlantis"}, "There is no country “Atlantis”; choose one of the list."),
    ({"countries": "DE"}, "Leave the last row empty: it is for everywhere else."),
]


@pytest.mark.parametrize(("wrong", "words"), ASK_FAULTS)
def test_amounts_that_could_not_be_asked_for_are_refused_at_the_field(editor, wrong, words):
    response = publish(editor, (VARIANT, [ASK | wrong]))

    assert [fault.startswith(words) for fault in faults(response)] == [True]
    assert Ask.objects.count() == 0


KNOWN = "{article_count}, {days}, {minimum}, {country}, {newspaper}, {goal_left}, {members}"
VARIANT_FAULTS = [
    (
        {"join_label": "Join {article_count} others"},
        "{article_count} is not known here; what is: {amount}.",
    ),
    ({"headline": "{articles} read"}, f"{{articles}} is not known here; what is: {KNOWN}."),
    ({"headline": ""}, "This field is required."),
    ({"body": ""}, "This field is required."),
    ({"body": "You read {article_count"}, f"{{article_count is not known here; what is: {KNOWN}."),
    ({"body": "{sum} to go"}, f"{{sum}} is not known here; what is: {KNOWN}."),
    (
        {"headline_without_count": "Dear reader"},
        "Write the letter that goes with this headline.",
    ),
    (
        {"headline_without_count": "{article_count}", "body_without_count": "We need you."},
        f"{{article_count}} is not known here; what is: {KNOWN.partition(', ')[2]}.",
    ),
    ({"key": "two words"}, "Use up to 64 letters, digits, dots, dashes or underscores."),
    ({"share_percent": "101"}, "Ensure this value is less than or equal to 100."),
]


@pytest.mark.parametrize(("wrong", "words"), VARIANT_FAULTS)
def test_words_that_could_not_be_printed_are_refused_at_the_field(editor, wrong, words):
    response = publish(editor, (VARIANT | wrong, [ASK]))

    assert faults(response)[0] == words
    assert Variant.objects.count() == 0


CAMPAIGN_FAULTS = [
    ({"key": "a b"}, "Use up to 64 letters, digits, dots, dashes or underscores."),
    (
        {"starts_at": "2026-11-22 10:00", "ends_at": "2026-11-22 10:00"},
        "The end must be later than the first moment.",
    ),
    ({"max_articles": "7"}, "Must be 8 or more, the lower limit."),
    ({"allow_sensitive": "on"}, "What stands over the page never covers a sensitive story."),
    ({"countries_only": "GB, UKR"}, "There is no country “UKR”; choose one of the list."),
    ({"count_days": "0"}, "Ensure this value is greater than or equal to 1."),
    ({"count_days": "3651"}, "Ensure this value is less than or equal to 3650."),
    ({"cap_days": "2147483648"}, "Ensure this value is less than or equal to 3650."),
    ({"cap_gap_days": "99999999"}, "Ensure this value is less than or equal to 3650."),
    ({"cap_views": "1001"}, "Ensure this value is less than or equal to 1000."),
    ({"min_articles": "1001"}, "A device remembers 1000 articles: more are never counted."),
    ({"min_articles": "0"}, "Ensure this value is greater than or equal to 1."),
    ({"languages": "Klingonese"}, "There is no language “Klingonese”; choose one of the list."),
]


@pytest.mark.parametrize(("wrong", "words"), CAMPAIGN_FAULTS)
def test_a_campaign_that_could_not_go_out_is_refused(editor, wrong, words):
    response = publish(editor, **wrong)

    assert response.status_code == 200
    assert words in html.unescape(response.content.decode())
    assert Campaign.objects.count() == 0


@pytest.mark.parametrize("field", ["starts_at", "ends_at", "goal_since"])
def test_a_moment_before_1970_is_refused_at_its_field(editor, field):
    response = publish(editor, **{field: "1969-12-31 10:00"})

    assert faults(response) == ["Moments are counted from 1970 on: choose a later one."]
    assert Campaign.objects.count() == 0


@pytest.mark.parametrize("field", ["min_articles", "count_days", "cap_days", "rest_days"])
@pytest.mark.parametrize("typed", ["-1", "1.5", "99999999999999999999", "NaN", "x"])
def test_odd_numbers_are_refused_in_drafts_too_and_break_no_sentence(editor, field, typed):
    sent = form(**{field: typed})

    draft = editor.post(reverse(ADD), sent)
    told = editor.post(reverse("campaign_sentence"), sent)

    assert (draft.status_code, Campaign.objects.count()) == (200, 0)
    assert faults(draft)
    assert told.json()["sentence"]


def test_editing_changes_the_variant_and_makes_no_second_one(
    editor, django_capture_on_commit_callbacks
):
    campaign = make_campaign()
    control = campaign.variants.get()
    known = {"id": control.pk}
    asks = [ASK | {"id": control.asks.get().pk, "amounts": "8, 10", "minimum": "8"}]
    sent = form((VARIANT | known | {"headline": "Stay with us"}, asks))
    sent |= {"variants-INITIAL_FORMS": 1, "variants-0-asks-INITIAL_FORMS": 1}

    with django_capture_on_commit_callbacks(execute=True):
        response = editor.post(
            reverse(EDIT, args=[campaign.pk]), sent | {"action-publish": "action-publish"}
        )

    assert response.status_code == 302, faults(response)
    assert list(Variant.objects.values_list("headline", flat=True)) == ["Stay with us"]
    assert list(Ask.objects.values_list("amounts", flat=True)) == ["8, 10"]


def test_a_variant_that_a_colleague_has_added_meanwhile_is_a_fault_in_words(editor):
    campaign = make_campaign()

    response = editor.post(reverse(EDIT, args=[campaign.pk]), form())

    meanwhile = "Somebody else has added “control” to this list meanwhile"
    assert faults(response) == [f"{meanwhile}; each may be in it once."]


def test_a_short_name_is_fixed_once_figures_are_kept_under_it(editor):
    campaign = make_campaign()

    response = editor.post(
        reverse(EDIT, args=[campaign.pk]),
        form((VARIANT | {"key": "second"}, [ASK]), key="other")
        | {"action-publish": "action-publish"},
    )

    assert faults(response) == ["Fixed since the first publication: figures are kept under it."]


def test_the_editor_is_told_who_is_not_asked_when_the_number_is_unknown(editor):
    response = publish(editor)

    warnings = [str(message) for message in response.wsgi_request._messages]
    assert any(
        warning.startswith("“control” prints the reader's number and has no words without it")
        for warning in warnings
    )


ONE = "“control” says “You have read 1 articles” to whoever has read one article."
WELL = "Articles read in {days} days: {article_count}. That is {article_count} of ours."


@pytest.mark.parametrize(
    ("least", "headline", "is_warned"),
    [
        ("1", VARIANT["headline"], True),
        ("", VARIANT["headline"], True),
        ("2", VARIANT["headline"], False),
        ("1", WELL, False),
    ],
)
def test_words_that_read_badly_at_one_are_warned_of(editor, least, headline, is_warned):
    words = (VARIANT | {"headline": headline}, [ASK])

    told = editor.post(reverse("campaign_sentence"), form(words, min_articles=least)).json()
    address = reverse("wagtailsnippets_appeals_campaign:preview_on_add")
    editor.post(address, form(words, min_articles=least))
    page = editor.get(address, {"mode": "0"}).content.decode()
    response = publish(editor, words, min_articles=least)
    said = [str(message) for message in response.wsgi_request._messages]

    assert [
        any(ONE in line for line in told["warnings"]),
        ONE in page,
        any(ONE in line for line in said),
    ] == [is_warned] * 3


def test_a_fault_of_the_line_up_is_said_where_editors_come_in(editor):
    make_campaign()
    Variant.objects.update(share_percent=90)
    publish_line_up("en", datetime.now(UTC))

    page = editor.get("/admin/").content.decode()

    assert "campaigns[0].variants: must have shares that sum to 1, got 0.9" in page


def drawn(editor, sent, mode="0"):
    """Return what the preview's scripts are told to draw of a form that is not saved."""
    address = reverse("wagtailsnippets_appeals_campaign:preview_on_add")
    answer = editor.post(address, sent)
    assert answer.json() == {"is_valid": True, "is_available": True}
    page = editor.get(address, {"mode": mode}).content.decode()
    [told] = re.findall(r'<script id="preview-facts" type="application/json">(.*?)</script>', page)
    return json.loads(told)


@pytest.mark.parametrize(("mode", "count"), [("0", 9), ("0-unknown", None)])
def test_the_preview_draws_what_is_not_saved_yet(editor, mode, count):
    unknown = {"headline_without_count": "You read us often", "body_without_count": "Stay."}

    told = drawn(editor, form((VARIANT | unknown, [ASK])), mode)

    assert (told["placement"], told["article_count"], told["language"]) == ("overlay", count, "en")
    assert told["copies"]["copy_without_count"]["en"]["headline"] == "You read us often"
    assert told["copies"]["asks"][0]["written"] == ["$6", "$10", "$20"]


def test_the_preview_writes_money_as_readers_see_it_whatever_the_editors_language(editor, settings):
    settings.LANGUAGE_CODE = "de"
    huf = ASK | {"currency": "HUF", "amounts": "2000, 3500", "preset": "3500", "minimum": "2000"}

    told = drawn(editor, form((VARIANT, [huf])))

    assert told["copies"]["asks"][0]["written"] == ["2.000\u00a0HUF", "3.500\u00a0HUF"]


def test_who_takes_the_newsletter_is_chosen_in_words(editor):
    editor.post(reverse(ADD), form(newsletter="readers") | {"action-publish": "action-publish"})

    [campaign] = Campaign.objects.all()
    page = editor.get(reverse(EDIT, args=[campaign.pk])).content.decode()
    assert campaign.newsletter == "readers"
    assert '<option value="readers" selected>Readers of the newsletter only</option>' in page


HEBREW = {
    "language": "he",
    "headline": "קראתם {article_count} כתבות",
    "body": "הקוראים משלמים.",
    "headline_without_count": "",
    "body_without_count": "",
    "signature_role": "",
    "join_label": "תמכו בנו",
    "sign_in_label": "כניסה",
    "deadline_words": "",
}


def in_languages(*said, **overrides):
    """Return a campaign's form whose variant is said in these languages, too."""
    return form(**overrides) | rows("variants-0-translations", said)


def test_a_variant_says_it_in_several_languages_the_editions_first(
    editor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = editor.post(reverse(ADD), in_languages(HEBREW) | {"action-publish": "1"})

    assert answer.status_code == 302, faults(answer)
    said = json.loads(Copy.objects.get().document)["copy"]
    assert list(said) == ["en", "he"]
    assert (said["he"]["headline"], said["he"]["join"]) == (HEBREW["headline"], "תמכו בנו")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"language": "en"}, "The edition's own words stand above."),
        ({"language": "hebrew!"}, "There is no such language."),
        ({"headline": "{count}"}, "{count} is not known here"),
        ({"body_without_count": "בלי מספר"}, "Write the headline that goes with this letter."),
    ],
)
def test_what_is_wrong_in_another_language_is_said_beside_it(editor, changes, says):
    answer = editor.post(reverse(ADD), in_languages(HEBREW | changes) | {"action-publish": "1"})

    assert (Campaign.objects.count(), says in " ".join(faults(answer))) == (0, True)


def test_each_language_is_said_once(editor):
    answer = editor.post(reverse(ADD), in_languages(HEBREW, HEBREW) | {"action-publish": "1"})

    assert Campaign.objects.count() == 0
    assert "stands in this list already" in " ".join(faults(answer))


def test_a_form_of_before_leaves_the_other_languages(editor):
    campaign = make_campaign(variants=[variant(translations=[HEBREW])])
    [made] = campaign.variants.all()
    [ask] = made.asks.all()
    sent = form(({**VARIANT, "id": made.pk}, [{**ASK, "id": ask.pk}]))
    known = {"variants-INITIAL_FORMS": 1, "variants-0-asks-INITIAL_FORMS": 1}

    answer = editor.post(
        reverse(EDIT, args=[campaign.pk]), sent | known | {"action-publish": "action-publish"}
    )

    assert answer.status_code == 302, faults(answer)
    [kept] = Campaign.objects.get().variants.get().translations.all()
    assert kept.language == "he"


def test_the_preview_shows_each_language(editor):
    told = drawn(editor, in_languages(HEBREW), "0-in-he")

    assert told["language"] == "he"
    assert told["copies"]["copy"]["he"]["headline"] == HEBREW["headline"]


@pytest.fixture
def tide(db):
    return Newsletter.objects.create(key="tide", name="The Tide", description="All of it.")


def of_newsletter(newsletter):
    return VARIANT | {"newsletter": newsletter.pk, "join_label": "Send it to me"}


def test_a_variant_may_offer_a_newsletter_in_place_of_asking_for_money(
    editor, tide, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = publish(editor, (of_newsletter(tide), []), newsletter="non_readers")

    assert answer.status_code == 302, faults(answer)
    [published] = Copy.objects.all()
    document = json.loads(published.document)
    assert (document["asks"], document["newsletter"]) == ([], {"key": "tide", "name": "The Tide"})
    page = editor.get(reverse(EDIT, args=[Campaign.objects.get().pk])).content.decode()
    assert "The Tide" in page


@pytest.mark.parametrize(
    ("changes", "asks", "audience", "says"),
    [
        ({}, [ASK], "non_readers", "Either this or amounts, not both."),
        ({}, [], "any", "Who takes it would be offered it again: choose who does not take it."),
        (
            {"join_label": "Support us with {amount}"},
            [],
            "non_readers",
            "{amount} is not known here.",
        ),
    ],
)
def test_what_a_newsletter_cannot_go_with_is_said_beside_it(
    editor, tide, changes, asks, audience, says
):
    answer = publish(editor, (of_newsletter(tide) | changes, asks), newsletter=audience)

    assert (Campaign.objects.count(), says in " ".join(faults(answer))) == (0, True)


def test_a_form_of_before_leaves_what_it_does_not_know(editor):
    campaign = make_campaign(newsletter="readers")
    [variant] = campaign.variants.all()
    [ask] = variant.asks.all()
    sent = form(({**VARIANT, "id": variant.pk}, [{**ASK, "id": ask.pk}]))
    known = {"variants-INITIAL_FORMS": 1, "variants-0-asks-INITIAL_FORMS": 1}

    answer = editor.post(
        reverse(EDIT, args=[campaign.pk]), sent | known | {"action-publish": "action-publish"}
    )

    assert answer.status_code == 302, faults(answer)
    assert Campaign.objects.get().newsletter == "readers"


def test_the_preview_of_an_unfinished_campaign_says_what_to_do(editor):
    address = reverse("wagtailsnippets_appeals_campaign:preview_on_add")

    editor.post(address, form() | rows("variants", []))

    assert "Add a variant to see it here." in editor.get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_moving_a_campaign_up_the_list_moves_it_up_the_line_up_at_once(editor):
    first, second = make_campaign("first"), make_campaign("second")
    move = reverse("wagtailsnippets_appeals_campaign:reorder", args=[second.pk])

    editor.post(f"{move}?position=0")

    assert [one.id for one in queries.line_up("en").campaigns] == ["second", "first"]

    # Publishing what was written before the move does not move it back.
    draft = Campaign.objects.get(pk=first.pk).get_latest_revision_as_object()
    draft.save_revision().publish()
    assert [one.id for one in queries.line_up("en").campaigns] == ["second", "first"]


def test_the_list_shows_each_campaigns_state(editor):
    make_campaign("over", ends_at=datetime(2026, 1, 1, tzinfo=UTC))
    make_campaign("later", starts_at=datetime(2099, 1, 1, tzinfo=UTC))
    make_campaign("now")
    make_campaign("stopped").unpublish()
    make_campaign("quiet", placement="header")
    editor.post(reverse("asking_switches"), {"switch": "header", "asks": "off", "reason": ""})
    editor.post(reverse(ADD), form(key="begun"))

    page = editor.get(reverse("wagtailsnippets_appeals_campaign:list")).content.decode()

    cells = [re.findall(r"<td[^>]*>\s*(\S[^<]*?)\s*</td>", row) for row in page.split("<tr")]
    assert {found[-3]: found[-1] for found in cells if len(found) > 2} == {
        "over": "Ended",
        "later": "Scheduled",
        "now": "Live",
        "stopped": "Paused",
        "quiet": "Switched off",
        "begun": "Draft",
    }


def test_the_list_takes_as_many_queries_for_three_campaigns_as_for_one(
    editor, django_assert_num_queries
):
    address = reverse("wagtailsnippets_appeals_campaign:list")
    make_campaign("first")
    editor.get(address)
    with django_assert_num_queries(QUERIES):
        editor.get(address)
    make_campaign("second")
    make_campaign("third")
    with django_assert_num_queries(QUERIES):
        editor.get(address)
