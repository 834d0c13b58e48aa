from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0006_versions_of_live_entries'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='story',
            options={'permissions': [('mark_sensitive', 'Can mark stories as sensitive')]},
        ),
    ]
