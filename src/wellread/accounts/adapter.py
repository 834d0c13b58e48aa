"""What allauth asks of us: where a reader goes next, who may sign up."""

from allauth.account.adapter import DefaultAccountAdapter


class ReaderAdapter(DefaultAccountAdapter):
    """Sends readers only to pages of our own."""
