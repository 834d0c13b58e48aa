"""What only the desk can tell an editor of campaigns: plans and sections live in other rooms."""

from typing import Any

from wellread.appeals import vocabularies
from wellread.appeals.actions import rename_word
from wellread.appeals.models import Ask, minor_units
from wellread.appeals.queries import lists, running_asks
from wellread.membership.queries import offered_plan
from wellread.newsroom.models import Section, Topic
from wellread.payments.currencies import TAKEN
from wellread.payments.money import Money


def check_ask(instance: Ask, **_signal: Any) -> dict[str, str]:
    """Return what could not be taken: a currency, of Stripe or the plan, too little, too much."""
    if instance.currency not in TAKEN:
        return {"currency": f"Stripe does not take {instance.currency}."}
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
    found = [
        f"{each.place} names the {each.kind} “{word}”, which there is not."
        f" {'Nobody is kept from being asked there.' if each.is_silence else ''}".strip()
        for each in lists()
        for word in vocabularies.unknown(each.kind, each.text)
    ]
    for campaign, ask in running_asks():
        found += [f"“{campaign.name}”: {fault}" for fault in check_ask(ask).values()]
    return found
