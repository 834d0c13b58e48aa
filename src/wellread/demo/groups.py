"""Who reads the Courier together: a club that pays for seats, and a library that opens all it has.

The seats are bought as anybody's are, at a Checkout that the sandbox is paid for, so that whoever
tries the demo can have more of them, hand them out and cancel.
"""

from datetime import timedelta
from uuid import uuid4

from wellread.accounts.actions import reader_with_verified_address
from wellread.demo.buying import paid
from wellread.membership.actions import DAYS_KEY
from wellread.membership.groups import actions as groups
from wellread.membership.institutions.actions import arrange
from wellread.membership.models import Grant, Institution, Plan, SeatGroup
from wellread.payments import clock, opening
from wellread.payments.models import GROUP_KEY, Checkout
from wellread.payments.money import Money

MANAGER = "manager@courier.example"
CLUB, LIBRARY = "Saltmere Rowing Club", "Saltmere Public Library"
SEATS = 8
TAKEN_BY = ("ines@rowing.example", "tomasz@rowing.example", "wilhelmina@rowing.example")
OFFERED_TO = ("jun@rowing.example", "odile@rowing.example")
# Networks that RFC 5737 and RFC 3849 keep for examples: nobody who tries the demo is at one.
NETWORKS = ["192.0.2.0/24", "2001:db8:7ea::/48"]


def make_institution() -> Grant:
    """Have a library's readers read everything for a year, within its walls."""
    now = clock.now()
    return arrange(
        institution=Institution(name=LIBRARY, networks=NETWORKS),
        entitlements=Plan.objects.get(is_offered=True).entitlements,
        starts_at=now,
        ends_at=now + timedelta(days=365),
        note="Agreed with its head librarian",
    )


def make_group() -> SeatGroup:
    """Buy seats for a club; some are taken, some offered, the others free. The sandbox runs."""
    plan = Plan.objects.get(is_offered=True)
    checkout = paid(_opened(plan), name=CLUB)
    group = SeatGroup.objects.get(checkout=checkout)
    for seat in groups.offer(group=group, addresses=[*TAKEN_BY, *OFFERED_TO]):
        if seat.address in TAKEN_BY:
            groups.take(seat=seat, reader=reader_with_verified_address(email=seat.address))
    return group


def _opened(plan: Plan) -> Checkout:
    price = plan.usual_price
    assert price is not None
    number = uuid4()
    seat = price.of_a_seat("year")
    return opening.start_checkout(
        checkout_id=number,
        reader=reader_with_verified_address(email=MANAGER),
        email=MANAGER,
        kind="subscription",
        interval="year",
        money=Money(seat.amount_minor * SEATS, seat.currency),
        quantity=SEATS,
        attribution={},
        return_path="/",
        product_name=f"A seat of a group: {plan.name}",
        metadata={"plan": str(plan.pk), DAYS_KEY: "0", GROUP_KEY: str(number)},
        write_beside=lambda row: groups.write_down(checkout=row, plan=plan, name=CLUB),
    )
