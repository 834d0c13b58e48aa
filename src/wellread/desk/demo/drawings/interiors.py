"""Rooms of the city: library, laboratory, stage, hall, kitchen, baths, press."""

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


def wall(c: Canvas, floor: float = 690) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient(*c.palette.sky)))
    c.add(rect(0, floor, 1600, 900 - floor, c.gradient(c.palette.near, c.palette.ink)))
    c.add(rect(0, floor, 1600, 10, c.palette.light, 0, 0.25))


def arch(c: Canvas, x: float, base: float, w: float, h: float, fill: str, frame: str) -> None:
    """Draw a tall round-headed window."""
    d = f"M{x} {base}V{base - h + w / 2}A{w / 2} {w / 2} 0 0 1 {x + w} {base - h + w / 2}V{base}Z"
    c.add(area(d, fill), stroke(d, frame, 12))
    c.add(line(x + w / 2, base, x + w / 2, base - h, frame, 6))
    for k in range(1, 4):
        c.add(line(x, base - k * h * 0.22, x + w, base - k * h * 0.22, frame, 5))


def shelves(c: Canvas, x: float, top: float, w: float, rows: int, row: float = 120) -> None:
    colours = (
        c.palette.accent,
        c.palette.second,
        c.palette.far,
        c.palette.mid,
        c.palette.light,
        c.palette.sea[0],
    )
    c.add(rect(x - 14, top - 14, w + 28, rows * row + 28, c.palette.ink, 6))
    for k in range(rows):
        y, left = top + k * row, x
        c.add(rect(x, y, w, row - 12, c.palette.near))
        while left < x + w - 26:
            thick, tall = c.random.uniform(14, 32), row * c.random.uniform(0.55, 0.82)
            fill = c.random.choice(colours)
            c.add(rect(left, y + row - 12 - tall, thick - 2, tall, fill, 2))
            c.add(rect(left + 3, y + row - tall + 6, thick - 8, 5, c.palette.ink, 0, 0.35))
            left += thick


def desk_lamp(c: Canvas, x: float, base: float, scale: float, shade: str) -> None:
    parts = [rect(-34, -10, 68, 10, c.palette.ink, 5), rect(-4, -110, 8, 104, c.palette.second)]
    parts += [area("M-74 -108Q-60 -160 0 -160Q60 -160 74 -108Z", shade)]
    parts += [ellipse(0, -106, 70, 9, c.palette.glow)]
    c.add(
        polygon(
            [
                (x - 66 * scale, base - 104 * scale),
                (x + 66 * scale, base - 104 * scale),
                (x + 190 * scale, base),
                (x - 190 * scale, base),
            ],
            c.palette.glow,
            0.28,
        )
    )
    c.add(at(x, base, scale, *parts))


def table(
    c: Canvas, top: float, left: float = 0, right: float = 1600, fill: str | None = None
) -> None:
    wood = fill or c.palette.mid
    c.add(
        rect(left, top, right - left, 26, wood, 6),
        rect(left, top, right - left, 7, c.palette.light, 4, 0.3),
    )
    c.add(
        rect(left + 40, top + 26, 34, 900 - top, c.palette.ink),
        rect(right - 74, top + 26, 34, 900 - top, c.palette.ink),
    )


def flask(c: Canvas, x: float, base: float, scale: float, liquid: str, kind: str = "cone") -> None:
    glass = c.palette.light
    if kind == "cone":
        outline = "M-18 -170H18V-110L64 -14Q66 0 50 0H-50Q-66 0 -64 -14L-18 -110Z"
        inside = "M-38 -60H38L58 -14Q60 -6 48 -6H-48Q-60 -6 -58 -14Z"
    else:
        outline = "M-22 -210H22V-18Q22 0 0 0Q-22 0 -22 -18Z"
        inside = "M-16 -130H16V-18Q16 -6 0 -6Q-16 -6 -16 -18Z"
    c.add(
        at(
            x,
            base,
            scale,
            area(outline, glass, 0.4),
            area(inside, liquid, 0.9),
            stroke(outline, glass, 5, 0.9),
            stroke("M-10 -100L-34 -40", "#fff", 6, 0.5),
        )
    )


def microscope(c: Canvas, x: float, base: float, scale: float) -> None:
    parts = [
        rect(-90, -22, 190, 22, c.palette.ink, 8),
        stroke("M60 -20Q120 -160 20 -250", c.palette.ink, 34),
    ]
    parts += [
        rect(-76, -96, 130, 14, c.palette.near, 4),
        at(
            0,
            -250,
            1,
            f'<g transform="rotate(24)">{rect(-24, -110, 48, 170, c.palette.light, 8)}{rect(-18, 56, 36, 50, c.palette.second, 4)}{rect(-16, -140, 32, 36, c.palette.ink, 6)}</g>',
        ),
    ]
    parts += [circle(76, -110, 24, c.palette.accent)]
    c.add(at(x, base, scale, *parts))


def curtains(c: Canvas, fill: str) -> None:
    for side in (0, 1):
        for k in range(6):
            x = k * 58 if not side else 1600 - (k + 1) * 58
            c.add(
                area(
                    f"M{x} 0H{x + 60}Q{x + 46} 420 {x + 64 - k * 6} 800H{x - 4}Q{x + 18} 400 {x} 0Z",
                    c.gradient(fill, c.palette.ink),
                )
            )
            c.add(rect(x + 8, 0, 10, 780, "#fff", 5, 0.07))
    for k in range(8):
        c.add(
            area(
                f"M{k * 200 - 10} 0H{k * 200 + 210}V60Q{k * 200 + 100} 190 {k * 200 - 10} 60Z",
                c.gradient(fill, c.palette.ink),
            )
        )
        c.add(
            stroke(
                f"M{k * 200 - 10} 60Q{k * 200 + 100} 190 {k * 200 + 210} 60", c.palette.second, 7
            )
        )


def beam(c: Canvas, x: float, y: float, foot: float, half: float, base: float = 760) -> None:
    """Draw a spotlight from (x, y) to a pool around `foot`."""
    c.add(
        polygon(
            [(x - 20, y), (x + 20, y), (foot + half, base), (foot - half, base)],
            c.fade(c.palette.glow, 0.55, 0.12),
        )
    )
    c.add(ellipse(foot, base, half, half * 0.2, c.palette.glow, 0.4))


def seats(c: Canvas, top: float, rows: int, fill: str) -> None:
    for row in range(rows):
        y, size = top + row * 64, 62 + row * 10
        for k in range(int(1700 / (size + 12)) + 1):
            x = k * (size + 12) - 40 - (row % 2) * 36
            c.add(
                rect(x, y, size, size * 1.2, fill, 20),
                rect(x, y, size, 10, c.palette.light, 8, 0.16),
            )
            if c.random.random() < 0.6:
                c.add(
                    circle(x + size / 2, y - 14, size * 0.3, c.palette.ink),
                    rect(x + 4, y + 4, size - 8, 30, c.palette.ink, 16),
                )


def kettle(c: Canvas, x: float, base: float, scale: float) -> None:
    """Draw a copper brewing kettle."""
    copper = c.gradient("#f0b27a", "#c8703c", "#7c3f25", across=True)
    parts = [
        rect(-110, -150, 220, 150, copper, 14),
        area("M-120 -148Q-120 -250 -26 -268V-350H26V-268Q120 -250 120 -148Z", copper),
    ]
    parts += [
        rect(-124, -156, 248, 14, c.palette.ink, 6, 0.5),
        rect(-34, -362, 68, 16, c.palette.ink, 6),
    ]
    parts += [
        circle(0, -74, 34, c.palette.ink, 0.7),
        circle(0, -74, 24, c.palette.glow),
        rect(-96, 0, 16, 60, c.palette.ink),
        rect(80, 0, 16, 60, c.palette.ink),
    ]
    parts += [area("M-90 -170Q-84 -232 -30 -252Q-66 -220 -70 -170Z", "#fff", 0.3)]
    c.add(at(x, base, scale, *parts))


def plate(c: Canvas, x: float, y: float, r: float, food: tuple[str, ...]) -> None:
    c.add(
        ellipse(x + 8, y + 12, r, r, c.palette.ink, 0.25),
        circle(x, y, r, c.palette.light),
        circle(x, y, r * 0.74, c.palette.cloud),
    )
    for k, fill in enumerate(food):
        dx, dy = c.random.uniform(-0.3, 0.3) * r, c.random.uniform(-0.3, 0.3) * r
        c.add(ellipse(x + dx, y + dy, r * 0.34, r * (0.16 + 0.06 * (k % 3)), fill, 0.95))
    c.add(
        circle(x - r * 0.1, y - r * 0.1, r * 0.06, "#7fae5b"),
        circle(x + r * 0.2, y + r * 0.14, r * 0.05, "#7fae5b"),
    )


def cutlery(c: Canvas, x: float, y: float, r: float) -> None:
    c.add(
        rect(x - r * 1.35, y - r * 0.8, 10, r * 1.6, c.palette.light, 5),
        rect(x - r * 1.35 - 9, y - r * 0.85, 28, r * 0.5, c.palette.light, 9),
    )
    c.add(
        rect(x + r * 1.28, y - r * 0.8, 10, r * 1.6, c.palette.light, 5),
        rect(x + r * 1.28 - 4, y - r * 0.85, 18, r * 0.9, c.palette.light, 9),
    )


def fish(c: Canvas, x: float, y: float, scale: float, back: str, degrees: float = 0) -> None:
    body = area(
        "M-110 0Q-50 -46 40 -34Q92 -22 112 0Q92 22 40 34Q-50 46 -110 0Z",
        c.gradient(back, c.palette.light),
    )
    tail = area("M-96 0L-150 -40Q-136 0 -150 40Z", back)
    marks = [stroke(f"M{k} -26q8 10 0 20", c.palette.ink, 4, 0.35) for k in range(-50, 40, 18)]
    eye = circle(78, -6, 8, c.palette.light) + circle(79, -6, 4, "#111")
    c.add(
        at(
            x,
            y,
            scale,
            f'<g transform="rotate({degrees})">{tail}{body}{"".join(marks)}{eye}{stroke("M56 -22Q46 0 56 22", c.palette.ink, 3, 0.4)}</g>',
        )
    )


def reel(c: Canvas, x: float, y: float, r: float, fill: str) -> None:
    c.add(circle(x, y, r, c.palette.ink), circle(x, y, r * 0.9, fill))
    for k in range(5):
        c.add(
            f'<g transform="translate({x} {y}) rotate({k * 72 + 12})">{circle(0, -r * 0.52, r * 0.25, c.palette.ink)}</g>'
        )
    c.add(circle(x, y, r * 0.14, c.palette.ink), circle(x, y, r * 0.05, c.palette.light))


def coil(c: Canvas, x: float, base: float, scale: float, fill: str) -> None:
    parts = []
    for k in range(6):
        parts += [rect(-100 + k * 4, -34 * (k + 1), 200 - k * 8, 36, fill, 18)]
        parts += [
            stroke(f"M{-80 + i * 24} {-34 * k - 6}l12 -22", c.palette.ink, 4, 0.35)
            for i in range(7)
        ]
    c.add(at(x, base, scale, *parts, ellipse(0, -206, 66, 10, c.palette.ink)))


def press(c: Canvas, x: float, base: float, scale: float) -> None:
    """Draw one unit of a newspaper press with its web of paper."""
    parts = [
        rect(-150, -360, 300, 360, c.palette.near, 14),
        rect(-150, -360, 300, 30, c.palette.ink, 12),
    ]
    for k, y in enumerate((-270, -160, -60)):
        parts += [
            circle(-60 + k * 50, y, 50, c.gradient(c.palette.light, c.palette.mid, across=True)),
            circle(-60 + k * 50, y, 12, c.palette.ink),
        ]
    parts += [
        rect(-130, -346, 20, 12, c.palette.accent, 4),
        rect(-100, -346, 20, 12, c.palette.glow, 4),
    ]
    c.add(at(x, base, scale, *parts))
