"""An SVG under construction: shapes, gradients and the palette they are coloured from."""

# A shape's name says what it draws, and path data stays on one line.
# ruff: noqa: D103

import random
from collections.abc import Iterable
from typing import NamedTuple


class Palette(NamedTuple):
    """One light of the day, as hex colours."""

    sky: tuple[str, ...]
    sun: str
    cloud: str
    far: str
    mid: str
    near: str
    ink: str
    sea: tuple[str, str]
    glow: str
    accent: str
    second: str
    light: str


class Canvas:
    """A picture of `size` pixels; `add` paints over what is already there."""

    def __init__(self, palette: Palette, seed: int, size: tuple[int, int] = (1600, 900)) -> None:
        self.palette = palette
        self.random = random.Random(seed)  # noqa: S311 - clouds need no secrecy
        self.size = size
        self._definitions: dict[str, str] = {}
        self.parts: list[str] = []

    def add(self, *markup: str) -> None:
        """Paint `markup` on top."""
        self.parts.extend(markup)

    def gradient(self, *colours: str, across: bool = False) -> str:
        """Return a fill that runs through `colours`, downwards unless `across`."""
        direction = 'x2="1" y2="0"' if across else 'x2="0" y2="1"'
        stops = _stops((colour, 1.0) for colour in colours)
        return self._define(f'<linearGradient id="ID" {direction}>{stops}</linearGradient>')

    def fade(self, colour: str, start: float, end: float, across: bool = False) -> str:
        """Return a fill of one colour whose opacity runs from `start` to `end`."""
        direction = 'x2="1" y2="0"' if across else 'x2="0" y2="1"'
        stops = _stops(((colour, start), (colour, end)))
        return self._define(f'<linearGradient id="ID" {direction}>{stops}</linearGradient>')

    def halo(self, colour: str, strength: float = 0.9) -> str:
        """Return a round fill that fades out towards its rim."""
        stops = _stops(((colour, strength), (colour, strength * 0.35), (colour, 0.0)))
        return self._define(f'<radialGradient id="ID">{stops}</radialGradient>')

    def svg(self) -> str:
        """Return the finished document."""
        width, height = self.size
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}"><defs>{"".join(self._definitions.values())}</defs>'
            f"{''.join(self.parts)}</svg>"
        )

    def _define(self, template: str) -> str:
        name = f"d{len(self._definitions)}"
        self._definitions[name] = template.replace("ID", name)
        return f"url(#{name})"


def _stops(colours: Iterable[tuple[str, float]]) -> str:
    listed = list(colours)
    last = max(len(listed) - 1, 1)
    return "".join(
        f'<stop offset="{place / last:.3f}" stop-color="{colour}" stop-opacity="{opacity:.3f}"/>'
        for place, (colour, opacity) in enumerate(listed)
    )


def rect(x: float, y: float, w: float, h: float, fill: str, r: float = 0, o: float = 1) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{r:.1f}" '
        f'fill="{fill}" opacity="{o:.2f}"/>'
    )


def circle(x: float, y: float, r: float, fill: str, o: float = 1) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}" opacity="{o:.2f}"/>'


def ellipse(x: float, y: float, rx: float, ry: float, fill: str, o: float = 1) -> str:
    return (
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="{fill}" '
        f'opacity="{o:.2f}"/>'
    )


def polygon(points: Iterable[tuple[float, float]], fill: str, o: float = 1) -> str:
    listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon points="{listed}" fill="{fill}" opacity="{o:.2f}"/>'


def area(d: str, fill: str, o: float = 1) -> str:
    return f'<path d="{d}" fill="{fill}" opacity="{o:.2f}"/>'


def stroke(d: str, colour: str, width: float, o: float = 1) -> str:
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:.1f}" '
        f'stroke-linecap="round" stroke-linejoin="round" opacity="{o:.2f}"/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 4) -> str:
    return stroke(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", colour, width)


def at(x: float, y: float, scale: float, *parts: str, flip: bool = False) -> str:
    """Place `parts`, drawn around their own origin, at (x, y)."""
    across = -scale if flip else scale
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) scale({across:.3f} {scale:.3f})">'
        f"{''.join(parts)}</g>"
    )


def turned(degrees: float, *parts: str) -> str:
    return f'<g transform="rotate({degrees:.1f})">{"".join(parts)}</g>'
