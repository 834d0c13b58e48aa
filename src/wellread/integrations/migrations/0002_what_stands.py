from itertools import islice

from django.db import migrations


def know_what_stands(apps, schema_editor):
    """Begin with what is so: nobody is told that members of before have joined."""
    Membership = apps.get_model("membership", "Membership")
    ToldMembership = apps.get_model("integrations", "ToldMembership")
    rows = Membership.objects.exclude(paid_until=None).select_related(
        "subscription", "reader", "checkout"
    )
    known = (
        ToldMembership(
            membership=row,
            status=row.status,
            amount_minor=row.subscription.amount_minor,
            currency=row.subscription.currency,
            interval=row.subscription.interval,
            plan=row.plan_id,
            reader=row.reader_id,
            email=row.reader.email if row.reader else row.checkout.email,
            paid_until=row.paid_until,
            changed_at=row.started_at,
        )
        for row in rows.order_by("pk").iterator(chunk_size=1000)
    )
    while few := list(islice(known, 1000)):
        ToldMembership.objects.bulk_create(few)


class Migration(migrations.Migration):

    dependencies = [
        ('integrations', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(know_what_stands, migrations.RunPython.noop),
    ]
