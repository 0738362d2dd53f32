"""Skills as text: what shows each, and how far a job is covered."""

from collections.abc import Iterator, Sequence

from wallet.results.skills import Frameworks, Gap, SkillEvidence, SkillLine
from wallet.show.console import Console, Line
from wallet.show.escaping import escape
from wallet.show.layout import count, wrap
from wallet.show.listing import short
from wallet.wording import joined, say

_STATES = {
    "covered": (say("covered"), "good"),
    "partly": (say("partly"), "note"),
    "missing": (say("missing"), "bad"),
}


def listed(lines: Sequence[SkillLine], console: Console) -> None:
    """Each skill and below it what shows it."""
    if not lines:
        console.line(say("Your credentials name no skills."))
        return
    for line in lines:
        known = (
            ""
            if line.framework == "free text"
            else f"  ({escape(' '.join(filter(None, (line.framework, line.code))))})"
        )
        console.line((escape(line.name), "strong"), (known, "dim"))
        for evidence in line.evidence:
            console.lines(_shows(evidence, console))
    if console.is_terminal:
        console.line((count(len(lines), "skill"), "dim"))


def gap(result: Gap, console: Console) -> None:
    """Each skill of a job, then how many are covered."""
    for line in result.lines:
        word, style = _STATES[line.state]
        console.line((f"{console.said(word):8}", style), (escape(line.name), "strong"), "  ", (line.why, "dim"))
        for evidence in line.evidence[:3]:
            console.lines(_shows(evidence, console, indent="          "))
    numbers = [
        say("{n} {state}", n=sum(one.state == state for one in result.lines), state=word)
        for state, (word, _) in _STATES.items()
    ]
    console.line()
    console.line(count(len(result.lines), "skill"), ": ", joined(", ", numbers))
    if result.stack:
        console.line(say("wrote what is missing to {stack}", stack=escape(result.stack)))
        console.line((say("  save it in the wallet: wallet stack import {stack}", stack=escape(result.stack)), "dim"))


def frameworks(result: Frameworks, console: Console) -> None:
    """Levels, then units, each with its source."""
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


def _shows(evidence: SkillEvidence, console: Console, indent: str = "  ") -> Iterator[Line]:
    problem = "" if evidence.counts else f": {console.said(evidence.problem)}"
    issuer = f" ({escape(evidence.issuer)})" if evidence.issuer else ""
    text = f"{short(evidence.ref)}  {escape(evidence.title)}{issuer}{problem}"
    for number, line in enumerate(wrap(text, max(20, console.width - len(indent) - 2))):
        yield (indent + ("- " if not number else "  "), line)
