"""Streets and what stands in them: terraces, skyline, trams, stalls, people."""

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


def skyline(c: Canvas, base: float, fill: str, height: float = 160, lit: float = 0.0) -> None:
    """Draw the old town in silhouette, with spires; `lit` is the share of lit windows."""
    x = -40.0
    while x < 1640:
        w, h = c.random.uniform(50, 120), c.random.uniform(0.35, 1) * height
        c.add(rect(x, base - h, w + 2, h + 4, fill))
        if c.random.random() < 0.55:
            c.add(
                polygon(
                    [(x - 4, base - h), (x + w + 4, base - h), (x + w / 2, base - h - w * 0.4)],
                    fill,
                )
            )
        elif c.random.random() < 0.25:
            c.add(
                polygon(
                    [(x + w * 0.3, base - h), (x + w * 0.7, base - h), (x + w / 2, base - h - 130)],
                    fill,
                )
            )
        for row in range(int(h / 34)):
            for column in range(int(w / 26)):
                if c.random.random() < lit:
                    c.add(
                        rect(
                            x + 10 + column * 26, base - h + 14 + row * 34, 9, 13, c.palette.glow, 1
                        )
                    )
        x += w


def terraces(
    c: Canvas,
    base: float,
    width: float,
    height: float,
    lit: float = 0.3,
    shades: tuple[str, ...] = (),
) -> None:
    """Draw a row of gabled houses standing on `base`."""
    colours = shades or (
        c.palette.accent,
        c.palette.second,
        c.palette.far,
        c.palette.mid,
        c.palette.light,
    )
    x, last = -40.0, ""
    while x < 1640:
        w, h = width * c.random.uniform(0.85, 1.2), height * c.random.uniform(0.85, 1.2)
        fill = c.random.choice([colour for colour in colours if colour != last])
        _house(c, x, base, w, h, fill, lit)
        x, last = x + w, fill


def _house(c: Canvas, x: float, base: float, w: float, h: float, fill: str, lit: float) -> None:
    roof = w * c.random.uniform(0.38, 0.6)
    top = base - h
    c.add(rect(x + w * 0.68, top - roof * 0.95, w * 0.13, roof, c.palette.ink))
    c.add(rect(x, top, w + 1, h, fill), rect(x + w * 0.82, top, w * 0.18, h, "#000", 0, 0.08))
    c.add(
        polygon([(x - 5, top + 2), (x + w + 5, top + 2), (x + w * 0.5, top - roof)], c.palette.near)
    )
    c.add(
        polygon(
            [(x + w * 0.5, top - roof), (x + w + 5, top + 2), (x + w * 0.62, top + 2)],
            c.palette.ink,
            0.3,
        )
    )
    pane, rows = w * 0.2, max(1, int(h / (w * 0.52)))
    for row in range(rows):
        for column in range(2):
            left, y = x + w * (0.18 + column * 0.42), top + h * 0.12 + row * w * 0.5
            if y + pane * 1.4 < base:
                c.add(rect(left - 3, y - 3, pane + 6, pane * 1.35 + 6, c.palette.light, 2, 0.7))
                c.add(
                    rect(
                        left,
                        y,
                        pane,
                        pane * 1.35,
                        c.palette.glow if c.random.random() < lit else c.palette.ink,
                        1,
                    )
                )


def street(c: Canvas, top: float, rails: bool = True, fill: str | None = None) -> None:
    c.add(rect(0, top, 1600, 900 - top, fill or c.gradient(c.palette.near, c.palette.ink)))
    c.add(rect(0, top, 1600, 10, c.palette.light, 0, 0.25))
    for k in range(2 if rails else 0):
        y = top + 70 + k * 46
        c.add(
            rect(0, y, 1600, 7, c.palette.light, 0, 0.55), rect(0, y + 7, 1600, 4, "#000", 0, 0.3)
        )


def tram(c: Canvas, x: float, base: float, scale: float, body: str, lit: bool = True) -> None:
    """Draw a two-car tram whose wheels run on `base`."""
    pane = c.palette.glow if lit else c.palette.sky[0]
    parts = [
        line(-40, -262, 20, -330, c.palette.ink, 6),
        line(20, -330, 90, -262, c.palette.ink, 6),
        line(-30, -332, 80, -332, c.palette.ink, 7),
    ]
    for left in (-430, 20):
        nose = area(
            f"M{left} -30V-214Q{left} -254 {left + 44} -254H{left + 366}Q{left + 410} -254 {left + 410} -214V-30Z",
            body,
        )
        parts += [nose, rect(left + 4, -126, 402, 18, c.palette.light)]
        parts += [rect(left + 26 + k * 92, -222, 78, 82, pane, 8) for k in range(4)]
        parts += [rect(left + 30 + k * 92, -222, 20, 82, "#fff", 6, 0.18) for k in range(4)]
        parts += [rect(left, -52, 410, 24, c.palette.ink, 8)]
        parts += [
            circle(left + k, -22, 24, c.palette.ink) + circle(left + k, -22, 9, c.palette.far)
            for k in (70, 140, 270, 340)
        ]
    parts += [rect(-24, -240, 48, 200, c.palette.ink), circle(416, -82, 12, c.palette.glow)]
    parts += [
        rect(330, -250, 90, 22, c.palette.ink, 5),
        rect(338, -246, 60, 14, c.palette.second, 3),
    ]
    c.add(at(x, base, scale, *parts))
    if lit:
        c.add(ellipse(x, base + 6, 440 * scale, 18, c.palette.glow, 0.18))


def wires(c: Canvas, y: float, base: float) -> None:
    for x in (150, 700, 1300):
        c.add(
            rect(x, y - 40, 12, base - y + 40, c.palette.ink, 4),
            line(x + 6, y - 24, x + 130, y, c.palette.ink, 5),
        )
        c.add(line(x + 6, y, x + 130, y, c.palette.ink, 4))
    c.add(stroke(f"M-20 {y + 8}Q400 {y - 6} 830 {y + 2}T1620 {y}", c.palette.ink, 3))


def lamp(c: Canvas, x: float, base: float, height: float = 300) -> None:
    top = base - height
    c.add(circle(x, top, height * 0.5, c.halo(c.palette.glow, 0.55)))
    c.add(
        rect(x - 5, top, 10, height, c.palette.ink),
        rect(x - 16, base - 18, 32, 18, c.palette.ink, 4),
    )
    c.add(area(f"M{x - 24} {top - 34}H{x + 24}L{x + 15} {top + 10}H{x - 15}Z", c.palette.glow))
    c.add(polygon([(x - 30, top - 34), (x + 30, top - 34), (x, top - 58)], c.palette.ink))


def person(
    c: Canvas,
    x: float,
    base: float,
    scale: float,
    coat: str,
    skin: str = "#c98e68",
    hair: str | None = None,
    stride: float = 14,
) -> None:
    """Draw a standing figure, about 200 units tall at scale 1."""
    dark = hair or c.palette.ink
    parts = [
        line(-stride, 0, -6, -80, c.palette.ink, 17),
        line(stride, 0, 6, -80, c.palette.ink, 17),
    ]
    parts += [area("M-32 -66Q-38 -150 -16 -158H16Q38 -150 32 -66Q0 -56 -32 -66Z", coat)]
    parts += [area("M4 -60Q36 -62 32 -66Q38 -150 16 -158H8Q24 -120 4 -60Z", "#000", 0.14)]
    parts += [line(-29, -142, -38, -86, coat, 13), line(29, -142, 38, -86, coat, 13)]
    parts += [
        rect(-7, -170, 14, 16, skin),
        circle(0, -183, 19, skin),
        area("M-20 -182Q-22 -206 0 -206Q22 -206 20 -184Q8 -196 -20 -182Z", dark),
    ]
    c.add(at(x, base, scale, *parts))


def crowd(
    c: Canvas, base: float, count: int, scale: float, left: float = 40, right: float = 1560
) -> None:
    skins = ("#e3b48f", "#c98e68", "#9c6644", "#6d4530", "#f0c9a8")
    coats = (
        c.palette.accent,
        c.palette.second,
        c.palette.far,
        c.palette.mid,
        c.palette.light,
        c.palette.sea[1],
    )
    for i in range(count):
        x = left + (right - left) * (i + c.random.uniform(0.2, 0.8)) / count
        size = scale * c.random.uniform(0.88, 1.08)
        person(
            c,
            x,
            base + c.random.uniform(-6, 12),
            size,
            c.random.choice(coats),
            c.random.choice(skins),
            c.random.choice((None, "#6b4a2f", "#b98a4a", "#8f8f92")),
        )


def stall(
    c: Canvas, x: float, base: float, scale: float, stripe: str, goods: tuple[str, ...]
) -> None:
    parts = [rect(-150, -250, 10, 250, c.palette.ink), rect(140, -250, 10, 250, c.palette.ink)]
    parts += [
        rect(-160, -104, 320, 104, c.palette.near),
        rect(-160, -110, 320, 14, c.palette.light, 3),
    ]
    for k in range(14):
        parts.append(circle(-138 + k * 21, -122 - (k % 2) * 10, 15, goods[k % len(goods)]))
    for k in range(8):
        fill = stripe if k % 2 else c.palette.light
        parts.append(
            area(
                f"M{-176 + k * 44} -258L{-150 + k * 38} -318H{-112 + k * 38}L{-132 + k * 44} -258V-238A22 22 0 0 1 {-176 + k * 44} -238Z",
                fill,
            )
        )
    c.add(at(x, base, scale, *parts))


def floodlight(c: Canvas, x: float, base: float, scale: float, flip: bool = False) -> None:
    lamps = [
        circle(-36 + k * 24, -326 - row * 22, 9, c.palette.light)
        for k in range(4)
        for row in range(3)
    ]
    parts = [
        rect(-6, -310, 12, 310, c.palette.ink),
        rect(-56, -390, 110, 84, c.palette.ink, 6),
        *lamps,
    ]
    c.add(
        circle(x, base - 350 * scale, 230 * scale, c.halo(c.palette.light, 0.7)),
        at(x, base, scale, *parts, flip=flip),
    )


def stand(c: Canvas, top: float, bottom: float, count: int = 800) -> None:
    """Draw a roofed stand full of supporters."""
    c.add(rect(0, top, 1600, bottom - top, c.palette.ink))
    colours = (c.palette.accent, c.palette.light, c.palette.second, c.palette.accent, c.palette.far)
    for _ in range(count):
        x, y = c.random.uniform(0, 1600), c.random.uniform(top + 50, bottom - 24)
        c.add(circle(x, y, 8, c.random.choice(colours), 0.85))
    c.add(
        polygon(
            [(-20, top - 50), (1620, top - 50), (1620, top + 30), (-20, top + 6)], c.palette.near
        )
    )
    c.add(
        rect(0, bottom - 22, 1600, 26, c.palette.light),
        rect(0, bottom - 22, 1600, 26, c.palette.second, 0, 0.4),
    )


def pitch(c: Canvas, top: float) -> None:
    for k in range(-8, 9):
        near, far = 800 + k * 240, 800 + k * 118
        fill = "#4f9157" if k % 2 else "#478750"
        c.add(polygon([(far, top), (far + 118, top), (near + 240, 900), (near, 900)], fill))


def bicycle(c: Canvas, x: float, base: float, scale: float, frame: str) -> None:
    parts = [
        f'<circle cx="{k}" cy="-60" r="58" fill="none" stroke="{c.palette.ink}" stroke-width="8"/>'
        for k in (-105, 105)
    ]
    parts += [
        stroke(
            "M-105 -60L-50 -150H70L0 -62H-105M-50 -150L0 -62M70 -150L105 -60M70 -150L62 -184H96",
            frame,
            10,
        )
    ]
    parts += [
        rect(-76, -168, 50, 12, c.palette.ink, 6),
        line(-52, -158, -50, -150, c.palette.ink, 7),
    ]
    c.add(at(x, base, scale, *parts))
