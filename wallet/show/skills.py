"""Skills as text: what shows each, and how far a job is covered."""

from collections import Counter
from collections.abc import Iterator, Sequence

from wallet.results.skills import Frameworks, Gap, GapLine, SkillEvidence, SkillLine
from wallet.show.console import Console, Line
from wallet.show.escaping import escape
from wallet.show.layout import cells, count, pad, wrap
from wallet.show.listing import label
from wallet.wording import counted, joined, say

_STATES = {
    "covered": (say("covered"), "good"),
    "partly": (say("partly"), "note"),
    "missing": (say("missing"), "bad"),
}

_NUMBERS = {
    "covered": counted(0, "{n} covered", "{n} covered"),
    "partly": counted(0, "{n} partly", "{n} partly"),
    "missing": counted(0, "{n} missing", "{n} missing"),
}


def listed(lines: Sequence[SkillLine], console: Console, *, others: int = 0) -> None:
    """Each skill and below it what shows it; ``others`` are those of other frameworks than the one asked for."""
    if not lines and others:
        console.line(
            counted(others, "None of {n} skill is of that framework.", "None of {n} skills is of that framework.")
        )
        return
    if not lines:
        console.line(say("Your credentials name no skills."))
        return
    if console.plain:
        console.records(_skill_read_out(line, console) for line in lines)
        return
    below = _repeated(lines)
    for line in lines:
        known = _defined_by(line)
        about = [(f"({known})", "dim")] if known else []
        console.lines(_hung([(escape(line.name), "strong"), *about], console))
        for evidence in line.evidence:
            console.lines(_shows(evidence, console, below=below))
    for number, problem in enumerate(below, 1):
        console.lines(_indented(f"[{number}] ", console.said(problem), console))
    if console.is_terminal:
        console.line((count(len(lines), "skill"), "dim"))


def _repeated(lines: Sequence[SkillLine]) -> tuple[str, ...]:
    """The problems that several lines would tell: they are said once, below them all."""
    told = Counter(one.problem for line in lines for one in line.evidence if not one.counts)
    return tuple(problem for problem, number in told.items() if number > 1)


def _skill_read_out(line: SkillLine, console: Console) -> Iterator[tuple[str, str]]:
    yield say("skill"), escape(line.name)
    yield say("framework"), _defined_by(line)
    yield from ((say("shown by"), _evidence(one, console)) for one in line.evidence)


def _defined_by(line: SkillLine) -> str:
    """Whose list of skills it is on, and its code there; empty for a free tag."""
    return "" if line.framework == "free text" else escape(" ".join(filter(None, (line.framework, line.code))))


def gap(result: Gap, console: Console) -> None:
    """Each skill of a job, then how many are covered."""
    if console.plain:
        console.records(_compared(line, console) for line in result.lines)
    else:
        console.lines(row for line in result.lines for row in _row(line, console))
    numbers = [
        template.filled(n=sum(one.state == state for one in result.lines)) for state, template in _NUMBERS.items()
    ]
    console.line()
    console.line(count(len(result.lines), "skill"), ": ", joined(", ", numbers))
    if result.stack:
        console.line(say("wrote what is missing to {stack}", stack=escape(result.stack)))
        console.line((say("  save it in the wallet: wallet stack import {stack}", stack=escape(result.stack)), "dim"))


def _row(line: GapLine, console: Console) -> Iterator[Line]:
    wide = max(cells(console.said(word)) for word, _ in _STATES.values()) + 1
    word, style = _STATES[line.state]
    texts = [(escape(line.name), "strong"), *[(console.said(line.why), "dim")] * bool(line.why)]
    for number, found in enumerate(_hung(texts, console, wide)):
        yield ((pad(console.said(word) if not number else "", wide), style), *found)
    for evidence in line.evidence[:3]:
        yield from _shows(evidence, console, " " * (wide + 2), said=line.why)


def _compared(line: GapLine, console: Console) -> Iterator[tuple[str, str]]:
    yield say("skill"), escape(line.name)
    yield say("is"), _STATES[line.state][0]
    yield say("why"), line.why
    yield from ((say("shown by"), _evidence(one, console)) for one in line.evidence[:3])


def frameworks(result: Frameworks, console: Console) -> None:
    """Levels, then units, each with its source."""
    if console.plain:
        console.records(_frameworks_read_out(result, console))
        return
    for one in result.frameworks:
        console.line(
            (one.name, "strong"),
            say("  {place}, levels {lowest} to {highest}", place=one.place, lowest=one.lowest, highest=one.highest),
        )
        named = "; ".join(f"{level} {console.said(name)}" for level, name in one.levels)
        room = max(30, console.width - 4)
        for line in (*wrap(named, room), *wrap(console.said(one.source), room)):
            console.line(("    " + line, "dim"))
    console.line()
    for unit in result.units:
        console.line((unit.slug, "strong"), f"  {unit.name}, {console.said(unit.place)}")
        for line in wrap(f"{console.said(unit.meaning)} ({console.said(unit.source)})", max(30, console.width - 4)):
            console.line(("    " + line, "dim"))


def _frameworks_read_out(result: Frameworks, console: Console) -> Iterator[Iterator[tuple[str, str]]]:
    for one in result.frameworks:
        yield iter(
            (
                (say("framework"), one.name),
                (say("place"), one.place),
                (say("levels"), say("{lowest} to {highest}", lowest=one.lowest, highest=one.highest)),
                *((say("level {level}", level=level), console.said(name)) for level, name in one.levels),
                (say("source"), one.source),
            )
        )
    for unit in result.units:
        yield iter(
            (
                (say("unit"), unit.slug),
                (say("name"), unit.name),
                (say("place"), unit.place),
                (say("meaning"), unit.meaning),
                (say("source"), unit.source),
            )
        )


def _evidence(one: SkillEvidence, console: Console, said: str = "", below: Sequence[str] = ()) -> str:
    """One credential and what is wrong with it, unless that was ``said`` of all of them or stands ``below``."""
    problem = "" if one.counts or one.problem == said else f": {console.said(one.problem)}"
    if problem and one.problem in below:
        problem = f" [{below.index(one.problem) + 1}]"
    issuer = f" ({escape(one.issuer)})" if one.issuer else ""
    return f"{label(one.ref, console)}{escape(one.title)}{issuer}{problem}"


def _shows(
    evidence: SkillEvidence, console: Console, indent: str = "  ", *, said: str = "", below: Sequence[str] = ()
) -> Iterator[Line]:
    return _indented(f"{indent}- ", _evidence(evidence, console, said, below), console)


def _indented(mark: str, text: str, console: Console) -> Iterator[Line]:
    """``text`` behind a mark, in as many lines as it needs."""
    for number, line in enumerate(wrap(text, max(20, console.width - len(mark)))):
        yield (" " * len(mark) if number else mark, line)


def _hung(texts: Sequence[tuple[str, str]], console: Console, before: int = 0) -> Iterator[Line]:
    """Styled texts in a line behind ``before`` columns; where they do not fit, each on lines of its own."""
    room = console.width - before
    if cells("  ".join(text for text, _ in texts)) <= room:
        yield tuple(piece for at, one in enumerate(texts) for piece in ("  " * bool(at), one))
        return
    for at, (text, style) in enumerate(texts):
        for number, line in enumerate(wrap(text, max(20, room - 2))):
            yield ("  " * bool(at or number), (line, style))
