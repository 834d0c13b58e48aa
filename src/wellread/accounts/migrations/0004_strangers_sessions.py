"""Let strangers' sessions of before, which were made for half a year, end as soon as new ones."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations
from django.utils import timezone

# Under this name a session kept what its browser had paid for, before there was a key for it.
PAID_HERE = "checkouts"
STEP = 200


def shorten(apps, schema_editor):
    """Shorten what is nobody's; one that cannot be read is not known to be."""
    sessions = apps.get_model("sessions", "Session").objects.using(schema_editor.connection.alias)
    ends = timezone.now() + timedelta(seconds=settings.STRANGERS_SESSION_AGE)
    long = sessions.filter(expire_date__gt=ends)
    after = ""
    while few := list(long.filter(pk__gt=after).order_by("pk")[:STEP]):
        after = few[-1].pk
        strangers = [row.pk for row in few if _is_strangers(row.session_data)]
        sessions.filter(pk__in=strangers).update(expire_date=ends)


def _is_strangers(written):
    held = SessionStore().decode(written)
    return bool(held) and SESSION_KEY not in held and PAID_HERE not in held


class Migration(migrations.Migration):
    # Each few rows by themselves: a flood may have left a million.
    atomic = False

    dependencies = [
        ("accounts", "0003_one_spelling"),
        ("sessions", "0001_initial"),
    ]

    operations = [migrations.RunPython(shorten, migrations.RunPython.noop)]
