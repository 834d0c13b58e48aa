"""Scenes in the streets."""

# A scene's name says what it shows, and path data stays on one line.
# ruff: noqa: D103, E501

from collections.abc import Callable

from wellread.desk.demo.drawings import scenery, town
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
    turned,
)
from wellread.desk.demo.drawings.palettes import (
    AUTUMN,
    DAWN,
    DAY,
    DUSK,
    NIGHT,
    STORM,
    WINTER,
)


def quiet_road(c: Canvas) -> None:
    scenery.sky(c, None)
    scenery.hills(c, 470, 20, c.palette.far)
    town.skyline(c, 560, c.palette.mid, 190, 0.04)
    scenery.mist(c, 430, 220, 0.7)
    c.add(
        rect(0, 640, 1600, 260, c.gradient(c.palette.near, c.palette.ink)),
        rect(0, 636, 1600, 12, c.palette.light, 0, 0.35),
    )
    for k in range(7):
        c.add(rect(60 + k * 240, 770, 130, 9, c.palette.light, 4, 0.5))
    for x in range(40, 1000, 120):
        c.add(rect(x, 540, 10, 110, c.palette.ink, 4))
    c.add(rect(0, 556, 1010, 10, c.palette.ink, 5), rect(0, 600, 1010, 8, c.palette.ink, 4))
    town.lamp(c, 1180, 660, 330)
    town.bicycle(c, 560, 668, 0.9, c.palette.light)
    for x, fill in (
        (470, c.palette.accent),
        (500, c.palette.light),
        (530, c.palette.second),
        (452, c.palette.light),
        (515, c.palette.accent),
    ):
        c.add(
            line(x, 672, x + 6, 640, "#5f7a62", 5),
            circle(x + 6, 634, 13, fill),
            circle(x + 6, 634, 5, c.palette.glow),
        )


def night_tram(c: Canvas) -> None:
    scenery.sky(c, (300, 190, 52))
    scenery.stars(c)
    town.skyline(c, 520, c.palette.far, 220, 0.12)
    town.terraces(c, 640, 130, 210, 0.35, (c.palette.near, c.palette.mid, c.palette.far))
    town.street(c, 640)
    town.wires(c, 330, 700)
    town.tram(c, 820, 756, 1.05, c.palette.second)
    for x in (90, 1490):
        town.lamp(c, x, 690, 280)
    town.crowd(c, 850, 4, 0.95, 60, 420)


def burst_main(c: Canvas) -> None:
    scenery.sky(c, None)
    town.terraces(c, 560, 170, 260, 0.4)
    c.add(rect(0, 560, 1600, 340, c.gradient(*c.palette.sea)))
    for k in range(14):
        x = k * 120 + c.random.uniform(-20, 20)
        c.add(
            rect(
                x,
                575,
                60,
                c.random.uniform(80, 200),
                c.random.choice((c.palette.accent, c.palette.second, c.palette.light)),
                4,
                0.16,
            )
        )
    d = "M760 820C740 560 700 420 620 330C740 400 790 480 800 560C808 440 830 330 930 260C880 420 850 560 850 820Z"
    c.add(area(d, c.palette.light, 0.85), ellipse(805, 820, 210, 34, c.palette.light, 0.8))
    for _ in range(70):
        c.add(
            circle(
                c.random.gauss(800, 130),
                c.random.uniform(240, 800),
                c.random.uniform(3, 9),
                c.palette.light,
                0.8,
            )
        )
    for x in (300, 360, 1240):
        c.add(
            at(
                x,
                800,
                1,
                polygon([(-36, 0), (36, 0), (10, -96), (-10, -96)], c.palette.accent),
                rect(-22, -52, 44, 16, c.palette.light),
                rect(-46, -6, 92, 12, c.palette.accent, 4),
            )
        )
    town.person(c, 1120, 830, 1.15, "#f0b52e")
    town.person(c, 1210, 850, 1.1, "#f0b52e", "#8a5a3c")


def reading_room(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient(*c.palette.sky)))
    c.add(rect(120, 90, 1360, 640, c.palette.near), rect(120, 90, 1360, 30, c.palette.ink))
    c.add(rect(160, 160, 1280, 90, c.palette.sea[1], 6), rect(180, 232, 1240, 8, c.palette.second))
    for k in range(9):
        c.add(
            polygon(
                [
                    (360 + k * 108, 205),
                    (380 + k * 108, 180),
                    (400 + k * 108, 205),
                    (380 + k * 108, 230),
                ],
                c.palette.second,
            )
        )
    for x in (190, 980):
        c.add(
            rect(x, 290, 420, 330, c.palette.glow, 6),
            rect(x, 290, 420, 330, c.fade(c.palette.accent, 0, 0.35), 6),
        )
        for row in range(2):
            for k in range(13):
                tall = c.random.uniform(70, 110)
                c.add(
                    rect(
                        x + 16 + k * 30,
                        430 + row * 140 - tall,
                        26,
                        tall,
                        c.random.choice(
                            (
                                c.palette.accent,
                                c.palette.mid,
                                c.palette.near,
                                c.palette.second,
                                c.palette.light,
                            )
                        ),
                        2,
                    )
                )
            c.add(rect(x, 430 + row * 140, 420, 10, c.palette.ink))
        c.add(rect(x + 205, 290, 10, 330, c.palette.near))
    c.add(
        rect(670, 290, 260, 440, c.palette.ink, 8),
        rect(686, 306, 228, 424, c.gradient(c.palette.glow, c.palette.second)),
    )
    c.add(
        polygon([(686, 730), (914, 730), (1090, 900), (510, 900)], c.fade(c.palette.glow, 0.7, 0))
    )
    c.add(rect(0, 730, 1600, 6, c.palette.light, 0, 0.3))
    town.person(c, 760, 735, 1.3, c.palette.accent, "#c98e68")
    town.person(c, 856, 735, 0.85, c.palette.sea[1], "#9c6644")
    town.person(c, 340, 800, 1.35, c.palette.mid, "#e3b48f", "#7a5a3a")
    for x in (640, 960):
        c.add(
            circle(x, 330, 90, c.halo(c.palette.glow)), rect(x - 12, 306, 24, 44, c.palette.glow, 8)
        )


def heat_pump_street(c: Canvas) -> None:
    scenery.sky(c, (1300, 180, 50))
    town.skyline(c, 480, c.palette.far, 120)
    town.terraces(c, 700, 230, 330, 0.75)
    c.add(
        rect(0, 700, 1600, 200, c.palette.light),
        rect(0, 700, 1600, 200, c.fade(c.palette.far, 0, 0.7)),
    )
    for x in (250, 960):
        c.add(
            at(
                x,
                735,
                1,
                rect(-80, -120, 160, 120, "#f7f7f4", 12),
                rect(-80, -14, 160, 14, c.palette.far, 6),
                circle(-16, -64, 46, c.palette.near),
                circle(-16, -64, 12, c.palette.light),
                rect(48, -100, 18, 70, c.palette.far, 4),
            )
        )
        blade = area("M0 -12Q14 -26 8 -40H-8Q-14 -26 0 -12Z", c.palette.far)
        c.add(at(x - 16, 671, 1, *[turned(k * 60, blade) for k in range(6)]))
    scenery.snow(c)
    town.person(c, 660, 860, 1.2, c.palette.accent)


def market_square(c: Canvas) -> None:
    scenery.sky(c, (1200, 180, 54))
    scenery.clouds(c)
    town.terraces(c, 560, 150, 250, 0.2)
    c.add(rect(0, 560, 1600, 340, c.gradient(c.palette.far, c.palette.mid)))
    fruit = ("#d9513c", "#f0a63c", "#7fae4f", "#f4d35e", "#b04a6a")
    for x, stripe in (
        (230, c.palette.accent),
        (650, c.palette.sea[1]),
        (1070, c.palette.second),
        (1490, c.palette.accent),
    ):
        town.stall(c, x, 770, 1.15, stripe, fruit)
    town.crowd(c, 860, 9, 1.05)


def tram_depot(c: Canvas) -> None:
    scenery.sky(c, None)
    scenery.clouds(c, 6)
    town.skyline(c, 420, c.palette.far, 150)
    for x in (60, 580, 1100):
        c.add(
            area(f"M{x} 640V330Q{x + 220} 190 {x + 440} 330V640Z", c.palette.mid),
            area(f"M{x + 40} 640V370Q{x + 220} 250 {x + 400} 370V640Z", c.palette.ink),
        )
    c.add(rect(0, 636, 1600, 270, c.palette.near))
    for k in range(4):
        c.add(rect(0, 742 + k * 38, 1600, 6, c.palette.light, 0, 0.4))
    for x, body in ((150, c.palette.second), (1240, c.palette.sea[1])):
        town.tram(c, x, 700, 0.6, body)
    town.tram(c, 720, 830, 0.95, c.palette.accent)


def autumn_street(c: Canvas) -> None:
    scenery.sky(c, (1240, 200, 60))
    town.terraces(c, 600, 150, 300, 0.3)
    town.street(c, 600, fill=c.gradient(c.palette.mid, c.palette.near))
    for x, fill in ((110, "#d9822b"), (520, "#c2532b"), (1160, "#e3a33a"), (1520, "#c2532b")):
        scenery.tree(c, x, 640, 1.7, fill)
    town.wires(c, 300, 640)
    town.tram(c, 780, 742, 0.85, c.palette.sea[1])
    for _ in range(90):
        c.add(
            ellipse(
                c.random.uniform(0, 1600),
                c.random.uniform(620, 890),
                9,
                4,
                c.random.choice(("#d9822b", "#c2532b", "#e9bb4f")),
                0.9,
            )
        )
    town.crowd(c, 870, 4, 1.0, 980, 1500)


def kerbside(c: Canvas) -> None:
    scenery.sky(c, (300, 180, 50))
    scenery.clouds(c)
    town.terraces(c, 600, 190, 330, 0.2)
    town.street(c, 600, rails=False)
    for x, fill in (
        (180, c.palette.accent),
        (560, c.palette.light),
        (950, c.palette.second),
        (1350, c.palette.sea[1]),
    ):
        parts = [
            area(
                "M-160 -20Q-170 -84 -96 -92Q-64 -150 0 -152H40Q96 -146 120 -92Q172 -84 164 -20Z",
                fill,
            ),
            area(
                "M-74 -94Q-50 -134 -6 -136V-94ZM10 -136H40Q78 -130 96 -94H10Z", c.palette.ink, 0.8
            ),
        ]
        parts += [
            circle(k, -22, 32, c.palette.ink) + circle(k, -22, 13, c.palette.far) for k in (-90, 96)
        ]
        c.add(at(x, 720, 1.05, *parts))
    c.add(
        rect(760, 520, 14, 230, c.palette.ink, 4),
        rect(722, 480, 90, 90, c.palette.sea[1], 10),
        rect(748, 498, 14, 54, "#fff", 2),
        circle(776, 514, 17, "#fff"),
        circle(776, 514, 7, c.palette.sea[1]),
    )


def lamplit_street(c: Canvas) -> None:
    scenery.sky(c, (1330, 150, 48))
    scenery.stars(c)
    town.terraces(c, 640, 170, 320, 0.12, (c.palette.near, c.palette.mid, c.palette.far))
    town.street(c, 640, rails=False)
    for x in (120, 480, 1200, 1520):
        c.add(
            rect(x - 5, 330, 10, 330, c.palette.ink),
            area(f"M{x - 24} 296H{x + 24}L{x + 15} 340H{x - 15}Z", c.palette.mid),
            polygon([(x - 30, 296), (x + 30, 296), (x, 272)], c.palette.ink),
        )
    c.add(
        polygon(
            [(815, 330), (865, 330), (1080, 720), (600, 720)], c.fade(c.palette.glow, 0.5, 0.1)
        ),
        ellipse(840, 722, 250, 34, c.palette.glow, 0.3),
    )
    town.lamp(c, 840, 670, 340)
    town.person(c, 780, 740, 1.2, c.palette.accent)
    town.person(c, 890, 744, 1.15, c.palette.second, "#6d4530")


def lantern_hill(c: Canvas) -> None:
    scenery.sky(c, (1260, 190, 56))
    scenery.clouds(c)
    c.add(area("M-20 620Q500 300 900 330T1640 560V900H-20Z", c.palette.far))
    for k in range(3):
        layer = Canvas(c.palette, 40 + k)
        town.terraces(layer, 0, 104 + k * 26, 110 + k * 30, 0.35)
        tilt = (-13, -6, 3)[k]
        c.add(
            f'<g transform="translate({-60 + k * 10} {640 + k * 110}) rotate({tilt})">{"".join(layer.parts)}</g>'
        )
    for x in (120, 1480):
        scenery.tree(c, x, 880, 1.5, "#5f9068")
    c.add(rect(0, 850, 1600, 50, c.palette.near))


SCENES: dict[str, tuple[Callable[[Canvas], None], Palette]] = {
    "quiet-road": (quiet_road, WINTER),
    "night-tram": (night_tram, NIGHT),
    "burst-main": (burst_main, DAWN),
    "reading-room": (reading_room, DUSK),
    "lantern-hill": (lantern_hill, DAY),
    "heat-pump-street": (heat_pump_street, WINTER),
    "market-square": (market_square, AUTUMN),
    "tram-depot": (tram_depot, STORM),
    "autumn-street": (autumn_street, AUTUMN),
    "kerbside": (kerbside, DAY),
    "lamplit-street": (lamplit_street, NIGHT),
    "lantern-hill-evening": (lantern_hill, DUSK),
}
