"""Scenes where people work."""

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
    polygon,
    rect,
    stroke,
)
from wellread.desk.demo.drawings.palettes import (
    DAWN,
    LAMP,
    NIGHT,
    SAGE,
    WINTER,
)


def school_kitchen(c: Canvas) -> None:
    interiors.wall(c, 620)
    for k in range(30):
        for row in range(5):
            c.add(rect(k * 56 - 10, 330 + row * 58, 52, 54, c.palette.light, 4, 0.5))
    for x in (140, 620, 1100):
        c.add(
            rect(x, 90, 360, 200, c.palette.sky[0], 8),
            rect(x + 176, 90, 8, 200, c.palette.near),
            rect(x - 10, 284, 380, 16, c.palette.near),
        )
    c.add(rect(0, 610, 1600, 60, c.palette.far), rect(0, 610, 1600, 10, "#ffffff", 0, 0.6))
    for x, s in ((220, 1.2), (520, 0.95), (1380, 1.25)):
        c.add(
            at(
                x,
                612,
                s,
                rect(-110, -130, 220, 130, c.gradient("#e8ecee", "#8d9aa3", across=True), 14),
                rect(-124, -140, 248, 16, "#6f7d86", 8),
                rect(-150, -100, 40, 14, "#6f7d86", 7),
                rect(110, -100, 40, 14, "#6f7d86", 7),
            )
        )
        c.add(
            *[
                stroke(
                    f"M{x - 40 + i * 40} {440 - i % 2 * 14}q-20 -34 0 -60t0 -60", "#ffffff", 8, 0.6
                )
                for i in range(3)
            ]
        )
    town.person(c, 860, 720, 1.75, "#ffffff", "#9c6644")
    town.person(c, 1080, 720, 1.65, c.palette.accent, "#f0c9a8", "#b98a4a")
    c.add(
        rect(0, 690, 1600, 220, c.palette.second), rect(0, 690, 1600, 12, c.palette.light, 0, 0.7)
    )
    for k in range(6):
        x = 80 + k * 265
        c.add(rect(x, 740, 220, 120, c.palette.light, 14))
        interiors.plate(c, x + 74, 800, 46, ("#d9753c", "#f0c24f", "#7fae5b"))
        c.add(
            rect(x + 140, 762, 64, 34, "#e9a45b", 8),
            circle(x + 172, 826, 24, "#c7513f"),
            rect(x + 169, 798, 6, 14, "#55743f"),
        )


def fish_auction(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient("#2c4a5c", "#54788a", "#8fa9b0")))
    for k in range(4):
        x = 200 + k * 400
        c.add(
            polygon(
                [(x - 40, 60), (x + 40, 60), (x + 260, 560), (x - 260, 560)],
                c.fade("#fff3cf", 0.4, 0),
            ),
            area(f"M{x - 60} 60Q{x} -10 {x + 60} 60Z", "#1f3541"),
        )
    town.crowd(c, 500, 11, 1.25)
    c.add(rect(0, 470, 1600, 430, c.gradient("#6e8c98", "#34525f")))
    for row in range(2):
        for k in range(4):
            x, y = 20 + k * 400 - row * 60, 510 + row * 200
            c.add(
                rect(x, y, 370, 180, c.palette.second if (k + row) % 2 else c.palette.accent, 12),
                rect(x + 18, y + 16, 334, 148, "#eef6f7", 8),
            )
            for i in range(5):
                interiors.fish(
                    c,
                    x + 128 + (i % 2) * 120,
                    y + 42 + i * 24,
                    0.64,
                    ("#3f6f7d", "#55708a", "#7d8a94")[(i + k) % 3],
                    c.random.uniform(-8, 8),
                )
            for _ in range(16):
                c.add(
                    rect(
                        x + c.random.uniform(24, 330),
                        y + c.random.uniform(20, 150),
                        14,
                        10,
                        "#ffffff",
                        3,
                        0.85,
                    )
                )


def rope_coils(c: Canvas) -> None:
    interiors.wall(c, 640)
    for k in range(8):
        x = 800 + (k - 3.5) * 190
        c.add(
            polygon(
                [(x, 0), (x + 26, 0), (800 + (k - 3.5) * 60 + 8, 330), (800 + (k - 3.5) * 60, 330)],
                c.palette.ink,
                0.5,
            )
        )
    c.add(
        rect(560, 330, 480, 310, c.palette.glow, 0),
        rect(560, 330, 480, 310, c.fade(c.palette.second, 0, 0.6)),
    )
    for k in range(7):
        x = 590 + k * 70
        c.add(
            stroke(
                f"M{x} 400C{x + (x - 800) * 1.6:.0f} 560 {x + (x - 800) * 3:.0f} 700 {x + (x - 800) * 5:.0f} 910",
                "#e6c48a",
                16,
            ),
            stroke(
                f"M{x} 400C{x + (x - 800) * 1.6:.0f} 560 {x + (x - 800) * 3:.0f} 700 {x + (x - 800) * 5:.0f} 910",
                "#8a6238",
                4,
                0.6,
            ),
        )
    town.person(c, 800, 660, 1.4, c.palette.accent, "#9c6644")
    for x, s, fill in (
        (180, 1.5, "#d9a55c"),
        (430, 1.1, "#c9d3d6"),
        (1230, 1.2, c.palette.accent),
        (1450, 1.5, "#d9a55c"),
    ):
        interiors.coil(c, x, 860, s, fill)


def copper_kettles(c: Canvas) -> None:
    interiors.wall(c, 700)
    for k in range(4):
        interiors.arch(c, 120 + k * 380, 420, 220, 330, c.palette.sky[-1], c.palette.near)
    for x, s in ((300, 1.3), (700, 1.5), (1110, 1.35), (1440, 1.1)):
        interiors.kettle(c, x, 690, s)
    c.add(stroke("M300 230V120H1440V300M700 150V120M1110 200V120", "#b9c2c6", 16))
    c.add(rect(0, 750, 1600, 160, c.palette.ink, 0, 0.6))
    town.person(c, 520, 850, 1.5, c.palette.accent, "#e3b48f", "#8a4a2a")
    town.person(c, 930, 860, 1.5, c.palette.sea[1], "#6d4530")


def laboratory(c: Canvas) -> None:
    interiors.wall(c, 640)
    for k in range(3):
        c.add(
            rect(90 + k * 500, 80, 420, 300, c.palette.sky[-1], 8),
            stroke(f"M{90 + k * 500} 80h420v300h-420ZM{300 + k * 500} 80v300", c.palette.mid, 10),
        )
    town.skyline(c, 380, c.palette.far, 110)
    c.add(rect(0, 384, 1600, 16, c.palette.mid))
    town.person(c, 1080, 760, 2.0, "#fbfbf7", "#6d4530")
    c.add(
        rect(0, 640, 1600, 40, c.palette.light),
        rect(0, 680, 1600, 230, c.palette.near),
        *[
            rect(40 + k * 320, 720, 270, 150, c.palette.mid, 8)
            + rect(150 + k * 320, 744, 50, 12, c.palette.light, 6)
            for k in range(5)
        ],
    )
    interiors.microscope(c, 760, 642, 1.25)
    for x, s, fill, kind in (
        (160, 1.2, c.palette.accent, "cone"),
        (320, 1.0, c.palette.second, "tube"),
        (380, 1.0, "#6fae6a", "tube"),
        (440, 1.0, c.palette.accent, "tube"),
        (560, 0.95, "#6fae6a", "cone"),
        (1360, 1.4, c.palette.second, "cone"),
        (1500, 1.1, "#7f9fd0", "cone"),
    ):
        interiors.flask(c, x, 642, s, fill, kind)
    c.add(rect(286, 560, 190, 16, c.palette.mid, 4), rect(286, 632, 190, 12, c.palette.mid, 4))


def newsroom(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient("#1c2740", "#2c3a55")))
    for k in range(4):
        c.add(rect(60 + k * 390, 70, 330, 330, c.gradient(*NIGHT.sky), 4))
    layer = Canvas(NIGHT, 5)
    town.skyline(layer, 400, "#1f3c5d", 170, 0.3)
    c.add(
        *layer.parts,
        *[rect(20 + k * 390, 50, 40, 360, "#141d31") for k in range(5)],
        rect(0, 400, 1600, 30, "#141d31"),
    )
    c.add(rect(0, 430, 1600, 480, c.gradient("#33415c", "#18213a")))
    for row, (y, s) in enumerate(((560, 0.9), (780, 1.4))):
        for k in range(4 - row):
            x = 220 + k * (390 + row * 130)
            town.person(
                c,
                x - 90 * s,
                y + 20,
                1.15 * s,
                (c.palette.accent, c.palette.second, "#5f8f9d", "#b56a7d")[(k + row) % 4],
                ("#9c6644", "#f0c9a8", "#6d4530", "#c98e68")[(k + row) % 4],
            )
            c.add(
                rect(x - 180 * s, y - 34 * s, 360 * s, 22 * s, "#a8744a", 4),
                rect(x - 170 * s, y - 12 * s, 340 * s, 120 * s, "#57382a"),
            )
            c.add(
                rect(x - 20 * s, y - 150 * s, 150 * s, 104 * s, "#0d1424", 6),
                rect(x - 12 * s, y - 142 * s, 134 * s, 86 * s, "#dfeaf0", 3),
                *[
                    rect(
                        x - 2 * s, y - (130 - i * 15) * s, (100 - i * 13 % 40) * s, 6 * s, "#7f97ab"
                    )
                    for i in range(5)
                ],
            )
            c.add(rect(x + 50 * s, y - 48 * s, 14 * s, 16 * s, "#0d1424"))
            interiors.desk_lamp(c, x + 150 * s, y - 34 * s, 0.6 * s, c.palette.accent)


def press_hall(c: Canvas) -> None:
    interiors.wall(c, 700)
    for k in range(4):
        interiors.press(c, 240 + k * 380, 720, 1.12)
    web = "M-40 300" + "".join(
        f"Q{145 + k * 380} {90 + (k % 2) * 40} {240 + k * 380} 300T{430 + k * 380} 300"
        for k in range(5)
    )
    c.add(stroke(web, c.palette.light, 30), stroke(web, c.palette.far, 3, 0.6))
    c.add(
        rect(0, 790, 1600, 50, c.palette.ink),
        *[
            at(
                60 + k * 150,
                790,
                1,
                rect(-56, -20, 112, 20, c.palette.light, 3),
                rect(-46, -14, 40, 4, c.palette.ink),
                rect(0, -14, 40, 8, c.palette.far),
            )
            for k in range(11)
        ],
    )
    town.person(c, 620, 880, 1.5, c.palette.accent, "#e3b48f", "#b9b5ad")


SCENES: dict[str, tuple[Callable[[Canvas], None], Palette]] = {
    "school-kitchen": (school_kitchen, SAGE),
    "fish-auction": (fish_auction, DAWN),
    "rope-coils": (rope_coils, LAMP),
    "copper-kettles": (copper_kettles, WINTER),
    "laboratory": (laboratory, SAGE),
    "newsroom": (newsroom, NIGHT),
    "press-hall": (press_hall, DAWN),
}
