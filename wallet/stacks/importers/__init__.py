"""Pathways of others as stacks: Credential Engine CTDL, Badgr, CLR associations, Open Badges alignments.

An import may make a stack harder to complete, never easier: what cannot be
evaluated becomes a thing to confirm by hand, and what is left out is listed.
"""

from collections.abc import Callable
from typing import Any

from wallet.codec import strictjson
from wallet.errors import Unreadable
from wallet.stacks.importers import badgr, ctdl, open_badges
from wallet.stacks.importers.notes import Imported
from wallet.wording import say

LIMIT_BYTES = 8 * 1024 * 1024
_READERS: tuple[tuple[Callable[[Any], bool], Callable[[Any], Imported]], ...] = (
    (badgr.recognises, badgr.read),
    (open_badges.recognises, open_badges.read),
    (ctdl.recognises, ctdl.read),
)
"""How a kind is recognised and read, the most specific first."""

__all__ = ["Imported", "convert"]


def convert(data: bytes) -> Imported:
    """The stack that a JSON pathway amounts to, as a ``wallet-stack/1`` file, and what became of its parts.

    Raises :class:`~wallet.errors.Unreadable`: ``stack_import_not_json`` with
    line and column, ``stack_import_unknown``, ``stack_import_empty`` when no
    part of it could ever be filled, ``stack_too_large``.
    """
    if len(data) > LIMIT_BYTES:
        raise Unreadable(say("a pathway may hold 8 MB, this one is larger"), slug="stack_too_large")
    document = _json(data)
    for recognises, read in _READERS:
        if recognises(document):
            return read(document)
    raise Unreadable(
        say("it is no pathway of a kind known here"),
        hint=say("CTDL, Badgr and CLR pathways can be imported; or begin one: wallet stack new NAME"),
        slug="stack_import_unknown",
    )


def _json(data: bytes) -> Any:
    try:
        return strictjson.loads(data)
    except Unreadable as error:
        raise Unreadable(
            say(
                "it is not JSON that can be read: {message}",
                message=error.message.removeprefix("not acceptable as JSON: "),
            ),
            hint=say("ask whoever published it for a file that is valid JSON"),
            slug="stack_import_not_json",
        ) from None
