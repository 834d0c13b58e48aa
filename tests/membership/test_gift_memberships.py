"""What one reader buys for another: paid, sent on its day, taken once, given on, returned."""

import re
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.accounts.test_sign_in import ask_for_code
from tests.membership.test_account import member, pass_days
from tests.membership.test_joining import held_by
from tests.membership.test_withdrawing import declare
from tests.payments.world import Shop, deliver, hidden_fields, make_reader
from tests.staff import sign_in_staff
from wellread.accounts.actions import reader_with_verified_address
from wellread.accounts.models import Reader
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import jobs, reconciliation, rules
from wellread.membership.actions import erase
from wellread.membership.gifts import jobs as gifts
from wellread.membership.gifts import links
from wellread.membership.models import GiftMembership, Grant, Plan, ReturnedPayment
from wellread.payments import clock, gateway
from wellread.payments.models import Checkout, Payment

OUR_HOST = "http://localhost:8000"
LINK = re.compile(r"/gift/[A-Za-z0-9_-]{20,}/")
GIVERS_LINK = re.compile(r"/give/[A-Za-z0-9_-]{20,}/")
WORDS = {
    "way": "send",
    "address": "Grace@Example.com",
    "giver_name": "Ada",
    "message": "For the long evenings!",
}


def buy(client: Client, shop: Shop, *, months: str = "6", **facts: str) -> GiftMembership:
    """Buy a gift as a reader does; return it as it stands then."""
    form = hidden_fields(client.get("/give/", {"months": months}).text, 'action="/give/"')
    leads_to = shop.pay(client.post("/give/", WORDS | form | facts).headers["Location"])
    client.get(leads_to.removeprefix(OUR_HOST))
    return GiftMembership.objects.latest("pk")


def sent(subject: str) -> list[str]:
    gifts.send()
    delivery.send_due()
    return [str(one.body) for one in mail.outbox if one.subject == subject]


def link_sent() -> str:
    """Return the link of the latest e-mail that brought a gift."""
    found = LINK.search(sent("A gift for you")[-1])
    assert found
    return found[0]


def grants() -> list[tuple[str, str]]:
    rows = Grant.objects.filter(reason="gift").select_related("reader")
    return [(row.reader.email if row.reader else "", row.reason) for row in rows]


def test_a_gift_is_paid_sent_and_taken_by_the_address_it_came_to(
    client: Client, shop: Shop, plan: Plan
) -> None:
    gift = buy(client, shop)
    assert (gift.state, gift.address, gift.checkout.amount_minor) == (
        *("sent", "grace@example.com"),
        3600,
    )
    grace = Client()

    link = link_sent()
    shown = grace.get(link).text
    grace.get(link)
    assert grants() == []
    answer = grace.post(link, {"do": "take"})

    assert ("Ada" in shown, "For the long evenings!" in shown) == (True, True)
    assert answer.headers["Location"] == "/account/"
    assert grants() == [("grace@example.com", "gift")]
    assert held_by(grace) == {"ad_free", "community_content"}
    assert held_by(client) == frozenset()
    gift.refresh_from_db()
    assert (gift.state, gift.reader and gift.reader.email) == ("redeemed", "grace@example.com")
    assert "somebody gave it to you" in grace.get("/account/").text
    [grant] = Grant.objects.filter(reason="gift")
    assert grant.ends_at == rules.months_later(grant.starts_at, 6)


def test_prices_come_from_the_plans_and_stand_beside_each_choice(
    client: Client, plan: Plan
) -> None:
    page = client.get("/give/").text
    chosen = client.get("/give/?months=12").text

    assert all(said in page for said in ("3 months, $18", "6 months, $36", "12 months, $60"))
    assert (page.count('action="/give/"'), "Give 12 months for $60" in chosen) == (0, True)


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"address": ""}, "Please write where it goes."),
        ({"address": "grace"}, "Enter a valid email address."),
        ({"day": "2020-01-01"}, "Please choose a day within a year from today."),
        ({"message": "Look at https://eve.example"}, "Please leave links out of it."),
        ({"giver_name": "eve.example/win"}, "Please leave links out of it."),
    ],
)
def test_what_cannot_be_sent_is_said_at_its_field(
    client: Client, plan: Plan, facts: dict[str, str], fault: str
) -> None:
    form = hidden_fields(client.get("/give/?months=3").text, 'action="/give/"')

    answer = client.post("/give/", WORDS | form | facts)

    assert (answer.status_code, fault in answer.text) == (400, True)
    assert not Checkout.objects.exists()


def test_the_same_form_twice_opens_one_page_and_another_gift_another(
    client: Client, shop: Shop, plan: Plan
) -> None:
    form = hidden_fields(client.get("/give/?months=3").text, 'action="/give/"')

    first, again = (client.post("/give/", WORDS | form).headers["Location"] for _ in range(2))
    other = client.post("/give/", WORDS | form | {"address": "bob@example.com"})

    assert (first == again, first == other.headers["Location"]) == (True, False)
    assert sorted(GiftMembership.objects.values_list("address", "checkout__state")) == [
        ("bob@example.com", "open"),
        ("grace@example.com", "expired"),
    ]


def test_a_contribution_of_the_same_amount_is_no_gift(
    client: Client, shop: Shop, plan: Plan
) -> None:
    form = hidden_fields(client.get("/give/?months=12").text, 'action="/give/"')
    client.post("/give/", WORDS | form)
    join = client.get("/join/", {"interval": "once", "amount": "6000"}).text

    client.post("/join/", hidden_fields(join))

    assert Checkout.objects.filter(state="open").values_list("metadata__gift").get() == (None,)


def test_it_goes_out_on_its_day_in_the_morning_also_after_days_of_nothing(
    client: Client, shop: Shop, plan: Plan, settings: object
) -> None:
    day = clock.now() + timedelta(days=10)
    buy(client, shop, day=f"{day:%Y-%m-%d}")

    assert sent("A gift for you") == []
    assert (
        "Goes out on" in client.get(GIVERS_LINK.search(sent("Thank you for your gift")[0])[0]).text
    )  # type: ignore[index]
    shop.lever("clock", {"advance_days": 13})
    clock.follow()
    assert len(sent("A gift for you")) == 1
    assert len(sent("A gift for you")) == 1


def test_a_gift_to_hand_over_asks_its_taker_to_sign_in(
    client: Client, shop: Shop, plan: Plan
) -> None:
    gift = buy(client, shop, way="hand", address="")
    [receipt] = sent("Thank you for your gift")
    found = LINK.search(receipt)
    assert found
    assert sent("A gift for you") == []
    grace = Client()

    led = grace.post(found[0], {"do": "take"}).headers["Location"]
    grace.force_login(make_reader("grace@example.com"))
    grace.post(found[0], {"do": "take"})

    assert led.startswith("/sign-in/?next=%2Fgift%2F")
    gift.refresh_from_db()
    assert (gift.state, grants()) == ("redeemed", [("grace@example.com", "gift")])


def test_who_has_paid_time_has_the_gift_after_it_and_after_renewals(
    client: Client, shop: Shop, plan: Plan
) -> None:
    giver = Client()
    buy(giver, shop, address="ada@example.com")
    membership = member(client, shop)
    link = link_sent()

    assert "The gift begins when that ends" in client.get(link).text
    client.post(link, {"do": "take"})
    grant = Grant.objects.get(reason="gift")
    assert grant.starts_at == membership.paid_until
    pass_days(shop, 33)

    membership.refresh_from_db()
    grant.refresh_from_db()
    assert (grant.starts_at, grant.ends_at) == (
        membership.paid_until,
        rules.months_later(grant.starts_at, 6),
    )


def test_given_on_it_opens_by_the_new_link_alone_and_without_the_words(
    client: Client, shop: Shop, plan: Plan
) -> None:
    gift = buy(client, shop)
    grace, bob = Client(), Client()
    old = link_sent()

    assert "It is given on" in grace.post(old, {"do": "give_on", "address": "bob@example.com"}).text
    new = link_sent()

    assert (old == new, grace.get(old).status_code) == (False, 410)
    assert grace.post(old, {"do": "take"}).status_code == 410
    assert "long evenings" not in bob.get(new).text
    gift.refresh_from_db()
    assert gift.state == "given_on"
    state = client.get(GIVERS_LINK.search(sent("Thank you for your gift")[0])[0]).text  # type: ignore[index]
    assert ("Given on, not taken yet" in state, "bob@example.com" in state) == (True, False)
    bob.post(new, {"do": "take"})
    assert grants() == [("bob@example.com", "gift")]


def test_returned_the_giver_has_the_money_back_once_and_is_told(
    client: Client, shop: Shop, plan: Plan
) -> None:
    gift = buy(client, shop)
    grace = Client()
    link = link_sent()

    first = grace.post(link, {"do": "return"})
    again = grace.post(link, {"do": "return"})
    deliver(shop.messages())
    jobs.give_back_what_was_refused()

    gift.refresh_from_db()
    assert (first.status_code, again.status_code, gift.state) == (200, 410, "returned")
    assert Payment.objects.get().refunded_minor == 3600
    assert ReturnedPayment.objects.get().try_again_at is None
    assert len(sent("Your gift was returned")) == 1
    assert len(sent("We have given $36 back")) == 1
    assert grace.post(link, {"do": "take"}).status_code == 410
    assert grants() == []


def test_a_refund_ends_a_gift_that_waits(client: Client, shop: Shop, plan: Plan) -> None:
    gift = buy(client, shop)
    link = link_sent()

    shop.call("refunds", {"payment_intent": Payment.objects.get().stripe_id})
    deliver(shop.messages())

    gift.refresh_from_db()
    assert (gift.state, Client().get(link).status_code) == ("ended", 410)


def test_a_refund_ends_a_gift_that_was_taken_and_tells_its_taker(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)
    grace = Client()
    grace.post(link_sent(), {"do": "take"})

    shop.call("refunds", {"payment_intent": Payment.objects.get().stripe_id})
    deliver(shop.messages())
    deliver(shop.messages())

    assert Grant.objects.get(reason="gift").withdrawn_at is not None
    assert len(sent("A gift of yours has ended")) == 1


def test_a_giver_withdraws_and_the_gift_ends(client: Client, shop: Shop, plan: Plan) -> None:
    gift = buy(client, shop)

    declare(client)
    deliver(shop.messages())

    gift.refresh_from_db()
    assert (gift.state, Payment.objects.get().refunded_minor) == ("ended", 3600)


def test_while_a_bank_asks_for_the_money_nothing_is_taken(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)
    link = link_sent()
    shop.lever("disputes", {"charge": Payment.objects.get().charge_id})
    deliver(shop.messages())

    assert Payment.objects.get().status == "disputed"
    assert Client().post(link, {"do": "take"}).status_code == 410
    assert grants() == []


def test_a_refund_of_a_part_leaves_it_to_be_taken_and_not_to_be_returned(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)
    link = link_sent()
    intent = Payment.objects.get().stripe_id
    shop.call("refunds", {"payment_intent": intent, "amount": "100"})
    deliver(shop.messages())
    grace = Client()

    assert "Return it" not in grace.get(link).text
    assert grace.post(link, {"do": "return"}).status_code == 410
    grace.post(link, {"do": "take"})

    assert grants() == [("grace@example.com", "gift")]


def test_an_unpaid_gift_is_sent_to_nobody(client: Client, shop: Shop, plan: Plan) -> None:
    form = hidden_fields(client.get("/give/?months=3").text, 'action="/give/"')
    client.post("/give/", WORDS | form)

    assert (sent("A gift for you"), GiftMembership.objects.get().state) == ([], "unpaid")


def test_what_nobody_takes_is_brought_to_mind_once(client: Client, shop: Shop, plan: Plan) -> None:
    buy(client, shop)
    sent("A gift for you")

    shop.lever("clock", {"advance_days": 31})
    clock.follow()
    gifts.remind()
    gifts.remind()

    assert len(sent("A gift still waits for you")) == 1


def test_its_end_is_told_of_once_with_nothing_charged(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop, months="3")
    Client().post(link_sent(), {"do": "take"})
    grant = Grant.objects.get(reason="gift")
    shop.lever("clock", {"advance_days": (grant.ends_at - clock.now()).days - 5})
    clock.follow()

    gifts.tell_of_ends()
    gifts.tell_of_ends()
    delivery.send_due()

    [told] = [one for one in mail.outbox if one.subject.startswith("Your gift runs until")]
    assert (told.to, "Nothing is charged when it ends" in str(told.body)) == (
        ["grace@example.com"],
        True,
    )


def test_a_guest_has_the_link_sent_again_and_a_stranger_learns_nothing(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)

    known = Client().post("/give/find/", {"address": "ada@example.com"})
    unknown = Client().post("/give/find/", {"address": "eve@example.com"})

    assert known.text.split("<main")[1] == unknown.text.split("<main")[1]
    [told] = sent("The link to your gift")
    link = GIVERS_LINK.search(told)
    assert link
    assert "Sent, not taken yet" in Client().get(link[0]).text


def test_a_giver_mends_an_address_and_the_link_of_before_is_spent(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)
    old = link_sent()
    found = GIVERS_LINK.search(sent("Thank you for your gift")[0])
    assert found

    client.post(found[0], {"address": "grace.hopper@example.com"})

    assert (Client().get(old).status_code, Client().get(link_sent()).status_code) == (410, 200)
    assert "For the long evenings!" in Client().get(link_sent()).text


def test_the_account_page_shows_what_was_given_and_the_file_has_it(
    client: Client, shop: Shop, plan: Plan
) -> None:
    reader = make_reader()
    client.force_login(reader)
    buy(client, shop)

    page, told = client.get("/account/").text, client.get("/account/data/").json()

    assert ("grace@example.com" in page, "6 months" in page) == (True, True)
    assert told["gifts_given"] == [
        told["gifts_given"][0]
        | {"months": 6, "for": "grace@example.com", "message": "For the long evenings!"}
    ]
    erase(reader=reader)
    gift = GiftMembership.objects.get()
    assert (gift.giver_name, gift.message, gift.address) == ("", "", "grace@example.com")


def test_who_took_a_gift_and_erases_the_account_leaves_no_address(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)
    Client().post(link_sent(), {"do": "take"})

    erase(reader=Reader.objects.get(email="grace@example.com"))

    gift = GiftMembership.objects.get()
    assert (gift.address, gift.reader, gift.state) == ("", None, "redeemed")


def test_staff_see_gifts_and_how_they_stand(client: Client, shop: Shop, plan: Plan) -> None:
    buy(client, shop)
    editor = Client()
    sign_in_staff(editor)

    page = editor.get("/admin/members/gift-memberships/").text
    person = editor.get("/admin/members/person/", {"address": "grace@example.com"}).text

    assert ("grace@example.com" in page, ">Sent<" in re.sub(r"\s+", "", page)) == (True, True)
    assert "6 months of Friend of the Courier" in person


def test_signed_in_by_a_code_one_comes_back_to_the_gift(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop, way="hand", address="")
    found = LINK.search(sent("Thank you for your gift")[0])
    assert found
    browser = Client()
    make_reader("grace@example.com")

    page = ask_for_code(browser, "grace@example.com", next=found[0])

    assert page.status_code in {200, 302}


def test_the_list_asks_for_all_of_its_gifts_at_once(client: Client, shop: Shop, plan: Plan) -> None:
    editor = Client()
    sign_in_staff(editor)
    asked = []
    for _ in range(2):
        buy(Client(), shop)
        with CaptureQueriesContext(connection) as queries:
            editor.get("/admin/members/gift-memberships/")
        # The epoch is looked at once a second, whoever asks.
        asked.append([one["sql"][:90] for one in queries if "pageview_epoch" not in one["sql"]])

    assert asked[0] == asked[1]


def test_a_giver_learns_that_the_e_mail_came_back_and_sends_it_elsewhere(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)
    link_sent()
    found = GIVERS_LINK.search(sent("Thank you for your gift")[0])
    assert found
    assert "could not be delivered" not in client.get(found[0]).text

    Email.objects.filter(name="gift_received").update(state="failed")
    before = client.get(found[0]).text
    client.post(found[0], {"address": "grace.hopper@example.com"})

    assert "could not be delivered" in before
    assert "could not be delivered" not in client.get(found[0]).text


def test_its_receipt_names_a_gift_and_no_contribution(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)

    page = client.get(f"/account/receipts/{Payment.objects.get().pk}/").text

    assert "Gift: 6 months of Friend of the Courier" in page
    assert "contribution" not in page


def test_an_old_link_opens_the_gift_and_proves_no_address(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    buy(client, shop)
    link, now = link_sent(), time.time
    monkeypatch.setattr(time, "time", lambda: now() + 31 * 24 * 3600)

    answer = Client().post(link, {"do": "take"})

    assert answer.headers["Location"].startswith("/sign-in/?next=%2Fgift%2F")
    assert (grants(), "Sign in to take it" in Client().get(link).text) == ([], True)


def test_a_link_that_was_handed_over_proves_no_address_that_it_is_sent_to_later(
    client: Client, shop: Shop, plan: Plan
) -> None:
    gift = buy(client, shop)
    handed = links.receiver_address(gift, hand=gift.hand, is_mailed=False)

    answer = Client().post(handed, {"do": "take"})

    assert answer.headers["Location"].startswith("/sign-in/?next=")
    assert grants() == []


def test_a_returned_gift_whose_refund_stripe_refuses_is_asked_for_again(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    buy(client, shop)
    refund = gateway.refund

    def refuse(*_args: object, **_facts: object) -> None:
        raise gateway.GatewayRefused("no money")

    monkeypatch.setattr(gateway, "refund", refuse)
    Client().post(link_sent(), {"do": "return"})
    [trouble] = reconciliation.troubles()
    sign_in_staff(client)
    assert "of a returned gift or a withdrawal could not be given back" in client.get(
        "/admin/"
    ).text.replace("</a>", "")

    monkeypatch.setattr(gateway, "refund", refund)
    ReturnedPayment.objects.update(try_again_at=clock.now())
    jobs.give_back_what_was_refused()

    assert "of a gift that was returned" in trouble
    assert (Payment.objects.get().refunded_minor, reconciliation.troubles()) == (3600, [])


def test_a_gift_that_was_paid_back_is_shown_to_nobody_as_open(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)
    grace = Client()
    grace.post(link_sent(), {"do": "take"})

    shop.call("refunds", {"payment_intent": Payment.objects.get().stripe_id})
    deliver(shop.messages())

    page = grace.get("/account/").text
    assert ("somebody gave it to you" in page, "You are not a member." in page) == (False, True)
    assert held_by(grace) == frozenset()


def test_whoever_proved_the_address_finds_the_gift_on_the_account_page(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)
    grace = Client()
    reader = reader_with_verified_address(email="grace@example.com")
    grace.force_login(reader)

    page, told = grace.get("/account/").text, grace.get("/account/data/").json()
    found = LINK.search(page)
    assert found
    grace.post(found[0], {"do": "take"})

    assert "A gift of <bdi>Ada</bdi> waits for you." in page
    assert [one["from"] for one in told["gifts_to_take"]] == ["Ada"]
    assert "waits for you" not in grace.get("/account/").text
    assert grants() == [("grace@example.com", "gift")]


def test_a_stranger_who_only_claims_the_address_finds_nothing(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)
    eve = Client()
    eve.force_login(make_reader("grace@example.com"))

    assert "waits for you" not in eve.get("/account/").text


def test_a_gift_that_waits_goes_back_to_its_giver_when_the_account_is_erased(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)
    found = GIVERS_LINK.search(sent("Thank you for your gift")[0])
    assert found

    erase(reader=reader_with_verified_address(email="grace@example.com"))

    assert GiftMembership.objects.get().address == ""
    assert LINK.search(client.get(found[0]).text)
