"""Strangers who try out stolen cards: seen by what is declined, slowed down, and stopped.

They need hundreds of tries where a reader needs a few, and small amounts; a plan's minimum takes
the smallest away. Renewals charge cards that are known, and go on whatever happens here.
"""

import hmac
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from wellread.accounts import origin
from wellread.accounts.models import Reader
from wellread.accounts.queries import staff_with
from wellread.language import writing
from wellread.mail import actions as mail
from wellread.payments import clock, facts, gateway
from wellread.payments.models import Checkout, CheckoutPause, DeclinedTry, Payment
from wellread.payments.rules import RECEIVED

# A reader with a purse full of cards stays below each of these. No source knows right numbers:
# they are ours, to be changed where a paper's own tries say otherwise.
TRIES_OF_A_CHECKOUT, CARDS_OF_A_CHECKOUT = 10, 5
TRIES_OF_A_NETWORK, TRIES_OF_A_CARD = 10, 6
TRIES_IN_ALL, CARDS_IN_ALL = 30, 15
# All but the card's, whose holder may come from anywhere in a day.
WITHIN, CARD_WITHIN = timedelta(hours=1), timedelta(days=1)
# While so many are declined for each that is paid, it is a busy day and no attack.
DECLINED_FOR_EACH_PAID = 3
# Neither networks nor fingerprints are kept longer than they are counted, and looked at.
KEPT_FOR = timedelta(days=7)
MAY_LIFT = "payments.change_checkoutpause"

logger = logging.getLogger(__name__)


class TooManyDeclines(Exception):
    """From this network more cards were declined within the hour than readers have."""


def network_of(request: HttpRequest) -> str:
    """Return a fingerprint of the network a request comes from, "" where it is unknown."""
    network = origin.network(request)
    if not network:
        return ""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"network:{network}".encode(), "sha256")
    return digest.hex()[:32]


def refuse_tester(network: str) -> None:
    """Raise TooManyDeclines where too many cards from a network were declined within the hour."""
    if network and _lately(WITHIN).filter(network=network).count() >= TRIES_OF_A_NETWORK:
        raise TooManyDeclines


def running_pause() -> CheckoutPause | None:
    """Return the pause that no person has lifted yet, or None."""
    return CheckoutPause.objects.filter(is_on=True).first()


def note(told: facts.FailedCharge) -> bool:
    """Count a card that was declined on a page of ours; tell whether it was one of ours.

    Stripe tells nothing of the page where a first charge of a membership was declined. One without
    a name of ours counts in all, where a page of ours asks for that very amount; it closes none.
    """
    invoice = None
    if not told.checkout_id and told.payment_intent:
        invoice = gateway.invoice_of_payment(told.payment_intent)
    if invoice is not None and not invoice.is_first:
        # A renewal, which is another matter.
        return False
    checkout_id = told.checkout_id or (invoice.checkout_id if invoice else "")
    checkout = _checkout_of(told, checkout_id)
    if checkout is None and (checkout_id or not _is_asked_for(told)):
        return False
    _, is_new = DeclinedTry.objects.get_or_create(
        charge_id=told.id,
        defaults={
            "checkout": checkout,
            "network": checkout.network if checkout else "",
            "fingerprint": told.fingerprint,
            "decline_code": told.decline_code,
            "tried_at": told.made_at,
        },
    )
    if is_new:
        _pause_if_attacked()
    return True


def pages_to_close() -> list[Checkout]:
    """Return open pages on which cards are tried out, and while all rests every guest's."""
    tried = (
        _lately(WITHIN)
        .exclude(checkout=None)
        .order_by()
        .values("checkout")
        .annotate(tries=Count("pk"), cards=Count("fingerprint", distinct=True))
        .filter(Q(tries__gte=TRIES_OF_A_CHECKOUT) | Q(cards__gte=CARDS_OF_A_CHECKOUT))
    )
    worn = (
        _lately(CARD_WITHIN)
        .exclude(fingerprint="")
        .order_by()
        .values("fingerprint")
        .annotate(tries=Count("pk"))
        .filter(tries__gte=TRIES_OF_A_CARD)
    )
    by_card = _lately(CARD_WITHIN).filter(fingerprint__in=worn.values("fingerprint"))
    found = Q(pk__in=tried.values("checkout")) | Q(pk__in=by_card.values("checkout"))
    if (pause := running_pause()) is not None:
        found |= Q(reader=None, created_at__lte=pause.began_at)
    return list(Checkout.objects.filter(found, state=Checkout.State.OPEN))


def _checkout_of(told: facts.FailedCharge, checkout_id: str) -> Checkout | None:
    """Return the open page on which a card was declined, as far as anything names it."""
    opened = Checkout.objects.filter(state=Checkout.State.OPEN)
    if checkout_id:
        return opened.filter(pk=checkout_id).first()
    if not told.customer:
        return None
    known = Q(customer__stripe_id=told.customer) | Q(reader__customers__stripe_id=told.customer)
    return opened.filter(known).first()


def _is_asked_for(told: facts.FailedCharge) -> bool:
    return Checkout.objects.filter(
        state=Checkout.State.OPEN,
        amount_minor=told.money.amount_minor,
        currency=told.money.currency,
    ).exists()


def _pause_if_attacked() -> None:
    """Take no new payments from guests or readers until a person says so, and tell staff."""
    tries = _lately(WITHIN)
    declined = tries.count()
    cards = tries.exclude(fingerprint="").values("fingerprint").distinct().count()
    if declined < TRIES_IN_ALL or cards < CARDS_IN_ALL:
        return
    paid = Payment.objects.filter(status__in=RECEIVED, paid_at__gte=clock.now() - WITHIN).count()
    if declined > DECLINED_FOR_EACH_PAID * paid:
        pause(declined=declined, cards=cards)


@transaction.atomic
def pause(*, declined: int, cards: int) -> None:
    """Begin a pause and tell whoever may lift it; while one is on this changes nothing."""
    try:
        with transaction.atomic():
            begun = CheckoutPause.objects.create(
                began_at=clock.now(), declined=declined, cards=cards
            )
    except IntegrityError:
        return
    logger.error("New payments rest: %s cards were declined %s times", cards, declined)
    for colleague in staff_with(MAY_LIFT):
        mail.send(
            "checkouts_paused",
            to=colleague.email,
            about=f"pause {begun.pk}",
            facts={
                "declined": str(declined),
                "cards": str(cards),
                "at": writing.day_and_clock(begun.began_at),
                "admin_url": f"{settings.SITE_URL}{reverse('checkoutpause:index')}",
            },
        )


def lift(*, pause: CheckoutPause, by: Reader) -> None:
    """Take payments again; what was declined before is not counted any more."""
    CheckoutPause.objects.filter(pk=pause.pk, is_on=True).update(
        is_on=False, lifted_at=clock.now(), lifted_by=by
    )


def forget_old() -> None:
    """Keep neither cards nor networks longer than they are of use."""
    before = clock.now() - KEPT_FOR
    DeclinedTry.objects.filter(tried_at__lt=before).delete()
    Checkout.objects.filter(created_at__lt=before).exclude(network="").update(network="")


def _lately(within: timedelta) -> QuerySet[DeclinedTry]:
    since = clock.now() - within
    lifted_at: datetime | None = (
        CheckoutPause.objects.filter(is_on=False)
        .order_by("-lifted_at")
        .values_list("lifted_at", flat=True)
        .first()
    )
    # Whoever lifted a pause has seen what was before.
    return DeclinedTry.objects.filter(tried_at__gt=max(since, lifted_at or since))
