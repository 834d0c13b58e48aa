"""Sending a request to an address that staff typed: to the public internet alone, and not for long.

The name is resolved once, each of its addresses is looked at, and the connection goes to one that
was: a name that means another machine a moment later changes nothing (DNS rebinding). No redirect
is followed, no proxy is asked, and of the answer no more is read than its status.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

# Standard Webhooks proposes 15 to 30 seconds; who only stores an event needs less.
CONNECT_S, ANSWER_S = 5, 15
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# RFC 6052: IPv4 addresses behind a translator.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AddressRefused(Exception):
    """An address to which nothing is sent; the message says why."""


class Answer(NamedTuple):
    """What came back: no status means that nothing did."""

    status: int | None
    error: str
    took_ms: int
    retry_after_s: int | None = None

    @property
    def is_fine(self) -> bool:
        """Whether the other side has it."""
        return self.status is not None and 200 <= self.status < 300


def post(address: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a body and return what was answered; never raises for what the other side does."""
    started = time.monotonic()
    status, error, retry_after_s = None, "", None
    try:
        status, retry_after_s = _post(address, body, headers)
        error = "" if 200 <= status < 300 else f"It answered {status}."
    except AddressRefused as fault:
        error = str(fault)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        error = f"{type(fault).__name__}: {fault}"
    took_ms = round((time.monotonic() - started) * 1000)
    return Answer(status, error[:300], took_ms, retry_after_s)


def check(address: str) -> None:
    """Raise AddressRefused for what nothing would be sent to, as far as can be told now."""
    parts = _parts(address)
    _resolved(parts)


def _post(address: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, int | None]:
    parts = _parts(address)
    connection = _Connection(parts, _resolved(parts))
    timer = threading.Timer(CONNECT_S + ANSWER_S, connection.hang_up)
    timer.daemon = True
    timer.start()
    try:
        path = parts.path or "/"
        connection.request(
            "POST", f"{path}?{parts.query}" if parts.query else path, body, dict(headers)
        )
        answer = connection.getresponse()
        if connection.was_hung_up:
            # What was read by then looks like the end of an answer.
            raise TimeoutError(f"no whole answer within {CONNECT_S + ANSWER_S} s")
        wait = answer.headers.get("Retry-After", "")
        return answer.status, int(wait) if wait.isdecimal() and len(wait) < 7 else None
    finally:
        timer.cancel()
        connection.close()


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was looked at, under the name by which it was asked for."""

    def __init__(self, parts: SplitResult, at: IpAddress) -> None:
        is_safe = parts.scheme == "https"
        super().__init__(str(parts.hostname), _port(parts), timeout=ANSWER_S)
        # The Host header leaves out a port that goes without saying.
        self.default_port = 443 if is_safe else 80
        self._at, self._is_safe = at, is_safe
        self.was_hung_up = False

    def connect(self) -> None:
        """Connect, and prove whose it is by the name."""
        self.sock = socket.create_connection((str(self._at), self.port), CONNECT_S)
        self.sock.settimeout(ANSWER_S)
        if self._is_safe:
            self.sock = _tls().wrap_socket(self.sock, server_hostname=self.host)

    def hang_up(self) -> None:
        """End what takes too long, however many bytes still drip."""
        self.was_hung_up = True
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port = _port(parts)
    except ValueError:
        raise AddressRefused("It is no address of the web.") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or not 0 < port < 65536:
        raise AddressRefused("It is no address of the web: it must begin with https://.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("It must name no user: the signature says who sends.")
    if not address.isascii() or any(char.isspace() for char in address):
        raise AddressRefused("It must hold ASCII letters and no space.")
    if _is_number(parts.hostname) and not _is_written_whole(parts.hostname):
        raise AddressRefused("A machine's number is written as four numbers, such as 203.0.113.7.")
    return parts


def _is_number(host: str) -> bool:
    """Tell whether a host is taken for a number (WHATWG URL: "ends in a number")."""
    last = host.removesuffix(".").rpartition(".")[2]
    return last.isdecimal() or re.fullmatch("0x[0-9a-f]*", last) is not None


def _is_written_whole(host: str) -> bool:
    """Tell whether a number is the one that is shown: 0x7f.1 and 017700000001 are 127.0.0.1 too."""
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _resolved(parts: SplitResult) -> IpAddress:
    """Return an address of this name that something may be sent to; every one of them must be."""
    try:
        found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    except OSError as fault:
        raise AddressRefused(f"Its name is not known: {fault.strerror}.") from None
    except UnicodeError:
        raise AddressRefused("A part of its name is empty or longer than 63 letters.") from None
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    allowed = [any(one in network for network in _own_networks()) for one in addresses]
    for address, is_own in zip(addresses, allowed, strict=True):
        if not is_own and not is_public(address):
            raise AddressRefused(f"{address} is no public address of the internet.")
    if parts.scheme != "https" and not all(allowed):
        raise AddressRefused("It must begin with https://.")
    # One of IPv4 first: many a server has no way out by IPv6.
    return min(addresses, key=lambda one: one.version)


def is_public(address: IpAddress) -> bool:
    """Tell whether an address is one of the internet's, also the one it wraps."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None:
            return False
        if wrapped is not None:
            return is_public(wrapped)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _own_networks() -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    own: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = settings.WEBHOOK_NETWORKS
    return own
