"""Where members can be brought from, and a file of theirs read into members."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from wellread.membership.member_import import dates, rows
from wellread.membership.member_import.formats.form import Format
from wellread.membership.member_import.formats.ghost import GHOST
from wellread.membership.member_import.formats.memberful import MEMBERFUL
from wellread.membership.member_import.formats.patreon import PATREON
from wellread.membership.member_import.formats.plain import PLAIN
from wellread.membership.member_import.formats.stripe_dashboard import STRIPE
from wellread.membership.member_import.formats.substack import SUBSTACK
from wellread.membership.member_import.formats.woo import WOO
from wellread.membership.member_import.member import ImportedMember, MemberFileFault, RowFault

FORMATS = {
    "csv": PLAIN,
    "ghost": GHOST,
    "memberful": MEMBERFUL,
    "woo": WOO,
    "stripe": STRIPE,
    "substack": SUBSTACK,
    "patreon": PATREON,
}


class BadLine(NamedTuple):
    """A line that could not be read."""

    line: int
    who: str
    why: str


class Found(NamedTuple):
    """What a file has: its lines in order, and the columns that nobody here knows."""

    lines: tuple[ImportedMember | BadLine, ...]
    unknown_columns: tuple[str, ...]
    encoding: str


def read(file: Path, name: str, order: dates.Order = "") -> Found:
    """Read a file of a system; raise MemberFileFault where it is no file of that system."""
    form = FORMATS[name]
    sheet = rows.read(file, order)
    has = {column.casefold() for column in sheet.columns}
    if missing := [column for column in form.needed if column not in has]:
        raise MemberFileFault(
            f"{file}: this is not {form.title}: it has no column {', '.join(map(repr, missing))}"
        )
    known = {*form.used, *form.ignored}
    return Found(
        tuple(_members(form, sheet)),
        tuple(one for one in sheet.columns if one and one.casefold() not in known),
        sheet.encoding,
    )


def _members(form: Format, sheet: rows.Sheet) -> Iterator[ImportedMember | BadLine]:
    for row in sheet.rows:
        if isinstance(row, rows.BadRow):
            yield BadLine(row.line, "", row.why)
            continue
        try:
            member = form.member(row)
            _check_address(member)
        except RowFault as fault:
            yield BadLine(row.line, _who(row), str(fault))
        else:
            yield member


def _who(row: rows.FileRow) -> str:
    said = (row.text(name) for name in ("email", "customer email", "customer_email"))
    return next(filter(None, said), "")


def _check_address(member: ImportedMember) -> None:
    if not member.typed_email:
        raise RowFault("it has no e-mail address")
    try:
        validate_email(member.email)
    except ValidationError:
        raise RowFault(f"{member.typed_email!r} is no e-mail address") from None
