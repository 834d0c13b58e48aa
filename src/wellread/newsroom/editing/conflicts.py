"""A save that would undo somebody else's work is refused once, in words, and may be repeated."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localtime
from wagtail.admin import messages
from wagtail.models import Page, Revision

from wellread.language.editors import for_editors


def newer_version(instance: Model, posted: Mapping[str, Any], user: Any) -> Revision | None:
    """Return the version that was saved after this user's form was opened, or None.

    The form says which version it shows, as Wagtail's own screens do; one that was opened before
    there was any says nothing, and knows no version that somebody else made.
    """
    latest = Revision.objects.filter(
        pk__in=type(instance)._base_manager.filter(pk=instance.pk).values("latest_revision")
    ).first()
    own = posted.get("overwrite_revision_id")
    seen = own or posted.get("loaded_revision_id")
    if latest is None:
        return None
    if not (seen or "").isdecimal():
        return latest if latest.user_id not in {None, user.pk} else None
    # Saving by itself writes into a version that is there already.
    moments = {None, "", latest.created_at.isoformat()}
    same_moment = own or posted.get("loaded_revision_created_at") in moments
    return None if seen == str(latest.pk) and same_moment else latest


def warning(newer: Revision) -> str:
    """Return who saved what and when, and what may be done."""
    return for_editors(
        "{who} saved this at {when}, after you had opened it. Nothing of yours is saved yet: "
        "see what changed, and save again if what stands here is to take its place. The other "
        "version stays in the history."
    ).format(
        who=newer.user or for_editors("The site"),
        when=f"{localtime(newer.created_at):%H:%M}",
    )


def offer_comparison(
    request: HttpRequest, instance: Model, newer: Revision, posted: Mapping[str, Any]
) -> None:
    """Show the way to where the two can be compared, beside the words of the form's fault."""
    seen = posted.get("overwrite_revision_id") or posted.get("loaded_revision_id") or ""
    url = reverse(_screen(instance), args=[instance.pk, _or_earliest(seen), newer.pk])
    button = messages.button(url, for_editors("See what changed"), new_window=True)
    messages.warning(request, for_editors("Another version was saved meanwhile."), buttons=[button])


def _screen(instance: Model) -> str:
    if isinstance(instance, Page):
        return "wagtailadmin_pages:revisions_compare"
    return (
        f"wagtailsnippets_{instance._meta.app_label}_{instance._meta.model_name}:revisions_compare"
    )


def _or_earliest(seen: str) -> str:
    return seen if seen.isdecimal() else "earliest"
