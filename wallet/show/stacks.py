"""Stacks as text: a bar, a tree of requirements, and what to do next."""

from collections.abc import Iterator

from wallet.report import Result
from wallet.results import Piece, StackImported, StackLine, StackShown
from wallet.show import reports
from wallet.show.console import Console, Line
from wallet.show.credentials import short
from wallet.show.escaping import escape
from wallet.show.layout import cells, clip, count, pad, wrap

BAR = 20
STATES = {
    "complete": ("complete", "good"),
    "awarded": ("awarded", "good"),
    "in_progress": ("in progress", "note"),
    "not_proven": ("not proven", "unknown"),
}
"""States as they read, and their style."""


def listed(lines: tuple[StackLine, ...], console: Console) -> None:
    """One line a stack."""
    if not lines:
        console.line("No stacks are saved. Save one: wallet stack import FILE")
        return
    width = min(max(cells(escape(one.name)) for one in lines), max(16, console.width - 50))
    for one in lines:
        word, style = STATES.get(one.state, (one.state, ""))
        name = pad(clip(escape(one.name), width), width)
        console.line((name, "strong"), "  ", *bar(one.have, one.need, console), "  ", (word, style))


def imported(result: StackImported, console: Console) -> None:
    """The stack that was saved."""
    word = "brought up to date" if result.replaced else "saved"
    console.line(f"{word}: {escape(result.name)}, {count(result.requirements, 'requirement')}")


def shown(result: StackShown, console: Console) -> None:
    """The whole stack: progress, tree, what does not count and why, what is missing."""
    word, style = STATES.get(result.state, (result.state, ""))
    console.line((escape(result.name), "strong"))
    console.line("  ", *bar(result.have, result.need, console), "  ", (word, style))
    for line in wrap(escape(result.description), console.width - 2) if result.description else ():
        console.line("  ", line)
    console.line()
    for piece in result.pieces:
        console.lines(_piece(piece, console, 1))
    _not_counted(result, console)
    if result.missing:
        console.line()
        console.line(("Still missing:", "strong"))
        for text in result.missing:
            console.lines(_bullet(escape(text), console.width))


def bar(have: int, need: int, console: Console) -> Line:
    """``######------  3 of 6``; full only when nothing is missing."""
    filled = BAR if have >= need else min(BAR - 1, have * BAR // need)
    full, empty = ("█", "░") if console.wide else ("#", "-")
    return ((full * filled, "good"), (empty * (BAR - filled), "dim"), f"  {have} of {need}")


def _piece(piece: Piece, console: Console, depth: int) -> Iterator[Line]:
    indent = "  " * depth
    about = ", ".join(part for part in (piece.rule, "optional" if piece.optional else "") if part)
    name = escape(piece.name) or escape(piece.rule) or piece.kind
    name = clip(name, max(20, console.width - len(indent) - 30))
    tail = f"  ({escape(about)})" if about and about != name else ""
    yield (indent, _box(piece, console), " ", name, (clip(tail, console.width - len(indent) - 2 - cells(name)), "dim"))
    for ref, title in piece.filled_by:
        yield (indent, ("    " + clip(f"{short(ref)}  {escape(title)}", max(20, console.width - 12)), "dim"))
    for inner in piece.pieces:
        yield from _piece(inner, console, depth + 1)


def _box(piece: Piece, console: Console) -> tuple[str, str]:
    if piece.met:
        return reports.mark(Result.PASS, console), "good"
    return "○" if console.wide else "o", "dim"


def _not_counted(result: StackShown, console: Console) -> None:
    if not result.not_counted:
        return
    console.line()
    console.line(("Held, but not counted:", "strong"))
    for one in result.not_counted:
        text = f"{short(one.ref)}  {escape(one.title)}: {escape(one.message)}"
        console.lines(_bullet(text, console.width))


def _bullet(text: str, width: int) -> Iterator[Line]:
    for number, line in enumerate(wrap(text, max(20, width - 4))):
        yield ("  - " if not number else "    ", line)
