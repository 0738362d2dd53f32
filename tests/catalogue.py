"""The catalogue of everything that the program says, for translators.

    python tests/catalogue.py
    python tests/catalogue.py nl

collects the messages from the source, brings ``wallet/locales/*/wallet.po`` up
to date with them, and compiles each to ``wallet.mo``.  With the code of a
language it begins a new one, without any translation.  That is compiled, and so
spoken, once no translation is missing; from then on ``tests/test_wording.py``
fails for each message that has none.
"""

import ast
import inspect
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "wallet"
LOCALES = PACKAGE / "locales"
MESSAGES = {"say": (0,), "Words": (2, 3), "Row": (2, 3), "option": (2,)}
"""Which arguments of which calls are messages."""


def found() -> dict[tuple[str, str], list[str]]:
    """Every message, singular and plural, with the files that say it."""
    messages: dict[tuple[str, str], list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE.parent).as_posix()
        for message in _in(ast.parse(path.read_text(encoding="utf-8")), name):
            places = messages.setdefault(message, [])
            if name not in places:
                places.append(name)
    return messages


def _in(tree: ast.Module, name: str) -> Iterator[tuple[str, str]]:
    constants = _constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node, constants, name)
        elif isinstance(node, ast.FunctionDef) and any(_called(one) == "command" for one in node.decorator_list):
            yield inspect.cleandoc(ast.get_docstring(node) or ""), ""


def _of_call(node: ast.Call, constants: dict[str, str], name: str) -> Iterator[tuple[str, str]]:
    called = _called(node)
    if called in ("counted", "count"):
        one, many = [*(_literal(arg, constants) for arg in node.args[1:3]), "", ""][:2]
        if one and called == "counted":
            yield one, many or ""
        elif one:
            yield "{n} " + one, "{n} " + (many or one + "s")
        return
    wanted = MESSAGES.get(called, ()) if called != "Row" or name.startswith("wallet/cli/") else ()
    literals = [_literal(node.args[n], constants) for n in wanted if n < len(node.args)]
    assert None not in literals, f"{name}:{node.lineno}: what {called}() says is no literal"
    if called in ("Option", "Argument"):
        literals = [_literal(one.value, constants) for one in node.keywords if one.arg == "help"]
    yield from ((text, "") for text in literals if text)


def _constants(tree: ast.Module) -> dict[str, str]:
    """The texts that a module gives a name."""
    pairs = [(node.targets[0], node.value) for node in tree.body if isinstance(node, ast.Assign)]
    pairs += [(node.target, node.value) for node in tree.body if isinstance(node, ast.AnnAssign) and node.value]
    named: dict[str, str] = {}
    for target, value in pairs:
        text = _literal(value, named)
        if isinstance(target, ast.Name) and text is not None:
            named[target.id] = text
    return named


def _literal(node: ast.expr, constants: dict[str, str]) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        both = [_literal(side, constants) for side in (node.left, node.right)]
        return None if None in both else "".join(text or "" for text in both)
    return None


def _called(node: ast.expr) -> str:
    """The name of a function, also of those that are always reached through ``typer``."""
    function = node.func if isinstance(node, ast.Call) else node
    if isinstance(function, ast.Attribute):
        return function.attr if isinstance(function.value, ast.Name) and function.value.id == "typer" else ""
    return getattr(function, "id", "")


def template() -> Catalog:
    """All messages, without translations."""
    catalogue = Catalog(project="wallet", fuzzy=False)
    for (one, many), places in found().items():
        if one:
            catalogue.add((one, many) if many else one, locations=[(place, 0) for place in places])
    return catalogue


def read(path: Path) -> Catalog:
    """A translation."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.name)


def compiled(catalogue: Catalog) -> bytes:
    """A translation as the program reads it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def untranslated(catalogue: Catalog) -> list[Any]:
    """The messages, with both their forms where they count, that a translation has no words for."""
    return [
        one.id
        for one in catalogue
        if one.id and not (all(one.string) if isinstance(one.string, (tuple, list)) else one.string)
    ]


def write(path: Path, catalogue: Catalog) -> None:
    """A translation, with every message that the program says now."""
    catalogue.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    out = io.BytesIO()
    write_po(out, catalogue, width=110, include_lineno=False, sort_output=True)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(out.getvalue())


def main(begun: list[str]) -> int:
    """Begin the languages that are named, bring every one up to date, and print what has no translation."""
    for code in begun:
        path = LOCALES / code / "wallet.po"
        if not path.exists():
            write(path, Catalog(locale=code, project="wallet", fuzzy=False))
    left = 0
    for path in sorted(LOCALES.glob("*/wallet.po")):
        catalogue = read(path)
        write(path, catalogue)
        missing = untranslated(catalogue)
        left += len(missing)
        for message in missing:
            print(f"{path.parent.name}: not translated: {message!r}")
        spoken = path.with_suffix(".mo")
        if not missing or spoken.exists():
            spoken.write_bytes(compiled(catalogue))
        else:
            print(f"{path.parent.name}: {len(missing)} to go until it is spoken; translate them in {path}")
    return int(left > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
