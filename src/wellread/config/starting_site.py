"""`wellread new`: a site folder that holds what a newsroom may make its own."""

from importlib.metadata import version
from pathlib import Path

from wellread.config import environment
from wellread.config.environment import SettingFault

PATTERN = Path(__file__).with_name("new_site")
# A name that begins with a dot is left out of some packages.
RENAMED = {"gitignore": ".gitignore"}


class FolderTaken(Exception):
    """There is something in the folder that was to be made; the message names it."""


def start_site(
    folder: Path, *, name: str, language: str = "en", time_zone: str = "UTC", currency: str = "USD"
) -> list[Path]:
    """Make a site folder; return the files made.

    Raises FolderTaken for a folder that holds anything, and SettingFault for a value that no site
    can have; nothing is made then.
    """
    values = {
        "name": _checked("WELLREAD_SITE_NAME", name),
        "language": _checked("WELLREAD_LANGUAGE", language),
        "time_zone": _checked("WELLREAD_TIME_ZONE", time_zone),
        "currency": _checked("WELLREAD_CURRENCY", currency),
        "version": version("wellread"),
    }
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderTaken(f"{folder} is there already, and is not empty")
    return [_write(file, folder, values) for file in _pattern()]


def _checked(setting: str, value: str) -> str:
    if any(mark in value for mark in '"\\\n\r'):
        raise SettingFault(f'{setting}: must be one line without " and \\, got {value!r}')
    return str(environment.read_environment({setting: value})[setting])


def _pattern() -> list[Path]:
    files = [file for file in sorted(PATTERN.rglob("*")) if file.is_file()]
    return [file for file in files if file.suffix != ".pyc"]


def _write(pattern: Path, folder: Path, values: dict[str, str]) -> Path:
    place = folder / pattern.relative_to(PATTERN)
    file = place.with_name(RENAMED.get(place.name, place.name))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(pattern.read_text(encoding="utf-8").format_map(values), encoding="utf-8")
    return file
