"""What `docs/reference/quality.md` says of the tests, and what is said to need none."""

import re

import pytest

from mutants.__main__ import equivalents
from mutants.changes import mutants_of
from mutants.parts import PACKAGE, PARTS, ROOT

PAGE = (ROOT / "docs" / "reference" / "quality.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_the_page_has_a_figure_for_each_part(part):
    assert re.search(
        rf"^\| `{part.name}` \|.* (\d+\.\d %|not yet measured) \|$", PAGE, re.MULTILINE
    )


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_the_files_and_tests_of_each_part_are_there(part):
    assert part.sources() != []
    assert [one for one in part.tests if not (ROOT / one).exists()] == []


def test_what_no_test_need_notice_is_still_a_change_that_is_tried():
    known = [one for one in equivalents() if ".py " in one]
    files = sorted({one.partition(" ")[0] for one in known})

    tried = {mutant.key for file in files for mutant in mutants_of(PACKAGE / file, file)}

    assert [one for one in known if one not in tried] == []


@pytest.mark.parametrize(
    ("before", "changed"),
    [
        ("def f(x):\n    return x < 8", ["x <= 8", "x >= 8", "9", "return None"]),
        ("def f(x):\n    return not x", ["x", "return None"]),
        ("def f(x):\n    if x:\n        raise E", ["if not x", "pass"]),
        ("def f(x, y):\n    x += y", ["x -= y", "x = y"]),
        ("def f():\n    'Say nothing.'\n    return gettext('Hello')", ["return None"]),
        ("@lru_cache\n@atomic\ndef f(x: 'X' = 0) -> int: ...", ["1"]),
        ("ODD = {'a', b'b'}", ["ODD = None", "'XXaXX'", "b'XXb'"]),
    ],
)
def test_the_changes_of_a_piece_of_code(tmp_path, before, changed):
    path = tmp_path / "piece.py"
    path.write_text(before, encoding="utf-8")

    told = [one.change.partition(" -> ")[2].strip("`") for one in mutants_of(path, "piece.py")]

    assert sorted(told) == sorted(changed)
