import django.db.models.deletion
from django.db import migrations, models

# Terms are apart by spaces, and each is one token whatever letters it has: SQLite's `ascii`
# tokenizer takes every other letter than those of ASCII for part of a word.
SQLITE = (
    "CREATE VIRTUAL TABLE newsroom_terms USING fts5(terms, content='newsroom_searchedstory',"
    " content_rowid='place', tokenize='ascii', detail='none', columnsize=0)",
    "CREATE TRIGGER insert_newsroom_terms AFTER INSERT ON newsroom_searchedstory BEGIN"
    " INSERT INTO newsroom_terms (rowid, terms) VALUES (NEW.place, NEW.terms); END",
    "CREATE TRIGGER delete_newsroom_terms AFTER DELETE ON newsroom_searchedstory BEGIN"
    " INSERT INTO newsroom_terms (newsroom_terms, rowid, terms)"
    " VALUES ('delete', OLD.place, OLD.terms); END",
    "CREATE TRIGGER update_newsroom_terms AFTER UPDATE ON newsroom_searchedstory BEGIN"
    " INSERT INTO newsroom_terms (newsroom_terms, rowid, terms)"
    " VALUES ('delete', OLD.place, OLD.terms);"
    " INSERT INTO newsroom_terms (rowid, terms) VALUES (NEW.place, NEW.terms); END",
)
POSTGRESQL = (
    "ALTER TABLE newsroom_searchedstory ADD COLUMN vector tsvector"
    " GENERATED ALWAYS AS (array_to_tsvector(string_to_array(terms, ' '))) STORED",
    "CREATE INDEX newsroom_searchedstory_vector ON newsroom_searchedstory"
    " USING gin (vector) WITH (fastupdate = off)",
)
BATCH = 500


def index_terms(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def forget_terms(apps, schema_editor):
    # PostgreSQL's column goes with its table, as SQLite's triggers do.
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE newsroom_terms")


def find_what_is_live(apps, schema_editor):
    """Take over the terms of Wagtail's index, until a job has drawn each story again.

    PostgreSQL's lacks little words.
    """
    from wellread.newsroom.models.searched_stories import place_of, terms_of

    SearchedStory = apps.get_model("newsroom", "SearchedStory")
    stories = apps.get_model("newsroom", "Story").objects.filter(
        live=True, published_at__isnull=False
    )
    body = "body" if schema_editor.connection.vendor == "sqlite" else "array_to_string(tsvector_to_array(body), ' ')"
    columns = stories.order_by("pk").values_list("pk", "title", "published_at", "content_type")
    last = 0
    while batch := list(columns.filter(pk__gt=last)[:BATCH]):
        last = batch[-1][0]
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                f"SELECT object_id, content_type_id, {body} FROM wagtailsearch_indexentry"
                f" WHERE object_id IN ({', '.join(['%s'] * len(batch))})",
                [str(pk) for pk, *_ in batch],
            )
            found = {(int(pk), kind): terms for pk, kind, terms in cursor.fetchall()}
        SearchedStory.objects.bulk_create(
            SearchedStory(
                place=place_of(published_at, pk),
                story_id=pk,
                terms=terms_of(title, found.get((pk, kind)) or ""),
            )
            for pk, title, published_at, kind in batch
        )


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0016_language_of_a_rendering'),
        ('wagtailsearch', '0010_add_text_fields'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchedStory',
            fields=[
                ('place', models.BigIntegerField(primary_key=True, serialize=False)),
                ('terms', models.TextField()),
                ('story', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsroom.story')),
            ],
        ),
        migrations.RunPython(index_terms, forget_terms),
        migrations.RunPython(find_what_is_live, migrations.RunPython.noop),
    ]
