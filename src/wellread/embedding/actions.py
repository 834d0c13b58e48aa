"""Signing in on another site's page, and out: by a code that only the page it was for can take."""

import secrets
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wellread.accounts.models import Reader, SiteSignIn
from wellread.embedding import rules
from wellread.payments import actions as payments
from wellread.payments.models import Checkout


@transaction.atomic
def offer_code(
    *, site: str, challenge: str, reader: Reader | None, session_key: str | None, browser: str
) -> str:
    """Return a code for a page of a site, in place of the last one that this browser left there."""
    session = Session.objects.filter(pk=session_key).first() if reader and session_key else None
    unused = SiteSignIn.objects.filter(site=site, key=None, browser=browser, session=session)
    unused.filter(reader=reader).delete()
    code = secrets.token_urlsafe(32)
    SiteSignIn.objects.create(
        site=site,
        reader=reader,
        session=session,
        browser=browser,
        challenge=challenge,
        code=rules.digest(code),
        began_at=timezone.now(),
        renewed_at=timezone.now(),
    )
    return code


def take_code(*, site: str, code: str, verifier: str) -> str | None:
    """Return a key for a code, once; None when it is none, was taken, is late or another page's.

    A code that was shown with a wrong verifier is worth nothing afterwards.
    """
    offered = SiteSignIn.objects.filter(code=rules.digest(code))
    good_since = timezone.now() - timedelta(seconds=rules.CODE_GOOD_FOR_S)
    challenge = rules.challenge_of(verifier)
    own = offered.filter(site=site, challenge=challenge, began_at__gt=good_since)
    key = secrets.token_urlsafe(32)
    # One statement, so that of two that come at once one gets a key.
    if challenge and own.update(code=None, key=rules.digest(key), renewed_at=timezone.now()):
        return key
    offered.delete()
    return None


def note_join(*, sign_in: SiteSignIn) -> Checkout | None:
    """Return what whoever is known since now comes back from paying, of each payment once.

    They do whose Checkout was to lead back to the very page that has taken the code: no other page
    has its challenge, and who merely signs in has paid on none that leads there.
    """
    theirs = Q(reader=sign_in.reader) if sign_in.reader else Q()
    if sign_in.browser:
        theirs |= Q(browser=sign_in.browser)
    if not theirs:
        return None
    begun = Checkout.objects.filter(
        theirs, thanked_at=None, return_path__contains=sign_in.challenge
    ).order_by("created_at")
    led_back = [one for one in begun if rules.leads_to(one.return_path, sign_in.challenge)]
    # Each is noted, so that of two that were paid none is told later.
    noted = [one for one in led_back if payments.note_thanks(checkout=one)]
    return noted[-1] if noted else None


def note_renewal(*, sign_in: SiteSignIn) -> None:
    """Write down that somebody was there, once a day: what nobody uses is forgotten."""
    day_ago = timezone.now() - timedelta(days=1)
    row = SiteSignIn.objects.filter(pk=sign_in.pk, renewed_at__lt=day_ago)
    row.update(renewed_at=timezone.now())


def sign_out(*, site: str, key: str) -> None:
    """Forget who was known on a site by this key."""
    SiteSignIn.objects.filter(site=site, key=rules.digest(key)).delete()


def forget_browser(*, browser: str) -> None:
    """Forget on every site whoever paid in a browser that was signed out of."""
    if browser:
        SiteSignIn.objects.filter(browser=browser).delete()
