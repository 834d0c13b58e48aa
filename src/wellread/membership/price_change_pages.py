"""Saying yes to a higher price, by the link of a letter: silence changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wellread.membership import claims, price_changes, rules
from wellread.membership.views import SeeOther, render


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is paid and what would be, from when; only POST agrees, scanners open links."""
    notice = claims.notice_to_agree_to(token)
    if notice is None or not (price_changes.is_open(notice) or notice.applied_at):
        return render(request, "membership/agree.html", {"is_spent": True}, status=410)
    if request.method == "POST":
        price_changes.consent(notice)
        return SeeOther(request.path)
    interval = notice.change.interval
    context = {
        "notice": notice,
        "before": rules.per(notice.before, interval),
        "after": rules.per(notice.money, interval),
    }
    return render(request, "membership/agree.html", context)
