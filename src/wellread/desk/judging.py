"""Judging campaigns by the hour, and publishing what those that optimise have learned."""

from datetime import datetime, timedelta

from wellread.appeals import actions as appeals
from wellread.appeals import queries as campaigns
from wellread.appeals.choices import Allocation
from wellread.insights.models import Judgement
from wellread.insights.verdicts import judge

# Devices tell of an hour for a little while after it.
SETTLES_IN = timedelta(minutes=5)


def judge_due(now: datetime) -> list[Judgement]:
    """Judge every running campaign of several variants whose last whole hour is not judged yet."""
    until = (now - SETTLES_IN).replace(minute=0, second=0, microsecond=0)
    done = set(Judgement.objects.filter(at=until).values_list("campaign", flat=True))
    made = []
    for one in campaigns.experiments(now):
        if one.key not in done:
            found = judge(
                one.key,
                "optimise" if one.allocation == Allocation.OPTIMISE else "measure",
                versions=campaigns.shares_by_version(one.key),
                until=until,
                now=now,
            )
            if found is not None:
                _keep(found, one)
                made.append(found)
    return made


def _keep(found: Judgement, one: campaigns.Experiment) -> None:
    """Write a judgement down, once even where two workers judge; then publish what it learned."""
    kept, is_new = Judgement.objects.get_or_create(
        campaign=found.campaign,
        at=found.at,
        defaults={
            field.name: getattr(found, field.name)
            for field in Judgement._meta.concrete_fields
            if field.name not in {"id", "campaign", "at"}
        },
    )
    if is_new and one.allocation == Allocation.OPTIMISE and kept.shares.keys() == set(one.variants):
        appeals.learn_shares(campaign=one.pk, shares=kept.shares, at=kept.at)
