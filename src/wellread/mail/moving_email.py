"""The e-mail to members whose membership was brought here from another system.

They have done nothing: it was not begun now, and nothing was paid for this.
"""

from django.utils.translation import gettext_lazy as _

from wellread.mail.template import Template

UNSAID = ("withdraw_url", "receipt", "guest_link_url")


def about_moving(welcome: Template) -> Template:
    """Return it; what it may name, it has from the welcome of who joins."""
    return Template(
        "brought_in",
        _("To a member who was brought here from another system"),
        _("Your membership has moved with us"),
        _("You go on as before. There is nothing for you to do."),
        (
            _(
                "{site_name} looks after its memberships in a new place, and yours (“{plan}”) has "
                "come along. There is nothing for you to do, and nothing was charged for it."
            ),
            _("This is what it opens to you:"),
            "{benefits}",
            _("{if amount}What you paid last stands: {amount} on {paid_on}."),
            _(
                "{if next_charge}You go on paying {price}. The next charge is on {next_charge}, "
                "and it renews until you cancel."
            ),
            _("{unless next_charge}The price is {price}."),
            _(
                "You can cancel in two clicks on your account page, and keep what you have paid "
                "for."
            ),
            _("{unless needs_claim}[Open your account]({account_url})"),
            _(
                "{if needs_claim}This button opens your membership here, and lets you see and "
                "cancel it:"
            ),
            _("{if needs_claim}[Open your membership]({account_url})"),
        ),
        tuple(one for one in welcome.placeholders if one.name not in UNSAID),
    )
