"""The pictures that lead the stories, 1600 × 900."""

from collections.abc import Callable
from functools import partial

from wellread.desk.demo.drawings import outdoors, rooms
from wellread.desk.demo.drawings.canvas import Canvas, Palette


def drawings() -> dict[str, Callable[[], Canvas]]:
    """Return a drawing function for each scene, by file name without its ending."""
    scenes = {**outdoors.SCENES, **rooms.SCENES}
    return {
        name: partial(_draw, paint, palette, seed)
        for seed, (name, (paint, palette)) in enumerate(scenes.items(), start=11)
    }


def _draw(paint: Callable[[Canvas], None], palette: Palette, seed: int) -> Canvas:
    canvas = Canvas(palette, seed)
    paint(canvas)
    return canvas
