"""Files import in one direction, at their heads, and only what is declared."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp

SOURCE = Path(__file__).parents[2] / "src"
# Why imports may stand within functions there, for all of the file.
DEFERRING = {
    "apps.py": "Django has no models yet when it imports this file",
    "cli.py": "Django is set up when its faults are known",
}
COMMANDS = SOURCE / "wellread" / "commands"  # each loads what it needs, once Django is set up


@cache
def imports() -> dict[str, set[str]]:
    graph = grimp.build_graph("wellread", "stripe_sandbox", cache_dir=None)
    return {each: graph.find_modules_directly_imported_by(each) for each in graph.modules}


def circle(of: dict[str, set[str]]) -> list[str]:
    """Return the modules of one circle, or none."""
    try:
        TopologicalSorter(of).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def test_no_files_import_each_other_in_a_circle():
    assert circle(imports()) == []


def test_a_circle_would_be_found():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) != []


def within_functions(file: Path) -> list[int]:
    """Return the lines of a file's imports within functions that have no comment above them."""
    text = file.read_text()
    lines = text.splitlines()
    found = []
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef):
            continue
        numbers = sorted(
            {
                each.lineno
                for each in ast.walk(function)
                if isinstance(each, ast.Import | ast.ImportFrom)
            }
        )
        # One comment speaks for the imports that follow each other.
        if numbers and not lines[numbers[0] - 2].strip().startswith("#"):
            found += numbers
    return found


def test_imports_stand_at_the_head_of_a_file_or_say_why_not():
    silent = {
        str(file.relative_to(SOURCE)): numbers
        for file in SOURCE.rglob("*.py")
        if file.name not in DEFERRING and file.parent != COMMANDS
        if "migrations" not in file.parts
        if (numbers := within_functions(file))
    }

    assert silent == {}
