from django.db import migrations, models


def begin_with_what_the_ledger_has(apps, schema_editor):
    conversions = apps.get_model("insights", "Conversion").objects
    payments = apps.get_model("payments", "Payment").objects
    conversions.update(kept_minor=models.F("amount_minor"))
    for payment in payments.filter(refunded_minor__gt=0).order_by("-paid_at", "-pk").iterator():
        first = payments.filter(checkout=payment.checkout_id, paid_at__isnull=False)
        if first.order_by("paid_at", "pk").values_list("pk", flat=True).first() == payment.pk:
            conversions.filter(checkout_id=payment.checkout_id).update(
                kept_minor=payment.amount_minor - payment.refunded_minor
            )


class Migration(migrations.Migration):

    dependencies = [
        ('insights', '0003_events'), ('payments', '0019_messages_that_are_whole'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversion',
            name='band',
            field=models.CharField(blank=True, max_length=5),
        ),
        migrations.AddField(
            model_name='conversion',
            name='country',
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddField(
            model_name='conversion',
            name='device',
            field=models.CharField(blank=True, max_length=7),
        ),
        migrations.AddField(
            model_name='conversion',
            name='kept_minor',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='conversion',
            name='placement',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='conversion',
            name='story',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='deviceevent',
            name='band',
            field=models.CharField(blank=True, max_length=5),
        ),
        migrations.AddField(
            model_name='deviceevent',
            name='country',
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AddField(
            model_name='deviceevent',
            name='device',
            field=models.CharField(blank=True, max_length=7),
        ),
        migrations.AddField(
            model_name='deviceevent',
            name='event_id',
            field=models.CharField(max_length=36, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='deviceevent',
            name='one_in',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='deviceevent',
            name='story',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name='deviceevent',
            name='campaign',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name='deviceevent',
            name='placement',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AlterField(
            model_name='deviceevent',
            name='version',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.CreateModel(
            name='HourTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.CharField(blank=True, max_length=64)),
                ('variant', models.CharField(blank=True, max_length=64)),
                ('version', models.CharField(blank=True, max_length=64)),
                ('placement', models.CharField(blank=True, max_length=20)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('story', models.CharField(blank=True, max_length=64)),
                ('device', models.CharField(blank=True, max_length=7)),
                ('band', models.CharField(blank=True, max_length=5)),
                ('hour', models.DateTimeField()),
                ('kind', models.CharField(choices=[('impression', 'Impressions'), ('view', 'Views'), ('click', 'Clicks'), ('dismissal', 'Dismissals'), ('opt_out', 'Asked to be left alone'), ('held_out', 'Held out'), ('join_started', 'Joins started')], max_length=12)),
                ('number', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['campaign', 'hour'], name='hours_of_a_campaign')],
                'constraints': [models.UniqueConstraint(fields=('hour', 'kind', 'campaign', 'variant', 'version', 'placement', 'country', 'story', 'device', 'band'), name='one_total_an_hour')],
            },
        ),
        migrations.RunPython(begin_with_what_the_ledger_has, migrations.RunPython.noop, elidable=True),
    ]
