"""Small faults in Python: each a change of one node of a file's syntax tree."""

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OTHER_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OTHER_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
# Words for readers, which their catalogues' tests hold, and the reference's descriptions.
PROSE = frozenset({"says", "gettext", "ngettext", "pgettext", "gettext_lazy", "ngettext_lazy"})
# Remembering is no behaviour; a slower answer is the same.
REMEMBERING = frozenset({"lru_cache", "cache", "cached_property"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: where it is, what it does, and how it is put into a running process."""

    file: str
    owner: str
    change: str
    lines: tuple[int, int]
    tree: ast.Module
    # Where the module's own statement begins in which it lies, when no function's body holds it.
    statement_line: int | None

    @property
    def key(self) -> str:
        """A name that outlives changes elsewhere in the file."""
        return f"{self.file} {self.owner}: {self.change}"


def mutants_of(path: Path, name: str) -> list[Mutant]:
    """Return every mutant of a file, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    seen: Counter[str] = Counter()
    found = []
    for place in _places(tree):
        for new in _others(place.node):
            changed = _replaced(tree, place.node, new)
            told = f"`{_shown(place.node)}` -> `{_shown(new)}`"
            seen[f"{place.owner}{told}"] += 1
            nth = seen[f"{place.owner}{told}"]
            mutant = Mutant(
                file=name,
                owner=place.owner,
                change=told if nth == 1 else f"{told} ({nth})",
                lines=_lines(place.statement),
                tree=changed,
                statement_line=None if place.in_function else place.top.lineno,
            )
            found.append(mutant)
    return found


@dataclass(frozen=True, slots=True)
class Place:
    """A node that may be changed, with what surrounds it."""

    node: ast.AST
    owner: str
    statement: ast.stmt
    top: ast.stmt
    in_function: bool


def _places(tree: ast.Module) -> Iterator[Place]:
    for top in tree.body:
        if not isinstance(top, ast.Import | ast.ImportFrom):
            yield from _below(top, _named(top), top, top, in_function=False)


def _below(
    node: ast.AST, owner: str, statement: ast.stmt, top: ast.stmt, *, in_function: bool
) -> Iterator[Place]:
    if isinstance(node, ast.stmt):
        statement = node
    if _is_prose(node):
        return
    if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
        yield Place(node, owner, statement, top, in_function)
    if isinstance(node, ast.FunctionDef):
        inner = owner if node is top else f"{owner}.{node.name}"
        for one in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            yield from _below(one, inner, statement, top, in_function=in_function)
        for one in node.decorator_list:
            if not _remembers(one):
                yield Place(one, inner, statement, top, in_function=in_function)
        for each in _body(node):
            yield from _below(each, inner, each, top, in_function=True)
        return
    if isinstance(node, ast.ClassDef):
        inner = owner if node is top else f"{owner}.{node.name}"
        for word in node.keywords:
            yield from _below(word, inner, statement, top, in_function=in_function)
        for each in _body(node):
            yield from _below(each, inner, each, top, in_function=in_function)
        return
    if isinstance(node, ast.AnnAssign) and in_function:
        # A local's type says nothing to the interpreter.
        if node.value:
            yield from _below(node.value, owner, statement, top, in_function=True)
        return
    for child in _without_meanings(node) if not in_function else ast.iter_child_nodes(node):
        yield from _below(child, owner, statement, top, in_function=in_function)


def _without_meanings(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is below, but for the sentence beside a word, which the reference repeats."""
    children = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Tuple) and len(node.elts) == 2 and _is_sentence(node.elts[1]):
        children = [node.elts[0]]
    yield from children


def _is_sentence(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and str(node.value).endswith(".")


def _body(node: ast.FunctionDef | ast.ClassDef) -> list[ast.stmt]:
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body


def _named(statement: ast.stmt) -> str:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return statement.name
    return " ".join(names_bound_by(statement)) or "(module)"


def names_bound_by(statement: ast.stmt) -> list[str]:
    """Return the names that a statement of the module's own level binds."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    names = [one for target in targets if target for one in ast.walk(target)]
    return [one.id for one in names if isinstance(one, ast.Name)]


def _is_prose(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in PROSE


def _remembers(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called).split(".")[-1] in REMEMBERING


def _others(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        yield from _other_comparisons(node)
    elif isinstance(node, ast.BoolOp):
        other: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(other, node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in OTHER_OPERATORS:
        yield ast.BinOp(node.left, OTHER_OPERATORS[type(node.op)](), node.right)
    elif isinstance(node, ast.AugAssign) and type(node.op) in OTHER_OPERATORS:
        yield ast.AugAssign(node.target, OTHER_OPERATORS[type(node.op)](), node.value)
        yield ast.Assign([node.target], node.value)
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node)
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        yield from _other_conditions(node)
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield ast.comprehension(node.target, node.iter, [], node.is_async)
    elif isinstance(node, ast.Return) and node.value and not _is_nothing(node.value):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Assign | ast.AugAssign) and not _is_none(node.value):
        yield from _other_assignments(node)
    elif _is_deed(node):
        yield ast.Pass()
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Break):
        yield ast.Continue()


def _other_comparisons(node: ast.Compare) -> Iterator[ast.AST]:
    for place, operator in enumerate(node.ops):
        for other in OTHER_COMPARISONS[type(operator)]:
            yield ast.Compare(
                node.left, [*node.ops[:place], other(), *node.ops[place + 1 :]], node.comparators
            )


def _other_constants(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
    elif isinstance(value, str):
        yield ast.Constant(f"XX{value}XX" if value else "XX")
    elif isinstance(value, bytes):
        yield ast.Constant(b"XX" + value)


def _other_conditions(node: ast.If | ast.While | ast.IfExp) -> Iterator[ast.AST]:
    # Comparisons and `not` have their own changes; `and` and `or` one for each side.
    if not isinstance(node.test, ast.Compare | ast.UnaryOp):
        changed = copy.copy(node)
        changed.test = ast.UnaryOp(ast.Not(), node.test)
        yield changed


def _other_assignments(node: ast.Assign | ast.AugAssign) -> Iterator[ast.AST]:
    if isinstance(node, ast.Assign) and not isinstance(node.value, ast.Constant):
        yield ast.Assign(node.targets, ast.Constant(None))


def _is_deed(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call | ast.Yield)
    return isinstance(node, ast.Raise) and node.exc is not None


def _is_nothing(node: ast.expr) -> bool:
    """Whether every caller takes it for None: a plain False has a change of its own."""
    return isinstance(node, ast.Constant) and node.value in {None, False}


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _replaced(tree: ast.Module, old: ast.AST, new: ast.AST) -> ast.Module:
    """Return the tree with one node replaced; all beside the way to it stays shared."""
    changed = _with(tree, old, new)
    if not isinstance(changed, ast.Module) or changed is tree:
        raise LookupError(f"not in the file: {ast.unparse(old)}")
    return changed


def _with(node: ast.AST, old: ast.AST, new: ast.AST) -> ast.AST:
    if node is old:
        return ast.fix_missing_locations(ast.copy_location(new, old))
    for name, value in ast.iter_fields(node):
        parts = value if isinstance(value, list) else [value]
        for place, part in enumerate(parts):
            if not isinstance(part, ast.AST):
                continue
            found = _with(part, old, new)
            if found is not part:
                outer = copy.copy(node)
                rest = [*parts[:place], found, *parts[place + 1 :]]
                setattr(outer, name, rest if isinstance(value, list) else found)
                return outer
    return node


def _lines(statement: ast.stmt) -> tuple[int, int]:
    body = getattr(statement, "body", None)
    last = statement.end_lineno or statement.lineno
    if body and not isinstance(statement, ast.FunctionDef | ast.ClassDef):
        last = max(statement.lineno, body[0].lineno - 1)
    return statement.lineno, last


def _shown(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While):
        word = "if" if isinstance(node, ast.If) else "while"
        return f"{word} {ast.unparse(node.test)}"
    if isinstance(node, ast.comprehension):
        return ast.unparse(node).strip()
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return repr(node.value)
    return " ".join(ast.unparse(node).split())
