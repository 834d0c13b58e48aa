"""Nobody is reminded of supporting the paper who does."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from tests.membership.test_account import member
from tests.outbox import sent
from tests.payments.world import Shop
from wellread.membership.models import Plan
from wellread.newsletters import reminding
from wellread.newsletters.models import Reminder

SUBJECT = "You wanted to be reminded today"


def remind(address: str) -> list[str]:
    """Let the day come on which somebody wanted to be reminded; return what was sent."""
    yesterday = timezone.localdate() - timedelta(days=1)
    Reminder.objects.create(address=address, day=yesterday)
    reminding.send_due(now=timezone.now())
    return sent(SUBJECT)


def test_a_member_is_not_reminded_and_anybody_else_is(
    client: Client, shop: Shop, plan: Plan
) -> None:
    member(client, shop)

    of_member, of_another = remind("ada@example.com"), remind("grace@example.com")

    assert (len(of_member), len(of_another), Reminder.objects.count()) == (0, 1, 0)
