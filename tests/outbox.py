"""What a mail server was handed."""

from django.core import mail
from django.core.mail import EmailMultiAlternatives

from wellread.mail import delivery


def outbox(*, urgent_only: bool = False) -> list[EmailMultiAlternatives]:
    """Have everything that is due delivered; return all that was, oldest first."""
    delivery.send_due(urgent_only=urgent_only)
    return mail.outbox  # type: ignore[return-value]
