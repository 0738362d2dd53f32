"""The list of credentials as text: laid out by column, so that ten thousand lines cost little each."""

from collections.abc import Sequence

from wallet.model import Entry
from wallet.report import Result, Verdict
from wallet.results import Listed
from wallet.show import reports
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import cells, count, day, fit

REF = 6
"""Letters of a reference that people see and type."""
GAP = "  "
STYLES = {
    Verdict.VERIFIED.value: (Result.PASS, "good"),
    Verdict.VERIFIED_WITH_NOTES.value: (Result.PASS, "good"),
    Verdict.CANNOT_TELL.value: (Result.UNKNOWN, "unknown"),
    Verdict.REJECTED.value: (Result.FAIL, "bad"),
}
_UNREADABLE = (Result.FAIL, "bad")
_HEADS = ("REF", "VERDICT", "TITLE", "ISSUER", "ISSUED")


def short(ref: str) -> str:
    """The part of a reference that people type."""
    return escape(ref[:REF])


def listed(result: Listed, console: Console) -> None:
    """One line a credential; on a terminal every line fits it."""
    if not result.entries:
        console.line(_nothing(result))
        return
    verdicts = {slug: _verdict(slug, console) for slug in {entry.verdict for entry in result.entries}}
    columns = _columns(result.entries, verdicts)
    if console.plain:
        console.records(zip(map(str.lower, _HEADS), row, strict=True) for row in zip(*columns, strict=True))
        return
    widths = _widths(columns, console.width)
    console.line((GAP.join(map(fit, _HEADS, widths)), "strong"))
    shown = {text: console.styled_text(fit(text, widths[1]), _style(slug)) for slug, text in verdicts.items()}
    refs, given, titles, issuers, days = columns
    lines = zip(
        refs,
        [shown[text] for text in given],
        [fit(title, widths[2]) for title in titles],
        [fit(issuer, widths[3]) for issuer in issuers],
        days,
        strict=True,
    )
    console.page("".join(f"{GAP.join(line).rstrip(' ')}\n" for line in lines))
    if console.is_terminal:
        left_out = f", {result.hidden} hidden: wallet list --hidden" if result.hidden else ""
        console.line((count(len(result.entries), "credential") + left_out, "dim"))


def _nothing(result: Listed) -> str:
    if result.incomplete and not result.held:
        return "Nothing that it holds can be read now. See what is wrong: wallet check"
    if result.hidden:
        return f"Nothing but {count(result.hidden, 'hidden credential')}: wallet list --hidden"
    if result.held:
        return f"None of {count(result.held, 'credential')} fits."
    return "The wallet is empty. Put something in it: wallet import FILE"


def _verdict(slug: str, console: Console) -> str:
    result, _ = STYLES.get(slug, _UNREADABLE)
    return reports.marked(result, reports.VERDICT_WORDS.get(slug, "unreadable"), console)


def _style(slug: str) -> str:
    return STYLES.get(slug, _UNREADABLE)[1]


def _columns(entries: Sequence[Entry], verdicts: dict[str, str]) -> tuple[list[str], ...]:
    return (
        [entry.ref[:REF] for entry in entries],
        [verdicts[entry.verdict] for entry in entries],
        [escape(entry.title) or "(without a title)" for entry in entries],
        [escape(entry.issuer.name or entry.issuer.id) for entry in entries],
        [day(entry.issued) for entry in entries],
    )


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """Column widths: what the cells need, the title and then the issuer giving way to the rest."""
    need = [max(cells(head), *map(cells, set(column))) for head, column in zip(_HEADS, columns, strict=True)]
    over = sum(need) + len(GAP) * (len(need) - 1) - room
    if over > 0:
        flexible = need[2] + need[3] - over
        need[3] = min(need[3], max(12, flexible * 2 // 5))
        need[2] = min(need[2], max(16, flexible - need[3]))
    return need
