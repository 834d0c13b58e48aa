"""The words that scripts put on a page: one document a language, fetched when one is drawn."""

import hashlib
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, ngettext, override, pgettext

from wellread.language import catalogues, writing

# Where a number goes is left for the script; it writes the number as the page's language does.
NUMBER = "{number}"
# As many as show every plural form of a language: Arabic's last one begins at 100.
EXAMPLES = range(200)


def address() -> str:
    """Return where the edition's words are found; they may be kept for ever."""
    return f"/words.{settings.LANGUAGE_CODE}.{document(settings.LANGUAGE_CODE)[0]}.json"


def language_of(tag: str) -> str | None:
    """Return the language of ours that a tag names, or None."""
    known = {code.lower(): code for code in ("en", *catalogues.languages())}
    return known.get(tag.lower()) or known.get(tag.lower().partition("-")[0])


@cache
def document(language: str) -> tuple[str, bytes]:
    """Return a language's words as JSON, and what the address names them by."""
    with override(language):
        body = json.dumps(_words(), ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.blake2b(body, digest_size=8).hexdigest(), body


def _words() -> dict[str, Any]:
    return {
        "appeal": _appeal(),
        "why": _why(),
        "question": _question(),
        "control": _control(),
        "live": _live(),
    }


def _appeal() -> dict[str, Any]:
    return {
        "close": pgettext("button", "Close"),
        "fold": gettext("Make this small"),
        "unfold": gettext("A word from us"),
        "line": gettext("Support the paper"),
        "other": gettext("Choose another amount"),
        "other_short": pgettext("beside an appeal", "Another amount"),
        "why": gettext("Why am I seeing this?"),
        "why_short": pgettext("beside an appeal", "Why?"),
        "legends": {
            "month": gettext("Choose a monthly amount"),
            "year": gettext("Choose a yearly amount"),
            "once": gettext("Choose an amount to give once"),
        },
        "cards": {
            "legend": gettext("Choose how you give"),
            "month": gettext("Every month"),
            "year": gettext("Every year"),
            "once": pgettext("how often", "Once"),
        },
        "goal": {
            "given": gettext("%(given)s of %(goal)s given")
            % {"given": "{given}", "goal": "{goal}"},
            "unknown": gettext("The goal is %(goal)s. How much was given is not known just now.")
            % {"goal": "{goal}"},
            "reach": pgettext("headline of an appeal", "Help us reach %(goal)s")
            % {"goal": "{goal}"},
        },
        "remind": {
            "door": gettext("Remind me on a day"),
            "how": gettext(
                "Not now? Pick a day. We write to you once on it, and then forget your address."
            ),
            "when": pgettext("reminder", "When?"),
            "week": gettext("In a week"),
            "month": gettext("On the first of next month"),
            "own": gettext("On another day"),
            "day": gettext("The day"),
            "send": gettext("Remind me"),
            "done": gettext(
                "We remind you on %(day)s, and nobody asks you on this device until then. The "
                "e-mail that says so has a link to take it back."
            )
            % {"day": "{day}"},
        },
        "newsletter": {
            "address": gettext("Your e-mail address"),
            "sent": gettext(
                "Look into your mailbox: an e-mail is on its way to %(address)s. Press the button "
                "in it, and your newsletter begins."
            )
            % {"address": "{address}"},
            "private": gettext("Until then we keep your address nowhere."),
            "empty": gettext("Leave this empty"),
        },
        "sending": {
            "now": pgettext("button", "Sending…"),
            "unknown": gettext(
                "No answer came, so this may not have arrived. Please try again in a moment."
            ),
            "page": gettext("Or use the form’s own page"),
        },
        "intervals": {
            "month": gettext("%(amount)s a month") % {"amount": "{amount}"},
            "year": gettext("%(amount)s a year") % {"amount": "{amount}"},
            "once": "{amount}",
        },
    }


def _why() -> dict[str, Any]:
    days, share, date, words = "{days}", "{share}", "{date}", "{words}"
    return {
        "read": _by_number(
            lambda number: ngettext(
                "You have read %(number)s story here in the past %(days)s days, with this one.",
                "You have read %(number)s stories here in the past %(days)s days, with this one.",
                number,
            ).replace("%(days)s", days)
        ),
        "unknown": gettext("How many stories you have read here is not known."),
        "only": gettext("Only stories of these sections and topics count: %(words)s.")
        % {"words": words},
        "least": _by_number(
            lambda number: ngettext(
                "It asks whoever has read %(number)s story or more.",
                "It asks whoever has read %(number)s stories or more.",
                number,
            )
        ),
        "most": _by_number(
            lambda number: ngettext(
                "It asks nobody who has read more than %(number)s story.",
                "It asks nobody who has read more than %(number)s stories.",
                number,
            )
        ),
        "asked": _by_number(
            lambda number: ngettext(
                "Before this you were asked %(number)s time.",
                "Before this you were asked %(number)s times.",
                number,
            )
        ),
        "first": gettext("No earlier appeal is counted."),
        "counted_campaign": gettext("Only what this campaign has asked is counted."),
        "counted_placement": gettext("Only appeals at this place on the page are counted."),
        "counted_all": gettext("The line above a story's head is not counted."),
        "cap": _by_number(
            lambda number: ngettext(
                "It asks at most %(number)s time in %(days)s days.",
                "It asks at most %(number)s times in %(days)s days.",
                number,
            ).replace("%(days)s", days)
        ),
        "non_members": gettext("It asks nobody who is a member."),
        "members": gettext("It asks members only."),
        "former_members": gettext("It asks former members only."),
        "gap": gettext("Days between two appeals, at the least: %(number)s.") % {"number": NUMBER},
        "closed": gettext("Days of rest once it is closed: %(number)s.") % {"number": NUMBER},
        "drawn": gettext(
            "Several wordings are tried. You see one that chance shows to %(share)s of readers."
        )
        % {"share": share},
        "private": gettext(
            "Your own device has decided this, by rules that are the same for all. Nobody was told "
            "who read what."
        ),
        "rest": gettext("Do not ask me for 30 days"),
        "rested": gettext("You are not asked before %(date)s, on this device.") % {"date": date},
        "how": gettext("How we count"),
        "proof": gettext("Save a file to check it by"),
        "check": gettext("Check such a file"),
    }


def _question() -> dict[str, str]:
    return {
        "title": gettext("May we count the articles you read here?"),
        "why": gettext(
            "The number stays on this device and tells us when it is fair to ask for your "
            "support. We keep no list of what you read, and you can change your mind at any time."
        ),
        "yes": gettext("Yes, count"),
        "no": gettext("No, do not count"),
        "counted": gettext("Thank you. We count from here on."),
        "not_counted": gettext("Thank you. Nothing is counted."),
    }


def _control() -> dict[str, str]:
    return {
        "nothing": gettext("Nothing is counted on this device."),
        "allow": gettext("Count the articles I read"),
        "refused": gettext(
            "This browser does not let us remember anything, so nothing is counted."
        ),
        "counted": gettext(
            "Articles this device has counted in the past 30 days: %(number)s. We keep no list of "
            "them."
        )
        % {"number": NUMBER},
        "stop": gettext("Stop counting and erase the count"),
    }


def _live() -> dict[str, Any]:
    return {
        "pause": gettext("Pause updates"),
        "resume": gettext("Resume updates"),
        "new": _by_number(
            lambda number: ngettext("%(number)s new update.", "%(number)s new updates.", number)
        ),
        "show": _by_number(
            lambda number: ngettext(
                "Show %(number)s new update", "Show %(number)s new updates", number
            )
        ),
        "closed": gettext("This live blog has closed."),
    }


def _by_number(say: Callable[[int], str]) -> dict[str, str]:
    """Return a sentence for each of the language's kinds of number, by CLDR's names of them."""
    kind = writing.locale().plural_form
    found: dict[str, str] = {}
    for number in EXAMPLES:
        found.setdefault(kind(number), say(number) % {"number": NUMBER})
    return found
