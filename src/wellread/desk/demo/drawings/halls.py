"""Scenes in the city's halls."""

# A scene's name says what it shows, and path data stays on one line.
# ruff: noqa: D103, E501

from collections.abc import Callable

from wellread.desk.demo.drawings import interiors, town
from wellread.desk.demo.drawings.canvas import (
    Canvas,
    Palette,
    area,
    at,
    circle,
    ellipse,
    line,
    polygon,
    rect,
    stroke,
)
from wellread.desk.demo.drawings.palettes import (
    AUTUMN,
    DAY,
    DUSK,
    LAMP,
    SAGE,
)


def baths(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient(c.palette.light, c.palette.cloud)))
    for k in range(9):
        x = k * 200 - 40
        c.add(
            stroke(
                f"M{x} 420Q{800 + (x - 800) * 0.4:.0f} {20 + abs(x - 800) * 0.1:.0f} {800} 20",
                c.palette.far,
                10,
            )
        )
    for k in range(7):
        interiors.arch(c, 90 + k * 212, 420, 130, 250, c.palette.sky[0], c.palette.mid)
    c.add(
        rect(0, 440, 1600, 70, c.palette.second),
        *[rect(k * 40, 440, 36, 30, c.palette.light, 2, 0.5) for k in range(40)],
    )
    c.add(
        polygon(
            [(200, 520), (1400, 520), (1800, 900), (-200, 900)], c.gradient("#8fd6d6", "#2f8fa0")
        )
    )
    for k in range(1, 6):
        far, near = 200 + k * 200, -200 + k * 333
        c.add(
            *[
                line(
                    far + (near - far) * t / 12,
                    520 + 380 * t / 12,
                    far + (near - far) * (t + 0.6) / 12,
                    520 + 380 * (t + 0.6) / 12,
                    c.palette.accent if t % 2 else "#ffffff",
                    4 + t,
                )
                for t in range(12)
            ]
        )
    for x, y, s in ((520, 660, 1.0), (980, 600, 0.7), (760, 800, 1.5)):
        c.add(
            at(
                x,
                y,
                s,
                ellipse(0, 10, 90, 12, "#ffffff", 0.6),
                circle(30, -6, 22, "#c98e68"),
                area("M8 -10Q30 -40 52 -10Z", c.palette.accent),
                stroke("M0 4Q-40 -60 -80 0", "#c98e68", 14),
            )
        )
    for _ in range(70):
        c.add(
            rect(
                c.random.uniform(-100, 1600),
                c.random.uniform(540, 890),
                c.random.uniform(30, 110),
                4,
                "#ffffff",
                2,
                0.4,
            )
        )


def council_chamber(c: Canvas) -> None:
    interiors.wall(c, 600)
    for k in range(5):
        interiors.arch(c, 150 + k * 280, 520, 180, 420, c.palette.glow, c.palette.near)
    c.add(rect(0, 520, 1600, 90, c.palette.mid))
    for row in range(4):
        y, bend = 600 + row * 78, 110 + row * 16
        for k in range(11 - row):
            x = 70 + k * (1480 / (10 - row))
            lift = bend * (1 - ((x - 800) / 800) ** 2)
            town.person(
                c,
                x,
                y + lift * 0.5 + 60,
                0.72 + row * 0.1,
                (c.palette.accent, c.palette.near, c.palette.sea[1], c.palette.second)[
                    (k * 3 + row) % 4
                ],
                ("#e3b48f", "#9c6644", "#6d4530", "#f0c9a8")[(k + row * 2) % 4],
                ("#26201d", "#b9b5ad", "#7a5230")[(k + row) % 3],
            )
        c.add(
            area(
                f"M-20 {y + 20}Q800 {y + bend + 20} 1620 {y + 20}V{y + 78}Q800 {y + bend + 88} -20 {y + 78}Z",
                c.gradient("#8a5a3a", "#57351f"),
            ),
            stroke(f"M-20 {y + 20}Q800 {y + bend + 20} 1620 {y + 20}", "#d9a76a", 7),
        )


def market_hall(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient(c.palette.sky[0], c.palette.light)))
    for k in range(-6, 7):
        c.add(line(800 + k * 60, 240, 800 + k * 330, -20, c.palette.near, 9))
    for k in range(5):
        c.add(
            stroke(
                f"M{-40 + k * 130} {430 - k * 20}Q800 {-260 + k * 110} {1640 - k * 130} {430 - k * 20}",
                c.palette.near,
                16 - k * 2,
            )
        )
    for x in (120, 440, 1160, 1480):
        c.add(
            rect(x - 12, 250, 24, 480, c.palette.near),
            rect(x - 26, 240, 52, 20, c.palette.accent, 4),
        )
    c.add(rect(0, 640, 1600, 260, c.gradient(c.palette.far, c.palette.mid)))
    fruit = ("#d9513c", "#f0a63c", "#7fae4f", "#f4d35e", "#a04a72")
    for x, stripe in ((300, c.palette.accent), (800, c.palette.sea[1]), (1300, c.palette.second)):
        town.stall(c, x, 780, 1.3, stripe, fruit)
    town.crowd(c, 880, 8, 1.1)


def stage(c: Canvas) -> None:
    c.add(
        rect(0, 0, 1600, 900, c.palette.ink), rect(300, 60, 1000, 700, c.gradient(*c.palette.sky))
    )
    c.add(circle(800, 330, 150, c.palette.sun, 0.9))
    harbour_line = [
        (300, 560),
        (420, 520),
        (520, 560),
        (640, 500),
        (760, 560),
        (900, 510),
        (1060, 560),
        (1180, 520),
        (1300, 560),
        (1300, 760),
        (300, 760),
    ]
    c.add(polygon(harbour_line, c.palette.near))
    c.add(rect(240, 740, 1120, 170, c.gradient("#9a6a45", "#4a2b22")))
    interiors.beam(c, 620, 0, 680, 150)
    interiors.beam(c, 1000, 0, 960, 150)
    town.person(c, 680, 764, 1.7, c.palette.accent, "#6d4530")
    town.person(c, 960, 764, 1.6, c.palette.light, "#f0c9a8", "#c8572f")
    interiors.curtains(c, c.palette.accent)
    interiors.seats(c, 830, 1, c.palette.near)


def concert(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient(*c.palette.sky)))
    for k in range(22):
        left, tall = 130 + k * 62, 330 - abs(k - 10.5) * 17
        c.add(
            rect(
                left, 400 - tall, 40, tall + 40, c.gradient("#f7dfa4", "#b97f3e", across=True), 12
            ),
            rect(left + 10, 390, 20, 20, c.palette.ink, 4),
        )
    c.add(rect(0, 430, 1600, 480, c.gradient("#a86e46", "#5c3526")))
    for row in range(3):
        for k in range(10 + row * 2):
            x = 800 + (k - (9 + row * 2) / 2) * (120 + row * 6)
            y = 540 + row * 96 + ((x - 800) / 800) ** 2 * -46
            town.person(
                c,
                x,
                y + 40,
                0.72 + row * 0.12,
                "#1d1a26",
                ("#e3b48f", "#9c6644", "#f0c9a8", "#6d4530")[(k + row) % 4],
                ("#2a211d", "#8a5a2f", "#c9c5bd")[(k * 2 + row) % 3],
            )
            c.add(
                at(
                    x + 14,
                    y - 40,
                    0.72 + row * 0.12,
                    area("M-8 -60Q-30 -30 -14 -6Q-40 30 0 56Q40 30 14 -6Q30 -30 8 -60Z", "#b5622f"),
                    line(0, -58, 0, -120, "#4a2b22", 6),
                    line(-50, 20, 44, -10, c.palette.light, 3),
                )
            )
    c.add(rect(700, 850, 200, 60, c.palette.ink, 6))
    town.person(c, 800, 870, 1.5, "#14121c", "#9c6644", "#d9d4c8")
    c.add(line(842, 700, 930, 600, "#14121c", 17), line(930, 600, 985, 540, c.palette.light, 5))


def tide_museum(c: Canvas) -> None:
    interiors.wall(c, 690)
    c.add(rect(180, 110, 1240, 430, c.palette.ink, 8), rect(204, 134, 1192, 382, c.palette.light))
    for k in range(9):
        c.add(line(204, 160 + k * 42, 1396, 160 + k * 42, c.palette.far, 2))
    d = "M204 330" + "".join(f"q37 {-110 - (k % 4) * 22} 74.5 0t74.5 0" for k in range(8))
    c.add(
        area(f"{d}V516H204Z", c.fade(c.palette.sea[1], 0.6, 0.15)), stroke(d, c.palette.accent, 7)
    )
    c.add(
        rect(640, 560, 320, 30, c.palette.second, 6),
        rect(670, 590, 260, 120, c.palette.near),
        circle(800, 480, 120, c.gradient("#e9c46a", "#a8742e", across=True)),
        circle(800, 480, 96, c.palette.light),
    )
    for k in range(12):
        c.add(
            f'<g transform="translate(800 480) rotate({k * 30})">{rect(-3, -90, 6, 16, c.palette.ink)}</g>'
        )
    c.add(
        line(800, 480, 850, 430, c.palette.accent, 7),
        line(800, 480, 780, 406, c.palette.ink, 6),
        circle(800, 480, 9, c.palette.ink),
    )
    town.person(c, 360, 850, 1.7, c.palette.accent, "#e3b48f")
    town.person(c, 480, 850, 1.05, c.palette.second, "#e3b48f", "#8a5a2f")
    town.person(c, 1220, 850, 1.7, c.palette.sea[1], "#6d4530")


def dinner_table(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient("#8f5b3c", "#6b3f2b")))
    for k in range(10):
        c.add(
            rect(0, k * 92, 1600, 4, c.palette.ink, 0, 0.35),
            *[
                rect(
                    c.random.uniform(0, 1600),
                    k * 92 + c.random.uniform(14, 80),
                    c.random.uniform(80, 240),
                    3,
                    c.palette.ink,
                    2,
                    0.2,
                )
                for _ in range(4)
            ],
        )
    for x, y, r, food in (
        (390, 300, 190, ("#e08a4f", "#c7513f", "#f3d9a0", "#7fae5b")),
        (1130, 270, 200, ("#6d4b3a", "#d9a45c", "#b83f3a", "#f1e2c0")),
        (760, 650, 210, ("#f2c9a0", "#e7a05a", "#8fae5b", "#d2573f")),
    ):
        interiors.plate(c, x, y, r, food)
        interiors.cutlery(c, x, y, r)
    interiors.fish(c, 760, 640, 1.0, "#c77a4a", -18)
    for x, y, fill in ((660, 120, "#7a1f35"), (1400, 590, "#7a1f35"), (120, 640, "#e9d9a0")):
        c.add(
            circle(x + 8, y + 10, 74, c.palette.ink, 0.3),
            circle(x, y, 72, "#ffffff", 0.55),
            circle(x, y, 58, fill),
            ellipse(x - 20, y - 20, 16, 9, "#ffffff", 0.5),
        )
    c.add(
        circle(1320, 800, 90, c.palette.second),
        circle(1320, 800, 74, "#f6e2ba"),
        *[ellipse(1290 + k * 28, 790 + k % 2 * 24, 34, 18, "#c98f4f") for k in range(3)],
    )
    c.add(
        polygon([(40, 60), (190, 20), (230, 190), (90, 230)], c.palette.light),
        stroke("M60 76L200 40M76 130L214 96", c.palette.accent, 6),
    )


SCENES: dict[str, tuple[Callable[[Canvas], None], Palette]] = {
    "baths": (baths, DAY),
    "council-chamber": (council_chamber, AUTUMN),
    "market-hall": (market_hall, SAGE),
    "stage": (stage, DUSK),
    "concert": (concert, LAMP),
    "tide-museum": (tide_museum, DAY),
    "dinner-table": (dinner_table, LAMP),
}
