"""Where a request comes from: a page of ours or not, from which network, and which country."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

_COUNTRY = re.compile(r"[A-Z]{2}")
# Cloudflare writes XX for an address that it cannot place.
_NOWHERE = "XX"


def from_our_page(request: HttpRequest) -> bool:
    """Whether a page of this site sent the request; browsers without Sec-Fetch-Site say Origin."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def from_a_site(request: HttpRequest) -> bool:
    """Whether a page of a site that WELLREAD_SITES names sent the request."""
    return request.headers.get("Origin") in settings.SITES


def address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """Return the reader's address, None if unknown.

    It is unknown when the address is that of a proxy which WELLREAD_PROXIES does not count.
    """
    try:
        # Past our own adapter's, which asks here.
        found = ip_address(DefaultAccountAdapter(request).get_client_ip(request))
    except (ValueError, PermissionDenied, ImproperlyConfigured):
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        # How a socket for both kinds writes an IPv4 address: all of them are in one /64.
        found = found.ipv4_mapped
    return found


def network(request: HttpRequest) -> str | None:
    """Return where tries are counted: an IPv4 address, or the /64 that a household has of IPv6.

    None when it is unknown, as that of every reader behind a proxy that is not counted.
    """
    found = known_address(request)
    return None if found is None else ratelimit.truncate_ip(str(found))


def known_address(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """Return the reader's own address, None where it may be that of a proxy not counted."""
    found = address(request)
    if found is None or not (settings.ALLAUTH_TRUSTED_PROXY_COUNT or found.is_global):
        return None
    return found


def country(request: HttpRequest) -> str | None:
    """Return the country that a CDN names; the site's own where none is asked; None if unknown.

    Whom a CDN that is asked tells nothing of may be anywhere, and is asked before counting.
    """
    if settings.COUNTRY_HEADER:
        return country_of(request.headers.get(settings.COUNTRY_HEADER, ""))
    return country_of(settings.DEFAULT_COUNTRY)


def country_of(text: str) -> str | None:
    """Return a code of two capital letters, or None when the text names no country."""
    code = text.strip().upper()
    return code if _COUNTRY.fullmatch(code) and code != _NOWHERE else None
