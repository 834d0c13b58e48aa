"""The link by which a free year is renewed without signing in."""

from django.conf import settings
from django.urls import reverse

from wellread.accounts import short_tokens
from wellread.membership.models import SolidarityYear

SALT = "wellread.membership.solidarity.renewal"
# A primary key of ours is a 64-bit number.
NUMBER_BYTES = 8
# It comes thirty days before the end, and whoever reads it late is welcome still.
GOOD_FOR_S = 90 * 24 * 3600


def renewal_address(year: SolidarityYear) -> str:
    """Return the link that renews a year: it opens a page, and only its button does it."""
    token = short_tokens.signed(year.pk.to_bytes(NUMBER_BYTES, "big"), salt=SALT)
    return f"{settings.SITE_URL}{reverse('renew_year', args=[token])}"


def year_to_renew(token: str) -> SolidarityYear | None:
    """Return the year a link renews, or None when it is forged, too old, or nobody's any more."""
    said = short_tokens.read(token, salt=SALT, max_age_s=GOOD_FOR_S)
    number = int.from_bytes(said or b"", "big")
    rows = SolidarityYear.objects.filter(reader__is_active=True).select_related("reader")
    return rows.filter(pk=number).first()
