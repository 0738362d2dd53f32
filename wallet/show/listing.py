"""The list of credentials as text: laid out by column, so that ten thousand lines cost little each."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from wallet.report import Result, Verdict
from wallet.results.credentials import CredentialList
from wallet.show import reports
from wallet.show.console import Console, Line
from wallet.show.escaping import FIELD_LIMIT, escape
from wallet.show.layout import UNTITLED, cells, count
from wallet.wording import Message, counted, say

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
_ENDED, _LATER = " ended", " later"
"""Behind the slug of a verdict where the credential has ended or not begun; both together are its state."""
_HEADS = (say("REF"), say("VERDICT"), say("TITLE"), say("ISSUER"), say("ISSUED"))


def short(ref: str) -> str:
    """The part of a reference that people type."""
    return escape(ref[:REF])


def label(ref: str, console: Console) -> str:
    """The short reference before the title of a credential."""
    return console.label(short(ref), len(short(ref)) + len(GAP))


def listed(result: CredentialList, now: datetime, console: Console) -> None:
    """One line a credential; on a terminal every line fits it."""
    if not result.lines:
        console.line(_nothing(result))
        return
    refs, slugs, titles, issuers, days, ends = map(list, zip(*result.lines, strict=True))
    states = _states(slugs, days, ends, now)
    verdicts = {state: _verdict(state, console) for state in set(states)}
    heads, untitled = list(map(console.said, _HEADS)), console.said(UNTITLED)
    columns = (
        [ref[:REF] for ref in refs],
        [verdicts[state] for state in states],
        [title or untitled for title in _escaped(titles, console)],
        _escaped(issuers, console),
        _escaped(days, console),
    )
    if console.plain:
        console.records(zip(map(str.lower, heads), row, strict=True) for row in zip(*columns, strict=True))
        return
    widths = _widths(heads, columns, console.width)
    if sum(widths) + len(GAP) * (len(widths) - 1) > console.width:
        rows = zip(states, *columns, strict=True)
        console.lines(line for state, *row in rows for line in _below(state, row, console))
    else:
        _table(heads, columns, widths, verdicts, states, console)
    if console.is_terminal:
        left_out = say(", {n} hidden: wallet list --hidden", n=result.hidden) if result.hidden else ""
        console.line((_number(result) + left_out, "dim"))


def _below(state: str, row: Sequence[str], console: Console) -> Iterator[Line]:
    """One credential where a line of the table would be wider than the terminal."""
    ref, verdict, title, issuer, issued = row
    indent = " " * (REF + len(GAP))
    room = console.width - len(indent)
    yield (ref + GAP, (console.clip(title, room), "strong"))
    yield (indent, (console.clip(verdict, room), _style(state)))
    yield (indent, (console.clip(GAP.join(part for part in (issued, issuer) if part), room), "dim"))


def _table(
    heads: Sequence[str],
    columns: Sequence[Sequence[str]],
    widths: Sequence[int],
    verdicts: Mapping[str, str],
    states: Sequence[str],
    console: Console,
) -> None:
    console.line((GAP.join(map(console.fit, heads, widths)), "strong"))
    fitted = [_fitted(column, width, console) for column, width in zip(columns, widths, strict=True)]
    styled = {
        state: console.styled_text(console.fit(text, widths[1]), _style(state)) for state, text in verdicts.items()
    }
    fitted[1] = [styled[state] for state in states]
    lines = map(GAP.join, zip(*fitted, strict=True))
    console.page("".join([f"{line.rstrip(' ')}\n" for line in lines]))


def _number(result: CredentialList) -> Message:
    """How many there are, and of how many when only the first were asked for."""
    n = len(result.lines)
    if not result.more:
        return count(n, "credential")
    return counted(n + result.more, "{shown} of {n} credential", "{shown} of {n} credentials", shown=n)


def _nothing(result: CredentialList) -> str:
    if result.incomplete and not result.held:
        return say("Nothing that it holds can be read now. See what is wrong: wallet check")
    if result.hidden:
        return say("Nothing but {hidden}: wallet list --hidden", hidden=count(result.hidden, "hidden credential"))
    if result.held:
        return counted(result.held, "None of {n} credential fits.", "None of {n} credentials fits.")
    return say("The wallet is empty. Put something in it: wallet import FILE")


def _states(slugs: list[str], days: Sequence[str], ends: Sequence[str], now: datetime) -> list[str]:
    """Verdicts, and what became of the credentials since; most lists hold none that ended or is yet to begin."""
    moment = now.astimezone(UTC).isoformat()
    today = moment[:10]
    if not any(ends) and max(days) <= today:
        return slugs
    return [
        slug + (_ENDED if end and end <= moment else _LATER if day > today else "")
        for slug, day, end in zip(slugs, days, ends, strict=True)
    ]


def _verdict(state: str, console: Console) -> str:
    slug, _, since = state.partition(" ")
    result, _ = STYLES.get(slug, _UNREADABLE)
    words = reports.verdict_words(slug)
    told = {"ended": say("{verdict}, ended", verdict=words), "later": say("{verdict}, not begun", verdict=words)}
    return reports.marked(result, console.said(told.get(since, words)), console)


def _style(state: str) -> str:
    return STYLES.get(state.partition(" ")[0], _UNREADABLE)[1]


def _escaped(column: list[str], console: Console) -> list[str]:
    """Every text of a column, escaped and as the stream draws it; a column of short printable ASCII is so already."""
    together = "".join(column)
    if together.isascii() and (together.isprintable() or not together) and max(map(len, column)) <= FIELD_LIMIT:
        return column
    return [console.drawn(escape(text)) for text in column]


def _fitted(column: Sequence[str], width: int, console: Console) -> list[str]:
    """Every text of a column in exactly ``width`` columns of the terminal."""
    if "".join(column).isascii() and max(map(len, column)) <= width:
        return [text.ljust(width) for text in column]
    made = {text: console.fit(text, width) for text in set(column)}
    return [made[text] for text in column]


def _widths(heads: Sequence[str], columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """Column widths: what the cells need, the title and then the issuer giving way to the rest."""
    need = [max(cells(head), _widest(column)) for head, column in zip(heads, columns, strict=True)]
    over = sum(need) + len(GAP) * (len(need) - 1) - room
    if over > 0:
        flexible = need[2] + need[3] - over
        need[3] = min(need[3], max(12, flexible * 2 // 5))
        need[2] = min(need[2], max(16, flexible - need[3]))
    return need


def _widest(column: Sequence[str]) -> int:
    """Columns of the terminal that the widest text takes."""
    return max(map(len, column)) if "".join(column).isascii() else max(map(cells, set(column)))
