"""The editors' list of the pages below a page, without a question that was answered before."""

from typing import Any

from django.db.models.lookups import In
from django.db.models.sql import Query
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet


def below(parent: Page, pages: PageQuerySet[Page], user: Any) -> PageQuerySet[Page]:
    """Leave out which pages somebody may see, where that is all that are listed.

    Wagtail asks for those of the list that are among all pages that may be seen. Of an archive
    those are hundreds of thousands, and the answer is the same for each below a page that is
    theirs.
    """
    if not _sees_all_below(parent, user):
        return pages
    pages = pages.all()
    where = pages.query.where
    where.children = [one for one in where.children if not _is_among_pages(one)]
    return pages


def _sees_all_below(parent: Page, user: Any) -> bool:
    theirs = page_permission_policy.instances_with_direct_explore_permission(user)
    return any(parent.path.startswith(one.path) for one in theirs)


def _is_among_pages(condition: Any) -> bool:
    return (
        isinstance(condition, In)
        and isinstance(condition.rhs, Query)
        and condition.rhs.model is Page
    )
