"""Putting a changed piece of Python into a running process, without importing anything again."""

import ast
import gc
import sys
from collections import defaultdict
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from mutants.changes import Mutant, names_bound_by

CodeKey = tuple[str, int]


class Running:
    """The functions of a file as this process holds them, decorated or not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.functions: defaultdict[CodeKey, list[FunctionType]] = defaultdict(list)
        self.remembering: list[Any] = []
        for one in gc.get_objects():
            if type(one) is FunctionType and one.__code__.co_filename == str(path):
                self.functions[_key(one.__code__)].append(one)
            elif type(one).__name__ == "_lru_cache_wrapper" and "wellread" in str(one.__module__):
                self.remembering.append(one)

    def is_too_deep(self, mutant: Mutant) -> bool:
        """Whether only a new process can take this change.

        A class, or what a class was made with, is held in places that nobody could find.
        """
        if mutant.statement_line is None:
            return False
        return isinstance(_statement(mutant), ast.ClassDef) or self.path.name == "schema.py"

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
