"""Whether the terminal shows pictures, and in which of three ways: told by its name, else asked, for a moment only."""

import re

from wallet.cli.invocation import Invocation
from wallet.cli.keys import reply
from wallet.show.pictures import ITERM2, KITTY, SIXEL

_MOMENT = 0.5
"""Seconds that a terminal may take to answer; over a network, most answer in a tenth of that."""
_WHAT_ARE_YOU = "\x1b[c"
"""Primary device attributes (DEC STD 070; xterm's ``ctlseqs``), which every terminal answers."""
_ATTRIBUTES = re.compile(rb"\x1b\[\?([0-9;]+)c")
_DRAWS_SIXEL = b"4"
_BY_PROGRAM = {"iTerm.app": ITERM2, "WezTerm": ITERM2, "mintty": ITERM2, "ghostty": KITTY}


def protocol(invocation: Invocation) -> str:
    """``kitty``, ``iterm2``, ``sixel``, or nothing.

    Within tmux or screen the variables speak of the terminal outside, which
    is not the one that would draw: there only an answer counts.
    """
    out, environment = invocation.out, invocation.environment
    if not out.styled:
        return ""
    inner = environment.get("TMUX") or environment.get("STY")
    if not inner and (named := _named(environment.get("TERM", ""), environment.get("TERM_PROGRAM", ""))):
        return named
    if invocation.no_input or not invocation.streams.stdin.isatty():
        return ""
    found = _ATTRIBUTES.search(reply(invocation.streams.stdin, out, _WHAT_ARE_YOU, b"c", _MOMENT))
    return SIXEL if found and _DRAWS_SIXEL in found[1].split(b";") else ""


def _named(term: str, program: str) -> str:
    if term in ("xterm-kitty", "xterm-ghostty"):
        return KITTY
    return _BY_PROGRAM.get(program, SIXEL if term.startswith(("foot", "mlterm", "yaft")) else "")
