from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0018_fee_covered")]

    operations = [
        # Of what was forgotten already the job forgets the same once more.
        migrations.AddField(
            model_name="billingevent",
            name="is_whole",
            field=models.BooleanField(
                default=True, help_text="Whether it still says what it said of people."
            ),
        ),
        migrations.AddIndex(
            model_name="billingevent",
            index=models.Index(
                condition=models.Q(("is_whole", True)),
                fields=["processed_at"],
                name="events_to_forget",
            ),
        ),
    ]
