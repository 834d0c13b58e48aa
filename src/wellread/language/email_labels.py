"""The words in e-mails' files that editors alone meet: what each is called, what its facts mean."""

import ast
from collections.abc import Iterator
from pathlib import Path

# What makes one is told a label or a meaning second, or by these names.
MAKERS = {"Template", "Placeholder"}
SECOND = 1
NAMES = {"label", "meaning"}


def labels(folder: Path) -> set[str]:
    """Return what the files of a folder mark as a label and nowhere as words of an e-mail."""
    found: set[str] = set()
    others: set[str] = set()
    for file in sorted(folder.glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        told = list(_told_to_editors(tree))
        for call in _calls(tree):
            if _name(call) == "_":
                (found if call in told else others).add(str(ast.literal_eval(call.args[0])))
    return found - others


def _told_to_editors(tree: ast.Module) -> Iterator[ast.expr]:
    made_by_name = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and [one.arg for one in node.args.args][1:2] == ["label"]
    }
    for call in _calls(tree):
        if _name(call) in MAKERS | made_by_name:
            yield from call.args[SECOND : SECOND + 1]
        yield from (one.value for one in call.keywords if one.arg in NAMES)


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""
