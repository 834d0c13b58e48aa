"""What changed between two saved states of a campaign: each field with both values, in words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from babel.numbers import format_decimal
from django.db import models
from django.utils.text import capfirst
from wagtail.admin.compare import diff_text
from wagtail.admin.views.generic.models import RevisionsCompareView
from wagtail.models import DraftStateMixin, RevisionMixin

from wellread.appeals import rules, vocabularies
from wellread.appeals.fields import WordsField
from wellread.appeals.models import Ask, Campaign, Translation, Variant
from wellread.appeals.sentence import moment
from wellread.language import writing
from wellread.language.editors import for_editors, speaking

# What a state is kept by, and no editor chose.
KEPT_BY = frozenset(
    {
        "id",
        "sort_order",
        *(field.name for kept in (DraftStateMixin, RevisionMixin) for field in kept._meta.fields),
    }
)
ROWS_BELOW = {Campaign: ("variants",), Variant: ("asks", "translations")}
NAMED_BY = {Variant: "key", Translation: "language"}

Row = Campaign | Variant | Ask | Translation


class ChangedField(NamedTuple):
    """One field that has another value: of what, which, and both; a row may come or go whole."""

    of: str
    field: str
    before: str
    after: str


class Marked(NamedTuple):
    """A change as it is shown: each value in parts, as (whether only it has the part, text)."""

    of: str
    field: str
    before: list[tuple[bool, str]]
    after: list[tuple[bool, str]]


def changes(before: Campaign, after: Campaign) -> list[ChangedField]:
    """Return what differs, as the form orders it: the campaign's own, then each row's."""
    return [*_changes("", before, after)]


def _changes(of: str, before: Row | None, after: Row | None) -> Iterator[ChangedField]:
    one = after or before
    assert one is not None
    for field in _fields(type(one)):
        values = _in_words(before, field), _in_words(after, field)
        if values[0] != values[1]:
            yield ChangedField(of, capfirst(str(field.verbose_name)), *values)
    for name in ROWS_BELOW.get(type(one), ()):
        yield from _changed_rows(of, _rows(before, name), _rows(after, name))


def _changed_rows(of: str, before: Sequence[Row], after: Sequence[Row]) -> Iterator[ChangedField]:
    pairs = list(_pairs(before, after))
    for old, new in pairs:
        name = _named(of, new or old, after if new else before)
        if old is None or new is None:
            there, gone = for_editors("there"), for_editors("not there")
            values = (there, gone) if new is None else (gone, there)
            yield ChangedField(name, for_editors("This row"), *values)
        yield from _changes(name, old, new)
    stayed = [(old, new) for old, new in pairs if old is not None and new is not None]
    places = [before.index(old) for old, _ in stayed]
    if places != sorted(places):
        olds = sorted((old for old, _ in stayed), key=before.index)
        orders = olds, [new for _, new in stayed]
        yield ChangedField(of, for_editors("Order"), *("; ".join(map(str, one)) for one in orders))


def _pairs(before: Sequence[Row], after: Sequence[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Pair rows that are the same: by number, else by name, else, of what has none, by place.

    A row of a draft has no number before it is published.
    """
    left = list(before)
    for place, new in enumerate(after):
        old = next((one for one in left if new.pk and one.pk == new.pk), None) or next(
            (one for one in left if _is_same(one, before.index(one), new, place)), None
        )
        if old is not None:
            left.remove(old)
        yield old, new
    yield from ((old, None) for old in left)


def _is_same(old: Row, old_place: int, new: Row, place: int) -> bool:
    if old.pk and new.pk:
        return False
    name = NAMED_BY.get(type(new))
    return getattr(old, name) == getattr(new, name) if name else old_place == place


def _rows(row: Row | None, name: str) -> list[Any]:
    return list(getattr(row, name).all()) if row is not None else []


def _named(of: str, row: Row | None, among: Sequence[Row]) -> str:
    match row:
        case Variant():
            said = for_editors("Variant “%(key)s”") % {"key": row.key}
        case Translation():
            said = for_editors("In %(language)s") % {
                "language": vocabularies.languages().get(row.language, row.language)
            }
        case _:
            said = for_editors("Amounts, row %(number)s") % {"number": among.index(row) + 1}
    return f"{of} · {said}" if of else said


def _fields(model: type[Row]) -> Iterator[models.Field[Any, Any]]:
    for field in model._meta.concrete_fields:
        is_parent = field.remote_field is not None and field.name in ("campaign", "variant")
        if field.name not in KEPT_BY and not is_parent:
            yield field


def _in_words(row: Row | None, field: models.Field[Any, Any]) -> str:
    if row is None:
        return ""
    value = getattr(row, field.name)
    if isinstance(field, WordsField):
        names = vocabularies.known(field.kind)
        return ", ".join(names.get(word) or word for word in rules.words(value))
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    match value:
        case None | "":
            return ""
        case bool():
            return for_editors("yes") if value else for_editors("no")
        case datetime():
            return moment(value)
        case str():
            # Browsers end lines by two characters, and what was made elsewhere by one.
            return value.replace("\r\n", "\n")
    if isinstance(field, (models.IntegerField, models.DecimalField)):
        return format_decimal(value, locale=writing.editors_locale())
    return str(value)


def marked(found: Iterable[ChangedField]) -> list[Marked]:
    """Return changes with what only one value has told apart from what both have."""
    return [Marked(one.of, one.field, *_parts(one.before, one.after)) for one in found]


def _parts(before: str, after: str) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
    parts = diff_text(before, after).changes
    return (
        [(kind == "deletion", text) for kind, text in parts if kind != "addition"],
        [(kind == "addition", text) for kind, text in parts if kind != "deletion"],
    )


class CompareView(RevisionsCompareView):  # type: ignore[misc]
    """Two saved states side by side, who saved each and when, and the way back to the older."""

    template_name = "appeals/revisions_compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add each changed field, both states' makers, and whether the first may be restored."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        before, after = (self._kept(name) for name in (self.revision_id_a, self.revision_id_b))
        with speaking():
            found = marked(changes(context["revision_a"], context["revision_b"]))
        is_older = before is not None and before.pk != self.object.latest_revision_id
        return context | {
            "changes": found,
            "states": [_told(one) for one in (before, after)],
            "restored": before if found and is_older else None,
        }

    def _kept(self, name: str) -> Any:
        """Return the saved state that an address names; None where nobody saved it."""
        if name == "live":
            return self.object.live_revision
        saved = self.object.revisions.order_by("created_at", "id").select_related("user")
        by_name = {"earliest": saved.first, "latest": saved.last}
        return by_name[name]() if name in by_name else saved.get(pk=name)

    def _get_comparison(self, before: Any, after: Any) -> list[Any]:
        """Leave Wagtail's own comparison: it passes over rows below rows."""
        return []


def _told(revision: Any) -> str:
    if revision is None:
        return for_editors("Nobody's saved state")
    at, who = moment(revision.created_at), revision.user
    return for_editors("%(moment)s, by %(who)s") % {"moment": at, "who": who} if who else at
