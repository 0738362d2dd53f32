"""Stack files outside the wallet: writing a first one, and reading one with those beside it."""

from pathlib import Path
from typing import NamedTuple

from wallet.actions.inputs import read_file
from wallet.errors import NotFound, Unreadable
from wallet.results.stacks import StackChecked, StackLosses
from wallet.stacks import drafting
from wallet.stacks.definition import File, Load, parse
from wallet.stacks.drafting import Draft
from wallet.stacks.importers import Imported, convert
from wallet.stacks.rules import Stack
from wallet.stacks.templates import TEMPLATES
from wallet.wording import say

__all__ = ["TEMPLATES", "Draft", "beside", "first", "losses", "read", "rules", "to_save", "validate"]


def beside(path: Path) -> Load:
    """How the stack file at ``path`` reaches others: in its own folder or below it, nowhere else."""
    folder = path.resolve().parent

    def load(reference: str) -> File:
        found = _within(folder, reference)
        if found is None:
            raise NotFound(
                say("there is no file {reference!r} beside it", reference=reference[:80]),
                hint=say("put it into the same folder"),
            )
        return File(read_file(found), beside(found))

    return load


def _within(folder: Path, reference: str) -> Path | None:
    """The file that ``reference`` names in ``folder`` or below it; None when there is none, or it names no file."""
    try:
        found = (folder / reference).resolve()
        return found if found.is_relative_to(folder) and found.is_file() else None
    except (OSError, ValueError, RuntimeError):  # too long a name, one with a NUL, a link that leads to itself
        return None


def read(path: Path) -> Stack:
    """The stack in a file, with those beside it.

    Raises :class:`~wallet.errors.Unreadable`, whose message names file, line and key.
    """
    return _parsed(path, rules(path))


class Rules(NamedTuple):
    """The rules in a file, and how they came to be."""

    data: bytes
    """A ``wallet-stack/1`` file."""
    imported: Imported | None
    """What became of a pathway of another kind; None for a stack file."""


def rules(path: Path) -> Rules:
    """The rules in a stack file, or those that a published pathway amounts to; raises as :func:`read`."""
    data = read_file(path)
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[{", b"[\n", b"[ ", b"[\r")):
        return Rules(data, None)
    try:
        imported = convert(data)
    except Unreadable as error:
        raise error.naming(str(path)) from None
    return Rules(imported.data, imported)


def to_save(path: Path) -> Rules:
    """The rules in a file, read as far as that needs no wallet: a stack within it may be saved there.

    Raises as :func:`read`.
    """
    found = rules(path)
    try:
        _parsed(path, found)
    except Unreadable as error:
        if error.kind != "stack_nested_missing":
            raise
    return found


def _parsed(path: Path, found: Rules) -> Stack:
    """The stack that the rules in a file make, with those beside it."""
    try:
        return parse(found.data, beside(path))
    except Unreadable as error:
        raise error.naming(str(path)) from None


def validate(path: Path) -> StackChecked:
    """Whether the rules in a file can be used; raises as :func:`read`."""
    found = rules(path)
    stack = _parsed(path, found)
    return StackChecked(stack.id, stack.name, sum(1 for _ in stack.walk()), losses(found.imported))


def losses(imported: Imported | None) -> StackLosses | None:
    """What became of the parts of a pathway, in the shape that is shown."""
    if imported is None:
        return None
    return StackLosses(imported.kind, imported.kept, imported.weak, imported.manual, tuple(imported.dropped))


def first(draft: Draft, template: str = "") -> bytes:
    """A first rule file, from what the learner said or from a template under their name and id.

    Raises :class:`~wallet.errors.Unreadable` when what was said makes no valid stack.
    """
    text = TEMPLATES[template].fill(draft.id, draft.name) if template else drafting.write(draft)
    data = text.encode()
    parse(data)
    return data
