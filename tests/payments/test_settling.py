"""Any message, in any order, any number of times, leads to the same rows."""

from tests.payments.world import Shop, deliver, join
from wellread.membership.models import Grant, Letter, Membership, Plan
from wellread.payments import clock
from wellread.payments.models import Checkout, LedgerEntry, Payment, Subscription


def rows() -> dict[str, list[dict[str, object]]]:
    """Return every row about money and membership, but for the times at which we wrote it."""
    ours = (Checkout, Subscription, Payment, LedgerEntry, Membership, Grant, Letter)
    hidden = {"recorded_at", "queued_at"}
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in hidden}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in ours
    }


def test_a_payment_makes_a_member(shop: Shop, plan: Plan) -> None:
    checkout = join(shop, plan)

    deliver(shop.messages())

    membership = Membership.objects.get()
    assert (membership.status, membership.checkout_id) == ("active", checkout.pk)
    grant = Grant.objects.get()
    assert grant.ends_at == membership.subscription.current_period_ends_at == membership.paid_until
    kinds = LedgerEntry.objects.values_list("kind", "amount_minor")
    assert sorted(kinds) == [("fee", -53), ("payment", 800)]


def test_everything_twice_and_in_reverse_leaves_the_same_rows(shop: Shop, plan: Plan) -> None:
    join(shop, plan)
    deliver(shop.messages())
    shop.lever("clock", {"advance_days": 32})
    clock.follow()
    deliver(shop.messages())
    before = rows()

    deliver([message for message in shop.messages()[::-1] for _ in range(2)])

    assert rows() == before
    assert LedgerEntry.objects.filter(kind="payment").count() == 2
