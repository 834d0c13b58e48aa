"""The pictures that lead the stories, 1600 × 900."""

from collections.abc import Callable
from functools import partial
from zlib import crc32

from wellread.desk.demo.drawings import (
    halls,
    marsh,
    matches,
    quayside,
    streets,
    tabletops,
    waterfront,
    workrooms,
)
from wellread.desk.demo.drawings.canvas import Canvas, Palette

GROUPS = (waterfront, quayside, streets, marsh, matches, halls, workrooms, tabletops)


def drawings() -> dict[str, Callable[[], Canvas]]:
    """Return a drawing function for each scene, by file name without its ending."""
    scenes = {name: scene for group in GROUPS for name, scene in group.SCENES.items()}
    return {
        # The seed follows from the name, so a new scene leaves the others as they are.
        name: partial(_draw, paint, palette, crc32(name.encode()))
        for name, (paint, palette) in scenes.items()
    }


def _draw(paint: Callable[[Canvas], None], palette: Palette, seed: int) -> Canvas:
    canvas = Canvas(palette, seed)
    paint(canvas)
    return canvas
