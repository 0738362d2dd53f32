"""The small mistakes a programmer might make: every mutant of a module."""

import ast
import copy
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.Div: ast.Mult,
}  # fmt: skip


class Mutant(NamedTuple):
    """One mistake."""

    path: str
    node: ast.AST
    """What is changed, within ``tree``."""
    made: ast.AST
    tree: ast.Module
    lines: frozenset[int]
    """Of the statement it is in: a test that runs none of them cannot notice."""
    place: str
    """The function or class it is in, or nothing."""

    def __str__(self) -> str:
        return f"{self.path}:{getattr(self.node, 'lineno', 0)}: {_text(self.node)}  ->  {_text(self.made)}"

    def changed(self) -> ast.Module:
        """The module with the mistake in it; spoils ``tree``, so for a child process."""
        return ast.fix_missing_locations(_Replace(self.node, self.made).visit(self.tree))


def mutants(path: str) -> Iterator[Mutant]:
    """Every mutant of one module."""
    tree = ast.parse((ROOT / path).read_text())
    left_alone = _left_alone(tree)
    statements = _innermost(tree, ast.stmt)
    places = _innermost(tree, ast.FunctionDef | ast.ClassDef)
    for node in ast.walk(tree):
        changes = _changes(node) if node not in left_alone else []
        for made in changes:
            line = getattr(node, "lineno", 0)
            lines = frozenset(other for other, within in statements.items() if within is statements[line])
            yield Mutant(path, node, made, tree, lines, getattr(places.get(line), "name", ""))


def _innermost(tree: ast.Module, kind: type[ast.AST] | UnionType) -> dict[int, Any]:
    """The innermost node of a kind on each line; the walk comes to what is within others after them."""
    found: dict[int, Any] = {}
    for node in (node for node in ast.walk(tree) if isinstance(node, kind)):
        start = min(part.lineno for part in [node, *getattr(node, "decorator_list", [])])
        found |= dict.fromkeys(range(start, node.end_lineno + 1), node)
    return found


def _left_alone(tree: ast.Module) -> set[ast.AST]:
    """Annotations, docstrings, ``__all__`` and what only type checkers read."""
    found: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            found.append(node.annotation)
        elif isinstance(node, ast.FunctionDef):
            found += [*node.decorator_list, *([node.returns] if node.returns else [])]
        elif _is_docstring(node) or _is_list_of_names(node) or _is_for_type_checkers(node):
            found.append(node)
        elif isinstance(node, ast.JoinedStr):
            found += [part for part in node.values if isinstance(part, ast.Constant)]
    return {inner for outer in found for inner in ast.walk(outer)}


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_list_of_names(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]


def _is_for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _changes(node: ast.AST) -> list[ast.AST]:
    """What a node may become."""
    if isinstance(node, ast.stmt):
        return _other_statements(node)
    made: list[ast.AST] = []
    match node:
        case ast.Compare(ops=[one]) if type(one) in _COMPARISONS:
            made = [ast.Compare(node.left, [_COMPARISONS[type(one)]()], node.comparators)]
        case ast.BoolOp():
            made = [ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)]
        case ast.UnaryOp(op=ast.Not()):
            made = [node.operand]
        case ast.BinOp() if type(node.op) in _OPERATORS:
            made = [ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)]
        case ast.Constant():
            made = [ast.Constant(value) for value in _other_values(node.value)]
        case ast.IfExp():
            made = [_never(node)]
    return made


def _other_statements(node: ast.stmt) -> list[ast.AST]:
    match node:
        case ast.If() | ast.While():
            return [_never(node)]
        case ast.Return(value=ast.AST()) if ast.unparse(node.value) != "None":
            return [ast.Return(ast.Constant(None))]
        case ast.Raise() | ast.Expr(value=ast.Call()) | ast.AugAssign():
            return [ast.Pass()]
        case ast.Break():
            return [ast.Continue()]
        case ast.Continue():
            return [ast.Break()]
    return []


def _other_values(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1]
    if isinstance(value, str) and value and " " not in value:
        return [value + "X"]
    return [value + b"X"] if isinstance(value, bytes) and value and b" " not in value else []


def _never(node: ast.If | ast.While | ast.IfExp) -> ast.AST:
    """The same without what happens when its condition holds."""
    changed = copy.copy(node)
    changed.test = ast.Constant(value=False)
    return changed


def _text(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split("\n")[0][:90]


class _Replace(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.old:
            return ast.copy_location(self.new, node)
        return self.generic_visit(node)
