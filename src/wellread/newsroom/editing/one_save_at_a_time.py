"""Looking at a form and saving it is one step: of two editors at one instant the second is told."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from wagtail.contrib.settings.registry import registry
from wagtail.models import Page

from wellread.newsroom.editing.odd_addresses import answer_to_form
from wellread.newsroom.models import LiveEntry

EDITING = frozenset({"edit", "revisions_revert"})
# No form of theirs is compared with what was saved meanwhile, and a picture takes long to read.
NOT_COMPARED = frozenset({"wagtailimages", "wagtaildocs"})


class OneSaveAtATimeMiddleware:
    """Lets one editor at a time send the form of a row, which is read and saved meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; only the forms of rows are held."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer a form that was sent, from the look at the row to the end of its saving."""
        match = request.resolver_match
        if request.method != "POST" or match is None or not request.path.startswith("/admin/"):
            return None
        rows = edited_row(match)
        if rows is None:
            return None
        try:
            with transaction.atomic():
                # Nothing that only refers to the row has to wait.
                rows.select_for_update(of=("self",), no_key=True).first()
                return view(request, *args, **kwargs)
        except Exception as fault:
            # Django asks no middleware about a fault of what a middleware called.
            if (answer := answer_to_form(request, fault)) is None:
                raise
            return answer


def edited_row(match: ResolverMatch) -> QuerySet[Any] | None:
    """Return the row that an address of the admin edits, or the one that it is changed with."""
    if match.url_name not in EDITING or NOT_COMPARED & set(match.namespaces):
        return None
    if "page_id" in match.kwargs:
        return Page.objects.filter(pk=match.kwargs["page_id"])
    model, pk = _edited_model(match), match.kwargs.get("pk")
    if model is None or pk is None:
        return None
    if issubclass(model, LiveEntry):
        # Pinning one changes the others of its live blog.
        return Page.objects.filter(pk__in=model.objects.filter(pk=pk).values("live_blog"))
    return model._base_manager.filter(pk=pk)


def _edited_model(match: ResolverMatch) -> type[Model] | None:
    if "wagtailsettings" in match.namespaces:
        named = (match.kwargs["app_name"], match.kwargs["model_name"])
        setting: type[Model] | None = registry.get_by_natural_key(*named)
        return setting
    model = getattr(getattr(match.func, "view_class", None), "model", None)
    model = getattr(match.func, "view_initkwargs", {}).get("model", model)
    return model if isinstance(model, type) and issubclass(model, Model) else None
