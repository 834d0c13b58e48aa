"""Asking to be reminded on a day, and taking it back: no page needs scripts."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wellread.accounts import limits, origin
from wellread.mail.fields import AddressFormField
from wellread.newsletters import links, reminding, rules
from wellread.newsletters.models import Reminder
from wellread.newsletters.views import (
    ELSEWHERE,
    LONGEST_NAME,
    TOO_MANY,
    TRAP,
    answer,
    draw,
    wants_json,
)

# Each sends an e-mail to an address that was typed.
ASKED_FROM, ASKED_FOR = "20/h/ip", "3/h/key"
OUT_OF_REACH = gettext_lazy("Pick a day from tomorrow on, within a year.")
# What stands in the form's choice of days where a day of one's own is typed beside it.
OWN = "own"


class ReminderForm(forms.Form):
    """A day, and where to."""

    day = forms.CharField(max_length=10, error_messages={"required": OUT_OF_REACH})
    own_day = forms.DateField(required=False, error_messages={"invalid": OUT_OF_REACH})
    address = AddressFormField(
        label=gettext_lazy("Your e-mail address"), max_length=rules.LONGEST_ADDRESS
    )

    def clean(self) -> dict[str, Any]:
        """Return the day that was chosen, or that was typed beside the choice."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = cleaned.get("day", "")
        try:
            day = cleaned.get("own_day") if chosen == OWN else date.fromisoformat(chosen)
        except ValueError:
            day = None
        # Said where it was typed, and once.
        place = "own_day" if chosen == OWN else "day"
        if not self.has_error(place) and not reminding.is_within_reach(day):
            self.add_error(place, OUT_OF_REACH)
        return {**cleaned, "day": day}


# A page that every reader shares has no token; where the form was sent from is looked at instead.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest) -> HttpResponse:
    """Offer some days, and keep the address until the one that is chosen; a script gets JSON."""
    if request.method != "POST":
        return _offer(request, ReminderForm())
    form = ReminderForm(request.POST)
    if not origin.from_our_page(request):
        return _offer(request, form, notice=str(ELSEWHERE), status=403)
    if not form.is_valid():
        return _offer(request, form, status=400)
    address, day = form.cleaned_data["address"], form.cleaned_data["day"]
    if not request.POST.get(TRAP):
        try:
            limits.count(request, action="reminders", rate=ASKED_FROM)
            limits.count(request, action="reminders", rate=ASKED_FOR, key=address)
        except limits.TooManyTries:
            return _offer(request, form, notice=str(TOO_MANY), status=429)
        reminding.promise(
            address=address,
            day=day,
            campaign=request.POST.get("campaign", "")[:LONGEST_NAME],
            variant=request.POST.get("variant", "")[:LONGEST_NAME],
        )
    if wants_json(request):
        return JsonResponse({"sent": True})
    return draw(request, "reminder", {"day": day, "sent_to": address})


def _offer(
    request: HttpRequest, form: ReminderForm, *, notice: str = "", status: int = 200
) -> HttpResponse:
    if wants_json(request):
        return answer(form, notice=notice, status=status)
    today = timezone.localdate()
    week, month = today + timedelta(days=7), reminding.first_of_next_month(today)
    context = {
        "form": form,
        "notice": notice,
        "week": week,
        "month": month,
        "chosen": _chosen(request, month),
        "tomorrow": today + timedelta(days=1),
        "last": today + timedelta(days=reminding.MOST_DAYS_AHEAD),
        "known": {
            name: request.POST.get(name, request.GET.get(name, ""))[:LONGEST_NAME]
            for name in ("campaign", "variant")
        },
    }
    return draw(request, "reminder", context, status=status)


def _chosen(request: HttpRequest, month: date) -> str:
    """Return which of the days stays chosen when a form comes back with what is wrong."""
    said = request.POST.get("day", "")
    return {OWN: OWN, month.isoformat(): "month"}.get(said, "week")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    """Forget an address before its day: by a mail program's POST (RFC 8058), or by the button."""
    number = links.number_of_reminder(token)
    if number is None:
        return draw(request, "take_back", {"is_spent": True}, status=410)
    if request.method == "POST":
        reminding.take_back(number=number)
    return draw(request, "take_back", {"reminder": Reminder.objects.filter(pk=number).first()})
