"""Lists typed before there were choosers: what is beyond doubt is mended, the rest is warned of."""

from django.db import migrations

from wellread.appeals import rules, vocabularies

CAMPAIGN = {
    "countries_only": "country",
    "countries_except": "country",
    "languages": "language",
    "sections_only": "section",
    "sections_except": "section",
    "count_sections": "section",
    "topics_any": "topic",
    "topics_none": "topic",
    "count_topics": "topic",
}
ASK = {"countries": "country"}
SETTINGS = {"silent_sections": "section", "silent_topics": "topic"}


def mend(apps, schema_editor):
    known = {
        "country": vocabularies.countries(),
        "language": vocabularies.languages(),
        "section": dict(apps.get_model("newsroom", "Section").objects.values_list("slug", "title")),
        "topic": dict(apps.get_model("newsroom", "Topic").objects.values_list("slug", "name")),
    }

    def mended(kind, text):
        # A word that stands for nothing stays as it is: the desk names it.
        words = (
            rules.found_word(word, known[kind], vocabularies.aliases(kind)) or word
            for word in rules.words(text)
        )
        return ", ".join(dict.fromkeys(words))

    def mend_rows(model, fields):
        for row in apps.get_model("appeals", model).objects.all():
            for field, kind in fields.items():
                setattr(row, field, mended(kind, getattr(row, field)))
            row.save(update_fields=list(fields))

    def mend_content(content, fields):
        return content | {name: mended(kind, content.get(name) or "") for name, kind in fields.items()}

    mend_rows("Campaign", CAMPAIGN)
    mend_rows("Ask", ASK)
    mend_rows("LineUpSettings", SETTINGS)
    for campaign in apps.get_model("appeals", "Campaign").objects.exclude(latest_revision=None):
        revision = campaign.latest_revision
        content = mend_content(revision.content, CAMPAIGN)
        for variant in content.get("variants", []):
            variant["asks"] = [mend_content(ask, ASK) for ask in variant.get("asks", [])]
        revision.content = content
        revision.save(update_fields=["content"])


class Migration(migrations.Migration):

    dependencies = [
        ("desk", "0001_given_permissions"),
        ("appeals", "0005_lists_of_words"),
        ("newsroom", "0002_newsroom_sources_and_pins"),
    ]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
