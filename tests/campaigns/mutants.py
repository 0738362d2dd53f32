"""Mutation testing of the code that verdicts rest on: is every small mistake in it noticed by a test?

    python tests/campaigns/mutants.py --sample 400 --seed 1        # of all modules
    python tests/campaigns/mutants.py wallet/codec/jose.py          # every mutant of one module

Each mutant changes one comparison, operator, constant, condition, return value
or statement.  Words for people, which have a space in them, and annotations are
left as they are.  A mutant is killed when a test of its room fails or never
ends; survivors are printed with their line.  Nothing is written: the
changed module is put in its place as it is imported, in a child of its own.
Exits 1 below a score of 90 %.
"""

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import os
import random
import resource
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ROOMS = {
    "wallet/codec": ["tests/codec"],
    "wallet/proofs": ["tests/proofs"],
    "wallet/keys": ["tests/keys", "tests/proofs/test_jws.py", "tests/proofs/test_embedded.py"],
    "wallet/status": ["tests/status/test_status.py"],
    "wallet/trust": ["tests/trust"],
    "wallet/report.py": ["tests/test_verdict.py", "tests/actions", "tests/show"],
    "wallet/actions/judge.py": [
        "tests/actions/test_parts.py",
        "tests/actions/test_judge.py",
        "tests/test_fail_open.py",
    ],
}
"""Where verdicts are made -> the tests that must notice; the one named like the module is asked first."""
SECONDS = 150
"""Of processor time, for any room's tests; the slowest take a fifth of it."""
ENOUGH = 0.9

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

    def __str__(self) -> str:
        return f"{self.path}:{getattr(self.node, 'lineno', 0)}: {_text(self.node)}  ->  {_text(self.made)}"

    def changed(self) -> ast.Module:
        """The module with the mistake in it; spoils ``tree``, so for a child process."""
        return ast.fix_missing_locations(_Replace(self.node, self.made).visit(self.tree))


def mutants(path: str) -> Iterator[Mutant]:
    """Every mutant of one module."""
    tree = ast.parse((ROOT / path).read_text())
    left_alone = _left_alone(tree)
    for node in ast.walk(tree):
        if node not in left_alone:
            yield from (Mutant(path, node, made, tree) for made in _changes(node))


def _left_alone(tree: ast.Module) -> set[ast.AST]:
    """Annotations, docstrings, ``__all__`` and what only type checkers read."""
    found: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            found.append(node.annotation)
        elif isinstance(node, ast.FunctionDef):
            found += [*node.decorator_list, *([node.returns] if node.returns else [])]
        elif _is_docstring(node) or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            found.append(node)
        elif isinstance(node, ast.JoinedStr):
            found += [part for part in node.values if isinstance(part, ast.Constant)]
    return {inner for outer in found for inner in ast.walk(outer)}


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


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
        case ast.Return(value=ast.AST()):
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


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the mutant where its module is asked for."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self.name:
            return None
        place = ROOT / self.mutant.path
        inside = [str(place.parent)] if place.stem == "__init__" else None
        return importlib.util.spec_from_file_location(name, place, loader=self, submodule_search_locations=inside)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.changed(), str(ROOT / self.mutant.path), "exec"), module.__dict__)  # noqa: S102


def is_killed(mutant: Mutant | None, tests: list[str]) -> bool:
    """Whether a test fails on it, or on the code as it is, asked in a child process."""
    child = os.fork()
    if not child:
        if mutant is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))  # one that never ends is noticed as well
            sys.meta_path.insert(0, _Changed(mutant))
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        import pytest

        os._exit(int(pytest.main(["-x", "-q", "-n0", "-p", "no:cacheprovider", *tests])))
    return os.waitpid(child, 0)[1] != 0


def tests_of(path: str) -> list[list[str]]:
    """The tests of a module, which notice most, and those of its whole room."""
    room = next(room for room in ROOMS if path.startswith(room))
    own = [str(Path(test) / f"test_{Path(path).stem}.py") for test in ROOMS[room]]
    return [tests for tests in ([test for test in own if (ROOT / test).is_file()], ROOMS[room]) if tests]


def modules() -> list[str]:
    """Every module of the rooms."""
    found = [path for room in ROOMS for path in ([ROOT / room] if room.endswith(".py") else (ROOT / room).glob("*.py"))]
    return sorted(str(path.relative_to(ROOT)) for path in found)


def main() -> int:
    """Print survivors as they are found, and the score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--sample", type=int, default=0, help="how many mutants, drawn from all; 0 for every one")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sys.dont_write_bytecode = True
    import pyld  # type: ignore[import-untyped]  # noqa: F401 - loaded once for all children, as is what follows
    import pytest  # noqa: F401

    found = [mutant for path in options.modules or modules() for mutant in mutants(path)]
    if options.sample:
        found = random.Random(options.seed).sample(found, min(options.sample, len(found)))
    for tests in {tuple(ROOMS[room]) for room in ROOMS if any(mutant.path.startswith(room) for mutant in found)}:
        if is_killed(None, list(tests)):
            parser.error(f"these fail without any mistake: {' '.join(tests)}")
    killed = 0
    for number, mutant in enumerate(found, start=1):
        if any(is_killed(mutant, tests) for tests in tests_of(mutant.path)):
            killed += 1
        else:
            print(f"{mutant}   [{killed} of {number} killed]", flush=True)
        if number % 10 == 0:
            print(f"{killed} of {number} killed so far", file=sys.stderr, flush=True)
    print(f"{killed} of {len(found)} mutants killed: {killed / len(found):.1%}")
    return killed < ENOUGH * len(found)


if __name__ == "__main__":
    sys.exit(main())
