"""The e-mail that acknowledges a withdrawal: the law says what must stand in it."""

from django.utils.translation import gettext_lazy as _

from wellread.mail.rules import Placeholder
from wellread.mail.template import Template


def about_withdrawing() -> Template:
    """Return it. Content, day and time of what was declared: Directive 2011/83/EU, art. 11a(4)."""
    return Template(
        "withdrawal",
        _("Withdrawal acknowledged"),
        _("We received your withdrawal"),
        _("Declared on {declared_at}. Keep this e-mail."),
        (
            _("On {declared_at} you withdrew from this contract with {site_name}:"),
            "{contract}",
            _("{if name}Declared by: {name}."),
            _(
                "{unless needs_proof}The contract has ended, nothing more is charged, and all that "
                "you paid for it goes back to the card or account it came from."
            ),
            _(
                "{if needs_proof}So that nobody else can end what is yours: please open this link "
                "and press the button. The contract then ends, and all that you paid for it goes "
                "back. Your withdrawal counts from the time above in any case."
            ),
            _("{if needs_proof}[Confirm that it was you]({proof_url})"),
            _(
                "{if needs_proof}If you did not withdraw from anything, you need do nothing: "
                "without that button nothing changes."
            ),
        ),
        (
            Placeholder(
                "declared_at",
                _("Day and time of the withdrawal."),
                "26 November 2026, 14:05",
                is_needed=True,
            ),
            Placeholder(
                "contract", _("What it is from, as declared."), "Supporter, $8", is_needed=True
            ),
            Placeholder("name", _("Who declared it."), "Ada Reader", may_be_empty=True),
            Placeholder("needs_proof", _("Whether the link must be opened first."), False),
            Placeholder(
                "proof_url",
                _("The link that proves whose it is."),
                "https://news.example/withdraw/4K7Q/",
                is_needed=True,
                is_late=True,
            ),
        ),
        is_urgent=True,
    )
