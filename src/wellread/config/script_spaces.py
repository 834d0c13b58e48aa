"""The spaces of a script that say nothing: left at home, a thirtieth of what readers fetch."""

import re

# What keeps its spaces: imports, since whoever gives files hashed names finds them as they are
# written; texts; and regular expressions. A slash divides, unless it stands where a value begins.
KEPT = re.compile(
    r"""(^import\ [^"]+"[^"\n]+"
    |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`
    |(?<=[(,=:!&|?\[{;>])\ ?/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*
    |(?<!\S)//[^\n]*)""",
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
COMMENT = re.compile(r"/\*.*?\*/ ?")
BESIDE_SIGNS = re.compile(r" *([^\w$\s+\-/.#\\]+) *")
# Of two sums in a row, a + -b, the signs would be another one together.
BESIDE_SUMS = re.compile(r"(?<=[\w)\]]) ([+\-*/]=?) (?=[\w(\[])")

# What closes a block or a list stands at the end of the line before, but never in a comment.
BEFORE_CLOSING = re.compile(r"(?<=\S)\n(?=[})\]])")


def without_spaces(script: str) -> str:
    """Return a script without spaces beside signs, and without comments inside its lines."""
    parts = KEPT.split(script)
    parts[::2] = map(_squeezed, parts[::2])
    parts[1::2] = [part.removeprefix(" ") for part in parts[1::2]]
    return "".join(parts)


def _squeezed(code: str) -> str:
    squeezed = BESIDE_SUMS.sub(r"\1", BESIDE_SIGNS.sub(r"\1", COMMENT.sub("", code)))
    return BEFORE_CLOSING.sub("", squeezed)
