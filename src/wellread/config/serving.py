"""Granian, as we use it, on a port that nobody else has."""

import errno
import os
import socket
import sys

APPLICATION = "wellread.config.wsgi:application"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class PortBusy(Exception):
    """A port cannot be listened on; the message names it and says why."""


def serve(*, host: str, port: int, workers: int, threads: int) -> None:
    """Become the web server; raises PortBusy."""
    require_free(host, port, whose="the site")
    command = granian(host=host, port=port, workers=workers, threads=threads)
    # In our place, so that whoever supervises us supervises it.
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606


def granian(*, host: str, port: int, workers: int, threads: int) -> list[str]:
    """Return the words by which Python runs the web server."""
    return [
        *("-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads), "--no-ws"),
        # Without it the server ends with the last of its workers that is killed.
        *("--respawn-failed-workers", "--log-level", "warning", APPLICATION),
    ]


def require_free(host: str, port: int, *, whose: str) -> None:
    """Raise PortBusy when a port is taken, or not to be had.

    Granian would share a port with another Granian without a word, and each would answer half of
    the requests. A browser that is sent to `localhost` may ask ::1 first.
    """
    addresses = ("127.0.0.1", "::1") if host in LOOPBACK else (host,)
    for address in addresses:
        if fault := _fault(address, port):
            raise PortBusy(f"Port {port}, for {whose}, {fault}")


def _fault(address: str, port: int) -> str:
    """Return why an address cannot be listened on, or nothing."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # What has just ended keeps its port for a minute, which keeps nobody else out.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind((address, port))
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            return "is in use by another program. Stop that program, or choose another port."
        if address == "::1":
            # Many machines speak no IPv6.
            return ""
        return f"cannot be listened on at {address}: {fault.strerror}"
    return ""
