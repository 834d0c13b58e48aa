"""Copy documents: what a variant says, and what it asks for."""

import re
from dataclasses import dataclass
from typing import Any

from wellread.engine.values import (
    Fault,
    country,
    fingerprint,
    language,
    list_of,
    must,
    object_of,
    one_of,
    or_null,
    step,
    text,
    whole,
)

COUNT_PLACEHOLDER = "{article_count}"
# Filled in on the button alone: the amount that is chosen, and how often.
AMOUNT_PLACEHOLDER = "{amount}"
CURRENCY = re.compile(r"[A-Z]{3}")


class CopyFault(Fault):
    """A copy document that cannot be published; its text begins with the path of the fault."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs a letter; `portrait` is the address of an image."""

    name: str
    role: str
    portrait: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """An appeal's words in one language; `body` is a list of paragraphs."""

    headline: str
    body: tuple[str, ...]
    signature: Signature | None
    join: str
    sign_in: str

    @property
    def prints_count(self) -> bool:
        """Whether the reader's article count is printed in the headline or the body."""
        return any(COUNT_PLACEHOLDER in line for line in (self.headline, *self.body))


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked in some countries (none named: in all), in minor units of the currency."""

    countries: tuple[str, ...]
    interval: str
    currency: str
    amounts: tuple[int, ...]
    preset: int
    minimum: int


@dataclass(frozen=True, slots=True)
class Copy:
    """What a variant says by language, with and without the number, and what it asks."""

    copy: dict[str, Words]
    copy_without_count: dict[str, Words] | None
    asks: tuple[Ask, ...]

    @property
    def prints_count(self) -> bool:
        """Whether the copy prints the reader's article count."""
        return any(words.prints_count for words in self.copy.values())


def parse_copy(document: object) -> Copy:
    """Return the copy of this JSON object; raise CopyFault with the path of what is wrong."""
    try:
        return _read_copy(document)
    except Fault as fault:
        raise CopyFault(fault.problem, fault.path) from None


def copy_hash(document: object) -> str:
    """Return the name under which this content is published for ever."""
    return fingerprint(document)


def _words_by_language(value: Any) -> dict[str, Words]:
    if not isinstance(value, dict):
        raise must("an object", value)
    if not value:
        raise Fault("must have at least one language")
    found = {}
    for tag, words in value.items():
        try:
            language(tag)
            found[tag] = _read_words(words)
        except Fault as fault:
            raise fault.under(step(str(tag))) from None
    return found


def _without_count(value: Any) -> dict[str, Words]:
    found = _words_by_language(value)
    for tag, words in found.items():
        if words.prints_count:
            raise Fault(f"must not print {COUNT_PLACEHOLDER}", tag)
    return found


def _asks(value: Any) -> tuple[Ask, ...]:
    asks = list_of(_read_ask)(value)
    if not asks:
        raise Fault("must have at least one ask")
    for place, ask in enumerate(asks[:-1]):
        if not ask.countries:
            raise Fault("must name countries: only the last ask is for all", f"[{place}].countries")
    if asks[-1].countries:
        raise Fault("must be empty: the last ask is for all", f"[{len(asks) - 1}].countries")
    return asks


def _ask(*parts: Any) -> Ask:
    ask = Ask(*parts)
    for place, amount in enumerate(ask.amounts):
        if amount < ask.minimum:
            raise must(f"at least the minimum, {ask.minimum}", amount).under(f"amounts[{place}]")
    if ask.preset not in ask.amounts:
        raise must("one of the amounts", ask.preset).under("preset")
    return ask


def _currency(value: Any) -> str:
    if isinstance(value, str) and CURRENCY.fullmatch(value):
        return value
    raise must("an ISO 4217 code like USD", value)


def _label(value: Any) -> str:
    # Nobody fills in the number there: readers would see the braces.
    if COUNT_PLACEHOLDER in text(value):
        raise Fault(f"must not print {COUNT_PLACEHOLDER}")
    return str(value)


_amount = whole("minor units", least=1)
_read_words = object_of(
    Words,
    {
        "headline": text,
        "body": list_of(text),
        "signature": or_null(
            object_of(Signature, {"name": text, "role": text, "portrait": or_null(text)})
        ),
        "join": _label,
        "sign_in": _label,
    },
)
_read_ask = object_of(
    _ask,
    {
        "countries": list_of(country),
        "interval": one_of("month", "year", "once"),
        "currency": _currency,
        "amounts": list_of(_amount),
        "preset": _amount,
        "minimum": _amount,
    },
)
_read_copy = object_of(
    Copy,
    {
        "copy": _words_by_language,
        "copy_without_count": or_null(_without_count),
        "asks": _asks,
    },
)
