"""List endpoints: filters, pages and their order."""

from stripe_sandbox import params as read
from stripe_sandbox.errors import ApiError, missing_object
from stripe_sandbox.shapes import Json, listing

PAGING = "limit starting_after ending_before created"
# Stripe's own limit (docs.stripe.com/api/pagination).
LARGEST_PAGE = 100


def page(rows: list[Json], params: Json, url: str) -> Json:
    """Return one page of rows that come newest first."""
    rows = [row for row in rows if made_within(row, params)]
    size = page_size(params)
    if before := read.text(params, "ending_before"):
        earlier = rows[: place(rows, before, "ending_before")]
        return listing(url, earlier[-size:], has_more=len(earlier) > size)
    if after := read.text(params, "starting_after"):
        rows = rows[place(rows, after, "starting_after") + 1 :]
    return listing(url, rows[:size], has_more=len(rows) > size)


def page_size(params: Json) -> int:
    """Return the limit: 10 unless told, 1 to 100."""
    size = read.integer(params, "limit")
    if size is None:
        return 10
    if not 1 <= size <= LARGEST_PAGE:
        raise ApiError(f"Invalid integer: {size}. Must be 1 to {LARGEST_PAGE}.", param="limit")
    return size


def place(rows: list[Json], object_id: str, param: str) -> int:
    """Return where an object stands, or raise a 404."""
    for index, row in enumerate(rows):
        if row["id"] == object_id:
            return index
    raise missing_object("object", object_id, param)


def made_within(row: Json, params: Json) -> bool:
    """Whether the object was made in the range `created` asks for."""
    asked = params.get("created")
    if not asked:
        return True
    made = row.get("created", 0)
    if isinstance(asked, str):
        return bool(made == read.integer(params, "created"))
    read.only(asked, "gt gte lt lte", within="created")
    bounds = {name: read.integer(asked, name) or 0 for name in asked}
    return bool(
        made > bounds.get("gt", -1)
        and made >= bounds.get("gte", 0)
        and made < bounds.get("lt", made + 1)
        and made <= bounds.get("lte", made)
    )


def matching(rows: list[Json], params: Json, names: str) -> list[Json]:
    """Return the rows whose fields equal the filters given among these names."""
    asked = {name: read.text(params, name) for name in names.split() if params.get(name)}
    return [row for row in rows if all(row.get(name) == want for name, want in asked.items())]
