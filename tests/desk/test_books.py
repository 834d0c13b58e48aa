"""What a bookkeeper takes away: by month, safe in a spreadsheet, and it comes out even."""

import csv
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from tests.payments.world import Shop, deliver, join
from tests.staff import sign_in_staff
from wellread.cli import main
from wellread.membership.models import Plan
from wellread.payments import clock
from wellread.payments.models import LedgerEntry
from wellread.payments.money import Money
from wellread.payments.months import last_months, month

WAIT = timedelta(days=6)


def months_of_the_sale() -> list[str]:
    """Return the month of what was sold, and that of its payout where it is another."""
    return sorted({f"{at:%Y-%m}" for at in (clock.now() - WAIT, clock.now())})


@pytest.fixture
def books(capsys: Any) -> Any:
    """Export a table of a month, or of what was sold; return rows by the names of the columns."""

    def run(name: str, *months: str) -> list[dict[str, str]]:
        rows = []
        for when in months or months_of_the_sale():
            assert main(["export", name, "--month", when]) == 0
            rows += list(csv.DictReader(StringIO(capsys.readouterr().out)))
        return rows

    return run


@pytest.fixture
def sold(shop: Shop, plan: Plan) -> None:
    """A membership and a contribution, of which some is given back, and a payout."""
    join(shop, plan)
    join(
        shop,
        plan,
        pays={"email": "=cmd()@example.com"},
        kind="once",
        interval="once",
        money=Money(2500, "USD"),
    )
    charge = shop.call("charges")["data"][0]["id"]
    shop.call("refunds", {"charge": charge, "amount": "500"})
    deliver(shop.messages())
    # What a card paid is there to be paid out after two days.
    shop.lever("clock", {"advance_days": 3})
    shop.lever("payouts", {})
    # A bank takes two more; then Stripe says what the payout holds.
    shop.lever("clock", {"advance_days": 3})
    clock.follow()
    deliver(shop.messages())


@pytest.mark.usefixtures("sold")
def test_the_ledger_of_a_month_is_what_the_ledger_holds(books: Any) -> None:
    rows = books("ledger")

    assert Counter(row["kind"] for row in rows) == {
        "payment": 2,
        "fee": 2,
        "refund": 1,
        "payout": 1,
    }
    total = sum(Decimal(row["amount"]) for row in rows)
    assert total * 100 == sum(LedgerEntry.objects.values_list("amount_minor", flat=True))
    assert books("ledger", "2020-01") == []


@pytest.mark.usefixtures("sold")
def test_the_journal_comes_to_nothing_in_each_currency(books: Any) -> None:
    rows = books("journal")

    sums: Counter[str] = Counter()
    accounts: Counter[str] = Counter()
    for row in rows:
        signed = Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0)
        sums[row["currency"]] += signed
        accounts[row["account"]] += signed
    assert sums == {"USD": 0}
    assert (accounts["Memberships"], accounts["Contributions"]) == (-8, -20)
    # All of it went to the bank but the fees.
    assert accounts["Bank"] == 28 - accounts["Payment fees"]
    assert accounts["Balance at Stripe"] == 0


@pytest.mark.usefixtures("sold")
def test_payments_and_members_name_who_without_a_formula(books: Any) -> None:
    payments, members = books("payments"), books("members", months_of_the_sale()[0])

    assert sorted(row["e-mail"] for row in payments) == ["'=cmd()@example.com", "ada@example.com"]
    assert sorted((row["amount"], row["refunded"]) for row in payments) == [
        ("25.00", "5.00"),
        ("8.00", "0.00"),
    ]
    assert [(row["e-mail"], row["status"], row["amount"]) for row in members] == [
        ("ada@example.com", "active", "8.00")
    ]
    assert books("members", "2020-01") == []


@pytest.mark.usefixtures("sold")
def test_payouts_are_those_of_the_month(books: Any) -> None:
    [payout], lines = books("payouts"), books("payout-lines")

    names = ("amount", "currency", "status", "ours", "not of ours", "movements of ours")
    assert [payout[name] for name in names] == ["26.44", "USD", "paid", "26.44", "0.00", "3"]
    assert [(row["kind"], row["charged"], row["fee"], row["paid out"]) for row in lines] == [
        ("payment", "8.00", "0.53", "7.47"),
        ("payment", "25.00", "1.03", "23.97"),
        ("refund", "-5.00", "0.00", "-5.00"),
    ]
    assert books("payouts", "2020-01") == books("payout-lines", "2020-01") == []


@pytest.mark.usefixtures("sold")
def test_the_admin_hands_out_the_same(client: Client, books: Any) -> None:
    sign_in_staff(client)
    now = f"{clock.now():%Y-%m}"

    page = client.get("/admin/desk/books/").content.decode()
    sheet = client.get(f"/admin/desk/books/{now}/journal.csv")

    assert f'href="/admin/desk/books/{now}/journal.csv"' in page
    text = sheet.content.decode("utf-8-sig")
    assert list(csv.DictReader(StringIO(text))) == books("journal", now)
    assert sheet.headers["Content-Disposition"] == f'attachment; filename="journal-{now}.csv"'
    assert client.get("/admin/desk/books/2026-13/journal.csv").status_code == 404
    assert client.get(f"/admin/desk/books/{now}/secrets.csv").status_code == 404


@pytest.mark.django_db
def test_only_whoever_may_see_money_and_members_is_shown_the_books(client: Client) -> None:
    sign_in_staff(client, "access_admin", "view_payment")

    for path in ("", "2026-11/ledger.csv"):
        assert client.get(f"/admin/desk/books/{path}").status_code == 302


def test_a_month_is_one_that_is(capsys: Any) -> None:
    for text in ("2026", "2026-13", "2026-00", "11-2026", "0000-01"):
        with pytest.raises(SystemExit):
            main(["export", "ledger", "--month", text])
        assert f"{text!r} is no month such as 2026-11" in capsys.readouterr().err


def test_the_year_turns() -> None:
    names = [one.name for one in last_months(month("2027-02").since.date(), 4)]

    assert names == ["2027-02", "2027-01", "2026-12", "2026-11"]


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (800, "USD", "8.00"),
        (-5, "USD", "-0.05"),
        (800, "JPY", "800"),
        (-1230, "BHD", "-1.230"),
        (0, "USD", "0.00"),
    ],
)
def test_amounts_are_decimals_that_a_spreadsheet_reckons_with(
    minor: int, currency: str, text: str
) -> None:
    assert Money(minor, currency).decimal == text
