from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeals', '0004_least_among_amounts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ask',
            name='countries',
            field=models.CharField(blank=True, help_text='Empty: everywhere else; the last row must be empty.', max_length=800),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='countries_only',
            field=models.CharField(blank=True, help_text='Empty: everywhere.', max_length=800, verbose_name='only in these countries'),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='languages',
            field=models.CharField(blank=True, help_text='English is any English, British English that alone. Empty: all.', max_length=200),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='sections_only',
            field=models.CharField(blank=True, help_text='Empty: all.', max_length=500, verbose_name='only in these sections'),
        ),
        migrations.AlterField(
            model_name='lineupsettings',
            name='silent_sections',
            field=models.CharField(blank=True, help_text='Nobody is asked in these sections.', max_length=800),
        ),
        migrations.AlterField(
            model_name='lineupsettings',
            name='silent_topics',
            field=models.CharField(blank=True, help_text='Nobody is asked on these topics.', max_length=800),
        ),
    ]
