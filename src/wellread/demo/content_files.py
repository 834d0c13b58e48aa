"""The demo's content as it lies in its files."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"
PICTURES = Path(__file__).parent / "pictures"


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file that is named after its one list."""
    found: list[dict[str, Any]] = _read(FOLDER / f"{name}.toml")[name]
    return found


def documents(folder: str) -> list[dict[str, Any]]:
    """Return every file of a folder, by name."""
    return [_read(file) for file in sorted((FOLDER / folder).glob("*.toml"))]


def words_in(language: str) -> dict[str, Any]:
    """Return what the paper says to readers of another language than English, if it can."""
    file = FOLDER / "words" / f"{language}.toml"
    return _read(file) if file.exists() else {}


def languages() -> list[str]:
    """Return the languages in which the paper speaks to its readers."""
    return ["en", *(file.stem for file in sorted((FOLDER / "words").glob("*.toml")))]


def picture(name: str) -> Path:
    """Return the file of a picture."""
    return PICTURES / name


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
