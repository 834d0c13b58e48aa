"""Faces of the people who make the paper."""

# A shape's name says what it draws, and path data stays on one line.
# ruff: noqa: D103, E501

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from wellread.desk.demo.drawings.canvas import (
    Canvas,
    area,
    circle,
    ellipse,
    line,
    polygon,
    rect,
    stroke,
)
from wellread.desk.demo.drawings.palettes import DAY


class Face(NamedTuple):
    """How one person is drawn."""

    back: tuple[str, str]
    skin: str
    shade: str
    hair: str
    style: str
    coat: str
    shirt: str
    glasses: bool = False
    beard: str = ""
    brow: str = "#2b211c"
    earring: str = ""


FACES = {
    "nadia-farouk": Face(("#e9b872", "#d98a55"), "#c98f68", "#a86f4c", "#3f6f7d", "scarf", "#2a4a57", "#f3e6d0"),
    "tom-ashgrove": Face(("#9cc3c9", "#5b8f9d"), "#f0c6a6", "#d39f7c", "#8a8f94", "cap", "#24435a", "#e7ded0", beard="#a3a6a8"),
    "ilan-reshef": Face(("#cfc3a8", "#9c8a66"), "#dcaa82", "#b98460", "#2a2523", "curly", "#3d3a46", "#dfe6ea", glasses=True, beard="#332a27"),
    "priya-menon-hart": Face(("#b7d2b0", "#6f9f82"), "#a8704d", "#875437", "#1d1a1f", "long", "#8c3f4d", "#f6e8cf", earring="#e8b54a"),
    "gwen-tolliver": Face(("#d9b3bf", "#a86f86"), "#f5d2b8", "#dcae92", "#c8572f", "bob", "#2f4f4b", "#f0e6d8", glasses=True, brow="#8b3d20"),
    "marek-dvorsky": Face(("#a9b8d6", "#5f76a6"), "#f2cbb0", "#d4a183", "#b58a4c", "short", "#5b2f35", "#e9e4da", beard="#b88f55", brow="#7a5a2e"),
    "oluchi-eze-barrow": Face(("#f0c9a0", "#d68f5f"), "#6f452f", "#55321f", "#17120f", "afro", "#1f5b5f", "#f7ecd9", earring="#f0c14f", brow="#140e0b"),
    "sefa-malietau": Face(("#bcd3d6", "#6c98a6"), "#b27b55", "#8f5d3c", "#1c1817", "bun", "#d0734a", "#fbf1e0", brow="#1c1513"),
    "bram-pettifer": Face(("#c7cbb4", "#8a9170"), "#f1c3a8", "#d49a7d", "#dfdcd6", "bald", "#6d5a3c", "#f4efe2", glasses=True, beard="#e6e3dd", brow="#b9b5ad"),
    "hester-calloway": Face(("#d5c2a3", "#a3835a"), "#ecc09f", "#cc9975", "#b9bcc0", "crop", "#1f2f45", "#f8f3e8", glasses=True, brow="#777b80", earring="#d9c07a"),
    "yuki-tanabe": Face(("#e6d5b8", "#c09a72"), "#f0cda8", "#d3a67d", "#18181c", "fringe", "#44504a", "#efe9dd", brow="#18181c"),
}  # fmt: skip


def drawings() -> dict[str, Callable[[], Canvas]]:
    """Return a drawing function for each portrait, by file name without its ending."""
    return {f"portrait-{name}": partial(draw, face) for name, face in FACES.items()}


def draw(face: Face) -> Canvas:
    c = Canvas(DAY, 1, (800, 800))
    c.add(rect(0, 0, 800, 800, c.gradient(*face.back)))
    c.add(circle(400, 370, 310, "#ffffff", 0.16), circle(400, 370, 240, "#ffffff", 0.1))
    _hair_behind(c, face)
    _shoulders(c, face)
    _head(c, face)
    _features(c, face)
    _hair_before(c, face)
    if face.glasses:
        _glasses(c)
    return c


def _shoulders(c: Canvas, face: Face) -> None:
    c.add(area("M90 820Q96 640 262 600L340 570H460L538 600Q704 640 710 820Z", face.coat))
    c.add(area("M400 820L560 606Q704 640 710 820Z", "#000", 0.12))
    c.add(polygon([(330, 566), (470, 566), (430, 690), (400, 760), (370, 690)], face.shirt))
    c.add(area("M340 480H460V580Q400 640 340 580Z", face.shade))
    c.add(
        polygon([(322, 572), (400, 690), (300, 700), (268, 606)], face.coat),
        stroke("M322 572L400 690L306 702", "#000", 4, 0.18),
    )
    c.add(
        polygon([(478, 572), (400, 690), (500, 700), (532, 606)], face.coat),
        stroke("M478 572L400 690L494 702", "#000", 4, 0.18),
    )


def _head(c: Canvas, face: Face) -> None:
    if face.style != "scarf":
        c.add(ellipse(262, 392, 24, 40, face.shade), ellipse(538, 392, 24, 40, face.shade))
    c.add(
        area(
            "M266 330Q270 210 400 206Q530 210 534 330Q540 450 490 514Q450 556 400 556Q350 556 310 514Q260 450 266 330Z",
            face.skin,
        )
    )
    c.add(
        area(
            "M420 207Q530 214 534 330Q540 450 490 514Q450 556 400 556Q470 500 476 400Q480 280 420 207Z",
            face.shade,
            0.45,
        )
    )
    if face.earring:
        c.add(circle(258, 442, 11, face.earring), circle(542, 442, 11, face.earring))


def _features(c: Canvas, face: Face) -> None:
    for x in (338, 462):
        c.add(
            ellipse(x, 374, 19, 12, "#fffaf3"),
            circle(x, 374, 10, "#2a1e1a"),
            circle(x + 3, 370, 3, "#fff"),
        )
        c.add(stroke(f"M{x - 21} 370Q{x} 352 {x + 21} 370", "#2a1e1a", 5))
        c.add(stroke(f"M{x - 30} 336Q{x} 318 {x + 30} 334", face.brow, 9))
        c.add(circle(x + (-18 if x < 400 else 18), 436, 30, "#e0604a", 0.16))
    c.add(stroke("M404 372Q424 420 418 436Q406 448 388 442", face.shade, 7))
    if face.beard:
        _beard(c, face)
    c.add(
        stroke("M356 482Q400 516 446 480", "#8c3b33", 8),
        stroke("M380 512Q400 520 422 511", face.shade, 5, 0.6),
    )


def _beard(c: Canvas, face: Face) -> None:
    c.add(
        area(
            "M264 400Q290 440 320 452Q360 446 400 462Q440 446 480 452Q510 440 536 400Q536 480 492 530Q450 580 400 580Q350 580 308 530Q264 480 264 400Z",
            face.beard,
        )
    )
    c.add(ellipse(400, 492, 58, 27, face.skin))


def _hair_behind(c: Canvas, face: Face) -> None:
    shapes = {
        "long": "M240 340Q230 170 400 166Q570 170 562 340Q570 520 620 640Q500 700 400 690Q300 700 180 640Q232 520 240 340Z",
        "bob": "M232 340Q226 168 400 164Q574 168 568 340Q580 470 560 540Q480 560 400 556Q320 560 240 540Q222 470 232 340Z",
        "scarf": "M214 360Q206 150 400 146Q594 150 586 360Q588 520 640 640Q540 760 400 756Q260 760 160 640Q212 520 214 360Z",
        "fringe": "M236 340Q232 166 400 162Q568 166 564 340Q572 420 562 478H238Q228 420 236 340Z",
    }
    if face.style in shapes:
        c.add(area(shapes[face.style], face.hair))
    if face.style == "afro":
        c.add(
            *[
                circle(x, y, r, face.hair)
                for x, y, r in (
                    (400, 250, 190),
                    (250, 310, 110),
                    (550, 310, 110),
                    (300, 190, 110),
                    (500, 190, 110),
                )
            ]
        )
    if face.style == "bun":
        c.add(circle(400, 150, 66, face.hair), circle(418, 138, 40, "#fff", 0.06))


def _hair_before(c: Canvas, face: Face) -> None:
    cut = {
        "short": "M262 340Q246 190 396 176Q560 170 540 336Q520 280 486 258Q400 280 316 250Q280 280 262 340Z",
        "crop": "M256 350Q236 176 400 168Q568 172 544 350Q536 296 510 268Q440 262 380 236Q330 280 288 284Q266 310 256 350Z",
        "long": "M256 380Q244 186 400 182Q556 186 544 380Q536 300 470 250Q420 232 396 230Q350 300 276 320Q262 346 256 380Z",
        "bob": "M240 420Q224 178 400 174Q580 180 560 420Q548 330 520 276Q420 300 330 232Q280 290 240 420Z",
        "bun": "M260 340Q256 190 400 184Q544 190 540 340Q520 262 400 246Q280 262 260 340Z",
        "fringe": "M250 400Q240 178 400 174Q560 178 550 400Q546 330 536 318Q400 330 264 318Q254 340 250 400Z",
        "afro": "M262 330Q262 210 400 206Q538 210 538 330Q510 262 400 256Q290 262 262 330Z",
    }
    if face.style in cut:
        c.add(area(cut[face.style], face.hair), stroke("M330 214Q380 190 440 196", "#fff", 8, 0.12))
    _headgear(c, face)


def _headgear(c: Canvas, face: Face) -> None:
    if face.style == "curly":
        spots = (
            (270, 290, 44),
            (284, 236, 50),
            (330, 198, 54),
            (392, 182, 56),
            (456, 192, 54),
            (508, 228, 50),
            (532, 286, 42),
            (360, 232, 40),
            (430, 230, 42),
        )
        c.add(*[circle(x, y, r, face.hair) for x, y, r in spots])
    if face.style == "bald":
        c.add(
            area("M256 400Q240 320 268 286Q272 340 282 372Z", face.hair),
            area("M544 400Q560 320 532 286Q528 340 518 372Z", face.hair),
        )
    if face.style == "cap":
        c.add(
            area("M248 300Q240 170 400 166Q560 170 552 300Q400 250 248 300Z", face.coat),
            area(
                "M244 300Q400 236 556 300Q566 320 540 322Q400 268 260 322Q234 320 244 300Z",
                "#16293a",
            ),
        )
        c.add(circle(400, 216, 20, "#d9b45a"), line(300, 250, 330, 242, "#ffffff", 0.5))
    if face.style == "scarf":
        c.add(
            area(
                "M250 420Q236 190 400 184Q564 190 550 420Q560 500 520 560Q470 620 400 640Q330 620 280 560Q240 500 250 420L268 400Q280 500 330 540Q400 590 470 540Q520 500 532 400Q540 240 400 232Q260 240 268 400Z",
                face.hair,
            )
        )
        c.add(
            stroke("M300 590Q400 690 560 620M280 240Q330 180 420 176", "#fff", 6, 0.18),
            area(
                "M250 560Q330 690 470 640Q600 600 590 520Q640 640 560 720Q400 780 250 700Q190 640 250 560Z",
                face.hair,
            ),
        )
        c.add(stroke("M262 620Q380 720 560 640", "#000", 6, 0.14))


def _glasses(c: Canvas) -> None:
    for x in (338, 462):
        c.add(
            f'<circle cx="{x}" cy="376" r="46" fill="#ffffff22" stroke="#22262b" stroke-width="8"/>'
        )
        c.add(stroke(f"M{x - 22} 356L{x - 4} 346", "#fff", 5, 0.6))
    c.add(stroke("M384 370Q400 358 416 370M292 370L264 362M508 370L536 362", "#22262b", 8))
