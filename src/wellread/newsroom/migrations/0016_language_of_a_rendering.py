from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0015_listings")]

    # What was drawn before is in no known language, so that a job draws it anew.
    operations = [
        migrations.AddField(
            model_name="rendering",
            name="language",
            field=models.CharField(default="", max_length=35),
        ),
    ]
