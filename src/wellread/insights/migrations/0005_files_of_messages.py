from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('insights', '0004_places_and_hours'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReadFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=64, unique=True)),
                ('read_bytes', models.PositiveBigIntegerField(default=0)),
                ('at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
