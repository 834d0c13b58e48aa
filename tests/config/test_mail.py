"""Letters leave by SMTP or through a provider, as one address says."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core.mail import send_mail
from django.test import override_settings

from wellread.config import mail


class Provider(BaseHTTPRequestHandler):
    """Takes a letter as Postmark does, and remembers it."""

    def do_POST(self):
        self.server.took = (
            self.headers["X-Postmark-Server-Token"],
            json.loads(self.rfile.read(int(self.headers["Content-Length"]))),
        )
        answer = json.dumps(
            {"ErrorCode": 0, "Message": "OK", "MessageID": "m1", "To": "ada@saltmere.example"}
        )
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def provider():
    server = HTTPServer(("127.0.0.1", 0), Provider)
    thread = Thread(target=server.handle_request)
    thread.start()
    try:
        yield server
    finally:
        thread.join(timeout=5)
        server.server_close()


def test_a_letter_is_handed_to_the_provider_with_its_key():
    settings = mail.settings("postmark://Key%2D7", timeout_s=5)
    with provider() as service:
        settings["ANYMAIL"]["POSTMARK_API_URL"] = f"http://127.0.0.1:{service.server_port}/"
        with override_settings(**settings):
            send_mail("Your code: A1", "It works.", "hello@news.example", ["ada@saltmere.example"])

    key, letter = service.took
    assert (key, letter["To"], letter["Subject"]) == (
        "Key-7",
        "ada@saltmere.example",
        "Your code: A1",
    )


@pytest.mark.parametrize("provider", mail.PROVIDERS)
def test_every_provider_is_one_that_needs_nothing_but_its_key(provider):
    with override_settings(**mail.settings(f"{provider}://key", timeout_s=5)):
        from django.core.mail import get_connection

        assert get_connection().esp_name.lower() == provider


def test_a_providers_other_address_is_taken():
    facts = mail.settings("mailgun://key@api.eu.mailgun.net/v3", timeout_s=5)["ANYMAIL"]

    assert (facts["MAILGUN_API_KEY"], facts["MAILGUN_API_URL"]) == (
        "key",
        "https://api.eu.mailgun.net/v3",
    )


def test_smtp_is_spoken_as_before_and_waits_no_longer():
    facts = mail.settings("smtp+tls://user:pass@smtp.example:587", timeout_s=5)

    assert (facts["EMAIL_HOST"], facts["EMAIL_PORT"], facts["EMAIL_TIMEOUT"]) == (
        "smtp.example",
        587,
        5,
    )
