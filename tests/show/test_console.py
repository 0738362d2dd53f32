"""The console: one way out, escaped; colours by choice; no character that the stream cannot take."""

import io
import os
from collections.abc import Mapping
from typing import Any

import pytest
from show_samples import Piped, pipe, screen

from wallet.errors import Ambiguous, Unwritable
from wallet.show.console import ClosedPipe, Console, complain, warn
from wallet.wording import say


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


class Narrow(io.StringIO):
    encoding = "cp1252"


class Broken(io.StringIO):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def write(self, _: str) -> int:
        raise self.error


XTERM: Mapping[str, str] = {"TERM": "xterm-256color"}


def said(console: Console) -> str:
    stream: Any = console.stream
    return str(stream.getvalue())


def test_styles_appear_on_a_terminal_and_nowhere_else() -> None:
    for stream, plain, environment, expected in [
        (Terminal(), False, XTERM, "\x1b[32mok\x1b[0m done\n"),
        (Terminal(), True, XTERM, "ok done\n"),
        (Terminal(), False, {**XTERM, "NO_COLOR": "1"}, "ok done\n"),
        (Terminal(), False, {"TERM": "dumb"}, "ok done\n"),
        (io.StringIO(), False, XTERM, "ok done\n"),
    ]:
        console = Console(stream, environment, plain=plain)
        console.line(("ok", "good"), " done")
        assert said(console) == expected


def test_an_empty_no_color_means_nothing() -> None:
    assert Console(Terminal(), {**XTERM, "NO_COLOR": ""}).styled


@pytest.mark.parametrize("style", ["", "bad"])
def test_every_piece_is_escaped(style: str) -> None:
    console = Console(Terminal(), {"TERM": "dumb"})
    console.line(("[/x][link=http://e]:smiley:\x1b[2J\n\u202e", style))
    assert said(console) == "[/x][link=http://e]:smiley:\\u{1b}[2J\\u{a}\\u{202e}\n"


def test_a_stream_of_few_characters_gets_what_it_can_take() -> None:
    console = Console(Narrow())
    console.line("Zoë ✓ 数")
    assert said(console) == "Zoë \\u2713 \\u6570\n"
    assert not console.wide


def test_width_comes_from_the_environment_on_terminals_only() -> None:
    assert Console(Terminal(), {"COLUMNS": "120"}).width == 120
    assert Console(Terminal(), {"COLUMNS": "nonsense"}).width == 80
    assert Console(io.StringIO(), {"COLUMNS": "120"}).width > 1000


def test_a_closed_pipe_is_told_from_a_full_disk() -> None:
    with pytest.raises(ClosedPipe):
        Console(Broken(BrokenPipeError())).line("x")
    with pytest.raises(Unwritable, match="no space left"):
        Console(Broken(OSError(28, "No space left on device"))).line("x")
    with pytest.raises(Unwritable, match="closed"):
        Console(Broken(ValueError("I/O operation on closed file"))).line("x")


def test_an_error_reads_in_one_voice() -> None:
    console = Console(io.StringIO())
    complain(
        console, Ambiguous("'data' matches 2 credentials", ("abc  Data I", "def  Data\x1b II"), hint="wallet show abc")
    )
    warn(console, "the clock is behind\n")
    assert said(console) == (
        "wallet: error: 'data' matches 2 credentials\n"
        "  abc  Data I\n"
        "  def  Data\\u{1b} II\n"
        "wallet: hint: wallet show abc\n"
        "wallet: warning: the clock is behind\\u{a}\n"
    )


def test_what_is_wrong_is_broken_between_words_and_never_within_a_path() -> None:
    console = Console(Terminal(), {**XTERM, "COLUMNS": "40"})
    path = "/a/folder/with/a/name/that/is/wider/than/the/screen"
    complain(console, Unwritable("this sentence is wider than the screen is", hint="make it wider: wallet list --all"))
    warn(console, f"cannot be written: {path} is there")
    assert said(console) == (
        "wallet: error: this sentence is wider\nthan the screen is\n"
        "wallet: hint: make it wider:\nwallet list --all\n"
        f"wallet: warning: cannot be written: {path} is there\n"
    )


def test_bytes_go_to_a_pipe_as_they_are_and_to_a_terminal_escaped() -> None:
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    console = Console(pipe)
    console.line("before")
    console.binary(b"\x1b\xff\r\n")
    pipe.flush()
    assert pipe.buffer.getvalue() == b"before" + os.linesep.encode() + b"\x1b\xff\r\n"
    screen = Console(Terminal(), XTERM)
    screen.binary("é\x1b\n".encode())
    assert said(screen) == "é\\u{1b}\n"


@pytest.mark.parametrize(
    ("environment", "plain", "coloured"),
    [
        ({"TERM": "xterm"}, False, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False, False),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "xterm", "WALLET_PLAIN": "1"}, True, False),
    ],
    ids=str,
)
def test_who_sees_and_who_hears(environment: dict[str, str], plain: bool, coloured: bool) -> None:  # noqa: FBT001 - a case
    console = Console(Terminal(), environment)
    assert (console.plain, console.styled) == (plain, coloured)
    assert console.erases is not plain, "without colours a line can still be taken off the screen"


def test_a_dumb_terminal_does_not_change_what_goes_to_a_file() -> None:
    assert not Console(Piped(), {"TERM": "dumb"}).plain


def test_for_the_ear_there_are_words_in_place_of_symbols_and_columns() -> None:
    console = Console(Piped(), {}, plain=True)
    console.line(console.sign("✓", "+", "met: "), "Statistics", "    ", "filled")
    console.line((console.label("wallet", 9), "dim"), "/w")
    console.records([[("ref", "abc"), ("note", "")], [("ref", "def")]])
    assert said(console) == "met: Statistics filled\nwallet: /w\nref: abc\n\nref: def\n"


def test_a_terminal_is_given_no_command_to_break() -> None:
    command = "wallet refresh --context " + "0f" * 32
    console = screen(60)
    console.line((say("    keep it if you trust its publisher: {command}", command=command), "dim"))
    console.line(say("short enough: wallet list"))
    console.line("a\nb: ", "wallet list " * 9)
    assert said(console).splitlines()[:3] == [
        "    keep it if you trust its publisher:",
        f"    {command}",
        "short enough: wallet list",
    ]
    into = pipe()
    into.line(say("keep it if you trust its publisher: {command}", command=command))
    assert said(into) == f"keep it if you trust its publisher: {command}\n"


def test_a_sentence_is_broken_between_words_whatever_its_pieces_look_like() -> None:
    console = Console(Terminal(), {**XTERM, "COLUMNS": "40"})
    console.line(say("left out: {name}: it is a picture without a badge inside", name="heart\xa0of gold.png"))
    again = say("; to read all of them again: wallet check")
    console.line("  ", (say("nothing is wrong with these"), "good"), (again, "dim"))
    assert said(console) == (
        "left out: heart of gold.png: it is a\npicture without a badge inside\n"
        "  \x1b[32mnothing is wrong with these\x1b[0m\x1b[2m; to read\x1b[0m\n"
        "  \x1b[2mall of them again:\x1b[0m\n"
        "  \x1b[2mwallet check\x1b[0m\n"
    )


def test_what_is_no_sentence_of_ours_or_holds_a_long_path_is_left_to_the_terminal() -> None:
    console = Console(Terminal(), {**XTERM, "COLUMNS": "40"})
    example = '    { name = "Statistics", match = { name = "Stat*" } },'
    path = say("written to {path} just now", path="/a/folder/with/a/name/that/is/wider/than/the/screen")
    console.line(example)
    console.line(path)
    assert said(console) == f"{example}\n{path}\n"
    piped = Console(io.StringIO(), {"COLUMNS": "40"})
    piped.line(say("a sentence in a file is in one line, however long it may be"))
    assert said(piped).count("\n") == 1


def test_a_question_is_broken_between_words_and_leaves_the_cursor_behind_it() -> None:
    console = Console(Terminal(), {**XTERM, "COLUMNS": "40"})
    assert console.prompt(say("Passphrase: ")) == "Passphrase: "
    assert console.prompt(say("Press Enter when you have it on paper; it is then cleared here. ")) == (
        "Press Enter when you have it on paper;\nit is then cleared here. "
    )


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", "abcdef..."), ("cp1252", "abcdefgh…"), ("utf-8", "abcdefgh…")]
)
def test_a_cut_text_fits_whatever_the_stream_can_draw(encoding: str, shown: str) -> None:
    stream = Narrow()
    stream.encoding = encoding
    console = Console(stream, {})
    console.line(console.clip("abcdefghijkl", 9), "|", console.fit("ab", 3), "|")
    assert said(console) == f"{shown}|ab |\n"


def test_what_the_stream_spells_out_is_fitted_as_it_is_spelled() -> None:
    stream = Narrow()
    stream.encoding = "ascii"
    console = Console(stream, {})
    console.line(console.clip("caf\u00e9 du monde", 12), "|", console.fit("\u00e9", 6), "|")
    assert said(console) == "caf\\xe9 d...|\\xe9  |\n"
    console.line("cut elsewhere…")
    assert said(console).endswith("cut elsewhere...\n")
