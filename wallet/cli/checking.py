"""How the results of ``verify`` are written: as text or lines as they come, or in one document at the end."""

import traceback
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from wallet.actions import report_files
from wallet.cli.invocation import Invocation
from wallet.cli.output import check_free, write
from wallet.errors import ExitCode, UsageError
from wallet.model import JsonObject
from wallet.results.checking import Checked, Outcome, Tally
from wallet.results.servers import Request
from wallet.show import machine, reports
from wallet.show.asked import asked
from wallet.show.console import complain
from wallet.show.progress import Bar
from wallet.wording import Catalogue, say


class Form(StrEnum):
    """The form in which results are written."""

    TEXT = "text"
    LINES = "jsonl"
    DOCUMENT = "json"


def sayer(form: Form, invocation: Invocation, *, explain: bool) -> "reports.Said | partial[str] | partial[JsonObject]":
    """What puts an outcome into ``form``; it can be sent to other processes."""
    if form is Form.TEXT:
        return reports.Said(invocation.out.aside(), explain)
    return partial(machine.line if form is Form.LINES else machine.outcome, explain=explain)


Requests: TypeAlias = Callable[[], Sequence[Request]]
"""What was asked of servers, to be called when all is checked."""


def give(
    results: Iterable[Checked], form: Form, invocation: Invocation, bar: Bar, requests: Requests | None
) -> ExitCode:
    """Give out every result as it comes and the totals at the end, with what was asked of servers if they may be.

    Memory does not grow with their number, except for the one document of ``--json``.
    """
    tally = Tally()
    if form is Form.DOCUMENT:
        return _document(results, tally, invocation, bar, requests)
    for checked in results:
        if invocation.out.is_terminal or checked.error is not None:
            bar.hide()
        _one(checked, form, invocation, first=not any(tally.counts.values()))
        tally.add(checked)
        bar.tick()
    bar.hide()
    if form is Form.LINES:
        for request in requests() if requests else ():
            invocation.out.document(machine.request_line(request))
        invocation.out.document(machine.last_line(tally))
        return tally.exit_code
    if sum(tally.counts.values()) > 1:
        invocation.out.line()
        invocation.out.line((reports.totals(tally.counts), "strong"))
    if requests:
        invocation.out.line()
        asked(requests(), invocation.out)
    return tally.exit_code


def _one(checked: Checked, form: Form, invocation: Invocation, *, first: bool) -> None:
    if form is Form.LINES:
        invocation.out.document(checked.said)
        invocation.out.flush()  # whoever reads along waits for it
    elif checked.said:
        if checked.verdict != "left_out" and not first:
            invocation.out.line()
        invocation.out.page(checked.said)
    _complain(checked, invocation)


def _complain(checked: Checked, invocation: Invocation) -> None:
    if checked.error is None:
        return
    invocation.out.flush()
    complain(invocation.err, checked.error)
    if checked.error.__cause__ is not None and invocation.environment.get("WALLET_DEBUG") == "1":
        traceback.print_exception(checked.error.__cause__, file=invocation.streams.stderr)


def _document(
    results: Iterable[Checked], tally: Tally, invocation: Invocation, bar: Bar, requests: Requests | None
) -> ExitCode:
    kept: list[Checked] = []
    for checked in results:
        kept.append(checked)
        tally.add(checked)
        bar.tick()
    bar.hide()
    said = [checked.said for checked in kept if checked.verdict != "left_out"]
    left_out = [checked.said for checked in kept if checked.verdict == "left_out"]
    errors = [checked.error for checked in kept if checked.error is not None]
    data = machine.verified(said, left_out, tally, requests() if requests else ())
    return invocation.answer(data, lambda _: None, tally.exit_code, errors=errors)


class Kept:
    """Keeps the reports that go by, where a page is to be made of them."""

    def __init__(self, speak: Callable[[Outcome], Any], path: Path | None) -> None:
        """``path`` is where the page goes.  Raises :class:`~wallet.errors.UsageError`, ``Unwritable``."""
        self._speak, self._path = speak, path
        self._outcomes: list[Outcome] = []
        if path is not None:
            if path.suffix not in report_files.SUFFIXES:
                raise UsageError(
                    say("{path} is no page", path=path),
                    hint=say("name it checked.html or checked.pdf"),
                    slug="bad_type",
                )
            check_free(path)

    @property
    def speak(self) -> Callable[[Outcome], Any]:
        """What puts outcomes into the form that is wanted."""
        return self._speak if self._path is None else self._keep

    def _keep(self, outcome: Outcome) -> Any:
        self._outcomes.append(outcome)
        return self._speak(outcome)

    def write(self, at: datetime, words: Catalogue, folders: Sequence[Path] = ()) -> None:
        """Write the page, if one is wanted, in the language of ``words``; ``folders`` is where fonts lie."""
        if self._path is not None:
            write(self._path, report_files.page(self._outcomes, at, self._path.suffix, words, folders))
