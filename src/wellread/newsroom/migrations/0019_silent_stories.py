from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0018_sections_of_searched_stories'),
    ]

    operations = [
        migrations.AddField(
            model_name='story',
            name='silent',
            field=models.BooleanField(default=False, help_text='Nobody is asked and no house notice stands beside it, whatever a campaign allows.', verbose_name='silent'),
        ),
    ]
