"""Money that is made, and what the desk says of it: equal to ledger and events, to the unit."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from tests.payments.world import deliver, join, make_plan
from wellread.desk.morning import document
from wellread.insights import queries as insights
from wellread.insights.collector import Collector
from wellread.insights.models import DeviceEvent, EventTotal
from wellread.payments.models import LedgerEntry, Payment
from wellread.payments.money import Money

pytestmark = pytest.mark.django_db

VERSION, STORY = "9f2c41d07a", "57"
PLACE = {"placement": "overlay", "story": STORY, "country": "GB", "device": "phone"}
ONCE = {"kind": "once", "interval": "once"}


def told(collector, number, variant, *kinds, times=1):
    """Report what became of an appeal on one page, as often as a network repeats it."""
    events = [
        {
            "kind": kind,
            "campaign": "autumn-letter",
            "variant": variant,
            "placement": "overlay",
            "at": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "id": f"{number:016}-{kind}",
            "band": "5-9",
        }
        for kind in kinds
    ]
    page = {"version": VERSION, "story": STORY, "country": "GB", "device": "phone"}
    for _ in range(times):
        assert collector.take(json.dumps(page | {"events": events[::-1]}).encode())


def paid(shop, plan, variant, **changes):
    source = (
        {"campaign": "autumn-letter", "variant": variant, "version": VERSION} if variant else {}
    )
    join(shop, plan, attribution=source and source | PLACE, **changes)
    deliver(shop.messages())


def ledger(*kinds):
    found = LedgerEntry.objects.of_payments().filter(kind__in=kinds)
    return found.aggregate(sum=Sum("amount_minor"))["sum"] or 0


def test_the_desk_says_what_ledger_and_events_say(shop, settings, tmp_path):
    settings.VAR = tmp_path
    collector = Collector()
    offered = frozenset(("autumn-letter", name, "overlay") for name in ("control", "warm"))
    collector.offered = {VERSION: offered}.get
    for number in range(6):
        told(collector, number, "control", "impression", "view", times=1 + number % 2)
    for number in range(6, 10):
        told(collector, number, "warm", "impression", "view", "click", times=2)
    told(collector, 99, "never", "impression")
    assert collector.write_all()
    plan = make_plan()
    paid(shop, plan, "control")
    paid(shop, plan, "warm", **ONCE, money=Money(5000, "USD"))
    paid(shop, plan, "warm", **ONCE, money=Money(2500, "USD"))
    paid(shop, plan, "", **ONCE, money=Money(900, "USD"))
    gift = Payment.objects.get(amount_minor=5000)
    shop.call("refunds", {"payment_intent": gift.stripe_id, "amount": "1200"})
    deliver(reversed(shop.messages()))

    now = timezone.now() + timedelta(seconds=1)
    tables = document.make(now)["tables"]
    # Whichever side of midnight each fell on.
    funnel = insights.funnel(now.date() - timedelta(days=1), now.date())

    [by_campaign] = [one for one in tables["by-campaign"] if one["campaign"]]
    events = Counter(DeviceEvent.objects.values_list("kind", flat=True))
    assert events == {"impression": 10, "view": 10, "click": 4}
    assert (by_campaign["impressions"], by_campaign["views"], by_campaign["clicks"]) == (10, 10, 4)
    assert {one.variant: (one.impressions, one.clicks) for one in funnel.rows} == {
        "control": (6, 0),
        "warm": (4, 4),
    }
    begun = EventTotal.objects.filter(kind="join_started").aggregate(sum=Sum("number"))["sum"]
    assert (by_campaign["joins_started"], begun) == (3, 3)

    money = [one for one in tables["money"] if one["period"] in ("today", "yesterday")]
    received, given_back = ledger("payment"), ledger("refund")
    assert (received, given_back) == (800 + 5000 + 2500 + 900, -1200)
    assert sum(one["received_minor"] for one in money) == received
    assert sum(one["given_back_minor"] for one in money) == given_back
    assert sum(one["fees_minor"] for one in money) == ledger("fee") < 0

    assert by_campaign["conversions"] == 3
    assert by_campaign["kept_minor"] == {"USD": received + given_back - 900}
    by_variant = {one["variant"]: one["kept_minor"] for one in tables["by-variant"]}
    assert by_variant == {"control": {"USD": 800}, "warm": {"USD": 5000 + 2500 - 1200}}
    assert {one.variant: one.value for one in funnel.rows} == {
        "control": (Money(800, "USD"),),
        "warm": (Money(6300, "USD"),),
    }
    assert funnel.without_appeal == (1, (Money(900, "USD"),))
