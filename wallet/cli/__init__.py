"""The command line: a table of commands, loaded one at a time.

``wallet`` with thirty commands must start as fast as with one, so a command's
module is imported when that command is named, and the overview prints from the
table alone.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NamedTuple, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from wallet import __version__
from wallet.cli.failing import guarded
from wallet.cli.invocation import Invocation, UnlockedBatch, now
from wallet.cli.spoken import Spoken, SpokenCommand
from wallet.errors import ExitCode
from wallet.show.console import Streams
from wallet.wording import say

PROGRAM = "wallet"
ABOUT = say(
    "Keep your badges and credentials, check them offline, and share them.\n\n"
    "Nothing leaves this computer unless you send it.\n\n"
    "Behind a command, --json answers for programs, --no-input never asks, and --wallet DIR names another wallet.\n\n"
    "To begin: wallet demo. To read on: wallet help"
)


class Row(NamedTuple):
    """Where a command is and what it does in a line; the line is also its help."""

    module: str
    function: str
    section: str
    help: str


COMMANDS = {
    "init": Row("vault", "init", "Start", "Make a new, encrypted wallet."),
    "import": Row("import_", "import_", "Start", "Put badge and credential files into the wallet."),
    "demo": Row("demo", "demo", "Start", "See everything once, in a throw-away wallet."),
    "list": Row("list_", "list_", "Look", "List what the wallet holds, last added first."),
    "show": Row("show", "show", "Look", "Show one credential and how far it can be relied on."),
    "verify": Row("verify", "verify", "Look", "Check credentials, files or a bundle that somebody sent."),
    "refresh": Row("refresh", "refresh_", "Look", "Look up again what your credentials depend on."),
    "due": Row("due", "due_", "Look", "List what ends soon, what changed, and what to look up."),
    "status": Row("vault", "status", "Look", "Say where the wallet is and what state it is in."),
    "tag": Row("everyday", "tag", "Look", "Give a credential tags of your own, or list them all."),
    "note": Row("everyday", "note", "Look", "Write a note beside a credential, or read it."),
    "hide": Row("everyday", "hide", "Look", "Leave credentials out of lists, stacks and exports."),
    "unhide": Row("everyday", "unhide", "Look", "Show hidden credentials again."),
    "remove": Row("everyday", "remove", "Look", "Take credentials out of the wallet, on all your devices."),
    "undo": Row("everyday", "undo", "Look", "Bring back what was removed, the last removal by default."),
    "stack new": Row("stack_writing", "new", "Stacks", "Write a first stack file with a comment beside every choice."),
    "stack import": Row("stack", "import_", "Stacks", "Save stack files, or bring older ones up to date."),
    "stack list": Row("stack", "list_", "Stacks", "List the saved stacks and how far each is."),
    "stack show": Row("stack", "show", "Stacks", "Show what counts toward a stack and what is missing."),
    "stack next": Row("stack", "next_", "Stacks", "Show the cheapest way to complete a stack."),
    "stack why": Row("stack", "why", "Stacks", "Explain what counts toward a stack and why."),
    "stack check": Row("stack", "check", "Stacks", "Say whether a stack is complete, for scripts."),
    "stack edit": Row("stack_writing", "edit", "Stacks", "Change the rules of a stack in your editor."),
    "stack validate": Row("stack_writing", "validate", "Stacks", "Say whether stack files can be used."),
    "stack export": Row("stack", "export", "Stacks", "Write the rules of a stack, or your progress, to a file."),
    "stack share": Row("stack_share", "share", "Stacks", "Make a bundle of what counts toward a stack."),
    "stack remove": Row("stack", "remove", "Stacks", "Forget the rules of a stack; credentials stay."),
    "skills": Row("skills", "skills", "Stacks", "List the skills that your credentials name."),
    "gap": Row("skills", "gap", "Stacks", "Compare your credentials with what a job asks for."),
    "frameworks": Row("skills", "frameworks", "Stacks", "List the levels and credit units that stacks can ask for."),
    "share": Row("share", "share", "Share", "Make a signed bundle that an employer can check."),
    "log": Row("log", "log", "Share", "Show what you shared, when and with whom."),
    "export": Row("export", "export", "Share", "Write credentials out, or a summary for a resume."),
    "qr": Row("qr", "qr", "Share", "Turn a credential or any text into a QR code."),
    "unlock": Row("session", "unlock", "Keep", "Leave the wallet open for a while, in every terminal."),
    "lock": Row("session", "lock", "Keep", "Close the wallet again before its time is over."),
    "batch": Row("session", "batch", "Keep", "Run many commands with one passphrase."),
    "password": Row("access", "password", "Keep", "Change the passphrase."),
    "slots list": Row("access", "list_", "Keep", "List what opens the wallet: passphrases, codes, key files."),
    "slots add": Row("access", "add", "Keep", "Add another passphrase, recovery code or key file."),
    "slots remove": Row("access", "remove", "Keep", "Remove a passphrase, recovery code or key file."),
    "slots check": Row("access", "check", "Keep", "Say whether a passphrase, code or key file opens the wallet."),
    "rekey": Row("access", "rekey", "Keep", "Encrypt everything anew, under another key."),
    "backup create": Row("backup", "create", "Keep", "Write the wallet, or a part of it, to one encrypted file."),
    "backup verify": Row("backup", "verify", "Keep", "Say whether a backup is whole."),
    "restore": Row("backup", "restore", "Keep", "Put what a backup holds into the wallet, or make one of it."),
    "sync": Row("sync", "sync", "Keep", "Keep the wallet the same on several devices."),
    "check": Row("upkeep", "check", "Keep", "Check the files of the wallet."),
    "repair": Row("upkeep", "repair", "Keep", "Repair the wallet as far as possible."),
    "gc": Row("upkeep", "gc", "Keep", "Put the wallet into fewer files."),
    "identity list": Row("identity", "list_", "Trust", "List the addresses, ids and names that issuers know you by."),
    "identity add": Row("identity", "add", "Trust", "Say that an address, id or name is yours."),
    "identity remove": Row("identity", "remove", "Trust", "Say that an address, id or name is no longer yours."),
    "trust list": Row("trust", "list_", "Trust", "List whom you trust, whom you flagged, and imported lists."),
    "trust show": Row("trust", "show", "Trust", "Show how well an issuer is known, and its keys over time."),
    "trust add": Row("trust", "add", "Trust", "Trust an issuer, a key or a certificate from now on."),
    "trust flag": Row("trust", "flag", "Trust", "Warn of an issuer: nothing it signs is relied on."),
    "trust remove": Row("trust", "remove", "Trust", "Take back what you decided, or a list you imported."),
    "trust import": Row("trust", "import_", "Trust", "Import a list of known issuers from a file."),
    "formats": Row("formats", "formats", "More", "List the kinds of credentials and signatures it reads."),
    "evidence list": Row("evidence", "list_", "More", "List the saved documents of issuers, and how old they are."),
    "evidence show": Row("evidence", "show", "More", "Show one saved document, its copies, and who needs it."),
    "evidence export": Row("evidence", "export", "More", "Write the saved documents to a folder to check with."),
    "evidence add": Row("evidence", "add", "More", "Keep a copy of an issuer's document that you got."),
    "contexts list": Row("contexts", "list_", "More", "List the vocabularies that are installed."),
    "contexts add": Row("contexts", "add", "More", "Add a vocabulary that you trust to the wallet."),
    "contexts remove": Row("contexts", "remove", "More", "Take a vocabulary that you added out of the wallet."),
    "contexts check": Row("contexts", "check", "More", "Say whether the vocabularies of credentials are installed."),
    "help": Row("guide", "help_", "More", "Explain a topic or a command."),
    "completions": Row("completions", "completions", "More", "Complete commands in your shell: set up, or print it."),
}  # fmt: skip
GROUPS = {
    "stack": Row("", "", "Stacks", "Count credentials toward a larger goal."),
    "backup": Row("", "create", "Keep", "Write the wallet to one encrypted file; see if it is whole."),
    "slots": Row("", "", "Keep", "What opens the wallet: passphrases, codes, key files."),
    "identity": Row("", "", "Trust", "Say who you are to issuers: addresses, ids, names."),
    "trust": Row("", "", "Trust", "Decide whom you trust, by id, key or list."),
    "evidence": Row("", "", "More", "What issuers published: their keys and withdrawn badges."),
    "contexts": Row("", "", "More", "The vocabularies that give credentials their meaning."),
}


def run(
    argv: Sequence[str],
    streams: Streams | None = None,
    environment: Mapping[str, str] = os.environ,
    *,
    clock: Callable[[], datetime] = now,
    network: Any = None,
    batch: UnlockedBatch | None = None,
) -> int:
    """Run one command line and return its exit code; never raises, never exits.

    ``demo`` and ``batch`` re-enter here, so nothing may be left behind between two runs.
    ``batch`` is the wallet that a batch has unlocked.  ``clock`` and ``network``
    are for tests: no option and no variable reaches them.
    """
    streams = streams or standard_streams()
    invocation = Invocation(streams, environment, clock, network, batch)
    # Until a command has its options: wrong use is told in the form that was asked for.
    invocation.words, invocation.command = tuple(argv), named(argv)
    invocation.json = "--json" in argv or (batch is not None and batch.json)

    def call() -> ExitCode:
        with ExitStack() as stack:
            if streams.stdout is not sys.stdout:  # Typer prints its help to sys.stdout
                stack.enter_context(redirect_stdout(streams.stdout))
                stack.enter_context(redirect_stderr(streams.stderr))
            code = program().main(list(argv), PROGRAM, complete_var="", standalone_mode=False, obj=invocation)
        return ExitCode(code or 0)

    return int(guarded(invocation, call))


def named(argv: Sequence[str]) -> str:
    """The command that a command line begins with; empty when that is none."""
    return next((name for name in (" ".join(argv[:2]), *argv[:1]) if name in COMMANDS), "")


def standard_streams() -> Streams:
    """Those of this process; Python has None for one that the shell closed.

    What is asked for must not vanish unsaid, so a closed standard output stays one that nothing can be written to.
    """
    nowhere = Path(os.devnull)
    return Streams(
        sys.stdin or nowhere.open(encoding="utf-8"),
        sys.stdout or nowhere.open(encoding="utf-8"),  # takes the number too, which else a file of the wallet would get
        sys.stderr or nowhere.open("w", encoding="utf-8"),
    )


def program() -> "LazyGroup":
    """The whole command line, as Typer sees it."""
    return _group(PROGRAM, ABOUT, "")


def _rows(prefix: str) -> dict[str, Row]:
    """The commands and groups directly below ``prefix``, by their last word."""
    names = (name.removeprefix(prefix).split()[0] for name in COMMANDS if name.startswith(prefix))
    return {name: COMMANDS.get(prefix + name) or GROUPS[prefix + name] for name in names}


class _Commands(MutableMapping[str, Any]):
    """Names to Typer commands, each built when it is looked up."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.rows = _rows(prefix)

    def __getitem__(self, name: str) -> Any:
        row, full = self.rows[name], self.prefix + name
        return _command(name, row) if full in COMMANDS else _group(name, row.help, full + " ")

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __setitem__(self, name: str, command: Any) -> None:
        raise TypeError("commands are added to the table COMMANDS")

    def __delitem__(self, name: str) -> None:
        raise TypeError("commands are removed from the table COMMANDS")


class LazyGroup(Spoken, TyperGroup):
    """A group whose overview is printed from the table, without loading a command."""

    prefix = ""
    usual = ""
    """The command that is meant when none is named: ``wallet backup FILE``."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that the first word names, or else take the usual one."""
        named = args[0] in self.commands
        return super().resolve_command(ctx, args if named or not self.usual else [self.usual, *args])

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """Write the commands by section, in the order a learner meets them."""
        rows = _rows(self.prefix)
        for section in dict.fromkeys(row.section for row in rows.values()):
            with formatter.section(section):
                formatter.write_dl([(name, row.help) for name, row in rows.items() if row.section == section])


def _group(name: str, about: str, prefix: str) -> LazyGroup:
    app = typer.Typer(
        name=name,
        cls=LazyGroup,
        add_completion=False,
        rich_markup_mode=None,
        help=about,
        context_settings={"help_option_names": ["--help", "-h"]},  # its commands take them over
    )
    app.callback(invoke_without_command=True)(_nested if prefix else _root)
    group = cast("LazyGroup", get_command(app))
    group.prefix, group.commands = prefix, _Commands(prefix)
    group.usual = GROUPS[prefix.strip()].function if prefix else ""
    return group


def _command(name: str, row: Row) -> Any:
    made = getattr(import_module(f"wallet.cli.{row.module}"), row.function)
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name, cls=SpokenCommand, epilog=made.epilog)(made.function)
    return get_command(app)


def _root(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="For screen readers, with any command.")] = False,
) -> ExitCode:
    if version:
        typer.echo(f"{PROGRAM} {__version__}")
        raise typer.Exit
    if plain:
        ctx.obj.speak_plainly()
    return _nested(ctx)


def _nested(ctx: typer.Context) -> ExitCode:
    """The overview, when no command of the group was named."""
    if ctx.invoked_subcommand is not None:
        return ExitCode.OK
    typer.echo(ctx.get_help(), err=True)
    return ExitCode.USAGE
