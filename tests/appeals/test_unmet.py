"""What is refused when a campaign is published: at its field, in words."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.appeals.facts import make_campaign
from tests.appeals.test_admin import ADD, ASK, EDIT, HEBREW, VARIANT, form, in_languages
from tests.staff import sign_in_staff
from wellread.appeals import queries
from wellread.appeals.models import Campaign, LineUpSettings, Variant

PUBLISH = {"action-publish": "action-publish"}
LIST = "wagtailsnippets_appeals_campaign:list"
PAST = "2026-01-05 10:00"


@pytest.fixture
def editor(client, db):
    queries.forget()
    sign_in_staff(client)
    return client


def refused(answer):
    """Return what is said beside which field of the page."""
    page = answer.context_data["form"]
    found = {field: list(map(str, said)) for field, said in page.errors.items()}
    for variant_form in page.formsets["variants"].forms:
        found |= {f"variant.{one}": list(said) for one, said in variant_form.errors.items()}
        for translation in variant_form.formsets["translations"].forms:
            found |= {f"translation.{one}": list(said) for one, said in translation.errors.items()}
    return {field: str(said[0]) for field, said in found.items()}


LEFT_OUT = "Nobody could meet it: all that is chosen beside this is left out again."
NOBODY = [
    ({"countries_only": "DE", "countries_except": "FR, DE"}, {"countries_except": LEFT_OUT}),
    ({"sections_only": "city", "sections_except": "city"}, {"sections_except": LEFT_OUT}),
    ({"topics_any": "budget", "topics_none": "budget"}, {"topics_none": LEFT_OUT}),
    (
        {"membership": "members", "sign_in": "signed_out"},
        {"sign_in": "Nobody could meet it: who is not signed in is not known as a member."},
    ),
    (
        {"holdout_percent": "100"},
        {"holdout_percent": "Nobody could meet it: all readers are held out."},
    ),
    ({"ends_at": PAST}, {"ends_at": "It is over: its end is past."}),
]


@pytest.mark.parametrize(("facts", "said"), NOBODY)
def test_a_campaign_that_nobody_could_meet_is_not_published_but_saved(editor, facts, said):
    answer = editor.post(reverse(ADD), form(**facts) | PUBLISH)

    assert (refused(answer), Campaign.objects.count()) == (said, 0)
    text = html.unescape(answer.content.decode())
    assert [words in text for words in said.values()] == [True]
    assert editor.post(reverse(ADD), form(**facts)).status_code == 302
    told = editor.post(reverse("campaign_sentence"), form(**facts, key="another")).json()
    assert set(said.values()) <= set(told["warnings"])


@pytest.mark.parametrize(
    "facts",
    [
        {"countries_only": "DE, FR", "countries_except": "DE"},
        {"sections_except": "city"},
        {"membership": "former_members", "sign_in": "signed_out"},
        {"holdout_percent": "99.9"},
    ],
)
def test_one_that_few_could_meet_is_published(editor, facts):
    answer = editor.post(reverse(ADD), form(**facts) | PUBLISH)

    assert answer.status_code == 302, refused(answer)


SILENT = "Nobody could meet it: “Asking for support” says that all of this is silent."


class TestSilence:
    @pytest.fixture(autouse=True)
    def silent(self, editor):
        return LineUpSettings.objects.create(silent_sections="court, city", silent_topics="grief")

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"sections_only": "city"}, "sections_only"),
            ({"sections_only": "city, world", "sections_except": "world"}, "sections_only"),
            ({"topics_any": "grief"}, "topics_any"),
        ],
    )
    def test_a_campaign_all_of_whose_places_are_silent_is_refused(self, editor, facts, field):
        answer = editor.post(reverse(ADD), form(**facts) | PUBLISH)

        assert (refused(answer), Campaign.objects.count()) == ({field: SILENT}, 0)

    @pytest.mark.parametrize(
        "facts", [{"sections_only": "city, world"}, {"topics_any": "grief, budget"}, {}]
    )
    def test_one_that_is_left_a_place_is_published(self, editor, facts):
        answer = editor.post(reverse(ADD), form(**facts) | PUBLISH)

        assert answer.status_code == 302, refused(answer)

    def test_one_that_was_silenced_later_is_told_of(self, editor, silent):
        made = make_campaign(sections_only="opinion")
        make_campaign("elsewhere", sections_only="world")
        listed, home = (reverse(LIST), reverse("wagtailadmin_home"))
        assert "where all is silent" not in editor.get(listed).content.decode()
        silent.silent_sections = "city, opinion"
        silent.save()

        page = editor.get(listed).content.decode()

        assert page.count("Live, where all is silent") == 1
        said = f"“{made.name}” asks nobody: “Asking for support” says that all it asks on is silent"
        assert said in html.unescape(editor.get(home).content.decode())
        assert SILENT in html.unescape(editor.get(reverse(EDIT, args=[made.pk])).content.decode())


GOAL = "{goal_left} needs a goal."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"headline": "{goal_left} to go"}, {"variant.headline": GOAL}),
        ({"body": "{goal_left} to go."}, {"variant.body": GOAL}),
        (
            {"headline_without_count": "Dear reader", "body_without_count": "{goal_left}."},
            {"variant.body_without_count": GOAL},
        ),
        (
            {"headline": "Dear {country}"},
            {"variant.headline": "{country} needs a campaign for chosen countries only."},
        ),
        (
            {"headline": "{members} of you pay"},
            {"variant.headline": "{members}: there are none yet."},
        ),
    ],
)
def test_words_that_print_what_there_is_not_are_refused_at_their_field(editor, changes, said):
    answer = editor.post(reverse(ADD), form((VARIANT | changes, [ASK])) | PUBLISH)

    assert (refused(answer), Campaign.objects.count()) == (said, 0)
    assert "campaigns[0]" not in answer.content.decode()


def test_words_in_another_language_are_refused_at_their_field(editor):
    said = HEBREW | {"headline": "{goal_left}"}

    answer = editor.post(reverse(ADD), in_languages(said) | PUBLISH)

    assert refused(answer) == {"translation.headline": GOAL}


def test_a_portrait_whose_file_is_gone_is_refused_at_its_field(editor, monkeypatch):
    from wellread.appeals import documents
    from wellread.engine.values import Fault

    def gone(variant):
        raise Fault("its file is missing", "signature.portrait")

    monkeypatch.setattr(documents, "_portrait_address", gone)
    signed = VARIANT | {"signature_name": "Mara Ellison"}

    answer = editor.post(reverse(ADD), form((signed, [ASK])) | PUBLISH)

    assert refused(answer) == {
        "variant.portrait": "This could not be published: its file is missing."
    }


UNSEEN = "There is a character in it that nobody sees"


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"headline": "Read\u202ethis"}, "variant.headline", UNSEEN),
        ({"headline": "Read\u0007this"}, "variant.headline", UNSEEN),
        ({"headline": "Read \u2067this"}, "variant.headline", UNSEEN),
        ({"join_label": "Join\u2069"}, "variant.join_label", UNSEEN),
        ({"body": "One \u2067two\nthree\u2069."}, "variant.body", UNSEEN),
        (
            {"body": "a" * 200_000},
            "variant.body",
            "At most 10,000 characters; there are 200,000.",
        ),
    ],
)
def test_words_that_cannot_be_shown_are_refused_in_drafts_too(editor, changes, field, says):
    answer = editor.post(reverse(ADD), form((VARIANT | changes, [ASK])))

    assert Variant.objects.count() == 0
    [(at, said)] = refused(answer).items()
    assert (at, said.startswith(says)) == (field, True)


def test_words_may_be_set_apart_from_the_direction_they_stand_in(editor):
    words = {"headline": "Read \u2067עיר\u2069 now", "body": "One.\r\n\r\nTwo\tthree."}

    answer = editor.post(reverse(ADD), form((VARIANT | words, [ASK])) | PUBLISH)

    assert answer.status_code == 302, refused(answer)


def test_a_line_about_a_deadline_has_its_moment_in_it(editor):
    until = {"deadline_at": "2999-01-05 10:00", "deadline_words": "Doubled until Friday."}

    answer = editor.post(reverse(ADD), form(**until))

    assert refused(answer) == {"deadline_words": "Write {deadline} where the moment is to stand."}


def test_a_deadline_is_not_past_when_it_is_first_published(editor):
    until = {"deadline_at": PAST, "deadline_words": "Doubled until {deadline}."}

    answer = editor.post(reverse(ADD), form(**until) | PUBLISH)

    assert refused(answer) == {"deadline_at": "This moment is past already."}


def test_a_deadline_that_has_passed_since_may_stay(editor):
    past = datetime(2026, 1, 5, 10, tzinfo=UTC)
    campaign = make_campaign(deadline_at=past, deadline_words="Doubled until {deadline}.")
    [made] = campaign.variants.all()
    [ask] = made.asks.all()
    local = timezone.localtime(past).strftime("%Y-%m-%d %H:%M")
    sent = form(
        ({**VARIANT, "id": made.pk}, [{**ASK, "id": ask.pk}]),
        deadline_at=local,
        deadline_words="Doubled until {deadline}.",
    )
    known = {"variants-INITIAL_FORMS": 1, "variants-0-asks-INITIAL_FORMS": 1}

    answer = editor.post(reverse(EDIT, args=[campaign.pk]), sent | known | PUBLISH)

    assert answer.status_code == 302, refused(answer)
    told = editor.get(reverse(EDIT, args=[campaign.pk])).content.decode()
    assert "Its deadline is past: the line about it is not shown." in told


def test_the_list_says_of_a_live_campaign_that_a_draft_waits(editor):
    campaign = make_campaign()
    campaign.name = "Changed"
    campaign.save_revision()
    make_campaign("later", starts_at=timezone.now() + timedelta(days=1)).save_revision()
    make_campaign("as-it-is")

    page = editor.get(reverse("wagtailsnippets_appeals_campaign:list")).content.decode()

    said = re.findall(r">\s*(Live|Live \+ draft|Scheduled \+ draft)\s*<", page)
    assert sorted(said) == ["Live", "Live + draft", "Scheduled + draft"]
