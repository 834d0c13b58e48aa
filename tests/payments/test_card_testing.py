"""Strangers who try out stolen cards: counted, slowed, stopped, and let go on by a person."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.membership.test_account import fail_card, member, pass_days
from tests.membership.test_joining import LETTER_LINK, press
from tests.payments.world import Shop, deliver, join, start
from tests.staff import colleague
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership.models import Plan
from wellread.payments import card_testing, clock, jobs, opening
from wellread.payments.models import Checkout, CheckoutPause, DeclinedTry, Payment

DECLINED = "4000 0000 0000 0002"
ONCE = {"kind": "once", "interval": "once"}


def try_out(shop: Shop, checkout: Checkout, *cards: str) -> None:
    """Enter cards that are declined, and hear of it."""
    for card in cards or (DECLINED,):
        shop.pay(checkout.url, card=card)
    deliver(shop.messages())


def decline(number: int, *, cards: int, **facts: object) -> None:
    """Write down so many declined tries of so many cards, just now."""
    for place in range(number):
        DeclinedTry.objects.create(
            charge_id=f"ch_{DeclinedTry.objects.count()}_{place}",
            fingerprint=f"card{place % cards}",
            tried_at=clock.now(),
            **facts,
        )


def test_a_declined_card_is_counted_once(shop: Shop, plan: Plan) -> None:
    checkout = start(plan, **ONCE, network="here")

    try_out(shop, checkout)
    deliver(shop.messages())

    [tried] = DeclinedTry.objects.all()
    assert (tried.checkout, tried.network) == (checkout, "here")
    assert tried.fingerprint == "sandbox0002"
    assert tried.decline_code == "generic_decline"


def test_one_of_a_membership_counts_though_stripe_names_no_page(shop: Shop, plan: Plan) -> None:
    try_out(shop, start(plan))

    assert [tried.checkout for tried in DeclinedTry.objects.all()] == [None]


def test_what_nobody_asked_for_here_is_somebody_elses(shop: Shop, plan: Plan) -> None:
    start(plan)
    shop.call("payment_intents", {"amount": "4321", "currency": "usd"})
    intent = shop.call("payment_intents")["data"][0]["id"]
    with pytest.raises(Exception, match="402"):
        shop.call(f"payment_intents/{intent}/confirm", {"payment_method": "pm_card_chargeDeclined"})
    deliver(shop.messages())

    assert not DeclinedTry.objects.exists()


def test_a_failed_renewal_is_no_card_testing(client: Client, shop: Shop, plan: Plan) -> None:
    membership = member(client, shop)
    start(plan)
    fail_card(client, shop, membership)

    pass_days(shop, 32)

    assert not DeclinedTry.objects.exists()


def test_a_page_on_which_many_cards_are_tried_is_closed(shop: Shop, plan: Plan) -> None:
    checkout, other = start(plan, **ONCE), start(plan, **ONCE)
    decline(card_testing.TRIES_OF_A_CHECKOUT - 1, cards=2, checkout=checkout)
    jobs.close_where_cards_are_tried()
    checkout.refresh_from_db()
    assert checkout.state == "open"

    decline(1, cards=1, checkout=checkout)
    jobs.close_where_cards_are_tried()

    checkout.refresh_from_db()
    other.refresh_from_db()
    assert (checkout.state, other.state) == ("expired", "open")
    assert shop.call(f"checkout/sessions/{checkout.stripe_session_id}")["status"] == "expired"


def test_a_card_that_is_tried_on_many_pages_closes_them(shop: Shop, plan: Plan) -> None:
    pages = [start(plan, **ONCE) for _ in range(card_testing.TRIES_OF_A_CARD)]

    for page in pages:
        decline(1, cards=1, checkout=page)
    jobs.close_where_cards_are_tried()

    assert set(Checkout.objects.values_list("state", flat=True)) == {"expired"}


def test_a_network_of_which_many_cards_were_declined_opens_no_page(
    client: Client, shop: Shop, plan: Plan, settings: object
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    here = {"HTTP_X_FORWARDED_FOR": "203.0.113.7"}
    tester = Client(**here)
    press(tester, LETTER_LINK)
    network = Checkout.objects.get().network
    assert len(network) == 32

    decline(card_testing.TRIES_OF_A_NETWORK, cards=2, network=network)

    assert press(Client(**here), LETTER_LINK).status_code == 429
    assert press(Client(HTTP_X_FORWARDED_FOR="198.51.100.4"), LETTER_LINK).status_code == 303


def test_an_attack_stops_new_payments_tells_staff_and_renewals_go_on(
    client: Client, shop: Shop, plan: Plan
) -> None:
    desk = colleague(
        "money",
        "access_admin",
        "view_checkoutpause",
        "change_checkoutpause",
        "view_campaign",
        "view_membership",
    )
    member(client, shop)
    guest = start(plan, **ONCE)
    decline(card_testing.TRIES_IN_ALL - 1, cards=20)
    assert card_testing.running_pause() is None

    try_out(shop, guest)
    jobs.close_where_cards_are_tried()
    guest.refresh_from_db()
    page = Client().get("/join/", LETTER_LINK).content.decode()
    answer = press(Client(), LETTER_LINK)
    first = desk.get("/admin/").content.decode()
    pass_days(shop, 31)

    assert guest.state == "expired"
    assert "strangers are trying out cards" in page
    assert (answer.status_code, "Nothing was charged" in answer.content.decode()) == (503, True)
    assert "Somebody tries out cards" in first
    assert [email.recipient for email in Email.objects.filter(name="checkouts_paused")] == [
        "money@saltmere.example"
    ]
    delivery.send_due()
    assert Payment.objects.filter(status="succeeded").count() == 2


def test_a_busy_day_is_no_attack(client: Client, shop: Shop, plan: Plan) -> None:
    for number in range(11):
        join(shop, plan, **ONCE, pays={"email": f"reader{number}@example.com"})
    deliver(shop.messages())
    for checkout in Checkout.objects.filter(state="open"):
        opening.close_page(checkout)
    decline(card_testing.TRIES_IN_ALL, cards=30)
    try_out(shop, start(plan, **ONCE))

    # 31 declined beside 11 paid.
    assert card_testing.running_pause() is None


def test_a_person_lifts_it_and_what_was_before_counts_no_more(
    client: Client, shop: Shop, plan: Plan
) -> None:
    desk = colleague("money", "access_admin", "view_checkoutpause", "change_checkoutpause")
    decline(40, cards=20)
    card_testing.pause(declined=40, cards=20)
    pause = CheckoutPause.objects.get()
    shop.lever("clock", {"advance_seconds": 5})
    clock.follow()

    asked = desk.get(reverse("lift_checkout_pause", args=[pause.pk])).content.decode()
    desk.post(reverse("lift_checkout_pause", args=[pause.pk]))
    try_out(shop, start(plan, **ONCE))

    pause.refresh_from_db()
    assert "20 different cards" in asked
    assert (pause.is_on, pause.lifted_by == desk.editor) == (False, True)  # type: ignore[attr-defined]
    assert card_testing.running_pause() is None
    assert press(Client(), LETTER_LINK).status_code == 303


def test_who_may_not_lifts_nothing(shop: Shop, plan: Plan) -> None:
    card_testing.pause(declined=40, cards=20)
    pause = CheckoutPause.objects.get()
    looker = colleague("looker", "access_admin", "view_checkoutpause")

    answer = looker.post(reverse("lift_checkout_pause", args=[pause.pk]))

    assert answer.status_code in {302, 403}
    assert card_testing.running_pause() == pause


def test_one_pause_is_on_at_a_time(shop: Shop, plan: Plan) -> None:
    colleague("money", "access_admin", "change_checkoutpause")

    card_testing.pause(declined=40, cards=20)
    card_testing.pause(declined=41, cards=21)

    assert CheckoutPause.objects.count() == 1
    assert Email.objects.filter(name="checkouts_paused").count() == 1


def test_networks_and_cards_are_forgotten_after_a_week(shop: Shop, plan: Plan) -> None:
    checkout = start(plan, **ONCE, network="here")
    decline(1, cards=1)
    shop.lever("clock", {"advance_seconds": int(timedelta(days=8).total_seconds())})
    clock.follow()

    card_testing.forget_old()

    checkout.refresh_from_db()
    assert (checkout.network, DeclinedTry.objects.exists()) == ("", False)
