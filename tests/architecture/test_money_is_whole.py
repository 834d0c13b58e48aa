"""No amount is ever a fraction: the rooms of money and promises hold no float at all."""

import ast
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "src" / "wellread"
ROOMS = ("payments", "membership")
# Where a fraction is none of money, and what it is of.
OTHERWISE = {
    "payments/clock.py": "seconds of the machine's own clock",
    "payments/webhook_body.py": "numbers of strangers, of which infinite ones are refused",
    "membership/pdf.py": "millimetres on paper",
}
FILES = [
    path
    for room in ROOMS
    for path in sorted((SOURCES / room).rglob("*.py"))
    if "migrations" not in path.parts
]


def fractions(source):
    """Return the lines and the code that make, name or divide into a float."""
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in sorted(ast.walk(ast.parse(source)), key=lambda one: getattr(one, "lineno", 0))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.BinOp | ast.AugAssign) and is_division(node))
    ]


def is_division(node):
    """Tell a division from a path that is joined: that one has text on its right."""
    right = node.right if isinstance(node, ast.BinOp) else node.value
    is_text = isinstance(right, ast.JoinedStr) or isinstance(getattr(right, "value", None), str)
    return isinstance(node.op, ast.Div) and not is_text


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCES)))
def test_no_money_is_a_fraction(path):
    if str(path.relative_to(SOURCES)) in OTHERWISE:
        return

    assert fractions(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", OTHERWISE)
def test_what_is_excepted_has_fractions_still(name):
    assert fractions((SOURCES / name).read_text(encoding="utf-8")) != []


def test_what_a_fraction_looks_like():
    source = "a = 1.5\nb = float(2)\nc = d / 3\ne /= 2\nf = folder / 'name' / f'{g}.csv'"

    assert fractions(source) == ["1: 1.5", "2: float", "3: d / 3", "4: e /= 2"]
