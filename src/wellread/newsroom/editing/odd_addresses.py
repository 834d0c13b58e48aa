"""Addresses of the editors' admin with values that no link of it has."""

import logging
from collections.abc import Callable

from django.core.exceptions import FieldError
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.images.models import SourceImageIOError
from wagtail.search.backends.base import FilterFieldError, OrderByFieldError

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

logger = logging.getLogger(__name__)


class OddAddressMiddleware:
    """Answers in words where an address of the admin cannot be understood.

    Only where the address carries a value at all: a fault of the plain page is a fault of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; only what goes wrong is looked at."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Say that there is no such thing, or that the question cannot be read."""
        if not request.path.startswith("/admin/") or request.method not in {"GET", "HEAD"}:
            return None
        names = bool(request.resolver_match and request.resolver_match.kwargs)
        if not isinstance(fault, FAULTS) or not (names or request.GET):
            return None
        # Kept with its trace: it may be ours after all.
        logger.warning("An address was not understood: %s", ascii(request.path), exc_info=fault)
        if request.GET:
            return render(request, "newsroom/bad_request.html", status=400)
        return render(request, "wagtailadmin/404.html", status=404)
