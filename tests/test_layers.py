"""The layers of the house: who may import whom, and which library may be used where."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "wallet"

SIBLINGS = {
    "carriers",
    "formats",
    "proofs",
    "keys",
    "status",
    "trust",
    "evidence",
    "net",
    "vault",
    "stacks",
    "share",
    "sync",
}
BELOW = {"report", "model", "errors", "wording"}
MAY_IMPORT = {
    "wording": set(),
    "errors": {"wording"},
    "model": {"errors", "wording"},
    "settings": {"errors", "wording"},
    "codec": {"errors", "wording"},
    "report": {"model", "errors", "wording"},
    "results": BELOW,
    **{sibling: {"codec"} | BELOW for sibling in SIBLINGS},
    "show": {"results"} | BELOW,
    "actions": SIBLINGS | {"codec", "settings", "results"} | BELOW,
    "cli": {"actions", "show", "settings", "results"} | BELOW,
    "__main__": {"cli"},
    "__init__": set(),
}
FENCED = {
    "typer": {"cli"},
    "rich": {"cli", "show"},
    "markdown_it": {"show/markdown"},
    "cryptography": {"proofs/signatures", "keys", "vault/sealing", "vault/slots"},
    "nacl": {"proofs/signatures"},
    "http": {"net"},
    "ssl": {"net"},
    "pypdf": {"carriers"},
    "zxingcpp": {"carriers", "share/qr"},
    "PIL": {"carriers", "share/qr_sequence"},
    "xml": {"codec/strictxml", "carriers/svg", "trust/trusted_lists"},
    "subprocess": {"carriers/child", "cli/editing", "cli/prompts", "sync/processes"},
    "qrcode": {"share"},
    "fpdf": {"share/sheet"},
    "fontTools": {"share/typeface"},
    "jinja2": {"share/exports"},
    "filelock": {"vault/files"},
    "keyring": {"actions/access"},
    "platformdirs": {"settings"},
    "tomli_w": {"settings", "stacks"},
    "socket": {"net"},
    "pickle": set(),
    "tarfile": set(),
}


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def imported(path: Path) -> list[str]:
    """Absolute names of all imports in a module, those inside functions too."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def room(dotted: str) -> str:
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_downward(path: Path) -> None:
    own = path.relative_to(ROOT).with_suffix("").parts[0]
    allowed = MAY_IMPORT[own] | {own, "__init__"}
    for name in imported(path):
        if name.split(".")[0] == "wallet" and name != "wallet.__version__":
            assert room(name) in allowed, f"{own} imports {name}"


def test_only_the_commands_that_may_ask_servers_reach_the_network() -> None:
    users = {path.relative_to(ROOT).as_posix() for path in modules() for name in imported(path) if room(name) == "net"}
    assert {name for name in users if not name.startswith("net/")} <= {"actions/online.py"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_libraries_stay_behind_their_fences(path: Path) -> None:
    own = path.relative_to(ROOT).with_suffix("").as_posix()
    for name in imported(path):
        fence = FENCED.get(name.split(".")[0])
        if fence is not None:
            assert any(own == place or own.startswith(place + "/") for place in fence), f"{own} imports {name}"


def test_the_worker_imports_nothing_of_the_wallet() -> None:
    """It runs alone, where an installed copy would be loaded in place of this one."""
    assert [name for name in imported(ROOT / "carriers/worker.py") if name.split(".")[0] == "wallet"] == []


def test_there_are_no_import_cycles() -> None:
    """Nor any that an import inside a function hides; rows of tables, loaded by name, may know their table."""
    graph = {
        ".".join(("wallet", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in modules()
    }
    edges = {
        name: {target for raw in imported(path) for target in (raw, raw.rpartition(".")[0]) if target in graph} - {name}
        for name, path in graph.items()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name not in done:
            for target in edges[name]:
                visit(target, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())
