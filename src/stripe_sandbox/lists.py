"""List endpoints: filters, pages and their order."""

from collections.abc import Iterator
from itertools import islice

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError, missing_object
from stripe_sandbox.shapes import Json, listing
from stripe_sandbox.shelf import Rows, Shelf
from stripe_sandbox.world import World

PAGING = "limit starting_after ending_before created"
# Stripe's own limit (docs.stripe.com/api/pagination).
LARGEST_PAGE = 100
# Later than any clock here goes.
LATEST = 10**12


def page(rows: Rows, params: Json, url: str) -> Json:
    """Return one page of rows that come newest first."""
    rows = made_within(rows, params)
    size = page_size(params)
    if before := read.text(params, "ending_before"):
        newer = taken(rows.newer_than(before), size, before, "ending_before")
        return listing(url, newer[:size][::-1], has_more=len(newer) > size)
    after = read.text(params, "starting_after")
    found = taken(rows.older_than(after) if after else iter(rows), size, after, "starting_after")
    return listing(url, found[:size], has_more=len(found) > size)


def page_of(rows: list[Json], params: Json, url: str) -> Json:
    """Return one page of what stands in an object, in the order in which it stands there."""
    shelf = Shelf({})
    for row in reversed(rows):
        shelf.put(row["id"], row)
    return page(shelf.rows(), params, url)


def taken(rows: Iterator[Json] | None, size: int, object_id: str | None, param: str) -> list[Json]:
    """Return the rows of a page and one more; a 404 where the place is no object's."""
    if rows is None:
        raise missing_object("object", str(object_id), param)
    return list(islice(rows, size + 1))


def page_size(params: Json) -> int:
    """Return the limit: 10 unless told, 1 to 100."""
    size = read.integer(params, "limit")
    if size is None:
        return 10
    if not 1 <= size <= LARGEST_PAGE:
        raise ApiError(f"Invalid integer: {size}. Must be 1 to {LARGEST_PAGE}.", param="limit")
    return size


def made_within(rows: Rows, params: Json) -> Rows:
    """Return those made in the range `created` asks for."""
    asked = params.get("created")
    if not asked:
        return rows
    if isinstance(asked, str):
        at = read.integer(params, "created") or 0
        return rows.made_within(at, at)
    read.only(asked, "gt gte lt lte", within="created")
    bounds = {name: read.integer(asked, name) or 0 for name in asked}
    first = max(bounds.get("gt", -1) + 1, bounds.get("gte", 0))
    last = min(bounds.get("lt", LATEST) - 1, bounds.get("lte", LATEST))
    return rows.made_within(first, last)


def matching(world: World, kind: str, params: Json, names: str) -> Rows:
    """Return the objects whose fields equal the filters given among these names, newest first."""
    asked = {name: read.text(params, name) for name in names.split() if params.get(name)}
    return world.rows(kind, **asked)
