from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeals', '0003_civil_caps'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ask',
            name='minimum',
            field=models.CharField(help_text='One of the amounts.', max_length=20, verbose_name='least accepted'),
        ),
    ]
