"""Receipts and yearly statements, on the page and on paper."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from tests.membership.test_account import member
from tests.payments.world import Shop, make_reader
from wellread.membership import pdf, receipts
from wellread.membership.models import Plan, Seller, TaxRate
from wellread.membership.receipts import Paper
from wellread.payments.models import Payment

VAT = {"name": "VAT", "since": date(2020, 1, 1)}


@pytest.fixture
def seller(db: None) -> Seller:
    one = Seller.load()
    one.name, one.address = "Courier Press Ltd", "4 Harbour Street\nSaltmere"
    one.tax_number, one.note = "VAT GB 123 4567 89", "Zero-rated as news."
    one.save()
    return one


def test_a_receipt_names_seller_tax_number_and_the_tax_within(
    client: Client, shop: Shop, plan: Plan, seller: Seller
) -> None:
    TaxRate.objects.create(seller=seller, hundredths=1900, **VAT)
    payment = member(client, shop).checkout.payments.get()

    sheet = receipts.receipt(payment)

    said = dict(sheet.lines)
    assert said["Paid to"] == "Courier Press Ltd\n4 Harbour Street\nSaltmere\nVAT GB 123 4567 89"
    assert said["Of it VAT, 19 %"] == "$1.28"
    assert said["Number"] == payment.receipt_number
    assert sheet.note == "Zero-rated as news."


@pytest.mark.parametrize(
    ("hundredths", "amount_minor", "tax_minor"),
    [(1900, 800, 128), (550, 1000, 52), (0, 800, 0), (2000, 1, 0), (5000, 3, 1), (700, 107, 7)],
)
def test_the_tax_within_an_amount_is_whole_and_rounded_half_up(
    hundredths: int, amount_minor: int, tax_minor: int
) -> None:
    assert TaxRate(hundredths=hundredths).within(amount_minor) == tax_minor


def test_a_new_rate_leaves_receipts_of_before_as_they_were(seller: Seller) -> None:
    for day, hundredths in ((date(2020, 1, 1), 1900), (date(2026, 7, 1), 0)):
        TaxRate.objects.create(seller=seller, since=day, name="VAT", hundredths=hundredths)
    days = (date(2019, 12, 31), date(2026, 6, 30), date(2026, 7, 1))

    found = [seller.rate_on(day) for day in days]

    assert [rate and rate.hundredths for rate in found] == [None, 1900, None]


def test_page_and_paper_are_for_who_paid_alone(client: Client, shop: Shop, plan: Plan) -> None:
    payment = member(client, shop).checkout.payments.get()
    assert payment.paid_at is not None
    paths = [
        f"/account/receipts/{payment.pk}/receipt.pdf",
        f"/account/statements/{payment.paid_at.year}/",
        f"/account/statements/{payment.paid_at.year}/statement.pdf",
        f"/account/statements/{payment.paid_at.year - 1}/",
    ]
    stranger = Client()
    stranger.force_login(make_reader("eve@example.com"))

    assert [client.get(path).status_code for path in paths] == [200, 200, 200, 404]
    assert [stranger.get(path).status_code for path in paths] == [404] * 4
    answer = client.get(paths[0])
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_statement_sums_each_currency_and_takes_off_what_went_back(
    client: Client, shop: Shop, plan: Plan
) -> None:
    first = member(client, shop).checkout.payments.get()
    Payment.objects.filter(pk=first.pk).update(paid_at=datetime(2026, 3, 1, tzinfo=UTC))
    facts = {"checkout": first.checkout, "amount_minor": 1000, "status": "partly_refunded"}
    at = datetime(2026, 4, 1, tzinfo=UTC)
    Payment.objects.create(
        stripe_id="pi_2", currency="USD", refunded_minor=250, paid_at=at, **facts
    )
    Payment.objects.create(stripe_id="pi_3", currency="JPY", paid_at=at, **facts)
    Payment.objects.create(stripe_id="pi_4", currency="USD", paid_at=at.replace(year=2025), **facts)

    sheet = receipts.statement(2026, Payment.objects.all())

    sums = [said for label, said in sheet.lines if label == "Paid in 2026"]
    assert sums == ["¥1,000", "$15.50"]
    assert [row[2:4] for row in sheet.rows] == [
        ("$8", "–"),
        ("$10", "$2.50"),
        ("¥1,000", "–"),
    ]
    assert receipts.years(Payment.objects.all()) == [2026, 2025]


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "he", "ar"])
def test_every_edition_is_drawn_with_letters_that_the_face_has(
    language: str, caplog: pytest.LogCaptureFixture
) -> None:
    said = {
        "he": "קבלה: ‏שולם 8.00 ₪",
        "ar": "إيصال: المدفوع 8.00 US$",
        "de": "Größe, „Straße“ – 8,00 €",
    }.get(language, "Reçu, año, «œuvre» – 8,00 €")
    sheet = Paper(said, ((said, said),), ("a",) * 5, ((said,) * 5,) * 60, note=said)
    direction = "rtl" if language in {"he", "ar"} else "ltr"

    drawn = pdf.drawn(sheet, paper_name=said, language=language, direction=direction)

    # fpdf2 warns of a letter that the face lacks.
    assert (drawn[:5], caplog.messages) == (b"%PDF-", [])
    assert drawn.count(b"/Type /Page\n") >= 2
    assert len(drawn) < 60_000
