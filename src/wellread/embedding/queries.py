"""Questions about who is known on another site's page."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from wellread.accounts.models import SiteSignIn
from wellread.embedding import rules
from wellread.embedding.rules import Known
from wellread.membership import queries as membership
from wellread.membership.benefits import Holder
from wellread.membership.support import support
from wellread.payments import clock


def holder_of(sign_in: SiteSignIn) -> Holder:
    """Return who benefits: the reader, the browser that paid, or both."""
    reader = sign_in.reader
    paid = membership.checkouts(browser=sign_in.browser, reader=reader)
    return Holder(reader, tuple(paid.values_list("pk", flat=True)))


def known(holder: Holder) -> Known:
    """Return what a page may know of somebody at this moment."""
    at = clock.now()
    given = support(**holder._asdict(), at=at)
    gave_at = given.contributed_at
    return Known(
        holder=holder.name if holder else "",
        is_signed_in=holder.reader is not None,
        entitlements=membership.entitlements(**holder._asdict(), at=at),
        is_member=given.is_member,
        was_member=given.was_member,
        contributed_at=f"{gave_at:%Y-%m-%dT%H:%M:%SZ}" if gave_at else None,
    )


def by_key(key: str, *, site: str) -> SiteSignIn | None:
    """Return who is known on a site by this key."""
    return _rows().filter(key=rules.digest(key), site=site).first()


def by_number(number: UUID) -> SiteSignIn | None:
    """Return who is known by the number in a token, as long as they are signed in there."""
    return _rows().filter(pk=number).exclude(key=None).first()


def _rows() -> QuerySet[SiteSignIn]:
    # A session that has ended is deleted a while later.
    alive = SiteSignIn.objects.select_related("reader").exclude(
        session__expire_date__lt=timezone.now()
    )
    return alive.exclude(reader__is_active=False)
