"""Bring what was being given back of second memberships to the place for several payments.

Whose reader was told already stays as it was told: what could not be given back then waits for a
person, who now sees it.
"""

from django.db import migrations
from django.utils import timezone


def keep(apps, schema_editor):
    db = schema_editor.connection.alias
    rows = apps.get_model("membership", "Membership").objects.using(db)
    returned = apps.get_model("membership", "ReturnedPayment").objects.using(db)
    for second in rows.exclude(second_since=None):
        untold = second.second_told_at is None
        if untold:
            own = rows.filter(reader=second.reader_id, status__in=("active", "past_due"))
            second.second_to = own.first() if second.reader_id else None
            second.save(update_fields=["second_to"])
        if second.returned_payment_id is not None:
            returned.get_or_create(
                payment_id=second.returned_payment_id,
                defaults={
                    "membership": second,
                    "try_again_at": timezone.now() if untold else None,
                },
            )


class Migration(migrations.Migration):
    dependencies = [("membership", "0012_returned_payments")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
