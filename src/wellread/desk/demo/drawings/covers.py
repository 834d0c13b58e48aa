"""Pictures for the house's own notices, 1200 × 500, the subject in the middle."""

# A shape's name says what it draws, and path data stays on one line.
# ruff: noqa: D103, E501

from collections.abc import Callable
from functools import partial

from wellread.desk.demo.drawings import harbour, interiors, scenery, town
from wellread.desk.demo.drawings.canvas import (
    Canvas,
    Palette,
    area,
    at,
    circle,
    line,
    rect,
    stroke,
    turned,
)
from wellread.desk.demo.drawings.palettes import DAWN, DAY, DUSK, NIGHT, SAGE


def crossword(c: Canvas) -> None:
    c.add(rect(0, 0, 1200, 500, c.gradient("#f0b04a", "#e07a4a")))
    cells = ("11011011", "10110101", "11101111", "01011010", "11110111", "10101101")
    for row, text in enumerate(cells):
        for k, cell in enumerate(text):
            fill = "#fffaf0" if cell == "1" else "#2a2f3a"
            c.add(rect(400 + k * 52, 92 + row * 52, 49, 49, fill, 4))
    c.add(
        at(
            830,
            330,
            1,
            f'<g transform="rotate(-40)">{rect(-200, -14, 300, 28, "#2f6f7d", 6)}{area("M100 -14L150 0L100 14Z", "#f6e2ba")}{area("M134 -5L150 0L134 5Z", "#2a2f3a")}{rect(-226, -14, 28, 28, "#d9503c", 8)}</g>',
        )
    )
    c.add(
        circle(250, 330, 92, "#fffaf0"),
        circle(250, 330, 72, "#6b3f2b"),
        stroke("M340 300Q400 330 334 370", "#fffaf0", 18),
        stroke("M230 220q-20 -34 0 -60t0 -56M275 220q-20 -34 0 -60t0 -56", "#fffaf0", 8, 0.7),
    )


def harbour_tour(c: Canvas) -> None:
    big = Canvas(c.palette, 9)
    scenery.sky(big, (1150, 330, 76))
    scenery.clouds(big)
    town.skyline(big, 520, big.palette.far, 150)
    scenery.sea(big, 520, 1150)
    harbour.crane(big, 300, 600, 0.9, big.palette.near)
    harbour.ferry(big, 800, 690, 0.95, big.palette.near)
    scenery.gulls(big, 10, 100, 420)
    c.add(_letterboxed(big, -150))


def newsletter(c: Canvas) -> None:
    c.add(
        rect(0, 0, 1200, 500, c.gradient("#8fc7c4", "#f3d9b0")),
        circle(600, 250, 210, "#fff6df", 0.7),
    )
    c.add(
        at(
            600,
            270,
            1.1,
            rect(-190, -120, 380, 240, "#fffaf0", 14),
            area("M-190 -106L0 40L190 -106V-120H-190Z", "#e9d6b0"),
            stroke("M-186 -112L0 40L186 -112", "#d9653f", 9),
            circle(0, 44, 40, "#d9503c"),
            stroke("M-16 44Q0 20 16 44T-16 60", "#fffaf0", 6),
        )
    )
    for x, y, turn in ((250, 150, -14), (960, 140, 12), (220, 370, 8), (990, 380, -10)):
        c.add(
            at(
                x,
                y,
                1,
                turned(
                    turn,
                    rect(-70, -48, 140, 96, "#fffaf0", 8),
                    rect(-54, -32, 44, 44, "#2f6f7d", 4),
                    rect(0, -30, 54, 8, "#2a2f3a", 3),
                    rect(0, -12, 44, 8, "#8fa9ad", 3),
                    rect(-54, 24, 108, 8, "#8fa9ad", 3),
                ),
            )
        )


def prints(c: Canvas) -> None:
    c.add(
        rect(0, 0, 1200, 500, c.gradient("#f6efe0", "#e2d2b4")), rect(0, 430, 1200, 70, "#a8744a")
    )
    for x, palette, kind in ((300, DUSK, "crane"), (600, DAY, "light"), (900, SAGE, "tram")):
        inner = Canvas(palette, 4)
        scenery.sky(inner, (1150, 330, 90))
        scenery.sea(inner, 560, 1150)
        if kind == "crane":
            harbour.crane(inner, 760, 800, 1.7, palette.ink)
        elif kind == "light":
            harbour.rocks(inner, 740, 300, 1300, 200, palette.near)
            harbour.lighthouse(inner, 800, 680, 1.5, lit=False)
        else:
            inner.add(rect(0, 700, 1600, 200, palette.near))
            town.tram(inner, 800, 720, 1.2, palette.accent)
        c.add(rect(x - 122, 70, 244, 310, "#2a2f3a", 3), rect(x - 112, 80, 224, 290, "#fffdf6"))
        inside = inner.svg().replace(
            "<svg ", f'<svg x="{x - 92}" y="104" preserveAspectRatio="xMidYMid slice" ', 1
        )
        c.add(
            _renamed(inside, kind).replace(
                'width="1600" height="900"', 'width="184" height="242"', 1
            )
        )


def members_evening(c: Canvas) -> None:
    c.add(rect(0, 0, 1200, 500, c.gradient(*NIGHT.sky)))
    interiors_lights = [(60 + k * 120, 60 + (k % 2) * 26) for k in range(10)]
    c.add(
        stroke("M0 50Q300 120 600 60T1200 50", "#f6efdc", 3),
        *[
            circle(x, y + 14, 13, "#ffd27a") + circle(x, y + 14, 40, c.halo("#ffd27a", 0.5))
            for x, y in interiors_lights
        ],
    )
    c.add(rect(0, 410, 1200, 90, "#0a1830"))
    for k in range(9):
        x = 330 + k * 70
        coat = ("#e86a4a", "#f2b04f", "#5f8f9d", "#f6efdc")[k % 4]
        town.person(
            c,
            x,
            440 + k % 2 * 14,
            1.05,
            coat,
            ("#c98e68", "#6d4530", "#f0c9a8")[k % 3],
            ("#2a211d", "#b9b5ad", "#8a5a2f")[k % 3],
        )
    c.add(line(150, 430, 150, 260, "#0a1830", 8), interiors_sign(150))


def interiors_sign(x: float) -> str:
    return (
        rect(x - 70, 200, 140, 80, "#e86a4a", 8)
        + rect(x - 50, 222, 100, 9, "#fff6e0", 4)
        + rect(x - 50, 246, 70, 9, "#fff6e0", 4)
    )


def tide_tables(c: Canvas) -> None:
    c.add(rect(0, 0, 1200, 500, c.gradient("#cfe3dc", "#6fa3a3")))
    for row in range(5):
        y = 190 + row * 66
        d = f"M-40 {y}" + "".join(f"q45 {-46 - row * 4} 90 0t90 0" for _ in range(8))
        c.add(area(f"{d}V520H-40Z", ("#9cc7c1", "#6fa9ab", "#4f8a93", "#356f7d", "#245464")[row]))
    c.add(
        at(
            600,
            250,
            1,
            f'<g transform="rotate(-7)">{rect(-120, -170, 240, 340, "#fff9ea", 8)}{rect(-120, -170, 240, 70, "#d9503c", 8)}{"".join(rect(-96, -76 + k * 32, 192 - (k * 53) % 60, 12, "#8fa9ad", 4) for k in range(7))}{circle(0, -135, 22, "#fff9ea")}</g>',
        )
    )
    interiors.fish(c, 260, 400, 0.7, "#245464", -12)
    interiors.fish(c, 950, 420, 0.6, "#d9753c", 10)


def _letterboxed(big: Canvas, top: float) -> str:
    inside = big.svg().replace("<svg ", f'<svg x="0" y="{top}" ', 1)
    return inside.replace('width="1600" height="900"', 'width="1200" height="675"', 1)


def _renamed(svg: str, mark: str) -> str:
    """Keep the gradient names of pictures within a picture apart."""
    return svg.replace('id="d', f'id="{mark}').replace("url(#d", f"url(#{mark}")


COVERS: dict[str, tuple[Callable[[Canvas], None], Palette]] = {
    "house-crossword": (crossword, DAWN),
    "house-harbour-tour": (harbour_tour, DUSK),
    "house-newsletter": (newsletter, SAGE),
    "house-prints": (prints, DAWN),
    "house-evening": (members_evening, NIGHT),
    "house-tide-tables": (tide_tables, DAY),
}


def drawings() -> dict[str, Callable[[], Canvas]]:
    """Return a drawing function for each notice, by file name without its ending."""
    return {name: partial(_draw, paint, palette) for name, (paint, palette) in COVERS.items()}


def _draw(paint: Callable[[Canvas], None], palette: Palette) -> Canvas:
    canvas = Canvas(palette, 3, (1200, 500))
    paint(canvas)
    return canvas
