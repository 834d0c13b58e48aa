"""The words of the edition that the journeys are run in, as its own catalogue has them.

`WELLREAD_TEST_EDITION` names the edition: en by default, he or de or any other there are words of.
A journey names what it looks for by the words in the source, so each of them says what it means.
"""

import os
import re
from functools import cache

from django.utils import translation

from wellread.language import catalogues
from wellread.payments.money import Money

EDITION = os.environ.get("WELLREAD_TEST_EDITION", "en")
# Placeholders of templates, of Python and of e-mails; and the markup that a browser does not show.
FACT = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
MARKUP = re.compile(r"<[^>]+>|\{(?:if|unless) \w+\}")
# What is promised to whoever cancels.
CANCELLED = (
    "Your membership is cancelled. Your benefits stay until %(date)s, and nothing more will be "
    "charged. An e-mail confirms this."
)

CANCELLED_AT_ONCE = (
    "Your membership is cancelled. Nothing more will be charged. An e-mail confirms this."
)


def say(message, *, of=None, **facts):
    """Return what the edition's readers read for a message of the source, with these facts.

    `of` is the context of a message that stands for several things.
    """
    facts = {name: str(fact) for name, fact in facts.items()}
    return FACT.sub(lambda found: facts[found[1] or found[2]], _shown(_translated(message, of)))


def like(message, **facts):
    """Return the pattern of a message in which every fact that is not given may be any."""
    parts, end, text = [], 0, _shown(_translated(message))
    for found in FACT.finditer(text):
        fact = facts.get(found[1] or found[2])
        parts += [re.escape(text[end : found.start()]), ".+?" if fact is None else re.escape(fact)]
        end = found.end()
    return re.compile("".join([*parts, re.escape(text[end:])]))


def counted(number, one, many):
    """Return a message that depends on a number."""
    assert (one, None) in _known() or one in {message for message, _ in _known()}
    with translation.override(EDITION):
        return (translation.ngettext(one, many, number)) % {"number": number}


def dollars(amount):
    """Return whole dollars as the edition writes them: $8, 8 $."""
    return Money(amount * 100, "USD").written(EDITION)


def monthly(amount):
    """Return a price by the month: $8 a month."""
    return say("%(amount)s a month", amount=dollars(amount))


def yearly(amount):
    """Return a price by the year: $120 a year."""
    return say("%(amount)s a year", amount=dollars(amount))


def _translated(message, of=None):
    contexts = {context for known, context in _known() if known == message}
    [context] = contexts if of is None else contexts & {of}
    with translation.override(EDITION):
        if context is None:
            return translation.gettext(message)
        return translation.pgettext(context, message)


def _shown(text):
    return MARKUP.sub("", text)


@cache
def _known():
    """Return every message that readers meet, with its context: a journey looks for no other."""
    kept = catalogues.read(catalogues.languages()[0])
    return {
        (one.id if isinstance(one.id, str) else one.id[0], one.context)
        for one in kept
        if one.id and not catalogues.is_for_editors(one)
    }
