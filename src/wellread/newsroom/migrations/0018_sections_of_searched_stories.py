from django.db import migrations

# A section's page lies one step of four characters above its stories' (treebeard's `steplen`).
OF_STORY = (
    "(SELECT section.id FROM wagtailcore_page story JOIN wagtailcore_page section"
    " ON section.path = substr(story.path, 1, length(story.path) - 4)"
    " WHERE story.id = newsroom_searchedstory.story_id)"
)
FIND_IN_SECTION = (
    f"UPDATE newsroom_searchedstory SET terms = '§' || {OF_STORY} || ' ' || terms"
    f" WHERE terms NOT LIKE '§%' AND {OF_STORY} IS NOT NULL"
)
FORGET_SECTION = (
    "UPDATE newsroom_searchedstory SET terms = substr(terms, strpos(terms, ' ') + 1)"
    " WHERE terms LIKE '§%'"
)


def find_in_section(apps, schema_editor):
    schema_editor.execute(FIND_IN_SECTION, params=None)


def forget_section(apps, schema_editor):
    position = "strpos" if schema_editor.connection.vendor == "postgresql" else "instr"
    schema_editor.execute(FORGET_SECTION.replace("strpos", position), params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0017_searched_stories'),
    ]

    operations = [
        migrations.RunPython(find_in_section, forget_section),
    ]
