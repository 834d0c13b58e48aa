"""Have the second membership of accounts that were joined given back too, as any other is.

0006 stopped it before there was a place to say why; a job gives its untouched money back.
"""

import re

from django.db import migrations
from django.utils import timezone

PARKED = re.compile(r"account-\d+-is-now-(\d+)@same-address\.invalid")


def mark(apps, schema_editor):
    db = schema_editor.connection.alias
    rows = apps.get_model("membership", "Membership").objects.using(db)
    for reader in joined_readers(apps, db):
        own = rows.filter(reader=reader)
        if own.filter(status__in=("active", "past_due")).exists():
            # One that its reader cancelled has been told of; it was no second one.
            own.filter(status="ending", times_cancelled=0, second_since=None).update(
                second_since=timezone.now()
            )


def joined_readers(apps, db):
    """Return the readers to whom 0006 led what a closed account had paid."""
    readers = apps.get_model("accounts", "Reader").objects.using(db)
    parked = readers.filter(is_active=False, email__endswith="@same-address.invalid")
    found = (PARKED.fullmatch(email) for email in parked.values_list("email", flat=True))
    return {int(one[1]) for one in found if one}


class Migration(migrations.Migration):
    dependencies = [("membership", "0009_currency_of_a_list"), ("accounts", "0003_one_spelling")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
