"""What floats, lifts and holds back water: ships, cranes, quay, barrier, lighthouse."""

# A shape's name says what it draws, and path data stays on one line.
# ruff: noqa: D103, E501

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


def quay(c: Canvas, top: float, fill: str | None = None) -> None:
    """Draw a stone quay from `top` down, with bollards."""
    stone = fill or c.palette.near
    c.add(rect(0, top, 1600, 900 - top, stone), rect(0, top, 1600, 12, c.palette.light, 0, 0.25))
    for row in range(4):
        for i in range(12):
            x = i * 150 - 60 * (row % 2)
            c.add(rect(x, top + 26 + row * 52, 140, 42, c.palette.ink, 4, 0.16))
    for x in range(90, 1600, 330):
        c.add(
            rect(x, top - 26, 26, 30, c.palette.ink, 6), rect(x - 7, top - 32, 40, 12, "#0003", 6)
        )
        c.add(rect(x - 7, top - 34, 40, 12, c.palette.ink, 6))


def crane(c: Canvas, x: float, base: float, scale: float, fill: str, flip: bool = False) -> None:
    """Draw a slewing quay crane whose feet stand at (x, base)."""
    parts = [polygon([(-70, 0), (-50, 0), (-24, -170), (-40, -170)], fill)]
    parts += [polygon([(70, 0), (50, 0), (24, -170), (40, -170)], fill)]
    parts += [line(-58, -60, 58, -60, fill, 8), line(-46, -120, 46, -120, fill, 7)]
    parts += [line(-56, -60, 46, -120, fill, 4), rect(-54, -196, 108, 30, fill, 4)]
    parts += [rect(-46, -268, 84, 74, fill, 6), rect(8, -256, 22, 26, c.palette.glow, 3)]
    parts += [polygon([(-20, -268), (-2, -268), (-10, -400)], fill)]
    parts += [line(20, -250, 300, -420, fill, 14), line(20, -266, 300, -424, fill, 5)]
    parts += [line(-10, -398, 300, -422, fill, 4), line(-10, -398, -46, -240, fill, 4)]
    for i in range(6):
        a, b = 20 + i * 46, 20 + (i + 1) * 46
        parts.append(line(a, -250 - i * 28, b, -282 - i * 27, fill, 3))
    parts += [line(298, -420, 298, -250, fill, 3), rect(284, -252, 28, 20, fill, 4)]
    c.add(at(x, base, scale, *parts, flip=flip))


def gantry(c: Canvas, x: float, base: float, scale: float, fill: str) -> None:
    """Draw a container gantry that spans the quay."""
    parts = [rect(-120, -330, 20, 330, fill), rect(80, -330, 20, 330, fill)]
    parts += [rect(-130, -190, 240, 16, fill), line(-110, -180, 90, -20, fill, 6)]
    parts += [rect(-260, -352, 640, 26, fill, 4), line(-20, -440, -260, -350, fill, 5)]
    parts += [line(-20, -440, 370, -350, fill, 5), rect(-34, -450, 28, 110, fill)]
    parts += [rect(230, -326, 50, 26, c.palette.glow, 3), line(255, -300, 255, -210, fill, 4)]
    parts += [rect(205, -212, 100, 44, c.palette.accent, 3)]
    c.add(at(x, base, scale, *parts))


def containers(c: Canvas, x: float, base: float, columns: int, rows: int, size: float = 1) -> None:
    colours = (c.palette.accent, c.palette.second, c.palette.mid, c.palette.far, c.palette.light)
    for column in range(columns):
        for row in range(c.random.randint(max(1, rows - 2), rows)):
            left, top = x + column * 92 * size, base - (row + 1) * 44 * size
            fill = c.random.choice(colours)
            c.add(rect(left, top, 88 * size, 41 * size, fill, 3))
            for rib in range(1, 7):
                c.add(rect(left + rib * 12.4 * size, top + 5, 3 * size, 31 * size, "#000", 0, 0.13))


def freighter(c: Canvas, x: float, water: float, scale: float, hull: str) -> None:
    boxes = []
    colours = (c.palette.accent, c.palette.second, c.palette.light, c.palette.mid)
    for column in range(9):
        boxes += [
            rect(
                -250 + column * 52, -103 - row * 27, 49, 25, colours[(column * 3 + row * 5) % 4], 2
            )
            for row in range(c.random.randint(2, 4))
        ]
    body = area("M-400 -80H420L372 10H-350Q-384 -20 -400 -80Z", hull)
    stripe = area("M-366 -16H386L372 10H-350Z", c.palette.accent)
    house = [rect(238, -214, 100, 136, c.palette.light, 4), rect(226, -226, 124, 18, hull, 4)]
    house += [rect(250 + i * 21, -200, 14, 16, c.palette.ink, 2) for i in range(4)]
    house += [rect(270, -278, 34, 54, c.palette.accent, 3), rect(-380, -96, 40, 20, hull)]
    c.add(at(x, water, scale, *boxes, body, stripe, *house), *wake(c, x, water, scale * 400))


def trawler(c: Canvas, x: float, water: float, scale: float, hull: str, flip: bool = False) -> None:
    parts = [
        area(
            "M-150 -58Q-60 -34 60 -44Q130 -54 170 -92Q160 -30 126 12H-124Q-148 -20 -150 -58Z", hull
        )
    ]
    parts += [area("M-140 -14Q0 0 142 -18L126 12H-124Z", c.palette.accent)]
    parts += [rect(10, -128, 74, 84, c.palette.light, 6), rect(2, -138, 90, 14, hull, 4)]
    parts += [rect(22, -114, 20, 24, c.palette.ink, 3), rect(52, -114, 20, 24, c.palette.ink, 3)]
    parts += [
        line(-60, -50, -60, -210, c.palette.ink, 7),
        line(-60, -200, 150, -92, c.palette.ink, 3),
    ]
    parts += [
        line(-60, -200, -146, -62, c.palette.ink, 3),
        line(-60, -90, -136, -170, c.palette.ink, 5),
    ]
    parts += [
        rect(38, -190, 6, 60, c.palette.ink),
        polygon([(44, -190), (80, -180), (44, -168)], c.palette.second),
    ]
    c.add(at(x, water, scale, *parts, flip=flip), *wake(c, x, water, scale * 150))


def ferry(c: Canvas, x: float, water: float, scale: float, hull: str) -> None:
    parts = [area("M-330 -70H360Q340 -10 296 14H-300Q-326 -20 -330 -70Z", hull)]
    parts += [rect(-320, -60, 664, 10, c.palette.second)]
    parts += [
        rect(-290, -132, 560, 62, c.palette.light, 8),
        rect(-220, -190, 420, 60, c.palette.light, 8),
    ]
    parts += [
        rect(110, -236, 104, 50, c.palette.light, 8),
        rect(124, -226, 78, 20, c.palette.ink, 4),
    ]
    parts += [polygon([(-110, -190), (-30, -190), (-44, -286), (-104, -286)], c.palette.accent)]
    parts += [rect(-106, -270, 66, 16, c.palette.ink)]
    parts += [rect(-270 + i * 42, -116, 26, 26, c.palette.glow, 5) for i in range(13)]
    parts += [rect(-204 + i * 42, -174, 26, 24, c.palette.glow, 5) for i in range(9)]
    parts += [line(-260, -132, -260, -250, c.palette.ink, 4)]
    c.add(at(x, water, scale, *parts), *wake(c, x, water, scale * 330))


def wake(c: Canvas, x: float, water: float, half: float) -> list[str]:
    return [
        rect(
            x - half * 1.1 + i * 18,
            water + 6 + i * 11,
            half * 2.1 - i * 60,
            5,
            c.palette.light,
            3,
            0.4 - i * 0.08,
        )
        for i in range(4)
    ]


def rowing_gig(c: Canvas, x: float, y: float, scale: float, hull: str, oars: int = 3) -> None:
    """Draw a gig seen from a bridge, oars spread."""
    parts = []
    for i in range(oars):
        along = -90 + i * 80
        for side in (-1, 1):
            parts += [line(along, 0, along - 50, side * 120, c.palette.light, 6)]
            parts += [ellipse(along - 54, side * 128, 9, 22, c.palette.second)]
    parts += [area("M-210 0Q-120 -46 40 -44Q150 -38 220 0Q150 38 40 44Q-120 46 -210 0Z", hull)]
    parts += [
        area(
            "M-170 0Q-100 -30 40 -30Q130 -26 180 0Q130 26 40 30Q-100 30 -170 0Z",
            c.palette.light,
            0.9,
        )
    ]
    for i in range(oars + 1):
        parts += [
            ellipse(-110 + i * 74, 0, 24, 30, c.palette.accent),
            circle(-104 + i * 74, 0, 15, c.palette.ink),
        ]
    c.add(at(x, y, scale, turned_back(parts)))


def turned_back(parts: list[str]) -> str:
    return f'<g transform="rotate(-14)">{"".join(parts)}</g>'


def barrier(c: Canvas, water: float, closed: bool, scale: float = 1, count: int = 5) -> None:
    """Draw the Sill: five piers with their gates, lowered when `closed`."""
    gap = 1600 / count
    for i in range(count + 1):
        x = i * gap
        if i < count:
            _gate(c, x, gap, water, closed, scale)
    for i in range(count + 1):
        _pier(c, i * gap, water, scale)


def _gate(c: Canvas, x: float, gap: float, water: float, closed: bool, scale: float) -> None:
    y = water - (96 if closed else 250) * scale
    steel = c.gradient(c.palette.light, c.palette.far, c.palette.mid)
    c.add(rect(x + 30, y, gap - 60, 120 * scale, steel, 10))
    c.add(
        *[
            rect(x + 46 + k * 36, y + 12, 6, 96 * scale, c.palette.ink, 3, 0.18)
            for k in range(int((gap - 80) / 36))
        ]
    )
    c.add(rect(x + 30, y, gap - 60, 12, c.palette.accent, 6))
    if closed:
        c.add(
            *[
                rect(x + 40 + k * 60, water + 14 + k % 2 * 6, 46, 5, c.palette.light, 3, 0.7)
                for k in range(5)
            ]
        )


def _pier(c: Canvas, x: float, water: float, scale: float) -> None:
    stone = c.gradient(c.palette.mid, c.palette.near, across=True)
    parts = [area("M-56 60V-190Q-56 -204 -44 -204H44Q56 -204 56 -190V60Z", stone)]
    parts += [
        area(
            "M-66 -204Q-60 -330 34 -350Q66 -340 66 -204Z",
            c.gradient(c.palette.light, c.palette.far),
        )
    ]
    parts += [stroke("M-30 -210Q-20 -300 40 -330", c.palette.mid, 4, 0.6)]
    parts += [rect(-20, -180, 40, 54, c.palette.glow, 4), rect(-3, -180, 6, 54, c.palette.near)]
    parts += [rect(-66, -10, 132, 16, c.palette.ink, 4, 0.5), circle(0, -90, 9, c.palette.accent)]
    c.add(at(x, water, scale, *parts))


def lighthouse(c: Canvas, x: float, base: float, scale: float, lit: bool = True) -> None:
    tower = [
        polygon(
            [(-58, 0), (58, 0), (36, -330), (-36, -330)],
            c.gradient(c.palette.light, c.palette.cloud, across=True),
        )
    ]
    tower += [polygon([(-53, -70), (53, -70), (46, -150), (-46, -150)], c.palette.accent)]
    tower += [polygon([(-43, -225), (43, -225), (39, -290), (-39, -290)], c.palette.accent)]
    tower += [polygon([(0, 0), (58, 0), (36, -330), (0, -330)], c.palette.ink, 0.14)]
    tower += [
        rect(-54, -346, 108, 16, c.palette.ink, 3),
        rect(-30, -400, 60, 56, c.palette.glow, 4),
    ]
    tower += [
        line(-10, -400, -10, -344, c.palette.ink, 4),
        line(10, -400, 10, -344, c.palette.ink, 4),
    ]
    tower += [
        area("M-40 -400Q0 -452 40 -400Z", c.palette.ink),
        line(0, -425, 0, -460, c.palette.ink, 5),
    ]
    tower += [rect(-13, -50, 26, 50, c.palette.ink, 12), rect(-8, -190, 16, 24, c.palette.ink, 8)]
    if lit:
        c.add(
            polygon(
                [(x, base - 372 * scale), (-100, base - 640 * scale), (-100, base - 470 * scale)],
                c.fade(c.palette.glow, 0, 0.55, across=True),
            )
        )
        c.add(
            polygon(
                [(x, base - 372 * scale), (1700, base - 600 * scale), (1700, base - 400 * scale)],
                c.fade(c.palette.glow, 0.55, 0, across=True),
            )
        )
        c.add(circle(x, base - 372 * scale, 190 * scale, c.halo(c.palette.glow)))
    c.add(at(x, base, scale, *tower))


def turbine(c: Canvas, x: float, base: float, scale: float, turn: float) -> None:
    blades = "".join(
        f'<g transform="rotate({turn + k * 120})">{area("M-7 0Q-16 -60 -2 -190Q12 -60 7 0Z", c.palette.light)}</g>'
        for k in range(3)
    )
    mast = polygon([(-9, 0), (9, 0), (5, -300), (-5, -300)], c.palette.light)
    foot = rect(-14, -26, 28, 40, c.palette.second, 3)
    c.add(
        at(
            x,
            base,
            scale,
            mast,
            foot,
            f'<g transform="translate(0 -300)">{blades}</g>',
            circle(0, -300, 11, c.palette.cloud),
        )
    )


def rocks(c: Canvas, base: float, left: float, right: float, height: float, fill: str) -> None:
    d, x = f"M{left} 910L{left} {base}", left
    while x < right:
        x += c.random.uniform(50, 110)
        d += f"L{x:.0f} {base - c.random.uniform(0.2, 1) * height * (1 - abs((x - left) / (right - left) * 2 - 1)):.0f}"
    c.add(area(f"{d}L{right + 90} 910Z", fill))
