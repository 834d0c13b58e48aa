"""The demo's mailbox, in which every e-mail arrives that this machine sent."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wellread.mail import mailbox


@never_cache
@require_safe
# E-mails bring their looks with them, tag by tag; frames without a page of their own inherit this.
@csp_update({"style-src": UNSAFE_INLINE})  # type: ignore[arg-type,unused-ignore]
def mailbox_page(request: HttpRequest) -> HttpResponse:
    """Show the e-mails that the demo sent."""
    if not settings.DEMO:
        raise Http404
    return render(request, "mail/mailbox.html", {"emails": mailbox.messages()})
