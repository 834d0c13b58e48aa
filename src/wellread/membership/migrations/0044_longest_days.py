import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('membership', '0043_seats_that_were_agreed_to'),
    ]

    operations = [
        migrations.AlterField(
            model_name='plan',
            name='grace_days',
            field=models.PositiveIntegerField(default=16, help_text='How long benefits stay while a failed renewal is tried again: as long as Stripe tries.', validators=[django.core.validators.MaxValueValidator(365)], verbose_name='grace days'),
        ),
        migrations.AlterField(
            model_name='plan',
            name='once_days',
            field=models.PositiveIntegerField(default=0, help_text='For how many days a single contribution opens the same; 0 for none.', validators=[django.core.validators.MaxValueValidator(3650)], verbose_name='days for a contribution'),
        ),
    ]
