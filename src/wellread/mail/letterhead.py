"""What stands at the head of every e-mail, and its colours: the paper's own, told by a room above.

Readers of e-mails are on a white sheet or a dark one; each colour here is read well on its sheet.
"""

from collections.abc import Callable
from typing import NamedTuple

# Higher, it would be all that a telephone's first screen shows.
LOGO_HEIGHT, LOGO_WIDTH = 40, 260


class ShownLogo(NamedTuple):
    """A logo at its whole address, as large as it is shown."""

    url: str
    width: int
    height: int


class Letterhead(NamedTuple):
    """A logo for each sheet, none for the name in type, and the colours of links and buttons."""

    logo: ShownLogo | None = None
    logo_dark: ShownLogo | None = None
    main: str = "#0b4f7a"
    main_text: str = "#ffffff"
    main_dark: str = "#8cc7ee"
    main_dark_text: str = "#10222e"


_tell: Callable[[], Letterhead] = Letterhead


def told_by(tell: Callable[[], Letterhead]) -> None:
    """Have somebody say how the paper looks; without it e-mails look as we made them."""
    global _tell
    _tell = tell


def letterhead() -> Letterhead:
    """Return how this paper's e-mails look."""
    return _tell()


def fitted(url: str, width: int, height: int) -> ShownLogo:
    """Return a logo in the size in which e-mails show it, never larger than it is."""
    scale = min(1.0, LOGO_HEIGHT / height, LOGO_WIDTH / width)
    return ShownLogo(url, max(1, round(width * scale)), max(1, round(height * scale)))
