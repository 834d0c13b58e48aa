"""How often Checkouts may be started: a stolen-card tester needs hundreds, a reader one."""

import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

WINDOW_S = 3600
MOST_FROM_ONE_ADDRESS = 20


class TooManyCheckouts(Exception):
    """This address started more Checkouts within an hour than readers do."""


def count_checkout(request: HttpRequest) -> None:
    """Count one more Checkout from this address; raise TooManyCheckouts."""
    key = f"membership:checkouts:{_network(request)}:{int(time.time()) // WINDOW_S}"
    started = int(cache.get(key, 0)) + 1
    if started > MOST_FROM_ONE_ADDRESS:
        raise TooManyCheckouts
    cache.set(key, started, WINDOW_S)


def _network(request: HttpRequest) -> str:
    """Return the address, or the /64 of an IPv6 one: a household gets that many for nothing."""
    # Signing in counts by the same address, so one setting names the proxies for both.
    try:
        address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    except (ValueError, PermissionDenied):
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
