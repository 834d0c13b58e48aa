"""Time passes: renewals, a card that fails, leaving, and messages that come in any order.

The demo is read on a desk, the paper that was brought in on a telephone.
"""

import json
import urllib.request

import pytest

from tests.journeys.conftest import running_import
from tests.journeys.reading import PHONE, fresh_browser, is_members_page, join
from tests.journeys.site import copy_of, eventually, free_pair, running
from tests.journeys.words import CANCELLED, CANCELLED_AT_ONCE, like, say
from wellread.demo.run import SITE_NAME

# $8, and what the sandbox takes of it: 2.9 % and 30 cents.
PAID = [("payment", 800), ("fee", -53)]
WELCOME = say("Welcome, and thank you")
FAILED = "Your last payment did not go through."
ENDED = "Your membership ended. You are welcome back at any time."
TABLES_OF_MONEY = (
    "SELECT name FROM sqlite_master WHERE type = 'table' "
    "AND (name LIKE 'payments_%' OR name LIKE 'membership_%') ORDER BY name"
)


@pytest.fixture(scope="module", params=["demo", "imported"])
def site(request, prepared, imported, tmp_path_factory):
    """A site of its own: its clock runs ahead of everybody else's."""
    filled, run = {"demo": (prepared, running), "imported": (imported, running_import)}[
        request.param
    ]
    with run(copy_of(filled, tmp_path_factory.mktemp("later") / "site"), free_pair()) as site:
        yield site


@pytest.fixture
def reader(request, chromium):
    """A new reader's browser, on the device that goes with the paper."""
    is_phone = request.node.callspec.params["site"] == "imported"
    with fresh_browser(chromium, **PHONE if is_phone else {}) as context:
        yield context.new_page()


def test_a_month_later_the_membership_renews_and_one_payment_is_entered(reader, site):
    email = "renews@reader.example"
    join(reader, site, email, story=site.open_stories[0])
    site.come_to_rest()
    assert ledger_of(site, email) == PAID

    a_month_passes(site)

    assert ledger_of(site, email) == [*PAID, *PAID]
    reader.goto(f"{site.url}/account/")
    assert reader.locator("table.payments tbody tr").count() == 2
    reader.goto(f"{site.url}{site.community_story}")
    assert reader.locator(".community-panel").count() == 0
    assert is_members_page(reader)
    assert subjects_to(site, email) == [
        WELCOME,
        say("Your receipt from {site_name}", site_name=SITE_NAME),
    ]


def test_a_card_that_fails_takes_nothing_away_and_the_reader_is_told(reader, site):
    email = "fails@reader.example"
    join(reader, site, email, story=site.open_stories[1])
    site.come_to_rest()
    paid_for = membership_grants_of(site, email)
    site.lever("cards", customer=customer_of(site, email), fails=True)

    a_month_passes(site)

    assert membership_grants_of(site, email) == paid_for
    assert ledger_of(site, email) == PAID
    assert subjects_to(site, email) == [WELCOME, say("Your payment did not go through")]
    reader.goto(f"{site.url}/account/")
    assert like(FAILED).search(reader.get_by_role("alert").inner_text())
    assert reader.get_by_role("button", name=say("Change your card")).count() == 1
    reader.goto(f"{site.url}{site.community_story}")
    assert reader.locator(".community-panel").count() == 0

    # The card is mended before the next try: the money comes, and nobody is told twice.
    site.lever("cards", customer=customer_of(site, email), fails=False)
    site.advance(advance_days=4)
    assert ledger_of(site, email) == [*PAID, *PAID]
    assert len(site.emails_to(email)) == 3


def test_when_no_card_pays_the_benefits_end_after_the_days_of_grace(reader, site):
    email = "lapses@reader.example"
    join(reader, site, email, story=site.open_stories[2])
    site.come_to_rest()
    site.lever("cards", customer=customer_of(site, email), fails=True)

    a_month_passes(site)
    site.advance(advance_days=17)

    assert ledger_of(site, email) == PAID
    reader.goto(f"{site.url}{site.community_story}")
    assert reader.locator(".community-panel").count() == 1
    assert reader.locator("#join").count() == 1
    reader.goto(f"{site.url}/account/")
    assert reader.get_by_text(say(ENDED)).count() == 1


def test_two_clicks_cancel_what_was_paid_for_stays_and_then_the_public_page_returns(reader, site):
    email = "leaves@reader.example"
    join(reader, site, email, story=site.open_stories[3])
    reader.goto(f"{site.url}/account/")

    reader.get_by_role("link", name=say("Cancel membership")).click()
    reader.get_by_role("button", name=say("Confirm: cancel my membership")).click()

    assert like(CANCELLED).search(reader.get_by_role("status").inner_text())
    site.come_to_rest()
    assert subjects_to(site, email) == [WELCOME, say("Your membership is cancelled")]
    reader.goto(f"{site.url}{site.community_story}")
    assert reader.locator(".community-panel").count() == 0

    a_month_passes(site)

    assert ledger_of(site, email) == PAID
    reader.goto(f"{site.url}{site.community_story}")
    assert reader.locator(".community-panel").count() == 1
    reader.goto(f"{site.url}{site.open_stories[3]}")
    assert not is_members_page(reader)
    assert reader.locator("#join").count() == 1
    reader.goto(f"{site.url}/account/")
    assert reader.get_by_text(say(ENDED)).count() == 1
    assert len(site.emails_to(email)) == 2


def test_who_cancels_while_the_next_invoice_is_a_draft_is_charged_nothing_more(reader, site):
    email = "in-the-hour@reader.example"
    join(reader, site, email, story=site.open_stories[6])
    site.come_to_rest()
    [(turn,)] = site.rows(
        "SELECT unixepoch(s.current_period_ends_at) FROM payments_subscription s "
        "JOIN payments_checkout c ON c.id = s.checkout_id WHERE c.email = ?",
        email,
    )
    site.advance(to=turn + 20 * 60)

    reader.goto(f"{site.url}/account/")
    reader.get_by_role("link", name=say("Cancel membership")).click()
    reader.get_by_role("button", name=say("Confirm: cancel my membership")).click()
    said = reader.get_by_role("status").inner_text()
    site.advance(advance_days=40)

    assert like(CANCELLED).search(said) or say(CANCELLED_AT_ONCE) in said
    assert ledger_of(site, email) == PAID


def test_every_webhook_delivered_twice_and_backwards_leaves_the_same_rows(reader, site):
    join(reader, site, "repeats@reader.example", story=site.open_stories[4])
    a_month_passes(site)
    before = everything_about_money(site)
    letters = len(list((site.folder / "mail").glob("*.log")))

    site.lever("deliver", events="all", order="reverse", times=2, wait_s=60)
    site.come_to_rest()

    assert everything_about_money(site) == before
    assert len(list((site.folder / "mail").glob("*.log"))) == letters


def test_webhooks_that_come_only_afterwards_twice_and_backwards_lead_to_the_same_rows(
    chromium, site
):
    told_at_once, told_late = "at-once@reader.example", "late@reader.example"
    with fresh_browser(chromium) as first:
        join(first.new_page(), site, told_at_once, story=site.open_stories[5])
    site.come_to_rest()
    known = {row[0] for row in site.rows("SELECT stripe_id FROM payments_billingevent")}
    # Of the second reader the site hears nothing until all is over.
    site.lever("chaos", hold=True)
    with fresh_browser(chromium) as second:
        join(second.new_page(), site, told_late, story=site.open_stories[5])
    site.lever("clock", advance_days=31)
    untold = [event["id"] for event in all_events(site) if event["id"] not in known]
    site.lever("chaos", reset=True)
    site.lever("deliver", events=untold, order="reverse", times=2, wait_s=60)
    eventually(
        lambda: (
            {row[0] for row in site.rows("SELECT stripe_id FROM payments_billingevent")}
            >= set(untold)
        ),
        "every event has arrived",
    )
    site.come_to_rest()

    assert in_short(site, told_late) == in_short(site, told_at_once)


def a_month_passes(site):
    site.advance(advance_days=31)


def ledger_of(site, email):
    return site.rows(
        "SELECT l.kind, l.amount_minor FROM payments_ledgerentry l "
        "JOIN payments_payment p ON p.id = l.payment_id "
        "JOIN payments_checkout c ON c.id = p.checkout_id WHERE c.email = ? ORDER BY l.id",
        email,
    )


def membership_grants_of(site, email):
    return site.rows(
        "SELECT g.entitlements, g.starts_at, g.ends_at FROM membership_grant g "
        "JOIN payments_checkout c ON c.id = g.checkout_id "
        "WHERE c.email = ? AND g.reason = 'membership' ORDER BY g.id",
        email,
    )


def customer_of(site, email):
    [(customer,)] = site.rows(
        "SELECT u.stripe_id FROM payments_customer u "
        "JOIN payments_checkout c ON c.customer_id = u.id WHERE c.email = ?",
        email,
    )
    return customer


def in_short(site, email):
    """Return what stands in the tables about somebody, without the ids and times."""
    return {
        "ledger": ledger_of(site, email),
        "grants": len(membership_grants_of(site, email)),
        "memberships": site.rows(
            "SELECT m.status, m.times_cancelled, s.status, s.cancel_at_period_end "
            "FROM membership_membership m JOIN payments_checkout c ON c.id = m.checkout_id "
            "JOIN payments_subscription s ON s.id = m.subscription_id WHERE c.email = ?",
            email,
        ),
        "payments": site.rows(
            "SELECT p.status, p.amount_minor, p.currency, p.refunded_minor FROM payments_payment p "
            "JOIN payments_checkout c ON c.id = p.checkout_id WHERE c.email = ? ORDER BY p.paid_at",
            email,
        ),
        "letters": sorted(subjects_to(site, email)),
    }


def everything_about_money(site):
    """Return every row of every table of payments and membership."""
    tables = [name for (name,) in site.rows(TABLES_OF_MONEY)]
    return {name: sorted(map(repr, site.rows(f"SELECT * FROM {name}"))) for name in tables}


def subjects_to(site, email):
    return [one.subject for one in site.emails_to(email)]


def all_events(site):
    address = f"{site.sandbox}/_sandbox/events"
    with urllib.request.urlopen(address, timeout=30) as answer:
        return json.load(answer)["events"]
