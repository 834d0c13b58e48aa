"""What asking brings over not asking, in the words of the desk."""

from collections.abc import Iterable

from wellread.appeals import queries as appeals
from wellread.experiments.lifts import Lift, lift
from wellread.experiments.ratios import Bounds
from wellread.insights import comparing
from wellread.language.editors import for_editors

# Beyond this nothing is known yet.
_MOST_SAID = 5.0


def lifts(campaigns: Iterable[str]) -> dict[str, str]:
    """Return what is known of each campaign that held readers out, one of whom joined."""
    found = {
        key: lift(comparing.joined(key, appeals.holdouts_by_version(key))) for key in campaigns
    }
    return {key: _words(one) for key, one in found.items() if one.asked + one.held}


def _words(one: Lift) -> str:
    joined = for_editors(
        "Of readers who joined, %(asked)s had been asked and %(held)s held out by chance."
    ) % {"asked": one.asked, "held": one.held}
    return f"{joined} {_more(one.more)}"


def _more(more: Bounds) -> str:
    least, most = (f"{100 * end:+.0f} %".replace("-", "−") for end in more)
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
    return said % {"least": least, "most": most}
