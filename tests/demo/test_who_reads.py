"""The demo's member and club pay at the sandbox, as anybody does; its library reads free."""

import pytest
from django.test import Client

from tests.payments.world import Shop
from wellread.accounts.models import Reader
from wellread.demo.groups import MANAGER, TAKEN_BY, make_group, make_institution
from wellread.demo.people import MEMBER, have_member_join, make_plan
from wellread.membership.institutions import queries as institutions
from wellread.membership.models import Grant
from wellread.payments import clock
from wellread.payments.reconciliation import troubles


@pytest.mark.django_db(transaction=True)
def test_a_club_has_seats_that_are_taken_offered_and_free(client: Client, shop: Shop) -> None:
    make_plan()

    group = make_group()

    group.refresh_from_db()
    assert (group.seats_paid, group.seats_filled) == (8, 5)
    held = Grant.objects.filter(reason=Grant.Reason.GROUP)
    assert sorted(held.values_list("reader__email", flat=True)) == sorted(TAKEN_BY)
    assert troubles() == []
    client.force_login(Reader.objects.get(email=MANAGER))
    page = client.get(f"/groups/{group.pk}/").text
    assert "jun@rowing.example" in page
    assert "ines@rowing.example" in page


@pytest.mark.django_db(transaction=True)
def test_a_member_pays_by_the_month_and_can_change_all_of_it(client: Client, shop: Shop) -> None:
    make_plan()

    have_member_join()

    assert troubles() == []
    client.force_login(Reader.objects.get(email=MEMBER))
    page = client.get("/account/").text
    assert "$10 a month" in page
    assert "/account/cancel/" in page


@pytest.mark.django_db
def test_a_library_reads_free_at_a_network_where_nobody_tries_the_demo() -> None:
    make_plan()

    grant = make_institution()

    assert grant.entitlements == ["ad_free", "community_content"]
    assert institutions.is_any(now=clock.now())
