"""Which house ad stands where."""

from typing import NamedTuple

from django.utils import timezone

from wellread.ads.models import HouseAd
from wellread.ads.rules import SLOTS, Slot, turn


class Fill(NamedTuple):
    """What stands in a slot; sizes are the picture's, `picture_src` is "" when there is none."""

    title: str
    text: str
    url: str
    picture_src: str
    width: int
    height: int
    alt: str
    narrow_src: str
    narrow_width: int
    narrow_height: int


def fills(kind: str, path: str = "") -> dict[str, Fill]:
    """Return slot name → fill for a kind of page; one page keeps its fills for a whole day.

    Never call it for a member, a sensitive page or a sponsored one.
    """
    slots = [slot for slot in SLOTS if kind in slot.kinds]
    if not slots:
        return {}
    running = HouseAd.objects.filter(running=True, slot__in=[slot.name for slot in slots])
    ads = list(running.order_by("pk"))
    day = timezone.localdate()
    drawn = {
        slot.name: turn(
            [(ad, ad.weight) for ad in ads if ad.slot == slot.name], f"{path} {slot.name} {day}"
        )
        for slot in slots
    }
    return {slot.name: _fill(slot, ad) for slot in slots if (ad := drawn[slot.name])}


def _fill(slot: Slot, ad: HouseAd) -> Fill:
    return Fill(
        ad.title,
        ad.text,
        ad.url,
        ad.picture_src,
        slot.picture.width,
        slot.picture.height,
        ad.alt,
        ad.narrow_src,
        slot.narrow_picture.width,
        slot.narrow_picture.height,
    )
