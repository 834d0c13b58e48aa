"""Give stories that were written and scheduled in one go the date of their appearing.

They were live for a moment as they were added, and dated by that moment. What an editor types as
a publication time has no fractions of a second, so nobody's own date is touched.
"""

from datetime import timedelta

from django.db import migrations
from django.utils.dateparse import parse_datetime

# Between a story's being added and its first version lies one request.
ONE_REQUEST = timedelta(minutes=1)


def mend_dates(apps, schema_editor):
    """Undate what still waits; date what has appeared by its first appearance."""
    Story = apps.get_model("newsroom", "Story")
    Revision = apps.get_model("wagtailcore", "Revision")
    dated = Story.objects.filter(source="", published_at__isnull=False).order_by("pk")
    for story in dated.iterator(chunk_size=500):
        wrong, appeared = story.published_at, story.first_published_at
        if not wrong.microsecond or (appeared and appeared - wrong <= ONE_REQUEST):
            continue
        versions = Revision.objects.filter(
            base_content_type__app_label="wagtailcore",
            base_content_type__model="page",
            object_id=str(story.pk),
        ).order_by("created_at", "pk")
        first = versions.first()
        if first is None or abs(first.created_at - wrong) > ONE_REQUEST:
            continue
        if appeared is None and not versions.filter(approved_go_live_at__isnull=False).exists():
            continue
        _mend(apps, story, wrong, appeared, versions)


def _mend(apps, story, wrong, right, versions):
    Story = apps.get_model("newsroom", "Story")
    LiveBlog = apps.get_model("newsroom", "LiveBlog")
    Story.objects.filter(pk=story.pk).update(published_at=right)
    begun = LiveBlog.objects.filter(pk=story.pk, started_at__gte=wrong)
    begun.filter(started_at__lte=wrong + ONE_REQUEST).update(started_at=right)
    for version in versions:
        names = [
            name
            for name in ("published_at", "started_at")
            if (text := version.content.get(name))
            and timedelta(seconds=-1) < parse_datetime(text) - wrong <= ONE_REQUEST
        ]
        for name in names:
            version.content[name] = right and right.isoformat()
        if names:
            version.save(update_fields=["content"])


class Migration(migrations.Migration):

    dependencies = [
        ("newsroom", "0002_newsroom_sources_and_pins"),
    ]

    operations = [migrations.RunPython(mend_dates, migrations.RunPython.noop)]
