"""How asking and joining go, in four figures on the admin's home page."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from wellread.insights import queries as insights
from wellread.language.editors import for_editors, speaking
from wellread.membership import arrears
from wellread.membership import queries as memberships
from wellread.membership.dunning import TRIED_ON_DAYS
from wellread.membership.recovery import recovery
from wellread.payments import clock
from wellread.payments.card_testing import running_pause
from wellread.payments.models import BillingEvent
from wellread.payments.queries import open_disputes

# The rhythm of a newsroom: each day of the week once.
DAYS = 7


class Glance(Component):
    """What whoever minds the asking looks for in the morning."""

    order = 40
    template_name = "desk/glance.html"

    @speaking()
    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """Return the figures of the last seven days, and what needs a person."""
        today = timezone.now().date()
        figures = insights.funnel(today - timedelta(days=DAYS - 1), today)
        stuck = BillingEvent.objects.filter(outcome=BillingEvent.Outcome.GIVEN_UP).count()
        members = memberships.standing()
        return {
            "days": DAYS,
            "figures": (
                (
                    for_editors("Views of appeals"),
                    sum(figures.views_by_day.values()),
                    reverse("desk_funnel"),
                ),
                (
                    for_editors("Conversions"),
                    sum(figures.conversions_by_day.values()),
                    reverse("desk_funnel"),
                ),
                (for_editors("Memberships now"), members, reverse("membership:index")),
            ),
            "stuck": stuck,
            "stuck_url": f"{reverse('billingevent:index')}?outcome=given_up",
            "not_given_back": memberships.not_given_back(),
            "odd_attempts": arrears.odd_attempts(at=clock.now())[:1],
            "tried_on": TRIED_ON_DAYS,
            "recovery": recovery(at=clock.now()),
            "pause": running_pause(),
            "pauses_url": reverse("checkoutpause:index"),
            "disputes": open_disputes(),
            "disputes_url": reverse("dispute:index"),
        }
