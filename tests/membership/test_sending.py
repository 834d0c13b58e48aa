"""Each letter goes out at most once, whatever happens between us and the mail server."""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected

import pytest
import requests
from anymail.exceptions import AnymailRequestsAPIError
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from tests.staff import sign_in_staff
from wellread.membership import letters
from wellread.membership.models import Letter

pytestmark = pytest.mark.django_db


def queue(**changes: object) -> Letter:
    facts = {
        "needs_claim": False,
        "price": "$8 a month",
        "benefits_until": "1 December 2026",
        "checkout": "",
    }
    return Letter.objects.create(
        **{
            "recipient": "ada@example.com",
            "kind": "cancelled",
            "about": "1:1",
            "facts": facts,
            **changes,
        }
    )


def state(letter: Letter) -> tuple[str, int]:
    letter.refresh_from_db()
    return letter.state, letter.attempts


def break_sending(monkeypatch: pytest.MonkeyPatch, fault: BaseException) -> None:
    """Have the mail server take the letter, and then fail in this way."""
    take = EmailBackend.send_messages

    def send(self: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        take(self, messages)
        raise fault

    monkeypatch.setattr(EmailBackend, "send_messages", send)


def test_a_letter_of_which_nobody_knows_whether_it_arrived_is_not_sent_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letter = queue()
    with monkeypatch.context() as broken:
        break_sending(broken, SMTPServerDisconnected("Connection unexpectedly closed"))
        letters.send_queued()
    letters.send_queued()

    assert (state(letter), len(mail.outbox)) == (("failed", 1), 1)
    assert letter.error.endswith("It may have arrived.")


def test_a_letter_that_was_refused_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = queue()
    with monkeypatch.context() as broken:
        break_sending(broken, SMTPDataError(451, b"Try again later"))
        letters.send_queued()
    first = state(letter)
    Letter.objects.update(try_again_at=timezone.now())
    letters.send_queued()

    assert (first, state(letter)) == (("queued", 1), ("sent", 2))


def test_a_letter_whose_worker_died_is_set_aside_and_not_sent_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letter = queue()
    with monkeypatch.context() as broken:
        break_sending(broken, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            letters.send_queued()
    at_once = state(letter)
    Letter.objects.update(try_again_at=timezone.now() - timedelta(minutes=1))
    letters.send_queued()

    assert (at_once, state(letter), len(mail.outbox)) == (("sending", 1), ("failed", 1), 1)


def test_a_letter_that_cannot_be_written_holds_no_other_up() -> None:
    broken, fine = queue(kind="no_such_kind"), queue(about="2:1")

    letters.send_queued()

    assert (state(broken), state(fine)) == (("failed", 1), ("sent", 1))
    assert broken.error.startswith("It cannot be written: TemplateDoesNotExist")


def test_staff_can_have_a_letter_sent_again(client: Client) -> None:
    sign_in_staff(client)
    letter = queue(state="failed", attempts=8, error="SMTPServerDisconnected")

    page = client.get(f"/admin/members/letters/{letter.pk}/again/").content.decode()
    listed = client.get("/admin/members/letters/").content.decode()
    client.post(f"/admin/members/letters/{letter.pk}/again/")
    letters.send_queued()

    assert ("SMTPServerDisconnected" in page, "Send again" in listed) == (True, True)
    assert (state(letter), len(mail.outbox)) == (("sent", 1), 1)


def test_a_letter_that_was_sent_is_not_offered_again(client: Client) -> None:
    sign_in_staff(client)
    letter = queue(state="sent")

    answer = client.get(f"/admin/members/letters/{letter.pk}/again/")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("status", "is_refusal"), [(422, True), (429, True), (408, False), (504, False), (200, False)]
)
def test_a_provider_in_trouble_may_have_taken_the_letter(status: int, is_refusal: bool) -> None:
    answer = requests.Response()
    answer.status_code = status

    assert letters._is_refusal(AnymailRequestsAPIError(response=answer)) is is_refusal
