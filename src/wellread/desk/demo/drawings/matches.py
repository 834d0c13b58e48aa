"""Scenes of sport."""

# A scene's name says what it shows, and path data stays on one line.
# ruff: noqa: D103, E501

from collections.abc import Callable

from wellread.desk.demo.drawings import harbour, scenery, town
from wellread.desk.demo.drawings.canvas import (
    Canvas,
    Palette,
    area,
    at,
    circle,
    ellipse,
    line,
    rect,
    stroke,
)
from wellread.desk.demo.drawings.palettes import (
    AUTUMN,
    DAY,
    NIGHT,
    SAGE,
    STORM,
)


def stadium(c: Canvas) -> None:
    scenery.sky(c, None)
    scenery.stars(c, 40)
    town.floodlight(c, 170, 330, 0.8)
    town.floodlight(c, 1430, 330, 0.8)
    town.stand(c, 260, 540)
    town.pitch(c, 540)
    _players(
        c,
        (
            (360, 740, c.palette.accent),
            (560, 700, c.palette.light),
            (820, 790, c.palette.accent),
            (1010, 690, c.palette.light),
            (1180, 770, c.palette.accent),
        ),
    )
    c.add(circle(905, 806, 17, "#ffffff"), stroke("M895 800l10 -6l10 6l-4 11h-12z", "#333", 3))


def stadium_rain(c: Canvas) -> None:
    scenery.sky(c, None)
    scenery.heavy_clouds(c)
    town.floodlight(c, 1180, 380, 1.05)
    town.stand(c, 330, 590, 600)
    town.pitch(c, 590)
    c.add(stroke("M60 760V430H420V680", "#ffffff", 18))
    for k in range(14):
        c.add(
            line(60 + k * 27, 440, 60 + k * 27, 740 - k * 5, "#ffffff", 1.5),
            line(60, 450 + k * 22, 420, 450 + k * 18, "#ffffff", 1.5),
        )
    _players(
        c,
        (
            (560, 760, c.palette.light),
            (760, 830, c.palette.accent),
            (1120, 740, c.palette.accent),
            (1330, 800, c.palette.light),
        ),
    )
    c.add(circle(620, 600, 22, "#ffffff"), stroke("M606 592l14 -9l14 9l-5 15h-18z", "#333", 4))
    scenery.rain(c, 190)


def stadium_day(c: Canvas) -> None:
    scenery.sky(c, (1380, 110, 44))
    scenery.clouds(c, 6, 30, 160)
    town.stand(c, 230, 500)
    town.pitch(c, 500)
    for _ in range(90):
        c.add(
            at(
                c.random.uniform(0, 1600),
                c.random.uniform(40, 860),
                1,
                f'<g transform="rotate({c.random.uniform(0, 180):.0f})">{rect(-8, -4, 16, 8, c.random.choice((c.palette.accent, c.palette.second, "#ffffff", c.palette.sea[0])), 1)}</g>',
            )
        )
    for x, skin in (
        (560, "#e3b48f"),
        (690, "#6d4530"),
        (820, "#f0c9a8"),
        (950, "#9c6644"),
        (1080, "#c98e68"),
    ):
        c.add(ellipse(x, 826, 50, 10, "#1c3a22", 0.5))
        town.person(c, x, 824, 1.3, c.palette.accent, skin, ("#2b1d16", "#8a5a2f")[x % 4 // 2])
        c.add(
            line(x - 40, 650, x - 66, 560, c.palette.accent, 17),
            line(x + 40, 650, x + 66, 560, c.palette.accent, 17),
        )
    c.add(
        at(
            820,
            560,
            1.1,
            area("M-60 -110H60Q58 -20 0 0Q-58 -20 -60 -110Z", "#eec451"),
            rect(-10, -4, 20, 44, "#eec451"),
            rect(-44, 36, 88, 18, "#c99a2e", 4),
            stroke("M-60 -96Q-104 -90 -52 -40M60 -96Q104 -90 52 -40", "#eec451", 10),
        )
    )


def gig_race(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient(c.palette.sea[0], c.palette.sea[1])))
    for _ in range(160):
        x, y = c.random.uniform(-60, 1600), c.random.uniform(0, 900)
        c.add(rect(x, y, c.random.uniform(40, 150), 4, c.palette.light, 2, 0.25))
    for x, y, hull in (
        (420, 240, c.palette.accent),
        (900, 430, c.palette.near),
        (520, 660, c.palette.second),
        (1250, 720, c.palette.mid),
    ):
        c.add(
            area(
                f"M{x - 200} {y + 50}L{x - 620} {y + 60}L{x - 590} {y + 200}Z", c.palette.light, 0.4
            )
        )
        harbour.rowing_gig(c, x, y, 1.2, hull)
    c.add(
        circle(1390, 200, 50, c.palette.accent),
        circle(1390, 200, 30, c.palette.light),
        circle(1390, 200, 12, c.palette.accent),
    )


def half_marathon(c: Canvas) -> None:
    scenery.sky(c, (1260, 200, 56))
    scenery.clouds(c)
    town.skyline(c, 470, c.palette.far, 110)
    scenery.sea(c, 480, 1260, 40)
    harbour.barrier(c, 600, closed=False, scale=0.6, count=8)
    c.add(
        rect(0, 650, 1600, 250, c.gradient(c.palette.far, c.palette.mid)),
        rect(0, 644, 1600, 12, c.palette.light),
    )
    for k in range(8):
        x = 130 + k * 190
        shirt = (c.palette.accent, c.palette.second, c.palette.sea[1], c.palette.light)[k % 4]
        town.person(
            c,
            x,
            850 - (k % 3) * 34,
            1.05,
            shirt,
            ("#c98e68", "#6d4530", "#f0c9a8")[k % 3],
            stride=38,
        )
        c.add(rect(x - 18, 724 - (k % 3) * 34, 36, 28, "#ffffff", 2))


def _players(c: Canvas, placed: tuple[tuple[float, float, str], ...]) -> None:
    for k, (x, y, shirt) in enumerate(placed):
        c.add(ellipse(x, y + 4, 46, 9, "#1c3a22", 0.5))
        town.person(
            c,
            x,
            y,
            0.55 + (y - 500) / 420,
            shirt,
            ("#c98e68", "#6d4530", "#e3b48f")[k % 3],
            stride=30,
        )


def goalkeeper(c: Canvas) -> None:
    scenery.sky(c, None)
    town.stand(c, 60, 420, 600)
    town.pitch(c, 640)
    for k in range(36):
        c.add(line(200 + k * 34.3, 200, 200 + k * 34.3, 660, "#ffffff", 1.6))
    for k in range(14):
        c.add(line(200, 210 + k * 34, 1400, 210 + k * 34, "#ffffff", 1.6))
    c.add(stroke("M200 700V190H1400V700", "#ffffff", 22))
    kit = c.palette.second
    parts = [
        line(-20, 20, -190, 90, c.palette.ink, 40),
        line(0, 40, -130, 170, c.palette.ink, 40),
        area("M-60 -40Q60 -90 150 -60Q180 0 130 40Q20 90 -60 70Q-100 20 -60 -40Z", kit),
    ]
    parts += [
        line(140, -50, 290, -150, kit, 40),
        line(130, 10, 300, -70, kit, 38),
        circle(310, -160, 32, c.palette.accent),
        circle(318, -78, 32, c.palette.accent),
        circle(190, -30, 44, "#6d4530"),
        area("M150 -40Q160 -90 210 -72Q240 -50 232 -20Q200 -60 150 -40Z", "#17120f"),
    ]
    c.add(at(700, 470, 1.15, *parts))
    c.add(
        circle(1130, 265, 40, "#ffffff"), stroke("M1106 254l24 -16l24 16l-9 28h-30z", "#2b2f36", 6)
    )
    c.add(
        *[
            stroke(f"M{1180 + k * 14} {240 + k * 22}q80 -20 150 -70", "#ffffff", 4, 0.5)
            for k in range(3)
        ]
    )


SCENES: dict[str, tuple[Callable[[Canvas], None], Palette]] = {
    "stadium-night": (stadium, NIGHT),
    "stadium-rain": (stadium_rain, STORM),
    "stadium-day": (stadium_day, DAY),
    "gig-race": (gig_race, SAGE),
    "half-marathon": (half_marathon, AUTUMN),
    "goalkeeper": (goalkeeper, NIGHT),
}
