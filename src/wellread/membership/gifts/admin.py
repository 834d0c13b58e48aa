"""Gifts that readers bought, in the editor's admin."""

from wagtail.admin.ui.tables import Column

from wellread.language.editors import for_editors
from wellread.mail.address import readable
from wellread.mail.look_only import Ledgerlike, moment
from wellread.membership.models import GiftMembership


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
        Column("state", label=for_editors("Status"), accessor=lambda gift: gift.state.label),
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
