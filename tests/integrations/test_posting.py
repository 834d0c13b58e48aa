"""Nothing is sent where staff's address should not lead: not by a name, not a moment later."""

import http.server
import ipaddress
import socket
import threading
import time

import pytest

from wellread.integrations import posting

PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:53aa:64c:0:0:80ff:fffe",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_the_internets_is_none_to_send_to(address):
    assert not posting.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_an_address_of_the_internet_is_one(address):
    assert posting.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/hooks",
        "https://localhost/hooks",
        "https://[::1]/hooks",
        "https://2130706433/hooks",
        "https://0x7f.1/hooks",
        "https://0177.0.0.1/hooks",
        "https://169.254.169.254/latest/meta-data/",
        "http://93.184.215.14/hooks",
        "https://ada:secret@93.184.215.14/hooks",
        "ftp://93.184.215.14/",
        "file:///etc/passwd",
        "https://",
        "https://93.184.215.14:99999/",
        "https://93.184.215.14/a b",
        "https://no-such-name.invalid/",
        "nonsense",
    ],
)
def test_what_is_refused_is_refused_in_words(address):
    with pytest.raises(posting.AddressRefused):
        posting.check(address)


@pytest.mark.parametrize(
    "host", ["0x7f.1", "2130706433", "0177.0.0.1", "127.1", "127.0.0.1.", "1.0x"]
)
def test_a_number_is_written_whole_even_where_our_own_networks_are_let_in(settings, host):
    settings.WEBHOOK_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)

    with pytest.raises(posting.AddressRefused, match=r"four numbers"):
        posting.check(f"http://{host}:8000/hooks")


@pytest.mark.parametrize("host", ["a..example", f"{'a' * 64}.example", ".example"])
def test_a_name_that_cannot_be_asked_for_is_refused_in_our_words(host):
    with pytest.raises(posting.AddressRefused, match=r"^A part of its name is empty or longer"):
        posting.check(f"https://{host}/hooks")


def test_a_name_with_one_private_address_among_others_is_refused(monkeypatch):
    told = [(socket.AF_INET, 1, 6, "", (one, 443)) for one in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: told)

    answer = posting.post("https://crm.example/", body=b"{}", headers={})

    assert (answer.status, answer.error) == (
        None,
        "10.0.0.1 is no public address of the internet.",
    )


def test_a_name_is_resolved_once_and_what_was_looked_at_is_what_is_spoken_to(monkeypatch):
    asked, spoken_to = [], []

    def resolve(name, *args, **kwargs):
        asked.append(name)
        at = "93.184.215.14" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, 1, 6, "", (at, 443))]

    def connect(address, timeout):
        spoken_to.append(address)
        raise ConnectionRefusedError("nobody is here")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)

    posting.post("https://rebinding.example/", body=b"{}", headers={})

    assert (asked, spoken_to) == (["rebinding.example"], [("93.184.215.14", 443)])


def test_no_redirect_is_followed(listener):
    listener.answers, listener.extra = 307, {"Location": "http://127.0.0.1:1/inside"}

    answer = posting.post(listener.address, body=b"{}", headers={})

    assert (answer.status, answer.is_fine, len(listener.headers)) == (307, False, 1)


def test_an_answer_that_drips_for_ever_is_left(settings, monkeypatch):
    settings.WEBHOOK_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    monkeypatch.setattr(posting, "CONNECT_S", 0.3)
    monkeypatch.setattr(posting, "ANSWER_S", 0.3)

    class Dripping(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(100):
                try:
                    self.wfile.write(b"X")
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(0.1)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    started = time.monotonic()
    answer = posting.post(f"http://127.0.0.1:{server.server_port}/", body=b"{}", headers={})
    took_s = time.monotonic() - started
    server.shutdown()
    server.server_close()

    assert (answer.status, took_s < 3) == (None, True)
