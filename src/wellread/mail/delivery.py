"""Handing e-mails over, beside all other work: a mail server that says nothing holds up nobody."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any, cast

import requests
from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend as SMTPBackend
from django.db import close_old_connections, connections
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from wellread.mail import catalogue, queries, rules
from wellread.mail.models import Email
from wellread.mail.rendering import Rendered, render
from wellread.mail.rules import Fact
from wellread.mail.signals import email_due

# One connection's worth: mail servers close it after about a hundred.
SENT_AT_ONCE = 50
# Longer than any mail server is waited for.
LEASE = timedelta(minutes=10)
UNKNOWN = "It may have arrived."
# RFC 5321, 4.1.1.9: what NOOP is answered with.
OK = 250
# Of the 4xx the one that says nothing about the e-mail.
TIMED_OUT = 408
# The network's faults, a mail server's, and those of a provider over HTTP.
NOT_TAKEN = (OSError, SMTPException, AnymailError)
# RFC 3834 and Exchange's own: whoever is on holiday need not tell us.
NO_AUTOMATIC_REPLY = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
UNSUBSCRIBE = "unsubscribe_url"
# A reader waits for a code; a database can be asked twice a second.
ROUND_EVERY_S = 0.5
LONGEST_REST_S = 60.0
LONGEST_URGENT_REST_S = 5.0

logger = logging.getLogger(__name__)


@contextmanager
def running() -> Iterator[None]:
    """Deliver e-mails in threads of their own; at the end let each finish the one it is at."""
    lanes = [Lane(priority) for priority in Email.Priority]
    for lane in lanes:
        lane.start()
    try:
        yield
    finally:
        for lane in lanes:
            lane.finish()
        for lane in lanes:
            lane.join(timeout=settings.EMAIL_TIMEOUT)


class Lane(threading.Thread):
    """One e-mail after another. Codes have a lane of their own, so they wait for nothing else."""

    def __init__(self, priority: Email.Priority) -> None:
        super().__init__(name=f"e-mails, {priority.name.lower()}", daemon=True)
        self._priority = priority
        self._finishes = threading.Event()

    def run(self) -> None:
        """Send what is due until told to finish; a server out of reach is asked ever less often."""
        failures = 0
        while not self._finishes.is_set():
            failures = 0 if self._round() else failures + 1
            rest_s = min(ROUND_EVERY_S * 2**failures, LONGEST_REST_S)
            # Who waits for a code is not to wait for our patience as well.
            is_urgent = self._priority == Email.Priority.URGENT
            self._finishes.wait(min(rest_s, LONGEST_URGENT_REST_S) if is_urgent else rest_s)
        # A thread's connection is nobody else's to close.
        connections.close_all()

    def finish(self) -> None:
        """Begin no other e-mail."""
        self._finishes.set()

    def _round(self) -> bool:
        try:
            close_old_connections()
            return send_due(priority=self._priority, finishes=self._finishes.is_set)
        except Exception:
            logger.exception("E-mails could not be looked after; it will be tried again")
            connections.close_all()
            return False


def send_due(
    *, priority: Email.Priority | None = None, finishes: Callable[[], bool] = lambda: False
) -> bool:
    """Send what is due; return False where no mail server can be reached."""
    while not finishes():
        _give_up_on_abandoned()
        _leave_what_is_late()
        with closing(_MailServer()) as server:
            for _ in range(SENT_AT_ONCE):
                email = None if finishes() else _claim(priority)
                if email is None:
                    return True
                if not _send(email, server):
                    return False
    return True


class _MailServer:
    """The mail server, or a provider, by one connection that is kept from e-mail to e-mail."""

    def __init__(self) -> None:
        self._connection: Any = None

    def connection(self) -> Any:
        """Return an open connection; raises whatever keeps it from being opened."""
        if self._connection is not None and not _still_answers(self._connection):
            self.close()
        if self._connection is None:
            connection = get_connection()
            connection.open()
            self._connection = connection
        return self._connection

    def close(self) -> None:
        """Part with it; what was sent stays sent, however the parting goes."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(*NOT_TAKEN):
                connection.close()


def _still_answers(connection: Any) -> bool:
    """Ask a mail server whether it still listens; of a provider each e-mail is a request anyway.

    A server may leave whenever it likes. An e-mail that finds out may have been taken for all that
    we know, and would be set aside.
    """
    if not isinstance(connection, SMTPBackend) or connection.connection is None:
        return True
    try:
        code, _said = connection.connection.noop()
    except NOT_TAKEN:
        return False
    return int(code) == OK


def message_of(email: Email) -> EmailMultiAlternatives:
    """Return an e-mail as it leaves, in the words in force and by facts that are true now."""
    language = email.language or settings.LANGUAGE_CODE
    with override(language):
        rendered = _rendered(email, language)
    message = EmailMultiAlternatives(rendered.subject, rendered.text, to=[email.recipient])
    message.attach_alternative(rendered.html, "text/html")
    message.extra_headers = {
        **NO_AUTOMATIC_REPLY,
        **_one_click(email),
        "Message-ID": _message_id(email),
    }
    return message


def _one_click(email: Email) -> dict[str, str]:
    """Return the headers by which a mail program stops e-mails of a kind, where they can be.

    RFC 8058: its POST to that address is enough, without cookies or a page.
    """
    known = catalogue.TEMPLATES.get(email.name)
    if known is None or all(one.name != UNSUBSCRIBE for one in known.placeholders):
        return {}
    address = facts_of(email).get(UNSUBSCRIBE)
    if not address:
        return {}
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _rendered(email: Email, language: str) -> Rendered:
    if email.name == catalogue.TEST:
        of, *words = (email.facts[name] for name in ("of", *rules.Wording._fields))
        template = catalogue.template(of)
        wording = queries.signed(rules.Wording(*words), language)
        return render(template, wording, template.examples(), language=language)
    template, wording = catalogue.template(email.name), queries.wording(email.name, language)
    return render(template, wording, facts_of(email), language=language)


def facts_of(email: Email) -> dict[str, Fact]:
    """Return all that an e-mail's words may name."""
    placeholders = catalogue.template(email.name).placeholders
    facts: dict[str, Fact] = {
        # One that was asked for before a fact was known says nothing of it.
        **{one.name: "" for one in placeholders if one.may_be_empty},
        "site_name": settings.SITE_NAME,
        "home_url": f"{settings.SITE_URL}/",
        **email.facts,
    }
    for _receiver, fresh in email_due.send(sender=Email, email=email):
        facts |= cast("dict[str, Fact]", fresh or {})
    return facts


def _claim(priority: Email.Priority | None) -> Email | None:
    """Take the first that is due; of several workers one gets it."""
    while True:
        at = timezone.now()
        first = queries.due(at, priority=priority).first()
        if first is None:
            return None
        claimed = Email.objects.filter(pk=first.pk, state=Email.State.QUEUED).update(
            state=Email.State.SENDING, attempts=F("attempts") + 1, try_again_at=at + LEASE
        )
        if claimed:
            return Email.objects.get(pk=first.pk)


def _give_up_on_abandoned() -> None:
    """Set aside what a worker died with: it may have been sent, and must not be sent twice."""
    abandoned = Email.objects.filter(state=Email.State.SENDING, try_again_at__lt=timezone.now())
    for email in abandoned[:SENT_AT_ONCE]:
        _set_aside(email, f"The worker stopped while it was sent. {UNKNOWN}")


def _leave_what_is_late() -> None:
    late = Email.objects.filter(state=Email.State.QUEUED, good_until__lte=timezone.now())
    for email in late[:SENT_AT_ONCE]:
        email.state = Email.State.LATE
        _conclude(email)


def _send(email: Email, server: _MailServer) -> bool:
    """Hand an e-mail over: once at most, and again only when it surely was not taken.

    Returns False where no mail server could be reached.
    """
    try:
        message = message_of(email)
    except Exception as fault:
        logger.exception("The e-mail %s cannot be written", email.pk)
        _set_aside(email, f"It cannot be written: {_name(fault)}")
        return True
    try:
        message.connection = server.connection()
    except NOT_TAKEN as refusal:
        _put_back(email, refusal)
        return False
    try:
        message.send()
    except Exception as fault:
        # Whatever it is in the middle of, the next e-mail has no part in it.
        server.close()
        return _not_sent(email, fault)
    email.state = Email.State.SENT
    email.sent_at = timezone.now()
    email.error = ""
    _conclude(email)
    return True


def _not_sent(email: Email, fault: Exception) -> bool:
    if _is_final(fault):
        _set_aside(email, _name(fault))
    elif is_refusal(fault):
        _put_back(email, fault)
    elif never_connected(fault):
        _put_back(email, fault)
        return False
    else:
        logger.exception("Whether the e-mail %s was taken is not known", email.pk)
        _set_aside(email, f"{_name(fault)}. {UNKNOWN}")
    return True


def is_refusal(fault: Exception) -> bool:
    """Tell whether a mail server, or a provider over HTTP, answered no."""
    if isinstance(fault, SMTPResponseException | SMTPRecipientsRefused | AnymailRecipientsRefused):
        return True
    # A provider in trouble may have taken it, and so may one whose answer cannot be read.
    status = getattr(fault, "status_code", None) or 0
    return 400 <= status < 500 and status != TIMED_OUT


def never_connected(fault: Exception) -> bool:
    """Tell whether a provider was never reached, so that it cannot have taken anything."""
    if isinstance(fault, requests.ConnectTimeout):
        return True
    inner = fault.__cause__ or fault.__context__
    reasons = [one for one in getattr(inner, "args", ()) if isinstance(one, MaxRetryError)]
    return any(isinstance(one.reason, NewConnectionError | ConnectTimeoutError) for one in reasons)


def _is_final(fault: Exception) -> bool:
    """Tell whether the recipient does not exist, by the server's word; other noes may pass."""
    if not isinstance(fault, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _words in fault.recipients.values())


def _put_back(email: Email, refusal: Exception) -> None:
    pause = rules.pause(email.attempts, is_urgent=email.priority == Email.Priority.URGENT)
    if pause is None:
        _set_aside(email, _name(refusal))
        return
    email.error = _name(refusal)
    email.state = Email.State.QUEUED
    email.try_again_at = timezone.now() + pause
    _write_down(email)
    logger.warning("An e-mail was not accepted: %s", email.error)


def _set_aside(email: Email, error: str) -> None:
    email.state = Email.State.FAILED
    email.error = error
    logger.error("The e-mail %s (%s) is set aside: %s", email.pk, email.name, error)
    _conclude(email)


def _conclude(email: Email) -> None:
    """Write down how an e-mail ended, and keep no code and nobody who was erased."""
    template = catalogue.TEMPLATES.get(email.name)
    if template and not template.keeps_row:
        email.delete()
        return
    if template and not template.keeps_facts:
        email.facts = {}
    email.try_again_at = None
    _write_down(email)


def _write_down(email: Email) -> None:
    # A row that was deleted meanwhile, with its reader's account, must not come back.
    Email.objects.filter(pk=email.pk).update(
        state=email.state,
        facts=email.facts,
        error=email.error,
        sent_at=email.sent_at,
        try_again_at=email.try_again_at,
    )


def _message_id(email: Email) -> str:
    """Return a name that the same e-mail always has, so that a mail program knows it again."""
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f"<email-{email.pk}.{email.queued_at:%Y%m%d%H%M%S}@{address.rpartition('@')[2]}>"


def _name(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"
