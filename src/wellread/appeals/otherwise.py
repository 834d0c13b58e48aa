"""Whether to ask at all: part of the readers by another threshold or cap, dealt out by chance.

The line-up has two campaigns for it: the stricter rule under the campaign's own id, and below it
the other one, whose holdout are those for whom the stricter rule stands. So the device weighs
nothing new, a reader is on one side for good, and where both differ it keeps which one theirs was.
"""

from typing import Any, NamedTuple

from wellread.language.editors import for_editors, for_editors_counted

# Behind a campaign's short name: what only the more generous rule asks.
OTHER = ".other"
LONGEST_KEY = 64 - len(OTHER)


class AskingRule(NamedTuple):
    """From how many articles on, and how often at most; None is no limit."""

    min_articles: int | None
    cap_views: int | None

    @property
    def generosity(self) -> tuple[int, float]:
        """The more of both, the oftener it asks."""
        often = float("inf") if self.cap_views is None else self.cap_views
        return -(self.min_articles or 0), often


class Otherwise(NamedTuple):
    """Both rules, and the share of readers for whom the stricter one stands."""

    strict: AskingRule
    generous: AskingRule
    strict_share: float

    @property
    def words(self) -> tuple[str, str]:
        """What tells the generous rule from the strict one, and the other way round."""
        if self.strict.cap_views != self.generous.cap_views:
            return _often(self.generous.cap_views), _often(self.strict.cap_views)
        return _from(self.generous.min_articles), _from(self.strict.min_articles)


def otherwise(campaign: Any) -> Otherwise | None:
    """Return the two rules of a campaign (a row, or a form's) that tries two."""
    if not campaign.other_percent:
        return None
    own = AskingRule(campaign.min_articles, campaign.cap_views)
    other = own._replace(min_articles=campaign.other_min_articles)
    if campaign.other_min_articles is None:
        other = own._replace(cap_views=campaign.other_cap_views)
    share = float(campaign.other_percent / 100)
    if other.generosity > own.generosity:
        return Otherwise(own, other, 1 - share)
    return Otherwise(other, own, share)


def faults(campaign: Any) -> dict[str, str]:
    """Return what an editor has to change, by field."""
    if not campaign.other_percent:
        return {}
    given = [campaign.other_min_articles, campaign.other_cap_views]
    if given.count(None) != 1:
        return {
            "other_percent": for_editors(
                "The other rule needs one number: of articles or of times."
            )
        }
    found = {}
    if campaign.other_min_articles == (campaign.min_articles or 0):
        found["other_min_articles"] = for_editors("Must differ from the campaign’s own number.")
    if campaign.other_cap_views is not None and campaign.other_cap_views == campaign.cap_views:
        found["other_cap_views"] = for_editors("Must differ from the campaign’s own number.")
    if campaign.max_articles is not None and (campaign.other_min_articles or 0) > (
        campaign.max_articles
    ):
        found["other_min_articles"] = for_editors("Nobody could meet it: it is above the most.")
    if campaign.cap_counts == "campaign":
        found["cap_counts"] = for_editors(
            "With another rule beside it, any appeal in the same place must count."
        )
    if campaign.holdout_percent:
        found["holdout_percent"] = for_editors(
            "Readers are held out, or asked by another rule: one at a time."
        )
    if len(campaign.key) > LONGEST_KEY:
        found["key"] = for_editors(
            "Too long for a campaign with another rule: %(most)s at most."
        ) % {"most": LONGEST_KEY}
    return found


def _from(articles: int | None) -> str:
    if not articles or articles == 1:
        return for_editors("from the first article on")
    return for_editors("from %(number)s articles on") % {"number": articles}


def _often(times: int | None) -> str:
    if times is None:
        return for_editors("without a limit")
    return for_editors_counted("once at most", "%(number)s times at most", times)
