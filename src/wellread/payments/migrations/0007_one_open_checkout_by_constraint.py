from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0006_one_open_checkout'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='checkout',
            constraint=models.UniqueConstraint(condition=models.Q(('reader__isnull', False), ('state', 'open')), fields=('reader',), name='one_open_checkout_per_reader'),
        ),
        migrations.AddConstraint(
            model_name='checkout',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open'), models.Q(('browser', ''), _negated=True)), fields=('browser',), name='one_open_checkout_per_browser'),
        ),
    ]
