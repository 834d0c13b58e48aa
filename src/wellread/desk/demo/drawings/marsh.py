"""Scenes of the marsh, the gardens and the sea bed."""

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
    polygon,
    rect,
    stroke,
)
from wellread.desk.demo.drawings.palettes import (
    DAWN,
    DUSK,
    ROSE,
    SAGE,
)


def tram_to_the_marsh(c: Canvas) -> None:
    scenery.sky(c, (1180, 400, 64))
    scenery.clouds(c)
    scenery.hills(c, 500, 26, c.palette.far)
    town.skyline(c, 540, c.palette.mid, 110)
    scenery.hills(c, 575, 14, c.palette.sea[1])
    scenery.channel(c, 360, 590, c.palette.sea[0])
    scenery.mist(c, 500)
    c.add(rect(0, 742, 1600, 160, c.palette.near), rect(0, 742, 1600, 8, c.palette.light, 0, 0.4))
    town.wires(c, 440, 742)
    town.tram(c, 860, 748, 0.92, c.palette.accent)
    scenery.reeds(c, 910, 90, c.palette.ink, 130)
    scenery.gulls(c)


def allotments(c: Canvas) -> None:
    scenery.sky(c, (1240, 240, 60))
    scenery.clouds(c)
    town.skyline(c, 430, c.palette.far, 120)
    scenery.hills(c, 440, 12, c.palette.mid)
    scenery.furrows(c, 470, 800, ("#7a5a3f", "#5f9a5a", "#8a6a48", "#8fb95f", "#6d4f38", "#4f8550"))
    for x, s, fill in (
        (240, 1.2, c.palette.accent),
        (620, 0.8, c.palette.second),
        (1340, 1.3, c.palette.sea[1]),
    ):
        c.add(
            at(
                x,
                520 + 60 * s,
                s,
                rect(-70, -110, 140, 110, fill),
                polygon([(-84, -108), (84, -108), (0, -170)], c.palette.ink),
                rect(-20, -76, 40, 76, c.palette.light, 3),
                rect(34, -80, 26, 26, c.palette.glow),
            )
        )
    for _ in range(40):
        left, top = c.random.uniform(0, 1600), c.random.uniform(610, 890)
        c.add(
            circle(
                left,
                top,
                6 + (top - 600) / 20,
                c.random.choice((c.palette.accent, "#f3d35c", "#b4d36a", "#ffffff")),
                0.9,
            )
        )
    town.person(c, 980, 800, 1.15, c.palette.accent, hair="#d9d4c8")
    town.person(c, 1090, 770, 1.0, c.palette.second, "#8a5a3c")


def marsh_dawn(c: Canvas) -> None:
    scenery.sky(c, (1000, 380, 76))
    scenery.clouds(c, 9)
    scenery.hills(c, 470, 22, c.palette.far)
    scenery.mist(c, 430)
    scenery.hills(c, 520, 12, c.palette.mid)
    scenery.channel(c, 720, 530, c.gradient(c.palette.sky[-1], c.palette.sky[1]))
    c.add(
        rect(180, 430, 90, 100, c.palette.ink),
        polygon([(168, 432), (282, 432), (225, 370)], c.palette.ink),
    )
    c.add(
        *[
            f'<g transform="translate(225 420) rotate({k * 90 + 20})">{rect(-7, -120, 14, 120, c.palette.ink)}{rect(-2, -118, 26, 90, c.palette.light, 0, 0.7)}</g>'
            for k in range(4)
        ]
    )
    scenery.reeds(c, 910, 120, c.palette.near, 230)
    scenery.reeds(c, 930, 60, c.palette.ink, 190)
    scenery.gulls(c, 9)


def starlings(c: Canvas) -> None:
    scenery.sky(c, (1180, 560, 80))
    scenery.clouds(c, 6)
    scenery.murmuration(c, 760, 300, 1100)
    scenery.hills(c, 640, 18, c.palette.mid)
    scenery.channel(c, 500, 660, c.gradient(c.palette.sky[-1], c.palette.sky[1]))
    scenery.reeds(c, 915, 130, c.palette.ink, 170)


def seahorse(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient("#bfe6dc", "#5fb0b0", "#1e6478", "#0f3a52")))
    for k in range(7):
        c.add(
            polygon(
                [
                    (200 + k * 190, -10),
                    (260 + k * 190, -10),
                    (120 + k * 230, 900),
                    (-40 + k * 230, 900),
                ],
                c.fade("#ffffff", 0.2, 0),
            )
        )
    scenery.eelgrass(c, 60, "#2f7a6a", 470)
    tail = "M800 690C800 780 900 790 900 720C900 680 850 680 850 716"
    c.add(stroke(tail, "#f0a24a", 30), stroke(tail, "#c9702f", 6, 0.5))
    c.add(
        area(
            "M770 250Q850 220 890 290Q900 350 860 380Q930 440 920 540Q900 640 820 720Q770 700 790 620Q720 560 750 450Q760 400 790 360Q770 350 760 330L660 350Q640 330 660 316L760 290Q756 268 770 250Z",
            "#f0a24a",
        )
    )
    for k in range(7):
        c.add(
            stroke(
                f"M{772 - (k > 3) * 6 * (4 - k)} {440 + k * 36}q60 {24 - k * 2} 130 {-6}",
                "#c9702f",
                6,
                0.6,
            )
        )
    c.add(
        circle(810, 300, 17, "#fff7e4"),
        circle(812, 300, 9, "#22262b"),
        area("M900 460Q990 430 990 520Q960 560 914 540Z", "#f6c07a"),
        polygon([(800, 236), (820, 190), (836, 232), (862, 200), (868, 246)], "#d9823a"),
    )
    scenery.eelgrass(c, 46, "#174f55", 330)
    for _ in range(26):
        c.add(
            circle(
                c.random.uniform(100, 1500),
                c.random.uniform(60, 700),
                c.random.uniform(4, 12),
                "#ffffff",
                0.4,
            )
        )


SCENES: dict[str, tuple[Callable[[Canvas], None], Palette]] = {
    "tram-to-the-marsh": (tram_to_the_marsh, DAWN),
    "allotments": (allotments, SAGE),
    "marsh-dawn": (marsh_dawn, ROSE),
    "starlings": (starlings, DUSK),
    "seahorse": (seahorse, SAGE),
}
