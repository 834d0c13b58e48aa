"""A mail server that lets everybody in and says nothing holds up e-mails, and nothing else."""

import select
import socket
import threading
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from tests.appeals.facts import make_campaign
from wellread.appeals import queries as appeals
from wellread.appeals.models import Campaign
from wellread.config.worker import Schedule, periodic_jobs
from wellread.mail import actions, delivery
from wellread.mail.models import Email
from wellread.newsroom.actions import ensure_site
from wellread.payments.models import BillingEvent

# Longer than anything here may take: whoever waited for the server would never come to its end.
NEVER_S = 3600
JOBS = ("publish the line-up", "process billing events left behind")


class SilentServer:
    """Accepts, and answers nothing until it is closed."""

    def __init__(self):
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.held = []
        self.holds_two = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self):
        while True:
            try:
                self.held.append(self._listening.accept()[0])
            except OSError:
                return
            if len(self.held) == 2:
                self.holds_two.set()

    def is_still_waited_for(self):
        """Whether nobody has hung up."""
        return select.select(self.held, [], [], 0)[0] == []

    def close(self):
        if self._listening.fileno() == -1:
            return
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in self.held:
            connection.close()


@pytest.fixture
def silent_server(settings):
    server = SilentServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = NEVER_S
    yield server
    server.close()


@pytest.mark.django_db(transaction=True)
def test_the_line_up_webhooks_and_codes_go_on_while_every_lane_is_stuck(silent_server):
    ensure_site()
    make_campaign()
    # Over without anybody saying so: the next line-up has to leave it out.
    Campaign.objects.update(ends_at=timezone.now() - timedelta(days=1))
    event = BillingEvent.objects.create(stripe_id="evt_1", type="unheard.of", payload={})
    BillingEvent.objects.update(received_at=timezone.now() - timedelta(minutes=5))
    for about in ("1", "2"):
        facts = {"price": "$8 a month", "benefits_until": "", "can_resume": False}
        actions.send("cancelled", to="ada@example.com", about=about, facts=facts)
    actions.send("sign_in_code", to="ada@example.com", facts={"code": "4F7K"})

    every = periodic_jobs()

    with delivery.running():
        try:
            assert silent_server.holds_two.wait(60)
            # Here and now: whoever waited for the server would never come back.
            Schedule({name: every[name] for name in JOBS}, start=lambda do: do()).step(0)
            page = Client().post("/sign-in/", {"email": "bea@example.com"})
            is_stuck = silent_server.is_still_waited_for()
            states = sorted(Email.objects.values_list("state", flat=True))
        finally:
            silent_server.close()

    event.refresh_from_db()
    assert (is_stuck, states) == (True, ["queued", "queued", "sending", "sending"])
    assert event.outcome == BillingEvent.Outcome.IGNORED
    appeals.forget()
    assert appeals.line_up(django_settings.EDITION).campaigns == ()
    assert page.status_code == 302
    assert "sent" not in Email.objects.values_list("state", flat=True)
