"""Changing something that verdicts rest on, and judging again what the wallet holds; offline."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from wallet.actions import find
from wallet.actions.entry_fields import entry_fields
from wallet.actions.grounds import Asked
from wallet.actions.knowledge import of_wallet
from wallet.errors import Busy, Damaged, Locked, Unwritable
from wallet.model import IN_SEVERAL_DOCUMENTS, Entry, JsonObject
from wallet.report import Report, Result
from wallet.results.servers import Renewed
from wallet.vault.changing import Ahead, Change, commit
from wallet.vault.entries import JUDGED, judged, object_id, says
from wallet.vault.entries import entries as all_entries
from wallet.vault.vault import Register

if TYPE_CHECKING:
    from wallet.vault import Vault


def rejudge(vault: "Vault", change: Change, entries: Iterable[Entry], asked: Asked) -> tuple[Renewed, ...]:
    """Make a change, and judge ``entries`` again in the same commit; those that came out otherwise."""
    whole, renewed = followed(vault, change, entries, asked)
    commit(vault, whole)
    return renewed


def followed(
    vault: "Vault", change: Change, entries: Iterable[Entry], asked: Asked
) -> tuple[Change, tuple[Renewed, ...]]:
    """``change`` with the new verdicts on ``entries`` added to it, and what is different about those that it alters.

    The verdicts are those that hold once the change is made; lists and stacks show them.  An
    entry that can no longer be read keeps the verdict that was noted last.
    """
    ahead = Ahead(vault, change)
    knowledge = of_wallet(ahead)
    verdicts: list[Register] = []
    renewed: list[Renewed] = []
    for entry in entries:
        try:
            report = find.judged(ahead, entry, knowledge, asked)
        except find.UNJUDGED:
            continue
        if (verdict := verdict_register(entry, report)) is not None:
            verdicts.append(verdict)
            renewed.append(_renewed(entry, report))
    return change._replace(registers=(*change.registers, *verdicts)), tuple(renewed)


def catch_up(vault: "Vault", asked: Asked, done: Callable[[], None] = lambda: None) -> bool:
    """Judge everything again when what came was judged without what is known here, or the other way round.

    Of two devices, one may hold a badge and the other have flagged who issued it.  Whether
    anything was written: a wallet that cannot be written to keeps what was noted, and says so.
    ``done`` is called after each credential.
    """
    if not (vault.behind and vault.writable):
        return False

    def each() -> Iterator[Entry]:
        for entry in all_entries(vault):
            yield entry
            done()

    try:
        vault.settle(followed(vault, Change(), each(), asked)[0].registers)
    except (Busy, Damaged, Locked, Unwritable):
        return False
    return True


def verdict_register(entry: Entry, report: Report) -> Register | None:
    """What to note of a credential so that lists show ``report``; None when they do already."""
    codes = tuple(check.code.value for check in report.checks)
    said = _said(entry, report)
    if (report.verdict.value, codes) == (entry.verdict, entry.codes) and said == says(entry):
        return None
    later = said if said["format"] in IN_SEVERAL_DOCUMENTS else None
    return object_id(entry.ref).hex(), JUDGED, judged(report.verdict.value, report.at, codes, later)


def _said(entry: Entry, report: Report) -> JsonObject:
    """What the credential says by ``report``; where nothing of that is proved, what it was known to say before."""
    said = report.credential
    if said.format not in IN_SEVERAL_DOCUMENTS or not report.shown_is_signed:
        return says(entry)
    return says(replace(entry, **entry_fields(report)))


def _renewed(entry: Entry, report: Report) -> Renewed:
    """What is different, in words."""
    reasons = tuple(
        check.message
        for check in report.checks
        if check.code.value not in entry.codes and check.result is not Result.NOT_APPLICABLE
    )
    return Renewed(entry.ref, entry.title, entry.verdict, report.verdict.value, reasons)
