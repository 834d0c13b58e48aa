"""What asking brings over not asking, or over asking by another rule, in the words of the desk."""

from collections.abc import Iterable
from datetime import datetime

from wellread.appeals import queries as appeals
from wellread.appeals.otherwise import Otherwise
from wellread.experiments.lifts import Lift, lift
from wellread.experiments.ratios import Bounds
from wellread.insights import comparing
from wellread.language.editors import for_editors
from wellread.payments.money import Money

# Beyond this nothing is known yet.
_MOST_SAID = 5.0


def lifts(campaigns: Iterable[str], now: datetime) -> dict[str, str]:
    """Return what is known of each campaign that held readers out, one of whom joined."""
    keys = sorted(campaigns)
    if not keys:
        return {}
    worth, two_rules = comparing.Worths(now), appeals.two_rules(keys)
    found = {}
    for key in keys:
        told = comparing.joined(key, appeals.holdouts_by_version(key), worth)
        one = lift(told, cap_minor=worth.settings.cap_minor)
        if one.asked + one.held:
            sums = [
                sum(minor * number for joined in told for minor, number in getattr(joined, side))
                for side in ("asked_minor", "held_minor")
            ]
            money = [Money(minor, worth.settings.currency) for minor in sums] if any(sums) else []
            found[key] = _words(one, money, two_rules.get(key))
    return found


def _words(one: Lift, money: list[Money], two: Otherwise | None) -> str:
    if two is not None:
        return _of_two_rules(one, money, two)
    joined = for_editors(
        "Of readers who joined, %(asked)s had been asked and %(held)s held out by chance."
    ) % {"asked": one.asked, "held": one.held}
    return " ".join(filter(None, (joined, _more(one.more), _worth(one.value, money))))


def _of_two_rules(one: Lift, money: list[Money], two: Otherwise) -> str:
    generous, strict = two.words
    said = for_editors(
        "Two rules, dealt out by chance: of readers for whom they differ and who joined, asked or "
        "not, %(asked)s were of those asked %(generous)s, who are %(more)s of all, and %(held)s of "
        "those asked %(strict)s."
    ) % {
        "asked": one.asked,
        "held": one.held,
        "generous": generous,
        "strict": strict,
        "more": f"{100 * (1 - two.strict_share):.4g} %",
    }
    named = {"generous": generous, "strict": strict}
    if money:
        said += " " + for_editors(
            "Over three years they are worth about %(more)s and %(less)s."
        ) % {"more": money[0], "less": money[1]}
    return f"{said} {_by_reader_and_month(one.value, named)}"


def _by_reader_and_month(value: Bounds, named: dict[str, str]) -> str:
    if value.most > _MOST_SAID and value.least <= 0:
        return for_editors("Which of the two is worth more by reader and month cannot be said yet.")
    if value.least <= 0 <= value.most:
        said = for_editors(
            "By reader and month there is no clear difference yet: asking %(generous)s is worth "
            "between %(least)s and %(most)s more than %(strict)s, at 95 %%, however often one "
            "looks."
        )
    elif value.most > _MOST_SAID:
        said = for_editors(
            "By reader and month, asking %(generous)s is worth at least %(least)s more than "
            "%(strict)s: at 95 %%, however often one looks."
        )
    else:
        said = for_editors(
            "By reader and month, asking %(generous)s is worth between %(least)s and %(most)s more "
            "than %(strict)s: at 95 %%, however often one looks."
        )
    return said % (named | _ends(value))


def _worth(value: Bounds, money: list[Money]) -> str:
    """Say how much more a month of a reader who may be asked is worth."""
    if not money or (value.most > _MOST_SAID and value.least <= 0):
        return ""
    if value.most > _MOST_SAID:
        said = for_editors(
            "In worth over three years it is at least %(least)s by reader and month."
        )
    else:
        said = for_editors(
            "In worth over three years it is between %(least)s and %(most)s by reader and month."
        )
    return said % _ends(value)


def _more(more: Bounds) -> str:
    if more.most > _MOST_SAID and more.least <= 0:
        return for_editors("What asking brings cannot be said yet.")
    if more.most > _MOST_SAID:
        said = for_editors(
            "Whoever is asked joins at least %(least)s oftener: at 95 %%, however often one looks."
        )
    else:
        said = for_editors(
            "Whoever is asked joins between %(least)s and %(most)s oftener: at 95 %%, however "
            "often one looks."
        )
    return said % _ends(more)


def _ends(bounds: Bounds) -> dict[str, str]:
    least, most = (f"{100 * end:+.0f} %".replace("-", "−") for end in bounds)
    return {"least": least, "most": most}
