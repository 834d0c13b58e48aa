"""Pages of links in e-mails, none of which needs signing in: another card, coming back, no more.

Each does one thing, at a press of its button; whoever has the link sees a price and no name.
"""

from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from wellread.membership import benefits, browser, claims, joining, queries, rules, win_back
from wellread.membership.actions import DAYS_KEY
from wellread.membership.models import Membership
from wellread.membership.views import (
    BUSY,
    NOT_OPENED,
    SeeOther,
    admitted,
    render,
    why_not_opened,
)
from wellread.payments import actions as payments
from wellread.payments import gateway, opening
from wellread.payments.models import Checkout


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_card(request: HttpRequest, token: str) -> HttpResponse:
    """Lead to the payment service's page on which another card is entered."""
    membership = claims.membership_of_card(token)
    if membership is None or membership.status not in rules.LIVE:
        return render(request, "membership/pay_spent.html", status=410)
    notice = ""
    if request.method == "POST":
        try:
            return SeeOther(
                payments.card_page(
                    subscription=membership.subscription,
                    return_path=reverse("card_entered", args=[token]),
                )
            )
        except (gateway.GatewayUnavailable, gateway.GatewayRefused):
            notice = str(BUSY)
    context = {"notice": notice, "last4": membership.subscription.card_last4}
    return render(request, "membership/enter_card.html", context, status=503 if notice else 200)


@never_cache
@require_safe
def card_entered(request: HttpRequest, token: str) -> HttpResponse:
    """Have the card that was entered be charged from now on, and say which it is."""
    membership = claims.membership_of_card(token)
    if membership is None or membership.status not in rules.LIVE:
        return render(request, "membership/pay_spent.html", status=410)
    try:
        payments.charge_entered_card(subscription=membership.subscription)
    except (gateway.GatewayUnavailable, gateway.GatewayRefused):
        context = {"notice": str(BUSY), "last4": membership.subscription.card_last4}
        return render(request, "membership/enter_card.html", context, status=503)
    done = {"last4": membership.subscription.card_last4, "is_done": True}
    return render(request, "membership/enter_card.html", done)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest, token: str) -> HttpResponse:
    """Offer a former member the price they had; its button opens the page to pay on."""
    membership = claims.membership_to_take_up(token)
    if membership is not None and membership.is_group:
        # Its price was that of all its seats.
        return SeeOther("/groups/")
    if membership is None or not win_back.stays_at_its_price(membership):
        return SeeOther(_join_page(request))
    holder = benefits.holder_of(request)
    if membership.status in rules.LIVE or queries.current_membership(**holder._asdict()):
        return SeeOther("/account/")
    # Given before the button is pressed, so that two tabs are one browser.
    browser.give_key(request)
    if request.method != "POST":
        return _offer(request, membership)
    try:
        return SeeOther(_open(request, membership).url)
    except NOT_OPENED as fault:
        notice, status = why_not_opened(fault)
        return _offer(request, membership, notice=notice, status=status)
    except opening.ReaderIsGone:
        return SeeOther(_join_page(request))
    except opening.CheckoutClosed as closed:
        return SeeOther(f"/join/return/{closed.checkout.pk}/")


def _offer(
    request: HttpRequest, membership: Membership, *, notice: str = "", status: int = 200
) -> HttpResponse:
    subscription = membership.subscription
    context = {
        "plan": membership.plan,
        "price": rules.per(subscription.money, subscription.interval),
        "form": uuid4(),
        "join_page": _join_page(request),
        "notice": notice,
    }
    return render(request, "membership/come_back.html", context, status=status)


def _open(request: HttpRequest, membership: Membership) -> Checkout:
    checkout_id = _form_id(request)
    network = admitted(request, checkout_id)
    # Only whoever signed in is known by the address: the link may have been passed on.
    reader = benefits.holder_of(request).reader
    subscription, plan = membership.subscription, membership.plan
    return opening.start_checkout(
        checkout_id=checkout_id,
        reader=reader,
        browser=browser.fingerprint(request),
        network=network,
        email=reader.email if reader else "",
        kind="subscription",
        interval=subscription.interval,
        money=subscription.money,
        fee_covered_minor=subscription.fee_covered_minor,
        attribution=_letter(request),
        return_path="/",
        product_name=plan.name,
        metadata={"plan": str(plan.pk), DAYS_KEY: str(plan.once_days)},
    )


def _letter(request: HttpRequest) -> dict[str, str]:
    """Return the kind of e-mail that the link stood in, and nothing else that it may say."""
    said = joining.attribution(request.GET)
    return {name: said[name] for name in ("letter",) if name in said}


def _join_page(request: HttpRequest) -> str:
    said = urlencode(_letter(request))
    return f"/join/?{said}" if said else "/join/"


def _form_id(request: HttpRequest) -> UUID:
    """Return the id that came with the form, by which one sent twice opens one page."""
    try:
        return UUID(request.POST.get("form", ""))
    except ValueError:
        return uuid4()


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def no_more_emails(request: HttpRequest, token: str) -> HttpResponse:
    """Write no more to a former member: by a mail program's POST (RFC 8058), or by the button.

    Opening the link changes nothing, since scanners open links.
    """
    membership = claims.membership_to_leave_alone(token)
    if membership is None or not membership.email:
        return render(request, "membership/no_more_emails.html", {"is_spent": True}, status=410)
    if request.method == "POST":
        win_back.leave_alone(membership.email)
    return render(request, "membership/no_more_emails.html", {"is_done": request.method == "POST"})
