"""What a mail server was handed."""

from django.core import mail
from django.core.mail import EmailMultiAlternatives

from wellread.mail import delivery
from wellread.mail.models import Email


def outbox(*, urgent_only: bool = False) -> list[EmailMultiAlternatives]:
    """Have everything that is due delivered; return all that was, oldest first."""
    delivery.send_due(priority=Email.Priority.URGENT if urgent_only else None)
    return mail.outbox  # type: ignore[return-value]


def sent(subject: str) -> list[str]:
    """Return the texts of what was delivered under a subject."""
    return [str(one.body) for one in outbox() if one.subject == subject]
