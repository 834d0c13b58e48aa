"""Scenes under a roof: hall, stage, laboratory, kitchen, newsroom."""

from collections.abc import Callable

from wellread.desk.demo.drawings import interiors, scenery, town
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
    DAWN,
    DAY,
    DUSK,
    LAMP,
    NIGHT,
    ROSE,
    SAGE,
    WINTER,
)


def baths(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient(c.palette.light, c.palette.cloud)))
    for k in range(9):
        x = k * 200 - 40
        c.add(stroke(f"M{x} 420Q{800 + (x - 800) * 0.4:.0f} {20 + abs(x - 800) * 0.1:.0f} {800} 20", c.palette.far, 10))
    for k in range(7):
        interiors.arch(c, 90 + k * 212, 420, 130, 250, c.palette.sky[0], c.palette.mid)
    c.add(rect(0, 440, 1600, 70, c.palette.second), *[rect(k * 40, 440, 36, 30, c.palette.light, 2, 0.5) for k in range(40)])
    c.add(polygon([(200, 520), (1400, 520), (1800, 900), (-200, 900)], c.gradient("#8fd6d6", "#2f8fa0")))
    for k in range(1, 6):
        far, near = 200 + k * 200, -200 + k * 333
        c.add(*[line(far + (near - far) * t / 12, 520 + 380 * t / 12, far + (near - far) * (t + 0.6) / 12, 520 + 380 * (t + 0.6) / 12, c.palette.accent if t % 2 else "#ffffff", 4 + t) for t in range(12)])
    for x, y, s in ((520, 660, 1.0), (980, 600, 0.7), (760, 800, 1.5)):
        c.add(at(x, y, s, ellipse(0, 10, 90, 12, "#ffffff", 0.6), circle(30, -6, 22, "#c98e68"), area("M8 -10Q30 -40 52 -10Z", c.palette.accent), stroke("M0 4Q-40 -60 -80 0", "#c98e68", 14)))
    for _ in range(70):
        c.add(rect(c.random.uniform(-100, 1600), c.random.uniform(540, 890), c.random.uniform(30, 110), 4, "#ffffff", 2, 0.4))


def school_kitchen(c: Canvas) -> None:
    interiors.wall(c, 620)
    for k in range(30):
        for row in range(5):
            c.add(rect(k * 56 - 10, 330 + row * 58, 52, 54, c.palette.light, 4, 0.5))
    for x in (140, 620, 1100):
        c.add(rect(x, 90, 360, 200, c.palette.sky[0], 8), rect(x + 176, 90, 8, 200, c.palette.near), rect(x - 10, 284, 380, 16, c.palette.near))
    c.add(rect(0, 610, 1600, 60, c.palette.far), rect(0, 610, 1600, 10, "#ffffff", 0, 0.6))
    for x, s in ((220, 1.2), (520, 0.95), (1380, 1.25)):
        c.add(at(x, 612, s, rect(-110, -130, 220, 130, c.gradient("#e8ecee", "#8d9aa3", across=True), 14), rect(-124, -140, 248, 16, "#6f7d86", 8), rect(-150, -100, 40, 14, "#6f7d86", 7), rect(110, -100, 40, 14, "#6f7d86", 7)))
        c.add(*[stroke(f"M{x - 40 + i * 40} {440 - i % 2 * 14}q-20 -34 0 -60t0 -60", "#ffffff", 8, 0.6) for i in range(3)])
    town.person(c, 860, 720, 1.75, "#ffffff", "#9c6644")
    town.person(c, 1080, 720, 1.65, c.palette.accent, "#f0c9a8", "#b98a4a")
    c.add(rect(0, 690, 1600, 220, c.palette.second), rect(0, 690, 1600, 12, c.palette.light, 0, 0.7))
    for k in range(6):
        x = 80 + k * 265
        c.add(rect(x, 740, 220, 120, c.palette.light, 14))
        interiors.plate(c, x + 74, 800, 46, ("#d9753c", "#f0c24f", "#7fae5b"))
        c.add(rect(x + 140, 762, 64, 34, "#e9a45b", 8), circle(x + 172, 826, 24, "#c7513f"), rect(x + 169, 798, 6, 14, "#55743f"))


def fish_auction(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient("#2c4a5c", "#54788a", "#8fa9b0")))
    for k in range(4):
        x = 200 + k * 400
        c.add(polygon([(x - 40, 60), (x + 40, 60), (x + 260, 560), (x - 260, 560)], c.fade("#fff3cf", 0.4, 0)), area(f"M{x - 60} 60Q{x} -10 {x + 60} 60Z", "#1f3541"))
    town.crowd(c, 500, 11, 1.25)
    c.add(rect(0, 470, 1600, 430, c.gradient("#6e8c98", "#34525f")))
    for row in range(2):
        for k in range(4):
            x, y = 20 + k * 400 - row * 60, 510 + row * 200
            c.add(rect(x, y, 370, 180, c.palette.second if (k + row) % 2 else c.palette.accent, 12), rect(x + 18, y + 16, 334, 148, "#eef6f7", 8))
            for i in range(5):
                interiors.fish(c, x + 90 + (i % 2) * 150, y + 42 + i * 24, 0.78, ("#3f6f7d", "#55708a", "#7d8a94")[(i + k) % 3], c.random.uniform(-8, 8))
            for _ in range(16):
                c.add(rect(x + c.random.uniform(24, 330), y + c.random.uniform(20, 150), 14, 10, "#ffffff", 3, 0.85))


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
            town.person(c, x, y + lift * 0.5 + 60, 0.72 + row * 0.1, (c.palette.accent, c.palette.near, c.palette.sea[1], c.palette.second)[(k * 3 + row) % 4], ("#e3b48f", "#9c6644", "#6d4530", "#f0c9a8")[(k + row * 2) % 4], ("#26201d", "#b9b5ad", "#7a5230")[(k + row) % 3])
        c.add(area(f"M-20 {y + 20}Q800 {y + bend + 20} 1620 {y + 20}V{y + 78}Q800 {y + bend + 88} -20 {y + 78}Z", c.gradient("#8a5a3a", "#57351f")), stroke(f"M-20 {y + 20}Q800 {y + bend + 20} 1620 {y + 20}", "#d9a76a", 7))


def rope_coils(c: Canvas) -> None:
    interiors.wall(c, 640)
    for k in range(8):
        x = 800 + (k - 3.5) * 190
        c.add(polygon([(x, 0), (x + 26, 0), (800 + (k - 3.5) * 60 + 8, 330), (800 + (k - 3.5) * 60, 330)], c.palette.ink, 0.5))
    c.add(rect(560, 330, 480, 310, c.palette.glow, 0), rect(560, 330, 480, 310, c.fade(c.palette.second, 0, 0.6)))
    for k in range(7):
        x = 590 + k * 70
        c.add(stroke(f"M{x} 400C{x + (x - 800) * 1.6:.0f} 560 {x + (x - 800) * 3:.0f} 700 {x + (x - 800) * 5:.0f} 910", "#e6c48a", 16), stroke(f"M{x} 400C{x + (x - 800) * 1.6:.0f} 560 {x + (x - 800) * 3:.0f} 700 {x + (x - 800) * 5:.0f} 910", "#8a6238", 4, 0.6))
    town.person(c, 800, 660, 1.4, c.palette.accent, "#9c6644")
    for x, s, fill in ((180, 1.5, "#d9a55c"), (430, 1.1, "#c9d3d6"), (1230, 1.2, c.palette.accent), (1450, 1.5, "#d9a55c")):
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


def market_hall(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient(c.palette.sky[0], c.palette.light)))
    for k in range(-6, 7):
        c.add(line(800 + k * 60, 240, 800 + k * 330, -20, c.palette.near, 9))
    for k in range(5):
        c.add(stroke(f"M{-40 + k * 130} {430 - k * 20}Q800 {-260 + k * 110} {1640 - k * 130} {430 - k * 20}", c.palette.near, 16 - k * 2))
    for x in (120, 440, 1160, 1480):
        c.add(rect(x - 12, 250, 24, 480, c.palette.near), rect(x - 26, 240, 52, 20, c.palette.accent, 4))
    c.add(rect(0, 640, 1600, 260, c.gradient(c.palette.far, c.palette.mid)))
    fruit = ("#d9513c", "#f0a63c", "#7fae4f", "#f4d35e", "#a04a72")
    for x, stripe in ((300, c.palette.accent), (800, c.palette.sea[1]), (1300, c.palette.second)):
        town.stall(c, x, 780, 1.3, stripe, fruit)
    town.crowd(c, 880, 8, 1.1)


def stage(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.palette.ink), rect(300, 60, 1000, 700, c.gradient(*c.palette.sky)))
    c.add(circle(800, 330, 150, c.palette.sun, 0.9))
    harbour_line = [(300, 560), (420, 520), (520, 560), (640, 500), (760, 560), (900, 510), (1060, 560), (1180, 520), (1300, 560), (1300, 760), (300, 760)]
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
        x, tall = 130 + k * 62, 330 - abs(k - 10.5) * 17
        c.add(rect(x, 400 - tall, 40, tall + 40, c.gradient("#f7dfa4", "#b97f3e", across=True), 12), rect(x + 10, 390, 20, 20, c.palette.ink, 4))
    c.add(rect(0, 430, 1600, 480, c.gradient("#a86e46", "#5c3526")))
    for row in range(3):
        for k in range(10 + row * 2):
            x = 800 + (k - (9 + row * 2) / 2) * (120 + row * 6)
            y = 540 + row * 96 + ((x - 800) / 800) ** 2 * -46
            town.person(c, x, y + 40, 0.72 + row * 0.12, "#1d1a26", ("#e3b48f", "#9c6644", "#f0c9a8", "#6d4530")[(k + row) % 4], ("#2a211d", "#8a5a2f", "#c9c5bd")[(k * 2 + row) % 3])
            c.add(at(x + 14, y - 40, 0.72 + row * 0.12, area("M-8 -60Q-30 -30 -14 -6Q-40 30 0 56Q40 30 14 -6Q30 -30 8 -60Z", "#b5622f"), line(0, -58, 0, -120, "#4a2b22", 6), line(-50, 20, 44, -10, c.palette.light, 3)))
    c.add(rect(700, 850, 200, 60, c.palette.ink, 6))
    town.person(c, 800, 870, 1.5, "#14121c", "#9c6644", "#d9d4c8")
    c.add(line(842, 700, 930, 600, "#14121c", 17), line(930, 600, 985, 540, c.palette.light, 5))


def novelist_desk(c: Canvas) -> None:
    interiors.wall(c, 760)
    interiors.shelves(c, 60, 90, 430, 5)
    interiors.shelves(c, 1110, 90, 430, 5)
    c.add(rect(590, 90, 420, 420, c.palette.sea[1], 6), circle(880, 190, 44, c.palette.sun, 0.9), rect(590, 380, 420, 130, c.palette.sea[0]), rect(790, 90, 14, 420, c.palette.ink), rect(590, 290, 420, 12, c.palette.ink), stroke("M590 90H1010V510H590Z", c.palette.ink, 18))
    interiors.table(c, 690, 240, 1360)
    interiors.desk_lamp(c, 440, 690, 1.4, c.palette.accent)
    c.add(rect(720, 560, 230, 130, c.palette.near, 14), rect(700, 640, 270, 50, c.palette.ink, 10), rect(744, 470, 180, 110, c.palette.light), *[rect(760, 486 + k * 16, 120 + (k * 37) % 30, 5, c.palette.far) for k in range(5)])
    c.add(*[rect(1050 + (k % 2) * 8, 660 - k * 24, 190, 22, (c.palette.accent, c.palette.second, c.palette.far, c.palette.light)[k % 4], 3) for k in range(5)])
    c.add(area("M600 630H660V676Q660 690 646 690H614Q600 690 600 676Z", c.palette.light), stroke("M620 610q-12 -20 0 -36t0 -34", c.palette.light, 5, 0.6))


def tide_museum(c: Canvas) -> None:
    interiors.wall(c, 690)
    c.add(rect(180, 110, 1240, 430, c.palette.ink, 8), rect(204, 134, 1192, 382, c.palette.light))
    for k in range(9):
        c.add(line(204, 160 + k * 42, 1396, 160 + k * 42, c.palette.far, 2))
    d = "M204 330" + "".join(f"q37 {-110 - (k % 4) * 22} 74.5 0t74.5 0" for k in range(8))
    c.add(area(f"{d}V516H204Z", c.fade(c.palette.sea[1], 0.6, 0.15)), stroke(d, c.palette.accent, 7))
    c.add(rect(640, 560, 320, 30, c.palette.second, 6), rect(670, 590, 260, 120, c.palette.near), circle(800, 480, 120, c.gradient("#e9c46a", "#a8742e", across=True)), circle(800, 480, 96, c.palette.light))
    for k in range(12):
        c.add(f'<g transform="translate(800 480) rotate({k * 30})">{rect(-3, -90, 6, 16, c.palette.ink)}</g>')
    c.add(line(800, 480, 850, 430, c.palette.accent, 7), line(800, 480, 780, 406, c.palette.ink, 6), circle(800, 480, 9, c.palette.ink))
    town.person(c, 360, 850, 1.7, c.palette.accent, "#e3b48f")
    town.person(c, 480, 850, 1.05, c.palette.second, "#e3b48f", "#8a5a2f")
    town.person(c, 1220, 850, 1.7, c.palette.sea[1], "#6d4530")


def film_reels(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient(*c.palette.sky)))
    c.add(polygon([(0, 0), (800, -300), (1600, 0), (1600, 80), (800, -180), (0, 80)], c.palette.ink))
    for k in range(9):
        c.add(line(800, -60, -200 + k * 250, 640, c.palette.ink, 12))
    c.add(polygon([(560, 520), (1600, 130), (1600, 700)], c.fade(c.palette.glow, 0.75, 0.2, across=True)))
    for _ in range(60):
        t = c.random.random()
        c.add(circle(600 + t * 1000, 520 + c.random.uniform(-0.35, 0.25) * t * 900, c.random.uniform(2, 4), c.palette.light, 0.7))
    c.add(rect(0, 720, 1600, 190, c.palette.near))
    c.add(rect(270, 460, 300, 190, c.palette.ink, 16), rect(556, 494, 70, 56, c.palette.mid, 8), rect(300, 650, 30, 90, c.palette.ink), rect(510, 650, 30, 90, c.palette.ink))
    interiors.reel(c, 300, 360, 130, c.palette.second)
    interiors.reel(c, 560, 380, 104, c.palette.accent)
    for k, (x, r) in enumerate(((820, 84), (930, 70), (1050, 92), (1200, 76))):
        c.add(ellipse(x, 770 + k % 2 * 26, r, r * 0.34, c.palette.ink), ellipse(x, 756 + k % 2 * 26, r, r * 0.34, c.gradient("#d7dcdf", "#7f8b92")), ellipse(x, 756 + k % 2 * 26, r * 0.5, r * 0.16, c.palette.mid))
    strip = "M1600 880Q1380 780 1240 860T880 870T600 850"
    c.add(stroke(strip, c.palette.ink, 46), stroke(strip, c.palette.second, 22, 0.8))


def dinner_table(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient("#8f5b3c", "#6b3f2b")))
    for k in range(10):
        c.add(rect(0, k * 92, 1600, 4, c.palette.ink, 0, 0.35), *[rect(c.random.uniform(0, 1600), k * 92 + c.random.uniform(14, 80), c.random.uniform(80, 240), 3, c.palette.ink, 2, 0.2) for _ in range(4)])
    for x, y, r, food in ((390, 300, 190, ("#e08a4f", "#c7513f", "#f3d9a0", "#7fae5b")), (1130, 270, 200, ("#6d4b3a", "#d9a45c", "#b83f3a", "#f1e2c0")), (760, 650, 210, ("#f2c9a0", "#e7a05a", "#8fae5b", "#d2573f"))):
        interiors.plate(c, x, y, r, food)
        interiors.cutlery(c, x, y, r)
    interiors.fish(c, 760, 640, 1.0, "#c77a4a", -18)
    for x, y, fill in ((660, 120, "#7a1f35"), (1400, 590, "#7a1f35"), (120, 640, "#e9d9a0")):
        c.add(circle(x + 8, y + 10, 74, c.palette.ink, 0.3), circle(x, y, 72, "#ffffff", 0.55), circle(x, y, 58, fill), ellipse(x - 20, y - 20, 16, 9, "#ffffff", 0.5))
    c.add(circle(1320, 800, 90, c.palette.second), circle(1320, 800, 74, "#f6e2ba"), *[ellipse(1290 + k * 28, 790 + k % 2 * 24, 34, 18, "#c98f4f") for k in range(3)])
    c.add(polygon([(40, 60), (190, 20), (230, 190), (90, 230)], c.palette.light), stroke("M60 76L200 40M76 130L214 96", c.palette.accent, 6))


def tactics_board(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, "#2f6b4b"))
    for k in range(8):
        c.add(rect(k * 200, 0, 100, 900, "#ffffff", 0, 0.05))
    chalk = "#f4f7ef"
    c.add(stroke("M70 60H1530V840H70ZM800 60V840M70 260H320V640H70M1530 260H1280V640H1530M70 370H170V530H70M1530 370H1430V530H1530", chalk, 7), f'<circle cx="800" cy="450" r="120" fill="none" stroke="{chalk}" stroke-width="7"/>', circle(800, 450, 9, chalk))
    reds = ((150, 450), (380, 190), (420, 360), (420, 540), (380, 710), (640, 300), (610, 600), (900, 220), (960, 450), (900, 690), (1130, 420))
    blues = ((1450, 450), (1230, 200), (1210, 370), (1220, 560), (1230, 720), (1040, 320), (1060, 590), (760, 160), (730, 450), (770, 760), (560, 450))
    for x, y in reds:
        c.add(circle(x + 4, y + 6, 32, "#000", 0.3), circle(x, y, 31, c.palette.accent), circle(x, y, 31, "#fff", 0.06))
    for x, y in blues:
        c.add(circle(x + 4, y + 6, 32, "#000", 0.3), circle(x, y, 31, "#e9eef2"), circle(x, y, 20, "#7c93a6"))
    for d in ("M900 260Q960 320 1010 310", "M960 410Q1080 330 1160 360", "M900 650Q1000 690 1170 580", "M640 330Q760 380 930 400", "M1130 390Q1300 280 1390 400"):
        c.add(f'<g stroke-dasharray="22 18">{stroke(d, "#ffe08a", 9)}</g>')
    for x, y, turn in ((1014, 310, 0), (1166, 362, 20), (1174, 574, -35), (938, 402, 8), (1394, 408, 55)):
        c.add(at(x, y, 1, f'<g transform="rotate({turn})">{polygon([(26, 0), (-12, -20), (-12, 20)], "#ffe08a")}</g>'))


def goalkeeper(c: Canvas) -> None:
    scenery.sky(c, None)
    town.stand(c, 60, 420, 600)
    town.pitch(c, 640)
    for k in range(36):
        c.add(line(200 + k * 34.3, 200, 200 + k * 34.3, 660, "#ffffff", 1.6))
    for k in range(14):
        c.add(line(200, 210 + k * 34, 1400, 210 + k * 34, "#ffffff", 1.6))
    c.add(stroke("M200 700V190H1400V700", "#ffffff", 22))
    kit = c.palette.second
    parts = [line(-20, 20, -190, 90, c.palette.ink, 40), line(0, 40, -130, 170, c.palette.ink, 40), area("M-60 -40Q60 -90 150 -60Q180 0 130 40Q20 90 -60 70Q-100 20 -60 -40Z", kit)]
    parts += [line(140, -50, 290, -150, kit, 40), line(130, 10, 300, -70, kit, 38), circle(310, -160, 32, c.palette.accent), circle(318, -78, 32, c.palette.accent), circle(190, -30, 44, "#6d4530"), area("M150 -40Q160 -90 210 -72Q240 -50 232 -20Q200 -60 150 -40Z", "#17120f")]
    c.add(at(700, 470, 1.15, *parts))
    c.add(circle(1130, 265, 40, "#ffffff"), stroke("M1106 254l24 -16l24 16l-9 28h-30z", "#2b2f36", 6))
    c.add(*[stroke(f"M{1180 + k * 14} {240 + k * 22}q80 -20 150 -70", "#ffffff", 4, 0.5) for k in range(3)])


def surge_chart(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient("#f5efdc", "#e6dcc0")))
    land = "M-20 -20H760Q700 90 560 120Q420 150 430 250Q440 330 330 360Q210 390 220 480Q240 580 130 640Q40 700 60 920H-20Z"
    for k in range(9):
        c.add(f'<g transform="translate({k * 34} {k * 22})">{stroke(land, "#5f9aa8", 5, 0.75 - k * 0.07)}</g>')
    c.add(area(land, "#c9b98c"), stroke(land, "#6b5a38", 7))
    c.add(area("M1290 300q60 -50 130 -10q50 50 -20 90q-90 40 -130 -10q-20 -40 20 -70Z", "#c9b98c"), area("M1420 470q40 -20 70 10q10 50 -40 50q-50 -20 -30 -60Z", "#c9b98c"))
    for k in range(16):
        c.add(line(k * 110, 0, k * 110, 900, "#a89a74", 1), line(0, k * 110, 1600, k * 110, "#a89a74", 1))
    for k in range(3):
        y = 260 + k * 150
        d = f"M1560 {y + 260}C1300 {y + 300} 1040 {y + 150} 640 {y + 20 - k * 30}"
        c.add(stroke(d, c.palette.accent, 26 - k * 5, 0.9), at(640, y + 20 - k * 30, 1.2, f'<g transform="rotate({196 + k * 2})">{polygon([(54, 0), (-14, -36), (-14, 36)], c.palette.accent)}</g>'))
    c.add(circle(452, 268, 26, c.palette.ink), circle(452, 268, 13, "#ffd27a"))
    for k in range(8):
        c.add(f'<g transform="translate(1400 140) rotate({k * 45})">{polygon([(0, -84 if k % 2 == 0 else -48), (12, -12), (-12, -12)], c.palette.ink if k % 2 == 0 else c.palette.accent)}</g>')


def tide_ledgers(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient("#4b3a30", "#2c211d")))
    c.add(*[rect(0, k * 120, 1600, 5, "#000", 0, 0.3) for k in range(8)])
    c.add(area("M180 170Q500 110 800 190Q1100 110 1420 170V790Q1100 730 800 810Q500 730 180 790Z", "#8c4a32"), area("M210 150Q500 90 790 172V780Q500 705 210 762Z", "#f6ecd2"), area("M810 172Q1100 90 1390 150V762Q1100 705 810 780Z", "#f1e4c4"))
    c.add(rect(786, 168, 28, 620, "#000", 0, 0.15))
    for k in range(15):
        y = 220 + k * 34
        c.add(stroke(f"M250 {y}Q500 {y - 52} 760 {y + 22}", "#9fb3b8", 2))
        for column in range(4):
            x = 270 + column * 124
            c.add(stroke(f"M{x} {y - 16 - column * 6 + column * column * 3:.0f}q8 -16 14 0t14 0t14 {c.random.uniform(-8, 6):.0f}t14 0", "#33476b", 4))
    d = "M850 470" + "".join(f"q24 {-70 - k * 9} 48 -2t48 0" for k in range(5))
    c.add(stroke(d, c.palette.accent, 6), *[line(850, 250 + k * 70, 1350, 230 + k * 70, "#9fb3b8", 2) for k in range(7)])
    c.add(at(1180, 640, 1, f'<g transform="rotate(-32)">{rect(-260, -9, 420, 18, "#1f2a38", 9)}{polygon([(160, -9), (230, 0), (160, 9)], "#d9b45a")}</g>'))
    c.add(circle(1480, 240, 70, "#16202c"), circle(1480, 240, 46, "#2b4a7a"), ellipse(1466, 226, 14, 8, "#ffffff", 0.4))


def laboratory(c: Canvas) -> None:
    interiors.wall(c, 640)
    for k in range(3):
        c.add(rect(90 + k * 500, 80, 420, 300, c.palette.sky[-1], 8), stroke(f"M{90 + k * 500} 80h420v300h-420ZM{300 + k * 500} 80v300", c.palette.mid, 10))
    town.skyline(c, 380, c.palette.far, 110)
    c.add(rect(0, 384, 1600, 16, c.palette.mid))
    town.person(c, 1080, 760, 2.0, "#fbfbf7", "#6d4530")
    c.add(rect(0, 640, 1600, 40, c.palette.light), rect(0, 680, 1600, 230, c.palette.near), *[rect(40 + k * 320, 720, 270, 150, c.palette.mid, 8) + rect(150 + k * 320, 744, 50, 12, c.palette.light, 6) for k in range(5)])
    interiors.microscope(c, 760, 642, 1.25)
    for x, s, fill, kind in ((160, 1.2, c.palette.accent, "cone"), (320, 1.0, c.palette.second, "tube"), (380, 1.0, "#6fae6a", "tube"), (440, 1.0, c.palette.accent, "tube"), (560, 0.95, "#6fae6a", "cone"), (1360, 1.4, c.palette.second, "cone"), (1500, 1.1, "#7f9fd0", "cone")):
        interiors.flask(c, x, 642, s, fill, kind)
    c.add(rect(286, 560, 190, 16, c.palette.mid, 4), rect(286, 632, 190, 12, c.palette.mid, 4))


def newsroom(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient("#1c2740", "#2c3a55")))
    for k in range(4):
        c.add(rect(60 + k * 390, 70, 330, 330, c.gradient(*NIGHT.sky), 4))
    layer = Canvas(NIGHT, 5)
    town.skyline(layer, 400, "#1f3c5d", 170, 0.3)
    c.add(*layer.parts, *[rect(20 + k * 390, 50, 40, 360, "#141d31") for k in range(5)], rect(0, 400, 1600, 30, "#141d31"))
    c.add(rect(0, 430, 1600, 480, c.gradient("#33415c", "#18213a")))
    for row, (y, s) in enumerate(((560, 0.9), (780, 1.4))):
        for k in range(4 - row):
            x = 220 + k * (390 + row * 130)
            town.person(c, x - 90 * s, y + 20, 1.15 * s, (c.palette.accent, c.palette.second, "#5f8f9d", "#b56a7d")[(k + row) % 4], ("#9c6644", "#f0c9a8", "#6d4530", "#c98e68")[(k + row) % 4])
            c.add(rect(x - 180 * s, y - 34 * s, 360 * s, 22 * s, "#a8744a", 4), rect(x - 170 * s, y - 12 * s, 340 * s, 120 * s, "#57382a"))
            c.add(rect(x - 20 * s, y - 150 * s, 150 * s, 104 * s, "#0d1424", 6), rect(x - 12 * s, y - 142 * s, 134 * s, 86 * s, "#dfeaf0", 3), *[rect(x - 2 * s, y - (130 - i * 15) * s, (100 - i * 13 % 40) * s, 6 * s, "#7f97ab") for i in range(5)])
            c.add(rect(x + 50 * s, y - 48 * s, 14 * s, 16 * s, "#0d1424"))
            interiors.desk_lamp(c, x + 150 * s, y - 34 * s, 0.6 * s, c.palette.accent)


def press_hall(c: Canvas) -> None:
    interiors.wall(c, 700)
    for k in range(4):
        interiors.press(c, 240 + k * 380, 720, 1.35)
    for k in range(5):
        y = 250 + (k % 2) * 60
        c.add(area(f"M{-140 + k * 380} {y}Q{60 + k * 380} {y - 130} {240 + k * 380} {y + 60}L{240 + k * 380} {y + 90}Q{60 + k * 380} {y - 96} {-140 + k * 380} {y + 34}Z", c.palette.light))
    c.add(rect(0, 790, 1600, 50, c.palette.ink), *[at(60 + k * 150, 790, 1, rect(-56, -20, 112, 20, c.palette.light, 3), rect(-46, -14, 40, 4, c.palette.ink), rect(0, -14, 40, 8, c.palette.far)) for k in range(11)])
    town.person(c, 620, 880, 1.5, c.palette.accent, "#e3b48f", "#b9b5ad")


SCENES: dict[str, tuple[Callable[[Canvas], None], Palette]] = {
    "baths": (baths, DAY),
    "school-kitchen": (school_kitchen, SAGE),
    "fish-auction": (fish_auction, DAWN),
    "council-chamber": (council_chamber, AUTUMN),
    "rope-coils": (rope_coils, LAMP),
    "copper-kettles": (copper_kettles, WINTER),
    "market-hall": (market_hall, SAGE),
    "stage": (stage, DUSK),
    "concert": (concert, LAMP),
    "novelist-desk": (novelist_desk, LAMP),
    "tide-museum": (tide_museum, DAY),
    "film-reels": (film_reels, ROSE),
    "dinner-table": (dinner_table, LAMP),
    "tactics-board": (tactics_board, SAGE),
    "goalkeeper": (goalkeeper, NIGHT),
    "surge-chart": (surge_chart, DAWN),
    "tide-ledgers": (tide_ledgers, AUTUMN),
    "laboratory": (laboratory, SAGE),
    "newsroom": (newsroom, NIGHT),
    "press-hall": (press_hall, DAWN),
}
