"""Scenes under the sky: harbour, streets, marsh, islands, matches."""

from collections.abc import Callable

from wellread.desk.demo.drawings import harbour, scenery, town
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
    DAY,
    DUSK,
    NIGHT,
    ROSE,
    SAGE,
    STORM,
    WINTER,
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


def quiet_road(c: Canvas) -> None:
    scenery.sky(c, None)
    scenery.hills(c, 470, 20, c.palette.far)
    town.skyline(c, 560, c.palette.mid, 190, 0.04)
    scenery.mist(c, 430, 220, 0.7)
    c.add(rect(0, 640, 1600, 260, c.gradient(c.palette.near, c.palette.ink)), rect(0, 636, 1600, 12, c.palette.light, 0, 0.35))
    for k in range(7):
        c.add(rect(60 + k * 240, 770, 130, 9, c.palette.light, 4, 0.5))
    for x in range(40, 1000, 120):
        c.add(rect(x, 540, 10, 110, c.palette.ink, 4))
    c.add(rect(0, 556, 1010, 10, c.palette.ink, 5), rect(0, 600, 1010, 8, c.palette.ink, 4))
    town.lamp(c, 1180, 660, 330)
    town.bicycle(c, 560, 668, 0.9, c.palette.light)
    for x, fill in ((470, c.palette.accent), (500, c.palette.light), (530, c.palette.second), (452, c.palette.light), (515, c.palette.accent)):
        c.add(line(x, 672, x + 6, 640, "#5f7a62", 5), circle(x + 6, 634, 13, fill), circle(x + 6, 634, 5, c.palette.glow))


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


def allotments(c: Canvas) -> None:
    scenery.sky(c, (1240, 240, 60))
    scenery.clouds(c)
    town.skyline(c, 430, c.palette.far, 120)
    scenery.hills(c, 440, 12, c.palette.mid)
    scenery.furrows(c, 470, 800, ("#7a5a3f", "#5f9a5a", "#8a6a48", "#8fb95f", "#6d4f38", "#4f8550"))
    for x, s, fill in ((240, 1.2, c.palette.accent), (620, 0.8, c.palette.second), (1340, 1.3, c.palette.sea[1])):
        c.add(at(x, 520 + 60 * s, s, rect(-70, -110, 140, 110, fill), polygon([(-84, -108), (84, -108), (0, -170)], c.palette.ink), rect(-20, -76, 40, 76, c.palette.light, 3), rect(34, -80, 26, 26, c.palette.glow)))
    for k in range(40):
        x, y = c.random.uniform(0, 1600), c.random.uniform(610, 890)
        c.add(circle(x, y, 6 + (y - 600) / 20, c.random.choice((c.palette.accent, "#f3d35c", "#b4d36a", "#ffffff")), 0.9))
    town.person(c, 980, 800, 1.15, c.palette.accent, hair="#d9d4c8")
    town.person(c, 1090, 770, 1.0, c.palette.second, "#8a5a3c")


def burst_main(c: Canvas) -> None:
    scenery.sky(c, None)
    town.terraces(c, 560, 170, 260, 0.4)
    c.add(rect(0, 560, 1600, 340, c.gradient(*c.palette.sea)))
    for k in range(14):
        x = k * 120 + c.random.uniform(-20, 20)
        c.add(rect(x, 575, 60, c.random.uniform(80, 200), c.random.choice((c.palette.accent, c.palette.second, c.palette.light)), 4, 0.16))
    d = "M760 820C740 560 700 420 620 330C740 400 790 480 800 560C808 440 830 330 930 260C880 420 850 560 850 820Z"
    c.add(area(d, c.palette.light, 0.85), ellipse(805, 820, 210, 34, c.palette.light, 0.8))
    for _ in range(70):
        c.add(circle(c.random.gauss(800, 130), c.random.uniform(240, 800), c.random.uniform(3, 9), c.palette.light, 0.8))
    for x in (300, 360, 1240):
        c.add(at(x, 800, 1, polygon([(-36, 0), (36, 0), (10, -96), (-10, -96)], c.palette.accent), rect(-22, -52, 44, 16, c.palette.light), rect(-46, -6, 92, 12, c.palette.accent, 4)))
    town.person(c, 1120, 830, 1.15, "#f0b52e")
    town.person(c, 1210, 850, 1.1, "#f0b52e", "#8a5a3c")


def reading_room(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient(*c.palette.sky)))
    c.add(rect(120, 90, 1360, 640, c.palette.near), rect(120, 90, 1360, 30, c.palette.ink))
    c.add(rect(160, 160, 1280, 90, c.palette.sea[1], 6), rect(180, 232, 1240, 8, c.palette.second))
    for k in range(9):
        c.add(polygon([(360 + k * 108, 205), (380 + k * 108, 180), (400 + k * 108, 205), (380 + k * 108, 230)], c.palette.second))
    for x in (190, 980):
        c.add(rect(x, 290, 420, 330, c.palette.glow, 6), rect(x, 290, 420, 330, c.fade(c.palette.accent, 0, 0.35), 6))
        for row in range(2):
            for k in range(13):
                tall = c.random.uniform(70, 110)
                c.add(rect(x + 16 + k * 30, 430 + row * 140 - tall, 26, tall, c.random.choice((c.palette.accent, c.palette.mid, c.palette.near, c.palette.second, c.palette.light)), 2))
            c.add(rect(x, 430 + row * 140, 420, 10, c.palette.ink))
        c.add(rect(x + 205, 290, 10, 330, c.palette.near))
    c.add(rect(670, 290, 260, 440, c.palette.ink, 8), rect(686, 306, 228, 424, c.gradient(c.palette.glow, c.palette.second)))
    c.add(polygon([(686, 730), (914, 730), (1090, 900), (510, 900)], c.fade(c.palette.glow, 0.7, 0)))
    c.add(rect(0, 730, 1600, 6, c.palette.light, 0, 0.3))
    town.person(c, 760, 735, 1.3, c.palette.accent, "#c98e68")
    town.person(c, 856, 735, 0.85, c.palette.sea[1], "#9c6644")
    town.person(c, 340, 800, 1.35, c.palette.mid, "#e3b48f", "#7a5a3a")
    for x in (640, 960):
        c.add(circle(x, 330, 90, c.halo(c.palette.glow)), rect(x - 12, 306, 24, 44, c.palette.glow, 8))


def barrier_storm(c: Canvas) -> None:
    scenery.sky(c, None)
    scenery.heavy_clouds(c)
    town.skyline(c, 470, c.palette.far, 90, 0.2)
    scenery.swell(c, 470, 2, 22)
    harbour.barrier(c, 610, closed=True, scale=1.12)
    scenery.swell(c, 700, 3, 48)
    scenery.rain(c)
    scenery.gulls(c, 4, 60, 200)


def barrier_morning(c: Canvas) -> None:
    scenery.sky(c, (420, 240, 58))
    scenery.clouds(c)
    town.skyline(c, 500, c.palette.far, 120)
    scenery.sea(c, 500, 420)
    harbour.barrier(c, 650, closed=False, scale=1.1)
    harbour.trawler(c, 820, 800, 0.9, c.palette.near)
    scenery.gulls(c)


def barrier_moonlight(c: Canvas) -> None:
    scenery.sky(c, (1120, 170, 60))
    scenery.stars(c)
    town.skyline(c, 540, c.palette.mid, 150, 0.22)
    scenery.sea(c, 540, 1120)
    harbour.barrier(c, 690, closed=False, scale=0.95, count=7)


def second_gate(c: Canvas) -> None:
    scenery.sky(c, (800, 430, 90))
    scenery.clouds(c, 9)
    town.skyline(c, 500, c.palette.far, 80)
    scenery.sea(c, 500, 800)
    harbour.barrier(c, 560, closed=True, scale=0.5, count=11)
    c.add(rect(0, 800, 1600, 100, c.palette.ink))
    for k in range(8):
        c.add(rect(60 + k * 210, 700, 12, 110, c.palette.ink), rect(60 + k * 210 - 100, 730, 212, 6, c.palette.ink))
    town.person(c, 560, 806, 1.25, c.palette.ink, c.palette.ink)
    town.person(c, 640, 806, 1.1, c.palette.ink, c.palette.ink)
    scenery.gulls(c)


def ferry_winter(c: Canvas) -> None:
    scenery.sky(c, (300, 260, 54))
    scenery.clouds(c, 8)
    scenery.hills(c, 520, 50, c.palette.far)
    scenery.hills(c, 545, 24, c.palette.mid)
    scenery.sea(c, 560, 300)
    harbour.ferry(c, 880, 730, 1.25, c.palette.near)
    scenery.snow(c, 90)
    scenery.gulls(c, 6)


def island_road(c: Canvas) -> None:
    scenery.sky(c, (300, 230, 60))
    scenery.clouds(c)
    scenery.hills(c, 480, 30, c.palette.far)
    scenery.sea(c, 500, 300)
    harbour.rocks(c, 640, 980, 1640, 210, c.palette.near)
    harbour.lighthouse(c, 1330, 500, 0.95, lit=False)
    harbour.ferry(c, 470, 650, 0.75, c.palette.near)
    c.add(area("M1640 640Q1200 620 900 760T300 910H1640Z", c.palette.mid), area("M1640 700Q1260 690 1010 790T600 910H840Q1040 830 1180 780T1640 740Z", c.palette.light, 0.8))
    scenery.gulls(c)


def dredger(c: Canvas) -> None:
    scenery.sky(c, (1300, 220, 50))
    scenery.clouds(c)
    town.skyline(c, 480, c.palette.far, 110)
    scenery.sea(c, 480, 1300)
    hull = c.palette.ink
    parts = [area("M-380 -70H380L340 20H-350Z", hull), rect(-370, -60, 740, 12, c.palette.second), rect(170, -190, 150, 122, c.palette.light, 6), rect(186, -174, 118, 28, c.palette.ink, 4), rect(230, -270, 34, 84, c.palette.accent, 4)]
    parts += [line(-120, -70, -40, -300, c.palette.accent, 20), line(-40, -300, -330, -210, c.palette.accent, 16), line(-330, -210, -350, 10, c.palette.ink, 6), rect(-170, -130, 120, 64, c.palette.second, 8)]
    parts += [area("M-400 -6H-300L-316 60Q-350 84 -384 60Z", hull), ellipse(60, -76, 170, 34, "#6d5a45")]
    c.add(at(820, 690, 1.25, *parts), *harbour.wake(c, 820, 690, 470))
    c.add(ellipse(390, 800, 190, 30, "#7d6c52", 0.5))
    scenery.gulls(c, 12, 200, 460)


def crane_dusk(c: Canvas) -> None:
    scenery.sky(c, (520, 430, 88))
    scenery.clouds(c, 8)
    scenery.sea(c, 600, 520)
    harbour.crane(c, 1160, 740, 1.5, c.palette.ink)
    harbour.crane(c, 360, 720, 0.9, c.palette.near, flip=True)
    harbour.crane(c, 640, 710, 0.65, c.palette.mid)
    harbour.quay(c, 735, c.palette.near)
    harbour.containers(c, 60, 740, 3, 2)
    scenery.gulls(c)


def crab_pots(c: Canvas) -> None:
    scenery.sky(c, (1200, 260, 60))
    scenery.clouds(c)
    scenery.hills(c, 450, 24, c.palette.far)
    scenery.sea(c, 470, 1200)
    harbour.trawler(c, 1080, 590, 0.95, c.palette.near)
    harbour.trawler(c, 640, 540, 0.5, c.palette.mid, flip=True)
    harbour.quay(c, 690)
    for k in range(6):
        x, y = 150 + k * 165 + (k % 2) * 20, 760 - (k % 3) * 8
        for row in range(1 + k % 3):
            top = y - 96 - row * 92
            c.add(area(f"M{x} {top + 92}V{top + 40}Q{x + 76} {top - 36} {x + 152} {top + 40}V{top + 92}Z", c.palette.second, 0.95))
            for i in range(6):
                c.add(line(x + 8 + i * 26, top + 90, x + 26 + i * 22, top + 14, c.palette.ink, 3), line(x, top + 46 + i * 9, x + 152, top + 46 + i * 9, c.palette.ink, 2))
            c.add(ellipse(x + 76, top + 62, 22, 20, c.palette.ink))
    c.add(circle(1250, 780, 34, c.palette.accent), circle(1320, 800, 30, c.palette.light), circle(1185, 806, 26, c.palette.second))


def shore_power(c: Canvas) -> None:
    scenery.sky(c, (260, 250, 56))
    scenery.clouds(c)
    town.skyline(c, 500, c.palette.far, 110)
    scenery.sea(c, 520, 260)
    harbour.freighter(c, 800, 700, 1.5, c.palette.near)
    harbour.quay(c, 760, c.palette.mid)
    c.add(rect(1210, 600, 150, 164, c.palette.light, 10), rect(1230, 624, 110, 60, c.palette.sea[1], 6), area("M1290 630L1262 664H1284L1274 690L1312 650H1290Z", c.palette.glow))
    c.add(stroke("M1210 720Q1080 800 1020 700T880 640", c.palette.accent, 12), stroke("M1210 740Q1040 840 960 720T820 640", c.palette.second, 12))


def lantern_hill(c: Canvas) -> None:
    scenery.sky(c, (1260, 190, 56))
    scenery.clouds(c)
    c.add(area("M-20 620Q500 300 900 330T1640 560V900H-20Z", c.palette.far))
    for k in range(3):
        layer = Canvas(c.palette, 40 + k)
        town.terraces(layer, 0, 104 + k * 26, 110 + k * 30, 0.35)
        tilt = (-13, -6, 3)[k]
        c.add(f'<g transform="translate({-60 + k * 10} {640 + k * 110}) rotate({tilt})">{"".join(layer.parts)}</g>')
    for x in (120, 1480):
        scenery.tree(c, x, 880, 1.5, "#5f9068")
    c.add(rect(0, 850, 1600, 50, c.palette.near))


def ropeworks_homes(c: Canvas) -> None:
    scenery.sky(c, (1180, 230, 60))
    scenery.clouds(c)
    town.skyline(c, 470, c.palette.far, 100)
    scenery.sea(c, 480, 1180, 40)
    brick, dark = c.palette.accent, c.palette.near
    c.add(rect(120, 300, 1050, 420, brick), polygon([(100, 304), (1190, 304), (1120, 220), (170, 220)], dark), rect(960, 60, 70, 240, brick), rect(950, 50, 90, 22, dark))
    for row in range(3):
        for k in range(12):
            x, y = 160 + k * 84, 340 + row * 122
            c.add(area(f"M{x} {y + 76}V{y + 22}Q{x + 26} {y - 6} {x + 52} {y + 22}V{y + 76}Z", c.palette.glow if c.random.random() < 0.3 else c.palette.ink), rect(x + 23, y + 8, 6, 68, brick))
    harbour.crane(c, 1330, 720, 1.1, c.palette.second, flip=True)
    for k in range(9):
        c.add(rect(1180 + k * 46, 470, 6, 250, c.palette.ink))
    for y in (500, 580, 660):
        c.add(rect(1170, y, 430, 7, c.palette.ink))
    c.add(rect(0, 716, 1600, 190, c.palette.near))
    town.crowd(c, 850, 5, 0.9, 200, 900)
    scenery.tree(c, 1120, 790, 1.1, "#6c9a62")


def turbines(c: Canvas) -> None:
    scenery.sky(c, (340, 330, 74))
    scenery.clouds(c)
    scenery.sea(c, 560, 340)
    for k, (x, y, s) in enumerate(((180, 585, 0.6), (520, 590, 0.7), (1480, 590, 0.7), (1000, 600, 0.95), (1260, 680, 1.55), (720, 640, 1.2))):
        harbour.turbine(c, x, y, s, k * 37)
    harbour.trawler(c, 420, 790, 0.9, c.palette.near)


def container_quay(c: Canvas) -> None:
    scenery.sky(c, (1300, 200, 54))
    scenery.clouds(c)
    scenery.hills(c, 480, 18, c.palette.far)
    scenery.sea(c, 500, None)
    harbour.freighter(c, 560, 690, 1.35, c.palette.ink)
    harbour.quay(c, 720, c.palette.mid)
    harbour.gantry(c, 420, 730, 1.35, c.palette.near)
    harbour.gantry(c, 1020, 730, 1.35, c.palette.near)
    harbour.containers(c, 1130, 880, 5, 4)


def heat_pump_street(c: Canvas) -> None:
    scenery.sky(c, (1300, 180, 50))
    town.skyline(c, 480, c.palette.far, 120)
    town.terraces(c, 700, 230, 330, 0.75)
    c.add(rect(0, 700, 1600, 200, c.palette.light), rect(0, 700, 1600, 200, c.fade(c.palette.far, 0, 0.7)))
    for x in (250, 960):
        c.add(at(x, 735, 1, rect(-80, -120, 160, 120, "#f7f7f4", 12), rect(-80, -14, 160, 14, c.palette.far, 6), circle(-16, -64, 46, c.palette.near), circle(-16, -64, 12, c.palette.light), rect(48, -100, 18, 70, c.palette.far, 4)))
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
    for x, stripe in ((230, c.palette.accent), (650, c.palette.sea[1]), (1070, c.palette.second), (1490, c.palette.accent)):
        town.stall(c, x, 770, 1.15, stripe, fruit)
    town.crowd(c, 860, 9, 1.05)


def stadium(c: Canvas) -> None:
    scenery.sky(c, None)
    scenery.stars(c, 40)
    town.floodlight(c, 170, 330, 0.8)
    town.floodlight(c, 1430, 330, 0.8)
    town.stand(c, 260, 540)
    town.pitch(c, 540)
    _players(c, ((360, 740, c.palette.accent), (560, 700, c.palette.light), (820, 790, c.palette.accent), (1010, 690, c.palette.light), (1180, 770, c.palette.accent)))
    c.add(circle(905, 806, 17, "#ffffff"), stroke("M895 800l10 -6l10 6l-4 11h-12z", "#333", 3))


def stadium_rain(c: Canvas) -> None:
    scenery.sky(c, None)
    scenery.heavy_clouds(c)
    town.floodlight(c, 1180, 380, 1.05)
    town.stand(c, 330, 590, 600)
    town.pitch(c, 590)
    c.add(stroke("M60 760V430H420V680", "#ffffff", 18))
    for k in range(14):
        c.add(line(60 + k * 27, 440, 60 + k * 27, 740 - k * 5, "#ffffff", 1.5), line(60, 450 + k * 22, 420, 450 + k * 18, "#ffffff", 1.5))
    _players(c, ((560, 760, c.palette.light), (760, 830, c.palette.accent), (1120, 740, c.palette.accent), (1330, 800, c.palette.light)))
    c.add(circle(620, 600, 22, "#ffffff"), stroke("M606 592l14 -9l14 9l-5 15h-18z", "#333", 4))
    scenery.rain(c, 190)


def _players(c: Canvas, placed: tuple[tuple[float, float, str], ...]) -> None:
    for k, (x, y, shirt) in enumerate(placed):
        c.add(ellipse(x, y + 4, 46, 9, "#1c3a22", 0.5))
        town.person(c, x, y, 0.55 + (y - 500) / 420, shirt, ("#c98e68", "#6d4530", "#e3b48f")[k % 3], stride=30)


def stadium_day(c: Canvas) -> None:
    scenery.sky(c, (1380, 110, 44))
    scenery.clouds(c, 6, 30, 160)
    town.stand(c, 230, 500)
    town.pitch(c, 500)
    for _ in range(90):
        c.add(at(c.random.uniform(0, 1600), c.random.uniform(40, 860), 1, f'<g transform="rotate({c.random.uniform(0, 180):.0f})">{rect(-8, -4, 16, 8, c.random.choice((c.palette.accent, c.palette.second, "#ffffff", c.palette.sea[0])), 1)}</g>'))
    for x, skin in ((560, "#e3b48f"), (690, "#6d4530"), (820, "#f0c9a8"), (950, "#9c6644"), (1080, "#c98e68")):
        c.add(ellipse(x, 826, 50, 10, "#1c3a22", 0.5))
        town.person(c, x, 824, 1.3, c.palette.accent, skin, ("#2b1d16", "#8a5a2f")[x % 4 // 2])
        c.add(line(x - 40, 650, x - 66, 560, c.palette.accent, 17), line(x + 40, 650, x + 66, 560, c.palette.accent, 17))
    c.add(at(820, 560, 1.1, area("M-60 -110H60Q58 -20 0 0Q-58 -20 -60 -110Z", "#eec451"), rect(-10, -4, 20, 44, "#eec451"), rect(-44, 36, 88, 18, "#c99a2e", 4), stroke("M-60 -96Q-104 -90 -52 -40M60 -96Q104 -90 52 -40", "#eec451", 10)))


def gig_race(c: Canvas) -> None:
    c.add(rect(0, 0, 1600, 900, c.gradient(c.palette.sea[0], c.palette.sea[1])))
    for _ in range(160):
        x, y = c.random.uniform(-60, 1600), c.random.uniform(0, 900)
        c.add(rect(x, y, c.random.uniform(40, 150), 4, c.palette.light, 2, 0.25))
    for x, y, hull in ((420, 240, c.palette.accent), (900, 430, c.palette.near), (520, 660, c.palette.second), (1250, 720, c.palette.mid)):
        c.add(area(f"M{x - 200} {y + 50}L{x - 620} {y + 60}L{x - 590} {y + 200}Z", c.palette.light, 0.4))
        harbour.rowing_gig(c, x, y, 1.2, hull)
    c.add(circle(1390, 200, 50, c.palette.accent), circle(1390, 200, 30, c.palette.light), circle(1390, 200, 12, c.palette.accent))


def half_marathon(c: Canvas) -> None:
    scenery.sky(c, (1260, 200, 56))
    scenery.clouds(c)
    town.skyline(c, 470, c.palette.far, 110)
    scenery.sea(c, 480, 1260, 40)
    harbour.barrier(c, 600, closed=False, scale=0.6, count=8)
    c.add(rect(0, 650, 1600, 250, c.gradient(c.palette.far, c.palette.mid)), rect(0, 644, 1600, 12, c.palette.light))
    for k in range(8):
        x = 130 + k * 190
        shirt = (c.palette.accent, c.palette.second, c.palette.sea[1], c.palette.light)[k % 4]
        town.person(c, x, 850 - (k % 3) * 34, 1.05, shirt, ("#c98e68", "#6d4530", "#f0c9a8")[k % 3], stride=38)
        c.add(rect(x - 18, 724 - (k % 3) * 34, 36, 28, "#ffffff", 2))


def marsh_dawn(c: Canvas) -> None:
    scenery.sky(c, (1000, 380, 76))
    scenery.clouds(c, 9)
    scenery.hills(c, 470, 22, c.palette.far)
    scenery.mist(c, 430)
    scenery.hills(c, 520, 12, c.palette.mid)
    scenery.channel(c, 720, 530, c.gradient(c.palette.sky[-1], c.palette.sky[1]))
    c.add(rect(180, 430, 90, 100, c.palette.ink), polygon([(168, 432), (282, 432), (225, 370)], c.palette.ink))
    c.add(*[f'<g transform="translate(225 420) rotate({k * 90 + 20})">{rect(-7, -120, 14, 120, c.palette.ink)}{rect(-2, -118, 26, 90, c.palette.light, 0, 0.7)}</g>' for k in range(4)])
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
        c.add(polygon([(200 + k * 190, -10), (260 + k * 190, -10), (120 + k * 230, 900), (-40 + k * 230, 900)], c.fade("#ffffff", 0.2, 0)))
    scenery.eelgrass(c, 60, "#2f7a6a", 470)
    tail = "M800 690C800 780 900 790 900 720C900 680 850 680 850 716"
    c.add(stroke(tail, "#f0a24a", 30), stroke(tail, "#c9702f", 6, 0.5))
    c.add(area("M770 250Q850 220 890 290Q900 350 860 380Q930 440 920 540Q900 640 820 720Q770 700 790 620Q720 560 750 450Q760 400 790 360Q770 350 760 330L660 350Q640 330 660 316L760 290Q756 268 770 250Z", "#f0a24a"))
    for k in range(7):
        c.add(stroke(f"M{772 - (k > 3) * 6 * (4 - k)} {440 + k * 36}q60 {24 - k * 2} 130 {-6}", "#c9702f", 6, 0.6))
    c.add(circle(810, 300, 17, "#fff7e4"), circle(812, 300, 9, "#22262b"), area("M900 460Q990 430 990 520Q960 560 914 540Z", "#f6c07a"), polygon([(800, 236), (820, 190), (836, 232), (862, 200), (868, 246)], "#d9823a"))
    scenery.eelgrass(c, 46, "#174f55", 330)
    for _ in range(26):
        c.add(circle(c.random.uniform(100, 1500), c.random.uniform(60, 700), c.random.uniform(4, 12), "#ffffff", 0.4))


def tram_depot(c: Canvas) -> None:
    scenery.sky(c, None)
    scenery.clouds(c, 6)
    town.skyline(c, 420, c.palette.far, 150)
    for x in (60, 580, 1100):
        c.add(area(f"M{x} 640V330Q{x + 220} 190 {x + 440} 330V640Z", c.palette.mid), area(f"M{x + 40} 640V370Q{x + 220} 250 {x + 400} 370V640Z", c.palette.ink))
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
        c.add(ellipse(c.random.uniform(0, 1600), c.random.uniform(620, 890), 9, 4, c.random.choice(("#d9822b", "#c2532b", "#e9bb4f")), 0.9))
    town.crowd(c, 870, 4, 1.0, 980, 1500)


def lamplit_street(c: Canvas) -> None:
    scenery.sky(c, (1330, 150, 48))
    scenery.stars(c)
    town.terraces(c, 640, 170, 320, 0.12, (c.palette.near, c.palette.mid, c.palette.far))
    town.street(c, 640, rails=False)
    for x in (120, 480, 1200, 1520):
        c.add(rect(x - 5, 330, 10, 330, c.palette.ink), area(f"M{x - 24} 296H{x + 24}L{x + 15} 340H{x - 15}Z", c.palette.mid), polygon([(x - 30, 296), (x + 30, 296), (x, 272)], c.palette.ink))
    c.add(polygon([(815, 330), (865, 330), (1080, 720), (600, 720)], c.fade(c.palette.glow, 0.5, 0.1)), ellipse(840, 722, 250, 34, c.palette.glow, 0.3))
    town.lamp(c, 840, 670, 340)
    town.person(c, 780, 740, 1.2, c.palette.accent)
    town.person(c, 890, 744, 1.15, c.palette.second, "#6d4530")


def kerbside(c: Canvas) -> None:
    scenery.sky(c, (300, 180, 50))
    scenery.clouds(c)
    town.terraces(c, 600, 190, 330, 0.2)
    town.street(c, 600, rails=False)
    for x, fill in ((180, c.palette.accent), (560, c.palette.light), (950, c.palette.second), (1350, c.palette.sea[1])):
        parts = [area("M-160 -20Q-170 -84 -96 -92Q-64 -150 0 -152H40Q96 -146 120 -92Q172 -84 164 -20Z", fill), area("M-74 -94Q-50 -134 -6 -136V-94ZM10 -136H40Q78 -130 96 -94H10Z", c.palette.ink, 0.8)]
        parts += [circle(k, -22, 32, c.palette.ink) + circle(k, -22, 13, c.palette.far) for k in (-90, 96)]
        c.add(at(x, 720, 1.05, *parts))
    c.add(rect(760, 520, 14, 230, c.palette.ink, 4), rect(722, 480, 90, 90, c.palette.sea[1], 10), rect(748, 498, 14, 54, "#fff", 2), circle(776, 514, 17, "#fff"), circle(776, 514, 7, c.palette.sea[1]))


def orra_light(c: Canvas) -> None:
    scenery.sky(c, (1320, 170, 46))
    scenery.stars(c)
    scenery.sea(c, 560, 1320)
    harbour.rocks(c, 720, 260, 1240, 230, c.palette.ink)
    harbour.lighthouse(c, 720, 590, 1.15)
    c.add(at(900, 620, 1, rect(-70, -80, 170, 90, c.palette.light), polygon([(-84, -78), (114, -78), (15, -140)], c.palette.accent), rect(-36, -52, 28, 34, c.palette.glow), rect(40, -52, 28, 34, c.palette.glow)))
    scenery.swell(c, 780, 2, 34)


def shul_on_the_quay(c: Canvas) -> None:
    scenery.sky(c, (260, 230, 56))
    scenery.clouds(c)
    town.terraces(c, 640, 140, 250, 0.3)
    stone = c.gradient(c.palette.light, c.palette.second)
    c.add(rect(500, 180, 600, 470, stone), polygon([(470, 184), (1130, 184), (800, 50)], c.palette.near), rect(480, 178, 640, 22, c.palette.near))
    for x in (560, 960):
        c.add(area(f"M{x} 560V340Q{x + 40} 270 {x + 80} 340V560Z", c.palette.glow), stroke(f"M{x} 560V340Q{x + 40} 270 {x + 80} 340V560ZM{x + 40} 300V560M{x} 430H{x + 80}", c.palette.near, 7))
    c.add(circle(800, 290, 66, c.palette.glow), f'<circle cx="800" cy="290" r="66" fill="none" stroke="{c.palette.near}" stroke-width="10"/>')
    for k in range(6):
        c.add(f'<g transform="translate(800 290) rotate({k * 60})">{line(0, 0, 0, -62, c.palette.near, 5)}{circle(0, -34, 12, c.palette.accent, 0.85)}</g>')
    c.add(area("M710 650V470Q800 380 890 470V650Z", c.palette.near), area("M726 650V478Q800 404 874 478V650Z", c.palette.glow), rect(796, 424, 8, 226, c.palette.near))
    c.add(polygon([(726, 650), (874, 650), (1010, 780), (590, 780)], c.fade(c.palette.glow, 0.8, 0)))
    harbour.quay(c, 720, c.palette.mid)
    town.crowd(c, 720, 7, 0.8, 420, 1240)


SCENES: dict[str, tuple[Callable[[Canvas], None], Palette]] = {
    "tram-to-the-marsh": (tram_to_the_marsh, DAWN),
    "quiet-road": (quiet_road, WINTER),
    "night-tram": (night_tram, NIGHT),
    "allotments": (allotments, SAGE),
    "burst-main": (burst_main, DAWN),
    "reading-room": (reading_room, DUSK),
    "barrier-storm": (barrier_storm, STORM),
    "barrier-morning": (barrier_morning, DAY),
    "barrier-moonlight": (barrier_moonlight, NIGHT),
    "second-gate": (second_gate, DUSK),
    "ferry-winter": (ferry_winter, WINTER),
    "island-road": (island_road, DAY),
    "dredger": (dredger, AUTUMN),
    "crane-dusk": (crane_dusk, DUSK),
    "crab-pots": (crab_pots, DAWN),
    "shore-power": (shore_power, SAGE),
    "lantern-hill": (lantern_hill, DAY),
    "ropeworks-homes": (ropeworks_homes, ROSE),
    "turbines": (turbines, ROSE),
    "container-quay": (container_quay, DAY),
    "heat-pump-street": (heat_pump_street, WINTER),
    "market-square": (market_square, AUTUMN),
    "stadium-night": (stadium, NIGHT),
    "stadium-rain": (stadium_rain, STORM),
    "stadium-day": (stadium_day, DAY),
    "gig-race": (gig_race, SAGE),
    "half-marathon": (half_marathon, AUTUMN),
    "marsh-dawn": (marsh_dawn, ROSE),
    "starlings": (starlings, DUSK),
    "seahorse": (seahorse, SAGE),
    "tram-depot": (tram_depot, STORM),
    "autumn-street": (autumn_street, AUTUMN),
    "kerbside": (kerbside, DAY),
    "lamplit-street": (lamplit_street, NIGHT),
    "orra-light": (orra_light, NIGHT),
    "shul-on-the-quay": (shul_on_the_quay, DAWN),
    "lantern-hill-evening": (lantern_hill, DUSK),
}
