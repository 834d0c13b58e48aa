"""Under which terms a text is found, in any script: the same for what is indexed and what is asked.

Both databases split words at spaces and know nothing more that holds in every language, so what
is to be found is spelled out as terms before they see it.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby, pairwise
from threading import local

import Stemmer

# Marks that writers leave out at will: accents, Hebrew points, Arabic vowels (Unicode's blocks).
MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670]"
)
# Spellings of one letter, as readers type them: Arabic's and Persian's; the stretching is none.
SAME_LETTERS = str.maketrans("ىةٱکی", "يهاكي") | {ord(no_letter): None for no_letter in "ـ׳״"}
# An acronym's sign, typed as a quotation mark.
INSIDE_ACRONYM = re.compile('(?<=[א-ת])"(?=[א-ת])')
# Written without spaces, or, as Korean, with particles at the end of words.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # Japanese syllables
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # Chinese characters
    "\u1100-\u11ff\uac00-\ud7af"  # Korean
)
RUNS = re.compile(f"[{UNSPACED}]+|[^{UNSPACED}]+")
STARTS_UNSPACED = re.compile(f"[{UNSPACED}]")
# "And", "that", prepositions and the article are written together with the word that follows.
HEBREW_PREFIXES = re.compile("ו?(?:כש|מש|לכש|[שכלבמ]){0,2}ה?")
ARABIC_PREFIXES = re.compile("[وف]?[بكل]?(?:ال|لل)?")
HEBREW_ARTICLE = re.compile("ו?ה(?=[א-ת]{3})")
ARABIC_ARTICLE = re.compile("[وف]?(?:ال|[بك]ال|لل)(?=[ء-ي]{3})")
# What is left of a word without its prefixes must still be one: יד (hand), يد have two letters.
SHORTEST = 2
# Shorter beginnings are many words'.
SHORTEST_BEGINNING = 3
STEMMERS = {
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "tr": "turkish",
}


def of_text(text: str, language: str) -> str:
    """Return all terms under which a text is found, apart by spaces, for a paper's language."""
    found: dict[str, None] = {}
    for word in _words(text):
        for run in RUNS.findall(word):
            if is_unspaced(run):
                found |= dict.fromkeys([*run, *_pairs(run)])
            else:
                found |= dict.fromkeys([run, _stem(run, language), *_without_prefixes(run)])
    return " ".join(found)


def of_question(text: str, language: str) -> str:
    """Return the terms that a text must all have to be found by these words."""
    asked: dict[str, None] = {}
    for word in _words(text):
        for run in RUNS.findall(word):
            if is_unspaced(run):
                asked |= dict.fromkeys(_pairs(run) or [run])
            else:
                asked[_stem(_without_article(run), language)] = None
    return " ".join(asked)


def of_beginning(text: str, language: str) -> tuple[str, str]:
    """Return the terms of the words before the last, and the last's letters as they were typed.

    Somebody may not have typed it to its end. There are none where it is too short to tell, or of
    a script without spaces.
    """
    *before, last = _words(text) or [""]
    if len(last) < SHORTEST_BEGINNING or any(map(is_unspaced, RUNS.findall(last))):
        return "", ""
    return of_question(" ".join(before), language), _without_article(last)


def runs_of(text: str) -> Iterator[str]:
    """Yield a text in order, apart where a word begins or ends, or the script changes."""
    signs = {found.start() for found in INSIDE_ACRONYM.finditer(text)}
    places = groupby(range(len(text)), key=lambda at: at in signs or _is_in_word(text[at]))
    for is_word, run in places:
        written = "".join(text[at] for at in run)
        yield from RUNS.findall(written) if is_word else [written]


@lru_cache(20_000)
def of_run(run: str, language: str) -> frozenset[str]:
    """Return the terms of one run of a text: none of what stands between words."""
    return frozenset(of_text(run, language).split())


def is_unspaced(run: str) -> bool:
    """Return whether a run is of a script that is written without spaces."""
    return STARTS_UNSPACED.match(run) is not None


def _words(text: str) -> list[str]:
    """Return words in one spelling: small letters, without marks that may be left out."""
    spelled = MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    spelled = unicodedata.normalize("NFKC", spelled).translate(SAME_LETTERS)
    spelled = INSIDE_ACRONYM.sub("", spelled)
    return "".join(char if _is_in_word(char) else " " for char in spelled).split()


@cache
def _is_in_word(char: str) -> bool:
    # The vowels of Thai or Hindi are marks, and belong to their word.
    return char.isalnum() or unicodedata.category(char).startswith("M")


def _pairs(run: str) -> list[str]:
    return [first + second for first, second in pairwise(run)]


def _without_prefixes(word: str) -> list[str]:
    # Each pattern is of one script's letters, and finds nothing at the head of another's word.
    longest = max(
        found.end()
        for prefixes in (HEBREW_PREFIXES, ARABIC_PREFIXES)
        if (found := prefixes.match(word))
    )
    return [word[count:] for count in range(1, min(longest, len(word) - SHORTEST) + 1)]


def _without_article(word: str) -> str:
    """Return a word as it stands without its article: a text may have it either way."""
    for article in (HEBREW_ARTICLE, ARABIC_ARTICLE):
        if found := article.match(word):
            return word[found.end() :]
    return word


@lru_cache(20_000)
def _stem(word: str, language: str) -> str:
    name = STEMMERS.get(language.split("-")[0].lower())
    if name is None or not word.isalpha():
        return word
    return _stemmers.of(name).stemWord(word)


class _Stemmers(local):
    """This thread's own: one of them may not be asked by two threads at once."""

    def __init__(self) -> None:
        self._known: dict[str, Stemmer.Stemmer] = {}

    def of(self, name: str) -> Stemmer.Stemmer:
        if name not in self._known:
            # Words that were met are kept above, for every language together.
            self._known[name] = Stemmer.Stemmer(name, 0)
        return self._known[name]


_stemmers = _Stemmers()
