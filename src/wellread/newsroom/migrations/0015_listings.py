import django.db.models.deletion
from django.db import migrations, models

# As models/listings.py lists a story when it is published.
LISTED = """
    INSERT INTO newsroom_listing (story_id, name, published_at)
    SELECT DISTINCT s.page_ptr_id, {name}, s.published_at
    FROM newsroom_story s JOIN wagtailcore_page p ON p.id = s.page_ptr_id {joined}
    WHERE p.live AND s.published_at IS NOT NULL {only}
    ON CONFLICT (story_id, name) DO NOTHING
"""
LISTS = (
    ("'all'", "", ""),
    ("'opinion'", "", "AND s.kind = 'opinion'"),
    (
        "'section ' || parent.id",
        "JOIN wagtailcore_page parent ON parent.path = substr(p.path, 1, length(p.path) - 4)",
        "",
    ),
    (
        "'topic ' || tagged.topic_id",
        "JOIN newsroom_story_topics tagged ON tagged.story_id = s.page_ptr_id",
        "",
    ),
    (
        "'author ' || named.author_id",
        "JOIN newsroom_storyauthor named ON named.story_id = s.page_ptr_id",
        "",
    ),
)


def list_what_is_live(apps, schema_editor):
    for name, joined, only in LISTS:
        schema_editor.execute(LISTED.format(name=name, joined=joined, only=only))


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0014_language_of_a_story'),
    ]

    operations = [
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('story', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='listings', to='newsroom.story')),
                ('name', models.CharField(max_length=30)),
                ('published_at', models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name='liveblog',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['ended_at'], name='live_blog_open'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['name', '-published_at', '-story'], name='newest_listed'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.UniqueConstraint(fields=('story', 'name'), name='story_listed_once'),
        ),
        migrations.RunPython(list_what_is_live, migrations.RunPython.noop),
    ]
