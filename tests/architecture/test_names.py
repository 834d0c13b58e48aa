"""One class name stands for one thing in the whole package."""

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "wellread"
# What is edited in the admin, and what of it is published: one noun in two forms.
EDITED_AND_PUBLISHED = {"Ask", "Campaign", "Copy", "LineUp", "Variant"}
# One noun too: a reader's account, and what the engine is told of a reader.
ACCOUNT_AND_FACTS = {"Reader"}
# So Django calls each command, and finds it by its file.
DJANGOS = {"Command"}


def homes() -> dict[str, list[str]]:
    """Return the files of each class of a module's own; one within a class is named by that."""
    found = defaultdict(list)
    for file in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in file.parts:
            for node in ast.parse(file.read_text()).body:
                if isinstance(node, ast.ClassDef):
                    found[node.name].append(str(file.relative_to(PACKAGE)))
    return found


def test_a_class_name_stands_for_one_thing():
    shared = {name: files for name, files in homes().items() if len(files) > 1}

    assert shared.keys() == EDITED_AND_PUBLISHED | ACCOUNT_AND_FACTS | DJANGOS, shared


def test_no_name_is_shared_by_more_than_two():
    crowded = {name: files for name, files in homes().items() if len(files) > 2}

    assert crowded == {}
