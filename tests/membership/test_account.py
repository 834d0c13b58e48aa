"""The account page, and what it can do."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.membership.test_joining import LETTER_LINK, held_by, join_and_return
from tests.payments.world import Shop, deliver, hidden_fields, make_reader, sweep
from wellread.mail.models import Email
from wellread.membership import actions, claims
from wellread.membership.models import Grant, Membership, Plan
from wellread.payments import clock
from wellread.payments.models import Payment, Subscription


def member(client: Client, shop: Shop) -> Membership:
    """Sign a reader in and join."""
    client.force_login(make_reader())
    join_and_return(client, shop, LETTER_LINK)
    return Membership.objects.get()


def pass_days(shop: Shop, days: int) -> None:
    """Let time pass at the payment service, and hear of all that happened since the last time."""
    shop.lever("clock", {"advance_days": days})
    clock.follow()
    deliver(shop.news())


def fail_card(client: Client, shop: Shop, membership: Membership) -> None:
    """Make the next charges fail."""
    assert membership.checkout.customer is not None
    shop.lever("cards", {"customer": membership.checkout.customer.stripe_id, "fails": True})


def enter_card(shop: Shop, address: str, card: str) -> str:
    """Enter a card on the payment service's page; return where that leads."""
    return shop.pay(address, action="card", card=card).removeprefix("http://localhost:8000")


def kinds() -> list[str]:
    return list(Email.objects.order_by("pk").values_list("name", flat=True))


def test_the_page_shows_state_amount_next_date_and_receipt(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)

    html = client.get("/account/").content.decode()
    receipt = client.get(
        f"/account/receipts/{membership.checkout.payments.get().pk}/"
    ).content.decode()

    day = f"{membership.subscription.current_period_ends_at:%-d %B %Y}"
    assert [piece in html for piece in ("Active", "$8 a month", day, "Receipt")] == [True] * 4
    assert "ada@example.com" in receipt


def test_a_stranger_sees_no_receipt_of_mine(client: Client, shop: Shop, plan: Plan) -> None:
    membership = member(client, shop)
    stranger = Client()
    stranger.force_login(make_reader("eve@example.com"))

    answer = stranger.get(f"/account/receipts/{membership.checkout.payments.get().pk}/")

    assert answer.status_code == 404


def test_who_never_paid_and_is_not_signed_in_is_asked_to_sign_in(
    client: Client, plan: Plan
) -> None:
    assert client.get("/account/").headers["Location"] == "/sign-in/?next=%2Faccount%2F"


def test_two_clicks_cancel_and_keep_what_was_paid_for(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)

    first = client.get("/account/cancel/").content.decode()
    client.post("/account/cancel/")
    page = client.get("/account/").content.decode()

    membership.refresh_from_db()
    day = f"{membership.paid_until:%-d %B %Y}"
    assert (day in first, day in page) == (True, True)
    assert membership.status == "ending"
    assert kinds() == ["welcome", "cancelled"]
    assert held_by(client) == {"ad_free", "community_content"}
    assert shop.call("subscriptions")["data"][0]["cancel_at_period_end"] is True


def test_a_cancelled_membership_ends_with_its_paid_time(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    client.post("/account/cancel/")

    pass_days(shop, 32)
    client.get("/account/")

    membership.refresh_from_db()
    assert membership.status == "ended"
    assert held_by(client) == frozenset()
    assert client.cookies["wellread_reader"].value == "signed_in=1&was_member=1"


def test_a_cancellation_can_be_taken_back_and_made_again(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    states = []

    for path in ("/account/cancel/", "/account/resume/", "/account/cancel/"):
        client.post(path)
        membership.refresh_from_db()
        told = shop.call("subscriptions")["data"][0]["cancel_at_period_end"]
        states.append((membership.status, told))

    assert states == [("ending", True), ("active", False), ("ending", True)]
    assert kinds() == ["welcome", "cancelled", "cancelled"]


def test_a_renewal_extends_and_sends_one_receipt(client: Client, shop: Shop, plan: Plan) -> None:
    membership = member(client, shop)
    first_end = membership.paid_until

    pass_days(shop, 32)
    deliver(shop.messages())

    membership.refresh_from_db()
    assert first_end is not None
    assert membership.paid_until is not None
    assert membership.paid_until > first_end + timedelta(days=27)
    assert sorted(Grant.objects.values_list("reason", flat=True)) == ["membership", "membership"]
    assert kinds() == ["welcome", "receipt"]


def test_a_failed_renewal_takes_nothing_away_and_the_reader_is_told(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    paid_until = membership.paid_until
    assert paid_until is not None
    fail_card(client, shop, membership)

    pass_days(shop, (paid_until - clock.now()).days + 2)
    page = client.get("/account/").content.decode()

    membership.refresh_from_db()
    assert (membership.status, membership.paid_until) == ("past_due", paid_until)
    assert Grant.objects.get(reason="grace").ends_at == paid_until + timedelta(days=16)
    assert held_by(client) == {"ad_free", "community_content"}
    assert "Your last payment did not go through" in page
    assert kinds() == ["welcome", "payment_failed"]


def test_a_mended_card_ends_the_grace_and_pays(client: Client, shop: Shop, plan: Plan) -> None:
    membership = member(client, shop)
    assert membership.paid_until is not None
    assert membership.checkout.customer is not None
    fail_card(client, shop, membership)
    pass_days(shop, (membership.paid_until - clock.now()).days + 2)

    customer = membership.checkout.customer.stripe_id
    shop.lever("cards", {"customer": customer, "fails": False})
    pass_days(shop, 6)

    membership.refresh_from_db()
    assert membership.status == "active"
    assert sorted(Grant.objects.values_list("reason", flat=True)) == ["membership", "membership"]


def test_who_cancels_while_a_charge_is_tried_again_is_never_charged(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    assert membership.paid_until is not None
    assert membership.checkout.customer is not None
    fail_card(client, shop, membership)
    pass_days(shop, (membership.paid_until - clock.now()).days + 2)

    asked = client.get("/account/cancel/").content.decode()
    told = client.post("/account/cancel/", follow=True).content.decode()
    shop.lever("cards", {"customer": membership.checkout.customer.stripe_id, "fails": False})
    pass_days(shop, 20)

    membership.refresh_from_db()
    assert "your benefits end at once" in asked
    assert "Your membership is cancelled. Nothing more will be charged." in told
    assert (membership.status, Payment.objects.filter(status="succeeded").count()) == ("ended", 1)
    # The e-mail about the failure was still to be sent, and says nothing any more.
    assert kinds() == ["welcome", "cancelled"]
    assert Email.objects.get(name="cancelled").facts["benefits_until"] == ""


def test_the_month_after_a_failed_renewal_is_not_free(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    fail_card(client, shop, membership)

    pass_days(shop, 60)
    client.get("/account/")

    membership.refresh_from_db()
    assert (membership.status, held_by(client)) == ("ended", frozenset())
    assert kinds() == ["welcome", "lapsed"]


def test_another_amount_is_charged_from_the_next_charge_on(
    client: Client, shop: Shop, plan: Plan
) -> None:
    subscription = member(client, shop).subscription
    day = f"{subscription.current_period_ends_at:%-d %B %Y}"

    asked = client.get("/account/amount/", {"own": "12.50"}).content.decode()
    for _ in range(2):
        client.post("/account/amount/", hidden_fields(asked))
    page = client.get("/account/").content.decode()
    pass_days(shop, 32)

    assert ("You pay $12.50 a month from" in asked, day in asked) == (True, True)
    assert "$12.50 a month" in page
    paid = Payment.objects.order_by("paid_at").values_list("amount_minor", flat=True)
    assert (list(paid), Membership.objects.get().status) == ([800, 1250], "active")
    assert kinds() == ["welcome", "amount_changed", "receipt"]


@pytest.mark.parametrize(
    ("own", "fault"),
    [
        ("5", "The smallest amount is $6 a month."),
        ("12 EUR", "We can only take USD: please write it so."),
        ("", "Please write an amount."),
    ],
)
def test_a_wrong_new_amount_is_told_by_its_field(
    own: str, fault: str, client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)

    shown = client.get("/account/amount/", {"own": own}).content.decode()
    sent = client.post("/account/amount/", {"own": own})

    assert (fault in shown, 'method="post" action="/account/amount/"' in shown) == (True, False)
    assert (sent.status_code, Subscription.objects.get().amount_minor) == (400, 800)


def test_who_has_cancelled_changes_no_amount(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    client.post("/account/cancel/")

    answer = client.post("/account/amount/", {"own": "12"})

    assert answer.headers["Location"] == "/account/"
    assert Subscription.objects.get().amount_minor == 800


def test_the_card_is_changed_on_the_payment_services_page(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)

    place = client.post("/account/card/").headers["Location"]
    back = enter_card(shop, place, "5555 5555 5555 4444")
    page = client.get(back, follow=True).content.decode()

    assert place.startswith(shop.sandbox.address)
    assert "From now on the card ending in 4444 is charged." in page
    assert "ending in 4444, good until 12/2034" in page


def test_the_next_renewal_charges_the_card_that_was_entered_on_the_account_page(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    place = client.post("/account/card/").headers["Location"]
    client.get(enter_card(shop, place, "5555 5555 5555 4444"))

    pass_days(shop, 32)

    assert charged_cards(shop) == ["4444", "4242"]


def test_who_comes_back_without_another_card_is_told_of_none(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)

    page = client.get("/account/card/entered/", follow=True).content.decode()

    assert "From now on the card" not in page
    assert "ending in 4242" in page


def test_a_refusal_to_open_the_page_for_a_card_is_told_to_both(
    client: Client,
    shop: Shop,
    plan: Plan,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    member(client, shop)
    settings.STRIPE_SECRET_KEY = "sk_test_of_another_account"

    page = client.post("/account/card/", follow=True).content.decode()

    assert "notice-bad" in page
    assert "Stripe opens no page on which a card is changed: " in caplog.text


def charged_cards(shop: Shop) -> list[str]:
    """Return the last digits of what was charged, newest first."""
    charges = shop.call("charges")["data"]
    return [one["payment_method_details"]["card"]["last4"] for one in charges]


def test_a_silent_payment_service_cancels_nothing_and_says_so(
    client: Client, shop: Shop, plan: Plan, settings: Any
) -> None:
    membership = member(client, shop)
    settings.STRIPE_API_ADDRESS = "http://127.0.0.1:9"

    answer = client.post("/account/cancel/")

    membership.refresh_from_db()
    assert (answer.status_code, membership.status) == (503, "active")


def test_a_second_membership_of_one_reader_is_stopped(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    other = Client()
    join_and_return(other, shop, LETTER_LINK)
    second = Membership.objects.get(reader=None)

    address = claims.address(str(second.checkout_id))
    client.post(address.removeprefix("http://localhost:8000"))
    sweep()

    second.refresh_from_db()
    assert second.status == "ended"
    assert list(Subscription.objects.order_by("pk").values_list("status")) == [
        ("active",),
        ("canceled",),
    ]


def test_who_erases_the_account_is_not_charged_again(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    assert membership.reader is not None

    membership.reader.delete()
    sweep()

    assert shop.call("subscriptions")["data"][0]["cancel_at_period_end"] is True
    assert (Membership.objects.get().reader, Email.objects.count()) == (None, 0)


def test_a_gift_opens_everything_until_its_end(client: Client, plan: Plan) -> None:
    reader = make_reader()
    client.force_login(reader)
    actions.give(reader=reader, ends_at=clock.now() + timedelta(days=3), reason="complimentary")

    page = client.get("/account/").content.decode()

    assert "with our compliments" in page
    assert held_by(client) == {"ad_free", "community_content"}


@pytest.mark.parametrize("opens", [("ad_free",), ("community_content",), ()])
def test_a_plan_opens_what_it_says_and_one_that_says_nothing_opens_nothing(
    client: Client, shop: Shop, plan: Plan, opens: tuple[str, ...]
) -> None:
    plan.gives_ad_free = "ad_free" in opens
    plan.gives_community_content = "community_content" in opens
    plan.save()

    member(client, shop)

    assert held_by(client) == set(opens)
    assert Grant.objects.get().entitlements == list(opens)
