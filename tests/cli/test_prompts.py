"""Where passphrases come from, and that no named source ever turns into a question."""

import io
import os
import pty
import shlex
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from command_desk import desk as command_desk

from wallet.cli import prompts
from wallet.cli.invocation import Invocation
from wallet.errors import Damaged, Locked, UsageError
from wallet.show.console import Streams

PYTHON = sys.executable


def invocation(stdin: bytes = b"", environment: dict[str, str] | None = None, **options: Any) -> Invocation:
    text = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    one = Invocation(Streams(text, io.StringIO(), io.StringIO()), environment or {})
    one.begin("list", options)
    return one


def secret_file(tmp_path: Path, content: bytes = b"horse\n", mode: int = 0o600, name: str = "secret") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    path.chmod(mode)
    return str(path)


def given(one: Invocation) -> bytes:
    return prompts.unlock(one, lambda secret: secret)


def test_sources_in_their_order(tmp_path: Path) -> None:
    environment = {
        "WALLET_PASSWORD_COMMAND": f"{PYTHON} -c 'print(\"from-variable-command\")'",
        "WALLET_PASSWORD_FILE": secret_file(tmp_path, b"from-variable-file", name="v"),
    }
    command = f"{PYTHON} -c 'print(\"from-option\")'"
    file = secret_file(tmp_path, b"from-file\n")
    assert given(invocation(environment=environment, password_command=command)) == b"from-option"
    assert given(invocation(environment=environment, password_file=file)) == b"from-file"
    assert given(invocation(environment=environment)) == b"from-variable-command"
    del environment["WALLET_PASSWORD_COMMAND"]
    assert given(invocation(environment=environment)) == b"from-variable-file"


def test_an_empty_name_is_no_reason_to_take_another_source(tmp_path: Path) -> None:
    """What a script's unset variable leaves must not open the wallet with another passphrase."""
    environment = {"WALLET_PASSWORD_FILE": secret_file(tmp_path)}
    with pytest.raises(Locked, match="its name is empty"):
        given(invocation(environment=environment, password_file=""))
    with pytest.raises(Locked, match="it cannot be run"):
        given(invocation(environment=environment, password_command=""))


def test_what_gave_no_passphrase_is_named(tmp_path: Path) -> None:
    """The file, where there is one; else what named it, as the name may be a passphrase in the wrong place."""
    with pytest.raises(Locked, match=r"from the password file .*/secret: "):
        given(invocation(password_file=secret_file(tmp_path, b"")))
    missing = {"WALLET_PASSWORD_FILE": "correct horse"}
    with pytest.raises(Locked, match="from the file that WALLET_PASSWORD_FILE names: no such file") as caught:
        given(invocation(environment=missing))
    assert "horse" not in caught.value.message
    with pytest.raises(Locked, match="from the file that --new-password-file names: no such file"):
        prompts.new_from_file(invocation(), str(tmp_path / "missing"))


def test_a_folder_is_no_password_file(tmp_path: Path) -> None:
    with pytest.raises(Locked, match="it is a folder"):
        given(invocation(password_file=str(tmp_path)))


def test_two_options_exclude_each_other(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        given(invocation(password_command="true", password_file=secret_file(tmp_path)))


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        (b"horse", b"horse"),
        (b"horse\n", b"horse"),
        (b"horse\r\n", b"horse"),
        (b"horse\n\n", b"horse\n"),
        (b" horse ", b" horse "),
        ("pa\u0308ss".encode(), "p\u00e4ss".encode()),
        (b"x" * 1024, b"x" * 1024),
    ],
)
def test_one_newline_goes_and_the_rest_is_the_passphrase(tmp_path: Path, content: bytes, secret: bytes) -> None:
    assert given(invocation(password_file=secret_file(tmp_path, content))) == secret
    assert given(invocation(stdin=content, password_file="-")) == secret


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"\n", "empty"), (b"\xff", "UTF-8"), (b"x" * 1025, "1,024"), (b"x" * 5000, "4 KiB")],
)
def test_what_is_no_passphrase_is_refused_without_a_prompt(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(Locked, match=reason) as caught:
        given(invocation(password_file=secret_file(tmp_path, content)))
    assert caught.value.kind == "password_source_failed"
    assert caught.value.exit_code == 12


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    name = secret_file(tmp_path, mode=mode)
    with pytest.raises(Locked, match="others may read it") as caught:
        given(invocation(password_file=name))
    assert caught.value.hint == f"keep it to yourself: chmod 600 {name}"


def test_a_missing_file_is_an_error_not_a_prompt(tmp_path: Path) -> None:
    with pytest.raises(Locked, match="no such file"):
        given(invocation(password_file=str(tmp_path / "absent")))


def test_a_descriptor_is_a_file() -> None:
    read, write = os.pipe()
    os.write(write, b"horse\n")
    os.close(write)
    try:
        assert given(invocation(password_file=f"/dev/fd/{read}")) == b"horse"
    finally:
        os.close(read)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("/no/such/program", "cannot be run"),
        ("", "cannot be run"),
        ("'unclosed", "cannot be run"),
        (f"{PYTHON} -c 'raise SystemExit(3)'", "exit code 3"),
        (f"{PYTHON} -c \"print('x' * 5000)\"", "4 KiB"),
        (f"{PYTHON} -c pass", "empty"),
    ],
)
def test_a_command_that_fails_is_an_error_not_a_prompt(command: str, reason: str) -> None:
    environment = {"WALLET_PASSWORD_COMMAND": command or " "}
    with pytest.raises(Locked, match=reason):
        given(invocation(environment=environment))


def test_a_command_gets_no_shell_and_no_standard_input(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    echo = f"{PYTHON} -c 'import sys; print(sys.argv[1:], len(sys.stdin.read()))' ; touch {witness}"
    assert given(invocation(stdin=b"typed", password_command=echo)) == f"[';', 'touch', '{witness}'] 0".encode()
    assert not witness.exists()


def test_a_command_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts, "COMMAND_SECONDS", 0.05)
    with pytest.raises(Locked, match="longer than"):
        given(invocation(password_command=f"{PYTHON} -c 'import time; time.sleep(30)'"))


def test_a_named_source_gets_one_try(tmp_path: Path) -> None:
    tries = []

    def opener(secret: bytes) -> None:
        tries.append(secret)
        raise Locked("wrong passphrase", slug="wrong_secret")

    with pytest.raises(Locked):
        prompts.unlock(invocation(password_file=secret_file(tmp_path)), opener)
    assert tries == [b"horse"]


def test_no_input_forbids_to_ask() -> None:
    with pytest.raises(Locked, match="--no-input forbids") as caught:
        given(invocation(no_input=True))
    assert "--password-file" in str(caught.value.hint)


def test_without_a_terminal_there_is_nobody_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts, "_terminal", lambda: False)
    with pytest.raises(Locked, match="no terminal"):
        given(invocation())


class Typist:
    """A person at the terminal who types these, one after the other."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
        self.answers = list(answers)
        self.waited: list[float] = []
        monkeypatch.setattr(prompts, "_terminal", lambda: True)
        monkeypatch.setattr("getpass.getpass", self.type)
        monkeypatch.setattr(time, "sleep", self.waited.append)

    def type(self, _question: str) -> str:
        return self.answers.pop(0)


def right(secret: bytes) -> bytes:
    if secret != b"horse":
        raise Locked("wrong passphrase", slug="wrong_secret")
    return secret


def test_a_person_gets_three_tries_each_after_a_longer_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    typist = Typist(monkeypatch, "a", "b", "horse")
    assert prompts.unlock(invocation(), right) == b"horse"
    assert typist.waited == [1.0, 2.0]
    typist = Typist(monkeypatch, "a", "b", "c", "horse")
    with pytest.raises(Locked):
        prompts.unlock(invocation(), right)
    assert typist.answers == ["horse"]


def test_who_only_presses_enter_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    Typist(monkeypatch, "", "horse")
    one = invocation()
    assert prompts.unlock(one, right) == b"horse"
    assert "nothing was typed" in one.streams.stderr.getvalue()  # type: ignore[attr-defined] # a StringIO
    Typist(monkeypatch, "", "horse battery", "", "horse battery")
    assert prompts.new_passphrase(invocation()) == b"horse battery"
    typist = Typist(monkeypatch, "", "", "", "horse")
    with pytest.raises(Locked, match="no passphrase was typed"):
        prompts.unlock(invocation(), right)
    assert typist.answers == ["horse"]


def test_another_failure_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    typist = Typist(monkeypatch, "a", "b")

    def opener(_: bytes) -> None:
        raise Damaged("header altered")

    with pytest.raises(Damaged):
        prompts.unlock(invocation(), opener)
    assert typist.answers == ["b"]


def test_a_new_passphrase_is_typed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    Typist(monkeypatch, "horse", "hose", "horse", "horse")
    one = invocation()
    assert prompts.new_passphrase(one) == b"horse"
    assert "the two differ" in one.streams.stderr.getvalue()  # type: ignore[attr-defined] # a StringIO
    assert "a short passphrase" in one.streams.stderr.getvalue()  # type: ignore[attr-defined] # a StringIO
    Typist(monkeypatch, "horse battery", "horse battery")
    assert prompts.new_passphrase(other := invocation()) == b"horse battery"
    assert other.streams.stderr.getvalue() == ""  # type: ignore[attr-defined] # a StringIO
    Typist(monkeypatch, "a", "b", "c", "d", "e", "f")
    with pytest.raises(Locked, match="no passphrase was chosen"):
        prompts.new_passphrase(invocation())


def test_the_terminal_is_asked_without_echo() -> None:
    """On a real pseudo-terminal: the question appears, the answer does not."""
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover - in the child
        try:
            secret = prompts.ask(invocation(), "Passphrase: ")
            os.write(1, b"len=%d" % len(secret))
        finally:
            os._exit(0)
    seen = os.read(terminal, 100)
    time.sleep(0.1)
    os.write(terminal, b"horse\n")
    while chunk := _read(terminal):
        seen += chunk
    os.waitpid(child, 0)
    assert b"Passphrase: " in seen
    assert b"len=5" in seen
    assert b"horse" not in seen


@pytest.mark.parametrize(
    ("key", "code", "after"), [(b"\x03", 130, b""), (b"\x04", 12, b"wallet: error: ")], ids=["ctrl-c", "ctrl-d"]
)
def test_a_question_that_is_left_ends_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: bytes, code: int, after: bytes
) -> None:
    """The shell's prompt starts in a line of its own, and so does an error."""
    monkeypatch.setenv("WALLET_LANGUAGE", "en")
    argv = [sys.executable, "-m", "wallet", "init", "--wallet", str(tmp_path / "w")]
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover - in the child
        os.execv(argv[0], argv)  # noqa: S606 - on a terminal of its own
    seen = _read(terminal)
    time.sleep(0.2)
    os.write(terminal, key)
    while chunk := _read(terminal):
        seen += chunk
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == code
    assert b"New passphrase: \r\n" + after in seen


@pytest.mark.parametrize("command", ["verify -", "import -", "note statistics -", "contexts check -"])
def test_who_is_to_type_is_told_or_nobody_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    desk = command_desk(tmp_path, monkeypatch).fill()
    badge = Path("statistics.json").read_bytes()
    assert "Type or paste" not in desk(*command.split(), stdin=badge).err, "it comes from a pipe"
    desk.terminal = True
    said = desk(*command.split(), stdin=badge)
    assert (said.code, "Type or paste it here, and end with Enter and Ctrl-D." in said.err) == (0, True)
    said = desk(*command.split(), "--no-input", stdin=badge)
    assert (said.code, "standard input is a terminal, and --no-input forbids" in said.err) == (5, True)


def test_no_passphrase_is_read_where_it_would_be_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = command_desk(tmp_path, monkeypatch).fill()
    assert desk("list", "--password-file", "-", stdin=b"correct horse\n").code == 0
    desk.terminal = True
    said = desk("list", "--password-file", "-", stdin=b"correct horse\n")
    assert (said.code, "it is a terminal, which would show it" in " ".join(said.err.split())) == (12, True)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 100)
    except OSError:
        return b""


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("import missing.json", 5, "missing.json cannot be read"),
        ("list --sort size", 2, "there is no order 'size'"),
        ("due --within soon", 2, "'soon' is no length of time"),
        ("export --select size=1", 2, "'size=1' selects nothing"),
        ("export --template missing.j2", 5, "missing.j2 cannot be read"),
        ("export 'my badge' --as pdf", 2, "wallet export 'my badge' --as pdf -o FILE.pdf"),
        ("share 'my badge' other", 2, "wallet share 'my badge' other -o bundle.zip"),
        ("share statistics -o secret", 15, "secret exists"),
        ("share --site badges --base-url mine", 2, "'mine' is no web address for pages"),
        ("export -o secret", 15, "secret exists"),
        ("export statistics --as pdf -o secret", 15, "secret exists"),
        ("stack show analyst --at soon", 2, "'soon' is no date"),
        ("stack show analyst --with missing.json", 5, "missing.json cannot be read"),
        ("stack export analyst --at soon", 2, "'soon' is no date"),
        ("stack export analyst -o secret", 15, "secret exists"),
        ("stack share analyst -o secret", 15, "secret exists"),
        ("stack share analyst -o analyst.zip --expires soon", 2, "'soon' is no length of time"),
        ("evidence show did.json -o secret", 15, "secret exists"),
        ("evidence export secret", 15, "secret exists"),
        ("evidence add did:web:a.example secret --at soon", 2, "'soon' is no date"),
        ("import secret --evidence missing", 5, "missing"),
        ("trust import missing.json", 5, "missing.json cannot be read"),
        ("gap secret --stack secret", 15, "secret exists"),
        ("contexts add secret --url mine", 2, "say by which URL credentials name this vocabulary"),
        ("backup secret", 15, "secret exists"),
        ("backup secret statistics --new-password-file secret", 15, "secret exists"),
        ("backup part statistics --new-password-file missing", 12, "no such file or directory"),
        ("backup verify missing --read-data", 5, "missing cannot be read"),
        ("restore missing", 5, "missing cannot be read"),
        ("password --new-password-file missing", 12, "no such file or directory"),
        ("identity add 'me@home and away'", 2, "that is no e-mail address"),
        ("unlock --for 20h", 2, "a wallet stays unlocked for 1 minute to 12 hours"),
        ("tag --remove old", 2, "--remove needs a credential"),
        ("tag statistics ''", 2, "a tag is a word or a few on one line"),
        pytest.param(f"note statistics {'x' * 20_000}", 2, "a note has at most 10,000 letters", id="long note"),
        ("trust add did:web:a.example --key missing.pem", 5, "missing.pem"),
        ("evidence add mine secret", 2, "say which address this is a copy of"),
        ("trust add missing.pem", 5, "missing.pem cannot be read"),
        ("trust flag secret", 5, "secret holds neither a key nor a certificate"),
        ("trust show missing.pem", 5, "missing.pem cannot be read"),
        ("stack import secret", 5, "secret: not TOML"),
        ("sync ext::x", 2, "git addresses that run a program are not used"),
        ("sync", 2, "this wallet has no remote yet"),
        ("export statistics --as original --select tag=x", 2, "an original is one file"),
        ("share statistics -o x.zip --font missing.ttf", 5, "missing.ttf is no font that can be used"),
        ("export --as pdf -o x.pdf --font missing.ttf", 5, "missing.ttf is no font that can be used"),
    ],
)
def test_what_cannot_be_done_is_said_before_a_passphrase_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, code: int, told: str
) -> None:
    desk = command_desk(tmp_path, monkeypatch).fill()
    said = desk(*shlex.split(line), "--no-input", WALLET_PASSWORD_FILE="")
    assert (said.code, told in said.err) == (code, True)
