"""Choosing, paying on the hosted page, and coming back."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.test import Client

from tests.newsroom.press import make_image
from tests.payments.world import Shop, deliver, hidden_fields, make_plan, make_reader
from wellread.language import writing
from wellread.membership import entitlement
from wellread.membership.models import Grant, Membership, Plan
from wellread.payments import clock
from wellread.payments.models import Checkout

ARTICLE = "/harbour/the-crane-that-came-home/"
LETTER_LINK = {
    "next": ARTICLE,
    "campaign": "autumn-letter",
    "variant": "control",
    "version": "9f2c41d07a",
    "interval": "month",
    "amount": "800",
}


def press(client: Client, link: dict[str, str]) -> Any:
    """Open the join page by a link and press its button."""
    page = client.get("/join/", link).content.decode()
    return client.post("/join/", hidden_fields(page))


def join_and_return(client: Client, shop: Shop, link: dict[str, str]) -> Any:
    """Press the button, pay on the hosted page, follow it back."""
    leads_to = shop.pay(press(client, link).headers["Location"])
    return client.get(leads_to.removeprefix("http://localhost:8000"))


def held_by(client: Client) -> frozenset[str]:
    """Return what this browser's cookie opens."""
    morsel = client.cookies.get("wellread_entitlement")
    now = int(clock.now().timestamp())
    read = entitlement.read(
        morsel.value if morsel else None, now=now, secrets=entitlement.secrets()
    )
    return read.entitlements if read else frozenset()


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_nothing_is_chosen_before_the_reader_chooses(client: Client, plan: Plan) -> None:
    html = client.get("/join/").content.decode()

    assert (html.count("aria-current"), html.count('method="post"')) == (0, 0)


def test_every_amount_stands_on_the_page_before_anything_is_chosen(
    client: Client, plan: Plan
) -> None:
    html = client.get("/join/").content.decode()

    spoken = re.findall(r'class="choice" href="[^"]*" aria-label="([^"]*)"', html)
    assert spoken == [
        *("$6 a month", "$8 a month", "$12 a month", "$20 a month"),
        *("$60 a year", "$80 a year", "$120 a year", "$200 a year"),
        *("$5", "$10", "$25", "$50"),
    ]
    pill = unescape(re.findall(r'class="choice" href="([^"]*)"', html)[5])
    assert "Support with $80 a year" in client.get(pill).content.decode()


# Wagtail never closes the temporary file from which it stores a rendition (images/models.py).
@pytest.mark.filterwarnings(r"ignore:Unclosed file <tempfile\.SpooledTemporaryFile:ResourceWarning")
def test_the_page_says_why_and_who_says_so(client: Client, plan: Plan) -> None:
    plan.reason, plan.signed_by, plan.signer_role = "It is <b>yours</b>.", "Ines", "Editor"
    plan.portrait = make_image()
    plan.save()

    html = client.get("/join/").content.decode()

    assert "It is &lt;b&gt;yours&lt;/b&gt;. Ines Editor" in re.sub(r" +", " ", text_of(html))
    assert 'class="portrait" src="/media/' in html

    plan.portrait.renditions.all().delete()
    original = plan.portrait.file
    original.storage.delete(original.name)
    original.storage.save(original.name, ContentFile(b"no picture"))
    html = client.get("/join/").content.decode()
    assert ("Ines" in html, 'class="portrait"' in html) == (True, False)

    plan.portrait.delete()
    assert "Ines" in client.get("/join/").content.decode()


def test_search_engines_find_the_page_and_none_of_its_states(client: Client, plan: Plan) -> None:
    bare, chosen = (
        client.get("/join/", given).content.decode() for given in ({}, {"interval": "year"})
    )

    assert ('name="robots"' in bare, 'name="description"' in bare) == (False, True)
    assert '<meta name="robots" content="noindex">' in chosen
    assert all(
        'rel="canonical" href="http://localhost:8000/join/"' in one for one in (bare, chosen)
    )


@pytest.mark.parametrize("interval", ["month", "year", "once"])
def test_who_has_chosen_no_amount_is_told_that_it_comes_next(
    client: Client, plan: Plan, interval: str
) -> None:
    next_step = "Choose an amount. Before you pay you see what is charged, and when."
    before = text_of(client.get("/join/", {"interval": interval}).content.decode())
    after = client.get("/join/", {"interval": interval, "amount": "10000"}).content.decode()

    assert next_step in before
    assert (next_step in text_of(after), after.count('method="post"')) == (False, 1)


def test_charge_next_date_and_cancelling_stand_beside_the_button(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 1, 31, 12, tzinfo=UTC))

    text = text_of(client.get("/join/", LETTER_LINK).content.decode())

    assert "You pay $8 today, then $8 every month." in text
    assert "Next charge: 28 February 2026 ." in text
    assert "Cancel in two clicks on your account page" in text
    assert "Support with $8 a month" in text


def test_a_reader_lands_back_on_the_article_with_all_benefits(
    client: Client, shop: Shop, plan: Plan
) -> None:
    response = join_and_return(client, shop, LETTER_LINK)

    assert (response.status_code, response.headers["Location"]) == (303, ARTICLE)
    assert held_by(client) == {"ad_free", "community_content"}
    assert client.cookies["wellread_reader"].value == "is_member=1&was_member=1"
    assert Checkout.objects.get().attribution == {
        "campaign": "autumn-letter",
        "variant": "control",
        "version": "9f2c41d07a",
    }


@pytest.mark.parametrize(
    ("story", "kept"),
    [
        ("https://www.elsewhere.example/world/a-story?id=7", True),
        ("57", True),
        ("x" * 65, False),
        ("a\nb", False),
    ],
)
def test_the_story_of_another_site_goes_along_as_events_tell_it(
    story: str, kept: bool, client: Client, shop: Shop, plan: Plan
) -> None:
    join_and_return(client, shop, {**LETTER_LINK, "story": story})

    assert Checkout.objects.get().attribution.get("story") == (story if kept else None)


def test_a_message_that_comes_after_the_return_changes_nothing(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join_and_return(client, shop, LETTER_LINK)
    before = list(Grant.objects.values())

    deliver(shop.messages())

    assert list(Grant.objects.values()) == before
    assert Membership.objects.count() == 1


def test_pressing_twice_opens_one_checkout(client: Client, shop: Shop, plan: Plan) -> None:
    form = hidden_fields(client.get("/join/", LETTER_LINK).content.decode())

    places = [Client().post("/join/", form).headers["Location"] for _ in range(2)]

    assert places[0] == places[1]
    assert Checkout.objects.count() == 1
    assert shop.call("checkout/sessions")["data"][0]["url"] == places[0]


def test_a_member_is_not_charged_twice(client: Client, shop: Shop, plan: Plan) -> None:
    client.force_login(make_reader())
    join_and_return(client, shop, LETTER_LINK)

    html = client.get("/join/", LETTER_LINK).content.decode()

    assert ("You support us already" in html, 'action="/join/"' in html) == (True, False)


def test_yen_have_no_cents_on_any_page_or_in_any_charge(
    client: Client, shop: Shop, db: None
) -> None:
    make_plan(currency="JPY", suggested_month="800, 1200")
    asked = text_of(client.get("/join/", {"interval": "month", "own": "1000"}).content.decode())

    join_and_return(client, shop, {"interval": "month", "own": "1000"})
    account = client.get("/account/").content.decode()

    assert "From ¥600 a month." in asked
    assert "You pay ¥1,000 today, then ¥1,000 every month." in asked
    assert "¥1,000 a month" in account
    assert [one["amount"] for one in shop.call("payment_intents")["data"]] == [1000]
    assert str(Checkout.objects.get().money) == "¥1,000"


def test_of_two_tabs_only_the_later_can_be_paid(client: Client, shop: Shop, plan: Plan) -> None:
    first = press(client, LETTER_LINK).headers["Location"]
    second = press(client, {**LETTER_LINK, "amount": "1200"}).headers["Location"]

    shop.pay(first)
    shop.pay(second)

    assert len(shop.call("subscriptions")["data"]) == 1
    assert sorted(Checkout.objects.values_list("amount_minor", "state")) == [
        (800, "expired"),
        (1200, "open"),
    ]


def test_who_paid_in_one_tab_pays_nothing_in_the_other(
    client: Client, shop: Shop, plan: Plan
) -> None:
    form = hidden_fields(client.get("/join/", LETTER_LINK).content.decode())
    shop.pay(press(client, LETTER_LINK).headers["Location"])

    answer = client.post("/join/", form)

    assert "You support us already" in answer.content.decode()
    assert held_by(client) == {"ad_free", "community_content"}
    assert Checkout.objects.count() == 1


def test_a_contribution_takes_the_place_of_a_membership_page(
    client: Client, shop: Shop, plan: Plan
) -> None:
    monthly = press(client, LETTER_LINK).headers["Location"]
    once = press(client, {**LETTER_LINK, "interval": "once"}).headers["Location"]

    shop.pay(monthly)
    shop.pay(once)

    assert shop.call("subscriptions")["data"] == []
    assert [one["amount"] for one in shop.call("payment_intents")["data"]] == [800]


def test_the_same_choice_in_another_tab_leads_to_the_same_page(
    client: Client, shop: Shop, plan: Plan
) -> None:
    places = {press(client, LETTER_LINK).headers["Location"] for _ in range(2)}

    assert (len(places), Checkout.objects.count()) == (1, 1)


def test_a_page_that_ran_out_is_followed_by_a_fresh_one(
    client: Client, shop: Shop, plan: Plan
) -> None:
    first = press(client, LETTER_LINK).headers["Location"]
    shop.lever("clock", {"advance_days": 2})

    second = press(client, LETTER_LINK).headers["Location"]

    assert first != second
    assert sorted(Checkout.objects.values_list("state", flat=True)) == ["expired", "open"]


def test_signing_in_between_leaves_one_page_that_can_be_paid(
    client: Client, shop: Shop, plan: Plan
) -> None:
    first = press(client, LETTER_LINK).headers["Location"]
    client.force_login(make_reader())
    second = press(client, LETTER_LINK).headers["Location"]

    shop.pay(first)
    shop.pay(second)

    assert len(shop.call("subscriptions")["data"]) == 1


def test_starting_to_pay_writes_no_session(client: Client, shop: Shop, plan: Plan) -> None:
    join_and_return(client, shop, LETTER_LINK)

    assert Session.objects.count() == 0
    assert held_by(client) == {"ad_free", "community_content"}
    assert client.get("/account/").status_code == 200


def test_the_benefits_of_a_browser_end_with_signing_out(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join_and_return(client, shop, LETTER_LINK)
    client.force_login(make_reader())

    client.post("/sign-out/")

    assert held_by(client) == frozenset()
    assert client.get("/account/").status_code == 303


def test_what_a_session_remembers_from_before_stays_open(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join_and_return(client, shop, LETTER_LINK)
    elsewhere = Client()
    session = elsewhere.session
    session["checkouts"] = [str(Checkout.objects.get().pk)]
    session.save()

    elsewhere.get("/account/")

    assert held_by(elsewhere) == {"ad_free", "community_content"}


def test_who_paid_and_then_pressed_cancel_is_not_told_that_nothing_was_charged(
    client: Client, shop: Shop, plan: Plan
) -> None:
    shop.pay(press(client, LETTER_LINK).headers["Location"])
    leads_to = shop.call("checkout/sessions")["data"][0]["cancel_url"]

    answer = client.get(leads_to.removeprefix("http://localhost:8000"))

    assert answer.headers["Location"] == ARTICLE
    assert held_by(client) == {"ad_free", "community_content"}


def test_who_owes_a_payment_is_led_to_the_card(client: Client, shop: Shop, plan: Plan) -> None:
    join_and_return(client, shop, LETTER_LINK)
    Membership.objects.update(status="past_due")

    html = client.get("/join/", LETTER_LINK).content.decode()

    assert ("did not go through" in html, "nothing more needs to be paid" in html) == (True, False)


def test_another_browser_gets_nothing_from_the_return_address(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join_and_return(client, shop, LETTER_LINK)
    stranger = Client()

    response = stranger.get(f"/join/return/{Checkout.objects.get().pk}/")

    assert "begun in another browser" in response.content.decode()
    assert held_by(stranger) == frozenset()


def test_a_contribution_thanks_and_rests_asking_but_opens_nothing(
    client: Client, shop: Shop, plan: Plan
) -> None:
    link = {**LETTER_LINK, "interval": "once", "amount": "2500"}

    response = join_and_return(client, shop, link)

    assert (response.status_code, response.headers["Location"]) == (303, ARTICLE)
    assert "Your $25 arrived" in client.get("/join/thanks/").json()["arrived"]
    assert held_by(client) == frozenset()
    assert re.fullmatch(
        r"contributed_at=\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\dZ",
        client.cookies["wellread_reader"].value,
    )


def test_leaving_the_checkout_keeps_what_was_chosen(client: Client, shop: Shop, plan: Plan) -> None:
    press(client, LETTER_LINK)
    leads_to = shop.call("checkout/sessions")["data"][0]["cancel_url"]

    html = client.get(leads_to.removeprefix("http://localhost:8000")).content.decode()

    assert "Nothing was charged" in html
    assert "interval=month&amp;amount=800" in html


@pytest.mark.parametrize(
    ("own", "fault"),
    [
        ("5", "The smallest amount is $6 a month."),
        ("6.505", "Please write at most 2 decimals, and no separators between thousands."),
        ("-8", "The amount cannot be negative."),
        ("eight", "Please write an amount in figures, such as 8.50."),
        ("8 EUR", "We can only take USD: please write it so."),
        ("10001", "The largest amount here is $10,000 a month."),
        ("1000000", "The largest amount here is $10,000 a month."),
        ("9" * 30, "The largest amount here is $10,000 a month."),
        ("", "Please write an amount."),
    ],
)
def test_a_wrong_amount_is_told_by_its_field_and_kept(
    own: str, fault: str, client: Client, plan: Plan
) -> None:
    html = client.get("/join/", {"interval": "month", "own": own}).content.decode()

    assert f'<span class="fault" id="own-fault">{fault}</span>' in html
    assert f'value="{own}" aria-describedby="own-hint own-fault" aria-invalid="true"' in html
    assert 'method="post"' not in html


def test_a_forged_amount_is_refused(client: Client, plan: Plan) -> None:
    form = hidden_fields(client.get("/join/", LETTER_LINK).content.decode())

    answers = [
        client.post("/join/", {**form, "amount": amount}).status_code
        for amount in ("599", "-800", "8.00", "99999999999", "")
    ]

    assert answers == [400] * 5
    assert Checkout.objects.count() == 0


def test_too_many_checkouts_from_one_network_are_refused(
    client: Client, shop: Shop, plan: Plan
) -> None:
    answers = [press(client, LETTER_LINK).status_code for _ in range(21)]

    assert answers == [303] * 20 + [429]


def test_a_silent_payment_service_loses_nothing(
    client: Client, shop: Shop, plan: Plan, settings: Any
) -> None:
    settings.STRIPE_API_ADDRESS = "http://127.0.0.1:9"

    response = press(client, LETTER_LINK)

    assert response.status_code == 503
    assert "Nothing was charged" in response.content.decode()


def test_the_way_back_leads_only_to_our_own_pages(client: Client, plan: Plan) -> None:
    html = client.get("/join/", {**LETTER_LINK, "next": "https://evil.example/"}).content.decode()

    assert hidden_fields(html)["next"] == "/"


def test_who_joins_again_with_paid_days_left_is_told_of_them(
    client: Client, shop: Shop, plan: Plan
) -> None:
    join_and_return(client, shop, LETTER_LINK)
    [subscription] = shop.call("subscriptions")["data"]
    shop.delete(f"subscriptions/{subscription['id']}")
    deliver(shop.messages())
    until = writing.day(Membership.objects.get().paid_until)

    month = text_of(client.get("/join/", LETTER_LINK).content.decode())
    once = text_of(client.get("/join/", {**LETTER_LINK, "interval": "once"}).content.decode())

    said = f"you have paid until {until} already"
    assert (said in month, said in once) == (True, False)
    assert said not in text_of(Client().get("/join/", LETTER_LINK).content.decode())
