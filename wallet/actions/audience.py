"""For whom and when a presentation was made, in words, which also say what was compared with nothing."""

from collections.abc import Iterator, Sequence

from wallet.report import Audience
from wallet.wording import say

_SHOWN = 120
"""Characters of each that are shown."""


def told(audience: Audience, challenge: str, domain: str) -> Iterator[tuple[str, str]]:
    """Label and text of what it says; ``challenge`` and ``domain`` are what was asked for, or empty.

    That it says something else than was asked for is for the signer check to tell.
    """
    if audience.domains:
        yield say("addressed to"), _compared(audience.domains, domain, "--expect-domain")
    if audience.challenge:
        yield say("in answer to"), _compared((audience.challenge,), challenge, "--expect-challenge")
    if audience.signed is not None:
        yield say("made on"), audience.signed.date().isoformat()


def _compared(said: Sequence[str], expected: str, option: str) -> str:
    value = ", ".join(said)[:_SHOWN]
    if not expected:
        return say("{value}, compared with nothing: add {option} and what you expect", value=value, option=option)
    return say("{value}, as expected", value=value) if expected in said else value
