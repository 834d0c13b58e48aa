"""What the reader of a form saw of a membership, so that a tab that stood open surprises nobody.

A form carries a mark of it. Where that is no longer how things stand nothing is done, and the
reader looks once more; cancelling alone is done whatever was seen.
"""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from wellread.membership import actions
from wellread.membership.models import Membership, Pause
from wellread.payments import clock
from wellread.payments.facts import ChargeTerms

FIELD = "seen"
CHANGED_MEANWHILE = gettext_lazy(
    "Something was changed meanwhile, perhaps in another window. Please look once more: nothing "
    "was changed from here."
)


def mark(membership: Membership, pause: Pause | None = None) -> str:
    """Return how a membership stands, in a form's words: what is paid, until when, and whether."""
    subscription = membership.subscription
    rests = "" if pause is None else f"{pause.pk}{'!' if pause.rests_from <= clock.now() else ''}"
    return " ".join(
        (
            said_of(actions.terms_of(subscription)),
            str(membership.status),
            f"{subscription.current_period_ends_at:%Y%m%dT%H%M%S}",
            rests,
        )
    ).strip()


def is_outdated(request: HttpRequest, now: str) -> bool:
    """Tell whether a form was drawn when things stood otherwise than they do now.

    Forms that were drawn before they said so are let through.
    """
    seen = request.POST.get(FIELD, "")
    return bool(seen) and seen != now


def tell(request: HttpRequest) -> None:
    """Say that nothing was done, and why."""
    messages.error(request, str(CHANGED_MEANWHILE))


def said_of(terms: ChargeTerms | None) -> str:
    """Return what is charged each time in a form's words, by which two of them are told apart."""
    if terms is None:
        return ""
    money, fee_minor = terms.money, terms.fee_covered_minor
    return f"{money.amount_minor}{money.currency}:{fee_minor}:{terms.interval}:{terms.quantity}"
