"""Editors word e-mails: what cannot be sent is refused in words, and nothing is lost."""

import pytest
from django.test import Client

from tests.outbox import outbox
from tests.staff import sign_in_staff
from wellread.mail import actions, catalogue, queries
from wellread.mail.models import EmailSignature, EmailWording
from wellread.mail.rules import Wording, blocks
from wellread.mail.wording_faults import faults

pytestmark = pytest.mark.django_db
REMINDER = "/admin/emails/words/reminder/"


def words(name, **changes):
    """Return what the form of an e-mail sends: our words, but for these."""
    return {**catalogue.template(name).wording("en")._asdict(), **changes}


def faults_of(name, **changes):
    template = catalogue.template(name)
    return faults(Wording(**words(name, **changes)), template.known())


@pytest.mark.parametrize("template", catalogue.worded(), ids=lambda one: one.name)
def test_our_own_words_are_without_fault(template):
    assert faults(template.wording("en"), template.known()) == {}


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "he"])
@pytest.mark.parametrize("template", catalogue.worded(), ids=lambda one: one.name)
def test_our_words_are_without_fault_in_every_language(template, language):
    ours, english = template.wording(language), template.wording("en")

    assert faults(ours, template.known()) == {}
    assert len(blocks(ours.body)) == len(blocks(english.body))
    said = [[block.conditions for block in blocks(one.body)] for one in (ours, english)]
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("name", "changes", "field", "fault"),
    [
        ("sign_in_code", {"body": "Hello."}, None, None),
        (
            "sign_in_code",
            {"body": "Hello.", "subject": "Hi"},
            "body",
            "Without {code} this e-mail is of no use.",
        ),
        (
            "reminder",
            {"subject": "{plann}"},
            "subject",
            "There is no {plann} here; {plan} is meant?",
        ),
        ("reminder", {"subject": "Hi {}"}, "subject", "“{}” is no placeholder."),
        ("reminder", {"subject": "Hi {Plan}"}, "subject", "“{Plan}” is no placeholder."),
        ("reminder", {"subject": "Hi } you"}, "subject", "“}” is no placeholder."),
        ("reminder", {"subject": ""}, "subject", "An e-mail needs a subject."),
        ("reminder", {"subject": "a\nb"}, "subject", "This must be one line."),
        (
            "reminder",
            {"preheader": "{account_url}"},
            "preheader",
            "{account_url} cannot stand here, only in the body.",
        ),
        (
            "receipt",
            {"subject": "{next_charge}"},
            "subject",
            "{next_charge} cannot stand here, only in the body.",
        ),
        ("reminder", {"role": "{code}"}, "role", "There is no {code} in this e-mail."),
    ],
)
def test_what_cannot_be_sent_is_named_at_its_field(name, changes, field, fault):
    expected = {field: [fault]} if field else {}

    assert faults_of(name, **changes) == expected


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("{if plam}x", "There is no {plam} here; {plan} is meant?"),
        ("Then {if plan}x", "{if plan} stands at the beginning of a paragraph."),
        ("See {account_url}", "Put {account_url} behind words: [Open it]({account_url})."),
        (
            "[x](javascript:alert(1))",
            "A link leads to https://…, mailto:… or one of the addresses below, "
            "not “javascript:alert(1”.",
        ),
        (
            "[x]({plan})",
            "A link leads to https://…, mailto:… or one of the addresses below, not “{plan}”.",
        ),
        (
            "[x](/account/)",
            "A link leads to https://…, mailto:… or one of the addresses below, not “/account/”.",
        ),
    ],
)
def test_what_the_body_cannot_say_is_named(more, fault):
    body = f"{words('reminder')['body']}\n\n{more}"

    assert faults_of("reminder", body=body) == {"body": [fault]}


def test_words_that_are_saved_are_sent_at_once_and_ours_come_back(client: Client) -> None:
    colleague = sign_in_staff(client)
    facts = {"plan": "Friend", "price": "$8 a month", "next_charge": "1 May 2027"}
    actions.send("reminder", to="ada@example.com", about="1", facts=facts)
    mine = words("reminder", subject="Once a year: {price}", signed_by="Ada Winters")

    saved = client.post(REMINDER, {**mine, "save": "yes"})
    first = outbox()[-1]
    row = EmailWording.objects.get()
    client.post(REMINDER, {"restore": "yes"})
    actions.send("reminder", to="ada@example.com", about="2", facts=facts)

    assert saved.status_code == 302
    assert first.subject == "Once a year: $8 a month"
    assert "Ada Winters" in first.body
    assert (row.language, row.saved_by) == ("en", colleague)
    assert outbox()[-1].subject == "A reminder: your membership renews"


def test_words_that_cannot_be_sent_are_not_saved_and_stay_in_the_form(client: Client) -> None:
    sign_in_staff(client)

    page = client.post(REMINDER, {**words("reminder", subject="{plann}"), "save": "yes"})

    assert EmailWording.objects.count() == 0
    assert "There is no {plann} here; {plan} is meant?" in page.content.decode()
    assert 'value="{plann}"' in page.content.decode()


def test_a_preview_and_a_test_save_nothing(client: Client) -> None:
    colleague = sign_in_staff(client)
    mine = words("reminder", subject="Look at this: {plan}")

    shown = client.post(REMINDER, {**mine, "show": "yes"}).content.decode()
    client.post(REMINDER, {**mine, "test": "yes"})
    message = outbox()[-1]

    assert "Look at this: Supporter" in shown
    assert (message.to, message.subject) == ([colleague.email], "Look at this: Supporter")
    assert EmailWording.objects.count() == 0


def test_a_colleagues_words_are_not_overwritten_unseen(client: Client) -> None:
    sign_in_staff(client)
    theirs, mine = words("reminder", subject="Theirs"), words("reminder", subject="Mine")
    client.post(REMINDER, {**theirs, "save": "yes"})

    warned = client.post(REMINDER, {**mine, "save": "yes", "seen": ""})
    kept = EmailWording.objects.get().subject
    again = warned.context_data["form"].data["seen"]
    client.post(REMINDER, {**mine, "save": "yes", "seen": again})

    assert "Somebody else has saved other words" in warned.content.decode()
    assert (kept, EmailWording.objects.get().subject) == ("Theirs", "Mine")


def test_other_words_are_those_of_one_language(settings) -> None:
    actions.save_wording(
        name="reminder", language="en", wording=Wording(**words("reminder", subject="X")), by=None
    )

    assert queries.wording("reminder", "en").subject == "X"
    assert queries.wording("reminder", "xx-no").subject != "X"


def test_one_name_signs_every_email(client: Client) -> None:
    sign_in_staff(client)

    client.post("/admin/emails/words/", {"signed_by": "Ada Winters", "role": "Editor"})
    actions.send("sign_in_code", to="ada@example.com", facts={"code": "4F7K"})

    assert outbox()[-1].body.endswith("Ada Winters\nEditor\n")


def test_a_signature_that_no_email_could_bear_is_refused(client: Client) -> None:
    sign_in_staff(client)

    page = client.post("/admin/emails/words/", {"signed_by": "{oops}", "role": "{site_name}"})

    assert "There is no {oops} in this e-mail." in page.content.decode()
    assert EmailSignature.objects.count() == 0


@pytest.mark.parametrize("template", catalogue.worded(), ids=lambda one: one.name)
def test_every_emails_page_opens(client: Client, template) -> None:
    sign_in_staff(client)

    page = client.get(f"/admin/emails/words/{template.name}/").content.decode()

    assert "srcdoc" in page


def test_facts_cannot_write_html_or_links(client: Client) -> None:
    plan = "<img src=x onerror=alert(1)> [x](https://evil.example) **b** {price}"
    facts = {"plan": plan, "price": "$8 a month", "next_charge": "1 May 2027"}

    actions.send("reminder", to="ada@example.com", about="1", facts=facts)
    message = outbox()[-1]

    html = message.alternatives[0][0]
    assert plan in message.body
    assert ("<img" in html, 'href="https://evil.example"' in html, "<strong>b" in html) == (
        False,
        False,
        False,
    )


def test_a_fact_that_runs_the_other_way_turns_nothing_around_it(settings) -> None:
    settings.LANGUAGE_CODE = "he"
    facts = {"plan": "Friend", "price": "$8 a month", "next_charge": "1 במאי"}

    actions.send("reminder", to="ada@example.com", about="1", facts=facts)
    message = outbox()[-1]

    assert "\u2068$8 a month\u2069" in message.body
    assert '<html dir="rtl" lang="he">' in message.alternatives[0][0].replace(
        '<html lang="he" dir="rtl">', '<html dir="rtl" lang="he">'
    )
