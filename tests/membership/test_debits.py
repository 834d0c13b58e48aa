"""Paying by a bank debit: what opens on the promise, and what becomes of it days later."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from tests.membership.test_account import kinds, pass_days
from tests.membership.test_joining import held_by, press
from tests.payments.world import PRICE, Shop, deliver, make_plan, make_reader, sweep
from wellread.mail import delivery
from wellread.membership import actions, claims, jobs, queries
from wellread.membership.models import FailedRenewal, Grant, Membership, Plan, Price, Withdrawal
from wellread.payments import actions as payments
from wellread.payments import clock, gateway, reconciliation
from wellread.payments.models import Checkout, LedgerEntry, Payment

IBAN, BAD_IBAN = "DE89370400440532013000", "DE62370400440532013001"
ALL = frozenset({"ad_free", "community_content"})


@pytest.fixture
def debits(plan: Plan) -> Plan:
    """Sell the plan in euro, by SEPA debit too."""
    Price.objects.create(plan=plan, **{**PRICE, "currency": "EUR"}, takes_debits=True)
    return plan


def promise(client: Client, shop: Shop, account: str = IBAN, **choice: str) -> Checkout:
    """Join by a bank account, and come back from its page."""
    wanted = {"interval": "month", "amount": "800", "currency": "EUR", **choice}
    shop.pay(press(client, wanted).headers["Location"], card="", account=account)
    checkout = Checkout.objects.latest("created_at")
    client.get(f"/join/return/{checkout.pk}/", follow=True)
    checkout.refresh_from_db()
    return checkout


def settle(shop: Shop, days: int = 7) -> None:
    pass_days(shop, days)
    deliver(shop.messages())
    sweep()


def settle_silently(shop: Shop, days: int = 7) -> None:
    """Let time pass of which no message tells."""
    shop.lever("clock", {"advance_days": days})
    clock.follow()
    sweep()


def open_to(client: Client) -> frozenset[str]:
    """Return what is open in this browser after its next page."""
    client.get("/account/")
    return held_by(client)


def booked() -> int:
    return LedgerEntry.objects.count()


@pytest.mark.parametrize("by_messages", [True, False])
def test_a_membership_begins_with_the_promise_and_is_paid_days_later(
    client: Client, shop: Shop, debits: Plan, by_messages: bool
) -> None:
    checkout = promise(client, shop)
    membership = Membership.objects.get()
    promised = (checkout.state, membership.status, membership.paid_until, booked())
    opened = held_by(client)

    (settle if by_messages else settle_silently)(shop)

    checkout.refresh_from_db()
    membership.refresh_from_db()
    assert promised == ("promised", "active", None, 0)
    assert (opened, open_to(client)) == (ALL, ALL)
    assert (checkout.state, membership.status) == ("paid", "active")
    assert membership.paid_until == membership.subscription.current_period_ends_at
    assert Payment.objects.get().status == "succeeded"
    assert kinds() == ["promised", "promise_kept"]
    assert reconciliation.reconcile() == []


def test_the_member_is_told_that_the_bank_is_sending_it(
    client: Client, shop: Shop, debits: Plan
) -> None:
    checkout = promise(client, shop)

    thanks = client.get(f"/join/return/{checkout.pk}/").text
    page = client.get("/account/").text
    settle(shop)
    later = client.get("/account/").text

    said = "Your bank is sending €8"
    assert [said in thanks, said in page, said in later] == [True, True, False]
    assert ["The bank is sending it" in page, "Receipt" in later] == [True, True]


def test_what_never_comes_ends_kindly(client: Client, shop: Shop, debits: Plan) -> None:
    promise(client, shop, BAD_IBAN)
    opened = held_by(client)

    settle(shop)
    page = client.get("/account/").text

    membership = Membership.objects.get()
    delivery.send_due()
    [body] = [str(one.body) for one in mail.outbox if one.subject == "Your payment did not arrive"]
    assert (opened, open_to(client)) == (ALL, frozenset())
    assert (membership.status, membership.checkout.state) == ("ended", "failed")
    assert (Payment.objects.get().status, booked()) == ("failed", 0)
    assert kinds() == ["promised", "promise_failed"]
    assert "you owe nothing" in body
    assert "Your membership ended" in page
    assert reconciliation.reconcile() == []


def test_one_that_stripe_goes_on_charging_after_its_first_debit_failed_is_stopped(
    client: Client, shop: Shop, debits: Plan
) -> None:
    shop.lever("dunning", {"after_retries": "unpaid"})
    promise(client, shop, BAD_IBAN)

    settle(shop)
    jobs.stop_what_must_end()

    membership = Membership.objects.select_related("subscription").get()
    assert (membership.status, membership.subscription.status) == ("ended", "canceled")
    assert kinds() == ["promised", "promise_failed"]


@pytest.mark.parametrize(
    ("account", "ends"),
    [
        (IBAN, ("paid", "succeeded", ["contribution_promised", "thanks"])),
        (BAD_IBAN, ("failed", "failed", ["contribution_promised", "promise_failed"])),
    ],
)
@pytest.mark.parametrize("by_messages", [True, False])
def test_a_contribution_opens_its_days_from_the_promise(
    client: Client,
    shop: Shop,
    debits: Plan,
    account: str,
    ends: tuple[str, str, list[str]],
    by_messages: bool,
) -> None:
    Plan.objects.update(once_days=30)
    checkout = promise(client, shop, account, interval="once", amount="2500")
    promised, opened = checkout.state, held_by(client)

    (settle if by_messages else settle_silently)(shop)

    checkout.refresh_from_db()
    assert (promised, opened) == ("promised", ALL)
    assert (checkout.state, Payment.objects.get().status, kinds()) == ends
    assert open_to(client) == (ALL if account == IBAN else frozenset())
    assert reconciliation.reconcile() == []


def test_a_failure_heard_of_twice_or_late_stays_one(
    client: Client, shop: Shop, debits: Plan
) -> None:
    promise(client, shop, BAD_IBAN)
    pass_days(shop, 7)

    deliver(reversed(shop.messages()))
    deliver(shop.messages())

    assert kinds() == ["promised", "promise_failed"]
    assert Grant.objects.get(reason="promise").withdrawn_at is not None


def test_cancelled_while_the_bank_is_asked_it_runs_to_the_end_of_its_month(
    client: Client, shop: Shop, debits: Plan
) -> None:
    promise(client, shop)

    client.post("/account/cancel/")
    membership = Membership.objects.select_related("subscription").get()
    ends_at = membership.subscription.current_period_ends_at
    page = client.get("/account/").text
    settle(shop)
    membership.refresh_from_db()
    paid = (membership.status, membership.paid_until)
    settle(shop, 31)
    membership.refresh_from_db()

    assert f"{ends_at:%-d %B %Y}" in page
    assert paid == ("ending", ends_at)
    assert (membership.status, Payment.objects.get().status) == ("ended", "succeeded")


def test_cancelled_and_never_sent_it_ends(client: Client, shop: Shop, debits: Plan) -> None:
    promise(client, shop, BAD_IBAN)

    client.post("/account/cancel/")
    settle(shop)

    assert Membership.objects.get().status == "ended"
    assert kinds() == ["promised", "cancelled", "promise_failed"]


def test_who_withdraws_meanwhile_has_it_back_once_it_is_there(
    client: Client, shop: Shop, debits: Plan
) -> None:
    promise(client, shop)
    first = {"name": "Ada", "address": "ada@example.com", "contract": "My membership"}
    page = client.get("/withdraw/").text
    chosen = page.split('name="chosen" value="', 1)[1].split('"', 1)[0]

    client.post("/withdraw/", {**first, "chosen": chosen, "confirmed": "1"})
    sweep()
    closed = open_to(client)
    settle(shop)
    pass_days(shop, 2)
    sweep()

    payment = Payment.objects.get()
    assert closed == frozenset()
    assert Withdrawal.objects.get().done_at is not None
    assert (Membership.objects.get().status, payment.status) == ("ended", "refunded")
    assert reconciliation.reconcile() == []


def test_what_was_withdrawn_from_and_never_came_is_asked_back_no_more(
    client: Client, shop: Shop, debits: Plan
) -> None:
    promise(client, shop, BAD_IBAN)
    page = client.get("/withdraw/").text
    chosen = page.split('name="chosen" value="', 1)[1].split('"', 1)[0]
    declared = {"name": "Ada", "address": "ada@example.com", "contract": "My membership"}
    client.post("/withdraw/", {**declared, "chosen": chosen, "confirmed": "1"})

    settle(shop)
    pass_days(shop, 2)
    sweep()

    assert queries.refused_returns(at=clock.now()) == []
    assert Payment.objects.get().status == "failed"


def test_nobody_joins_again_while_the_bank_is_asked(
    client: Client, shop: Shop, debits: Plan
) -> None:
    promise(client, shop)

    page = client.get("/join/", {"interval": "month", "amount": "800", "currency": "EUR"}).text

    assert "already" in page
    assert Checkout.objects.count() == 1


def test_a_second_one_promised_elsewhere_is_stopped_and_goes_back(
    client: Client, shop: Shop, debits: Plan
) -> None:
    reader = make_reader()
    promise(client, shop)
    other = Client()
    promise(other, shop)
    client.force_login(reader)
    actions.hand_over(reader=reader, address=reader.email)

    sweep()
    settle(shop)
    pass_days(shop, 2)
    sweep()

    first, second = Membership.objects.order_by("pk")
    states = list(Payment.objects.order_by("pk").values_list("status", flat=True))
    assert (first.status, second.status) == ("active", "ended")
    assert states == ["succeeded", "refunded"]


def test_a_renewal_by_debit_stays_open_while_the_bank_is_asked(
    client: Client, shop: Shop, debits: Plan
) -> None:
    promise(client, shop)
    settle(shop)

    settle(shop, 25)
    membership = Membership.objects.get()
    asked = (membership.status, Payment.objects.latest("pk").status, FailedRenewal.objects.count())
    opened = open_to(client)
    settle(shop)

    membership.refresh_from_db()
    assert asked == ("active", "promised", 0)
    assert opened == ALL
    assert Payment.objects.latest("pk").status == "succeeded"
    assert kinds() == ["promised", "promise_kept", "receipt"]
    assert membership.paid_until == membership.subscription.current_period_ends_at
    assert reconciliation.reconcile() == []


def test_a_renewal_that_fails_days_later_is_told_of_and_has_its_grace(
    client: Client, shop: Shop, debits: Plan
) -> None:
    checkout = promise(client, shop)
    settle(shop)
    assert checkout.customer is not None
    shop.lever("cards", {"customer": checkout.customer.stripe_id, "fails": True})

    settle(shop, 25)
    asked = FailedRenewal.objects.count()
    settle(shop, 6)

    membership = Membership.objects.get()
    assert (asked, membership.status, FailedRenewal.objects.count()) == (0, "past_due", 1)
    assert kinds() == ["promised", "promise_kept", "payment_failed"]
    assert open_to(client) == ALL
    # Tried again, the bank is asked once more: nobody is written to meanwhile.
    delivery.send_due()
    settle(shop, 4)
    jobs.tell_of_failed_renewals()
    jobs.give_up_what_nobody_charges()
    asked_again = (Payment.objects.latest("pk").status, kinds()[3:], open_to(client))
    link = claims.pay_address(FailedRenewal.objects.get()).removeprefix("http://localhost:8000")
    page = client.get(link).text
    settle(shop, 6)
    jobs.tell_of_failed_renewals()
    assert asked_again == ("promised", [], ALL)
    assert "Your bank is sending" in page
    assert kinds()[3:] == ["payment_third_notice"]


def test_only_where_an_editor_says_so_a_bank_account_is_taken(
    client: Client, shop: Shop, plan: Plan
) -> None:
    wanted = {"interval": "month", "amount": "800", "currency": "USD"}
    page = client.get("/join/", wanted).text

    shop.pay(press(client, wanted).headers["Location"], card="", account="000123456789")

    session = shop.call("checkout/sessions")["data"][0]
    assert "from your bank account" not in page
    assert (session["payment_method_types"], session["status"]) == (["card"], "open")


def test_a_currency_without_debits_offers_none(db: None) -> None:
    plan = make_plan()
    price = Price(plan=plan, **{**PRICE, "currency": "CHF"}, takes_debits=True)

    with pytest.raises(ValidationError, match="no bank debit in CHF"):
        price.clean()


def test_an_account_erased_meanwhile_is_charged_no_more(
    client: Client, shop: Shop, debits: Plan
) -> None:
    reader = make_reader()
    client.force_login(reader)
    promise(client, shop)

    actions.erase(reader=reader)
    settle(shop)
    settle(shop, 31)

    assert [one["status"] for one in shop.call("subscriptions?status=all")["data"]] == ["canceled"]
    assert Payment.objects.count() == 1


def test_money_on_its_way_cannot_be_given_back_yet(
    client: Client, shop: Shop, debits: Plan
) -> None:
    promise(client, shop)

    with pytest.raises(gateway.GatewayRefused, match="not sent it yet"):
        payments.give_back(payment=Payment.objects.get(), attempt=0)


def test_who_pays_by_debit_is_offered_to_change_that_and_no_card(
    client: Client, shop: Shop, debits: Plan
) -> None:
    client.force_login(make_reader())
    promise(client, shop)

    page = client.get("/account/").text

    assert "Change how you pay" in page
    assert "Change your card" not in page
