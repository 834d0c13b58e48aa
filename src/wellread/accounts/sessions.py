"""Sessions: long for who signed in, short for a stranger who only asked for a code."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with an age that depends on who holds them."""

    def get_session_cookie_age(self) -> int:
        """Return in how many seconds this session ends."""
        return (
            settings.SESSION_COOKIE_AGE if SESSION_KEY in self else settings.STRANGERS_SESSION_AGE
        )
