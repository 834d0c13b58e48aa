"""Newsletters: asked for by anybody, begun from the mailbox alone, ended by one click."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.integrations.conftest import SECRET
from tests.outbox import outbox
from tests.payments.world import make_reader
from tests.staff import sign_in_staff
from wellread.integrations.models import WebhookEndpoint, WebhookEvent
from wellread.mail.models import Email
from wellread.newsletters import links, rules
from wellread.newsletters.models import Newsletter, NewsletterReader

pytestmark = pytest.mark.django_db

OURS = {"sec-fetch-site": "same-origin"}
LINK = re.compile(r"http://[^/\s]+(/newsletters/(?:confirm|leave)/[\w-]+/)")
ADA = "ada@example.com"


def make_newsletter(key: str = "morning", **changes: Any) -> Newsletter:
    facts = {"name": f"The {key} Tide", "description": "What Saltmere talks about.", **changes}
    return Newsletter.objects.create(key=key, **facts)


def ask(client: Client, *keys: str, address: str = ADA, **changes: str) -> Any:
    typed = {"newsletter": list(keys) or ["morning"], "address": address, **changes}
    return client.post("/newsletters/", typed, headers=OURS)


def links_sent() -> list[str]:
    """Return the paths of the links in what was delivered, oldest first."""
    found = (LINK.search(str(one.body)) for one in outbox())
    return [one[1] for one in found if one]


def path_of(link: str) -> str:
    found = LINK.fullmatch(link)
    assert found
    return found[1]


def taken() -> list[tuple[str, str]]:
    rows = NewsletterReader.objects.order_by("address", "newsletter__key")
    return [(row.address, row.newsletter.key) for row in rows]


def join(client: Client, *keys: str, **changes: str) -> None:
    """Ask, and confirm by the link that came last."""
    ask(client, *keys, **changes)
    client.post([one for one in links_sent() if "/confirm/" in one][-1])


def test_it_begins_when_the_mailbox_says_so_and_before_that_nothing_is_stored(
    client: Client,
) -> None:
    make_newsletter()

    page = ask(client).content.decode()
    (link,) = links_sent()
    rows_left = (NewsletterReader.objects.count(), Email.objects.count())
    opened = client.get(link).content.decode()
    after_opening = taken()
    done = client.post(link).content.decode()

    assert "An e-mail is on its way to <bdi>ada@example.com</bdi>" in page
    assert rows_left == (0, 0)
    assert ("Yes, send it to me" in opened, after_opening) == (True, [])
    assert ("It comes to you from now on" in done, taken()) == (True, [(ADA, "morning")])


def test_a_link_that_was_confirmed_says_so_and_asks_no_more(client: Client) -> None:
    make_newsletter()
    ask(client)
    (link,) = links_sent()
    client.post(link)

    page = client.get(link).content.decode()

    assert "It comes to you from now on" in page
    assert "Yes, send it to me" not in page


def test_every_page_leads_to_newsletters_as_long_as_there_are_some(client: Client) -> None:
    def leads() -> bool:
        return 'href="/newsletters/"' in client.get("/").content.decode()

    before = leads()
    made = make_newsletter()
    then = leads()
    made.is_offered = False
    made.save()

    assert (before, then, leads()) == (False, True, False)


def test_confirming_twice_is_once_and_welcomes_once(client: Client) -> None:
    make_newsletter()
    make_newsletter("evening")
    ask(client, "morning", "evening")
    (link,) = links_sent()

    for _ in range(2):
        client.post(link)

    welcomes = [one.subject for one in outbox() if "welcome" in one.subject]
    assert taken() == [(ADA, "evening"), (ADA, "morning")]
    assert welcomes == ["The morning Tide: welcome", "The evening Tide: welcome"]


def test_one_click_in_a_mail_program_ends_it_and_deletes_the_address(client: Client) -> None:
    make_newsletter()
    join(client)
    welcome = outbox()[-1]
    address = welcome.extra_headers["List-Unsubscribe"].strip("<>")
    path = path_of(address)

    mail_program = Client(enforce_csrf_checks=True)
    opened = mail_program.get(path).content.decode()
    still = taken()
    answer = mail_program.post(path, {"List-Unsubscribe": "One-Click"})
    again = mail_program.post(path, {"List-Unsubscribe": "One-Click"})

    assert welcome.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert ("No more of this newsletter?" in opened, still) == (True, [(ADA, "morning")])
    assert (answer.status_code, again.status_code, taken()) == (200, 200, [])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"address": "nobody"}, "Enter a valid email address."),
        ({"newsletter": []}, "Choose one at least."),
        ({"newsletter": ["gone"]}, "gone is not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_on_the_page_and_to_a_script(
    client: Client, changes: dict[str, Any], says: str
) -> None:
    make_newsletter()
    make_newsletter("gone", is_offered=False)
    typed = {"newsletter": ["morning"], "address": ADA, **changes}

    page = client.post("/newsletters/", typed, headers=OURS)
    answer = client.post("/newsletters/", typed, headers={**OURS, "accept": "application/json"})

    assert (page.status_code, says in page.content.decode()) == (400, True)
    assert (answer.status_code, says in json.loads(answer.content)["fault"]) == (400, True)
    assert outbox() == []


def test_a_script_is_told_that_it_was_sent(client: Client) -> None:
    make_newsletter()
    typed = {"newsletter": "morning", "address": ADA}

    answer = client.post("/newsletters/", typed, headers={**OURS, "accept": "application/json"})

    assert (answer.status_code, json.loads(answer.content)) == (200, {"sent": True})
    assert len(links_sent()) == 1


def test_programs_and_other_sites_send_nothing(client: Client) -> None:
    make_newsletter()

    trapped = ask(client, website="https://spam.example")
    foreign = client.post("/newsletters/", {"newsletter": "morning", "address": ADA})

    assert (trapped.status_code, foreign.status_code) == (200, 403)
    assert outbox() == []


def test_an_address_is_written_to_three_times_an_hour_at_most(client: Client) -> None:
    make_newsletter()

    answers = [ask(client).status_code for _ in range(4)]

    assert (answers, len(links_sent())) == ([200, 200, 200, 429], 3)


def test_a_network_asks_twenty_times_an_hour_at_most(client: Client) -> None:
    make_newsletter()

    answers = [ask(client, address=f"{n}@example.com").status_code for n in range(21)]

    assert answers == [200] * 20 + [429]


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_forged_links_open_nothing(client: Client, token: str) -> None:
    assert client.get(f"/newsletters/confirm/{token}/").status_code == 410
    assert client.post(f"/newsletters/leave/{token}/").status_code == 410


def test_a_link_to_confirm_runs_out_and_one_to_leave_stays(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_newsletter()
    join(client)
    entry = NewsletterReader.objects.get()
    wish = rules.Wish(ADA, (entry.newsletter_id,))
    confirm, leave = links.confirm_address(wish), links.leave_address(entry)
    monkeypatch.setattr(links, "CONFIRM_WITHIN_S", -1)

    late = client.post(path_of(confirm))
    client.post(path_of(leave))

    assert (late.status_code, taken()) == (410, [])


def test_what_is_offered_no_more_is_not_begun(client: Client) -> None:
    newsletter = make_newsletter()
    ask(client)
    (link,) = links_sent()
    newsletter.is_offered = False
    newsletter.save()

    assert (client.post(link).status_code, taken()) == (410, [])


def test_who_is_signed_in_begins_and_ends_it_on_the_account_page(client: Client) -> None:
    make_newsletter()
    client.force_login(make_reader(ADA))

    client.post("/account/newsletters/", {"newsletter": "morning"})
    begun = (taken(), client.get("/account/").content.decode())
    held = json.loads(client.get("/account/data/").content)["newsletters"]
    client.post("/account/newsletters/", {"newsletter": "morning", "leave": ""})

    assert begun[0] == [(ADA, "morning")]
    assert (
        'name="leave">Send it no more<span class="visually-hidden">: The morning Tide' in begun[1]
    )
    assert [(one["name"], one["address"]) for one in held] == [("The morning Tide", ADA)]
    assert taken() == []
    assert "Send it to me<span" in client.get("/account/").content.decode()


def test_pages_learn_whether_who_reads_here_takes_one(client: Client) -> None:
    make_newsletter()
    join(client)
    joined = client.cookies["wellread_reader"].value
    client.post(path_of(links.leave_address(NewsletterReader.objects.get())))

    assert ("newsletter=1" in joined, client.cookies["wellread_reader"].value) == (True, "")


def test_an_account_knows_it_in_another_browser(client: Client) -> None:
    make_newsletter()
    join(client)
    other = Client()
    other.force_login(make_reader(ADA))

    other.get("/account/")

    assert "newsletter=1" in other.cookies["wellread_reader"].value


def test_who_is_erased_is_on_no_list(client: Client) -> None:
    make_newsletter()
    join(client)
    reader = make_reader(ADA)

    reader.delete()

    assert (taken(), Email.objects.filter(recipient=ADA).count()) == ([], 0)


def test_other_systems_are_told_and_keep_no_address_of_who_is_erased(client: Client) -> None:
    WebhookEndpoint.objects.create(
        name="Mail provider", address="https://mail.example/", contact=ADA, secret=SECRET
    )
    make_newsletter()
    join(client, campaign="autumn-letter", variant="control")
    (joined,) = WebhookEvent.objects.filter(kind="newsletter.joined")
    said = json.loads(joined.body)["data"]

    make_reader(ADA).delete()

    joined.refresh_from_db()
    left = json.loads(WebhookEvent.objects.get(kind="newsletter.left").body)["data"]
    assert said["newsletter"] == {"key": "morning", "name": "The morning Tide"}
    assert (said["reader"], said["campaign"]) == ({"id": None, "email": ADA}, "autumn-letter")
    assert "/newsletters/leave/" in said["unsubscribe_url"]
    assert (left["id"], left["reader"]) == (said["id"], {"id": None, "email": ""})
    assert ADA not in joined.body


def test_editors_see_how_many_take_it_and_save_them_as_a_sheet_without_formulas(
    client: Client,
) -> None:
    make_newsletter()
    join(client, campaign="=1+1")
    join(client, address="+grace@example.com")
    sign_in_staff(client)

    index = client.get(reverse("wagtailsnippets_newsletters_newsletter:list")).content.decode()
    sheet = client.get("/admin/newsletters/readers/?export=csv")
    lines = b"".join(sheet.streaming_content).decode().splitlines()

    assert re.search(r"<td[^>]*>\s*2\s*</td>", index)
    assert lines[0] == "e-mail,newsletter,since (UTC),campaign,variant,link that ends it"
    assert [line.split(",")[0] for line in lines[1:]] == ["'+grace@example.com", ADA]
    assert lines[2].split(",")[3] == "'=1+1"
    assert "/newsletters/leave/" in lines[1]


def test_nobody_deletes_a_newsletter_and_its_readers_with_it(client: Client) -> None:
    newsletter = make_newsletter()
    sign_in_staff(client)
    address = reverse("wagtailsnippets_newsletters_newsletter:delete", args=[newsletter.pk])

    client.post(address)

    assert Newsletter.objects.count() == 1


def test_the_page_without_a_newsletter_says_so(client: Client) -> None:
    assert "We send no newsletter at the moment." in client.get("/newsletters/").content.decode()
