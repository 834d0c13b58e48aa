"""Where no house notice stands either: what is switched off, and the lists of what is silent."""

from collections.abc import Iterable
from typing import NamedTuple

from wellread.appeals import queries, rules
from wellread.appeals.choices import Switch
from wellread.appeals.models import LineUpSettings
from wellread.engine.line_up import Silence
from wellread.engine.refusal import is_listed

OF_NOTICES = frozenset({Switch.ALL.value, Switch.NOTICES.value})


class _SilenceNow(NamedTuple):
    is_everywhere: bool
    lists: Silence


_known: dict[str, _SilenceNow] = {}


def keeps_notices_from(section: str | None, topics: Iterable[str]) -> bool:
    """Return whether a page of this section and these topics bears no house notice."""
    # What is read while it is changed goes into a dict that is thrown away.
    known = _known
    if "now" not in known:
        known["now"] = _read()
    now = known["now"]
    return now.is_everywhere or is_listed(now.lists, section, topics)


def forget() -> None:
    """Read anew at the next page: something was silenced or not any more, here or elsewhere."""
    global _known
    _known = {}


def _read() -> _SilenceNow:
    off = {change.switch for change in queries.switched_off()}
    whole = LineUpSettings.objects.first() or LineUpSettings()
    sections, topics = (
        frozenset(rules.words(text)) for text in (whole.silent_sections, whole.silent_topics)
    )
    return _SilenceNow(not off.isdisjoint(OF_NOTICES), Silence(sections=sections, topics=topics))
