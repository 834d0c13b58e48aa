from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("membership", "0026_former_members")]

    operations = [
        migrations.AddField(
            model_name="solidaritypledge",
            name="interval",
            # What is not known is found out with the next message about its subscription.
            field=models.CharField(default="", max_length=5),
            preserve_default=False,
        ),
    ]
