"""The page on style shows code that exists, as it stands."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explain" / "style.md"
EXAMPLE = re.compile(r"```(?:python|js)\n(?:#|//) (\S+)\n(.*?)```", re.DOTALL)
LEFT_OUT = re.compile(r"^ *(?:#|//) …\n", re.MULTILINE)


def test_every_example_names_its_file():
    text = PAGE.read_text(encoding="utf-8")

    assert len(EXAMPLE.findall(text)) == len(re.findall("```(?:python|js)", text)) > 5


def lines_of(text):
    """Return a text's lines; how far in and how far apart they stand is the formatter's."""
    return "".join(f"{line.strip()}\n" for line in text.splitlines() if line.strip())


def test_every_example_stands_in_its_file_in_that_order():
    for path, example in EXAMPLE.findall(PAGE.read_text(encoding="utf-8")):
        rest = lines_of((ROOT / path).read_text(encoding="utf-8"))
        for piece in LEFT_OUT.split(example):
            piece = lines_of(piece)
            assert piece in rest, f"{path} has no longer:\n{piece}"
            rest = rest.partition(piece)[2]
