"""What `wellread reconcile` finds of gifts and of the pot, and mends."""

from django.test import Client

from tests.membership.test_gift_memberships import buy, link_sent
from tests.membership.test_solidarity import balance, join_with_tick, open_pot
from tests.payments.world import Shop, deliver
from wellread.membership import reconciliation
from wellread.membership.gifts import reconciliation as gifts
from wellread.membership.models import GiftMembership, Grant, Plan, SolidarityPot
from wellread.membership.solidarity import reconciliation as solidarity
from wellread.payments.models import Payment


def test_a_gift_that_was_paid_and_not_begun_is_begun(
    client: Client, shop: Shop, plan: Plan
) -> None:
    buy(client, shop)
    assert list(gifts.differences()) == []
    GiftMembership.objects.update(paid_at=None)

    [found] = gifts.differences()
    reconciliation.mend([found])

    assert (found.here, found.there) == ("not paid", "paid")
    assert list(gifts.differences()) == []


def test_a_gift_whose_money_went_back_is_withdrawn(client: Client, shop: Shop, plan: Plan) -> None:
    gift = buy(client, shop)
    Client().post(link_sent(), {"do": "take"})
    shop.call("refunds", {"payment_intent": Payment.objects.get().stripe_id})
    deliver(shop.messages())
    GiftMembership.objects.update(ended_at=None)
    Grant.objects.filter(source=gift.source).update(withdrawn_at=None)

    found = list(gifts.differences())
    reconciliation.mend(found)

    assert [one.there for one in found] == ["paid, paid back, withdrawn"]
    assert list(gifts.differences()) == []


def test_what_the_pot_lacks_of_a_payment_is_put_in(client: Client, shop: Shop, plan: Plan) -> None:
    open_pot()
    join_with_tick(client, shop)
    assert list(solidarity.differences()) == []
    Payment.objects.update(refunded_minor=400)

    found = list(solidarity.differences())
    reconciliation.mend(found)

    assert [(one.here, one.there) for one in found] == [("$14", "$10")]
    assert (list(solidarity.differences()), balance()) == ([], 1000)


def test_a_sum_that_is_not_that_of_the_entries_is_named(
    client: Client, shop: Shop, plan: Plan
) -> None:
    open_pot(6000)
    SolidarityPot.objects.update(balance_minor=7000)

    [found] = solidarity.differences()

    assert (found.here, found.there) == ("$70 in all", "$60 by its entries")
