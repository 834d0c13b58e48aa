"""The web server, on a port that nobody else has."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from wellread.config.serving import PortBusy, require_free

SERVE = [sys.executable, "-m", "wellread.cli", "serve", "--workers", "1"]


def listening(address, family=socket.AF_INET):
    listener = socket.socket(family)
    listener.bind((address, 0))
    listener.listen()
    return listener, listener.getsockname()[1]


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_port_that_another_program_listens_on_is_refused(address):
    listener, port = listening(address)

    with listener, pytest.raises(PortBusy) as refused:
        require_free("127.0.0.1", port, whose="the site")

    assert str(refused.value).startswith(f"Port {port}, for the site, is in use by another")


def test_so_is_one_that_browsers_would_meet_first():
    try:
        listener, port = listening("::1", socket.AF_INET6)
    except OSError:
        # A machine that speaks no IPv6 can serve all the same.
        require_free("localhost", 0, whose="the site")
        return

    with listener, pytest.raises(PortBusy):
        require_free("localhost", port, whose="the site")


def test_an_address_of_another_machine_is_named():
    with pytest.raises(PortBusy, match=r"cannot be listened on at 192\.0\.2\.1: "):
        require_free("192.0.2.1", 0, whose="the site")


def test_a_port_is_served_by_one_alone(tmp_path):
    listener, port = listening("127.0.0.1")
    listener.close()
    known = {"WELLREAD_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "wellread.config.settings"}
    known["WELLREAD_SITE_URL"] = site = f"http://localhost:{port}"
    command, environment = [*SERVE, "--port", str(port)], os.environ | known

    with subprocess.Popen(command, env=environment) as first:
        try:
            assert answers(f"{site}/healthz")
            second = subprocess.run(
                command, env=environment, capture_output=True, text=True, check=False
            )
        finally:
            first.send_signal(signal.SIGTERM)

    assert second.returncode == 1
    assert second.stderr == (
        f"wellread: Port {port}, for the site, is in use by another program. "
        "Stop that program, or choose another port.\n"
    )


def answers(url):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status == 200
        except urllib.error.URLError:
            time.sleep(0.2)
    return False
