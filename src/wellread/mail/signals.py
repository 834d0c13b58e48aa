"""What the room asks those whose e-mails it carries."""

from django.dispatch import Signal

# Sent with `email` just before it is written out; a receiver may return facts that are true only
# now, such as a link, or whether somebody has an account meanwhile.
email_due = Signal()
