"""A newsroom's own colours: whether words in them can be read, and the style sheet they make."""

import re
from typing import NamedTuple

from wellread.language.editors import for_editors

HEX = re.compile(r"#[0-9a-fA-F]{6}")
# WCAG 2.2, success criterion 1.4.3: text of ordinary size.
LEAST_CONTRAST = 4.5
# What client/style/site.css paints behind words, in each theme; a test holds both together.
PAPER = ("#fdfcf9", "#f3f1eb", "#ffffff")
DARK_PAPER = ("#11171c", "#1a2228", "#1d262d")
WHITE, NEARLY_BLACK, DARK_BUTTON_TEXT = "#ffffff", "#191203", "#10191f"
# How much of the main colour is in the tint behind opinion pieces.
TINT_SHARE = 0.1


class Palette(NamedTuple):
    """A newsroom's colours as #rrggbb; an empty one leaves ours."""

    main: str = ""
    main_dark: str = ""
    support: str = ""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def unreadable(palette: Palette) -> dict[str, str]:
    """Return what is wrong with each colour, by its field's name; nothing when all can be read."""
    faults = {
        "main": _against(palette.main, (*PAPER, _tint(palette.main, PAPER[0]), WHITE)),
        "main_dark": _against(
            palette.main_dark,
            (*DARK_PAPER, _tint(palette.main_dark, DARK_PAPER[0]), DARK_BUTTON_TEXT),
        ),
        "support": _against(palette.support, (_text_on(palette.support),)),
    }
    return {name: fault for name, fault in faults.items() if fault}


def style(palette: Palette) -> str:
    """Return the custom properties that put a newsroom's colours in place of ours, as CSS."""
    light = _theme(palette.main, PAPER[0], WHITE)
    if palette.support:
        light |= {"support": palette.support, "support-text": _text_on(palette.support)}
    dark = _theme(palette.main_dark, DARK_PAPER[0], DARK_BUTTON_TEXT)
    sheet = _rule(light)
    return sheet + (f"@media (prefers-color-scheme: dark){{{_rule(dark)}}}" if dark else "")


def _theme(main: str, paper: str, text: str) -> dict[str, str]:
    if not main:
        return {}
    tint = _tint(main, paper)
    names = ("link", "button", "opinion")
    return dict.fromkeys(names, main) | {"button-text": text, "opinion-tint": tint}


def _rule(values: dict[str, str]) -> str:
    declared = "".join(f"--{name}:{value};" for name, value in values.items())
    return f":root{{{declared}}}" if declared else ""


def _against(colour: str, others: tuple[str, ...]) -> str:
    if not colour:
        return ""
    worst = min(others, key=lambda other: contrast(colour, other))
    if contrast(colour, worst) >= LEAST_CONTRAST:
        return ""
    return for_editors(
        "Cannot be read well: its contrast with %(other)s is %(contrast)s, and %(least)s is needed."
    ) % {
        "other": worst,
        "contrast": f"{contrast(colour, worst):.1f}",
        "least": LEAST_CONTRAST,
    }


def _text_on(colour: str) -> str:
    return max((NEARLY_BLACK, WHITE), key=lambda text: contrast(colour, text)) if colour else ""


def _tint(colour: str, paper: str) -> str:
    if not colour:
        return paper
    mixed = (
        round(TINT_SHARE * one + (1 - TINT_SHARE) * other)
        for one, other in zip(_channels(colour), _channels(paper), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _luminance(colour: str) -> float:
    """Return relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
