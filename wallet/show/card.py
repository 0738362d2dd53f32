"""The European completeness card as text."""

from collections.abc import Sequence

from wallet.results import EuElement
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import wrap
from wallet.wording import say

_ELEMENTS = {"stated": ("stated ", "good"), "partial": ("partial", "note"), "absent": ("absent ", "bad")}


def elements(found: Sequence[EuElement], console: Console) -> None:
    """The European completeness card."""
    console.line()
    console.line((say("Elements of a European micro-credential"), "strong"))
    for one in found:
        word, style = _ELEMENTS[one.state]
        console.line(f"  {one.number:2}  ", (word, style), f"  {one.name}", (f"  {escape(one.where)}", "dim"))
    numbers = [f"{sum(one.state == state for one in found)} {state}" for state in _ELEMENTS]
    console.line(
        say("  {numbers}; the card says what is stated, the verdict whether to rely on it", numbers=", ".join(numbers))
    )
    wanted = [f"{one.number} {one.ask}" for one in found if one.ask]
    if wanted:
        for number, line in enumerate(
            wrap(say("ask the issuer for: {wanted}", wanted="; ".join(wanted)), max(30, console.width - 4))
        ):
            console.line("  " if not number else "    ", line)
