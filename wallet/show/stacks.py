"""Stacks as text: a bar, a tree of requirements, and what to do next."""

import re
from collections.abc import Iterator, Sequence
from shlex import quote

from wallet.results.stacks import (
    Piece,
    StackChecked,
    StackImported,
    StackLine,
    StackLosses,
    StackNext,
    StackShown,
    StackWhy,
)
from wallet.show.console import Console, Line
from wallet.show.escaping import escape
from wallet.show.layout import cells, count, day, pad, wrap
from wallet.show.listing import label, short
from wallet.wording import ENGLISH, Catalogue, joined, say

BAR = 20
LOSSES = 12
"""Lines about what an import left behind, before the rest is only counted."""
_STATES = {
    "complete": (say("complete"), "good"),
    "complete_as_stated": (say("complete, as far as you say"), "good"),
    "awarded": (say("awarded"), "good"),
    "in_progress": (say("in progress"), "note"),
    "not_proven": (say("not proven"), "unknown"),
    "unreadable": (say("cannot be read: see wallet stack show"), "bad"),
}
"""States as they read, and their style."""
_MEANING = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>&~%@$]|:(?=\S)")
_UNPROVEN = say("best found, more may count: search longer with --effort 10")


def listed(lines: tuple[StackLine, ...], console: Console) -> None:
    """One line a stack."""
    if not lines:
        console.line(say("No stacks are saved. Begin one: wallet stack new NAME. Save one: wallet stack import FILE"))
        return
    if console.plain:
        console.records(
            (
                (say("stack"), escape(one.name)),
                *(
                    ()
                    if one.state == "unreadable"
                    else ((say("has"), say("{have} of {need}", have=one.have, need=one.need)),)
                ),
                (say("is"), _STATES[one.state][0]),
            )
            for one in lines
        )
        return
    width = min(max(cells(escape(one.name)) for one in lines), max(16, console.width - 50))
    for one in lines:
        word, style = _STATES[one.state]
        name = pad(console.clip(escape(one.name), width), width)
        progress = () if one.state == "unreadable" else (*bar(one.have, one.need, console), "  ")
        console.line((name, "strong"), "  ", *progress, (word, style))


def imported(results: Sequence[StackImported], console: Console) -> None:
    """The stacks that were saved, and what an import had to leave behind."""
    for result in results:
        word = say("brought up to date") if result.replaced else say("saved")
        console.line(word, ": ", escape(result.name), ", ", count(result.requirements, "requirement"))
        _losses(result.losses, console)


def _losses(losses: StackLosses | None, console: Console) -> None:
    """How a pathway of another kind became rules, and what no rule checks."""
    if losses is None:
        return
    console.line(
        say(
            "  read as a {kind}: {kept} by id, {weak} by name only, {manual} to confirm by hand",
            kind=losses.kind,
            kept=count(losses.kept, "place"),
            weak=losses.weak,
            manual=losses.manual,
        )
    )
    for where, what in losses.dropped[:LOSSES]:
        console.lines(_bullet(say("{where}: {what}", where=where, what=what), console))
    if len(losses.dropped) > LOSSES:
        console.line(say("    and {n} more, all of them with --json", n=len(losses.dropped) - LOSSES))


def validated(results: Sequence[StackChecked], console: Console) -> None:
    """Stack files that can be used."""
    for result in results:
        console.line(
            say(
                "good: {name}, {requirements}",
                name=escape(result.name),
                requirements=count(result.requirements, "requirement"),
            )
        )
        _losses(result.losses, console)


def begun(path: str, console: Console) -> None:
    """A first stack file, and how to go on."""
    console.line(say("wrote {path}", path=escape(path)))
    console.line(
        (
            say(
                "  look at it in an editor, then save it in the wallet: wallet stack import {path}",
                path=escape(quote(path)),
            ),
            "dim",
        )
    )


def checked(result: StackShown, console: Console) -> None:
    """One line: whether it is complete."""
    word, style = _STATES[result.state]
    console.line(
        escape(result.name),
        ": ",
        (word, style),
        say(", {have} of {need}", have=result.have, need=result.need),
        _proof(result),
    )


def _proof(result: StackShown | StackNext) -> str:
    return "" if result.proven else "; " + _UNPROVEN


def steps(result: StackNext, console: Console) -> None:
    """What is still missing, and what to type about it."""
    word, style = _STATES[result.state]
    console.line(
        (escape(result.name), "strong"),
        ": ",
        (word, style),
        say(", {have} of {need}", have=result.have, need=result.need),
        _proof(result),
    )
    for step in result.steps:
        console.lines(_bullet(step.text, console))
        if step.command:
            console.line(("    " + escape(step.command), "dim"))
    if not result.steps:
        console.line(say("nothing is missing"))


def explained(result: StackWhy, console: Console, *, about: str = "") -> None:
    """Each place with what counts there and what does not, and why."""
    console.line((escape(result.name), "strong"))
    for place in result.places:
        console.line()
        rule = say("  ({rule})", rule=escape(place.rule)) if place.rule != place.name else ""
        console.line("  ", (escape(place.name), "strong"), (rule, "dim"))
        groups = (
            (say("counts"), place.counts),
            (say("could count"), place.could),
            (say("does not count"), place.barred),
        )
        for word, found in (*groups, (say("does not fit"), place.unlike)):
            for one in found:
                if not about or one.ref == about:
                    about_it = say("{ref} {title}: {text}", ref=short(one.ref), title=one.title, text=one.text)
                    console.lines(_bullet(joined(": ", (word, about_it)), console))
        if not (place.counts or place.could or place.barred or place.unlike):
            console.line(say("  - nothing that you hold comes near"))


def markdown(result: StackShown, words: Catalogue = ENGLISH) -> str:
    """Progress as Markdown in the language of ``words``, every word of others escaped."""
    told, state = words.text, _STATES[result.state][0]
    progress = say("{have} of {need}, as of {at}", have=result.have, need=result.need, at=result.at.date().isoformat())
    lines = [f"# {_md(result.name)}", "", told(joined(", ", (state, progress)))]
    lines += [f"\n{_md(told(note))}" for note in (*result.warnings, *((_UNPROVEN,) if not result.proven else ()))]
    lines += ["", *(line for piece in result.pieces for line in _md_piece(piece, 0, words))]
    if result.missing:
        lines += ["", told(say("Still missing:")), "", *(f"- {_md(told(text))}" for text in result.missing)]
    return "\n".join(lines) + "\n"


def account(shown: StackShown, why: StackWhy, words: Catalogue) -> str:
    """Progress and reasons as Markdown in the language of ``words``, for whoever receives a bundle."""
    told = words.text
    lines = [markdown(shown, words), told(say("Why each counts:")), ""]
    for place in why.places:
        lines += [f"- {_md(told(place.name))}: {_md(one.title)}: {_md(told(one.text))}" for one in place.counts]
    lines += ["", told(say("This is the sender's own account. Check the credentials, and count again:")), ""]
    return (
        "\n".join([*lines, "    wallet verify FILE", "    wallet stack show accounts/stack.toml --alone --with FILE"])
        + "\n"
    )


def _md_piece(piece: Piece, depth: int, words: Catalogue) -> Iterator[str]:
    box = "x" if piece.met else " "
    filled = "; ".join(_md(title) for _, title in piece.filled_by)
    about = f" ({_md(words.text(piece.rule))})" if piece.rule and piece.rule != piece.name else ""
    yield f"{'  ' * depth}- [{box}] {_md(words.text(piece.name or piece.rule))}{about}" + (
        f": {filled}" if filled else ""
    )
    for inner in piece.pieces:
        yield from _md_piece(inner, depth + 1, words)


def _md(text: str) -> str:
    """Text that means nothing to Markdown, HTML, or a program that makes a site of it or names people in it."""
    return _MEANING.sub(lambda found: "\\" + found.group(), escape(text, limit=500))


def shown(result: StackShown, console: Console) -> None:
    """The whole stack: progress, tree, what does not count and why, what is missing."""
    word, style = _STATES[result.state]
    console.line((escape(result.name), "strong"))
    console.line(
        "  ", *bar(result.have, result.need, console), "  ", (word, style), say(", as of {at}", at=day(result.at))
    )
    if not result.proven:
        console.line("  ", (_UNPROVEN, "unknown"))
    for line in wrap(console.said(result.description), console.width - 2) if result.description else ():
        console.line("  ", line)
    console.line()
    for piece in result.pieces:
        console.lines(_piece(piece, console, 1))
    _not_counted(result, console)
    if result.missing:
        console.line()
        console.line((say("Still missing:") if result.proven else say("Still missing in the best found:"), "strong"))
        for text in result.missing:
            console.lines(_bullet(text, console))


def bar(have: int, need: int, console: Console) -> Line:
    """``######------  3 of 6``; full only when nothing is missing."""
    if console.plain:
        return (say("has {have} of {need}: ", have=have, need=need),)
    filled = BAR if have >= need else min(BAR - 1, have * BAR // need)
    full, empty = ("█", "░") if console.wide else ("#", "-")
    return ((full * filled, "good"), (empty * (BAR - filled), "dim"), say("  {have} of {need}", have=have, need=need))


def _piece(piece: Piece, console: Console, depth: int) -> Iterator[Line]:
    indent = "  " * depth
    open_ = "" if piece.met or console.plain else say("not met")  # for plain output, which has no circle
    name = console.said(piece.name or piece.rule) or piece.kind
    rule = piece.rule if console.said(piece.rule) != name else ""
    about = joined(", ", [part for part in (open_, rule, say("optional") if piece.optional else "") if part])
    name = console.clip(name, max(20, console.width - len(indent) - 30))
    told = console.said(about)
    tail = f"  ({told})" if told else ""
    yield (
        indent,
        _box(piece, console),
        name,
        (console.clip(tail, console.width - len(indent) - 2 - cells(name)), "dim"),
    )
    if piece.equivalent:
        yield (indent, ("    " + console.clip(console.said(piece.equivalent), max(20, console.width - 8)), "dim"))
    for ref, title in piece.filled_by:
        yield (indent, ("    " + console.clip(label(ref, console) + escape(title), max(20, console.width - 12)), "dim"))
    for inner in piece.pieces:
        yield from _piece(inner, console, depth + 1)


def _box(piece: Piece, console: Console) -> tuple[str, str]:
    if piece.met:
        return console.sign("✓", "+", say("met: ")), "good"
    return console.sign("○", "o", say("not met: ")), "dim"


def _not_counted(result: StackShown, console: Console) -> None:
    if not result.not_counted:
        return
    console.line()
    console.line((say("Held, but not counted:"), "strong"))
    for one in result.not_counted:
        text = say("{ref} {title}: {text}", ref=short(one.ref), title=one.title, text=one.message)
        console.lines(_bullet(text, console))


def _bullet(text: str, console: Console) -> Iterator[Line]:
    for number, line in enumerate(wrap(console.said(text), max(20, console.width - 4))):
        yield ("  - " if not number else "    ", line)
