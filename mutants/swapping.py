"""Putting a changed piece of Python into a running process, without importing anything again."""

import ast
import gc
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from mutants.changes import Mutant, names_bound_by

CodeKey = tuple[str, int]


class Running:
    """The functions of a file as this process holds them, decorated or not."""

    def __init__(self, path: Path, used_in_import: frozenset[str]) -> None:
        self.path = path
        self.used_in_import = used_in_import
        self.functions: defaultdict[CodeKey, list[FunctionType]] = defaultdict(list)
        self.remembering: list[Any] = []
        for one in gc.get_objects():
            if type(one) is FunctionType and one.__code__.co_filename == str(path):
                self.functions[_key(one.__code__)].append(one)
            elif type(one).__name__ == "_lru_cache_wrapper" and "wellread" in str(one.__module__):
                self.remembering.append(one)

    def is_too_deep(self, mutant: Mutant) -> bool:
        """Whether only a new process can take this change.

        A class, or what something else was made with, is held in places that nobody could find.
        """
        if mutant.statement_line is None:
            return False
        statement = _statement(mutant)
        return isinstance(statement, ast.ClassDef) or not self.used_in_import.isdisjoint(
            names_bound_by(statement)
        )

    def runs_in_import(self, mutant: Mutant) -> bool:
        """Whether it changes a function that the import itself calls."""
        function = mutant.owner.partition(".")[0]
        return function in self.used_in_import or mutant.owner.endswith("__new__")

    def take(self, mutant: Mutant) -> None:
        """Change this process as a mutant says."""
        if mutant.statement_line is None:
            self._take_code(mutant)
        else:
            self._take_names(mutant)
        for one in self.remembering:
            one.cache_clear()

    def _take_code(self, mutant: Mutant) -> None:
        compiled = compile(mutant.tree, str(self.path), "exec", dont_inherit=True)
        swapped = 0
        for code in _within(compiled):
            for function in self.functions.get(_key(code), ()):
                if function.__code__ != code:
                    function.__code__ = code
                    swapped += 1
        if not swapped:
            raise LookupError(f"no running function: {mutant.key}")

    def _take_names(self, mutant: Mutant) -> None:
        """Run one statement of the module's own level, and hand on what it binds."""
        module = self._module()
        changed = _statement(mutant)
        names = names_bound_by(changed)
        before = {name: module.__dict__[name] for name in names}
        only = ast.Module([changed], [])
        exec(compile(only, str(self.path), "exec", dont_inherit=True), module.__dict__)
        for name, old in before.items():
            _hand_over(name, old, module.__dict__[name])

    def _module(self) -> ModuleType:
        return next(
            one
            for one in list(sys.modules.values())
            if getattr(one, "__file__", "") == str(self.path)
        )


def used_in_import(paths: list[Path]) -> frozenset[str]:
    """Return the names from which classes and values are made when these files are imported."""
    return frozenset(
        one.id
        for path in paths
        for statement in ast.parse(path.read_text(encoding="utf-8")).body
        for one in _outside_functions(statement)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)
    )


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    children = ast.iter_child_nodes(node)
    if isinstance(node, ast.FunctionDef):
        defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        children = iter([*node.decorator_list, *defaults])
    for child in children:
        yield from _outside_functions(child)


def _statement(mutant: Mutant) -> ast.stmt:
    return next(one for one in mutant.tree.body if one.lineno == mutant.statement_line)


def _hand_over(name: str, old: object, new: object) -> None:
    for module_name, module in list(sys.modules.items()):
        if module_name.startswith(("wellread", "tests")) and module.__dict__.get(name) is old:
            module.__dict__[name] = new


def _within(code: CodeType) -> list[CodeType]:
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    return [*inner, *(deeper for one in inner for deeper in _within(one))]


def _key(code: CodeType) -> CodeKey:
    return code.co_qualname, code.co_firstlineno
