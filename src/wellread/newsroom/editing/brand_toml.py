"""A site folder's `brand.toml`: the looks that a new site begins with, before anybody signs in."""

import tomllib
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import FileField

from wellread.newsroom.models import Brand
from wellread.newsroom.rules import BrandFault

NAME = "brand.toml"
FILES = tuple(field.name for field in Brand._meta.get_fields() if isinstance(field, FileField))
WORDS: tuple[str, ...] = (
    "main",
    "main_dark",
    "support",
    "headline_face",
    "text_face",
    "footer_words",
)
WORDS += ("publisher", "responsible", "postal_address", "email", "telephone")


@transaction.atomic
def begin_with(folder: Path | None) -> bool:
    """Set a new site's looks as its folder says; return whether anything was set.

    Looks that are set already, by whomever, stay. Raises BrandFault, and sets nothing then.
    """
    file = folder and folder / NAME
    if not file or not file.is_file() or Brand.objects.exists():
        return False
    said = _read(file)
    brand = Brand(**{name: said[name] for name in WORDS if name in said})
    for name in FILES:
        if name in said:
            setattr(brand, name, _upload(file, name, said[name]))
    if links := said.get("footer_links"):
        brand.footer_links = [("link", link) for link in links]
    try:
        brand.full_clean()
    except ValidationError as fault:
        lines = [f"{name}: {' '.join(told)}" for name, told in fault.message_dict.items()]
        raise BrandFault(f"{file}: " + "; ".join(lines)) from fault
    brand.save()
    return True


def _read(file: Path) -> dict[str, Any]:
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise BrandFault(f"{file}: {fault}") from fault
    known = {*WORDS, *FILES, "footer_links"}
    for name in said:
        if name not in known:
            raise BrandFault(f"{file}: {name}: there is none; known are {', '.join(sorted(known))}")
    for name in (*WORDS, *FILES):
        if not isinstance(said.get(name, ""), str):
            raise BrandFault(f"{file}: {name}: must be a text in quotation marks")
    links = said.get("footer_links", [])
    wanted = {"words", "address"}
    if not isinstance(links, list) or not all(
        isinstance(link, dict) and set(link) == wanted for link in links
    ):
        raise BrandFault(f"{file}: footer_links: each must have words and an address")
    return said


def _upload(file: Path, name: str, path: str) -> ContentFile[bytes]:
    try:
        return ContentFile((file.parent / path).read_bytes(), name=Path(path).name)
    except OSError as fault:
        raise BrandFault(f"{file}: {name}: {fault.strerror}: {path}") from fault
