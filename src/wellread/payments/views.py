"""Where Stripe's messages arrive."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wellread.payments import clock, gateway, inbox, jobs

# Stripe's largest event has some hundred kilobytes.
LARGEST_BYTES = 1024 * 1024
CLOCK_HEADER = "Sandbox-Clock-Offset"

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Store a signed message and answer at once; a job does the rest."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BYTES:
        return HttpResponseBadRequest("This message is too long.\n", content_type="text/plain")
    try:
        inbox.receive(
            payload=request.body,
            signature=request.headers.get("Stripe-Signature", ""),
            enqueue=jobs.enqueue,
        )
    except gateway.UntrustedEvent as fault:
        logger.warning("Refused a billing event: %s", fault)
        return HttpResponseBadRequest("This message is not trusted.\n", content_type="text/plain")
    _follow_clock(request)
    return HttpResponse("Received.\n", content_type="text/plain")


def _follow_clock(request: HttpRequest) -> None:
    offset = request.headers.get(CLOCK_HEADER, "")
    if settings.FOLLOW_SANDBOX_CLOCK and offset.isdecimal():
        clock.set_offset(int(offset))
