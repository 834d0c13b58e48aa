"""An institution's networks as its librarian writes them: read strictly, compared by address."""

from collections.abc import Iterable
from ipaddress import (
    IPv4Network,
    IPv6Network,
    ip_address,
    ip_network,
    summarize_address_range,
)

from wellread.language.editors import for_editors

Network = IPv4Network | IPv6Network

# A university has one; whatever is wider belongs to a provider, and so to its customers.
WIDEST = {4: 16, 6: 32}


class NetworkFault(ValueError):
    """What was written names no network, or one that may not be opened; says why to an editor."""


def read(text: str) -> list[Network]:
    """Return the networks of a line: one by its length, of a single address, or from–to."""
    text = text.strip()
    first, dash, last = text.partition("-")
    found = _between(text, first.strip(), last.strip()) if dash else [_one(text)]
    for network in found:
        _refuse_unfit(text, network)
    return found


def read_all(text: str) -> list[Network]:
    """Return the networks of several lines, each once, in order; raise NetworkFault."""
    lines = [line for line in text.splitlines() if line.strip()]
    networks = {network for line in lines for network in read(line)}
    return sorted(networks, key=_order)


def overlaps(ours: Iterable[Network], theirs: Iterable[Network]) -> list[tuple[Network, Network]]:
    """Return the pairs of networks that have an address in common."""
    others = list(theirs)
    return [
        (one, other)
        for one in ours
        for other in others
        if one.version == other.version and one.overlaps(other)
    ]


def _one(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError:
        raise NetworkFault(_meant(text)) from None


def _meant(text: str) -> str:
    """Say what is wrong; where only the address lies amid its network, name that network."""
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return for_editors(
            "“%(text)s” is no network: write 192.0.2.0/24, 192.0.2.0-192.0.2.99 or one address."
        ) % {"text": text}
    return for_editors("“%(text)s” begins amid a network: did you mean %(network)s?") % {
        "text": text,
        "network": network,
    }


def _between(text: str, first: str, last: str) -> list[Network]:
    try:
        # Of two kinds, or the wrong way round, it raises too.
        return list(summarize_address_range(ip_address(first), ip_address(last)))
    except (TypeError, ValueError):
        raise NetworkFault(_meant(text)) from None


def _refuse_unfit(text: str, network: Network) -> None:
    if network.prefixlen < WIDEST[network.version]:
        raise NetworkFault(
            for_editors(
                "“%(text)s” is too wide: no network may be wider than /%(four)s of IPv4, or "
                "/%(six)s of IPv6."
            )
            % {"text": text, "four": WIDEST[4], "six": WIDEST[6]}
        )
    own = network.network_address
    # An address of IPv4 that is written as one of IPv6 is read as what it is.
    if (
        own.is_loopback
        or own.is_multicast
        or own.is_unspecified
        or getattr(own, "ipv4_mapped", None)
    ):
        raise NetworkFault(
            for_editors("“%(text)s”: nobody reads from such an address.") % {"text": text}
        )


def _order(network: Network) -> tuple[int, int, int]:
    return network.version, int(network.network_address), network.prefixlen
