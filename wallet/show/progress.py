"""A bar on the terminal while many files are checked: on standard error, and never in the way of results."""

from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import Any, TypeVar

from wallet.show.console import Console
from wallet.wording import say

T = TypeVar("T")

DELAY = 0.7
"""Seconds before a bar appears: what is over at once needs none."""
PERIOD = 0.1
"""Seconds between two looks of it."""


class Bar:
    """How many of a total are done.  Off a terminal it is never seen, and its library never loaded."""

    def __init__(
        self,
        console: Console,
        total: Callable[[], int],
        clock: Callable[[], float] = monotonic,
        doing: str = say("checking"),
    ) -> None:
        self.console = console
        self.total = total
        """Called for the total when the bar first appears."""
        self.clock = clock
        self.doing = doing
        self.done = 0
        self._next = clock() + DELAY
        self._shown: Any = None
        self._of = 0

    def count(self) -> None:
        """One more is done."""
        self.done += 1

    def over(self, things: Iterable[T]) -> Iterator[T]:
        """``things``, each counted once the next one is asked for; the bar is gone when they end."""
        try:
            for one in things:
                yield one
                self.advance()
        finally:
            self.hide()

    def advance(self) -> None:
        """One more is done; show it, if it is time to."""
        self.count()
        self.tick()

    def tick(self) -> None:
        """Show how far it is, if it is time to."""
        if self.console.is_terminal and not self.console.plain and self.clock() >= self._next:
            self._next = self.clock() + PERIOD
            self._draw()

    def hide(self) -> None:
        """Make room for other lines; the next :meth:`tick` brings it back."""
        if self._shown is not None:
            self._shown.stop()
            self._shown = None

    def _draw(self) -> None:
        if self._shown is None:
            self._of = self._of or self.total()
            self._shown = _bar(self.console, self._of, self.done, self.console.said(self.doing))
            self._shown.start()
        self._shown.update(self._shown.task_ids[0], completed=self.done, refresh=True)


def _bar(console: Console, total: int, done: int, doing: str) -> Any:
    from rich.console import Console as RichConsole
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    # Only our own words and numbers are shown in it, so nothing needs escaping.
    terminal = RichConsole(file=console.stream, no_color=not console.styled, width=console.width, markup=False)
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(
        *columns,
        console=terminal,
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    bar.add_task("", total=total, completed=done)
    return bar
