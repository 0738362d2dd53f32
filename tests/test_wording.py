"""Messages: English for scripts, another language for people, and never a word of a credential mistaken for one."""

import ast
import pickle
import re
from decimal import Decimal
from pathlib import Path

import catalogue as catalogue_tool
import pytest
from babel.messages.catalog import Message as Entry
from catalogue import LOCALES, PACKAGE, compiled, found, read

from wallet import errors
from wallet.cli.failing import _TYPERS
from wallet.errors import WalletError, reason
from wallet.model import Credits
from wallet.report import Code, check, words
from wallet.show import credentials
from wallet.stacks.frameworks import FRAMEWORKS, UNITS
from wallet.wording import Message, Translated, catalogue, counted, joined, languages, recalled, say

LANGUAGES = sorted(languages())
NAMES = re.compile(r"(?<!\{)\{([a-z_0-9]+)")


def test_a_message_is_its_english_text() -> None:
    assert say("{who} has {n} badges", who="Ada", n=3) == "Ada has 3 badges"
    assert say("{ stays") == "{ stays"
    assert [counted(n, "{n} badge", "{n} badges") for n in (0, 1, 2)] == ["0 badges", "1 badge", "2 badges"]
    assert joined(", ", [say("a"), "b"]) == "a, b"


def test_what_systems_and_libraries_say_most_often_is_a_message() -> None:
    for error in (FileNotFoundError(2, "No such file or directory"), IsADirectoryError(21, "Is a directory")):
        assert isinstance(reason(error), Message)
        assert reason(error) == error.strerror.lower()
    assert (reason(OSError(999, "Odd")), reason(OSError())) == ("odd", "unknown reason")
    for text in ("'x' is not a valid int.", "invalid value for '--limit': 'x' is not a valid int range."):
        assert isinstance(recalled(text.rstrip("."), _TYPERS), Message)


def test_places_are_messages_and_so_is_the_lack_of_a_unit() -> None:
    assert all(isinstance(one.place, Message) for one in (*FRAMEWORKS, *UNITS))
    text = credentials._credits(Credits(Decimal(5), "unstated", earned=True))
    assert (text, "without a unit" in text.values.values()) == ("5 without a unit", True)


@pytest.mark.parametrize(
    "message", [say("{"), say("{a} of {b}", a=say("x"), b="{}"), counted(2, "{n} key", "{n} keys")]
)
def test_a_message_travels_between_processes(message: Message) -> None:
    came = pickle.loads(pickle.dumps(message))  # noqa: S301 - our own
    assert (came, came.template, came.plural, dict(came.values)) == (
        message,
        message.template,
        message.plural,
        dict(message.values),
    )


ERRORS = {
    error.__name__ for error in vars(errors).values() if isinstance(error, type) and issubclass(error, WalletError)
} - {"Internal"} | {"Stop"}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_an_error_says_is_a_message(path: Path) -> None:
    """Only what the program contradicts itself about is for its makers alone; a hint may be a bare command."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {one.targets[0]: one.value for one in tree.body if isinstance(one, ast.Assign)}
    constants = {target.id: value for target, value in named.items() if isinstance(target, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
            assert not any(map(is_sentence, node.args)), f"{path}:{node.lineno}: use say() or joined()"
            given = [keyword.value for keyword in node.keywords if keyword.arg == "hint"]
            said = [constants.get(one.id, one) if isinstance(one, ast.Name) else one for one in given]
            hints = [ast.unparse(hint) for hint in said if is_sentence(hint)]
            assert all(re.fullmatch("f?['\"](wallet |--)(?!.*, or ).*", hint) for hint in hints), (
                f"{path}:{node.lineno}"
            )


def is_sentence(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and " " in str(node.value))


@pytest.mark.parametrize("code", Code)
def test_every_hint_is_filled(code: Code) -> None:
    """Also where a check has no details of its own."""
    made = check(code)
    assert "{" not in made.message + made.hint
    for language in LANGUAGES:
        spoken = translated(language)
        assert "{" not in spoken.text(made.message) + spoken.text(made.hint), words(code)


def translated(language: str) -> Translated:
    return Translated(language, LOCALES / language / "wallet.mo")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_nothing_else(language: str) -> None:
    said = {message for message in found() if message[0]}
    there = {(one.id if isinstance(one.id, tuple) else (one.id, "")): one for one in entries(language)}
    assert sorted(said ^ there.keys()) == [], "run: python tests/catalogue.py"
    missing = [one.id for one in there.values() if not all(strings(one))]
    assert missing == [], f"translate in wallet/locales/{language}/wallet.po, then run: python tests/catalogue.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_says_which_language_it_is(language: str) -> None:
    """A copy of another language's file names that one, and its words pass for translations."""
    head = (LOCALES / language / "wallet.po").read_text(encoding="utf-8").partition("\n\n")[0]
    assert f'"Language: {language}\\n"' in head, f"begin one with: python tests/catalogue.py {language}"


def test_a_language_is_spoken_once_nothing_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_tool, "LOCALES", tmp_path)
    assert catalogue_tool.main(["nl"]) == 1
    path = tmp_path / "nl" / "wallet.po"
    assert not path.with_suffix(".mo").exists()
    begun = catalogue_tool.read(path)
    assert {message for message in found() if message[0]} == {
        one.id if isinstance(one.id, tuple) else (one.id, "") for one in begun if one.id
    }
    for one in begun:
        if one.id:
            one.string = tuple(one.id) if isinstance(one.id, tuple) else one.id
    catalogue_tool.write(path, begun)
    assert catalogue_tool.main([]) == 0
    assert Translated("nl", path.with_suffix(".mo")).text(say("not asked")) == "not asked"


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_places_that_the_messages_have(language: str) -> None:
    for one in entries(language):
        ids = one.id if isinstance(one.id, tuple) else (one.id,)
        names = {name for text in ids for name in NAMES.findall(text)}
        for text in strings(one):
            assert set(NAMES.findall(text)) <= names, text
            assert (text[:1] == " ") == (ids[0][:1] == " "), text
            assert (text[-1:] == " ") == (ids[0][-1:] == " "), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_was_translated(language: str) -> None:
    path = LOCALES / language / "wallet.po"
    assert path.with_suffix(".mo").read_bytes() == compiled(read(path)), "run: python tests/catalogue.py"


def entries(language: str) -> list[Entry]:
    return [one for one in read(LOCALES / language / "wallet.po") if one.id]


def strings(one: Entry) -> tuple[str, ...]:
    return tuple(one.string) if isinstance(one.string, (tuple, list)) else (one.string,)


def test_what_a_credential_says_is_never_translated() -> None:
    spoken = translated("de")
    assert spoken.text("not asked") == "not asked"
    assert spoken.text(say("not asked")) != "not asked"
    assert "not asked" in spoken.text(say("no document of {issuer} is saved", issuer="not asked"))


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "de"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_AT@euro"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "de_CH.UTF-8"}, "de"),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "xx:de:en"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "en:de"}, "en"),
        ({"LANG": "de_DE.UTF-8", "WALLET_LANGUAGE": "en"}, "en"),
        ({"WALLET_LANGUAGE": "de"}, "de"),
        ({"WALLET_LANGUAGE": "../../etc"}, "en"),
    ],
)
def test_the_language_is_the_one_that_a_person_set(environment: dict[str, str], language: str) -> None:
    assert catalogue(environment).language == language


def test_scripts_read_english() -> None:
    assert check(Code.NOT_ASKED).message == "not asked"
