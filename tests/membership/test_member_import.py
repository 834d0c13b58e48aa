"""Members are brought from elsewhere: nobody is charged twice, nobody is given what nobody paid."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from tests.payments.world import Shop, deliver, join, make_plan, make_reader, sweep
from wellread.accounts.actions import reader_with_verified_address
from wellread.cli import main
from wellread.insights.models import Conversion
from wellread.mail import delivery
from wellread.mail.models import Email
from wellread.membership import jobs, queries
from wellread.membership.actions import hand_over_gifts
from wellread.membership.charges import price_of
from wellread.membership.models import Grant, LeftAlone, Membership, Plan
from wellread.membership.support import support
from wellread.payments import actions, clock, gateway
from wellread.payments.models import Checkout, LedgerEntry, Payment, Subscription

FUTURE = "2097-12-31"
IN_WINDOWS = "email,status,paid_until\nada@zoë.example,gift,31 Dec 2097\n".encode("cp1252")
Bring = Callable[..., str]


@pytest.fixture
def bring(tmp_path: Path, capsys: Any, plan: Plan, shop: Shop) -> Bring:
    """Run the command on a file with these lines; return all that it printed."""

    def run(source: str, text: str | bytes, *words: str, status: int = 0) -> str:
        file, report = tmp_path / "members.csv", tmp_path / "report.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        done = main(
            ["import", "members", str(file), "--from", source, "--report", str(report), *words]
        )
        told = capsys.readouterr()
        assert done == status, told
        lines = report.read_text() if report.exists() else ""
        return " ".join((told.out + told.err + lines).split())

    return run


def subscribe(
    shop: Shop, address: str, *, amount: int = 800, interval: str = "month", every: int = 1
) -> dict[str, Any]:
    """Begin a subscription at Stripe as another system would: it names nothing of ours."""
    customer = shop.call("customers", {"email": address})["id"]
    card = {"customer": customer, "invoice_settings[default_payment_method]": "pm_card_visa"}
    shop.call("payment_methods/pm_card_visa/attach", {"customer": customer})
    cards = shop.call(f"payment_methods?customer={customer}&type=card")["data"]
    card["invoice_settings[default_payment_method]"] = cards[0]["id"]
    shop.call(f"customers/{card.pop('customer')}", card)
    product = shop.call("products", {"name": "Old plan"})["id"]
    price = shop.call(
        "prices",
        {
            "product": product,
            "currency": "usd",
            "unit_amount": str(amount),
            "recurring[interval]": interval,
            "recurring[interval_count]": str(every),
        },
    )["id"]
    made: dict[str, Any] = shop.call(
        "subscriptions", {"customer": customer, "items[0][price]": price}
    )
    return made


def charges(shop: Shop) -> list[str]:
    return [one["id"] for one in shop.call("charges?limit=100")["data"]]


def everything() -> list[list[dict[str, Any]]]:
    """Return the rows that an import may write."""
    kinds = (Checkout, Subscription, Payment, LedgerEntry, Membership, Grant, Email)
    return [list(kind.objects.order_by("pk").values()) for kind in kinds]


def prove(address: str) -> Any:
    """Make an account whose address is proved."""
    reader = make_reader(address)
    EmailAddress.objects.create(user=reader, email=reader.email, verified=True, primary=True)
    return reader


def test_at_first_it_is_only_shown_what_would_happen(shop: Shop, bring: Bring) -> None:
    made = subscribe(shop, "ada@example.com")
    before = everything()

    told = bring("csv", f"email,status,stripe_subscription\nada@example.com,active,{made['id']}\n")

    assert "goes on being charged by the subscription at Stripe │ 1" in told
    assert "Nothing was changed. With --go it is done." in told
    assert everything() == before
    assert shop.call(f"subscriptions/{made['id']}")["metadata"] == {}


def test_a_running_subscription_goes_on_and_is_charged_by_nobody_else(
    shop: Shop, bring: Bring
) -> None:
    made = subscribe(shop, "ada@example.com")
    paid = charges(shop)
    lines = f"email,status,stripe_subscription\nAda@Example.com,active,{made['id']}\n"

    bring("csv", lines, "--go")

    membership = Membership.objects.get()
    assert (membership.status, membership.email) == ("active", "ada@example.com")
    assert membership.paid_until == membership.subscription.current_period_ends_at
    assert (charges(shop), Email.objects.count()) == (paid, 0)
    assert Conversion.objects.count() == 0
    assert main(["reconcile"]) == 0

    shop.lever("clock", {"advance_days": 33})
    clock.follow()
    deliver(shop.messages())
    assert len(charges(shop)) == len(paid) + 1
    assert [one.name for one in Email.objects.all()] == ["receipt"]
    assert main(["reconcile"]) == 0


def test_a_discount_at_stripe_stays_and_is_no_part_of_the_amount(shop: Shop, bring: Bring) -> None:
    made = subscribe(shop, "ada@example.com")
    off = shop.call("coupons", {"percent_off": "25", "duration": "forever"})["id"]
    shop.call(f"subscriptions/{made['id']}", {"discounts[0][coupon]": off})

    lines = f"email,status,stripe_subscription\nada@example.com,active,{made['id']}\n"
    bring("csv", lines, "--go")

    membership = Membership.objects.get()
    assert membership.subscription.amount_minor == 800
    assert price_of(membership) == "$6 a month"
    shop.lever("clock", {"advance_days": 33})
    clock.follow()
    deliver(shop.messages())
    assert Payment.objects.latest("paid_at").amount_minor == 600
    assert main(["reconcile"]) == 0


def test_twice_changes_nothing(shop: Shop, bring: Bring) -> None:
    made = subscribe(shop, "ada@example.com")
    lines = (
        "email,status,stripe_subscription,paid_until\n"
        f"ada@example.com,active,{made['id']},\n"
        f"bob@example.com,complimentary,,{FUTURE}\n"
        f"cyd@example.com,cancelled,,{FUTURE}\n"
    )
    bring("csv", lines, "--go")
    before = everything()

    told = bring("csv", lines, "--go")

    assert "here already │ 3" in told
    assert everything() == before


def test_messages_of_the_taking_over_change_nothing_more(shop: Shop, bring: Bring) -> None:
    made = subscribe(shop, "ada@example.com")
    bring("csv", f"email,status,stripe_subscription\nada@example.com,active,{made['id']}\n", "--go")
    before = everything()

    deliver(shop.messages())
    sweep()

    assert everything() == before


def test_broken_off_half_way_it_is_gone_on_with(
    shop: Shop, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (subscribe(shop, address) for address in ("ada@example.com", "bob@example.com"))
    lines = (
        "email,status,stripe_subscription\n"
        f"ada@example.com,active,{one['id']}\nbob@example.com,active,{other['id']}\n"
    )

    # The second one is marked at Stripe, and nothing of it is written down here yet.
    settle, seen = actions.refresh_subscription, []

    def stops(*, stripe_id: str) -> Any:
        seen.append(stripe_id)
        if len(seen) == 2:
            raise gateway.GatewayUnavailable("no route")
        return settle(stripe_id=stripe_id)

    with monkeypatch.context() as patch:
        patch.setattr("wellread.payments.taking_over.refresh_subscription", stops)
        told = bring("csv", lines, "--go", status=1)
    assert "What is above stands; run it again." in told
    assert [one.email for one in Membership.objects.all()] == ["ada@example.com"]

    told = bring("csv", lines, "--go")

    assert "here already │ 1" in told
    assert Membership.objects.count() == 2
    assert (Email.objects.count(), main(["reconcile"])) == (0, 0)


def test_who_cancelled_keeps_what_was_paid_and_is_not_charged(shop: Shop, bring: Bring) -> None:
    made = subscribe(shop, "ada@example.com")
    shop.call(f"subscriptions/{made['id']}", {"cancel_at_period_end": "true"})
    paid = charges(shop)

    told = bring(
        "csv",
        f"email,status,stripe_subscription\nada@example.com,cancelled,{made['id']}\n",
        "--go",
    )

    membership = Membership.objects.get()
    assert "cancelled at Stripe, open until the paid time ends │ 1" in told
    assert Email.objects.count() == 0
    assert membership.status == "ending"
    assert membership.paid_until == membership.subscription.current_period_ends_at
    shop.lever("clock", {"advance_days": 40})
    clock.follow()
    deliver(shop.messages())
    jobs.look_at_overdue()
    assert (charges(shop), Membership.objects.get().status) == (paid, "ended")


def test_past_money_is_in_the_books_and_no_e_mail_tells_of_it(shop: Shop, bring: Bring) -> None:
    made = subscribe(shop, "ada@example.com")
    shop.lever("clock", {"advance_days": 33})
    clock.follow()
    (first, *_) = charges(shop)[::-1]
    shop.call("refunds", {"charge": first, "amount": "300"})

    bring("csv", f"email,status,stripe_subscription\nada@example.com,active,{made['id']}\n", "--go")

    kinds = sorted(LedgerEntry.objects.values_list("kind", flat=True))
    assert kinds == ["fee", "fee", "payment", "payment", "refund"]
    assert (Email.objects.count(), main(["reconcile"])) == (0, 0)


def test_a_failing_renewal_that_was_told_of_before_is_not_told_of_again(
    shop: Shop, bring: Bring
) -> None:
    made = subscribe(shop, "ada@example.com")
    shop.lever("cards", {"customer": made["customer"], "fails": True})
    shop.lever("clock", {"advance_days": 33})
    clock.follow()

    bring("csv", f"email,status,stripe_subscription\nada@example.com,active,{made['id']}\n", "--go")

    assert (Membership.objects.get().status, Email.objects.count()) == ("past_due", 0)


def test_it_is_theirs_once_the_address_is_proved(shop: Shop, bring: Bring) -> None:
    made = subscribe(shop, "ada@example.com")
    bob = prove("bob@example.com")
    lines = (
        "email,status,stripe_subscription,paid_until\n"
        f"ada@example.com,active,{made['id']},\nBOB@example.com,gift,,{FUTURE}\n"
    )
    bring("csv", lines, "--go")

    assert Membership.objects.get().reader is None
    assert queries.entitlements(reader=bob, at=clock.now()) == {"ad_free", "community_content"}

    ada = prove("ada@example.com")
    actions.claim_what_was_proved()
    assert Membership.objects.get().reader == ada
    assert queries.entitlements(reader=ada, at=clock.now()) == {"ad_free", "community_content"}


def test_a_customer_or_an_address_finds_the_one_subscription(shop: Shop, bring: Bring) -> None:
    one = subscribe(shop, "ada@example.com")
    subscribe(shop, "Bob@Example.com")
    lines = (
        "email,status,stripe_customer\n"
        f"ada@example.com,active,{one['customer']}\nBob@Example.com,active,\n"
    )

    bring("csv", lines, "--go")

    found = sorted(one.email for one in Membership.objects.all())
    assert found == ["ada@example.com", "bob@example.com"]


def test_whom_stripe_would_charge_twice_is_left_to_a_person(shop: Shop, bring: Bring) -> None:
    ada, other = subscribe(shop, "ada@example.com"), subscribe(shop, "ada@example.com")
    lines = "email,status,stripe_subscription\nada@example.com,active,\n"

    assert f"({other['id']}, {ada['id']}): end all but one" in bring("csv", lines, "--go")

    lines = (
        "email,status,stripe_subscription\n"
        f"ada@example.com,active,{ada['id']}\nAda@example.com,active,{other['id']}\n"
    )
    assert "line 2 has ada@example.com already" in bring("csv", lines)
    assert Membership.objects.count() == 0


def test_who_is_a_member_here_is_not_joined_to_another_subscription(
    shop: Shop, bring: Bring, plan: Plan
) -> None:
    join(shop, plan)
    deliver(shop.messages())
    made = subscribe(shop, "ada@example.com")
    lines = f"email,status,stripe_subscription\nada@example.com,active,{made['id']}\n"

    assert "has a membership here already" in bring("csv", lines, "--go")

    assert (Membership.objects.count(), len(shop.call("refunds")["data"])) == (1, 0)


@pytest.mark.parametrize(
    ("amount", "interval", "every", "said"),
    [
        (2400, "month", 3, "is charged every 3 months"),
        (200, "week", 1, "is charged every week"),
        (0, "month", 1, "costs nothing at Stripe, or has no fixed price"),
    ],
)
def test_what_nobody_here_could_charge_is_refused(
    shop: Shop, bring: Bring, amount: int, interval: str, every: int, said: str
) -> None:
    made = subscribe(shop, "ada@example.com", amount=amount, interval=interval, every=every)
    lines = f"email,status,stripe_subscription\nada@example.com,active,{made['id']}\n"

    assert f"line 2: ada@example.com: {made['id']} {said}" in bring("csv", lines, "--go")

    assert Checkout.objects.count() == 0


def test_a_price_that_no_plan_has_is_kept_and_named(shop: Shop, bring: Bring) -> None:
    made = subscribe(shop, "ada@example.com", amount=300)

    told = bring(
        "csv", f"email,status,stripe_subscription\nada@example.com,active,{made['id']}\n", "--go"
    )

    assert "at a price that the plan does not have │ 1" in told
    assert "line 2: ada@example.com: $3 a month" in told
    assert Subscription.objects.get().amount_minor == 300


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ada@example.com,active,sub_none,,,", "Stripe knows no subscription 'sub_none'"),
        ("ada@example.com,sleeping,,,,", "column 'status' says 'sleeping', which is no state"),
        ("ada@example.com,,,,,", "column 'status' says '', which is no state that is known"),
        ("ada@example,active,,,,", "'ada@example' is no e-mail address"),
        (",active,,,,", "it has no e-mail address"),
        ("ada@example.com,active,,,,", "nothing says until when, and no running subscription"),
        ("ada@example.com,cancelled,,01/02/2097,,", "'01/02/2097' means two days"),
        ("ada@example.com,cancelled,,31/02/2097,,", "'31/02/2097' is no date"),
        ("ada@example.com,cancelled,,soon,,", "'soon' is no date that can be read"),
        ("ada@example.com,gift,,,,", "it is a gift without an end"),
        ("ada@example.com,complimentary,,,,", "without an end: say --complimentary-until"),
        (f"ada@example.com,gift,,{FUTURE},,maybe", "'maybe', which is neither yes nor no"),
        ("ada@example.com,active", "it has 2 cells, the first line has 6"),
    ],
)
def test_what_is_not_known_is_refused_with_its_line(
    shop: Shop, bring: Bring, line: str, said: str
) -> None:
    head = "email,status,stripe_subscription,paid_until,amount,unsubscribed"

    told = bring("csv", f"{head}\n\n{line}\n", "--go")

    assert "refused │ 1" in told
    assert f"line 3: {line.split(',')[0]}: " in told or "line 3: :" in told
    assert said in told
    assert (Grant.objects.count(), Checkout.objects.count()) == (0, 0)


def test_what_the_file_says_is_cancelled_and_stripe_would_charge_is_refused(
    shop: Shop, bring: Bring
) -> None:
    made = subscribe(shop, "ada@example.com")
    lines = f"email,status,stripe_subscription\nada@example.com,cancelled,{made['id']}\n"

    assert "is cancelled in the file, but Stripe would charge it again" in bring("csv", lines)


def test_whom_the_file_calls_free_and_stripe_charges_is_refused(shop: Shop, bring: Bring) -> None:
    made, left = subscribe(shop, "ada@example.com"), subscribe(shop, "bob@example.com")
    shop.delete(f"subscriptions/{left['id']}")
    lines = (
        "email,status,stripe_customer,stripe_subscription\n"
        f"ada@example.com,free,{made['customer']},\nada@example.com,ended,,{made['id']}\n"
        f"bob@example.com,ended,,{left['id']}\nbob@example.com,free,{left['customer']},\n"
    )

    told = bring("csv", lines)

    assert told.count(f"Stripe goes on charging it ({made['id']})") == 4
    assert ("refused │ 2" in told, "nothing to bring │ 1" in told) == (True, True)
    assert "known as a former member, nothing is open │ 1" in told


def test_an_amount_in_the_file_tells_another_subscription(shop: Shop, bring: Bring) -> None:
    subscribe(shop, "ada@example.com")
    head = "email,status,amount,currency,interval\n"

    for said, why in (
        ("10,USD,month", "is charged $8, the file says $10"),
        ("8,EUR,month", "is charged in USD, not in EUR"),
        ("8,USD,year", "is charged by the month, not year"),
        ("8 or so,USD,month", "'8 or so' is no amount"),
    ):
        assert why in bring("csv", f"{head}ada@example.com,active,{said}\n")


def test_a_welcome_is_written_when_asked_for_once_and_to_nobody_who_unsubscribed(
    shop: Shop, bring: Bring
) -> None:
    made, other = subscribe(shop, "ada@example.com"), subscribe(shop, "bob@example.com")
    lines = (
        "email,status,stripe_subscription,paid_until,unsubscribed\n"
        f"ada@example.com,active,{made['id']},,no\nbob@example.com,active,{other['id']},,yes\n"
        f"cyd@example.com,gift,,{FUTURE},no\ndee@example.com,cancelled,,{FUTURE},no\n"
    )

    told = bring("csv", lines, "--go")
    assert ("of all these, unsubscribed: no welcome │ 1" in told, Email.objects.count()) == (
        True,
        0,
    )

    for _ in range(2):
        bring("csv", lines, "--go", "--welcome")
        sent = [(one.name, one.recipient) for one in Email.objects.order_by("pk")]
        assert sent == [("brought_in", "ada@example.com"), ("gift", "cyd@example.com")]
    assert Email.objects.get(name="brought_in").facts["amount"] == "$8"
    delivery.send_due()
    [body] = [one.body for one in mail.outbox if one.to == ["ada@example.com"]]
    assert "There is nothing for you to do, and nothing was charged for it." in body
    assert "has begun" not in body
    assert "withdraw" not in body
    # Nor is anybody asked back who wanted no e-mails there.
    assert [row.address for row in LeftAlone.objects.all()] == ["bob@example.com"]


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffemail;status;paid_until\r\nada@zoë.example;gift;2097-12-31\r\n".encode(),
        "email\tstatus\tpaid_until\nada@zoë.example\tgift\t31.12.2097\n".encode("utf-16"),
        IN_WINDOWS,
        b'"email" , "status", "paid_until"\n\n'.replace(b" ", b"")
        + '"ada@zoë.example","gift","Dec 31, 2097"\n\n'.encode(),
        'EMAIL,Status,paid_until,name\nada@zoë.example,Gift,12/31/2097,"Z\n""o"""\n'.encode(),
    ],
)
def test_files_of_any_program_are_read(bring: Bring, data: bytes) -> None:
    told = bring("csv", data, "--go")

    (grant,) = Grant.objects.all()
    assert grant.email == "ada@xn--zo-ija.example"
    # Until a day means that day included.
    assert f"{grant.ends_at:%Y-%m-%d %H:%M}" == "2098-01-01 00:00"
    assert ("read as Windows-1252" in told) == (data == IN_WINDOWS)


def test_the_file_says_which_of_two_days_is_meant(bring: Bring) -> None:
    lines = "email,status,paid_until\nada@example.com,gift,01/02/2097\n"

    bring("csv", lines, "--go", "--dates", "day-first")
    bring("csv", lines, "--go", "--dates", "month-first")

    ends = sorted(f"{one.ends_at:%Y-%m-%d}" for one in Grant.objects.all())
    assert ends == ["2097-01-03", "2097-02-02"]


@pytest.mark.parametrize(
    ("source", "data", "said"),
    [
        ("csv", b"", "the file is empty"),
        ("csv", b"\x89PNG\0\0", "this is no text"),
        (
            "ghost",
            b"email,name\na@b.example,A\n",
            "this is not a Ghost export of members: it has no",
        ),
        ("csv", b"email,status,Email\n", "the first line names a column twice: email"),
        ("csv", b'email,status\n"a@b.example,gift\n', "no CSV that can be read"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(
    bring: Bring, source: str, data: bytes, said: str
) -> None:
    told = bring(source, data, "--go", status=1)

    assert said in told
    assert "Nothing was brought in." in told


def test_a_column_that_nobody_knows_is_named(bring: Bring) -> None:
    told = bring("csv", f"email,status,paid_until,VIP\na@b.example,gift,{FUTURE},yes\n")

    assert "Columns that nobody here knows, and that were not read: VIP" in told


def test_the_same_line_twice_is_one_member(bring: Bring) -> None:
    line = f"ada@example.com,gift,{FUTURE}\n"

    told = bring("csv", f"email,status,paid_until\n{line}{line}", "--go")

    assert "line 3: ada@example.com: it is the same as line 2" in told
    assert Grant.objects.count() == 1


def test_the_report_holds_no_formula(bring: Bring) -> None:
    told = bring("csv", "email,status\n=1+1@example.com,'\n")

    assert "'=1+1@example.com" in told


def test_ghost(shop: Shop, bring: Bring) -> None:
    made = subscribe(shop, "ada@example.com")
    head = (
        "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,"
        "deleted_at,labels,tiers,gift_id"
    )
    day = "2024-01-02T03:04:05.000Z"
    lines = (
        f"{head}\n"
        f"1,ada@example.com,Ada,,true,false,{made['customer']},{day},,,Gold,\n"
        f"2,bob@example.com,Bob,,false,true,,{day},,,Gold,\n"
        f"3,cyd@example.com,Cyd,,true,false,,{day},,,,\n"
        f"4,dee@example.com,Dee,,true,true,,{day},{day},,Gold,\n"
        f"5,eve@example.com,Eve,,true,false,,{day},,,Gold,g1\n"
        f"6,fay@example.com,Fay,,true,false,,{day},,,Gold,\n"
    )

    told = bring("ghost", lines, "--go", "--complimentary-until", FUTURE)

    assert [one.email for one in Membership.objects.all()] == ["ada@example.com"]
    assert [one.email for one in Grant.objects.filter(reason="complimentary")] == [
        "bob@example.com"
    ]
    assert "free: nothing to bring │ 2" in told
    assert "line 6: eve@example.com: it is a gift without an end" in told
    assert "line 7: fay@example.com: it is paying, but nothing says until when" in told
    assert "not read" not in told


def test_memberful(shop: Shop, bring: Bring) -> None:
    made = subscribe(shop, "ada@example.com")
    lines = (
        "Full Name,Email,Plan,Active,Auto-renew,Expiration date,Stripe Customer ID\n"
        f"Ada,ada@example.com,Gold,Yes,Yes,12/31/2097,{made['customer']}\n"
        "Bob,bob@example.com,Gold,Yes,No,12/31/2097,\n"
        "Cyd,cyd@example.com,Gold,No,No,12/31/2019,\n"
        "Dee,dee@example.com,Gold,Yes,Yes,12/31/2097,\n"
    )

    told = bring("memberful", lines, "--go")

    assert [one.email for one in Membership.objects.all()] == ["ada@example.com"]
    held = Grant.objects.exclude(email="").order_by("email").values_list("email", "reason")
    assert list(held) == [("bob@example.com", "membership"), ("dee@example.com", "membership")]
    assert "charged by nobody here │ 1" in told


def test_woo(bring: Bring) -> None:
    lines = (
        "subscription_id,subscription_status,customer_email,next_payment_date,end_date,order_total\n"
        "1,wc-active,ada@example.com,2097-12-30 10:00:00,0,8.00\n"
        "2,wc-pending-cancel,bob@example.com,0,2097-12-30 10:00:00,8.00\n"
        "3,wc-cancelled,ada@example.com,0,2020-01-01 10:00:00,8.00\n"
        "4,wc-strange,dee@example.com,0,0,8.00\n"
    )

    told = bring("woo", lines, "--go")

    held = Grant.objects.order_by("email").values_list("email", "ends_at__date")
    assert sorted(f"{email} {day}" for email, day in held) == [
        "ada@example.com 2020-01-01",
        "ada@example.com 2097-12-30",
        "bob@example.com 2097-12-30",
    ]
    assert "line 5: dee@example.com: column 'subscription_status' says 'strange'" in told


def test_stripes_own_export(shop: Shop, bring: Bring) -> None:
    made, left = subscribe(shop, "ada@example.com"), subscribe(shop, "bob@example.com")
    shop.call(f"subscriptions/{left['id']}", {"cancel_at_period_end": "true"})
    lines = (
        "id,Customer ID,Customer Email,Status,Cancel At Period End,Ended At (UTC)\n"
        f"{made['id']},{made['customer']},ada@example.com,active,false,\n"
        f"{left['id']},{left['customer']},bob@example.com,active,true,\n"
        f"{made['id']},cus_other,cyd@example.com,active,false,\n"
        "sub_3,cus_3,dee@example.com,canceled,false,2020-01-01 10:00\n"
        "cus_4,cus_4,eve@example.com,active,false,\n"
    )

    told = bring("stripe", lines, "--go")

    states = Membership.objects.order_by("checkout__email").values_list("status", flat=True)
    assert list(states) == ["active", "ending"]
    assert f"{made['id']} belongs to {made['customer']} at Stripe, not to cus_other" in told
    assert "column 'id' says 'cus_4'" in told


def test_substack(shop: Shop, bring: Bring) -> None:
    subscribe(shop, "ada@example.com", amount=8000, interval="year")
    day = "2024-01-02T03:04:05.000Z"
    lines = (
        "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at\n"
        f"ada@example.com,true,2097-01-02T03:04:05.000Z,yearly,false,{day},{day}\n"
        f"bob@example.com,false,,other,true,{day},\n"
        f"cyd@example.com,true,2097-01-02T03:04:05.000Z,comp,false,{day},\n"
        f"dee@example.com,true,2097-01-02T03:04:05.000Z,lifetime,false,{day},\n"
    )

    told = bring("substack", lines, "--go")

    assert [one.email for one in Membership.objects.all()] == ["ada@example.com"]
    assert [one.email for one in Grant.objects.exclude(email="")] == ["cyd@example.com"]
    assert "column 'plan' says 'lifetime'" in told


def test_patreon(shop: Shop, bring: Bring) -> None:
    # What a patron may pay for elsewhere is not looked for.
    subscribe(shop, "ada@example.com")
    lines = (
        "Name,Email,Patron Status,Free Member,Tier,Access Expiration,Next Charge Date,User ID\n"
        "Ada,ada@example.com,Active patron,No,Gold,,2097-12-30 07:00:00,1\n"
        "Bob,bob@example.com,Active patron,No,Gold,2097-12-30 07:00:00,,2\n"
        "Cyd,cyd@example.com,Former patron,No,,,,3\n"
        "Dee,dee@example.com,Declined patron,No,Gold,2097-12-30 07:00:00,,4\n"
        "Eve,eve@example.com,,Yes,,,,5\n"
    )

    told = bring("patreon", lines, "--go")

    held = Grant.objects.filter(ends_at__gt=clock.now()).order_by("email")
    assert [one.email for one in held] == ["ada@example.com", "bob@example.com"]
    assert "free: nothing to bring │ 2" in told
    assert "known as a former member, nothing is open │ 1" in told
    assert Membership.objects.count() == 0


def test_who_has_ended_elsewhere_is_a_former_member_here_once_and_nothing_is_open(
    bring: Bring, plan: Plan
) -> None:
    lines = "email,status,paid_until\nada@example.com,ended,2025-03-31\nbob@example.com,ended,\n"

    bring("csv", lines, "--go", "--welcome")
    again = bring("csv", lines, "--go", "--welcome")

    assert ("here already │ 2" in again, Grant.objects.count()) == (True, 2)
    for address in ("ada@example.com", "bob@example.com"):
        reader = reader_with_verified_address(email=address)
        # As whoever signs in with the address has it.
        hand_over_gifts(reader=reader, address=address)
        given = support(reader=reader, at=clock.now())
        assert (given.is_member, given.was_member) == (False, True)
    assert Email.objects.count() == 0


def test_the_plan_is_the_one_that_is_named(bring: Bring, plan: Plan) -> None:
    other = make_plan(name="Old Gold", is_offered=False, gives_community_content=False)
    lines = f"email,status,paid_until\nada@example.com,cancelled,{FUTURE}\n"

    bring("csv", lines, "--go", "--plan", "old gold")

    assert Grant.objects.get().entitlements == other.entitlements == ["ad_free"]
    assert "no plan have the name" not in bring("csv", lines)
    assert "no plans have the name 'Silver'" in bring("csv", lines, "--plan", "Silver", status=1)


def test_what_runs_at_a_date_ends_there(bring: Bring) -> None:
    at = clock.now() + timedelta(days=3)
    lines = f"email,status,paid_until\nada@example.com,cancelled,{at:%Y-%m-%dT%H:%M:%SZ}\n"
    bring("csv", lines, "--go")
    grant = Grant.objects.get()

    assert grant.ends_at == at.replace(microsecond=0)
