"""Which moments a form takes: those that every time zone can write."""

from datetime import datetime

from django.core.exceptions import ValidationError

from wellread.language.editors import for_editors

EARLIEST, LATEST = 1000, 9998


def check(moment: datetime) -> None:
    """Raise ValidationError for a moment that is no date in another time zone.

    Who means "for ever" types 31 December 9999, which is the year 10000 in Greenwich when it is
    late in New York, and no database holds that.
    """
    if not EARLIEST <= moment.year <= LATEST:
        said = for_editors("Choose a year from %(earliest)s to %(latest)s.")
        raise ValidationError(said, params={"earliest": EARLIEST, "latest": LATEST})
