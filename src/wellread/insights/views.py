"""Where readers' devices report what became of an appeal."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wellread.accounts.origin import from_a_site, from_our_page, network
from wellread.insights.collector import refuse, take
from wellread.insights.models import DropReason
from wellread.insights.rules import LARGEST_BYTES


@csrf_exempt
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """Answer 204 to whatever came: a reader has nothing to mend, a stranger nothing to learn.

    Only what cannot be written down is answered otherwise: what was answered 204 is not lost.
    """
    # One byte more than allowed tells a body that is too long from one that just fits.
    body = request.read(LARGEST_BYTES + 1)
    is_taken = True
    if from_our_page(request) or from_a_site(request):
        is_taken = take(body, network(request))
    else:
        refuse(DropReason.FOREIGN)
    return HttpResponse(status=204 if is_taken else 503, headers={"Cache-Control": "no-store"})
