"""The elements of a European micro-credential as text."""

from collections.abc import Sequence

from wallet.results.credentials import EuElement
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import wrap
from wallet.wording import joined, say

_ELEMENTS = {
    "stated": (say("stated"), "good"),
    "partial": (say("partial"), "note"),
    "absent": (say("absent"), "bad"),
}


def elements(found: Sequence[EuElement], console: Console) -> None:
    """Each element with its state and its source, then the totals and what to ask the issuer for."""
    console.line()
    console.line((say("Elements of a European micro-credential"), "strong"))
    for one in found:
        word, style = _ELEMENTS[one.state]
        console.line(
            f"  {one.number:2}  ",
            (console.said(word).ljust(7), style),
            "  ",
            one.name,
            "  ",
            (escape(one.where), "dim"),
        )
    numbers = [
        say("{n} {state}", n=sum(one.state == state for one in found), state=word)
        for state, (word, _) in _ELEMENTS.items()
    ]
    console.line(
        say(
            "  {numbers}; this tells what the credential states, the verdict whether to rely on it",
            numbers=joined(", ", numbers),
        )
    )
    wanted = [say("{number} {ask}", number=one.number, ask=one.ask) for one in found if one.ask]
    if wanted:
        for number, line in enumerate(
            wrap(
                console.said(say("ask the issuer for: {wanted}", wanted=joined("; ", wanted))),
                max(30, console.width - 4),
            )
        ):
            console.line("  " if not number else "    ", line)
