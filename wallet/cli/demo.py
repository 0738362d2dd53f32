"""``wallet demo``: every command once, on badges made on the spot, in a folder that goes away."""

import io
import os
import shlex
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, chdir
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from wallet.actions import demo as material
from wallet.cli.invocation import Invocation
from wallet.cli.options import ANSWERING, command
from wallet.errors import ExitCode, Internal
from wallet.model import JsonObject
from wallet.show.console import ClosedPipe, Console, Streams
from wallet.show.layout import wrap
from wallet.wording import say


class Step(NamedTuple):
    """One command of the demo and why it comes now."""

    why: str
    line: str
    own: bool = True
    """Whether the learner's wallet is at hand; an employer has none."""


STEPS = (
    Step(say("Make a wallet. Everything in it is encrypted with the passphrase in passphrase.txt."),
         "init --recovery-file recovery.txt"),
    Step(say("Put four badges into it: two JSON files, a token, and a picture with a badge inside."),
         "import statistics.json databases.json spreadsheets.jwt data-project.png"),
    Step(say("See what the wallet holds."), "list"),
    Step(say("Look at one of them. A unique part of its title is enough."), "show statistics"),
    Step(say("Count them toward something larger."), "stack import data-basics.toml"),
    Step(say("How far is it, and what is missing?"), "stack show 'data basics'"),
    Step(say("Send two of them: originals, signed together, in one file."),
         "share statistics 'data project' -o bundle.zip --yes"),
    Step(say("Check that file as an employer would, with no wallet and no network."), "verify bundle.zip", own=False),
    Step(say("Turn a link into a QR code. It is read back before it counts as made."),
         "qr https://badges.example.org/credentials/statistics -o statistics-qr.png"),
    Step(say("Take a summary along for a resume."), "export statistics databases --as markdown"),
)  # fmt: skip


@command(ANSWERING, example="wallet demo\nwallet demo --keep")
def demo(
    invocation: Invocation,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the folder, to go on trying.")] = False,
) -> ExitCode:
    """See everything once, in a throw-away wallet.

    It makes a demo issuer with a key of its own, so its badges prove nothing
    about anybody. Each command is printed before it runs.
    """
    with ExitStack() as stack:
        made = tempfile.mkdtemp if keep else lambda **names: stack.enter_context(tempfile.TemporaryDirectory(**names))
        folder = Path(made(prefix="wallet-demo-"))
        for name, data in material.files(invocation.clock(), os.urandom).items():
            (folder / name).write_bytes(data)
        (folder / "passphrase.txt").touch(0o600)
        (folder / "passphrase.txt").write_text("correct horse battery staple\n", encoding="ascii")
        stack.enter_context(chdir(folder))
        return _played(invocation, folder, keep=keep)


def _played(invocation: Invocation, folder: Path, *, keep: bool) -> ExitCode:
    if not invocation.json:
        kept, gone = (
            say("In {folder}, which is kept.", folder=folder),
            say("In {folder}, which is removed at the end.", folder=folder),
        )
        invocation.out.line(kept if keep else gone)
    runs = [_play(invocation, step, _surroundings(invocation, folder, own=step.own)) for step in STEPS]
    return invocation.answer({"runs": runs}, lambda out: _farewell(out, folder, keep=keep))


def _surroundings(invocation: Invocation, folder: Path, *, own: bool) -> Mapping[str, str]:
    """An environment in which the demo's wallet is the wallet and nothing of the learner's is touched."""
    others = {name: value for name, value in invocation.environment.items() if not name.startswith("WALLET_")}
    at = folder if own else folder / "employer"
    found = {"WALLET_DIR": at / "wallet", "WALLET_STATE_DIR": at / "state", "WALLET_CACHE_DIR": at / "cache"}
    passphrase = {"WALLET_PASSWORD_FILE": str(folder / "passphrase.txt")} if own else {}
    plain = {"WALLET_PLAIN": "1"} if invocation.out.plain else {}
    language = {"WALLET_LANGUAGE": "en" if invocation.json else invocation.out.words.language}
    return {**others, **{name: str(path) for name, path in found.items()}, **passphrase, **plain, **language}


def _play(invocation: Invocation, step: Step, environment: Mapping[str, str]) -> JsonObject:
    from wallet.cli import run

    streams = invocation.streams
    if invocation.json:
        streams = Streams(io.TextIOWrapper(io.BytesIO()), _Captured(), _Captured())
    else:
        invocation.out.line()
        invocation.out.lines(((line, "dim"),) for line in wrap(invocation.out.said(step.why), invocation.out.width))
        invocation.out.line((f"$ wallet {step.line}", "strong"))
        invocation.out.flush()
    code = run(shlex.split(step.line), streams, environment)
    if code == ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if code == ExitCode.CLOSED_PIPE:
        raise ClosedPipe
    if code != ExitCode.OK:
        raise Internal(
            say("the demo stopped: wallet {line} ended with exit code {code}", line=step.line, code=int(code))
        )
    output = streams.stdout.getvalue() if isinstance(streams.stdout, io.StringIO) else ""
    return {"command": f"wallet {step.line}", "exit_code": code, "output": output}


class _Captured(io.StringIO):
    encoding = "utf-8"


def _farewell(out: Console, folder: Path, *, keep: bool) -> None:
    out.line()
    if keep:
        out.line(say("To go on in the demo's wallet:"))
        out.line(f"  cd {shlex.quote(str(folder))}")
        out.line("  export WALLET_DIR=$PWD/wallet WALLET_PASSWORD_FILE=$PWD/passphrase.txt")
        out.line("  export WALLET_STATE_DIR=$PWD/state WALLET_CACHE_DIR=$PWD/cache")
    else:
        out.line(say("Now your own: wallet init, then wallet import FILE"))
