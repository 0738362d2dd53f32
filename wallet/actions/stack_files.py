"""Stack files outside the wallet: writing a first one, and reading one with those beside it."""

from pathlib import Path

from wallet.actions.inputs import read_file
from wallet.errors import NotFound, Unreadable
from wallet.results import StackChecked
from wallet.stacks import drafting
from wallet.stacks.definition import Load, parse
from wallet.stacks.drafting import Draft
from wallet.stacks.rules import Stack
from wallet.stacks.templates import TEMPLATES

__all__ = ["TEMPLATES", "Draft", "beside", "first", "named", "read", "validate"]


def beside(path: Path) -> Load:
    """How the stack file at ``path`` reaches others: in its own folder or below it, nowhere else."""
    folder = path.resolve().parent

    def load(reference: str) -> bytes:
        found = (folder / reference).resolve()
        if not found.is_relative_to(folder) or not found.is_file():
            raise NotFound(f"there is no file {reference[:80]!r} beside it", hint="put it into the same folder")
        return read_file(found)

    return load


def read(path: Path) -> Stack:
    """The stack in a file, with those beside it.

    Raises :class:`~wallet.errors.Unreadable`, whose message names file, line and key.
    """
    try:
        return parse(read_file(path), beside(path))
    except Unreadable as error:
        raise named(error, str(path)) from None


def named(error: Unreadable, path: str) -> Unreadable:
    """``error`` with the file in its message."""
    if path in error.message:
        return error
    return Unreadable(f"{path}: {error.message}", hint=error.hint, slug=error.kind)


def validate(path: Path) -> StackChecked:
    """Whether the rules in a file can be used; raises as :func:`read`."""
    stack = read(path)
    return StackChecked(stack.id, stack.name, sum(1 for _ in stack.walk()))


def first(draft: Draft, template: str = "") -> bytes:
    """A first rule file, from what the learner said or from a template under their name and id.

    Raises :class:`~wallet.errors.Unreadable` when what was said makes no valid stack.
    """
    text = TEMPLATES[template].fill(draft.id, draft.name) if template else drafting.write(draft)
    data = text.encode()
    parse(data)
    return data
