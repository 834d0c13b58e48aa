"""Gifts that readers bought, in the editor's admin."""

from wagtail.admin.ui.tables import Column

from wellread.language.editors import for_editors
from wellread.mail.address import readable
from wellread.mail.look_only import Ledgerlike, moment
from wellread.membership.models import GiftMembership

State = GiftMembership.State
# Its giver reads how it stands in other words.
STATES = {
    State.UNPAID: for_editors("Not paid"),
    State.WAITING: for_editors("To be sent"),
    State.HANDED_OVER: for_editors("To be handed over by its giver"),
    State.SENT: for_editors("Sent"),
    State.GIVEN_ON: for_editors("Given on"),
    State.REDEEMED: for_editors("Taken"),
    State.RETURNED: for_editors("Returned"),
    State.ENDED: for_editors("Paid back"),
}


class GiftMemberships(Ledgerlike):
    """What readers bought for others, and what became of it."""

    model = GiftMembership
    icon = "pick"
    menu_label = for_editors("Gift memberships")
    url_prefix = "members/gift-memberships"
    list_display = [
        Column(
            "address",
            label=for_editors("For"),
            accessor=lambda gift: readable(gift.address) or for_editors("handed over"),
        ),
        Column("gift", label=for_editors("Gift"), accessor=str),
        Column("state", label=for_editors("Status"), accessor=lambda gift: STATES[gift.state]),
        Column(
            "giver",
            label=for_editors("Paid by"),
            accessor=lambda gift: readable(gift.giver_address),
        ),
        Column("amount", label=for_editors("Amount"), accessor="checkout.money"),
        moment("paid_at", for_editors("Paid")),
        moment("sent_at", for_editors("Sent")),
        moment("redeemed_at", for_editors("Taken")),
    ]
    related = ("plan", "checkout__reader")
    search_fields = ["address", "checkout__email", "checkout__reader__email"]
