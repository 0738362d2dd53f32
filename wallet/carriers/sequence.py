"""The texts of a sequence of QR codes (:mod:`wallet.codec.fountain`), a line each, as a scanner notes them down."""

from wallet.carriers.base import MEMBER_LIMIT, Inner
from wallet.codec import fountain
from wallet.errors import Unreadable
from wallet.model import Payload
from wallet.wording import say

PREFIX = fountain.PREFIX.encode()
_HINT = say("name all the pictures at once: wallet import part-1.png part-2.png")
_NAMED = 12
"""So many missing parts are named one by one."""


class PartsMissing(Unreadable):
    """Some codes of a sequence, but not enough; ``frames`` are the texts of those that are there."""

    slug = "parts_missing"

    def __init__(self, message: str, *, hint: str | None = None, frames: bytes = b"") -> None:
        super().__init__(message, hint=hint)
        self.frames = frames


class Sequence:
    """The row for the codes that ``wallet qr --as parts`` makes, once they are text."""

    label = say("texts of a sequence of QR codes")

    def recognises(self, data: bytes) -> bool:
        """By the prefix."""
        return data.lstrip(b" \t\r\n").startswith(PREFIX)

    def unwrap(self, data: bytes, name: str, inner: Inner) -> list[Payload]:
        """The credentials in every sequence that is whole.

        Raises :class:`PartsMissing` when none is, or
        :class:`~wallet.errors.Unreadable` (``parts_damaged``).
        """
        lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines()]
        found = fountain.assemble(lines, limit=MEMBER_LIMIT)
        if not found.files:
            raise _incomplete(name, found.missing[0], lines) if found.missing else _damaged(name)
        for one in found.missing:
            inner.left_out(name, _incomplete(name, one))
        for _ in found.damaged:
            inner.left_out(name, _damaged(name))
        return [payload for file in found.files for payload in inner(file, name)]


CARRIER = Sequence()


def _incomplete(name: str, one: fountain.Missing, lines: list[str] | None = None) -> PartsMissing:
    """The error that says what is missing, by number where only those parts will do; with the frames in ``lines``."""
    if one.more == len(one.absent) <= _NAMED:
        missing = say(
            "{more} of {of} parts are missing: {places}",
            more=one.more,
            of=one.of,
            places=", ".join(map(str, one.absent)),
        )
    else:
        missing = say("at least {more} more of {of} parts are missing", more=one.more, of=one.of)
    frames = "\n".join(line for line in lines or () if fountain.parse(line))
    return PartsMissing(
        say("{name} holds QR codes of a sequence that is not whole; {missing}", name=name, missing=missing),
        hint=_HINT,
        frames=frames.encode(),
    )


def _damaged(name: str) -> Unreadable:
    return Unreadable(
        say("{name} holds QR codes that say they are one sequence and are not", name=name),
        hint=say("take the pictures again, or ask for the file"),
        slug="parts_damaged",
    )
