"""The Sill, the ferry and the light: scenes on the water."""

# A scene's name says what it shows, and path data stays on one line.
# ruff: noqa: D103

from collections.abc import Callable

from wellread.desk.demo.drawings import harbour, scenery, town
from wellread.desk.demo.drawings.canvas import (
    Canvas,
    Palette,
    area,
    at,
    ellipse,
    line,
    polygon,
    rect,
)
from wellread.desk.demo.drawings.palettes import (
    AUTUMN,
    DAY,
    DUSK,
    NIGHT,
    STORM,
    WINTER,
)


def barrier_storm(c: Canvas) -> None:
    scenery.sky(c, None)
    scenery.heavy_clouds(c)
    town.skyline(c, 470, c.palette.far, 90, 0.2)
    scenery.swell(c, 470, 2, 22)
    harbour.barrier(c, 610, closed=True, scale=1.12)
    scenery.swell(c, 700, 3, 48)
    scenery.rain(c)
    scenery.gulls(c, 4, 60, 200)


def barrier_morning(c: Canvas) -> None:
    scenery.sky(c, (420, 240, 58))
    scenery.clouds(c)
    town.skyline(c, 500, c.palette.far, 120)
    scenery.sea(c, 500, 420)
    harbour.barrier(c, 650, closed=False, scale=1.1)
    harbour.trawler(c, 820, 800, 0.9, c.palette.near)
    scenery.gulls(c)


def barrier_moonlight(c: Canvas) -> None:
    scenery.sky(c, (1120, 170, 60))
    scenery.stars(c)
    town.skyline(c, 540, c.palette.mid, 150, 0.22)
    scenery.sea(c, 540, 1120)
    harbour.barrier(c, 690, closed=False, scale=0.95, count=7)


def second_gate(c: Canvas) -> None:
    scenery.sky(c, (800, 430, 90))
    scenery.clouds(c, 9)
    town.skyline(c, 500, c.palette.far, 80)
    scenery.sea(c, 500, 800)
    harbour.barrier(c, 560, closed=True, scale=0.5, count=11)
    c.add(rect(0, 800, 1600, 100, c.palette.ink))
    for k in range(8):
        c.add(
            rect(60 + k * 210, 700, 12, 110, c.palette.ink),
            rect(60 + k * 210 - 100, 730, 212, 6, c.palette.ink),
        )
    town.person(c, 560, 806, 1.25, c.palette.ink, c.palette.ink)
    town.person(c, 640, 806, 1.1, c.palette.ink, c.palette.ink)
    scenery.gulls(c)


def ferry_winter(c: Canvas) -> None:
    scenery.sky(c, (300, 260, 54))
    scenery.clouds(c, 8)
    scenery.hills(c, 520, 50, c.palette.far)
    scenery.hills(c, 545, 24, c.palette.mid)
    scenery.sea(c, 560, 300)
    harbour.ferry(c, 880, 730, 1.25, c.palette.near)
    scenery.snow(c, 90)
    scenery.gulls(c, 6)


def island_road(c: Canvas) -> None:
    scenery.sky(c, (300, 230, 60))
    scenery.clouds(c)
    scenery.hills(c, 480, 30, c.palette.far)
    scenery.sea(c, 500, 300)
    harbour.rocks(c, 640, 980, 1640, 210, c.palette.near)
    harbour.lighthouse(c, 1330, 500, 0.95, lit=False)
    harbour.ferry(c, 470, 650, 0.75, c.palette.near)
    c.add(
        area("M1640 640Q1200 620 900 760T300 910H1640Z", c.palette.mid),
        area(
            "M1640 700Q1260 690 1010 790T600 910H840Q1040 830 1180 780T1640 740Z",
            c.palette.light,
            0.8,
        ),
    )
    scenery.gulls(c)


def dredger(c: Canvas) -> None:
    scenery.sky(c, (1300, 220, 50))
    scenery.clouds(c)
    town.skyline(c, 480, c.palette.far, 110)
    scenery.sea(c, 480, 1300)
    hull = c.palette.ink
    parts = [
        area("M-380 -70H380L340 20H-350Z", hull),
        rect(-370, -60, 740, 12, c.palette.second),
        rect(170, -190, 150, 122, c.palette.light, 6),
        rect(186, -174, 118, 28, c.palette.ink, 4),
        rect(230, -270, 34, 84, c.palette.accent, 4),
    ]
    parts += [
        line(-120, -70, -40, -300, c.palette.accent, 20),
        line(-40, -300, -330, -210, c.palette.accent, 16),
        line(-330, -210, -350, 10, c.palette.ink, 6),
        rect(-170, -130, 120, 64, c.palette.second, 8),
    ]
    parts += [
        area("M-400 -6H-300L-316 60Q-350 84 -384 60Z", hull),
        ellipse(60, -76, 170, 34, "#6d5a45"),
    ]
    c.add(at(820, 690, 1.25, *parts), *harbour.wake(c, 820, 690, 470))
    c.add(ellipse(390, 800, 190, 30, "#7d6c52", 0.5))
    scenery.gulls(c, 12, 200, 460)


def orra_light(c: Canvas) -> None:
    scenery.sky(c, (1320, 170, 46))
    scenery.stars(c)
    scenery.sea(c, 560, 1320)
    harbour.rocks(c, 720, 260, 1240, 230, c.palette.ink)
    harbour.lighthouse(c, 720, 590, 1.15)
    c.add(
        at(
            900,
            620,
            1,
            rect(-70, -80, 170, 90, c.palette.light),
            polygon([(-84, -78), (114, -78), (15, -140)], c.palette.accent),
            rect(-36, -52, 28, 34, c.palette.glow),
            rect(40, -52, 28, 34, c.palette.glow),
        )
    )
    scenery.swell(c, 780, 2, 34)


SCENES: dict[str, tuple[Callable[[Canvas], None], Palette]] = {
    "barrier-storm": (barrier_storm, STORM),
    "barrier-morning": (barrier_morning, DAY),
    "barrier-moonlight": (barrier_moonlight, NIGHT),
    "second-gate": (second_gate, DUSK),
    "ferry-winter": (ferry_winter, WINTER),
    "island-road": (island_road, DAY),
    "dredger": (dredger, AUTUMN),
    "orra-light": (orra_light, NIGHT),
}
