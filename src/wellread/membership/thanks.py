"""The words of thanks after paying: on the story that a reader came from, or on a page.

On another site's page they hold no address: its own scripts could read it.
"""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext

from wellread.language import writing
from wellread.mail.address import readable
from wellread.membership import offer_uses, queries, rules
from wellread.membership.actions import days_opened, plan_of
from wellread.membership.models import Membership
from wellread.payments.models import Checkout


class Thanks(NamedTuple):
    """What arrived, where its receipt goes, what is open now, and how it opens elsewhere."""

    title: str
    arrived: str
    opens: list[str]
    receipt: str
    elsewhere: str
    go_on: str


def words(checkout: Checkout) -> Thanks:
    """Return the thanks for a Checkout that was paid."""
    is_once = checkout.kind == Checkout.Kind.ONCE
    address = readable(checkout.reader.email if checkout.reader else checkout.email)
    if is_second(checkout):
        return _second(checkout, address)
    plan = plan_of(checkout)
    is_promised = checkout.state == Checkout.State.PROMISED
    opens = plan.benefit_lines if not is_once or days_opened(checkout) else []
    return Thanks(
        title=gettext("Thank you"),
        arrived=_once(checkout, is_promised) if is_once else _membership(checkout),
        opens=opens,
        receipt=_on_its_way(checkout, address)
        if is_promised
        else _receipt(address, is_free=bool(checkout.trial_days)),
        elsewhere=_elsewhere(checkout, address, opens),
        go_on=gettext("Go on reading"),
    )


def words_elsewhere(checkout: Checkout) -> Thanks:
    """Return the thanks that stand on another site's page."""
    said = words(checkout)
    if is_second(checkout):
        going_back = gettext(
            "Your first membership goes on as it was. This second one is stopped and will not be "
            "charged again, and the %(amount)s that you paid goes back to your card by itself: an "
            "e-mail tells you when it is on its way."
        )
        arrived = going_back % {"amount": checkout.money}
        return said._replace(arrived=arrived, receipt="", elsewhere="")
    if checkout.state == Checkout.State.PROMISED:
        receipt = gettext(
            "Your bank is sending %(amount)s. That takes some days, and there is nothing for you "
            "to do. Your receipt comes by e-mail once the money is here."
        ) % {"amount": checkout.money}
    else:
        receipt = _receipt("", is_free=bool(checkout.trial_days))
    return said._replace(receipt=receipt, elsewhere="")


def is_second(checkout: Checkout) -> bool:
    """Tell whether what was paid began a second membership of somebody, which is undone."""
    return Membership.objects.filter(checkout=checkout, second_since__isnull=False).exists()


def _second(checkout: Checkout, address: str) -> Thanks:
    """Say what becomes of a payment of somebody who was a member already."""
    return Thanks(
        title=gettext("You were a member already"),
        arrived=gettext(
            "A membership of %(address)s was running when you paid. This second one is stopped "
            "and will not be charged again; your first one goes on as it was."
        )
        % {"address": address},
        opens=[],
        receipt=gettext(
            "The %(amount)s that you paid goes back to your card by itself. An e-mail to "
            "%(address)s tells you when it is on its way."
        )
        % {"amount": checkout.money, "address": address},
        elsewhere=gettext("To read as a member in any browser, sign in with %(address)s.")
        % {"address": address},
        go_on=gettext("Go on reading"),
    )


def _receipt(address: str, *, is_free: bool) -> str:
    if is_free:
        return gettext("Nothing was charged. An e-mail that says all of this is on its way.")
    if not address:
        return gettext("An e-mail with your receipt is on its way.")
    return gettext("An e-mail with your receipt is on its way to %(address)s.") % {
        "address": address
    }


def _on_its_way(checkout: Checkout, address: str) -> str:
    said = gettext(
        "Your bank is sending %(amount)s. That takes some days, and there is nothing for you to "
        "do. Your receipt goes to %(address)s once the money is here."
    )
    return said % {"amount": checkout.money, "address": address}


def _once(checkout: Checkout, is_promised: bool) -> str:
    if is_promised:
        return gettext(
            "It pays for reporting that stays free for everyone to read, and we will not ask you "
            "again for a good while."
        )
    return gettext(
        "Your %(amount)s arrived. It pays for reporting that stays free for everyone to "
        "read, and we will not ask you again for a good while."
    ) % {"amount": checkout.money}


def _membership(checkout: Checkout) -> str:
    price = rules.per(checkout.first_charge, checkout.interval)
    free_until = _free_until(checkout)
    if free_until is not None:
        said = gettext(
            "Your membership has begun: free until %(date)s, then %(price)s. From now on:"
        )
        return said % {"date": writing.day(free_until), "price": price}
    price = rules.per(checkout.money, checkout.interval)
    if offer_uses.is_refused(checkout):
        return gettext(
            "Your membership has begun. Your card or your address has had the lower price before: "
            "from the next charge on you pay %(price)s. From now on:"
        ) % {"price": price}
    return gettext("Your membership of %(price)s has begun. From now on:") % {"price": price}


def _free_until(checkout: Checkout) -> datetime | None:
    membership = Membership.objects.select_related("subscription").filter(checkout=checkout).first()
    if membership is None or not queries.is_on_trial(membership):
        return None
    return membership.subscription.current_period_ends_at


def _elsewhere(checkout: Checkout, address: str, opens: list[str]) -> str:
    if not opens:
        if checkout.reader is None:
            return gettext("To see it again, open the link in that e-mail.")
        return gettext("To see it again, open your account page.")
    if checkout.reader is None:
        said = gettext(
            "On your other devices, open the link in that e-mail, or sign in with %(address)s."
        )
    else:
        said = gettext("On your other devices, sign in with %(address)s.")
    return said % {"address": address}
