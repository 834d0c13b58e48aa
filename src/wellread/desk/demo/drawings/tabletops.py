"""Scenes of desks, charts, and reels of film."""

# A scene's name says what it shows, and path data stays on one line.
# ruff: noqa: D103, E501

from collections.abc import Callable

from wellread.desk.demo.drawings import interiors
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
    turned,
)
from wellread.desk.demo.drawings.palettes import (
    AUTUMN,
    DAWN,
    LAMP,
    ROSE,
    SAGE,
)


def novelist_desk(c: Canvas) -> None:
    interiors.wall(c, 760)
    interiors.shelves(c, 60, 90, 430, 5)
    interiors.shelves(c, 1110, 90, 430, 5)
    c.add(
        rect(590, 90, 420, 420, c.palette.sea[1], 6),
        circle(880, 190, 44, c.palette.sun, 0.9),
        rect(590, 380, 420, 130, c.palette.sea[0]),
        rect(790, 90, 14, 420, c.palette.ink),
        rect(590, 290, 420, 12, c.palette.ink),
        stroke("M590 90H1010V510H590Z", c.palette.ink, 18),
    )
    interiors.table(c, 690, 240, 1360)
    interiors.desk_lamp(c, 440, 690, 1.4, c.palette.accent)
    c.add(
        rect(720, 560, 230, 130, c.palette.near, 14),
        rect(700, 640, 270, 50, c.palette.ink, 10),
        rect(744, 470, 180, 110, c.palette.light),
        *[rect(760, 486 + k * 16, 120 + (k * 37) % 30, 5, c.palette.far) for k in range(5)],
    )
    c.add(
        *[
            rect(
                1050 + (k % 2) * 8,
                660 - k * 24,
                190,
                22,
                (c.palette.accent, c.palette.second, c.palette.far, c.palette.light)[k % 4],
                3,
            )
            for k in range(5)
        ]
    )
    c.add(
        area("M600 630H660V676Q660 690 646 690H614Q600 690 600 676Z", c.palette.light),
        stroke("M620 610q-12 -20 0 -36t0 -34", c.palette.light, 5, 0.6),
    )


def film_reels(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient(*c.palette.sky)))
    c.add(
        polygon([(0, 0), (800, -300), (1600, 0), (1600, 80), (800, -180), (0, 80)], c.palette.ink)
    )
    for k in range(9):
        c.add(line(800, -60, -200 + k * 250, 640, c.palette.ink, 12))
    c.add(
        polygon(
            [(560, 520), (1600, 130), (1600, 700)], c.fade(c.palette.glow, 0.75, 0.2, across=True)
        )
    )
    for _ in range(60):
        t = c.random.random()
        c.add(
            circle(
                600 + t * 1000,
                520 + c.random.uniform(-0.35, 0.25) * t * 900,
                c.random.uniform(2, 4),
                c.palette.light,
                0.7,
            )
        )
    c.add(rect(0, 720, 1600, 190, c.palette.near))
    c.add(
        rect(270, 460, 300, 190, c.palette.ink, 16),
        rect(556, 494, 70, 56, c.palette.mid, 8),
        rect(300, 650, 30, 90, c.palette.ink),
        rect(510, 650, 30, 90, c.palette.ink),
    )
    interiors.reel(c, 300, 360, 130, c.palette.second)
    interiors.reel(c, 560, 380, 104, c.palette.accent)
    for k, (x, r) in enumerate(((820, 84), (930, 70), (1050, 92), (1200, 76))):
        c.add(
            ellipse(x, 770 + k % 2 * 26, r, r * 0.34, c.palette.ink),
            ellipse(x, 756 + k % 2 * 26, r, r * 0.34, c.gradient("#d7dcdf", "#7f8b92")),
            ellipse(x, 756 + k % 2 * 26, r * 0.5, r * 0.16, c.palette.mid),
        )
    strip = "M1600 880Q1380 780 1240 860T880 870T600 850"
    c.add(stroke(strip, c.palette.ink, 46), stroke(strip, c.palette.second, 22, 0.8))


def tactics_board(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, "#2f6b4b"))
    for k in range(8):
        c.add(rect(k * 200, 0, 100, 900, "#ffffff", 0, 0.05))
    chalk = "#f4f7ef"
    c.add(
        stroke(
            "M70 60H1530V840H70ZM800 60V840M70 260H320V640H70M1530 260H1280V640H1530M70 370H170V530H70M1530 370H1430V530H1530",
            chalk,
            7,
        ),
        f'<circle cx="800" cy="450" r="120" fill="none" stroke="{chalk}" stroke-width="7"/>',
        circle(800, 450, 9, chalk),
    )
    reds = (
        (150, 450),
        (380, 190),
        (420, 360),
        (420, 540),
        (380, 710),
        (640, 300),
        (610, 600),
        (900, 220),
        (960, 450),
        (900, 690),
        (1130, 420),
    )
    blues = (
        (1450, 450),
        (1230, 200),
        (1210, 370),
        (1220, 560),
        (1230, 720),
        (1040, 320),
        (1060, 590),
        (760, 160),
        (730, 450),
        (770, 760),
        (560, 450),
    )
    for x, y in reds:
        c.add(
            circle(x + 4, y + 6, 32, "#000", 0.3),
            circle(x, y, 31, c.palette.accent),
            circle(x, y, 31, "#fff", 0.06),
        )
    for x, y in blues:
        c.add(
            circle(x + 4, y + 6, 32, "#000", 0.3),
            circle(x, y, 31, "#e9eef2"),
            circle(x, y, 20, "#7c93a6"),
        )
    for d in (
        "M900 260Q960 320 1010 310",
        "M960 410Q1080 330 1160 360",
        "M900 650Q1000 690 1170 580",
        "M640 330Q760 380 930 400",
        "M1130 390Q1300 280 1390 400",
    ):
        c.add(f'<g stroke-dasharray="22 18">{stroke(d, "#ffe08a", 9)}</g>')
    for x, y, turn in (
        (1014, 310, 0),
        (1166, 362, 20),
        (1174, 574, -35),
        (938, 402, 8),
        (1394, 408, 55),
    ):
        c.add(
            at(
                x,
                y,
                1,
                f'<g transform="rotate({turn})">{polygon([(26, 0), (-12, -20), (-12, 20)], "#ffe08a")}</g>',
            )
        )


def surge_chart(c: Canvas) -> None:
    sheet = Canvas(c.palette, 1)
    _coast(sheet)
    c.add(rect(0, 0, 1600, 900, c.gradient("#f5efdc", "#e6dcc0")))
    # The sea lies to the west of Saltmere: the coast is drawn upside down and turned about.
    c.add(at(1600, 900, 1, turned(180, *sheet.parts)))
    for k in range(8):
        long = k % 2 == 0
        ray = polygon(
            [(0, -84 if long else -48), (12, -12), (-12, -12)],
            c.palette.ink if long else c.palette.accent,
        )
        c.add(at(190, 740, 1, turned(k * 45, ray)))


def _coast(c: Canvas) -> None:
    land = "M-20 -20H760Q700 90 560 120Q420 150 430 250Q440 330 330 360Q210 390 220 480Q240 580 130 640Q40 700 60 920H-20Z"
    for k in range(9):
        c.add(at(k * 34, k * 22, 1, stroke(land, "#5f9aa8", 5, 0.75 - k * 0.07)))
    c.add(area(land, "#c9b98c"), stroke(land, "#6b5a38", 7))
    for island in (
        "M1290 300q60 -50 130 -10q50 50 -20 90q-90 40 -130 -10q-20 -40 20 -70Z",
        "M1420 470q40 -20 70 10q10 50 -40 50q-50 -20 -30 -60Z",
    ):
        c.add(area(island, "#c9b98c"), stroke(island, "#6b5a38", 5))
    for k in range(16):
        c.add(
            line(k * 110, 0, k * 110, 900, "#a89a74", 1),
            line(0, k * 110, 1600, k * 110, "#a89a74", 1),
        )
    for k in range(3):
        y = 240 + k * 150
        c.add(
            stroke(
                f"M1560 {y + 260}C1300 {y + 300} 1040 {y + 150} 640 {y + 20 - k * 30}",
                c.palette.accent,
                26 - k * 5,
                0.9,
            )
        )
        c.add(
            at(
                640,
                y + 20 - k * 30,
                1.2,
                turned(196 + k * 2, polygon([(54, 0), (-14, -36), (-14, 36)], c.palette.accent)),
            )
        )
    c.add(circle(452, 268, 26, c.palette.ink), circle(452, 268, 13, "#ffd27a"))


def tide_ledgers(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient("#4b3a30", "#2c211d")))
    c.add(*[rect(0, k * 120, 1600, 5, "#000", 0, 0.3) for k in range(8)])
    c.add(
        area(
            "M180 170Q500 110 800 190Q1100 110 1420 170V790Q1100 730 800 810Q500 730 180 790Z",
            "#8c4a32",
        ),
        area("M210 150Q500 90 790 172V780Q500 705 210 762Z", "#f6ecd2"),
        area("M810 172Q1100 90 1390 150V762Q1100 705 810 780Z", "#f1e4c4"),
    )
    c.add(rect(786, 168, 28, 620, "#000", 0, 0.15))
    for k in range(15):
        y = 220 + k * 34
        c.add(stroke(f"M250 {y}Q500 {y - 52} 760 {y + 22}", "#9fb3b8", 2))
        for column in range(4):
            x = 270 + column * 124
            c.add(
                stroke(
                    f"M{x} {y - 16 - column * 6 + column * column * 3:.0f}q8 -16 14 0t14 0t14 {c.random.uniform(-8, 6):.0f}t14 0",
                    "#33476b",
                    4,
                )
            )
    d = "M850 470" + "".join(f"q24 {-70 - k * 9} 48 -2t48 0" for k in range(5))
    c.add(
        stroke(d, c.palette.accent, 6),
        *[line(850, 250 + k * 70, 1350, 230 + k * 70, "#9fb3b8", 2) for k in range(7)],
    )
    c.add(
        at(
            1180,
            640,
            1,
            f'<g transform="rotate(-32)">{rect(-260, -9, 420, 18, "#1f2a38", 9)}{polygon([(160, -9), (230, 0), (160, 9)], "#d9b45a")}</g>',
        )
    )
    c.add(
        circle(1480, 240, 70, "#16202c"),
        circle(1480, 240, 46, "#2b4a7a"),
        ellipse(1466, 226, 14, 8, "#ffffff", 0.4),
    )


SCENES: dict[str, tuple[Callable[[Canvas], None], Palette]] = {
    "novelist-desk": (novelist_desk, LAMP),
    "film-reels": (film_reels, ROSE),
    "tactics-board": (tactics_board, SAGE),
    "surge-chart": (surge_chart, DAWN),
    "tide-ledgers": (tide_ledgers, AUTUMN),
}
