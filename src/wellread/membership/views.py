"""Joining, coming back from the Checkout, and claiming what was paid without signing in."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import Error as DatabaseFault
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.shortcuts import render as django_render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from wellread.accounts import limits, origin
from wellread.accounts.actions import reader_with_verified_address, sign_in_by_email
from wellread.accounts.models import Reader
from wellread.accounts.queries import is_closed
from wellread.membership import (
    benefits,
    browser,
    claims,
    intro,
    joining,
    offer_uses,
    promotions,
    queries,
    rules,
    thanks,
)
from wellread.membership.actions import DAYS_KEY
from wellread.membership.gifts import links
from wellread.membership.gifts import queries as gifts
from wellread.membership.groups import queries as groups
from wellread.membership.joining import Choice
from wellread.membership.models import LocalPrice, Membership, Plan
from wellread.membership.models.memberships import LOCAL_PRICE_KEY
from wellread.membership.solidarity import actions as pledges
from wellread.membership.solidarity import queries as solidarity
from wellread.payments import actions as payments
from wellread.payments import card_testing, clock, gateway, just_paid, opening
from wellread.payments.models import Checkout
from wellread.payments.money import Money

# In the metadata of a Checkout of which something goes into the pot.
POT_KEY = "solidarity"
BUSY = gettext_lazy(
    "Our payment service does not answer. Nothing was charged; please try again in a minute."
)
# A stolen-card tester needs hundreds, a reader one.
CHECKOUTS = "20/h/ip"
TOO_MANY = gettext_lazy(
    "There were too many attempts from your network. Nothing was charged; try again later."
)
PAUSED = gettext_lazy(
    "We take no new payments for the moment: strangers are trying out cards here, and we stop "
    "them. Nothing was charged. Please come back in an hour or two. Memberships that run go on as "
    "they are."
)
# What keeps a page to pay on from being opened; see `why_not_opened`.
NOT_OPENED = (
    limits.TooManyTries,
    card_testing.TooManyDeclines,
    gateway.GatewayUnavailable,
    gateway.GatewayRefused,
)
AGAIN = gettext_lazy(
    "This page was open for a long time. Nothing was charged; please press the button again."
)

# What was paid, or is promised by a bank.
WELCOMED = (Checkout.State.PAID, Checkout.State.PROMISED)
# Paid, a reader is back within seconds: thanks much later would puzzle.
THANKED_WITHIN_S = 600


class SeeOther(HttpResponseRedirect):
    """A redirect that is always followed by GET."""

    status_code = 303


def render(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Draw a page in the frame that suits this browser: a member's has no invitation to join."""
    facts = {**(context or {}), "variant": benefits.variant(request)}
    return django_render(request, template, facts, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Offer to join; every choice is a link, so the button always says what will be charged."""
    plan = queries.offered_plan()
    if plan is None:
        return render(request, "membership/join_closed.html", status=503)
    benefits.settle_what_was_begun(request)
    chosen = _chosen(request, plan)
    if _membership(request) is not None and chosen.interval != "once":
        return _already_member(request, chosen)
    if request.method == "POST":
        return _start(request, plan, chosen)
    return _join_page(request, plan, chosen)


def _chosen(request: HttpRequest, plan: Plan) -> Choice:
    given = request.POST if request.method == "POST" else request.GET
    holder = benefits.holder_of(request)
    return joining.choice(plan, given, holder, country=origin.country(request))


@never_cache
@require_safe
def join_return(request: HttpRequest, checkout_id: UUID) -> HttpResponse:
    """Welcome a reader back who has paid; benefits begin here, whether or not a message came."""
    checkout = get_object_or_404(Checkout, pk=checkout_id)
    # Anyone may know this address; only the browser that paid is served by it.
    if not benefits.started_here(request, checkout):
        return render(request, "membership/elsewhere.html")
    clock.follow()
    try:
        if checkout.state not in WELCOMED:
            checkout = payments.finish_checkout(checkout=checkout)
        if opening.is_under_way(checkout):
            return render(request, "membership/not_yet.html", {"checkout": checkout})
    except (gateway.GatewayUnavailable, gateway.GatewayRefused, DatabaseFault):
        return render(request, "membership/not_yet.html", {"checkout": checkout})
    if checkout.state == Checkout.State.FAILED:
        return render(request, "membership/not_sent.html", {"checkout": checkout})
    offer_uses.check_now(checkout)
    # Also who leaves by "Cancel" may have paid, in another tab or before going back.
    if checkout.state not in WELCOMED:
        return render(request, "membership/cancelled.html", {"checkout": checkout})
    return _welcome(request, checkout)


@never_cache
@require_GET
def join_thanks(request: HttpRequest) -> HttpResponse:
    """Hand the words of thanks to the page to which a reader returned, once."""
    response = HttpResponse(status=204)
    try:
        checkout, said = _words_of_thanks(request)
    except DatabaseFault:
        # The cookie stays: thanks are said on a page after the trouble.
        return response
    if said is not None:
        told = {"style": static("style/thanks.css"), "proof": just_paid.proof(checkout)}
        response = JsonResponse({**said._asdict(), **told})
    response.delete_cookie(settings.THANKS_COOKIE, samesite="Lax")
    return response


def _words_of_thanks(request: HttpRequest) -> tuple[Checkout | None, thanks.Thanks | None]:
    """Return what is to be said now, of what; raises DatabaseFault when that cannot be noted."""
    checkout = payments.checkout_by_id(request.COOKIES.get(settings.THANKS_COOKIE, ""))
    if checkout is None or not benefits.started_here(request, checkout):
        return None, None
    is_first = payments.note_thanks(checkout=checkout)
    return checkout, thanks.words(checkout) if is_first else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button that claims a payment; only its POST does, since scanners open links."""
    found = claims.read(token)
    checkout = Checkout.objects.filter(pk=found).first() if found else None
    reader = benefits.holder_of(request).reader
    if checkout is None or not checkout.email or checkout.reader_id is not None:
        return _spent(request, checkout, reader)
    signed_in = reader is not None
    if not signed_in and is_closed(checkout.email):
        return _of_closed_account(checkout)
    # Whoever has the mailbox is the one who gave, and is not asked in this browser.
    benefits.refresh(request, proved=[checkout.pk])
    if request.method != "POST":
        return render(request, "membership/claim.html", {"checkout": checkout, "reader": reader})
    reader = reader or reader_with_verified_address(email=checkout.email)
    try:
        payments.claim_checkout(checkout=checkout, reader=reader)
    except payments.ClaimedBySomeoneElse:
        checkout.refresh_from_db()
        return _spent(request, checkout, reader if signed_in else None)
    if signed_in:
        benefits.refresh(request)
        if thanks.is_second(checkout):
            said = thanks.words(Checkout.objects.get(pk=checkout.pk))
            messages.info(request, f"{said.arrived} {said.receipt}")
        return SeeOther("/account/")
    return sign_in_by_email(request=request, reader=reader, next="/account/")


def _of_closed_account(checkout: Checkout) -> HttpResponse:
    """Let whoever gave the address of a closed account cancel; nobody can sign in to it.

    What was paid stays with the browser that paid, which can cancel it too.
    """
    membership = Membership.objects.filter(checkout=checkout).first()
    if membership is None:
        return SeeOther(reverse("account_inactive"))
    return SeeOther(claims.cancel_address(membership))


def _spent(request: HttpRequest, checkout: Checkout | None, reader: Reader | None) -> HttpResponse:
    """Say what became of a link that claims nothing any more."""
    owner = checkout.reader_id if checkout is not None else None
    is_own = reader is not None and owner == reader.pk
    context = {"is_own": is_own, "is_claimed": owner is not None, "reader": reader}
    status = 200 if is_own else 410
    return render(request, "membership/claim_spent.html", context, status=status)


def _join_page(
    request: HttpRequest, plan: Plan, chosen: Choice, *, notice: str = "", status: int = 200
) -> HttpResponse:
    # Given before the button is pressed, so that two tabs send the same.
    browser.give_key(request)
    holder = benefits.holder_of(request)
    context = {
        "plan": plan,
        "address": f"{settings.SITE_URL}/join/",
        "paid_twice_as": "" if holder.reader else queries.paid_twice_as(holder.checkouts),
        "seats": groups.seat_of(holder.reader),
        "paid_until": queries.paid_ahead_until(**holder._asdict(), at=clock.now()),
        "chosen": chosen,
        "kept": joining.kept(chosen),
        "currencies": joining.currency_pills(plan, chosen),
        "offers": [] if chosen.interval else joining.offers(chosen),
        "intervals": joining.interval_pills(chosen),
        "amounts": joining.amount_pills(chosen) if chosen.interval else [],
        "least": joining.least(chosen) if chosen.interval else "",
        "code_says": promotions.words(code) if (code := chosen.code.promotion) else "",
        "intro": joining.intro_words(chosen) or joining.trial_words(chosen, at=clock.now()),
        "fee_box": joining.fee_box(chosen),
        "without_code": joining.without_code(chosen),
        "terms": joining.terms(chosen, at=clock.now()),
        "token": joining.new_token(),
        "held_until": queries.given_until(reader=holder.reader, at=clock.now()),
        **_solidarity(plan, chosen),
        "offers_free_year": solidarity.open_pot() is not None
        and solidarity.none_before(holder.reader, at=clock.now()) is None,
        "notice": notice or (str(PAUSED) if card_testing.running_pause() else ""),
    }
    return render(request, "membership/join.html", context, status=status)


def _solidarity(plan: Plan, chosen: Choice) -> dict[str, Any]:
    """Return what the page says of the pot: its sum, and what of this could go into it."""
    pot = solidarity.open_pot()
    if pot is None:
        return {}
    above = None
    if chosen.due is not None:
        # What covers the fee is no more than the price.
        given = Money(chosen.due.amount_minor - chosen.fee_covered_minor, chosen.due.currency)
        above = solidarity.above_price(given, plan=plan, interval=chosen.interval)
    return {
        "solidarity": solidarity.summed(pot),
        "above": rules.per(above, chosen.interval) if above else "",
    }


def _start(request: HttpRequest, plan: Plan, chosen: Choice) -> HttpResponse:
    checkout_id = joining.checkout_id(request.POST.get("form", ""), chosen)
    if not chosen.is_complete or checkout_id is None or chosen.code.fault:
        notice = str(AGAIN) if chosen.is_complete and checkout_id is None else ""
        return _join_page(request, plan, chosen, notice=notice, status=400)
    try:
        checkout = _open_checkout(request, plan, chosen, checkout_id)
    except NOT_OPENED as fault:
        notice, status = why_not_opened(fault)
        return _join_page(request, plan, chosen, notice=notice, status=status)
    except opening.ReaderIsGone:
        return SeeOther("/join/")
    except opening.CheckoutClosed as closed:
        if _membership(request) is not None and chosen.interval != "once":
            return _already_member(request, chosen)
        return SeeOther(f"/join/return/{closed.checkout.pk}/")
    return SeeOther(checkout.url)


def why_not_opened(fault: Exception) -> tuple[str, int]:
    """Say to a reader why no page to pay on could be opened, with the status of the answer."""
    if isinstance(fault, limits.TooManyTries | card_testing.TooManyDeclines):
        return str(TOO_MANY), 429
    return str(PAUSED if isinstance(fault, opening.CheckoutsPaused) else BUSY), 503


def admitted(request: HttpRequest, checkout_id: UUID) -> str:
    """Return the network of whoever opens a page to pay on; a form sent again counts once.

    Raises limits.TooManyTries or card_testing.TooManyDeclines.
    """
    network = card_testing.network_of(request)
    card_testing.refuse_tester(network)
    if not Checkout.objects.filter(pk=checkout_id).exists():
        limits.count(request, action="checkout", rate=CHECKOUTS)
    # Whoever pays and never comes back is known by what this browser holds from now on.
    benefits.refresh(request)
    return network


def _membership(request: HttpRequest) -> Membership | None:
    """Return the membership beside which nobody joins anew.

    To whoever paid twice here the page says so: their first one is not this browser's to show.
    """
    holder = benefits.holder_of(request)
    found = queries.current_membership(reader=holder.reader, checkouts=holder.checkouts)
    return None if found is None or found.second_since is not None else found


def _already_member(request: HttpRequest, chosen: Choice) -> HttpResponse:
    benefits.refresh(request)
    context = {"membership": _membership(request), "next": chosen.next}
    return render(request, "membership/already_member.html", context)


def _open_checkout(request: HttpRequest, plan: Plan, chosen: Choice, checkout_id: UUID) -> Checkout:
    network = admitted(request, checkout_id)
    assert chosen.charged is not None
    reader = benefits.holder_of(request).reader
    browser.give_key(request)
    metadata = {"plan": str(plan.pk), DAYS_KEY: str(plan.once_days)}
    code = chosen.code.promotion
    if code is not None:
        promotions.introduce(code)
        metadata["code"] = code.code
    elif chosen.has_intro and chosen.discount is not None:
        intro.introduce(chosen.discount, currency=chosen.charged.currency)
    if isinstance(chosen.price, LocalPrice):
        metadata[LOCAL_PRICE_KEY] = str(chosen.price.pk)
    is_for_pot = chosen.for_pot and bool(_solidarity(plan, chosen).get("above"))
    if is_for_pot:
        metadata[POT_KEY] = "1"

    def write_beside(checkout: Checkout) -> None:
        if code is not None:
            promotions.note_use(checkout, code)
            offer_uses.note(checkout, offer_uses.of_code(code))
        elif chosen.is_for_new:
            offer_uses.note(checkout, offer_uses.BEGINNING)
        if is_for_pot:
            least_minor = chosen.price.limits(chosen.interval).least_minor
            least = Money(least_minor + checkout.fee_covered_minor, checkout.currency)
            pledges.pledge(checkout=checkout, least=least, interval=chosen.interval)

    return opening.start_checkout(
        checkout_id=checkout_id,
        reader=reader,
        browser=browser.fingerprint(request),
        network=network,
        has_scripts="plain" not in request.POST,
        email=reader.email if reader else "",
        kind="once" if chosen.interval == "once" else "subscription",
        interval=chosen.interval,
        money=chosen.charged,
        fee_covered_minor=chosen.fee_covered_minor,
        attribution=chosen.attribution,
        return_path=chosen.next,
        product_name=plan.name,
        metadata=metadata,
        takes_debits=chosen.price.takes_debits,
        discount=chosen.discount,
        trial_days=chosen.trial_days,
        write_beside=write_beside,
    )


def _welcome(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    if checkout.trial_days and offer_uses.is_refused(checkout):
        benefits.refresh(request)
        price = rules.per(checkout.first_charge, checkout.interval)
        context = {"checkout": checkout, "price": price}
        return render(request, "membership/trial_refused.html", context)
    benefits.refresh(request)
    if gift := gifts.of_checkout(checkout):
        return SeeOther(links.giver_address(gift))
    if group := groups.of_checkout(checkout):
        return SeeOther(f"/groups/{group.pk}/")
    if checkout.return_path == "/" or not checkout.has_scripts:
        context = {"checkout": checkout, "thanks": thanks.words(checkout)}
        return render(request, "membership/thanks.html", context)
    response = SeeOther(checkout.return_path)
    if checkout.thanked_at is None:
        _have_thanked(response, checkout)
    return response


def _have_thanked(response: HttpResponse, checkout: Checkout) -> None:
    """Have the page that a reader returns to fetch the words of thanks: it is the same for all."""
    response.set_cookie(
        settings.THANKS_COOKIE,
        str(checkout.pk),
        max_age=THANKED_WITHIN_S,
        secure=settings.SECURE,
        samesite="Lax",
    )
