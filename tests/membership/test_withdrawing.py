"""Withdrawing within fourteen days: declared, acknowledged, proved, ended, given back."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from tests.membership.test_account import member, pass_days
from tests.membership.test_joining import held_by, join_and_return
from tests.payments.world import Shop, deliver
from wellread.mail import delivery
from wellread.membership import data_export, declarations, jobs, reconciliation
from wellread.membership.models import Membership, Plan, ReturnedPayment, Withdrawal
from wellread.payments import clock
from wellread.payments.models import Payment

PROOF = re.compile(r"/withdraw/[A-Za-z0-9_-]{20,}/")
DECLARED = {"name": "Ada", "address": "ada@example.com", "contract": "My membership"}


def declare(client: Client, **facts: str) -> object:
    """Take both steps, as somebody does who reads what the second one shows."""
    page = client.get("/withdraw/").text
    found = re.search(r'name="chosen" value="([0-9a-f-]{36})"', page)
    chosen = {"chosen": found[1]} if found else {}
    first = client.post("/withdraw/", DECLARED | chosen | facts, follow=True)
    assert "Confirm withdrawal" in first.text, first.text
    return client.post("/withdraw/", DECLARED | chosen | facts | {"confirmed": "1"}, follow=True)


def refunded() -> list[int]:
    return list(Payment.objects.order_by("pk").values_list("refunded_minor", flat=True))


def sent(subject: str) -> list[str]:
    delivery.send_due()
    return [str(one.body) for one in mail.outbox if one.subject == subject]


def proof_link() -> str:
    [body] = sent("We received your withdrawal")
    found = PROOF.search(body)
    assert found
    return found[0]


def test_a_member_withdraws_in_two_steps_and_has_everything_back(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    assert 'href="/withdraw/"' in client.get("/account/").text

    page = declare(client)
    deliver(shop.messages())

    membership.refresh_from_db()
    assert (membership.status, refunded()) == ("ended", [800])
    assert held_by(client) == frozenset()
    assert "goes back" in page.text
    [withdrawal] = Withdrawal.objects.all()
    [body] = sent("We received your withdrawal")
    said = f"{withdrawal.declared_at.year}"
    assert said in body
    assert "Friend of the Courier, $8 a month, bought on" in body
    assert not PROOF.search(body)
    [given_back] = sent("We have given $8 back")
    assert "nothing more is charged" in given_back
    assert "whether your membership goes on" not in given_back
    assert "Bought in the last fourteen days" not in client.get("/account/").text


def test_the_first_step_alone_declares_nothing(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)

    client.post("/withdraw/", DECLARED)

    assert (Withdrawal.objects.count(), refunded()) == (0, [0])


def test_the_second_step_is_a_page_to_which_one_may_go_back(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)

    step = client.post("/withdraw/", DECLARED)
    shown = client.get(step["Location"]).text
    elsewhere = Client().get(step["Location"], follow=True)
    declare(client)
    back = client.get(step["Location"])

    assert step.status_code == 303
    assert ("Confirm withdrawal" in shown, "Ada" in shown) == (True, True)
    assert elsewhere.redirect_chain[-1][0] == "/withdraw/"
    assert (back.status_code, back["Location"]) == (303, "/withdraw/done/")
    assert Withdrawal.objects.count() == 1


def test_a_contribution_goes_back_too(client: Client, shop: Shop, plan: Plan) -> None:
    join_and_return(client, shop, {"interval": "once", "amount": "2500"})
    deliver(shop.messages())
    assert 'value="ada@example.com"' in client.get("/withdraw/").text

    declare(client)

    assert refunded() == [2500]


def test_twice_at_once_gives_back_once_and_writes_once(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    chosen = str(declarations.withdrawable_by_address("ada@example.com", at=clock.now())[0].pk)
    both = DECLARED | {"chosen": chosen, "confirmed": "1"}

    client.post("/withdraw/", both)
    again = client.post("/withdraw/", both)

    assert (again.status_code, "perhaps it was already" in again.text) == (400, True)
    assert (Withdrawal.objects.count(), refunded()) == (1, [800])
    assert len(sent("We received your withdrawal")) == 1


def test_who_was_given_something_back_before_gets_the_rest(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    payment = Payment.objects.get()
    shop.call("refunds", {"payment_intent": payment.stripe_id, "amount": "300"})
    deliver(shop.messages())

    declare(client)
    deliver(shop.messages())

    membership.refresh_from_db()
    assert (membership.status, refunded()) == ("ended", [800])
    assert [one["amount"] for one in shop.call("refunds")["data"]] == [500, 300]


def test_after_fourteen_days_nothing_is_offered(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    at = clock.now()

    def offered(days: float) -> int:
        return len(
            declarations.withdrawable_by_address("ada@example.com", at=at + timedelta(days=days))
        )

    assert (offered(0), offered(14.9), offered(15.1)) == (1, 1, 0)


def test_a_renewal_is_no_new_contract(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    pass_days(shop, 33)
    deliver(shop.messages())

    assert Payment.objects.filter(status="succeeded").count() == 2
    assert declarations.withdrawable_by_address("ada@example.com", at=clock.now()) == []


def test_a_guest_proves_by_e_mail_that_it_was_them(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    guest = Client()

    page = declare(guest, address="Ada@Example.com")
    assert refunded() == [0]
    assert "open the link in that e-mail" in page.text
    link = proof_link()

    shown = guest.get(link).text
    assert refunded() == [0]
    chosen = re.search(r'name="chosen" value="([0-9a-f-]{36})"', shown)
    assert chosen
    done = guest.post(link, {"chosen": chosen[1]}, follow=True).text
    again = guest.post(link, {"chosen": chosen[1]}, follow=True).text
    deliver(shop.messages())

    assert refunded() == [800]
    assert "Your withdrawal is complete" in done
    assert "Your withdrawal is complete" in again
    assert Membership.objects.get().status == "ended"


def test_a_stranger_ends_nothing_and_learns_nothing(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    stranger = Client()

    theirs = declare(stranger)
    nobodys = declare(stranger, address="nobody@example.com")

    assert refunded() == [0]
    pages = [re.sub(r"\d|ada@|nobody@", "", page.text) for page in (theirs, nobodys)]
    assert pages[0] == pages[1]
    assert stranger.get("/withdraw/forged-token-of-somebody-else/").status_code == 410


def test_what_was_declared_in_time_counts_however_late_it_is_proved(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    guest = Client()
    declare(guest)
    link = proof_link()
    Withdrawal.objects.update(declared_at=clock.now())
    pass_days(shop, 20)

    chosen = re.search(r'name="chosen" value="([0-9a-f-]{36})"', guest.get(link).text)
    assert chosen
    guest.post(link, {"chosen": chosen[1]})

    assert refunded() == [800]


def test_when_stripe_does_not_answer_it_is_declared_and_a_job_goes_on(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    client.get("/withdraw/")
    shop.lever("chaos", {"error_before": 1.0})
    page = declare(client)
    assert "does not answer" in page.text
    assert refunded() == [0]

    shop.lever("chaos", {"reset": True})
    jobs.carry_out_withdrawals()
    deliver(shop.messages())

    assert refunded() == [800]
    assert declarations.withdrawals_to_carry_out() == []


def test_a_refund_that_stripe_refuses_is_tried_again_and_told_to_staff(
    client: Client, shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wellread.payments import gateway

    member(client, shop)
    refund = gateway.refund

    def refuse(*_args: object, **_facts: object) -> None:
        raise gateway.GatewayRefused("no money")

    monkeypatch.setattr(gateway, "refund", refuse)
    declare(client)
    [returned] = ReturnedPayment.objects.all()
    assert (returned.refusals, refunded()) == (1, [0])
    assert any("of a withdrawal" in line for line in reconciliation.troubles())

    monkeypatch.setattr(gateway, "refund", refund)
    ReturnedPayment.objects.update(try_again_at=clock.now())
    jobs.give_back_what_was_refused()

    assert refunded() == [800]
    assert reconciliation.troubles() == []


def test_what_nobody_paid_for_is_told_to_staff_after_a_day(client: Client, plan: Plan) -> None:
    declare(client, address="lost@example.com")
    assert reconciliation.troubles() == []

    Withdrawal.objects.update(declared_at=clock.now() - timedelta(days=2))

    [line] = reconciliation.troubles()
    assert "lost@example.com withdrew from “My membership”" in line


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"name": ""}, "name-fault"),
        ({"address": "nowhere"}, "address-fault"),
        ({"contract": "  "}, "contract-fault"),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_stays(
    client: Client, plan: Plan, facts: dict[str, str], fault: str
) -> None:
    answer = client.post("/withdraw/", DECLARED | facts | {"confirmed": "1"})

    assert answer.status_code == 400
    assert f'id="{fault}"' in answer.text
    assert Withdrawal.objects.count() == 0
    kept = {key: value for key, value in DECLARED.items() if key not in facts}
    assert all(f'value="{value}"' in answer.text for value in kept.values())


def test_an_address_is_not_written_to_for_ever(client: Client, plan: Plan) -> None:
    answers = [
        client.post("/withdraw/", DECLARED | {"confirmed": "1"}).status_code for _ in range(7)
    ]

    assert answers == [303] * 5 + [429] * 2


def test_it_is_in_what_a_reader_may_have_and_goes_with_the_account(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    declare(client)
    deliver(shop.messages())
    reader = membership.reader
    assert reader is not None

    [told] = data_export.export(reader)["withdrawals"]
    client.post("/account/erase/")

    assert told["name"] == "Ada"
    assert [(one.name, one.address) for one in Withdrawal.objects.all()] == [("", "")]


def test_every_page_leads_there(client: Client, plan: Plan) -> None:
    assert "Withdraw from contract here" in client.get("/join/").text


def test_the_day_of_buying_is_that_of_the_first_payment(
    client: Client, shop: Shop, plan: Plan
) -> None:
    membership = member(client, shop)
    # As of one that was brought here later than it was bought.
    moved = clock.now() + timedelta(days=3)
    type(membership.checkout).objects.update(created_at=moved)

    page = client.get("/withdraw/").text

    assert f"bought on {clock.now():%-d %B %Y}" in page
    assert f"bought on {moved:%-d %B %Y}" not in page
