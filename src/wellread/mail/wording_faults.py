"""What is wrong with words that an editor wrote, said at the field in which it is."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from wellread.language.editors import for_editors
from wellread.mail.rules import (
    ADDRESS,
    BRACES,
    CONDITION,
    LINK_TARGET,
    PLACEHOLDER,
    Placeholder,
    Wording,
    blocks,
)

LINES = ("subject", "preheader", "signed_by", "role")


def faults(wording: Wording, known: Iterable[Placeholder]) -> dict[str, list[str]]:
    """Return what has to be changed before these words can be sent, by field."""
    by_name = {one.name: one for one in known}
    found: dict[str, list[str]] = {}
    for field in LINES:
        found[field] = list(faults_of_line(getattr(wording, field), by_name))
    found["body"] = list(_of_body(wording.body, by_name))
    if not found["subject"] and not wording.subject.strip():
        found["subject"] = [for_editors("An e-mail needs a subject.")]
    said = PLACEHOLDER.findall(wording.body + wording.subject)
    wanting = [one.name for one in by_name.values() if one.is_needed and one.name not in said]
    for name in wanting:
        found["body"].append(
            for_editors("Without {%(name)s} this e-mail is of no use.") % {"name": name}
        )
    return {field: words for field, words in found.items() if words}


def faults_of_line(text: str, known: Mapping[str, Placeholder]) -> Iterator[str]:
    """Return what is wrong with words of one line."""
    if "\n" in text or "\r" in text:
        yield for_editors("This must be one line.")
    for braces in BRACES.findall(text):
        yield from _of_placeholder(braces, known)
    for name in PLACEHOLDER.findall(text):
        one = known.get(name)
        if one is not None and (one.is_address or one.is_list or one.may_be_empty):
            yield for_editors("{%(name)s} cannot stand here, only in the body.") % {"name": name}


def _of_body(body: str, known: Mapping[str, Placeholder]) -> Iterator[str]:
    if not body.strip():
        yield for_editors("An e-mail needs a body.")
    for block in blocks(body):
        for _word, name in block.conditions:
            if name not in known:
                yield _unknown(name, known)
        yield from _of_block(block.text, known)


def _of_block(text: str, known: Mapping[str, Placeholder]) -> Iterator[str]:
    targets = LINK_TARGET.findall(text)
    for braces in BRACES.findall(text):
        if CONDITION.fullmatch(braces):
            yield for_editors("%(braces)s stands at the beginning of a paragraph.") % {
                "braces": braces
            }
        else:
            yield from _of_placeholder(braces, known)
    for target in targets:
        yield from _of_target(target, known)
    behind_words = [name for target in targets for name in PLACEHOLDER.findall(target)]
    for name in PLACEHOLDER.findall(text):
        one = known.get(name)
        if one is None:
            continue
        if one.is_address and name not in behind_words:
            yield for_editors("Put {%(name)s} behind words: [Open it]({%(name)s}).") % {
                "name": name
            }
        if one.is_list and text.strip() != f"{{{name}}}":
            yield for_editors("{%(name)s} is a list: it needs a paragraph of its own.") % {
                "name": name
            }


def _of_placeholder(braces: str, known: Mapping[str, Placeholder]) -> Iterator[str]:
    found = PLACEHOLDER.fullmatch(braces)
    if found is None:
        yield for_editors("“%(braces)s” is no placeholder.") % {"braces": braces}
    elif found[1] not in known:
        yield _unknown(found[1], known)
    elif known[found[1]].is_flag:
        yield for_editors("{%(name)s} is only asked after: {if %(name)s}.") % {"name": found[1]}


def _of_target(target: str, known: Mapping[str, Placeholder]) -> Iterator[str]:
    names = PLACEHOLDER.findall(target)
    is_ours = len(names) == 1 and target == f"{{{names[0]}}}"
    if is_ours and (names[0] not in known or known[names[0]].is_address):
        return
    if not ADDRESS.fullmatch(target):
        yield for_editors(
            "A link leads to https://…, mailto:… or one of the addresses below, not “%(it)s”."
        ) % {"it": target}


def _unknown(name: str, known: Mapping[str, Placeholder]) -> str:
    for meant in get_close_matches(name, known, n=1):
        return for_editors("There is no {%(name)s} here; {%(meant)s} is meant?") % {
            "name": name,
            "meant": meant,
        }
    return for_editors("There is no {%(name)s} in this e-mail.") % {"name": name}
