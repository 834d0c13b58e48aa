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


BySlot = dict[str, list[HouseAd]]

_running: dict[str, BySlot] = {}


def fills(kind: str, path: str = "") -> dict[str, Fill]:
    """Return slot name → fill for a kind of page; one page keeps its fills for a whole day.

    Never call it for a member, a sensitive page or a sponsored one.
    """
    slots = [slot for slot in SLOTS if kind in slot.kinds]
    if not slots:
        return {}
    running, day = _by_slot(), timezone.localdate()
    drawn = {
        slot.name: turn(
            [(ad, ad.weight) for ad in running.get(slot.name, ())], f"{path} {slot.name} {day}"
        )
        for slot in slots
    }
    return {slot.name: _fill(slot, ad) for slot in slots if (ad := drawn[slot.name])}


def forget() -> None:
    """Read the house ads anew at the next page: one changed, here or in another process."""
    global _running
    _running = {}


def _by_slot() -> BySlot:
    # What is read while an ad is changed goes into the dict that is thrown away.
    running = _running
    if "now" not in running:
        running["now"] = _read()
    return running["now"]


def _read() -> BySlot:
    found: BySlot = {}
    for ad in HouseAd.objects.filter(running=True).order_by("pk"):
        found.setdefault(ad.slot, []).append(ad)
    return found


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
