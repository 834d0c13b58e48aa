import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeals', '0015_translations'),
    ]

    operations = [
        migrations.AlterField(
            model_name='campaign',
            name='after_paragraph',
            field=models.PositiveSmallIntegerField(blank=True, default=4, help_text='Of a panel inside the story; in a live blog, after so many updates. Where the story is shorter nothing is shown. Empty: the fourth.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='after this paragraph'),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='cap_days',
            field=models.PositiveIntegerField(blank=True, default=30, help_text='Empty: for ever.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='in this many days'),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='cap_gap_days',
            field=models.PositiveIntegerField(default=3, help_text='0: it may ask on story after story.', validators=[django.core.validators.MaxValueValidator(3650)], verbose_name='days between two appeals'),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='cap_views',
            field=models.PositiveIntegerField(blank=True, default=4, help_text='Empty: no limit.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='at most this many times'),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='count_days',
            field=models.PositiveIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='counted over this many days'),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='max_articles',
            field=models.PositiveIntegerField(blank=True, help_text='Empty: no upper limit.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000, 'A device remembers %(limit_value)s articles: more are never counted.')], verbose_name='at most this many articles'),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='min_articles',
            field=models.PositiveIntegerField(blank=True, help_text='The article on screen counts. Empty: no lower limit.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000, 'A device remembers %(limit_value)s articles: more are never counted.')], verbose_name='at least this many articles'),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='rest_after_contribution_days',
            field=models.PositiveIntegerField(default=180, validators=[django.core.validators.MaxValueValidator(3650)], verbose_name='days of rest after a contribution'),
        ),
        migrations.AlterField(
            model_name='campaign',
            name='rest_days',
            field=models.PositiveIntegerField(default=14, validators=[django.core.validators.MaxValueValidator(3650)], verbose_name='days of rest after it was closed'),
        ),
    ]
