"""Why nobody could meet a campaign, or what it promises, by its own rules alone."""

from datetime import datetime

from wellread.appeals import rules
from wellread.appeals.choices import AudienceMembership, SignIn
from wellread.appeals.models import Campaign, LineUpSettings
from wellread.language.editors import for_editors

# What has to be met, and what takes out of it.
_CHOSEN = {
    "countries_only": "countries_except",
    "sections_only": "sections_except",
    "topics_any": "topics_none",
}
# Said of a deadline that was past before it was ever out.
LATE_DEADLINE = for_editors("This moment is past already.")

# Where nobody is asked, whatever a campaign says.
_SILENT = {"sections_only": "silent_sections", "topics_any": "silent_topics"}


def faults(campaign: Campaign, now: datetime) -> dict[str, str]:
    """Return what leaves a campaign nobody, by the field an editor has to change."""
    whole = LineUpSettings.objects.first()
    silent = silenced(campaign, whole) if whole else {}
    return silent | _left_out(campaign) | _readers(campaign) | _over(campaign, now)


def has_a_late_deadline(campaign: Campaign, now: datetime) -> bool:
    """Whether its deadline was past before it was ever out: one that passed since may stay."""
    at = campaign.deadline_at
    if at is None or at > now:
        return False
    return not Campaign.objects.filter(pk=campaign.pk, live=True, deadline_at=at).exists()


def silenced(campaign: Campaign, whole: LineUpSettings) -> dict[str, str]:
    """Return the fields of which all that a campaign asks on is silent, with what to say there."""
    found = {}
    for chosen, silent in _SILENT.items():
        left_out = set(rules.words(getattr(campaign, _CHOSEN[chosen])))
        left = set(rules.words(getattr(campaign, chosen))) - left_out
        if left and left.issubset(rules.words(getattr(whole, silent))):
            found[chosen] = for_editors(
                "Nobody could meet it: “Asking for support” says that all of this is silent."
            )
    return found


def silenced_now() -> list[Campaign]:
    """Return the published campaigns of which all that they ask on has been silenced since."""
    whole = LineUpSettings.objects.exclude(silent_sections="", silent_topics="").first()
    if whole is None:
        return []
    live = Campaign.objects.filter(live=True).order_by("sort_order", "pk")
    return [campaign for campaign in live if silenced(campaign, whole)]


def _left_out(campaign: Campaign) -> dict[str, str]:
    found = {}
    for chosen, left_out in _CHOSEN.items():
        welcome = set(rules.words(getattr(campaign, chosen)))
        if welcome and welcome.issubset(rules.words(getattr(campaign, left_out))):
            found[left_out] = for_editors(
                "Nobody could meet it: all that is chosen beside this is left out again."
            )
    return found


def _readers(campaign: Campaign) -> dict[str, str]:
    found = {}
    is_of_members = campaign.membership == AudienceMembership.MEMBERS
    if is_of_members and campaign.sign_in == SignIn.SIGNED_OUT:
        found["sign_in"] = for_editors(
            "Nobody could meet it: who is not signed in is not known as a member."
        )
    if campaign.holdout_percent == 100:
        found["holdout_percent"] = for_editors("Nobody could meet it: all readers are held out.")
    return found


def _over(campaign: Campaign, now: datetime) -> dict[str, str]:
    if campaign.ends_at and campaign.ends_at <= now:
        return {"ends_at": for_editors("It is over: its end is past.")}
    return {}
