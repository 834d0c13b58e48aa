"""Addresses and forms of the editors' admin with values that no link or form of it has."""

import logging
from collections.abc import Callable
from traceback import walk_tb
from typing import Any

from django.core.exceptions import FieldError, ObjectDoesNotExist, ValidationError
from django.db import DataError
from django.forms import IntegerField
from django.forms.formsets import TOTAL_FORM_COUNT
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.admin.views.generic.chooser import CreateView, CreationFormMixin
from wagtail.images.models import SourceImageIOError
from wagtail.search.backends.base import FilterFieldError, OrderByFieldError

from wellread.language.editors import for_editors

# What Wagtail's views let through when a number, a column or a name in the address is none.
FAULTS = (
    ValueError,
    OverflowError,
    DataError,
    FieldError,
    FilterFieldError,
    OrderByFieldError,
    NoReverseMatch,
    MultiValueDictKeyError,
    SourceImageIOError,
)

# What forms let through besides, when a field that every form has is missing or holds another kind
# of thing. Elsewhere these are faults of ours.
FAULTS_OF_FORMS = (LookupError, TypeError, AttributeError)
READING = frozenset({"value_from_datadict", "is_valid", "full_clean", "add_fields"})

NOT_WHOLE = for_editors(
    "The form did not arrive as it was sent: a part is missing, or says what no form says. "
    "Nothing of it is saved. Go back to what you typed and send it again."
)

logger = logging.getLogger(__name__)


class OddAddressMiddleware:
    """Answers in words where an address of the admin, or a form, cannot be understood.

    Only where the address carries a value at all: a fault of the plain page is a fault of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; only what goes wrong is looked at."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: Any, _facts: Any
    ) -> HttpResponse | None:
        """Say that a form did not arrive whole, or that a chooser makes nothing new.

        Wagtail 7.4 gives every chooser an address for that, and fails there where it has no form.
        """
        is_form = request.method == "POST" and request.path.startswith("/admin/")
        if is_form and says_more_rows_than_it_brings(request.POST):
            logger.warning("A form is not whole: %s", ascii(request.path))
            return not_whole(request)
        kind = getattr(view, "view_class", None)
        if kind is None or not issubclass(kind, CreateView) or _has_form(kind, view):
            return None
        return render(request, "wagtailadmin/404.html", status=404)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Say that there is no such thing, or that the question cannot be read."""
        if not request.path.startswith("/admin/"):
            return None
        if request.method == "POST":
            return answer_to_form(request, fault)
        names = bool(request.resolver_match and request.resolver_match.kwargs)
        if request.method not in {"GET", "HEAD"} or not isinstance(fault, FAULTS):
            return None
        if not (names or request.GET):
            return None
        # Kept with its trace: it may be ours after all.
        logger.warning("An address was not understood: %s", ascii(request.path), exc_info=fault)
        if request.GET:
            return render(request, "newsroom/bad_request.html", status=400)
        return render(request, "wagtailadmin/404.html", status=404)


def answer_to_form(request: HttpRequest, fault: Exception) -> HttpResponse | None:
    """Say that a form cannot be read, or None where the fault may be another's.

    Whatever was begun with the form has to be taken back before.
    """
    # What a form names may be gone, too.
    is_of_values = isinstance(fault, (*FAULTS, ObjectDoesNotExist))
    if not is_of_values and not (isinstance(fault, FAULTS_OF_FORMS) and _was_reading(fault)):
        return None
    logger.warning("A form was not understood: %s", ascii(request.path), exc_info=fault)
    return not_whole(request)


def not_whole(request: HttpRequest) -> HttpResponse:
    """Say that a form did not arrive as it was sent."""
    if not request.accepts("text/html"):
        said = {"success": False, "error_code": "validation_error", "error_message": NOT_WHOLE}
        return JsonResponse(said, status=400)
    return render(request, "newsroom/bad_request.html", {"reason": NOT_WHOLE}, status=400)


def says_more_rows_than_it_brings(sent: QueryDict) -> bool:
    """Tell whether a list of a form says that it has more rows than the form has fields.

    Each row brings one at least. Django would make as many as are said, up to 2,000: the form of a
    plan took half a minute and two gigabytes to be shown with them.
    """
    said = [value for name, value in sent.items() if name.endswith(f"-{TOTAL_FORM_COUNT}")]
    return any(_as_number(value) > len(sent) for value in said)


def _as_number(typed: str | list[object]) -> int:
    """Return what a form of Django's takes for a number, and 0 for what it refuses itself."""
    try:
        return IntegerField().to_python(typed) or 0
    except ValidationError:
        return 0


def _has_form(kind: type[CreateView], view: Any) -> bool:
    """Tell whether a chooser makes something new, in a way of its own or by fields it names."""
    if kind.get_creation_form_class is not CreationFormMixin.get_creation_form_class:
        return True
    return kind(**view.view_initkwargs).get_creation_form_class() is not None


def _was_reading(fault: Exception) -> bool:
    frames = walk_tb(fault.__traceback__)
    return any(frame.f_code.co_name in READING for frame, _ in frames)
