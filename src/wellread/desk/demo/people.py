"""What the Courier offers its readers, and one who has taken it."""

from datetime import timedelta

from wellread.accounts.actions import reader_with_verified_address
from wellread.membership.actions import give
from wellread.membership.models import Grant, Plan
from wellread.payments import clock


def make_plan() -> Plan:
    """Offer the community from $6 a month."""
    return Plan.objects.get_or_create(is_offered=True, defaults={"name": "The Courier community"})[
        0
    ]


def make_member() -> Grant:
    """Make a member by a complimentary year: nobody's card is charged in a demo."""
    return give(
        reader=reader_with_verified_address(email="member@courier.example"),
        ends_at=clock.now() + timedelta(days=365),
        reason=Grant.Reason.COMPLIMENTARY,
        note="The demo's member",
    )
