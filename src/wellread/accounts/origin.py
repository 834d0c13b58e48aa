"""Where a request comes from: a page of ours or not, and from which network."""

from ipaddress import IPv6Address, ip_address

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest


def from_our_page(request: HttpRequest) -> bool:
    """Whether a page of this site sent the request; browsers without Sec-Fetch-Site say Origin."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def network(request: HttpRequest) -> str | None:
    """Return the reader's address, of IPv6 the half that a household has; None if unknown.

    It is unknown when the address is that of a proxy which WELLREAD_PROXIES does not count.
    """
    try:
        address = ip_address(get_adapter(request).get_client_ip(request))
    except (ValueError, PermissionDenied, ImproperlyConfigured):
        return None
    if not settings.ALLAUTH_TRUSTED_PROXY_COUNT and not address.is_global:
        return None
    return address.exploded[:19] if isinstance(address, IPv6Address) else str(address)
