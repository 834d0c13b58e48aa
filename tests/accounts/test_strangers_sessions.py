"""Sessions that strangers were given for half a year, as the migration shortens them."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from wellread.accounts.sessions import SessionStore

migration = import_module("wellread.accounts.migrations.0004_strangers_sessions")
LONG = timedelta(days=180)


def make_session(held, lasts=LONG):
    session = SessionStore()
    session.update(held)
    session.set_expiry(lasts)
    session.save()
    return session.session_key


def test_strangers_sessions_end_within_a_week_and_all_others_as_they_did(db, monkeypatch):
    monkeypatch.setattr(migration, "STEP", 2)
    strangers = {make_session({"account_login": number}) for number in range(5)}
    soon = make_session({"account_login": 1}, timedelta(days=1))
    readers, paid = make_session({SESSION_KEY: "7"}), make_session({"checkouts": ["6f1c"]})
    unread = make_session({"account_login": 1})
    Session.objects.filter(pk=unread).update(session_data="signed by another key")

    migration.shorten(apps, SimpleNamespace(connection=connection))

    now = timezone.now()
    lasts = {
        row.pk: round((row.expire_date - now) / timedelta(days=1)) for row in Session.objects.all()
    }
    assert lasts == dict.fromkeys(strangers, 7) | {soon: 1, readers: 180, paid: 180, unread: 180}
