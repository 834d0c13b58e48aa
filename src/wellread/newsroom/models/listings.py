"""Which stories stand in which list, newest first: reading a list never looks at the archive."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.dispatch import Signal
from wagtail.models import Page

from wellread.newsroom import shown
from wellread.newsroom.models.bylines import Author, Topic

EVERYTHING, OPINION = "all", "opinion"

# Sent with the `names` of lists that got another story, or one another place: rows that are
# written many at once tell nobody.
relisted = Signal()


class Listing(models.Model):
    """A published story's place in a list that readers turn the pages of.

    Whether a story is live, its date, its section and its topics stand in four tables, and an
    index reaches over one. What is read by it is still asked whether it is live.
    """

    story = models.ForeignKey(
        "newsroom.Story", on_delete=models.CASCADE, related_name="listings", db_index=False
    )
    name = models.CharField(max_length=30)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "name"], name="story_listed_once")]
        indexes = [models.Index(fields=["name", "-published_at", "-story"], name="newest_listed")]


def of_section(section: int) -> str:
    """Return the name of a section's list."""
    return f"section {section}"


def of_topic(topic: int) -> str:
    """Return the name of a topic's list."""
    return f"topic {topic}"


def of_author(author: int) -> str:
    """Return the name of the list of what an author wrote."""
    return f"author {author}"


def keep(story: Any) -> None:
    """Put a story into the lists where it belongs as it is stored now, and into no other."""
    wanted = _lists_of(story) if story.live and story.published_at else set()
    here = dict(Listing.objects.filter(story=story.pk).values_list("name", "published_at"))
    if stale := here.keys() - wanted:
        Listing.objects.filter(story=story.pk, name__in=stale).delete()
    if new := {name for name in wanted if here.get(name) != story.published_at}:
        Listing.objects.bulk_create(
            (
                Listing(story_id=story.pk, name=name, published_at=story.published_at)
                for name in sorted(new)
            ),
            update_conflicts=True,
            unique_fields=["story", "name"],
            update_fields=["published_at"],
        )
        relisted.send(Listing, names=new)


def ids(name: str, first: int, count: int) -> list[int]:
    """Return so many ids of a list, newest first, beginning with the first-th of them."""
    shown.add(shown.listing(name))
    found = Listing.objects.filter(name=name).order_by("-published_at", "-story")
    return list(found.values_list("story", flat=True)[first : first + count])


def newest_of_each(names: Sequence[str], until: datetime, count: int) -> dict[str, list[int]]:
    """Return the ids of the newest of each list: one query, with a look at the index for each."""
    shown.add(*map(shown.listing, names))
    found: dict[str, list[int]] = {name: [] for name in names}
    if not names:
        return found
    one = Listing.objects.filter(name="", published_at__lte=until)
    newest = one.order_by("-published_at", "-story").values_list("name", "story")[:count]
    sql, (_, moment) = newest.query.sql_with_params()
    # Django writes no limits within a union for SQLite.
    parts = [
        f"SELECT * FROM ({sql}) AS list{number}"  # noqa: S608 - ours alone
        for number in range(len(names))
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(parts), [each for name in names for each in (name, moment)]
        )
        for name, story in cursor.fetchall():
            found[name].append(story)
    return found


def sections_holding(story: Any) -> list[int]:
    """Return the number of the section that a story stands in, in a list; none above the tree."""
    return list(Page.objects.filter(path=story.path[: -Page.steplen]).values_list("pk", flat=True))


def _lists_of(story: Any) -> set[str]:
    topics = Topic.objects.filter(stories=story.pk)
    authors = Author.objects.filter(authorships__story=story.pk)
    return {
        EVERYTHING,
        *([OPINION] if story.kind == "opinion" else []),
        *map(of_section, sections_holding(story)),
        *(of_topic(pk) for pk in topics.values_list("pk", flat=True)),
        *(of_author(pk) for pk in authors.values_list("pk", flat=True)),
    }
