"""What staff open and what the worker does costs no more beside many members.

Counted in steps of SQLite's machine, as beside an archive (tests/newsroom/test_cost.py).
"""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import members
from tests.newsroom.test_cost import NOTHING, cost_of
from tests.payments.world import make_reader
from tests.staff import sign_in_staff
from wellread.config import table_statistics
from wellread.mail.models import Email
from wellread.membership import jobs, queries
from wellread.membership.actions import give
from wellread.membership.models import Membership
from wellread.payments import actions, clock, opening

pytestmark = pytest.mark.django_db

FEW, MANY = 120, 3000
NEXT_YEAR = timezone.now() + timedelta(days=365)
ADDRESS = members.address(77)
PAGES = [
    "/admin/members/memberships/",
    f"/admin/members/memberships/?q={ADDRESS}",
    "/admin/members/gifts/",
    "/admin/money/payments/",
    f"/admin/money/payments/?q={ADDRESS}",
    "/admin/money/payments/?q=ch_m77",
    "/admin/money/ledger/",
    f"/admin/users/?q={ADDRESS}",
]
JOBS = {
    "end memberships": jobs.actions.expire,
    "undo second memberships": queries.second_memberships,
    "look at overdue": lambda: queries.overdue_memberships(
        at=clock.now(), after=jobs.OVERDUE_AFTER
    ),
    "tell of closed accounts": lambda: list(queries.members_of_closed_accounts()),
    "book what moved late": actions.unbooked_payments,
    "close for good": lambda: list(opening.forgotten_checkouts()),
}


def costs(client):
    members_of_before = {}
    for address in PAGES:
        client.get(address)
        members_of_before[address] = cost_of(lambda address=address: client.get(address))
    return members_of_before | {name: cost_of(job) for name, job in JOBS.items()}


def test_no_list_and_no_job_costs_more_beside_many_members(client, plan):
    sign_in_staff(client)
    with transaction.atomic():
        members.fill(FEW)
        table_statistics.refresh()
        before = costs(client)
        transaction.set_rollback(True)

    members.fill(MANY)
    table_statistics.refresh()

    after = costs(client)
    grown = {name: cost for name, cost in after.items() if cost > max(1.5 * before[name], NOTHING)}
    assert grown == {}


@pytest.mark.parametrize("room", ["members/memberships", "money/payments", "money/ledger"])
def test_a_full_page_of_a_list_asks_no_more_than_an_empty_one(client, plan, room):
    sign_in_staff(client)
    client.get(f"/admin/{room}/")
    with CaptureQueriesContext(connection) as of_none:
        client.get(f"/admin/{room}/")
    members.fill(60)

    with CaptureQueriesContext(connection) as of_many:
        client.get(f"/admin/{room}/")

    # The rows themselves are asked for where there are any.
    assert len(of_many) == len(of_none) + 1


def test_gifts_are_asked_for_with_their_readers(client, plan):
    sign_in_staff(client)
    for number in range(3):
        give(
            reader=make_reader(f"ada-{number}@readers.example"),
            ends_at=NEXT_YEAR,
            reason="hardship",
        )

    with CaptureQueriesContext(connection) as asked:
        client.get("/admin/members/gifts/")

    about_ada = [one["sql"] for one in asked if 'WHERE "accounts_reader"."id"' in one["sql"]]
    # Who is looking.
    assert len(about_ada) == 1


def test_a_whole_address_finds_its_owner_alone_and_a_part_everybody(client, plan):
    sign_in_staff(client)
    members.fill(80)

    whole = client.get(f"/admin/members/memberships/?q={members.address(7)}").content.decode()
    part = client.get("/admin/members/memberships/?q=member-7").content.decode()

    assert (members.address(7) in whole, members.address(77) in whole) == (True, False)
    assert (members.address(7) in part, members.address(77) in part) == (True, True)


def test_who_was_reminded_is_not_looked_at_again(plan):
    members.fill(800)

    jobs.remind()
    reminded = Email.objects.filter(name="reminder").count()
    again = list(queries.memberships_to_remind(at=clock.now()))

    assert reminded > 0
    assert Membership.objects.exclude(reminded_at=None).count() == reminded
    # The day beside it, which the rules know better.
    assert len(again) < reminded / 5
