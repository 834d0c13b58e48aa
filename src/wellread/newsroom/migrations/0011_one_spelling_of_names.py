from django.db import migrations
from django.db.models.functions import Concat, Substr
from django.db.models import F, Value

from wellread.newsroom import rules


def spell(apps, schema_editor):
    """Spell each name and address in the one way; of twins the older is compared by its name.

    Who is meant by two equal names cannot be known here: the younger stays as it is, with all
    that is written by it or about it, until an editor renames it.
    """
    Redirect = apps.get_model("wagtailredirects", "Redirect")
    for model, folder in (("Author", "author"), ("Topic", "topic")):
        rows = apps.get_model("newsroom", model).objects.order_by("pk")
        for row in rows:
            old, row.slug = row.slug, _free(rules.spelled_slug(row.slug), _others(rows, row))
            if row.slug not in (old, rules.spelled_slug(old)):
                # It is no spelling of its old address any more, which leads on all the same.
                for last in ("", "/feed"):
                    Redirect.objects.get_or_create(
                        old_path=f"/{folder}/{old}{last}",
                        site=None,
                        defaults={"redirect_link": f"/{folder}/{row.slug}{last}/"},
                    )
            row.folded_name = _key(rows, row.name)
            row.save(update_fields=["slug", "folded_name"])
    sections = apps.get_model("newsroom", "Section").objects.order_by("path")
    for row in sections.filter(alias_of=None):
        row.folded_name = _key(sections, row.title)
        row.save(update_fields=["folded_name"])


def spell_addresses_of_pages(apps, schema_editor):
    """Spell the addresses of pages too, where no other page has that address."""
    Page = apps.get_model("wagtailcore", "Page")
    kinds = ("section", "article", "liveblog", "standingpage")
    pages = Page.objects.filter(content_type__app_label="newsroom", content_type__model__in=kinds)
    for pk, slug in list(pages.order_by("depth").values_list("pk", "slug")):
        spelled = rules.spelled_slug(slug)
        if spelled == slug:
            continue
        page = Page.objects.get(pk=pk)
        before = page.url_path
        parent = before[: -len(slug) - 1]
        if Page.objects.filter(url_path=f"{parent}{spelled}/").exists():
            continue
        below = Page.objects.filter(path__startswith=page.path)
        rest = Substr(F("url_path"), len(before) + 1)
        below.update(url_path=Concat(Value(f"{parent}{spelled}/"), rest))
        Page.objects.filter(pk=pk).update(slug=spelled)


def _others(rows, row):
    return set(rows.exclude(pk=row.pk).values_list("slug", flat=True))


def _free(slug, taken):
    numbered = (f"{slug[:110]}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug not in taken else next(one for one in numbered if one not in taken)


def _key(rows, name):
    key = rules.folded_name(name)[:500]
    return None if rows.filter(folded_name=key).exists() else key


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0010_folded_names"),
        ("wagtailredirects", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(spell, migrations.RunPython.noop),
        migrations.RunPython(spell_addresses_of_pages, migrations.RunPython.noop),
    ]
