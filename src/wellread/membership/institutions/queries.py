"""At whose network an address is; remembered until an institution changes, here or elsewhere."""

from datetime import datetime
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from wellread.membership.institutions.networks import Network, overlaps
from wellread.membership.models import Grant, Institution


class Courtesy(NamedTuple):
    """What is open at one network, in whose name, from when until when."""

    institution: int
    name: str
    network: Network
    entitlements: frozenset[str]
    starts_at: datetime
    ends_at: datetime


_known: dict[str, tuple[Courtesy, ...]] = {}


def at(address: IPv4Address | IPv6Address, *, now: datetime) -> Courtesy | None:
    """Return in whose name somebody reads at an address; of two, whose network is narrower."""
    for one in _every():
        if address in one.network and one.starts_at <= now < one.ends_at:
            return one
    return None


def is_any(*, now: datetime) -> bool:
    """Tell whether there is an institution whose time is not over."""
    return any(now < one.ends_at for one in _every())


def forget() -> None:
    """Read the institutions anew when they are asked about next: one changed."""
    global _known
    _known = {}


def overlapping(institution: Institution) -> list[tuple[Network, Network, Institution]]:
    """Return which of its networks others have too, with theirs, in the order of their names."""
    own = institution.ranges
    others = Institution.objects.exclude(pk=institution.pk)
    return [(one, other, row) for row in others for one, other in overlaps(own, row.ranges)]


def _every() -> tuple[Courtesy, ...]:
    # What is read while an institution changes goes into the dict that is thrown away.
    known = _known
    if "all" not in known:
        known["all"] = _read()
    return known["all"]


def _read() -> tuple[Courtesy, ...]:
    grants = Grant.objects.filter(institution__isnull=False, withdrawn_at=None)
    found = [
        Courtesy(
            institution=grant.institution.pk,
            name=grant.institution.name,
            network=network,
            entitlements=frozenset(grant.entitlements),
            starts_at=grant.starts_at,
            ends_at=grant.ends_at,
        )
        for grant in grants.select_related("institution").order_by("pk")
        if grant.institution is not None
        for network in grant.institution.ranges
    ]
    return tuple(sorted(found, key=lambda one: -one.network.prefixlen))
