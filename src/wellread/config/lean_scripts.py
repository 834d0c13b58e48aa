"""What browsers get of a script: its code without comments and indentation, and in fewer files.

Modules that a page needs together travel as one file: packed together they are an eighth smaller,
and each file costs a request. Nothing is renamed, so a line in a browser's tools is a line of ours,
without the spaces that say nothing, and with what closes it.
"""

import re
from collections.abc import Callable, Iterable
from posixpath import dirname, join, normpath, relpath

from wellread.config.script_spaces import without_spaces

# Comments that fill their lines, types among them: a quarter of what readers would fetch. Nothing
# else is taken, so that each line of code is as it was written; "//#" speaks to the browser.
COMMENTS = re.compile(
    r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//(?!#)[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE
)
INDENTATION = re.compile(r"^\s+", re.MULTILINE)
HINT = "//# allFunctionsCalledOnLoad\n"
# What travels in a file, in the order in which they need each other. No file may need one that
# needs it: a circle has no hashed names. No page loads two files that hold the same; but another
# site's has all it begins with in one, and fetches others once it asks.
TOGETHER = {
    # In the order that packs best: nothing of it runs before the last.
    "embed.js": (
        "embed/facts.js",
        "engine/history.js",
        "engine/decision.js",
        "engine/refusal.js",
        "engine/line_up.js",
        "meter/device.js",
        "quietly.js",
        "view.js",
        "embed.js",
    ),
    "page.js": ("view.js", "page.js"),
    "words.js": ("host.js", "words.js"),
    "meter/device.js": ("engine/history.js", "quietly.js", "meter/device.js", "meter/backup.js"),
    "engine/decision.js": ("engine/refusal.js", "engine/line_up.js", "engine/decision.js"),
}
# Nothing imports what pages begin with.
BEGINNINGS = ("embed.js", "page.js")
EXPORT = re.compile(r"^export ", re.MULTILINE)
TRAVELS_AS = {module: file for file, modules in TOGETHER.items() for module in modules}
# What nobody asks for by its own name.
JOINED_AWAY = TRAVELS_AS.keys() - TOGETHER.keys()
IMPORT = re.compile(r'^import (?P<names>\{[^}]*\}) from "(?P<place>\.[^"]+)";\n', re.MULTILINE)
LATER = re.compile(r'import\("(?P<place>\.[^"]+)"\)')
DECLARED = re.compile(r"^(?:export )?(?:const|let|class|(?:async )?function) (\w+)", re.MULTILINE)


def without_comments(script: str) -> str:
    """Return a script without the comments that begin a line."""
    return COMMENTS.sub("", script)


def lean(name: str, read: Callable[[str], str]) -> str:
    """Return what is stored of a script, whose own text and others' `read` gives by name.

    Raises ValueError for a file whose modules cannot be one.
    """
    texts = [_led_over(each, read(each), name) for each in TOGETHER.get(name, (name,))]
    text = _joined(name, texts) if name in TOGETHER else texts[0]
    return without_spaces(INDENTATION.sub("", without_comments(text)))


def _led_over(name: str, text: str, file: str) -> str:
    """Return a script whose imports name the files in which others travel, seen from its own."""

    def lead(found: re.Match[str]) -> str:
        module = normpath(join(dirname(name), found["place"]))
        is_in_it = module in TOGETHER.get(file, ())
        place = relpath(file if is_in_it else TRAVELS_AS.get(module, module), dirname(file) or ".")
        place = place if place.startswith(".") else f"./{place}"
        return found[0].replace(f'"{found["place"]}"', f'"{place}"')

    return LATER.sub(lead, IMPORT.sub(lead, text))


def _joined(name: str, texts: Iterable[str]) -> str:
    whole = "".join(texts)
    own = f"./{name.rpartition('/')[2]}"
    imported: dict[str, set[str]] = {}
    for found in IMPORT.finditer(whole):
        if found["place"] != own:
            imported.setdefault(found["place"], set()).update(_words(found["names"]))
    code = IMPORT.sub("", whole)
    declared = DECLARED.findall(code)
    twice = {word for word in declared if declared.count(word) > 1}
    twice |= set(declared) & set().union(*imported.values())
    if twice:
        raise ValueError(f"{name}: declared in two of the modules it holds: {sorted(twice)}")
    heads = [
        f'import {{ {", ".join(sorted(words))} }} from "{place}";\n'
        for place, words in sorted(imported.items())
    ]
    if name in BEGINNINGS:
        return "".join([*heads, EXPORT.sub("", code.replace(HINT, ""))])
    hint = HINT if HINT in code else ""
    return "".join([hint, *heads, code.replace(HINT, "")])


def _words(names: str) -> list[str]:
    return re.findall(r"\w+", names)
