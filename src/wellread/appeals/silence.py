"""Where no house notice stands either: what is switched off, and the lists of what is silent."""

from collections.abc import Iterable
from typing import NamedTuple

from wellread.appeals import queries, rules
from wellread.appeals.choices import Switch
from wellread.appeals.models import LineUpSettings

OF_NOTICES = frozenset({Switch.ALL.value, Switch.NOTICES.value})


class _Silence(NamedTuple):
    is_everywhere: bool
    sections: frozenset[str]
    topics: frozenset[str]


_known: dict[str, _Silence] = {}


def keeps_notices_from(section: str | None, topics: Iterable[str]) -> bool:
    """Return whether a page of this section and these topics bears no house notice."""
    # What is read while it is changed goes into a dict that is thrown away.
    known = _known
    if "now" not in known:
        known["now"] = _read()
    now = known["now"]
    return now.is_everywhere or section in now.sections or not now.topics.isdisjoint(topics)


def forget() -> None:
    """Read anew at the next page: something was silenced or not any more, here or elsewhere."""
    global _known
    _known = {}


def _read() -> _Silence:
    off = {change.switch for change in queries.switched_off()}
    whole = LineUpSettings.objects.first() or LineUpSettings()
    return _Silence(
        not off.isdisjoint(OF_NOTICES),
        frozenset(rules.words(whole.silent_sections)),
        frozenset(rules.words(whole.silent_topics)),
    )
