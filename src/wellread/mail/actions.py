"""What is done with e-mails: asking for one, sending one again, and writing other words."""

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from wellread.mail import catalogue
from wellread.mail.models import Email, EmailSignature, EmailWording
from wellread.mail.rules import Fact, Wording
from wellread.mail.template import Template

logger = logging.getLogger(__name__)


class FactsMissing(ValueError):
    """An e-mail was asked for without a fact that its words may name."""


def send(
    name: str, *, to: str, facts: Mapping[str, Fact], about: str = "", belongs_to: str = ""
) -> None:
    """Have an e-mail sent once this transaction stands; one `about` the same is sent once.

    Facts that are true only at sending, such as links, come from receivers of `email_due`.
    """
    template = catalogue.template(name)
    _check(template, facts)
    if not to:
        logger.error("No address for the e-mail %s about %s", name, about or "something")
        return
    at = timezone.now()
    values: dict[str, Any] = {
        "belongs_to": belongs_to,
        "facts": {key: _stored(fact) for key, fact in facts.items()},
        "language": settings.LANGUAGE_CODE,
        "priority": Email.Priority.URGENT if template.is_urgent else Email.Priority.USUAL,
        "queued_at": at,
        "good_until": at + template.good_for if template.good_for else None,
    }
    if about:
        Email.objects.get_or_create(recipient=to, name=name, about=about, defaults=values)
    else:
        Email.objects.create(recipient=to, name=name, **values)


def take_back(name: str, *, about: str) -> None:
    """Let an e-mail go that still waits to be sent, its reason having gone."""
    Email.objects.filter(name=name, about=about, state=Email.State.QUEUED).delete()


def _check(template: Template, facts: Mapping[str, Fact]) -> None:
    told = {one.name for one in template.placeholders if not one.is_late}
    if missing := sorted(told - facts.keys()):
        raise FactsMissing(f"{template.name}: {', '.join(missing)}")


def _stored(fact: Fact) -> Any:
    # Translated words are lazy, and JSON knows no tuples.
    if isinstance(fact, bool):
        return fact
    return str(fact) if isinstance(fact, str) or not isinstance(fact, list | tuple) else list(fact)


def send_test(*, to: str, of: str, wording: Wording) -> None:
    """Send an editor an e-mail in words that need not be saved, by its examples."""
    send(catalogue.TEST, to=to, facts={"of": of, **wording._asdict()})


@transaction.atomic
def send_again(*, email: Email) -> None:
    """Queue an e-mail that could not be sent, or of which nobody knows whether it arrived."""
    Email.objects.filter(pk=email.pk, state=Email.State.FAILED).update(
        state=Email.State.QUEUED, attempts=0, try_again_at=None, error=""
    )


def save_wording(*, name: str, language: str, wording: Wording, by: Any) -> None:
    """Have an e-mail say these words from now on, what waits to be sent included."""
    EmailWording.objects.update_or_create(
        name=name, language=language, defaults={**wording._asdict(), "saved_by": by}
    )


def restore_wording(*, name: str, language: str) -> None:
    """Have an e-mail say our words again."""
    EmailWording.objects.filter(name=name, language=language).delete()


def sign(*, language: str, signed_by: str, role: str) -> None:
    """Have somebody sign every e-mail whose own words name nobody."""
    EmailSignature.objects.update_or_create(
        language=language, defaults={"signed_by": signed_by, "role": role}
    )
