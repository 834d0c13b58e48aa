import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("membership", "0011_letters_become_emails"),
        ("payments", "0009_customers_of_claims"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="second_to",
            field=models.ForeignKey(
                blank=True,
                help_text="The membership beside which it was charged.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="membership.membership",
            ),
        ),
        migrations.CreateModel(
            name="ReturnedPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "refusals",
                    models.PositiveIntegerField(
                        default=0, help_text="How often Stripe refused to give it back."
                    ),
                ),
                (
                    "refusal",
                    models.TextField(blank=True, help_text="What Stripe said of it last."),
                ),
                (
                    "try_again_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty once it went back, or somebody else touched it.",
                        null=True,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returned_payments",
                        to="membership.membership",
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["try_again_at"], name="payments_to_give_back")],
            },
        ),
    ]
