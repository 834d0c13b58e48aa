import django.db.models.deletion
import wellread.mail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('membership', '0006_mend_addresses'),
        ('payments', '0007_one_open_checkout_by_constraint'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReaderNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', wellread.mail.fields.AddressField(db_index=True, max_length=254)),
                ('text', models.TextField(max_length=2000)),
                ('written_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-written_at', '-pk'],
                'default_permissions': ('add', 'view'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='grant',
            name='grant_has_one_holder',
        ),
        migrations.AddField(
            model_name='grant',
            name='email',
            field=wellread.mail.fields.AddressField(blank=True, db_index=True, default='', editable=False, help_text="Held for this address, until it is proved to be somebody's.", max_length=254),
        ),
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('welcome', 'Welcome'), ('thanks', 'Thanks for a contribution'), ('receipt', 'Receipt of a renewal'), ('refunded', 'Money given back'), ('reminder', 'Yearly reminder'), ('payment_failed', 'Payment failed'), ('lapsed', 'Ended because it could not be charged'), ('amount_changed', 'Change of the amount'), ('cancelled', 'Cancellation confirmed'), ('gift', 'A gift to a reader'), ('second_membership', 'A second membership was stopped')], max_length=17),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checkout__isnull', False), ('email', ''), ('reader', None)), models.Q(('checkout', None), ('email', ''), ('reader__isnull', False)), models.Q(('checkout', None), ('reader', None), models.Q(('email', ''), _negated=True)), _connector='OR'), name='grant_has_one_holder'),
        ),
        migrations.AddField(
            model_name='readernote',
            name='written_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
