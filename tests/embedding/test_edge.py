"""What `deploy/nginx-any-site.conf` opens and closes: a real nginx before two real servers."""

import getpass
import shutil
import socket
import subprocess
import threading
import time
from datetime import timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from wellread.accounts.models import Reader, SiteSignIn
from wellread.embedding import queries, rules, sign_in
from wellread.membership.models import Grant
from wellread.payments import clock

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
]

SITE = "https://www.elsewhere.example"
EXAMPLE = Path(__file__).parents[2] / "deploy" / "nginx-any-site.conf"
NGINX = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
user {user};
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream cms {{ server 127.0.0.1:{cms}; }}
    upstream wellread {{ server 127.0.0.1:{home}; }}
    server {{
        listen 127.0.0.1:{port};
        include {folder}/any-site.conf;
    }}
}}
"""


class _Cms(BaseHTTPRequestHandler):
    """A site that says which of its pages was asked for, and trusts the edge."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def cms():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Cms)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture
def edge(tmp_path, cms, live_server, settings):
    settings.SITES = (SITE,)
    settings.ALLOWED_HOSTS = ["support.example"]
    with open_nginx(tmp_path, cms, live_server.thread.port) as port:
        yield port


class open_nginx:
    """Run the example before a site and a Wellread at these ports."""

    def __init__(self, folder, cms, home):
        self.folder, self.port = folder, free_port()
        text = NGINX.format(
            folder=folder,
            # Started by root its workers would be somebody else, who may not write there.
            user=getpass.getuser(),
            cms=cms,
            home=home,
            port=self.port,
        )
        (folder / "nginx.conf").write_text(text)
        # A busy machine is not out of reach.
        example = EXAMPLE.read_text().replace("timeout 2s;", "timeout 60s;")
        (folder / "any-site.conf").write_text(example)

    def __enter__(self):
        self.process = subprocess.Popen(
            ["nginx", "-p", self.folder, "-c", self.folder / "nginx.conf"],
            stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except OSError:
                time.sleep(0.1)
            else:
                break
        return self.port

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def shown(port, token=None):
    """Return which of the site's pages is shown of a closed one."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    cookie = {"Cookie": f"wellread_token={token}"} if token else {}
    connection.request("GET", "/members/story", headers=cookie)
    answer = connection.getresponse()
    assert answer.status == 200
    page = answer.read().decode()
    connection.close()
    return page


WHOLE, OPENING = "/members/story", "/opening/members/story"


@pytest.fixture
def row(transactional_db):
    now = clock.now()
    reader = Reader.objects.create_user("mira@example.com")
    Grant.objects.create(
        reader=reader,
        reason="complimentary",
        entitlements=["ad_free", "community_content"],
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=30),
    )
    return SiteSignIn.objects.create(
        site=SITE, reader=reader, challenge="c" * 43, key="k" * 64, began_at=now, renewed_at=now
    )


def token_of(row):
    return sign_in.signed(queries.known(queries.holder_of(row)), audience=SITE, sign_in=row)


def test_a_member_reads_it_whole_and_nobody_else(edge, row):
    token = token_of(row)

    assert shown(edge, token) == WHOLE
    assert shown(edge) == OPENING
    # Another's name under the same signature, and no token at all.
    head, _, signature = token.split(".")
    assert shown(edge, f"{head}.{token_of(row).split('.')[1][:-2]}xx.{signature}") == OPENING
    assert shown(edge, "nonsense") == OPENING


def test_a_token_of_ten_minutes_ago_opens_for_a_day_and_no_longer(edge, row, monkeypatch):
    token = token_of(row)
    monkeypatch.setattr(rules, "ASKED_WITHIN_S", 1_000)
    assert shown(edge, token) == WHOLE

    # As if it were as old as that.
    monkeypatch.setattr(rules, "ASKED_WITHIN_S", 0)

    assert shown(edge, token) == OPENING


def test_who_holds_nothing_more_or_has_signed_out_gets_the_opening(edge, row):
    token = token_of(row)
    Grant.objects.update(entitlements=["ad_free"])
    assert shown(edge, token) == OPENING
    Grant.objects.update(entitlements=["community_content"])
    assert shown(edge, token) == WHOLE

    row.delete()

    assert shown(edge, token) == OPENING


def test_a_token_is_good_for_as_long_as_its_key_is_named(edge, row, settings):
    token, key = token_of(row), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 9, [key]
    assert (shown(edge, token), shown(edge, token_of(row))) == (WHOLE, WHOLE)

    settings.SECRET_KEY_FALLBACKS = []

    assert (shown(edge, token), shown(edge, token_of(row))) == (OPENING, WHOLE)


def test_while_wellread_is_out_of_reach_everybody_gets_the_opening(tmp_path, cms, row):
    with open_nginx(tmp_path, cms, free_port()) as port:
        assert shown(port, token_of(row)) == OPENING
