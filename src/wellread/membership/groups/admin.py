"""Groups and who manages them, in the editor's admin."""

from wagtail.admin.ui.tables import Column

from wellread.language.editors import for_editors
from wellread.mail.address import readable
from wellread.mail.look_only import Ledgerlike, moment
from wellread.membership import rules
from wellread.membership.models import Membership, Seat, SeatGroup

# Whoever manages it reads how a seat stands in other words.
SEATS = {
    Seat.State.INVITED: for_editors("Offered"),
    Seat.State.TAKEN: for_editors("Taken"),
    Seat.State.ENDED: for_editors("Given back or taken back"),
}
UNPAID = for_editors("Not paid")


class SeatGroups(Ledgerlike):
    """Who pays for seats, how many there are, and how that stands."""

    model = SeatGroup
    icon = "group"
    menu_label = for_editors("Groups")
    url_prefix = "members/groups"
    list_display = [
        Column("name", label=for_editors("Group"), accessor=str),
        Column(
            "manager",
            label=for_editors("Managed by"),
            accessor=lambda group: readable(group.manager_address),
        ),
        Column(
            "filled",
            label=for_editors("Seats filled"),
            accessor=lambda group: f"{group.seats_filled} / {group.seats_paid}",
        ),
        Column("status", label=for_editors("Status"), accessor=lambda group: status_of(group)),
        Column("price", label=for_editors("Amount"), accessor=lambda group: price_of(group)),
        moment("checkout__created_at", for_editors("Begun")),
    ]
    related = ("plan", "checkout__reader", "checkout__membership__subscription")
    search_fields = ["name", "checkout__email", "checkout__reader__email"]


def status_of(group: SeatGroup) -> str:
    """Return how what pays for a group stands."""
    membership = _contract(group)
    return membership.get_status_display() if membership else str(UNPAID)


def price_of(group: SeatGroup) -> str:
    """Return what a group costs, and how often."""
    membership = _contract(group)
    if membership is None:
        return ""
    return rules.per(membership.subscription.money, membership.subscription.interval)


def _contract(group: SeatGroup) -> Membership | None:
    return getattr(group.checkout, "membership", None)
