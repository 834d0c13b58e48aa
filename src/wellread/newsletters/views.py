"""Asking for newsletters, confirming it from the mailbox, and leaving: no page needs scripts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.shortcuts import render as django_render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from wellread.accounts import limits, origin
from wellread.accounts.models import Reader
from wellread.mail.fields import AddressFormField
from wellread.newsletters import actions, links, queries, rules, signals
from wellread.newsletters.models import Newsletter

# Each sends an e-mail to an address that was typed.
ASKED_FROM, ASKED_FOR = "20/h/ip", "3/h/key"
TOO_MANY = gettext_lazy("There were too many attempts. Please try again in an hour.")
ELSEWHERE = gettext_lazy("This form was not sent by our page. Please send it from here.")
# Unseen: who fills it in is a program.
TRAP = "website"
LONGEST_NAME = 64


class WishForm(forms.Form):
    """Which newsletters, and to which address."""

    newsletter = forms.ModelMultipleChoiceField(
        queryset=Newsletter.objects.none(),
        to_field_name="key",
        error_messages={"required": gettext_lazy("Choose one at least.")},
    )
    address = AddressFormField(
        label=gettext_lazy("Your e-mail address"), max_length=rules.LONGEST_ADDRESS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["newsletter"]
        chosen.queryset = queries.offered()


# A page that every reader shares has no token; where the form was sent from is looked at instead.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def newsletters(request: HttpRequest) -> HttpResponse:
    """Offer the newsletters, and write to the address that was typed; a script gets JSON."""
    if request.method != "POST":
        return _offer(request, WishForm())
    form = WishForm(request.POST)
    if not origin.from_our_page(request):
        return _offer(request, form, notice=str(ELSEWHERE), status=403)
    if not form.is_valid():
        return _offer(request, form, status=400)
    address = form.cleaned_data["address"]
    if not request.POST.get(TRAP):
        try:
            limits.count(request, action="newsletters", rate=ASKED_FROM)
            limits.count(request, action="newsletters", rate=ASKED_FOR, key=address)
        except limits.TooManyTries:
            return _offer(request, form, notice=str(TOO_MANY), status=429)
        _ask(request, form)
    if wants_json(request):
        return JsonResponse({"sent": True})
    return draw(request, "newsletters", {"sent_to": address})


def _ask(request: HttpRequest, form: WishForm) -> None:
    actions.ask_to_confirm(
        address=form.cleaned_data["address"],
        newsletters=list(form.cleaned_data["newsletter"])[: rules.MOST_AT_ONCE],
        campaign=request.POST.get("campaign", "")[:LONGEST_NAME],
        variant=request.POST.get("variant", "")[:LONGEST_NAME],
    )


def _offer(
    request: HttpRequest, form: WishForm, *, notice: str = "", status: int = 200
) -> HttpResponse:
    if wants_json(request):
        return answer(form, notice=notice, status=status)
    offered = list(queries.offered())
    chosen = request.POST.getlist("newsletter") or request.GET.getlist("newsletter")
    context = {
        "form": form,
        "notice": notice,
        "offered": [(one, one.key in chosen or len(offered) == 1) for one in offered],
    }
    return draw(request, "newsletters", context, status=status)


def answer(form: forms.Form, *, notice: str, status: int) -> JsonResponse:
    """Tell a script what is wrong, in words, and in which fields."""
    # A day may be wrong both as it is typed and as it is chosen.
    faults = list(dict.fromkeys(str(fault) for found in form.errors.values() for fault in found))
    fields = [] if notice else list(form.errors)
    return JsonResponse({"fault": notice or " ".join(faults), "fields": fields}, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a script asks, and not a page."""
    return request.headers.get("Accept") == "application/json"


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Begin to send at the press of a button: opening the link changes nothing, scanners do."""
    wish = links.wish_of(token)
    found = actions.newsletters_of(wish) if wish else []
    if wish is None or not found:
        return draw(request, "confirm", {"is_spent": True}, status=410)
    if request.method == "POST":
        actions.confirm(wish=wish)
        signals.known_here.send(sender=Newsletter, request=request, takes=True)
    # Opened once more, the link says what is so, and asks nothing.
    is_done = queries.takes_all(wish.address, found)
    return draw(request, "confirm", {"newsletters": found, "is_done": is_done, "wish": wish})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """End one newsletter: by a mail program's POST (RFC 8058), or by the button."""
    number = links.number_of(token)
    if number is None:
        return draw(request, "leave", {"is_spent": True}, status=410)
    entry = queries.entry(number)
    if entry is not None and request.method == "POST":
        actions.leave(number=number)
        takes = queries.takes_any([entry.address])
        signals.known_here.send(sender=Newsletter, request=request, takes=takes)
        entry = None
    return draw(request, "leave", {"entry": entry})


@never_cache
@require_POST
@login_required
def on_account(request: HttpRequest) -> HttpResponse:
    """Begin or end a newsletter for whoever is signed in; their address is proved already."""
    reader = request.user
    assert isinstance(reader, Reader)
    newsletter = get_object_or_404(Newsletter, key=request.POST.get("newsletter", ""))
    if "leave" in request.POST:
        for entry in queries.entries_of(reader).filter(newsletter=newsletter):
            actions.leave(number=entry.pk)
        messages.success(request, gettext("This newsletter comes to you no more."))
    elif newsletter.is_offered:
        actions.join(address=reader.email, newsletter=newsletter)
        messages.success(request, gettext("This newsletter comes to you from now on."))
    # The account page that follows brings the browser's hint up to date.
    return redirect("/account/")


def draw(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Draw a page in the frame that suits this browser: a member's has no invitation to join."""
    is_member = bool(getattr(request, "entitlements", ()))
    facts = {**context, "variant": "member" if is_member else "public"}
    return django_render(request, f"newsletters/{name}.html", facts, status=status)
