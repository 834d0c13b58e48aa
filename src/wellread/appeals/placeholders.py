"""What an editor may write in braces: filled in when a campaign is published, or on the device."""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.conf import settings

from wellread.engine.copy import (
    AMOUNT_PLACEHOLDER,
    COUNT_PLACEHOLDER,
    COUNTRY_PLACEHOLDER,
    DEADLINE_PLACEHOLDER,
    GOAL_PLACEHOLDER,
    MINIMUM_PLACEHOLDER,
)
from wellread.engine.values import Fault
from wellread.language import writing
from wellread.language.editors import for_editors

NEWSPAPER, DAYS, MEMBERS = "{newspaper}", "{days}", "{members}"

MEANINGS = {
    COUNT_PLACEHOLDER: for_editors("how many articles the reader has read"),
    DAYS: for_editors("over how many days they are counted"),
    MINIMUM_PLACEHOLDER: for_editors("the least that is taken where the reader is, such as $6"),
    COUNTRY_PLACEHOLDER: for_editors("the reader's country; only where countries are chosen"),
    NEWSPAPER: for_editors("the paper's name"),
    GOAL_PLACEHOLDER: for_editors("how much is left of the goal; only where there is one"),
    MEMBERS: for_editors("how many members there are, rounded down, such as 1,200"),
}
IN_A_LETTER = frozenset(MEANINGS)
WITHOUT_A_COUNT = IN_A_LETTER - {COUNT_PLACEHOLDER}
ON_THE_BUTTON = frozenset({AMOUNT_PLACEHOLDER})
# Nothing of it is known where a newsletter is offered in place of asking for money.
OF_MONEY = frozenset({MINIMUM_PLACEHOLDER, AMOUNT_PLACEHOLDER})
IN_A_DEADLINE = frozenset({DEADLINE_PLACEHOLDER})
# The fields of a variant, or of its words in another language, that print what is known.
LETTER = ("headline", "body", "headline_without_count", "body_without_count")

_BRACES = re.compile(r"\{[^}]*\}?|\}")
# A word of which there are as many as the number says; "of" and the like begin no such word.
_COUNTED = re.compile(re.escape(COUNT_PLACEHOLDER) + r"\s+(?!of\b|in\b)[^\W\d]")
# A letter says "1,200", not "1,237": and copy is not published anew with each who joins.
SAID_DIGITS = 2

# Members are a room's beside this one: whoever stands above both says how many there are.
_counted_by: list[Callable[[], int]] = []


def count_members_with(members: Callable[[], int]) -> None:
    """Have `{members}` print what this returns."""
    _counted_by.append(members)


def fault(text: str, known: Collection[str]) -> str | None:
    """Say what in braces is not known there, and what is; None where all is well."""
    found = next((one for one in _BRACES.findall(text) if one not in known), None)
    if found is None:
        return None
    if not known:
        return for_editors("%(unknown)s is not known here.") % {"unknown": found}
    words = for_editors("%(unknown)s is not known here; what is: %(known)s.")
    return words % {"unknown": found, "known": ", ".join(one for one in _ORDER if one in known)}


_ORDER = (*MEANINGS, AMOUNT_PLACEHOLDER, DEADLINE_PLACEHOLDER)


def require_known(text: str, campaign: Any) -> None:
    """Raise Fault when a Campaign's words print what cannot be known of all its readers."""
    if COUNTRY_PLACEHOLDER in text and not campaign.countries_only:
        problem = for_editors("%(placeholder)s needs a campaign for chosen countries only")
        raise Fault(problem % {"placeholder": COUNTRY_PLACEHOLDER})
    if GOAL_PLACEHOLDER in text and not campaign.goal_amount:
        problem = for_editors("%(placeholder)s needs a goal")
        raise Fault(problem % {"placeholder": GOAL_PLACEHOLDER})
    if MEMBERS in text and not _members():
        raise Fault(for_editors("%(placeholder)s: there are none yet") % {"placeholder": MEMBERS})


def filled(text: str, campaign: Any) -> str:
    """Fill in what is the same for all readers of a Campaign; what is not known stays as it is."""
    known: dict[str, Callable[[], str]] = {
        NEWSPAPER: lambda: str(settings.SITE_NAME),
        DAYS: lambda: writing.number(campaign.count_days),
        MEMBERS: lambda: _members() or MEMBERS,
    }
    for placeholder, said in known.items():
        if placeholder in text:
            text = text.replace(placeholder, said())
    return text


def at_one(campaign: Any) -> Iterator[str]:
    """Warn of each variant of a Campaign that would tell somebody of "1 articles".

    Which words go well with one is each language's own: the line is shown, and its editor decides.
    """
    least = [campaign.min_articles or 0, campaign.other_min_articles]
    if min(one for one in least if one is not None) > 1:
        return
    for variant in campaign.variants.all():
        found = next((line for text in variant.texts for line in _counting(text)), None)
        if found:
            yield for_editors(
                "“%(key)s” says “%(line)s” to whoever has read one article. Have it read well at "
                "any number, such as “Articles read: {article_count}”, or ask from two articles on."
            ) % {"key": variant.key, "line": found.replace(COUNT_PLACEHOLDER, writing.number(1))}


def _counting(text: str) -> list[str]:
    return [line for line in text.splitlines() if _COUNTED.search(line)]


def _members() -> str:
    number = _counted_by[-1]() if _counted_by else 0
    unit = 10 ** max(0, len(str(number)) - SAID_DIGITS)
    return writing.number(number // unit * unit) if number else ""


def faults_of(said: Any, *, is_of_newsletter: bool) -> dict[str, str]:
    """Return what is wrong in the fields of a variant, or of its words in another language."""
    known: dict[str, Collection[str]] = {
        **dict.fromkeys(("headline", "body"), IN_A_LETTER),
        **dict.fromkeys(("headline_without_count", "body_without_count"), WITHOUT_A_COUNT),
        "join_label": ON_THE_BUTTON,
        "sign_in_label": (),
    }
    gone: Collection[str] = OF_MONEY if is_of_newsletter else ()
    found = {
        field: fault(getattr(said, field), frozenset(words).difference(gone))
        for field, words in known.items()
    }
    return {field: problem for field, problem in found.items() if problem}


def fault_of_deadline(text: str) -> str | None:
    """Say what is wrong with a line about a deadline; None where all is well, or nothing said."""
    problem = fault(text, IN_A_DEADLINE)
    if text and not problem and DEADLINE_PLACEHOLDER not in text:
        return for_editors("Write {deadline} where the moment is to stand.")
    return problem


def lacking_without_count(said: Any) -> dict[str, str]:
    """Return which half is missing of the words for readers whose number is unknown."""
    if said.headline_without_count and not said.body_without_count:
        return {"body_without_count": for_editors("Write the letter that goes with this headline.")}
    if said.body_without_count and not said.headline_without_count:
        return {
            "headline_without_count": for_editors("Write the headline that goes with this letter.")
        }
    return {}
