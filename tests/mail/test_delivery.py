"""Each e-mail goes out at most once, whatever happens between us and the mail server."""

import socket
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
import requests
from anymail.exceptions import AnymailRequestsAPIError
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from tests.mail.smtp_server import mail_server
from tests.staff import sign_in_staff
from wellread.config import mail as mail_settings
from wellread.mail import actions, catalogue, delivery, queries, rules
from wellread.mail.models import Email

pytestmark = pytest.mark.django_db


def queue(**changes):
    facts = {"price": "$8 a month", "benefits_until": "1 December 2026", "can_resume": True}
    return Email.objects.create(
        **{
            "recipient": "ada@example.com",
            "name": "cancelled",
            "about": "1:1",
            "facts": facts,
            **changes,
        }
    )


def ask_for_code(address="ada@example.com"):
    actions.send("sign_in_code", to=address, facts={"code": "4F7K"})
    return Email.objects.get(name="sign_in_code", recipient=address)


def state(email):
    email.refresh_from_db()
    return email.state, email.attempts


def break_sending(monkeypatch, fault):
    """Have the mail server take the e-mail, and then fail in this way."""
    take = EmailBackend.send_messages

    def send(self, messages):
        take(self, messages)
        raise fault

    monkeypatch.setattr(EmailBackend, "send_messages", send)


@contextmanager
def silent_server():
    """A mail server that lets everybody in and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def use_smtp(settings, port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1


def test_an_email_of_which_nobody_knows_whether_it_arrived_is_not_sent_twice(monkeypatch):
    email = queue()
    with monkeypatch.context() as broken:
        break_sending(broken, SMTPServerDisconnected("Connection unexpectedly closed"))
        delivery.send_due()
    delivery.send_due()

    assert (state(email), len(mail.outbox)) == (("failed", 1), 1)
    assert email.error.endswith("It may have arrived.")


def test_an_email_that_was_refused_is_tried_again(monkeypatch):
    email = queue()
    with monkeypatch.context() as broken:
        break_sending(broken, SMTPDataError(451, b"Try again later"))
        delivery.send_due()
    first = state(email)
    Email.objects.update(try_again_at=timezone.now())
    delivery.send_due()

    assert (first, state(email)) == (("queued", 1), ("sent", 2))


@pytest.mark.parametrize(("code", "ends"), [(550, "failed"), (450, "queued")])
def test_an_address_that_does_not_exist_is_tried_once(monkeypatch, code, ends):
    email = queue()
    break_sending(monkeypatch, SMTPRecipientsRefused({"ada@example.com": (code, b"no")}))

    delivery.send_due()

    assert state(email) == (ends, 1)


def test_pauses_grow_and_end_after_three_days():
    pauses = [rules.pause(n, is_urgent=False) for n in range(1, rules.MOST_ATTEMPTS)]

    assert pauses[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert pauses == sorted(pauses)
    assert timedelta(days=3) <= sum(pauses, timedelta()) < timedelta(days=4)
    assert rules.pause(rules.MOST_ATTEMPTS, is_urgent=False) is None


def test_an_email_that_is_given_up_is_a_trouble_that_a_person_sees(monkeypatch):
    email = queue(attempts=rules.MOST_ATTEMPTS - 1)
    break_sending(monkeypatch, SMTPDataError(451, b"Try again later"))

    delivery.send_due()

    assert state(email) == ("failed", rules.MOST_ATTEMPTS)
    assert len(queries.troubles()) == 1


def test_an_email_whose_worker_died_is_set_aside_and_not_sent_twice(monkeypatch):
    email = queue()
    with monkeypatch.context() as broken:
        break_sending(broken, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            delivery.send_due()
    at_once = state(email)
    Email.objects.update(try_again_at=timezone.now() - timedelta(minutes=1))
    delivery.send_due()

    assert (at_once, state(email), len(mail.outbox)) == (("sending", 1), ("failed", 1), 1)


def test_an_email_that_cannot_be_written_holds_no_other_up():
    broken, fine = queue(name="no_such_email"), queue(about="2:1")

    delivery.send_due()

    assert (state(broken), state(fine)) == (("failed", 1), ("sent", 1))
    assert broken.error.startswith("It cannot be written: UnknownEmail")


def test_what_was_deleted_while_it_was_sent_does_not_come_back(monkeypatch):
    queue()
    take = EmailBackend.send_messages

    def send(self, messages):
        Email.objects.all().delete()
        return take(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    delivery.send_due()

    assert (len(mail.outbox), Email.objects.count()) == (1, 0)


FAILED = {
    "amount": "$8",
    "reason": "The card has expired.",
    "needs_action": False,
    "benefits_until": "",
    "next_attempt": "",
}


def test_an_email_is_written_once_for_each_thing_it_is_about():
    for about in ("in_1", "in_1", "in_2"):
        actions.send(
            "payment_failed",
            to="ada@example.com",
            about=about,
            facts=FAILED,
        )

    assert Email.objects.count() == 2


def test_an_email_without_its_facts_is_refused_before_it_is_written():
    with pytest.raises(actions.FactsMissing, match="sign_in_code: code"):
        actions.send("sign_in_code", to="ada@example.com", facts={})


def test_a_code_goes_before_everything_else():
    for number in range(30):
        queue(about=str(number))
    code = ask_for_code()

    delivery.send_due()

    assert mail.outbox[0].subject == "Your code: 4F7K"
    assert (state(code), len(mail.outbox)) == (("sent", 1), 31)


def test_a_code_is_kept_no_longer_than_it_waits():
    code = ask_for_code()
    before = code.facts

    delivery.send_due()

    code.refresh_from_db()
    assert (before, code.facts) == ({"code": "4F7K"}, {})


def test_a_code_that_is_of_no_use_any_more_is_not_sent():
    code = ask_for_code()
    Email.objects.update(good_until=timezone.now() - timedelta(seconds=1))

    delivery.send_due()

    assert (state(code), code.facts, len(mail.outbox)) == (("late", 0), {}, 0)
    assert queries.troubles() == ["1 codes or links to sign in could not be sent in time"]


def test_of_a_farewell_nothing_stays():
    actions.send("farewell", to="ada@example.com", facts={"was_member": False})

    delivery.send_due()

    assert (len(mail.outbox), Email.objects.count()) == (1, 0)


def test_a_server_out_of_reach_costs_one_email_a_round_not_each(settings):
    emails = [queue(about=str(number)) for number in range(3)]
    use_smtp(settings, 9)

    is_reached = delivery.send_due()

    assert (is_reached, [state(one) for one in emails]) == (
        False,
        [("queued", 1), ("queued", 0), ("queued", 0)],
    )
    assert emails[0].error.startswith("ConnectionRefusedError")


def test_emails_leave_by_one_connection_and_all_that_are_due_in_one_round(settings):
    for number in range(delivery.SENT_AT_ONCE + 10):
        queue(about=str(number))

    with mail_server(settings) as server:
        is_reached = delivery.send_due()

    assert (is_reached, server.taken, server.connections) == (True, delivery.SENT_AT_ONCE + 10, 2)
    assert {*Email.objects.values_list("state", flat=True)} == {"sent"}


def test_a_server_that_leaves_after_each_email_is_called_anew(settings):
    emails = [queue(about=str(number)) for number in range(3)]

    with mail_server(settings, leaves_after_each=True) as server:
        delivery.send_due()

    assert (server.taken, server.connections) == (3, 3)
    assert [state(one) for one in emails] == [("sent", 1)] * 3


def test_a_refusal_costs_the_next_email_nothing(settings):
    emails = [queue(about=str(number)) for number in range(3)]

    with mail_server(settings, refused=frozenset({1})) as server:
        delivery.send_due()

    assert [state(one) for one in emails] == [("sent", 1), ("queued", 1), ("sent", 1)]
    assert server.taken == 2


def test_a_server_that_says_nothing_is_left_after_the_time_out(settings):
    email = queue()
    with silent_server() as port:
        use_smtp(settings, port)
        is_reached = delivery.send_due()

    assert (is_reached, state(email)) == (False, ("queued", 1))


def test_a_provider_that_was_never_reached_took_nothing(settings):
    email = queue()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for name, value in mail_settings.settings("postmark://key", timeout_s=1).items():
        setattr(settings, name, value)
    settings.ANYMAIL = {**settings.ANYMAIL, "POSTMARK_API_URL": f"http://127.0.0.1:{port}/"}

    is_reached = delivery.send_due()

    assert (is_reached, state(email)) == (False, ("queued", 1))


@pytest.mark.django_db(transaction=True)
def test_a_code_waits_for_nothing_that_is_stuck(settings, monkeypatch):
    for number in range(100):
        queue(about=str(number))
    stuck, goes_on = threading.Event(), threading.Event()
    take = EmailBackend.send_messages

    def send(self, messages):
        if "cancelled" in messages[0].subject:
            stuck.set()
            assert goes_on.wait(60)
        return take(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    with delivery.running():
        assert stuck.wait(30)
        code = ask_for_code()
        until = time.monotonic() + 30
        while state(code)[0] != "sent" and time.monotonic() < until:
            time.sleep(0.05)
        sent = [message.subject for message in mail.outbox]
        goes_on.set()

    assert sent == ["Your code: 4F7K"]


def test_automatic_replies_are_asked_to_stay_away():
    queue()

    delivery.send_due()

    headers = mail.outbox[0].message()
    assert (headers["Auto-Submitted"], headers["X-Auto-Response-Suppress"]) == (
        "auto-generated",
        "All",
    )
    assert headers["Message-ID"].endswith("@news.example>")


def test_staff_can_have_an_email_sent_again(client: Client) -> None:
    sign_in_staff(client)
    email = queue(state="failed", attempts=8, error="SMTPServerDisconnected")

    page = client.get(f"/admin/emails/sent/{email.pk}/again/").content.decode()
    listed = client.get("/admin/emails/sent/").content.decode()
    client.post(f"/admin/emails/sent/{email.pk}/again/")
    delivery.send_due()

    assert ("SMTPServerDisconnected" in page, "Send again" in listed) == (True, True)
    assert (state(email), len(mail.outbox)) == (("sent", 1), 1)


@pytest.mark.parametrize("changes", [{"state": "sent"}, {"state": "failed", "name": "invitation"}])
def test_what_was_sent_or_is_forgotten_is_not_offered_again(client: Client, changes) -> None:
    sign_in_staff(client)
    email = queue(**changes)

    answer = client.post(f"/admin/emails/sent/{email.pk}/again/")

    assert (answer.status_code, state(email)[0]) == (302, changes["state"])


@pytest.mark.parametrize(
    ("status", "is_refusal"), [(422, True), (429, True), (408, False), (504, False), (200, False)]
)
def test_a_provider_in_trouble_may_have_taken_the_email(status: int, is_refusal: bool) -> None:
    answer = requests.Response()
    answer.status_code = status

    assert delivery.is_refusal(AnymailRequestsAPIError(response=answer)) is is_refusal


@pytest.mark.parametrize("name", [one.name for one in catalogue.worded()])
def test_every_email_is_written_from_its_facts(name):
    template = catalogue.template(name)
    facts = {one.name: one.example for one in template.placeholders}
    actions.send(name, to="ada@example.com", facts=facts)

    message = delivery.message_of(Email.objects.get())

    assert "{" not in message.subject + message.body
    assert "{" not in message.alternatives[0][0].partition("<body")[2]
