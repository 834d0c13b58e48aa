"""The demo's mailbox shows e-mails as they look, and lets none of them do anything."""

import pytest
from django.core import mail
from django.test import Client

from wellread.mail import actions, delivery
from wellread.mail.models import Email
from wellread.newsroom.actions import ensure_site

pytestmark = pytest.mark.django_db


def test_an_email_is_shown_in_a_closed_frame_and_as_text(client: Client, settings, tmp_path):
    ensure_site()
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    actions.sign(language="en", signed_by="Zoë O’Hara", role="")
    actions.send("sign_in_code", to="ada@example.com", facts={"code": "4F7K"})
    delivery.send_due()

    answer = client.get("/mailbox/")
    page = answer.content.decode()

    assert Email.objects.get().state == "sent"
    assert mail.outbox == []
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "Your code: 4F7K" in page
    assert page.count("Zoë O’Hara") == 2
    assert "'unsafe-inline'" in answer["Content-Security-Policy"].partition("style-src")[2][:40]


def test_there_is_no_mailbox_where_readers_are(client: Client):
    assert client.get("/mailbox/").status_code == 404
