"""How the world writes the names of months, days and time zones."""

import unicodedata
from functools import cache

from babel import Locale

# Languages that newspapers write their dates in. Hebrew and Arabic have several sets of names.
SPOKEN = """
    en de fr es it pt nl sv da nb nn fi is pl cs sk sl hr sr sr_Latn bs mk bg ru uk be ro hu el tr
    az ca gl eu cy ga et lv lt sq mt hy ka kk uz ar ar_SY ar_MA ar_DZ ar_TN fa ur he hi bn mr ta te
    ml kn gu pa ne si th lo km my vi id ms fil sw af zu am so ha yo
"""
LOCALES = SPOKEN.split()

# Words between the parts of a date that say nothing of their own.
SMALL_WORDS = """
    of the at on um uhr den der am de del do da di dia le la les à a às as ás alle ore ora ob o
    klo kl kello godz m d gada г р в у о року года час h hs hrs heures uur om dne ngày ngay lúc năm
    ที่ เวลา น pukul jam tanggal kell plkst och og ja el las los pada en i יום בשעה ב ה في ساعة الساعة
"""
FILLERS = set(SMALL_WORDS.split())

# Offsets in minutes. Names that mean several zones (IST, for one) are not among them.
ZONES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0),
    **dict.fromkeys(("bst", "west", "cet", "mez", "wat"), 60),
    **dict.fromkeys(("cest", "mesz", "eet", "oez", "cat", "sast"), 120),
    **dict.fromkeys(("eest", "oesz", "msk", "eat", "trt", "idt"), 180),
    **dict.fromkeys(("pkt",), 300),
    **dict.fromkeys(("npt",), 345),
    **dict.fromkeys(("wib", "ict"), 420),
    **dict.fromkeys(("hkt", "sgt", "myt", "pht", "awst", "wita"), 480),
    **dict.fromkeys(("jst", "kst", "wit"), 540),
    **dict.fromkeys(("acst",), 570),
    **dict.fromkeys(("aest",), 600),
    **dict.fromkeys(("acdt",), 630),
    **dict.fromkeys(("aedt",), 660),
    **dict.fromkeys(("nzst",), 720),
    **dict.fromkeys(("nzdt",), 780),
    # RFC 822, 5.1: what these four pairs mean in a date.
    **dict.fromkeys(("edt",), -240),
    **dict.fromkeys(("est", "cdt"), -300),
    **dict.fromkeys(("cst", "mdt"), -360),
    **dict.fromkeys(("mst", "pdt"), -420),
    **dict.fromkeys(("pst", "akdt"), -480),
    **dict.fromkeys(("akst",), -540),
    **dict.fromkeys(("hst",), -600),
    **dict.fromkeys(("brt", "art"), -180),
    **dict.fromkeys(("ndt",), -150),
    **dict.fromkeys(("nst",), -210),
}
# What Americans write without saying whether it is summer.
REGIONS = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}


def folded(word: str) -> str:
    """Return a word as names are compared: without case, vowel points and dots at its end."""
    kept = (
        letter
        for letter in unicodedata.normalize("NFKC", word.casefold())
        if letter not in "\u200e\u200f\u200c\u0640" and not "\u0591" <= letter <= "\u05c7"
    )
    return "".join(kept).strip(".’'`")


def months(word: str, language: str = "") -> set[int]:
    """Return which months a word may mean: in its language when that has it, else in any."""
    return _meanings("months", word, language)


def days(word: str, language: str = "") -> set[int]:
    """Return which days of the week a word may mean, Monday being 0."""
    return _meanings("days", word, language)


def _meanings(kind: str, word: str, language: str) -> set[int]:
    asked = folded(word)
    spoken = [code for code in LOCALES if language and code.split("_")[0] == language]
    for codes in (tuple(spoken), tuple(LOCALES)):
        found: set[int] = set()
        for code in codes:
            found |= _names(kind, code).get(asked, set())
        if found:
            return found
    return set()


@cache
def _names(kind: str, code: str) -> dict[str, set[int]]:
    locale = Locale.parse(code)
    named: dict[str, set[int]] = {}
    for context in getattr(locale, kind).values():
        for width, names in context.items():
            for number, name in names.items():
                # One letter names several months in nearly every language.
                if width != "narrow":
                    # Hebrew and others call it "day third": the last word is enough.
                    whole = folded(name)
                    for spelling in {whole, _plain(whole), whole.split(" ")[-1]}:
                        named.setdefault(spelling, set()).add(number)
    return {name: numbers for name, numbers in named.items() if not name.isdecimal()}


def _plain(word: str) -> str:
    """Return a word without its accents, which are as often left out."""
    parts = unicodedata.normalize("NFD", word)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", bare)
