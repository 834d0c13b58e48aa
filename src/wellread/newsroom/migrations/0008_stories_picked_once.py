from django.db import migrations, models


def keep_the_first(apps, schema_editor):
    """Take a story off the front where it stood there a second time, which readers never saw."""
    FrontPick = apps.get_model("newsroom", "FrontPick")
    seen = set()
    for pick in FrontPick.objects.order_by("sort_order", "pk"):
        place = (pick.front_id, pick.story_id)
        if place in seen:
            pick.delete()
        seen.add(place)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0007_mark_sensitive")]

    operations = [
        migrations.RunPython(keep_the_first, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="frontpick",
            constraint=models.UniqueConstraint(
                fields=("front", "story"), name="story_picked_once"
            ),
        ),
    ]
