"""Bytes of strangers as text that can be parsed; what is taken out or read otherwise is said."""

import codecs
import re
from collections.abc import Callable, Mapping
from html.entities import html5
from typing import NamedTuple

from wellread.newsroom.importers.faults import ImportFault

# XML 1.0, 2.2: what may stand in no document, in whatever disguise.
# Where an encoder wrote a letter beyond U+FFFF as the two halves of UTF-16.
HALVES = re.compile(
    r"&#(?:(5\d{4})|[xX]([dD][89aAbB][\da-fA-F]{2}));"
    r"&#(?:(5\d{4})|[xX]([dD][c-fC-F][\da-fA-F]{2}));"
)
COMMENT = re.compile(r"<!--.*?-->|<\?.*?\?>", re.S)
# A text of windows-1252 has letters beyond ASCII alone or in pairs; other alphabets in runs.
RUN = re.compile(rb"[\x80-\xff]{4,}")
IN_UTF_8 = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
TWO_BYTES = [(letter + b"\0", "utf-16-le") for letter in (b"<", b"{", b"[")]
TWO_BYTES += [(b"\0" + letter, "utf-16-be") for letter in (b"<", b"{", b"[")]
# Fewer come by chance in Latin text with accents.
LEAST_IN_RUNS = 12
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers read these names as (WHATWG Encoding): each holds the letters of the named one.
WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
SCRIPTS = re.compile(r"(cp|iso8859|iso2022|koi8|gb|big5|shift_jis|euc|mac|tis|utf-(8|16|32)|ascii)")
DECLARATION = re.compile(r"\s*<\?xml\b[^>]*?\?>")
DECLARED = re.compile(rb"""<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']""")
KEPT_WHOLE = re.compile(r"(<!\[CDATA\[.*?\]\]>|<!--.*?-->)", re.S)
AMPERSAND = re.compile(r"&(?:#([xX][0-9a-fA-F]{1,8}|\d{1,9});|([A-Za-z][\w.]*);)?")
ENTITIES_OF_XML = {"amp", "lt", "gt", "quot", "apos"}
START = re.compile(r"<\?xml\b|<!DOCTYPE\b|<(?:rss|feed|(?:\w+:)?RDF)\b", re.I)
END = re.compile(r"</(?:rss|feed|(?:\w+:)?RDF)\s*>", re.I)
DOCTYPE = re.compile(r"<!DOCTYPE\s[^\[>]*(?:\[(.*?)\]\s*)?>", re.S | re.I)
ENTITY = re.compile(r"<!ENTITY\s+(%\s*)?([\w.:-]+)", re.I)
WORDS = re.compile(
    r"(<(title|description|summary|content|content:encoded|media:title)(?:\s[^>]*)?(?<!/)>)(.*?)(</\2\s*>)",
    re.S,
)
# As many as fit on a line of the report.
MOST_LINES = 8


class Mended(NamedTuple):
    """A text, and what had to be done to read it."""

    text: str
    notes: tuple[str, ...]


def decode(content: bytes) -> Mended:
    """Return bytes as text: by their mark, else as what they are, not as what they say."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _replaced(content, encoding)
    # XML 1.0, appendix F: what begins with one of these has two bytes for each letter.
    for start, encoding in TWO_BYTES:
        if content.startswith(start):
            found = _replaced(content, encoding)
            return Mended(found.text, (*found.notes, "UTF-16 without its mark: read as that"))
    declared = DECLARED.search(content[:1024])
    said = declared[1].decode() if declared else "utf-8"
    encoding = _known(said)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _otherwise(content, said, encoding)
    if content.isascii() and encoding.startswith(("iso2022", "hz")):
        return _otherwise(content, said, encoding)
    if encoding == "utf-8" or content.isascii():
        return Mended(text, ())
    return Mended(text, (f"it says its letters are {said}, but they are UTF-8: read as that",))


def mend_xml(content: bytes) -> Mended:
    """Return XML as text with what no parser takes replaced: characters, entities, ampersands."""
    text, notes = decode(content)
    text, cut = _trimmed(text)
    text = HALVES.sub(_whole, text)
    found = _Faults()
    pieces: list[str] = []
    line = 1
    for piece in KEPT_WHOLE.split(text):
        kept = CONTROLS.sub(found.control(piece, line), piece)
        # What looks like an entity in these is a part of the words.
        is_whole = piece.startswith(("<![CDATA[", "<!--"))
        pieces.append(kept if is_whole else AMPERSAND.sub(found.ampersand(kept, line), kept))
        line += piece.count("\n")
    return Mended("".join(pieces), (*notes, *cut, *found.notes()))


def quote_markup(text: str) -> Mended:
    """Return XML with the HTML that stands bare in its titles and texts as words of theirs."""
    found: list[str] = []

    def quoted(match: re.Match[str]) -> str:
        start, name, words, end = match.groups()
        is_xml = re.search(r"""\btype\s*=\s*["']xhtml""", start)
        if "<" not in words or words.lstrip().startswith("<![CDATA[") or is_xml:
            return match[0]
        found.append(f"line {text.count(chr(10), 0, match.start()) + 1}: HTML stands bare in "
                     f"<{name}>: read as such")  # fmt: skip
        return start + words.replace("<", "&lt;").replace(">", "&gt;") + end

    mended = WORDS.sub(quoted, text)
    return Mended(mended, tuple(found))


def declare_prefixes(text: str, spaces: Mapping[str, str]) -> Mended:
    """Return XML with the prefixes declared that it uses without; `spaces` are the usual ones."""
    words = KEPT_WHOLE.sub("", text)
    declared = set(re.findall(r"\bxmlns:([\w.-]+)\s*=", words)) | {"xml", "xmlns"}
    used = re.findall(r"</?([\w.-]+):[\w.-]+|\s([\w.-]+):[\w.-]+\s*=\s*[\"']", words)
    missing = [name for name in dict.fromkeys(a or b for a, b in used) if name not in declared]
    added = "".join(f' xmlns:{name}="{spaces.get(name, f"urn:{name}")}"' for name in missing)
    mended = re.sub(r"<[A-Za-z][\w:.-]*", lambda root: root[0] + added, text, count=1)
    return Mended(
        mended, tuple(f"the prefix {name}: is not declared: read as usual" for name in missing)
    )


def without_controls(text: str) -> str:
    """Return a text without what no document may hold."""
    return CONTROLS.sub(_gap, text)


def _whole(found: re.Match[str]) -> str:
    high, low = (int(found[a] or found[b], 10 if found[a] else 16) for a, b in ((1, 2), (3, 4)))
    if not (0xD800 <= high <= 0xDBFF and 0xDC00 <= low <= 0xDFFF):
        return found[0]
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _gap(found: re.Match[str]) -> str:
    """Return what stays where a control character stood: tabs and feeds part words."""
    return " " if found[0] in "\x0b\x0c" else ""


class _Faults:
    """What was met in a document, kind by kind, with the lines where."""

    def __init__(self) -> None:
        self._lines: dict[str, list[int]] = {}

    def notes(self) -> list[str]:
        """Return a line for each kind."""
        return [f"{what} (line {_listed(lines)})" for what, lines in self._lines.items()]

    def control(self, piece: str, line: int) -> Callable[[re.Match[str]], str]:
        """Return what takes a control character out."""

        def taken_out(found: re.Match[str]) -> str:
            self._note(f"control character U+{ord(found[0]):04X} taken out", piece, line, found)
            return _gap(found)

        return taken_out

    def ampersand(self, piece: str, line: int) -> Callable[[re.Match[str]], str]:
        """Return what leaves an entity of XML, and writes any other as the letter it means."""

        def meant(found: re.Match[str]) -> str:
            number, name = found[1], found[2]
            if number:
                code = int(number[1:], 16) if number[0] in "xX" else int(number)
                return self._numbered(code, piece, line, found)
            if name in ENTITIES_OF_XML:
                return found[0]
            if name and f"{name};" in html5:
                self._note(f"&{name}; is not declared: read as in HTML", piece, line, found)
                return "".join(f"&#{ord(letter)};" for letter in html5[f"{name};"])
            self._note("an & that begins nothing: read as itself", piece, line, found)
            return "&amp;" + found[0][1:]

        return meant

    def _numbered(self, code: int, piece: str, line: int, found: re.Match[str]) -> str:
        if code > 0x10FFFF or CONTROLS.match(chr(code)):
            self._note(f"control character {found[0]} taken out", piece, line, found)
            return ""
        if 0x80 <= code <= 0x9F:
            # HTML, 13.2.5.80: these numbers are meant as those of windows-1252.
            letter = bytes([code]).decode("cp1252", "ignore")
            self._note(f"{found[0]} read as “{letter}”", piece, line, found)
            return letter
        return found[0]

    def _note(self, what: str, piece: str, line: int, found: re.Match[str]) -> None:
        self._lines.setdefault(what, []).append(line + piece.count("\n", 0, found.start()))


def _listed(lines: list[int]) -> str:
    several = list(dict.fromkeys(lines))
    more = f" and {len(several) - MOST_LINES} more" if len(several) > MOST_LINES else ""
    return ", ".join(str(line) for line in several[:MOST_LINES]) + more


def _known(said: str) -> str:
    """Return the codec for an encoding's name; UTF-8 where there is none, or none of letters."""
    try:
        name = codecs.lookup(said).name
    except LookupError:
        return "utf-8"
    return WIDER.get(name, name) if SCRIPTS.match(name) else "utf-8"


def _otherwise(content: bytes, said: str, encoding: str) -> Mended:
    if encoding in {"utf-8", "cp1252"} and _is_of_another_alphabet(content, encoding):
        raise ImportFault(
            f"The file's letters are not {said.upper()}, and what they are it does not say. "
            "Save it as UTF-8 and bring it in again."
        )
    if encoding not in {"utf-8", "utf-16", "utf-32"}:
        try:
            return Mended(content.decode(encoding), ())
        except UnicodeDecodeError:
            return _replaced(content, encoding)
    if encoding != "utf-8" and b"\0" in content[:64]:
        return _replaced(content, encoding)
    return _replaced(content, "utf-8")


def _is_of_another_alphabet(content: bytes, encoding: str) -> bool:
    """Return whether bytes that an encoding does not have are words rather than stray letters."""
    rest = IN_UTF_8.sub(b"?", content) if encoding == "utf-8" else content
    in_runs = sum(map(len, RUN.findall(rest)))
    return in_runs >= LEAST_IN_RUNS and 2 * in_runs > sum(byte > 0x7F for byte in rest)


def _replaced(content: bytes, encoding: str) -> Mended:
    """Return the text with each byte that is no letter as windows-1252 has it."""
    lines: list[int] = []

    def as_windows(fault: UnicodeError) -> tuple[str, int]:
        if not isinstance(fault, UnicodeDecodeError):
            raise fault
        lines.append(fault.object.count(b"\n", 0, fault.start) + 1)
        byte = fault.object[fault.start : fault.start + 1]
        is_wide = encoding.startswith(("utf-16", "utf-32"))
        return "\ufffd" if is_wide else byte.decode("cp1252", "replace"), fault.start + 1

    codecs.register_error("wellread_as_windows", as_windows)
    text = content.decode(encoding, "wellread_as_windows").removeprefix("\ufeff")
    where = f"bytes that are no {encoding}: read as windows-1252 (line {_listed(lines)})"
    return Mended(text, (where,) if lines else ())


def _trimmed(text: str) -> tuple[str, list[str]]:
    """Return a document without its declaration, and without what is before and behind it."""
    notes = []
    start = START.search(text)
    if start and COMMENT.sub("", text[: start.start()]).strip():
        notes.append("words before the document left out")
    text = "\n" * text.count("\n", 0, start.start()) + text[start.start() :] if start else text
    text = DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)
    ends = list(END.finditer(text))
    if ends and COMMENT.sub("", text[ends[-1].end() :]).strip():
        notes.append("words behind the document left out")
    if ends:
        text = text[: ends[-1].end()]
    return DOCTYPE.sub(_without_letters, text, count=1), notes


def _without_letters(found: re.Match[str]) -> str:
    """Return nothing for a document type that only names HTML's letters, which are known."""
    names = [name for _, name in ENTITY.findall(found[1] or "") if not name.startswith("HTML")]
    is_known = all(f"{name};" in html5 for name in names)
    return "\n" * found[0].count("\n") if is_known else found[0]
