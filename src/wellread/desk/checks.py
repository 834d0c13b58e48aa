"""What only the desk can tell an editor of campaigns: plans and sections live in other rooms."""

from typing import Any

from wellread.appeals.actions import rename_word
from wellread.appeals.models import Ask, minor_units
from wellread.appeals.queries import WordList, asks_of, lists, published_campaigns
from wellread.appeals.vocabularies import unknown
from wellread.language.editors import for_editors
from wellread.language.word_lists import words
from wellread.membership.models import Plan
from wellread.membership.queries import offered_plan
from wellread.newsroom.models import Section, Topic
from wellread.payments.currencies import TAKEN
from wellread.payments.money import Money

NAMES_NOTHING = {
    "country": for_editors("%(list)s names the country “%(word)s”, which there is not."),
    "language": for_editors("%(list)s names the language “%(word)s”, which there is not."),
    "section": for_editors("%(list)s names the section “%(word)s”, which there is not."),
    "topic": for_editors("%(list)s names the topic “%(word)s”, which there is not."),
}
SILENCES_NOBODY = for_editors("Nobody is kept from being asked there.")


def check_ask(instance: Ask, **_signal: Any) -> dict[str, str]:
    """Return what could not be taken: a currency, of Stripe or the plan, too little, too much."""
    return _faults(instance, offered_plan())


def sections() -> dict[str, str]:
    """Return every section's name by its name in links, published or not."""
    return dict(Section.objects.order_by("path").values_list("slug", "title"))


def topics() -> dict[str, str]:
    """Return every topic's name by its name in links."""
    return dict(Topic.objects.values_list("slug", "name"))


def section_renamed(instance: Any, instance_before: Any, **_signal: Any) -> None:
    """Have the lists that name a section follow it to its new name in links."""
    if isinstance(instance, Section):
        rename_word(kind="section", before=instance_before.slug, after=instance.slug)


def topic_renamed(instance: Topic, **_signal: Any) -> None:
    """Have the lists that name a topic follow it to its new name in links."""
    before = Topic.objects.filter(pk=instance.pk).values_list("slug", flat=True).first()
    if before and before != instance.slug:
        rename_word(kind="topic", before=before, after=instance.slug)


def warnings() -> list[str]:
    """Say which lists name what there is not, and which appeals ask what the plan cannot take."""
    campaigns, plan = published_campaigns(), offered_plan()
    every = lists(campaigns)
    found = [
        _names_nothing(each, word)
        for each, words in zip(every, unknown((one.kind, one.text) for one in every), strict=True)
        for word in words
    ]
    for campaign in campaigns:
        for ask in asks_of(campaign):
            found += [f"“{campaign.name}”: {fault}" for fault in _faults(ask, plan).values()]
    return found


def _names_nothing(one: WordList, word: str) -> str:
    said = NAMES_NOTHING[one.kind] % {"list": one.place, "word": word}
    return f"{said} {SILENCES_NOBODY}" if one.is_silence else said


def _faults(ask: Ask, plan: Plan | None) -> dict[str, str]:
    if ask.currency not in TAKEN:
        return {
            "currency": for_editors("Stripe does not take %(currency)s.")
            % {"currency": ask.currency}
        }
    if plan is None:
        return {}
    there = [plan.price_in(code, ask.currency) for code in words(ask.countries)]
    prices = [one for one in there or [plan.price(ask.currency)] if one is not None]
    if not prices:
        sold = ", ".join(each.currency for each in plan.prices.all())
        return {
            "currency": for_editors("The plan “%(name)s” is sold in %(sold)s.")
            % {"name": plan.name, "sold": sold}
        }
    each = [price.limits(ask.interval) for price in prices]
    limits = each[0]._replace(
        least_minor=max(one.least_minor for one in each),
        most_minor=min(one.most_minor for one in each),
    )
    faults = {}
    if minor_units(ask.minimum, ask.currency)[0] < limits.least_minor:
        least = Money(limits.least_minor, limits.currency)
        faults["minimum"] = for_editors("The plan takes no less than %(least)s.") % {"least": least}
    if max(minor_units(ask.amounts, ask.currency)) > limits.most_minor:
        most = Money(limits.most_minor, limits.currency)
        faults["amounts"] = for_editors("The plan takes no more than %(most)s.") % {"most": most}
    for interval, typed in ask.cards.items():
        amount = minor_units(typed, ask.currency)[0]
        for limits in (price.limits(interval) for price in prices):
            least = Money(limits.least_minor, limits.currency)
            most = Money(limits.most_minor, limits.currency)
            if not limits.least_minor <= amount <= limits.most_minor:
                faults[f"card_{interval}"] = for_editors(
                    "The plan takes from %(least)s to %(most)s."
                ) % {"least": least, "most": most}
    return faults
