from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('membership', '0003_prices'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='plan',
            name='currency',
        ),
        migrations.RemoveField(
            model_name='plan',
            name='maximum_minor',
        ),
        migrations.RemoveField(
            model_name='plan',
            name='minimum_month_minor',
        ),
        migrations.RemoveField(
            model_name='plan',
            name='minimum_once_minor',
        ),
        migrations.RemoveField(
            model_name='plan',
            name='minimum_year_minor',
        ),
        migrations.RemoveField(
            model_name='plan',
            name='suggested_month',
        ),
        migrations.RemoveField(
            model_name='plan',
            name='suggested_once',
        ),
        migrations.RemoveField(
            model_name='plan',
            name='suggested_year',
        ),
    ]
