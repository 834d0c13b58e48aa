"""Scenes along the quays."""

# A scene's name says what it shows, and path data stays on one line.
# ruff: noqa: D103, E501

from collections.abc import Callable

from wellread.desk.demo.drawings import harbour, scenery, town
from wellread.desk.demo.drawings.canvas import (
    Canvas,
    Palette,
    area,
    circle,
    ellipse,
    line,
    polygon,
    rect,
    stroke,
)
from wellread.desk.demo.drawings.palettes import (
    DAWN,
    DAY,
    DUSK,
    ROSE,
    SAGE,
)


def crane_dusk(c: Canvas) -> None:
    scenery.sky(c, (520, 430, 88))
    scenery.clouds(c, 8)
    scenery.sea(c, 600, 520)
    harbour.crane(c, 1160, 740, 1.5, c.palette.ink)
    harbour.crane(c, 360, 720, 0.9, c.palette.near, flip=True)
    harbour.crane(c, 640, 710, 0.65, c.palette.mid)
    harbour.quay(c, 735, c.palette.near)
    harbour.containers(c, 60, 740, 3, 2)
    scenery.gulls(c)


def crab_pots(c: Canvas) -> None:
    scenery.sky(c, (1200, 260, 60))
    scenery.clouds(c)
    scenery.hills(c, 450, 24, c.palette.far)
    scenery.sea(c, 470, 1200)
    harbour.trawler(c, 1080, 590, 0.95, c.palette.near)
    harbour.trawler(c, 640, 540, 0.5, c.palette.mid, flip=True)
    harbour.quay(c, 690)
    for k in range(6):
        x, y = 150 + k * 165 + (k % 2) * 20, 760 - (k % 3) * 8
        for row in range(1 + k % 3):
            top = y - 96 - row * 92
            c.add(
                area(
                    f"M{x} {top + 92}V{top + 40}Q{x + 76} {top - 36} {x + 152} {top + 40}V{top + 92}Z",
                    c.palette.second,
                    0.95,
                )
            )
            for i in range(6):
                c.add(
                    line(x + 8 + i * 26, top + 90, x + 26 + i * 22, top + 14, c.palette.ink, 3),
                    line(x, top + 46 + i * 9, x + 152, top + 46 + i * 9, c.palette.ink, 2),
                )
            c.add(ellipse(x + 76, top + 62, 22, 20, c.palette.ink))
    c.add(
        circle(1250, 780, 34, c.palette.accent),
        circle(1320, 800, 30, c.palette.light),
        circle(1185, 806, 26, c.palette.second),
    )


def shore_power(c: Canvas) -> None:
    scenery.sky(c, (260, 250, 56))
    scenery.clouds(c)
    town.skyline(c, 500, c.palette.far, 110)
    scenery.sea(c, 520, 260)
    harbour.freighter(c, 800, 700, 1.5, c.palette.near)
    harbour.quay(c, 760, c.palette.mid)
    c.add(
        rect(1210, 600, 150, 164, c.palette.light, 10),
        rect(1230, 624, 110, 60, c.palette.sea[1], 6),
        area("M1290 630L1262 664H1284L1274 690L1312 650H1290Z", c.palette.glow),
    )
    c.add(
        stroke("M1210 720Q1080 800 1020 700T880 640", c.palette.accent, 12),
        stroke("M1210 740Q1040 840 960 720T820 640", c.palette.second, 12),
    )


def turbines(c: Canvas) -> None:
    scenery.sky(c, (340, 330, 74))
    scenery.clouds(c)
    scenery.sea(c, 560, 340)
    for k, (x, y, s) in enumerate(
        (
            (180, 585, 0.6),
            (520, 590, 0.7),
            (1480, 590, 0.7),
            (1000, 600, 0.95),
            (1260, 680, 1.55),
            (720, 640, 1.2),
        )
    ):
        harbour.turbine(c, x, y, s, k * 37)
    harbour.trawler(c, 420, 790, 0.9, c.palette.near)


def container_quay(c: Canvas) -> None:
    scenery.sky(c, (1300, 200, 54))
    scenery.clouds(c)
    scenery.hills(c, 480, 18, c.palette.far)
    scenery.sea(c, 500, None)
    harbour.freighter(c, 560, 690, 1.35, c.palette.ink)
    harbour.quay(c, 720, c.palette.mid)
    harbour.gantry(c, 420, 730, 1.35, c.palette.near)
    harbour.gantry(c, 1020, 730, 1.35, c.palette.near)
    harbour.containers(c, 1130, 880, 5, 4)


def shul_on_the_quay(c: Canvas) -> None:
    scenery.sky(c, (260, 230, 56))
    scenery.clouds(c)
    town.terraces(c, 640, 140, 250, 0.3)
    stone = c.gradient(c.palette.light, c.palette.second)
    c.add(
        rect(500, 180, 600, 470, stone),
        polygon([(470, 184), (1130, 184), (800, 50)], c.palette.near),
        rect(480, 178, 640, 22, c.palette.near),
    )
    for x in (560, 960):
        c.add(
            area(f"M{x} 560V340Q{x + 40} 270 {x + 80} 340V560Z", c.palette.glow),
            stroke(
                f"M{x} 560V340Q{x + 40} 270 {x + 80} 340V560ZM{x + 40} 300V560M{x} 430H{x + 80}",
                c.palette.near,
                7,
            ),
        )
    c.add(
        circle(800, 290, 66, c.palette.glow),
        f'<circle cx="800" cy="290" r="66" fill="none" stroke="{c.palette.near}" stroke-width="10"/>',
    )
    for k in range(6):
        c.add(
            f'<g transform="translate(800 290) rotate({k * 60})">{line(0, 0, 0, -62, c.palette.near, 5)}{circle(0, -34, 12, c.palette.accent, 0.85)}</g>'
        )
    c.add(
        area("M710 650V470Q800 380 890 470V650Z", c.palette.near),
        area("M726 650V478Q800 404 874 478V650Z", c.palette.glow),
        rect(796, 424, 8, 226, c.palette.near),
    )
    c.add(
        polygon([(726, 650), (874, 650), (1010, 780), (590, 780)], c.fade(c.palette.glow, 0.8, 0))
    )
    harbour.quay(c, 720, c.palette.mid)
    town.crowd(c, 720, 7, 0.8, 420, 1240)


def ropeworks_homes(c: Canvas) -> None:
    scenery.sky(c, (1180, 230, 60))
    scenery.clouds(c)
    town.skyline(c, 470, c.palette.far, 100)
    scenery.sea(c, 480, 1180, 40)
    brick, dark = c.palette.accent, c.palette.near
    c.add(
        rect(120, 300, 1050, 420, brick),
        polygon([(100, 304), (1190, 304), (1120, 220), (170, 220)], dark),
        rect(960, 60, 70, 240, brick),
        rect(950, 50, 90, 22, dark),
    )
    for row in range(3):
        for k in range(12):
            x, y = 160 + k * 84, 340 + row * 122
            c.add(
                area(
                    f"M{x} {y + 76}V{y + 22}Q{x + 26} {y - 6} {x + 52} {y + 22}V{y + 76}Z",
                    c.palette.glow if c.random.random() < 0.3 else c.palette.ink,
                ),
                rect(x + 23, y + 8, 6, 68, brick),
            )
    harbour.crane(c, 1330, 720, 1.1, c.palette.second, flip=True)
    for k in range(9):
        c.add(rect(1180 + k * 46, 470, 6, 250, c.palette.ink))
    for y in (500, 580, 660):
        c.add(rect(1170, y, 430, 7, c.palette.ink))
    c.add(rect(0, 716, 1600, 190, c.palette.near))
    town.crowd(c, 850, 5, 0.9, 200, 900)
    scenery.tree(c, 1120, 790, 1.1, "#6c9a62")


SCENES: dict[str, tuple[Callable[[Canvas], None], Palette]] = {
    "crane-dusk": (crane_dusk, DUSK),
    "crab-pots": (crab_pots, DAWN),
    "shore-power": (shore_power, SAGE),
    "ropeworks-homes": (ropeworks_homes, ROSE),
    "turbines": (turbines, ROSE),
    "container-quay": (container_quay, DAY),
    "shul-on-the-quay": (shul_on_the_quay, DAWN),
}
