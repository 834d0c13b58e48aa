import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0019_silent_stories'),
    ]

    operations = [
        migrations.AlterField(
            model_name='liveblog',
            name='quiet_hours',
            field=models.PositiveSmallIntegerField(blank=True, default=24, help_text='Closes itself when nothing was added for so long. Empty: never.', null=True, validators=[django.core.validators.MaxValueValidator(8760)], verbose_name='close after quiet hours'),
        ),
    ]
