"""Tabs that stood open: a form does nothing where what its reader saw is no longer so."""

import pytest
from django.test import Client

from tests.membership.test_account import member, pass_days
from tests.membership.test_changing_interval import FORM, form_for
from tests.membership.test_groups import manager, offer
from tests.payments.world import Shop, hidden_fields
from wellread.membership.models import Membership, Pause, Plan, SeatChange
from wellread.payments import clock
from wellread.payments.models import Payment

PAUSE, END = "/account/pause/", "/account/pause/end/"
LOOK_AGAIN = "perhaps in another window"


def drawn(
    client: Client, path: str, form: str = 'class="form-card" method="post"'
) -> dict[str, str]:
    """Return what the form of a page sends, as a tab has it that stays open."""
    return hidden_fields(client.get(path).text, form)


def keeping(client: Client, path: str = "/account/") -> dict[str, str]:
    return drawn(client, path, f'method="post" action="{path}resume/"')


def choose(client: Client, **chosen: str) -> None:
    """Choose another amount in another tab."""
    client.post(FORM, form_for(client, **chosen))


def paid() -> str:
    subscription = Membership.objects.select_related("subscription").get().subscription
    return f"{subscription.money} a {subscription.interval}"


def test_a_pause_is_not_begun_at_another_price_than_was_read(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    older = drawn(client, PAUSE)
    choose(client, own="12")

    answer = client.post(PAUSE, older | {"months": "1"})
    begun = Pause.objects.count()
    again = client.post(PAUSE, drawn(client, PAUSE) | {"months": "1"})

    assert (answer.status_code, LOOK_AGAIN in answer.text, begun) == (409, True, 0)
    assert "you pay $12 a month again" in answer.text
    assert (again.status_code, Pause.objects.count()) == (303, 1)


def test_of_two_pauses_that_were_chosen_the_second_is_said_to_be_none(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    forms = [drawn(client, PAUSE) | {"months": months} for months in ("3", "3", "1")]

    said = [client.post(PAUSE, form, follow=True).text for form in forms]

    assert ["Nothing is charged until" in text for text in said] == [True, True, False]
    assert [LOOK_AGAIN in text for text in said] == [False, False, True]
    assert (Pause.objects.get().resumes_at - clock.now()).days > 100


def test_a_pause_whose_end_was_said_to_cost_nothing_charges_nothing_later(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    client.post(PAUSE, drawn(client, PAUSE) | {"months": "2"})
    older = drawn(client, END)
    for _ in range(7):
        pass_days(shop, 5)

    answer = client.post(END, older)
    charged = Payment.objects.count()
    client.post(END, drawn(client, END))

    assert (answer.status_code, LOOK_AGAIN in answer.text, charged) == (409, True, 1)
    assert "You pay $8 today" in answer.text
    assert (Payment.objects.count(), Pause.objects.get().ended_at is None) == (2, False)


def test_a_pause_that_was_ended_elsewhere_is_not_said_to_be_ended_again(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    client.post(PAUSE, drawn(client, PAUSE) | {"months": "2"})
    older = drawn(client, END)
    client.post(END, older)

    assert LOOK_AGAIN in client.post(END, older, follow=True).text
    assert Pause.objects.count() == 1


def test_what_was_cancelled_goes_on_only_at_the_price_that_was_read(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)
    client.post("/account/cancel/")
    older = keeping(client)
    client.post("/account/resume/", older)
    choose(client, own="20")
    client.post("/account/cancel/")

    said = client.post("/account/resume/", older, follow=True).text
    status = Membership.objects.get().status
    client.post("/account/resume/", keeping(client))

    assert (LOOK_AGAIN in said, status) == (True, "ending")
    assert (Membership.objects.get().status, paid()) == ("active", "$20 a month")


def test_keeping_it_twice_is_said_to_go_on_twice(client: Client, shop: Shop, plan: Plan) -> None:
    member(client, shop)
    client.post("/account/cancel/")
    form = keeping(client)

    said = [client.post("/account/resume/", form, follow=True).text for _ in range(2)]

    assert ["Your membership goes on. Thank you." in text for text in said] == [True, True]
    assert ["There is no cancelled membership" in text for text in said] == [False, False]


@pytest.mark.parametrize("chosen", [{"own": "6"}, {"own": "90", "interval": "year"}])
def test_less_or_by_the_year_is_not_agreed_to_once_it_rests(
    client: Client, shop: Shop, plan: Plan, chosen: dict[str, str]
) -> None:
    member(client, shop)
    older = form_for(client, **chosen)
    client.post(PAUSE, drawn(client, PAUSE) | {"months": "1"})

    answer = client.post(FORM, older)

    assert LOOK_AGAIN in client.get("/account/").text or LOOK_AGAIN in answer.text
    assert paid() == "$8 a month"


def test_seats_are_not_bought_beside_others_that_were_not_read_of(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    size = f"/groups/{group.pk}/size/"
    older, newer = drawn(client, f"{size}?seats=7"), drawn(client, f"{size}?seats=6")

    said = [client.post(size, form, follow=True).text for form in (newer, newer, older)]

    assert ["It is done." in text for text in said] == [True, True, False]
    assert [LOOK_AGAIN in text for text in said] == [False, False, True]
    assert SeatChange.objects.get().seats_after == 6


def test_a_group_is_not_paid_by_the_year_for_other_seats_than_were_read(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    home = f"/groups/{group.pk}/"
    older = drawn(client, f"{home}interval/")
    client.post(f"{home}size/", drawn(client, f"{home}size/?seats=7"))

    answer = client.post(f"{home}interval/", older)

    assert (answer.status_code, LOOK_AGAIN in answer.text) == (409, True)
    assert paid() == "$42 a month"


def test_a_group_goes_on_only_as_it_was_read(client: Client, shop: Shop, plan: Plan) -> None:
    group = manager(client, shop)
    home = f"/groups/{group.pk}/"
    client.post(f"{home}cancel/")
    older = keeping(client, home)
    client.post(f"{home}resume/", older)
    client.post(f"{home}interval/", drawn(client, f"{home}interval/"))
    client.post(f"{home}cancel/")

    said = client.post(f"{home}resume/", older, follow=True).text

    assert (LOOK_AGAIN in said, Membership.objects.get().status) == (True, "ending")


def test_a_seat_that_was_taken_meanwhile_is_not_taken_back_unseen(
    client: Client, shop: Shop, plan: Plan
) -> None:
    group = manager(client, shop)
    link = offer(client, group, "grace@example.com")["grace@example.com"]
    seat = group.seats.get()
    path = f"/groups/{group.pk}/seats/{seat.pk}/"
    after = client.get(f"/groups/{group.pk}/").text.split('value="again"', 1)[1]
    form = hidden_fields(after) | {"do": "take_back"}
    Client().post(link)

    said = client.post(path, form, follow=True).text

    seat.refresh_from_db()
    assert form["seen"] == "invited"
    assert ("Somebody has taken this seat meanwhile" in said, seat.ended_at) == (True, None)
