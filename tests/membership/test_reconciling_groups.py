"""What `wellread reconcile` finds of groups, and mends."""

from django.test import Client

from tests.membership.test_account import pass_days
from tests.membership.test_groups import held_seats, make_member_of, manager, resize
from tests.payments.world import Shop, deliver
from wellread.membership import reconciliation
from wellread.membership.groups import reconciliation as groups
from wellread.membership.models import Grant, Plan, SeatGroup
from wellread.payments.differences import DateRange
from wellread.payments.models import Payment
from wellread.payments.reconciliation import reconcile

EVERYTHING = DateRange(None, None)


def found() -> list[str]:
    """Return all that differs, as the command would."""
    both = reconcile(EVERYTHING, of_invoices=reconciliation.of_invoices)
    theirs = [*both, *reconciliation.of_grants(EVERYTHING), *reconciliation.of_memberships(both)]
    return [f"{one}" for one in (*theirs, *groups.differences())]


def test_a_group_that_grew_shrank_and_renewed_agrees_with_stripe(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    make_member_of(client, group, "grace@example.com")
    assert found() == []
    resize(client, group, 8)
    assert found() == []
    resize(client, group, 3)
    assert found() == []
    pass_days(shop, 32)
    assert found() == []
    shop.call("refunds", {"payment_intent": Payment.objects.latest("pk").stripe_id})
    deliver(shop.messages())
    assert (found(), held_seats()) == ([], [])


def test_what_a_seat_holds_is_brought_to_what_is_paid(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    make_member_of(client, group, "grace@example.com")
    [seat] = group.seats.all()
    Grant.objects.filter(source=seat.source).update(withdrawn_at=seat.taken_at)

    [one] = groups.differences()
    reconciliation.mend([one])

    assert (one.here, held_seats()) == ("withdrawn", ["grace@example.com"])
    assert list(groups.differences()) == []


def test_a_count_that_is_wrong_is_named_and_mended(client: Client, shop: Shop, plan: Plan) -> None:
    manager(client, shop)
    SeatGroup.objects.update(seats_filled=4)

    [one] = groups.differences()
    reconciliation.mend([one])

    assert (one.here, one.there) == ("5 seats, 4 filled", "5 seats, 0 filled")
    assert list(groups.differences()) == []
