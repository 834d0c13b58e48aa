"""What each reader has once: free days, a lower price of the first months, a code.

By account and browser it is seen before; by address and card only once somebody has been to
Stripe's page. Then free days do not begin, and a lower price ends with what was paid.
"""

import hmac
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from wellread.membership import emails, queries, trials
from wellread.membership.models import Membership, OfferUse, Promotion
from wellread.payments import actions as payments
from wellread.payments import clock, gateway
from wellread.payments.discounts import charges_within
from wellread.payments.models import Checkout, Subscription

# Free days and the price of the first months are both for whoever is new.
BEGINNING = "beginning"
# As long as California has consent kept: after that nobody remembers who came with which card.
KEPT_FOR = timedelta(days=3 * 365)
BEGUN = (Checkout.State.PAID, Checkout.State.PROMISED)


def of_code(promotion: Promotion) -> str:
    """Return the name of what a code offers."""
    return f"code:{promotion.pk}"


def note(checkout: Checkout, offer: str) -> None:
    """Write down with which offer a Checkout is begun."""
    OfferUse.objects.create(checkout=checkout, offer=offer)


def to_check() -> list[OfferUse]:
    """Return what was begun for good and not looked at to its end, the first one first."""
    rows = OfferUse.objects.filter(done_at=None, checkout__state__in=BEGUN)
    rows = rows.filter(checkout__subscription__isnull=False).select_related("checkout")
    return list(rows.order_by("pk")[: queries.LOOKED_AT_ONCE])


def check_now(checkout: Checkout) -> None:
    """Check what somebody just came back with; where Stripe does not answer a job does it."""
    begun = OfferUse.objects.filter(checkout=checkout, checkout__subscription__isnull=False)
    use = begun.filter(done_at=None).first()
    if use is not None and checkout.state in BEGUN:
        with suppress(gateway.GatewayUnavailable, gateway.GatewayRefused):
            check(use)


def check(use: OfferUse) -> None:
    """See whether a reader or their card had this before, and do what follows from it.

    Each is done once at most. Raises gateway.GatewayUnavailable or gateway.GatewayRefused, and is
    to be called again then.
    """
    subscription = Subscription.objects.select_related("checkout").get(checkout=use.checkout_id)
    if use.checked_at is None:
        card = payments.follow_card(subscription=subscription)
        _decide(use, _prints(card.fingerprint) if card and card.fingerprint else [])
    if use.refused_at is not None:
        _take_back(subscription)
    _tell(use)


def is_refused(checkout: Checkout) -> bool:
    """Tell whether a Checkout was begun with what was had before, and something follows from it."""
    refused = OfferUse.objects.filter(checkout=checkout, refused_at__isnull=False)
    return (checkout.trial_days > 0 or _lasts(checkout)) and refused.exists()


def forget_cards() -> None:
    """Forget which cards had what long ago."""
    old = OfferUse.objects.filter(checked_at__lt=clock.now() - KEPT_FOR).exclude(card="")
    old.update(card="")


@transaction.atomic
def _decide(use: OfferUse, prints: Sequence[str]) -> None:
    locked = OfferUse.objects.select_for_update().get(pk=use.pk)
    if locked.checked_at is None:
        locked.checked_at = clock.now()
        if _had_before(locked) or not _is_first_of(locked, prints):
            locked.refused_at = locked.checked_at
        locked.save()
    use.refresh_from_db()


def _had_before(use: OfferUse) -> bool:
    """Tell whether the same account or address had it, in whichever browser."""
    checkout = use.checkout
    same = Q(pk__in=[])
    if checkout.reader_id is not None:
        same |= Q(checkout__reader=checkout.reader_id)
    if checkout.email:
        same |= Q(checkout__email=checkout.email) | Q(checkout__reader__email=checkout.email)
    earlier = OfferUse.objects.filter(same, offer=use.offer, checked_at__isnull=False)
    return earlier.filter(refused_at=None).exclude(pk=use.pk).exists()


def _is_first_of(use: OfferUse, prints: Sequence[str]) -> bool:
    """Write down which card has it now; return False where it was had with that card."""
    if not prints:
        return True
    card, *earlier = prints
    if OfferUse.objects.filter(offer=use.offer, card__in=earlier).exists():
        return False
    try:
        with transaction.atomic():
            OfferUse.objects.filter(pk=use.pk).update(card=card)
    except IntegrityError:
        return False
    use.card = card
    return True


def _lasts(checkout: Checkout) -> bool:
    """Tell whether a lower price is for more than what was just paid."""
    months = checkout.off_months
    is_for_more = months is None or charges_within(months, interval=checkout.interval) > 1
    return checkout.off_minor > 0 and is_for_more


def _take_back(subscription: Subscription) -> None:
    checkout = subscription.checkout
    if checkout.trial_days:
        payments.end_subscription(subscription=subscription)
        trials.stop(checkout)
    elif subscription.renews and (subscription.off_minor or subscription.off_hundredths):
        payments.change_amount(
            subscription=subscription,
            money=subscription.money,
            fee_covered_minor=subscription.fee_covered_minor,
            coupon="",
        )


@transaction.atomic
def _tell(use: OfferUse) -> None:
    if not OfferUse.objects.filter(pk=use.pk, done_at=None).update(done_at=clock.now()):
        return
    membership = Membership.objects.filter(checkout=use.checkout_id).first()
    # Of one that is undone, its own e-mail says all there is to say.
    if membership is None or membership.second_since is not None:
        return
    is_free = membership.checkout.trial_days > 0
    if use.refused_at is None:
        if is_free:
            emails.send_trial_begun(membership=membership)
    elif is_free:
        emails.send_trial_refused(membership=membership)
    elif membership.subscription.renews and _lasts(membership.checkout):
        emails.send_offer_refused(membership=membership)


def _prints(fingerprint: str) -> list[str]:
    """Return a card's print by each of our keys: the one it is kept by, and those of before."""
    said = f"card:{fingerprint}".encode()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.digest(key.encode(), said, "sha256").hex() for key in keys]
