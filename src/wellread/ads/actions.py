"""Keeping house ads ready for the pages that show them."""

from datetime import date
from typing import Any

from django.db import transaction

from wellread.ads.models import HouseAd


@transaction.atomic
def create_house_ad(**facts: Any) -> HouseAd:
    """Make a house ad; raise ValidationError for facts an editor could not save."""
    ad = HouseAd(**facts)
    ad.full_clean()
    ad.save()
    return ad


def prepare(ad: HouseAd, today: date) -> None:
    """Fill in, before it is saved, what a page view must not have to work out."""
    ad.running = ad.runs_on(today)
    ad.make_pictures()


@transaction.atomic
def turn_over(today: date) -> int:
    """Start and end house ads by their days; return how many changed."""
    changed = [ad for ad in HouseAd.objects.all() if ad.running != ad.runs_on(today)]
    for ad in changed:
        ad.running = ad.runs_on(today)
        # One by one: the page cache hears of a save, not of an update of many.
        ad.save(update_fields=["running"])
    return len(changed)


@transaction.atomic
def picture_changed(picture_id: int) -> None:
    """Cut the pictures anew after an image was replaced."""
    for ad in HouseAd.objects.filter(picture=picture_id):
        ad.make_pictures()
        ad.save(update_fields=["picture_src", "narrow_src"])
