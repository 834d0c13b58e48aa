import django.core.validators
import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


AMOUNTS = [
    *(f"minimum_{interval}_minor" for interval in ("month", "year", "once")),
    "maximum_minor",
    *(f"suggested_{interval}" for interval in ("month", "year", "once")),
]


def give_prices(apps, schema_editor):
    """Make what each plan cost its price in the one currency it had."""
    Plan = apps.get_model("membership", "Plan")
    Price = apps.get_model("membership", "Price")
    for plan in Plan.objects.all():
        amounts = {name: getattr(plan, name) for name in AMOUNTS}
        Price.objects.create(plan=plan, sort_order=0, currency=plan.currency.upper(), **amounts)


class Migration(migrations.Migration):

    dependencies = [
        ('membership', '0002_money_taken_back'),
    ]

    operations = [
        migrations.CreateModel(
            name='Price',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('currency', models.CharField(max_length=3, validators=[django.core.validators.RegexValidator('\\A[A-Z]{3}\\Z', 'Three letters, such as USD.')])),
                ('minimum_month_minor', models.PositiveIntegerField(verbose_name='minimum a month')),
                ('minimum_year_minor', models.PositiveIntegerField(verbose_name='minimum a year')),
                ('minimum_once_minor', models.PositiveIntegerField(verbose_name='minimum once')),
                ('maximum_minor', models.PositiveIntegerField(help_text='At any interval. Catches slips of the hand.', verbose_name='maximum')),
                ('suggested_month', models.CharField(blank=True, max_length=100, verbose_name='suggested a month')),
                ('suggested_year', models.CharField(blank=True, max_length=100, verbose_name='suggested a year')),
                ('suggested_once', models.CharField(blank=True, max_length=100, verbose_name='suggested once')),
                ('plan', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='prices', to='membership.plan')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('plan', 'currency'), name='one_price_a_currency')],
            },
        ),
        migrations.RunPython(give_prices, migrations.RunPython.noop),
    ]
