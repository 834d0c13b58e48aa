"""The bank's statement: read whatever bank wrote it, matched with payouts, settled by hand."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.staff import sign_in_staff
from wellread.cli import main
from wellread.payments.bank import actions, camt, csv_files, queries
from wellread.payments.bank.lines import StatementFault, StatementLine, keyed, minor_of
from wellread.payments.bank.matching import BookedLine, SentPayout, matches
from wellread.payments.bank.models import BankColumns, BankLine, BankSettlement, BankStatement
from wellread.payments.models import Payout

SPARKASSE = csv_files.Columns(
    account="Sparkasse",
    day="Buchungstag",
    day_format="d.m.y",
    amount="Betrag",
    credit="",
    debit="",
    decimal=",",
    currency="",
    currency_column="Waehrung",
    reference="",
    texts=("Verwendungszweck", "Zahlungspflichtiger"),
)
GERMAN = (
    '"Buchungstag";"Verwendungszweck";"Zahlungspflichtiger";"Betrag";"Waehrung"\r\n'
    '"30.11.26";"STRIPE AUSZAHLUNG für";"STRIPE TECHNOLOGY";"1.234,50";"EUR"\r\n'
    '"01.12.26";"Gehalt Dezember";"Müller";"-2.000,00";"EUR"\r\n'
)
ENTRY = (
    '<Ntry><NtryRef>{ref}</NtryRef><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{more}'
    "<Sts>{status}</Sts><BookgDt><Dt>2026-11-30</Dt></BookgDt>"
    "<NtryDtls>{details}</NtryDtls><AddtlNtryInf>STRIPE PAYOUT</AddtlNtryInf></Ntry>"
)
TX = (
    "<TxDtls><Refs><AcctSvcrRef>{ref}</AcctSvcrRef></Refs>"
    '<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>'
    "<RmtInf><Ustrd>STRIPE {ref}</Ustrd></RmtInf></TxDtls>"
)


def entry(amount: str = "12.50", **told: str) -> str:
    facts = {"ref": "A1", "way": "CRDT", "more": "", "status": "BOOK", "details": ""}
    return ENTRY.format(amount=amount, **(facts | told))


def statement(*entries: str, iban: str = "DE02120300000000202051") -> str:
    return f"<Stmt><Id>1</Id><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>{''.join(entries)}</Stmt>"


def document(*statements: str, version: str = "02", message: str = "053") -> bytes:
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.{message}.001.{version}"
    inside = "".join(statements)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{space}">\n'
        f"<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>{inside}</BkToCstmrStmt></Document>"
    ).encode()


def amounts(data: bytes) -> list[int]:
    return [line.amount_minor for line in camt.read(data)]


def make_payout(amount_minor: int = 1250, **facts: Any) -> Payout:
    made = datetime(2026, 11, 26, 9, tzinfo=UTC)
    number = Payout.objects.count() + 1
    told = {
        "stripe_id": f"po_{number}",
        "status": "paid",
        "amount_minor": amount_minor,
        "currency": "EUR",
        "made_at": made,
        "arrives_at": datetime(2026, 11, 30, tzinfo=UTC),
        "is_by_hand": True,
    }
    payout: Payout = Payout.objects.create(**{**told, **facts})
    return payout


def take_in(data: bytes, **facts: Any) -> actions.TakenIn:
    return actions.take_in(name="statement.xml", data=data, **facts)


@pytest.mark.parametrize(
    ("version", "status"), [("02", "BOOK"), ("04", "BOOK"), ("08", "<Cd>BOOK</Cd>")]
)
def test_every_version_of_camt_says_the_same(version: str, status: str) -> None:
    data = document(statement(entry(status=status)), version=version)

    assert camt.read(data) == [
        StatementLine(
            "DE02120300000000202051", "A1", date(2026, 11, 30), 1250, "EUR", "STRIPE PAYOUT"
        )
    ]


def test_what_is_not_booked_is_no_line() -> None:
    pending = entry(status="PDNG"), entry(status="<Cd>INFO</Cd>")

    assert amounts(document(statement(*pending, entry()))) == [1250]


def test_accounts_of_one_file_stay_apart() -> None:
    data = document(statement(entry()), statement(entry(), iban="FR7630006000011234567890189"))

    assert [line.account[:2] for line in camt.read(data)] == ["DE", "FR"]
    assert len({key for key, _ in keyed(camt.read(data))}) == 2


def test_an_account_without_an_iban_is_known_by_its_number() -> None:
    iban = b"<IBAN>DE02120300000000202051</IBAN>"
    number = b"<Othr><Id>40-12345678</Id></Othr>"
    data = document(statement(entry())).replace(iban, number)

    assert [line.account for line in camt.read(data)] == ["40-12345678"]


def test_a_reversal_has_the_direction_that_it_tells() -> None:
    reversal = entry(way="DBIT", more="<RvslInd>true</RvslInd>")

    assert amounts(document(statement(reversal))) == [-1250]


def test_a_batch_is_its_parts_where_all_are_told_and_else_one() -> None:
    whole = TX.format(ref="B1", amount="10.00") + TX.format(ref="B2", amount="2.50")
    part = TX.format(ref="B1", amount="10.00") + TX.format(ref="B2", amount="1.00")
    data = [document(statement(entry(details=details))) for details in (whole, part)]

    assert [amounts(one) for one in data] == [[1000, 250], [1250]]
    assert [line.reference for line in camt.read(data[0])] == ["B1", "B2"]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (document(statement(entry()), message="052"), "line 2: it is a camt.052"),
        (document(statement(entry("12,50"))), "line 3: “12,50” is no amount"),
        (document(statement(entry("9" * 30))), "line 3: “999999999999999999999999999999” is more"),
        (document(statement(entry("9" * 5000))), "line 3: “9999"),
        (document(statement(entry())).replace(b"2026-11-30", b"0001-01-01"), "line 3: the day"),
        (document(statement(entry())).replace(b"2026-11-30", b"9999-12-31"), "line 3: the day"),
        (document(statement(entry("12.505"))), "line 3: “12.505” has more decimals than EUR has"),
        (document(statement(entry(way="IN"))), "line 3: CdtDbtInd is “IN”"),
        (document(statement(entry())).replace(b"2026-11-30", b"30.11.2026"), "line 3: the day"),
        (document(statement(entry()))[:-20], "line 3: "),
        (document(), "there is no statement in it"),
        (b'<?xml version="1.0" encoding="utf-7"?><x/>', ""),
        (b'<?xml version="1.0" encoding="big5"?><x/>', ""),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "a document type is declared"),
        (b'<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd"><x/>', "a document type is declared"),
    ],
)
def test_a_bad_file_is_refused_by_line_and_fault(data: bytes, fault: str) -> None:
    with pytest.raises(StatementFault) as told:
        camt.read(data)

    assert str(told.value).startswith(fault)


def test_a_day_may_come_with_its_hour() -> None:
    data = GERMAN.replace('"30.11.26"', '"30.11.2026 09:15"').replace("01.12.26", "1.12.26 8:00")

    days = [line.booked_on for line in csv_files.read(data.encode(), SPARKASSE)]
    assert days == [date(2026, 11, 30), date(2026, 12, 1)]


@pytest.mark.django_db
def test_a_statement_in_utf_16_is_still_xml() -> None:
    text = document(statement(entry())).decode().replace("UTF-8", "UTF-16")

    assert actions.read(text.encode("utf-16"), None)[0].amount_minor == 1250


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_csv_is_read_in_whatever_a_bank_writes(encoding: str) -> None:
    head = "Konto;DE02\r\n\r\n"

    found = csv_files.read((head + GERMAN).encode(encoding), SPARKASSE)

    assert [(line.booked_on, line.amount_minor) for line in found] == [
        (date(2026, 11, 30), 123450),
        (date(2026, 12, 1), -200000),
    ]
    assert found[0].text == "STRIPE AUSZAHLUNG für STRIPE TECHNOLOGY"


def test_two_columns_may_say_in_and_out() -> None:
    columns = SPARKASSE._replace(
        amount="", credit="In", debit="Out", decimal=".", currency="GBP", currency_column="",
        day="Date", day_format="d/m/y", texts=("What",),
    )  # fmt: skip
    text = 'Date,What,Out,In\n01/12/2026,STRIPE,,"1,000.10"\n02/12/2026,Rent,5.00,\n'

    found = csv_files.read(text.encode(), columns)

    assert [(line.amount_minor, line.currency) for line in found] == [
        (100010, "GBP"),
        (-500, "GBP"),
    ]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (GERMAN.replace("1.234,50", "1,234.50"), "line 2: “1,234.50” is no amount"),
        (GERMAN.replace("01.12.26", "12/01/26"), "line 3: “12/01/26” is no day such as d.m.y"),
        (GERMAN.replace('"EUR"\r\n', '"€"\r\n', 1), "line 2: “€” is no currency"),
        (GERMAN.replace(';"EUR"\r\n', "\r\n", 1), "line 2: it has 4 columns"),
        (GERMAN.encode("utf-16")[:-1], "it is no UTF-16 from byte"),
        (GERMAN.replace("Betrag", "Umsatz"), "none of the first 30 lines has the columns"),
    ],
)
def test_a_bad_csv_is_refused_by_line_and_fault(wrong: str | bytes, fault: str) -> None:
    with pytest.raises(StatementFault) as told:
        csv_files.read(wrong.encode() if isinstance(wrong, str) else wrong, SPARKASSE)

    assert str(told.value).startswith(fault)


@pytest.mark.parametrize(
    ("text", "currency", "decimal", "minor"),
    [
        ("1234.5", "EUR", ".", 123450),
        ("-1.234.567,89", "EUR", ",", -123456789),
        ("12,00-", "EUR", ",", -1200),
        ("1'000.00", "CHF", ".", 100000),
        ("1 000", "JPY", ".", 1000),
        ("+0,10", "EUR", ",", 10),
        ("1.500", "KWD", ".", 1500),
    ],
)
def test_amounts_are_exact(text: str, currency: str, decimal: str, minor: int) -> None:
    assert minor_of(text, currency, decimal=decimal) == minor


def line(pk: int, day: int, minor: int = 1000, said: str = "STRIPE") -> BookedLine:
    return BookedLine(pk, date(2026, 11, day), minor, "EUR", said)


def sent(
    pk: int, day: int, minor: int = 1000, reference: str = "", failed: bool = False
) -> SentPayout:
    return SentPayout(pk, date(2026, 11, day), minor, "EUR", reference, failed, False, False)


@pytest.mark.parametrize(
    ("lines", "payouts", "pairs"),
    [
        ([line(1, 10)], [sent(7, 10)], [(1, 7, False)]),
        ([line(1, 10)], [sent(7, 2)], []),
        ([line(1, 10)], [sent(7, 14)], []),
        ([line(1, 10, 999)], [sent(7, 10)], []),
        # Of several alike each has its nearest, each once.
        ([line(1, 10), line(2, 11)], [sent(8, 11), sent(7, 10)], [(1, 7, False), (2, 8, False)]),
        ([line(1, 10), line(2, 10)], [sent(7, 10)], [(1, 7, False)]),
        # The bank's reference counts before any day.
        (
            [line(1, 20, said="STRIPE ABC123XYZ")],
            [sent(7, 20), sent(8, 2, reference="ABC123XYZ")],
            [(1, 8, False)],
        ),
        # A payout that came back has two lines.
        (
            [line(1, 10), line(2, 13, -1000)],
            [sent(7, 10, failed=True)],
            [(1, 7, False), (2, 7, True)],
        ),
        ([line(2, 13, -1000)], [sent(7, 10)], []),
        # Where more was given back than came in, Stripe takes from the bank.
        ([line(1, 10, -500)], [sent(7, 10, -500)], [(1, 7, False)]),
    ],
)
def test_lines_and_payouts_are_paired(
    lines: list[BookedLine], payouts: list[SentPayout], pairs: list[tuple[int, int, bool]]
) -> None:
    assert [tuple(one) for one in matches(lines, payouts)] == pairs
    assert [tuple(one) for one in matches(lines[::-1], payouts[::-1])] == pairs


@pytest.mark.django_db
def test_a_statement_is_matched_and_twice_changes_nothing() -> None:
    payout = make_payout()
    data = document(statement(entry(), entry("99.00", ref="A2"), entry("7.00", ref="A3")))

    first, again = take_in(data), take_in(data)
    # The same lines in a file of another day.
    other = take_in(data.replace(b"<MsgId>1<", b"<MsgId>2<"))

    assert first == (3, 3, 3, 1)
    assert (again, other) == ((3, 3, 0, 0), (3, 3, 0, 0))
    assert BankLine.objects.get(payout=payout).amount_minor == 1250
    assert (BankLine.objects.count(), queries.lines_open().count()) == (3, 2)


@pytest.mark.django_db
def test_other_business_of_the_account_is_not_kept() -> None:
    data = document(statement(entry("2000.00"))).replace(b"STRIPE PAYOUT", b"Salary of Ada")

    assert take_in(data) == (1, 0, 0, 0)
    assert BankLine.objects.count() == 0
    # As much as a payout of those days is one, whatever it says.
    make_payout(200_000)
    assert take_in(data) == (1, 1, 1, 1)


@pytest.mark.django_db
def test_a_bad_file_leaves_nothing_behind() -> None:
    with pytest.raises(StatementFault):
        take_in(document(statement(entry(), entry("x", ref="A2"))))

    assert (BankStatement.objects.count(), BankLine.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_payout_that_is_known_later_is_matched_then() -> None:
    take_in(document(statement(entry())))
    make_payout()

    assert (actions.match(), actions.match()) == (1, 0)
    assert queries.lines_open().count() == 0


@pytest.mark.django_db
def test_what_should_have_arrived_is_listed_once_the_statements_reach_so_far() -> None:
    make_payout()
    missing = make_payout(777)
    later = statement(entry(ref="Z9", amount="5.00")).replace("2026-11-30", "2026-12-10")

    take_in(document(statement(entry())))
    assert list(queries.payouts_open()) == []
    take_in(document(later))

    assert list(queries.payouts_open()) == [missing]


@pytest.mark.django_db
def test_a_person_settles_what_does_not_match_once_and_says_why() -> None:
    payout = make_payout(1300)
    take_in(document(statement(entry())))
    staff = Client()
    sign_in_staff(staff)
    found = BankLine.objects.get()
    page = staff.get("/admin/money/bank/").text
    assert "Lines of the bank without a payout" in page

    url = f"/admin/money/bank/line/{found.pk}/"
    staff.post(url, {"why": "", "payout": payout.pk})
    assert BankSettlement.objects.count() == 0
    for _ in range(2):
        staff.post(url, {"why": "The bank kept 50 cents", "payout": payout.pk})

    [settled] = BankSettlement.objects.all()
    assert (settled.line, settled.payout, settled.why) == (found, payout, "The bank kept 50 cents")
    assert settled.settled_by is not None
    page = staff.get("/admin/money/bank/").text
    assert "The bank kept 50 cents" in page
    assert "Lines of the bank without a payout" not in page


@pytest.mark.django_db
def test_staff_take_a_file_in_and_are_told_what_is_wrong_with_another() -> None:
    make_payout()
    staff = Client()
    sign_in_staff(staff)

    def upload(data: bytes) -> Any:
        file = SimpleUploadedFile("statement.xml", data)
        return staff.post("/admin/money/bank/", {"file": file, "columns": ""}, follow=True)

    good = upload(document(statement(entry()))).text
    bad = upload(document(statement(entry("x"))))

    assert "Matched with a payout now: 1." in good
    assert (bad.status_code, "line 3: “x” is no amount" in bad.text) == (400, True)
    assert "The bank’s statement" in staff.get("/admin/desk/books/").text


@pytest.mark.django_db
def test_who_may_not_look_at_money_sees_nothing_of_it() -> None:
    staff = Client()
    sign_in_staff(staff, "wagtailadmin.access_admin")

    assert "bank-files" not in staff.get("/admin/").text
    assert staff.get("/admin/money/bank/").status_code == 302
    assert staff.post("/admin/money/bank/line/1/", {"why": "x"}).status_code == 302


@pytest.mark.django_db
def test_a_file_is_taken_in_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_payout(123450)
    BankColumns.objects.create(
        name="Sparkasse",
        day="Buchungstag",
        day_format="d.m.y",
        amount="Betrag",
        decimal=",",
        currency_column="Waehrung",
        texts="Verwendungszweck\nZahlungspflichtiger\n",
    )
    file = tmp_path / "umsaetze.csv"
    file.write_bytes(GERMAN.encode("latin-1"))

    assert main(["bank", str(file)]) == 1
    assert "it is no XML; for CSV say which columns it has" in capsys.readouterr().err
    assert main(["bank", str(file), "--columns", "Sparkasse"]) == 0

    assert "Lines read: 2." in capsys.readouterr().out
    assert main(["bank", str(file), "--columns", "Postbank"]) == 2
    assert "Sparkasse" in capsys.readouterr().err
