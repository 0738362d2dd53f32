"""``wallet help``."""

import io
from typing import Annotated

import typer

from wallet import __version__
from wallet.actions import guides as actions
from wallet.cli.invocation import Invocation
from wallet.cli.options import ANSWERING, command
from wallet.errors import ExitCode
from wallet.show import guides, machine, manual
from wallet.show.console import Streams
from wallet.wording import Catalogue


def _subjects() -> list[str]:
    """The topics, and the first words of commands."""
    from wallet.cli import COMMANDS

    return [*actions.TOPICS, *dict.fromkeys(name.split()[0] for name in COMMANDS)]


@command(
    ANSWERING,
    example="wallet help\nwallet help sharing\nwallet help stack show\nwallet help --man vault > wallet-vault.7",
)
def help_(
    invocation: Invocation,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="TOPIC|COMMAND...", help="What to read about.", autocompletion=_subjects),
    ] = None,
    man: Annotated[bool, typer.Option("--man", help="Write it, or the overview, as a page for man.")] = False,
) -> ExitCode:
    """Explain a topic or a command.

    Without one it lists the topics.
    """
    topic = " ".join(words or ())
    spoken = Catalogue() if invocation.json else invocation.out.words
    if man:
        text = _manual(topic, invocation, spoken)
        return invocation.answer({"topic": topic, "man": text}, lambda out: out.binary(text.encode()))
    if not topic:
        found = actions.guides(spoken.language)
        listing = [{"topic": one.topic, "about": one.about} for one in found]
        return invocation.answer({"topics": listing}, lambda out: guides.listed(found, out))
    if topic not in actions.TOPICS and (text := _of_command(topic, invocation)):
        return invocation.answer(
            {"command": topic, "text": text}, lambda out: out.lines((line,) for line in text.splitlines())
        )
    one = actions.guide(topic, spoken.language)
    return invocation.answer(machine.plain(one), lambda out: guides.shown(one, out))


def _manual(topic: str, invocation: Invocation, words: Catalogue) -> str:
    """The page for man about a topic, a command, or, without a name, all commands."""
    from wallet.cli import COMMANDS, GROUPS

    if not topic:
        return _overview(words)
    if topic not in actions.TOPICS and (text := _of_command(topic, invocation)):
        about = words.own((COMMANDS.get(topic) or GROUPS[topic]).help)
        return manual.command(topic, about, text, __version__, words)
    return manual.page(actions.guide(topic, words.language), __version__, words)


def _of_command(name: str, invocation: Invocation) -> str:
    """What ``wallet NAME --help`` prints; nothing when there is no such command."""
    from wallet.cli import COMMANDS, GROUPS, run

    if name not in COMMANDS and name not in GROUPS:
        return ""
    streams = Streams(io.StringIO(), io.StringIO(), io.StringIO())
    language = {"WALLET_LANGUAGE": "en"} if invocation.json else {}
    run([*name.split(), "--help"], streams, {**invocation.environment, **language})
    return str(streams.stdout.getvalue())  # type: ignore[attr-defined] # a StringIO


def _overview(words: Catalogue) -> str:
    from wallet.cli import ABOUT, COMMANDS

    sections: dict[str, list[tuple[str, str]]] = {}
    for name, row in COMMANDS.items():
        sections.setdefault(words.own(row.section), []).append((name, words.own(row.help)))
    return manual.overview(sections, actions.guides(words.language), words.own(ABOUT), __version__, words)
