"""Help texts in the reader's language: Typer lays them out, and each text is exchanged as it is written."""

from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand

from wallet.wording import Catalogue, say

_TYPERS = (
    say("Usage: "),
    say("Arguments"),
    say("Options"),
    say("Show this message and exit."),
    say("Example:"),
    say("default: "),
    say("required"),
)
"""What Typer and :mod:`wallet.cli.options` put between our own texts."""
_LEADS = (say("One of: "), say("Start from one of: "))
"""How a help text begins that goes on with names."""


class Spoken:
    """For commands and groups: their help in the language of the run."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help into ``formatter``."""
        super().format_help(ctx, _Formatter(formatter, ctx.find_root().obj.out.words))  # type: ignore[misc]  # Typer's


class SpokenCommand(Spoken, TyperCommand):
    """A command."""


class _Formatter:
    """A formatter of Typer's that is handed translated texts."""

    def __init__(self, formatter: Any, words: Catalogue) -> None:
        self._formatter = formatter
        self._words = words

    def __getattr__(self, name: str) -> Any:
        return getattr(self._formatter, name)

    def section(self, name: str) -> Any:
        return self._formatter.section(self._words.own(name))

    def write_usage(self, program: str, arguments: str) -> None:
        self._formatter.write_usage(program, arguments, prefix=self._words.own("Usage: "))

    def write_text(self, text: str) -> None:
        own = self._words.own(text)
        self._formatter.write_text(own if own != text else text.replace("Example:", self._words.own("Example:"), 1))

    def write_dl(self, rows: Iterable[tuple[str, str]], **layout: Any) -> None:
        self._formatter.write_dl([(name, self._described(text)) for name, text in rows], **layout)

    def _described(self, text: str) -> str:
        """The help of an option, with the default or range that Typer puts after it."""
        help_, bracket, rest = text.partition("  [")
        lead = next((lead for lead in _LEADS if help_.startswith(lead)), "")
        for word in ("default: ", "required"):
            rest = rest.replace(word, self._words.own(word))
        return (self._words.own(lead) + help_.removeprefix(lead) if lead else self._words.own(help_)) + bracket + rest
