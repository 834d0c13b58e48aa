"""Sky, water, hills, weather and everything that grows."""

# A shape's name says what it draws, and path data stays on one line.
# ruff: noqa: D103

import math
from itertools import pairwise

from wellread.desk.demo.drawings.canvas import (
    Canvas,
    area,
    at,
    circle,
    ellipse,
    line,
    polygon,
    rect,
    stroke,
)


def sky(c: Canvas, sun: tuple[float, float, float] | None = (1150, 330, 70)) -> None:
    """Fill the canvas; `sun` is x, y and radius of the disc."""
    width, height = c.size
    c.add(rect(0, 0, width, height, c.gradient(*c.palette.sky)))
    if sun:
        x, y, r = sun
        c.add(circle(x, y, r * 5, c.halo(c.palette.sun, 0.55)), circle(x, y, r, c.palette.sun))


def clouds(c: Canvas, count: int = 6, top: float = 60, bottom: float = 330, o: float = 0.5) -> None:
    for _ in range(count):
        x, y = c.random.uniform(-100, 1500), c.random.uniform(top, bottom)
        width = c.random.uniform(160, 420)
        for row in range(3):
            inset = c.random.uniform(0, width * 0.5)
            long = width * c.random.uniform(0.4, 0.9)
            c.add(rect(x + inset, y + row * 15, long, 16, c.palette.cloud, 8, o))


def heavy_clouds(c: Canvas) -> None:
    for row in range(4):
        for _ in range(9):
            x, y = c.random.uniform(-100, 1700), row * 55 - 40
            rx = c.random.uniform(130, 260)
            c.add(ellipse(x, y, rx, rx * 0.42, c.palette.cloud, 0.34))


def stars(c: Canvas, count: int = 90) -> None:
    for _ in range(count):
        x, y = c.random.uniform(0, 1600), c.random.uniform(0, 420)
        c.add(circle(x, y, c.random.uniform(1, 2.6), c.palette.light, c.random.uniform(0.3, 0.9)))


def rain(c: Canvas, count: int = 140) -> None:
    for _ in range(count):
        x, y = c.random.uniform(-50, 1650), c.random.uniform(-50, 880)
        length = c.random.uniform(25, 60)
        c.add(
            stroke(f"M{x:.0f} {y:.0f}l{-length * 0.35:.0f} {length:.0f}", c.palette.light, 2, 0.3)
        )


def snow(c: Canvas, count: int = 130) -> None:
    for _ in range(count):
        x, y = c.random.uniform(0, 1600), c.random.uniform(0, 900)
        c.add(circle(x, y, c.random.uniform(2, 5), "#ffffff", 0.75))


def hills(c: Canvas, y: float, swing: float, fill: str, o: float = 1) -> None:
    """Draw a rolling ridge around height `y`, filled to the ground."""
    steps = [(i * 200 - 100, y + c.random.uniform(-swing, swing)) for i in range(10)]
    d = f"M{steps[0][0]} {steps[0][1]:.0f}"
    for (x0, y0), (x1, y1) in pairwise(steps):
        middle = (x0 + x1) / 2
        d += f"C{middle:.0f} {y0:.0f} {middle:.0f} {y1:.0f} {x1:.0f} {y1:.0f}"
    c.add(area(f"{d}V900H-100Z", fill, o))


def sea(c: Canvas, top: float, glint: float | None = 1150, ripples: int = 70) -> None:
    """Draw water from `top` down, with the sun's path below x = `glint`."""
    c.add(rect(0, top, 1600, 900 - top, c.gradient(*c.palette.sea)))
    depth = 900 - top
    for _ in range(ripples):
        part = c.random.random() ** 1.3
        x, y = c.random.uniform(-60, 1600), top + 10 + part * depth
        c.add(rect(x, y, 40 + 150 * part, 2 + 4 * part, c.palette.light, 3, 0.16))
    for row in range(18 if glint else 0):
        part = row / 18
        width = 60 + 130 * part * c.random.uniform(0.5, 1.2)
        x = (glint or 0) - width / 2 + c.random.uniform(-25, 25)
        c.add(rect(x, top + 8 + part * depth * 0.85, width, 3 + 4 * part, c.palette.sun, 3, 0.6))


def swell(c: Canvas, top: float, rows: int = 5, height: float = 40) -> None:
    """Draw a rough sea in `rows` ranks of crests."""
    for row in range(rows):
        y = top + row * (900 - top) / rows
        fill = c.gradient(c.palette.far, c.palette.near) if row % 2 else c.gradient(*c.palette.sea)
        d, x = f"M-80 {y:.0f}", -80.0
        while x < 1700:
            step = c.random.uniform(90, 170) * (0.7 + row * 0.2)
            rise = c.random.uniform(0.5, 1.1) * height * (0.6 + row * 0.2)
            d += f"q{step * 0.5:.0f} {-rise:.0f} {step:.0f} 0"
            x += step
        c.add(area(f"{d}V900H-80Z", fill), stroke(d, c.palette.light, 3, 0.55))


def gulls(c: Canvas, count: int = 7, top: float = 90, bottom: float = 360) -> None:
    for _ in range(count):
        x, y = c.random.uniform(150, 1450), c.random.uniform(top, bottom)
        s = c.random.uniform(10, 24)
        d = f"M{x - s:.0f} {y - s * 0.3:.0f}q{s * 0.6:.0f} {-s * 0.5:.0f} {s:.0f} {s * 0.4:.0f}"
        d += f"q{s * 0.4:.0f} {-s * 0.9:.0f} {s:.0f} {-s * 0.4:.0f}"
        c.add(stroke(d, c.palette.light, s / 5, 0.9))


def reeds(c: Canvas, base: float, count: int, fill: str, height: float = 190) -> None:
    for _ in range(count):
        x, tall = c.random.uniform(-20, 1620), height * c.random.uniform(0.5, 1.15)
        lean = c.random.uniform(-26, 34)
        tip = f"{x + lean:.0f} {base - tall:.0f}"
        c.add(stroke(f"M{x:.0f} {base:.0f}Q{x:.0f} {base - tall * 0.6:.0f} {tip}", fill, 4))
        if c.random.random() < 0.4:
            c.add(ellipse(x + lean, base - tall, 5, 20, fill))


def channel(c: Canvas, x: float, top: float, fill: str) -> None:
    """Draw a creek that winds towards the viewer from (x, top)."""
    d = f"M{x} {top}C{x + 190} {top + 60} {x - 330} {top + 110} {x - 60} {top + 210}"
    d += f"S{x + 420} {top + 330} {x - 120} 910L{x + 560} 910"
    d += f"C{x + 900} {top + 330} {x + 190} {top + 260} {x + 150} {top + 190}"
    d += f"S{x + 260} {top + 70} {x + 14} {top}Z"
    c.add(area(d, fill))


def tree(c: Canvas, x: float, base: float, scale: float, fill: str) -> None:
    blobs = [ellipse(0, -150, 70, 85, fill), ellipse(-45, -110, 50, 55, fill)]
    blobs += [ellipse(48, -105, 48, 52, fill), ellipse(20, -170, 40, 50, c.palette.light, 0.13)]
    c.add(at(x, base, scale, rect(-8, -90, 16, 90, c.palette.ink), *blobs))


def murmuration(c: Canvas, x: float, y: float, count: int = 900) -> None:
    """Draw a flock as a turning ribbon of dots around (x, y)."""
    for _ in range(count):
        turn = c.random.uniform(-2.6, 2.4)
        spread = c.random.gauss(0, 34) * (1.4 - abs(turn) / 3)
        px = x + turn * 210 + spread * 0.6
        py = y + math.sin(turn * 1.25) * 120 + spread
        c.add(circle(px, py, c.random.uniform(1.6, 3.8), c.palette.ink, 0.85))


def eelgrass(c: Canvas, count: int, fill: str, height: float) -> None:
    for _ in range(count):
        x, tall = c.random.uniform(-30, 1630), height * c.random.uniform(0.5, 1.2)
        bend = c.random.uniform(-90, 90)
        d = f"M{x - 9:.0f} 910C{x + bend:.0f} {910 - tall * 0.4:.0f} {x - bend:.0f} "
        d += f"{910 - tall * 0.7:.0f} {x + bend * 0.5:.0f} {910 - tall:.0f}"
        d += f"C{x - bend + 16:.0f} {910 - tall * 0.7:.0f} {x + bend + 20:.0f} "
        c.add(area(f"{d}{910 - tall * 0.4:.0f} {x + 9:.0f} 910Z", fill))


def furrows(c: Canvas, horizon: float, centre: float, colours: tuple[str, ...]) -> None:
    """Draw beds that run towards a point on the horizon."""
    for i in range(-14, 15):
        near, far = centre + i * 190, centre + i * 16
        points = [(far, horizon), (far + 16, horizon), (near + 190, 900), (near, 900)]
        c.add(polygon(points, colours[i % len(colours)]))


def mist(c: Canvas, y: float, height: float = 120, o: float = 0.5) -> None:
    c.add(rect(0, y, 1600, height / 2, c.fade(c.palette.light, 0, o)))
    c.add(rect(0, y + height / 2, 1600, height / 2, c.fade(c.palette.light, o, 0)))


def horizon_line(c: Canvas, y: float) -> None:
    c.add(line(0, y, 1600, y, c.palette.light, 2))
