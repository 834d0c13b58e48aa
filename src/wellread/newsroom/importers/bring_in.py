"""From stories as found to articles of ours: all of them or none, and never twice."""

import html
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from wellread.newsroom import actions
from wellread.newsroom.actions import Imported
from wellread.newsroom.importers import feeds, ghost, wxr
from wellread.newsroom.importers.faults import ImportFault
from wellread.newsroom.importers.library import Library, NoLibrary, NoPicture
from wellread.newsroom.importers.markup import plain
from wellread.newsroom.importers.names import Names
from wellread.newsroom.importers.old_lists import OldLists
from wellread.newsroom.importers.report import (
    AS_DRAFT,
    BROUGHT_IN,
    HERE_ALREADY,
    NO_UPLOADS,
    UP_TO_DATE,
    Loss,
    Report,
    show,
)
from wellread.newsroom.importers.story import FoundEntry, FoundPicture, FoundStory, Name
from wellread.newsroom.models import LiveBlog, LiveEntry, Story

FALLBACK_SECTION = Name("News", "news")

Reader = Callable[[Report], Iterator[FoundStory]]


def run(
    *,
    kind: str,
    source: str,
    parts: Sequence[Path] = (),
    types: Sequence[str] = (),
    uploads: Path | None = None,
    report_to: Path | None = None,
) -> int:
    """Bring a file in, show progress and totals, write the report; return the exit status."""
    console = Console(stderr=True)
    readers: dict[str, Reader] = {
        "wxr": lambda report: wxr.stories(Path(source), report, parts=parts, types=types),
        "feed": lambda report: feeds.stories(source, report),
        "ghost": lambda report: ghost.stories(Path(source), report, types=types),
    }
    try:
        report = bring_in(readers[kind], library=Library(uploads), console=console)
    except ImportFault as fault:
        print(f"wellread: {fault}\nNothing was brought in.", file=sys.stderr)
        return 1
    show(report, console)
    return _write(report, report_to or settings.VAR / f"import-{timezone.now():%Y%m%d-%H%M%S}.csv")


def _write(report: Report, file: Path) -> int:
    """Write the report and print where; the stories are here, whether or not it can be."""
    try:
        report.write(file)
    except ImportFault as fault:
        print(f"wellread: {fault}", file=sys.stderr)
        return 1
    print(f"All of it, line by line: {file}")
    return 0


def bring_in(
    read: Reader, *, library: Library | None = None, console: Console | None = None
) -> Report:
    """Bring in what is new or has changed; raise ImportFault, leaving nothing behind."""
    report = Report()
    with library or Library() as pictures, transaction.atomic(durable=True):
        # A large export is read for minutes before the first story of it is here.
        found = list(track(read(report), "Reading", console=console, disable=console is None))
        here: dict[str, dict[str, Imported]] = {}
        names: dict[str, Names] = {}
        lists = OldLists()
        met: dict[tuple[str, str], str] = {}
        shown = track(found, "Bringing in", console=console, disable=console is None)
        for story in shown:
            if story.source not in here:
                here[story.source] = actions.imported(source=story.source)
                names[story.source] = Names(story.source, lists, report)
            known = here[story.source]
            identity = _known_as(story.source_id, known)
            first = met.setdefault((story.source, identity), story.fingerprint())
            if first != story.fingerprint():
                # Taken for the first one, it would overwrite that one each time.
                report.skip(story.headline, "another story of the file has the same id")
                continue
            try:
                with transaction.atomic():
                    _settle(story, known.get(identity), names[story.source], pictures, report)
            except ValidationError as fault:
                report.skip(story.headline, " ".join(fault.messages))
                # Some of those that were made for it are no more.
                names[story.source] = Names(story.source, lists, report)
            known.setdefault(identity, Imported(0, ""))
        lists.lead_on(report)
        report.pictures = pictures.images
    return report


def _known_as(identity: str, known: dict[str, Imported]) -> str:
    """Return the id a story has here: the same address by http and https is one story."""
    twins = {"http:": "https:", "https:": "http:"}
    scheme, slashes, rest = identity.partition("//")
    twin = f"{twins.get(scheme, scheme)}{slashes}{rest}"
    return twin if twin in known and identity not in known else identity


def _settle(
    story: FoundStory, before: Imported | None, names: Names, library: Library, report: Report
) -> None:
    """Bring a story in or up to date, or note why it stays as it is."""
    with_file = sum(library.find(picture.src) is not None for picture in story.pictures())
    state = f"{story.fingerprint()}:{with_file}"
    if before is None:
        _publish(story, state, names, library, report)
        report.bring(story.headline, AS_DRAFT if story.is_draft else BROUGHT_IN)
        return
    fingerprint, _, had = before.state.partition(":")
    is_same = fingerprint == story.fingerprint() and with_file <= int(had or 0)
    if before.pk and (story.earlier_paths or not is_same):
        _lead_on(Story.objects.get(pk=before.pk), story)
    if not before.pk or is_same:
        report.bring(story.headline, HERE_ALREADY)
    elif reason := _why_as_it_is(story, before.pk, loses=with_file < int(had or 0)):
        report.skip(story.headline, reason)
    else:
        article = Story.objects.get(pk=before.pk).specific
        actions.revise_article(article=article, **_facts(story, state, names, library, report))
        _add_entries(article, story, names, library, report)
        if not article.live:
            _let_wait(article, story)
        report.bring(story.headline, UP_TO_DATE)


def _why_as_it_is(story: FoundStory, pk: int, *, loses: bool) -> str | None:
    if actions.was_edited(story=pk):
        return "it has changed there, but was edited here since"
    if loses:
        return "it has changed there, and would lose pictures: name the uploads"
    if story.is_draft and Story.objects.get(pk=pk).live:
        return "it is a draft there now, but published here"
    return None


def _publish(story: FoundStory, state: str, names: Names, library: Library, report: Report) -> None:
    waits = story.is_draft or _is_later(story)
    draft: dict[str, Any] = {"live": False, "has_unpublished_changes": True} if waits else {}
    create = actions.create_live_blog if story.entries else actions.create_article
    closing: dict[str, Any] = {"ended_at": story.ended_at} if story.entries else {}
    article = create(
        section=names.section(story.section or FALLBACK_SECTION),
        slug=_slug(story),
        source=story.source,
        source_id=story.source_id,
        **_facts(story, state, names, library, report),
        **draft,
        **closing,
    )
    _add_entries(article, story, names, library, report)
    _lead_on(article, story)
    if waits:
        _let_wait(article, story)


def _lead_on(article: Story, story: FoundStory) -> None:
    """Lead on every address it had there, one that it has got since it was brought in too."""
    for address in filter(None, (story.old_path, story.old_number, *story.earlier_paths)):
        actions.lead_on(old_path=address, story=article)


def _add_entries(
    blog: Story, story: FoundStory, names: Names, library: Library, report: Report
) -> None:
    """Add what a live blog has not yet; what stands here is left as it is."""
    if not isinstance(blog, LiveBlog):
        if story.entries:
            report.note(story.headline, Loss("live entries left out, it is an article here"))
        return
    here = dict(LiveEntry.objects.filter(live_blog_id=blog.pk).values_list("published_at", "text"))
    for entry in story.entries:
        if entry.at in here:
            if here[entry.at] != entry.html:
                report.note(story.headline, Loss("live entry that is another here", entry.html))
            continue
        actions.add_entry(
            live_blog=blog,
            headline=entry.headline,
            text=entry.html,
            authors=list(dict.fromkeys(names.author(name) for name in entry.authors)),
            published_at=entry.at,
            updated_at=entry.updated_at,
            state=LiveEntry.DRAFT if entry.is_draft else LiveEntry.PUBLISHED,
            key_event=entry.is_key and not entry.is_draft,
            **_entry_picture(entry, story, library, report),
        )


def _entry_picture(
    entry: FoundEntry, story: FoundStory, library: Library, report: Report
) -> dict[str, Any]:
    image = entry.picture and _image(entry.picture, story, library, report)
    if not entry.picture or image is None:
        return {}
    caption = plain(entry.picture.caption)
    words = _description(entry.picture) or caption
    if not words:
        report.note(story.headline, Loss("picture without a description", entry.picture.src))
    return {
        "image": image,
        "alt": _cut(words or entry.headline or story.headline, 300, "description", story, report),
        "caption": _cut(caption, 400, "caption", story, report),
    }


def _slug(story: FoundStory) -> str:
    slug = actions.slug_for(story.slug or story.headline)
    # A section's feed has an address beside its stories.
    return f"{slug}-2" if slug == "feed" else slug


def _let_wait(article: Story, story: FoundStory) -> None:
    """Leave a draft to the editors; publish anything else when it is due, which may be now."""
    is_shown = not story.is_draft
    article.go_live_at = story.published_at if is_shown and _is_later(story) else None
    revision = article.save_revision()
    if is_shown:
        revision.publish()


def _is_later(story: FoundStory) -> bool:
    return story.published_at is not None and story.published_at > timezone.now()


def _facts(
    story: FoundStory, state: str, names: Names, library: Library, report: Report
) -> dict[str, Any]:
    """Return what of a story comes from the old site, however often it is brought in."""
    for loss in story.left_out:
        report.note(story.headline, loss)
    return {
        "headline": _cut(story.headline, 255, "headline", story, report),
        "standfirst": _cut(story.standfirst, 500, "standfirst", story, report),
        "body": [block for each in _body(story) if (block := _block(each, story, library, report))],
        "authors": list(dict.fromkeys(names.author(name) for name in story.authors)),
        "topics": list(dict.fromkeys(names.topic(name) for name in story.topics)),
        "published_at": story.published_at,
        "community_only": story.community_only,
        "source_state": state,
        **_lead(story, library, report),
    }


def _cut(words: str, most: int, what: str, story: FoundStory, report: Report) -> str:
    """Return words as long as there is room for; what is cut off is in the report."""
    if len(words) > most:
        report.note(story.headline[:80], Loss(f"{what} cut at {most} letters", words))
    return words[:most]


def _cut_line(markup: str, most: int, what: str, story: FoundStory, report: Report) -> str:
    """Return a line with its links and emphasis; one that is cut loses them."""
    words = plain(markup)
    if len(words) <= most:
        return markup
    return html.escape(_cut(words, most, what, story, report), quote=False)


def _lead(story: FoundStory, library: Library, report: Report) -> dict[str, Any]:
    image = story.lead and _image(story.lead, story, library, report)
    if not story.lead or image is None:
        return {"lead_image": None, "lead_alt": "", "lead_caption": ""}
    words = _description(story.lead) or plain(story.lead.caption)
    if not words:
        report.note(story.headline, Loss("picture without a description", story.lead.src))
    return {
        "lead_image": image,
        # Nothing is published with a lead picture that says nothing.
        "lead_alt": _cut(words or story.headline, 300, "description", story, report),
        "lead_caption": _cut_line(story.lead.caption, 400, "caption", story, report),
    }


def _body(story: FoundStory) -> list[dict[str, Any]]:
    """Return the blocks without a first picture that is the lead once more."""
    first = story.body[:1]
    again = first and first[0]["type"] == "image" and first[0]["picture"]
    return story.body[1:] if again and story.lead and again.src == story.lead.src else story.body


def _image(picture: FoundPicture, story: FoundStory, library: Library, report: Report) -> Any:
    try:
        return library.bring(picture)
    except NoPicture as fault:
        kind = NO_UPLOADS if isinstance(fault, NoLibrary) else f"picture left out, {fault}"
        report.note(story.headline, Loss(kind, picture.src))
        if caption := plain(picture.caption):
            report.note(story.headline, Loss("caption of a picture left out", caption[:400]))
        return None


def _block(
    block: dict[str, Any], story: FoundStory, library: Library, report: Report
) -> tuple[str, Any] | None:
    match block["type"]:
        case "quote":
            source = _cut_line(block["attribution"], 200, "a quotation's source", story, report)
            return "quote", {"text": block["html"], "source": source}
        case "embed":
            title = _cut(block["title"], 200, "title of a video", story, report)
            return "embed", {"url": block["url"], "title": title}
        case "table":
            return "table", _table(block)
        case "image":
            return _picture(block["picture"], story, library, report)
    return "text", block["html"]


def _picture(
    picture: FoundPicture, story: FoundStory, library: Library, report: Report
) -> tuple[str, Any] | None:
    image = _image(picture, story, library, report)
    if image is None:
        return None
    alt = _description(picture)
    if not alt:
        report.note(story.headline, Loss("picture without a description", picture.src))
    words = {
        "alt": _cut(alt, 300, "description", story, report),
        "caption": _cut_line(picture.caption, 400, "caption", story, report),
        "credit": "",
    }
    return "image", {"image": image, **words}


def _table(block: dict[str, Any]) -> dict[str, Any]:
    width = max(map(len, [block["headings"], *block["rows"]]))
    headings = block["headings"] or [""] * width
    return {
        "caption": block["caption"],
        "columns": [{"type": "text", "heading": heading} for heading in headings],
        "rows": [{"values": row} for row in block["rows"]],
    }


def _description(picture: FoundPicture) -> str:
    """Return what a picture is said to show; the name of its file says nothing."""
    name = PurePosixPath(urlsplit(picture.src).path).stem
    return "" if picture.alt.casefold() == name.casefold() else picture.alt
