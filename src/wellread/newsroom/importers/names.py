"""From names of a source to our authors, topics and sections; strangers are merged with nobody."""

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from wellread.newsroom import actions, rules
from wellread.newsroom.importers.old_lists import OldLists
from wellread.newsroom.importers.report import Loss, Report
from wellread.newsroom.importers.story import Name
from wellread.newsroom.models import (
    Author,
    AuthorOrigin,
    Section,
    SectionOrigin,
    Topic,
    TopicOrigin,
)

MERGED = "merged with one of the same name here"
# As long as the columns that keep them.
LONGEST_NAME = 120
LONGEST_KEY = 300


class Names:
    """Finds who and what a source means: by its own key for them, else by an equal name."""

    def __init__(self, source: str, lists: OldLists, report: Report) -> None:
        self._source = source
        self._lists = lists
        self._report = report
        self._known: dict[tuple[type[Any], str], Any] = {}
        self._named: dict[type[Any], dict[str, Any]] = {}

    def author(self, name: Name) -> Author:
        """Return the author with this login there."""
        author: Author = self._found(AuthorOrigin, name, _make_author)
        return author

    def topic(self, name: Name) -> Topic:
        """Return the topic with this slug there."""
        topic: Topic = self._found(TopicOrigin, name, _make_topic)
        return topic

    def section(self, name: Name) -> Section:
        """Return the section with this slug there."""
        section: Section = self._found(SectionOrigin, name, _make_section)
        return section

    def _found(self, origins: type[Any], name: Name, make: Callable[[Name], Any]) -> Any:
        key = unicodedata.normalize("NFC", f"{name.kind}/{name.slug}" if name.kind else name.slug)
        key = key[:LONGEST_KEY]
        if (origins, key) not in self._known:
            origin = origins.objects.filter(source=self._source, key=key).first()
            self._known[origins, key] = (
                origin.target if origin else self._settled(origins, key, name, make)
            )
        self._lists.add(name, self._known[origins, key])
        return self._known[origins, key]

    def _settled(
        self, origins: type[Any], key: str, name: Name, make: Callable[[Name], Any]
    ) -> Any:
        model = origins._meta.get_field("target").related_model
        kind, named = model._meta.verbose_name, self._those(origins, model)
        if len(name.name) > LONGEST_NAME:
            self._report.note(name.name, Loss(f"name of a {kind} cut", f"at {LONGEST_NAME}"))
        folded = rules.folded_name(name.name[:LONGEST_NAME])
        if folded in named:
            self._report.note(name.name, Loss(f"{kind} {MERGED}", f"{key} of {self._source}"))
        target = named.get(folded) or make(name)
        named[folded] = target
        origins.objects.create(source=self._source, key=key, target=target)
        return target

    def _those(self, origins: type[Any], model: type[Any]) -> dict[str, Any]:
        """Return those we have by their names; of twins the older."""
        if origins not in self._named:
            self._named[origins] = {
                rules.folded_name(str(one)): one for one in model.objects.order_by("-pk")
            }
        return self._named[origins]


def _make_author(name: Name) -> Author:
    # A login is how somebody signs in there: their name makes the better address.
    slug = _free(actions.slug_for(name.name), Author.objects.values_list("slug", flat=True))
    return actions.create_author(name=name.name[:LONGEST_NAME], slug=slug)


def _make_topic(name: Name) -> Topic:
    slug = _free(actions.slug_for(name.slug), Topic.objects.values_list("slug", flat=True))
    return actions.create_topic(name=name.name[:LONGEST_NAME], slug=slug)


def _make_section(name: Name) -> Section:
    slug = actions.slug_for(name.slug)
    if slug in rules.TAKEN_SLUGS:
        slug = f"{slug}-news"
    slug = _free(slug, Section.objects.values_list("slug", flat=True))
    return actions.create_section(name=name.name[:LONGEST_NAME], slug=slug)


def _free(slug: str, slugs: Iterable[str]) -> str:
    taken = {each.casefold() for each in slugs}
    free = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug.casefold() not in taken else next(one for one in free if one not in taken)
