"""What only the desk can tell an editor of campaigns: plans and sections live in other rooms."""

from collections.abc import Collection
from typing import Any

from wellread.appeals import rules
from wellread.appeals.models import Ask, Campaign, minor_units
from wellread.membership.queries import offered_plan
from wellread.newsroom.models import Topic
from wellread.newsroom.queries import menu
from wellread.payments.money import Money

SECTION_FIELDS = ("sections_only", "sections_except", "count_sections")
TOPIC_FIELDS = ("topics_any", "topics_none", "count_topics")


def check_ask(instance: Ask, **_signal: Any) -> dict[str, str]:
    """Return what the plan could not take: a currency it is not sold in, too little, too much."""
    plan = offered_plan()
    if plan is None:
        return {}
    price = plan.price(instance.currency)
    if price is None:
        sold = ", ".join(each.currency for each in plan.prices.all())
        return {"currency": f"The plan “{plan.name}” is sold in {sold}."}
    limits = price.limits(instance.interval)
    faults = {}
    if minor_units(instance.minimum, instance.currency)[0] < limits.least_minor:
        least = Money(limits.least_minor, limits.currency)
        faults["minimum"] = f"The plan takes no less than {least}."
    if max(minor_units(instance.amounts, instance.currency)) > limits.most_minor:
        most = Money(limits.most_minor, limits.currency)
        faults["amounts"] = f"The plan takes no more than {most}."
    return faults


def check_campaign(instance: Campaign, **_signal: Any) -> dict[str, str]:
    """Return the fields that name a section or topic there is not."""
    sections = [section.slug for section in menu()]
    faults = _unknown(instance, SECTION_FIELDS, sections, "section")
    if any(getattr(instance, field) for field in TOPIC_FIELDS):
        topics = Topic.objects.values_list("slug", flat=True)
        faults |= _unknown(instance, TOPIC_FIELDS, topics, "topic")
    return faults


def _unknown(
    campaign: Campaign, fields: Collection[str], known: Collection[str], noun: str
) -> dict[str, str]:
    # A newsroom with a system of its own has neither here, and names them as it likes.
    if not known:
        return {}
    unknown = {
        field: [word for word in rules.words(getattr(campaign, field)) if word not in known]
        for field in fields
    }
    return {
        field: f"There is no {noun} “{words[0]}”; write its name as in links."
        for field, words in unknown.items()
        if words
    }
