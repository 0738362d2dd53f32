"""What is written about the program is so: commands, options, exit codes."""

import ast
import io
import json
import re
import shlex
import sys
import tomllib
from dataclasses import fields
from functools import cache
from inspect import cleandoc
from pathlib import Path
from types import ModuleType

import pytest
from command_desk import desk as command_desk
from platformdirs import macos, unix, windows

from wallet import errors, formats, settings
from wallet.actions import demo
from wallet.actions.guides import TOPICS, guides
from wallet.cli import COMMANDS, GROUPS, run
from wallet.errors import ExitCode, WalletError
from wallet.report import QUESTIONS, Code, Verdict, words
from wallet.show.console import Streams
from wallet.wording import LOCALES, languages

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = {one.topic: one.text for one in guides()}
DOCS = {"README": README, **GUIDES}
TOLD = DOCS | {f"{one.topic} ({language})": one.text for language in languages() for one in guides(language)}
"""In every language."""
EVERYTHING = "\n".join(DOCS.values())
_OPTION = re.compile(r"(?<!\S)--[a-z][a-z-]+")


def command_lines(text: str) -> list[str]:
    """Every line of a fenced block that runs ``wallet``, without its prompt."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    lines = [re.sub(r"^.*&& (\S*/)?(?=wallet )", "", line) for line in lines]
    return [
        line for line in lines if re.match(r"wallet( (?!= )|$)", line) and not line.startswith(("wallet: ", "wallet 0"))
    ]


def command_of(line: str) -> str:
    words = shlex.split(line, comments=True)[1:]
    return " ".join(words[:2]) if words[:1] and words[0] in GROUPS else " ".join(words[:1])


@cache
def help_of(name: str) -> str:
    streams = Streams(io.StringIO(), io.StringIO(), io.StringIO())
    assert run([*name.split(), "--help"], streams) == 0
    return streams.stdout.getvalue()  # type: ignore[attr-defined,no-any-return] # a StringIO


def commands_said(text: str) -> list[str]:
    """Whole command lines: those of fenced blocks, and those between backticks."""
    return [*command_lines(text), *re.findall(r"`(wallet(?: [^`=]+)?)`", text)]


@pytest.mark.parametrize(
    ("name", "line"), [(name, line) for name, text in TOLD.items() for line in commands_said(text)]
)
def test_every_command_line_that_is_written_is_one(name: str, line: str) -> None:
    del name
    line = re.split(r" (?:\||&&|\|\||>) ", line)[0]
    name = command_of(line)
    if name == "backup FILE":
        name = "backup create"  # the usual one of its group
    assert name in COMMANDS or name in ("", "--version", "--help"), line
    known = set(_OPTION.findall(help_of(name))) if name in COMMANDS else {"--version", "--help"}
    assert set(_OPTION.findall(line)) <= known, line


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_told_of_in_the_readme_or_a_topic(name: str) -> None:
    assert re.search(rf"\bwallet {name}\b", EVERYTHING)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_is_in_the_readme_with_its_file(topic: str) -> None:
    assert f"[`{topic}`](wallet/help/{topic}.md)" in README


def test_the_topics_are_all_the_files_there_are() -> None:
    for folder in (ROOT / "wallet/help", *(LOCALES / language / "help" for language in languages())):
        assert {path.stem for path in folder.iterdir()} == set(TOPICS)


def test_the_readme_is_short_and_its_pictures_and_pages_are_there() -> None:
    assert len(README.split()) < 1_000
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / target).is_file(), target


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_has_a_row_in_the_topic_for_scripts(code: ExitCode) -> None:
    found = re.search(rf"^\| {int(code)} \|", GUIDES["scripts"], flags=re.MULTILINE)
    assert found, f"no table row for {code!r}"


@pytest.mark.parametrize("kind", [*WalletError.__subclasses__(), errors.Ambiguous], ids=lambda kind: kind.slug)
def test_every_kind_of_error_stands_beside_its_exit_code(kind: type[WalletError]) -> None:
    row = re.search(rf"^\| {int(kind.exit_code)} \|([^|]*)\|", GUIDES["scripts"], flags=re.MULTILINE)
    assert row
    assert re.search(rf"\b{kind.slug}\b", row[1])


def test_every_variable_is_told_of() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "wallet").rglob("*.py"))
    for name in set(re.findall(r"\bWALLET_[A-Z]+(?:_[A-Z]+)*\b", sources)):
        assert re.search(rf"`{name}(=\w+)?`", GUIDES["scripts"]), name


def test_every_setting_is_told_of_and_the_example_can_be_used(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```", GUIDES["vault"], flags=re.MULTILINE | re.DOTALL)
    (tmp_path / "config.toml").write_text(example, encoding="utf-8")
    settings.read(tmp_path / "config.toml")
    for field in fields(settings.Settings):
        assert f"\n{field.name} = " in f"\n{example}"
        assert f"`{field.name}` " in GUIDES["vault"]


@pytest.mark.parametrize(
    ("system", "kind"), [("Linux", unix.Unix), ("macOS", macos.MacOS), ("Windows", windows.Windows)]
)
def test_where_the_settings_are_is_so_on_each_system(
    system: str, kind: type, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(windows, "get_win_folder", lambda name: {"CSIDL_LOCAL_APPDATA": str(tmp_path / "Local")}[name])
    for name, value in {"HOME": str(tmp_path), "XDG_CONFIG_HOME": ""}.items():
        monkeypatch.setenv(name, value)
    found = kind("wallet", appauthor=False).user_config_path / "config.toml"
    (row,) = re.findall(rf"^\| {system} \| `(.*)` \|$", GUIDES["vault"], flags=re.MULTILINE)
    told = row.replace("\\", "/").replace("%LOCALAPPDATA%", "~/Local").replace("~", str(tmp_path))
    assert Path(told) == Path(str(found).replace("\\", "/"))


@pytest.mark.parametrize("verdict", Verdict)
def test_every_headline_is_explained_with_its_exit_code(verdict: Verdict) -> None:
    row = re.search(rf"^\| {verdict.headline} \|.*\| (\d)[^|]*\|$", GUIDES["verdicts"], flags=re.MULTILINE)
    assert row
    assert int(row[1]) == verdict.exit_code()


@pytest.mark.parametrize("question", QUESTIONS.values())
def test_every_question_is_explained(question: str) -> None:
    assert f"| {question} |" in GUIDES["verdicts"]


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_in_the_help_are_command_lines(name: str) -> None:
    text = help_of(name)
    known = set(_OPTION.findall(text.partition("Example:")[0]))
    for line in text.partition("Example:")[2].strip().splitlines():
        assert command_of(line.strip()) == name
        assert set(_OPTION.findall(line)) <= known, line


def test_showing_ends_with_0_whatever_the_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = command_desk(tmp_path, monkeypatch)
    desk.file("changed.json", Path("statistics.json").read_bytes().replace(b'"Statistics"', b'"Medicine"'))
    assert desk("init").code == 0
    desk("import", "changed.json")
    assert (desk("verify", "changed.json").code, desk("show", "medicine").code) == (ExitCode.REJECTED, ExitCode.OK)
    assert "exit code of `verify` |" in GUIDES["verdicts"]
    assert "`wallet show` ends with 0 whatever the headline" in GUIDES["verdicts"]


def test_the_members_of_a_result_are_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (result,) = command_desk(tmp_path, monkeypatch)("verify", "statistics.json", "--json").data["results"]
    table = GUIDES["scripts"].partition("| member |")[2].partition("## Exit codes")[0]
    told = {
        name
        for row in table.splitlines()
        if row.startswith("| `")
        for name in re.findall(r"`(\w+)`", row[: row.index(" |")])
    }
    assert told == set(result) - {"format", "tier", "at", "role", "pointer"}
    for value in (*Verdict, "unreadable", *{answer["result"] for answer in result["checks"]}):
        assert f"`{value}`" in table


def test_a_pipe_gets_the_symbols_and_no_colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = command_desk(tmp_path, monkeypatch)("verify", "statistics.json").out
    assert "✓" in said
    assert "\x1b" not in said
    assert "the same text without colours" in GUIDES["scripts"]


def test_the_numbers_beside_a_picture_are_those_in_it() -> None:
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", README)
    assert re.search(r"\d+ of \d+", "".join(alt for alt, _ in pictures)), "no number is told beside any picture"
    for alt, target in pictures:
        drawn = (ROOT / target).read_text(encoding="utf-8").replace("&#160;", " ")
        for numbers in re.findall(r"\d+ of \d+", alt):
            assert numbers in drawn
        assert not re.search(r"\b(one|two|three) of (two|three|four)\b", alt), "in digits, as drawn"


def test_the_demo_stack_is_described_as_it_counts() -> None:
    stack = tomllib.loads(demo.STACK)
    for one in stack["require"]:
        assert one["name"].lower().rstrip("s") in stack["description"]


_SUGGESTED = re.compile(r"(?:^|\n {4}|[:,;?] |[`(]|\b(?:or|see|with) )(?=wallet ([a-z]+(?: [^\s,;`)]+)*))")
_PROSE = ("says which ones",)
"""What follows ``, wallet`` in a sentence about the program."""


class Texts(ast.NodeVisitor):
    """Every text of a module, with ``X`` for what is put into it."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.found.append(cleandoc(node.value))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self.found.append("".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values))


def suggested() -> list[str]:
    """Each command line that the source holds for people: hints, messages, help, docstrings."""
    texts = Texts()
    for path in sorted((ROOT / "wallet").rglob("*.py")):
        texts.visit(ast.parse(path.read_text(encoding="utf-8")))
    lines = dict.fromkeys(line for text in texts.found for line in _SUGGESTED.findall(text))
    return [f"wallet {line}" for line in lines if not line.startswith(_PROSE)]


def complaint(line: str) -> str:
    """What is wrong with a command line; empty when it can be pasted."""
    line = re.split(r"(?<!\.)[.:](?: |$)", line)[0]
    words = line.split()[1:]
    name = " ".join(words[:2]) if words[0] in GROUPS else words[0]
    if name not in COMMANDS and words[0] in GROUPS and GROUPS[words[0]].function:
        name = f"{words[0]} {GROUPS[words[0]].function}"
    if name not in COMMANDS:
        return "" if words[0] in GROUPS and words[1:2] == ["..."] else "there is no such command"
    topic = next((word for word in words[1:] if not word.startswith("--")), "TOPIC")
    if name == "help" and topic not in {*TOPICS, *COMMANDS, *GROUPS, "TOPIC", "COMMAND"}:
        return "there is no such topic"
    return " ".join(sorted({*_OPTION.findall(line)} - {*_OPTION.findall(help_of(name))}))


def test_every_command_line_that_is_suggested_is_one() -> None:
    lines = suggested()
    assert len(lines) > 100
    wrong = {line: why for line in lines if (why := complaint(line))}
    assert wrong == {}


@pytest.mark.parametrize("line", ["wallet tell", "wallet stack tell", "wallet help tell", "wallet list --force"])
@pytest.mark.parametrize("before", ["", "to get one: ", "`", "wallet list, or "])
def test_a_command_line_that_is_none_is_seen(before: str, line: str) -> None:
    texts = Texts()
    texts.visit(ast.parse(f"fail(hint=say('{before}{line}'))"))
    assert complaint(f"wallet {_SUGGESTED.findall(texts.found[0])[-1]}")


@pytest.mark.parametrize("code", Code)
def test_hints_of_checks_name_commands(code: Code) -> None:
    for line in re.findall(r"\b(wallet [a-z]+(?: [a-z]+)?)", words(code).hint):
        assert command_of(line) in {*COMMANDS, *GROUPS}, line


def test_the_format_that_the_guide_adds_works(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = re.findall(r"^```python\n(.*?)^```", GUIDES["engineers"], flags=re.MULTILINE | re.DOTALL)[0]
    module = ModuleType("wallet.formats.toy_1")
    exec(code, vars(module))  # noqa: S102 - our own guide
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(formats, "FORMATS", {"toy-1": module.__name__, **formats.FORMATS})
    toy = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential", "ToyCredential"]}
    (tmp_path / "toy.json").write_text(
        json.dumps(toy | {"issuer": "did:example:1", "toy": "Bear", "credentialSubject": {"id": "did:example:2"}})
    )
    streams = Streams(io.TextIOWrapper(io.BytesIO()), io.StringIO(), io.StringIO())
    code = run(["verify", str(tmp_path / "toy.json")], streams)
    assert code == ExitCode.CANNOT_TELL, streams.stderr.getvalue()  # type: ignore[attr-defined] # a StringIO
    assert "  Bear\n" in streams.stdout.getvalue()  # type: ignore[attr-defined] # a StringIO
