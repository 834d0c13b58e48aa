"""Money that staff give back in the admin: once, within what is left, whoever clicks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.membership.test_account import kinds, member, pass_days
from tests.membership.test_joining import LETTER_LINK, held_by, join_and_return
from tests.payments.world import Shop, deliver
from tests.staff import colleague
from wellread.mail import delivery
from wellread.membership import jobs
from wellread.membership.models import Membership, Plan
from wellread.payments import clock, ledger, refunding
from wellread.payments.models import LedgerEntry, Payment, RefundOrder

FORM = {"amount": "3", "reason": "goodwill", "note": "Late paper"}


@pytest.fixture
def desk(db: None) -> Client:
    return colleague("desk", "access_admin", "view_payment", "add_refundorder")


def page_of(payment: Payment) -> str:
    return reverse("refund_payment", args=[payment.pk])


def give_back(desk: Client, payment: Payment, **changes: str) -> str:
    form = {**FORM, "order": str(uuid4()), **changes}
    return desk.post(page_of(payment), form, follow=True).content.decode()


def test_part_goes_back_and_the_reader_is_told(
    client: Client, shop: Shop, plan: Plan, desk: Client
) -> None:
    member(client, shop)
    payment = Payment.objects.get()

    said = give_back(desk, payment)
    deliver(shop.messages())
    client.get("/account/")
    delivery.send_due()

    payment.refresh_from_db()
    order = RefundOrder.objects.get()
    assert "$3 is on its way back" in said
    assert (payment.status, payment.refunded_minor) == ("partly_refunded", 300)
    assert (order.reason, order.note, order.done_at is not None) == ("goodwill", "Late paper", True)
    assert held_by(client) == {"ad_free", "community_content"}
    assert mail.outbox[-1].subject == "We have given $3 back"
    assert kinds() == ["welcome", "refunded"]


def test_all_of_it_with_the_membership(
    client: Client, shop: Shop, plan: Plan, desk: Client
) -> None:
    member(client, shop)

    give_back(desk, Payment.objects.get(), amount="8", stops_membership="on")
    deliver(shop.messages())
    client.get("/account/")

    membership = Membership.objects.get()
    assert held_by(client) == frozenset()
    assert membership.status in {"ending", "ended"}
    assert membership.subscription.renews is False
    pass_days(shop, 40)
    assert Payment.objects.filter(status="succeeded").count() == 0


def test_left_as_it_is_the_membership_goes_on(
    client: Client, shop: Shop, plan: Plan, desk: Client
) -> None:
    member(client, shop)

    give_back(desk, Payment.objects.get(), amount="8")
    pass_days(shop, 32)

    assert Membership.objects.get().status == "active"
    assert held_by(client) == frozenset() or Payment.objects.filter(status="succeeded").exists()


def test_a_contribution_has_no_membership_to_cancel(
    client: Client, shop: Shop, plan: Plan, desk: Client
) -> None:
    join_and_return(client, shop, {**LETTER_LINK, "interval": "once", "amount": "2500"})

    page = desk.get(page_of(Payment.objects.get())).content.decode()
    give_back(desk, Payment.objects.get(), amount="25")

    assert "Cancel the membership" not in page
    assert Payment.objects.get().status == "refunded"


def test_the_form_sent_twice_gives_back_once(
    client: Client, shop: Shop, plan: Plan, desk: Client
) -> None:
    member(client, shop)
    payment, order = Payment.objects.get(), str(uuid4())

    give_back(desk, payment, order=order)
    give_back(desk, payment, order=order)

    payment.refresh_from_db()
    assert payment.refunded_minor == 300
    assert shop.call("refunds")["data"][0]["metadata"]["wellread_refund"] == order
    assert len(shop.call("refunds")["data"]) == 1
    assert ModelLogEntry.objects.filter(action="wellread.refund").count() == 1


def test_more_than_is_left_is_refused_in_words(
    client: Client, shop: Shop, plan: Plan, desk: Client
) -> None:
    member(client, shop)
    payment = Payment.objects.get()
    give_back(desk, payment)

    said = give_back(desk, payment, amount="5.01")

    assert "Only $5 is left" in said
    assert RefundOrder.objects.count() == 1


@pytest.mark.parametrize("amount", ["0", "-1", "8.001", "nothing", ""])
def test_an_amount_that_is_none_is_refused(
    client: Client, shop: Shop, plan: Plan, desk: Client, amount: str
) -> None:
    member(client, shop)

    give_back(desk, Payment.objects.get(), amount=amount)

    assert not RefundOrder.objects.exists()


def test_nothing_disputed_is_given_back(
    client: Client, shop: Shop, plan: Plan, desk: Client
) -> None:
    member(client, shop)
    payment = Payment.objects.get()
    shop.lever("disputes", {"charge": payment.charge_id})
    deliver(shop.messages())

    give_back(desk, payment, amount="8")

    assert not RefundOrder.objects.exists()
    assert "a bank disputes it" in desk.get(page_of(payment)).content.decode()


def test_who_may_not_is_turned_away(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    looker = colleague("looker", "access_admin", "view_payment")

    answer = looker.post(page_of(Payment.objects.get()), {**FORM, "order": str(uuid4())})

    assert answer.status_code in {302, 403}
    assert not RefundOrder.objects.exists()


def test_what_stripe_did_not_answer_is_done_later_and_once(
    client: Client, shop: Shop, plan: Plan, desk: Client
) -> None:
    member(client, shop)
    payment = Payment.objects.get()
    shop.lever("chaos", {"timeout_after_commit": 1.0})

    said = give_back(desk, payment)
    shop.lever("chaos", {"reset": True})
    jobs.carry_out_refunds()
    jobs.carry_out_refunds()

    payment.refresh_from_db()
    assert "It is tried again" in said
    assert payment.refunded_minor == 300
    assert len(shop.call("refunds")["data"]) == 1
    assert RefundOrder.objects.get().done_at is not None


def test_what_stripe_refuses_is_said_and_frees_the_sum(
    client: Client, shop: Shop, plan: Plan, desk: Client
) -> None:
    member(client, shop)
    payment = Payment.objects.get()
    shop.call("refunds", {"payment_intent": payment.stripe_id, "amount": "700"})

    said = give_back(desk, payment, amount="5")

    assert "Stripe refused" in said
    assert RefundOrder.objects.get().refusal != ""


def test_the_ledger_has_it_once(client: Client, shop: Shop, plan: Plan, desk: Client) -> None:
    member(client, shop)
    give_back(desk, Payment.objects.get())
    deliver(shop.messages())
    deliver(shop.messages()[::-1])

    entries = LedgerEntry.objects.filter(kind="refund")
    assert [entry.amount_minor for entry in entries] == [-300]
    assert ledger.standing(entries)


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_give_back_no_more_than_there_is(
    client: Client, shop: Shop, transactional_db: None
) -> None:
    from tests.payments.world import make_plan, make_reader

    make_plan()
    client.force_login(make_reader())
    join_and_return(client, shop, LETTER_LINK)
    payment = Payment.objects.get()
    by = make_reader("staff@example.com")

    def order(_: int) -> str:
        try:
            refunding.order(
                order_id=uuid4(),
                payment=payment,
                amount_minor=500,
                reason="goodwill",
                note="",
                stops_membership=False,
                by=by,
            )
        except refunding.MoreThanIsLeft:
            return "refused"
        finally:
            connections.close_all()
        return "ordered"

    with ThreadPoolExecutor(4) as threads:
        outcomes = sorted(threads.map(order, range(4)))

    connection.close()
    assert outcomes == ["ordered", "refused", "refused", "refused"]


def test_what_was_ordered_and_not_given_back_is_named_a_day_later(
    client: Client, shop: Shop, plan: Plan, desk: Client
) -> None:
    member(client, shop)
    shop.lever("chaos", {"timeout_after_commit": 1.0})
    give_back(desk, Payment.objects.get())
    shop.lever("chaos", {"reset": True})

    named = [
        len(refunding.undone(before=clock.now() + timedelta(seconds=ahead))) for ahead in (-60, 60)
    ]
    jobs.carry_out_refunds()

    assert named == [0, 1]
    assert not refunding.undone(before=clock.now() + timedelta(seconds=60))
