"""What is read of e-mails: the words in force, what is due, and what did not leave."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from wellread.mail import catalogue
from wellread.mail.models import Email, EmailSignature, EmailWording
from wellread.mail.rules import PLACEHOLDER, Wording, filled

# A code that is not on its way by then will be missed.
LATE_AFTER = timedelta(seconds=30)


def wording(name: str, language: str) -> Wording:
    """Return the words in force: the newsroom's own, or ours; signed by somebody."""
    own = EmailWording.objects.filter(name=name, language=language).first()
    said = own and Wording(own.subject, own.preheader, own.body, own.signed_by, own.role)
    return signed(said or catalogue.template(name).wording(language), language)


def signed(said: Wording, language: str) -> Wording:
    """Return words with whoever signs all e-mails, where they name nobody themselves."""
    if said.signed_by:
        return said
    usual = EmailSignature.objects.filter(language=language).first()
    if usual and usual.signed_by:
        return said._replace(signed_by=usual.signed_by, role=usual.role)
    with override(language):
        return said._replace(signed_by=_("Your readers’ desk"), role="{site_name}")


def due(at: datetime, *, priority: Email.Priority | None) -> QuerySet[Email]:
    """Return what may be sent now, the most urgent first, then the oldest."""
    waits_no_more = Q(try_again_at=None) | Q(try_again_at__lte=at)
    still_good = Q(good_until=None) | Q(good_until__gt=at)
    emails = Email.objects.filter(waits_no_more, still_good, state=Email.State.QUEUED)
    if priority is not None:
        emails = emails.filter(priority=priority)
    return emails.order_by("priority", "pk")


def is_late(at: datetime) -> bool:
    """Tell whether codes do not get away at the moment."""
    return Email.objects.filter(
        state__in=(Email.State.QUEUED, Email.State.SENDING),
        priority=Email.Priority.URGENT,
        queued_at__lt=at - LATE_AFTER,
    ).exists()


def sent(names: Iterable[str], since: datetime, until: datetime) -> QuerySet[Email]:
    """Return the e-mails of these names that were written in a time and left; no row is kept of
    those whose address is to be forgotten.
    """
    return Email.objects.filter(
        name__in=list(names), state=Email.State.SENT, queued_at__gte=since, queued_at__lt=until
    )


def troubles() -> list[str]:
    """Name the e-mails that could not be sent, and say how many were too late."""
    failed = Email.objects.filter(state=Email.State.FAILED).order_by("pk")
    named = [
        f"e-mail {email.pk} ({email.get_name_display()}) could not be sent: {email.error}\n"
        "  Send it again in the admin, under E-mails."
        for email in failed
        if email.can_be_sent_again
    ]
    late = Email.objects.filter(
        Q(state=Email.State.LATE) | Q(state=Email.State.FAILED, facts={})
    ).count()
    return named + ([f"{late} codes or links to sign in could not be sent in time"] if late else [])


def subjects(emails: Iterable[Email]) -> list[tuple[Email, str]]:
    """Return e-mails, each with what stood at its head, as far as that is still known."""
    words: dict[tuple[str, str], str] = {}
    found = []
    for email in emails:
        which = (email.name, email.language or settings.LANGUAGE_CODE)
        if which not in words:
            known = email.name in catalogue.TEMPLATES
            words[which] = wording(*which).subject if known else ""
        facts = {**email.facts, "site_name": settings.SITE_NAME}
        is_whole = all(name in facts for name in PLACEHOLDER.findall(words[which]))
        said = filled(words[which], facts) if is_whole else ""
        found.append((email, said or settings.SITE_NAME))
    return found
