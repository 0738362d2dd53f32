"""Fields that a learner can show or hide: in credentials whose issuer signed each of them singly.

A field goes by its path, ``credentialSubject.degree.name`` or
``nationalities.0``, or by any one word of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wallet.errors import NotFound, UsageError
from wallet.wording import say


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a credential."""

    path: tuple[str, ...]
    value: Any
    required: bool = False
    """Whether the issuer lets nobody hide it."""

    @property
    def name(self) -> str:
        """The path as people write it."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Picks:
    """What the learner wants to show: everything unless something is named."""

    reveal: tuple[str, ...] = ()
    """Only these and what the issuer demands."""
    hide: tuple[str, ...] = ()
    """All but these."""

    def __bool__(self) -> bool:
        """Whether anything was picked."""
        return bool(self.reveal or self.hide)

    def shows(self, field: Field) -> bool:
        """Whether the learner wants the field to be seen."""
        wanted = not self.reveal or any(fits(name, field.path) for name in self.reveal)
        return wanted and not any(fits(name, field.path) for name in self.hide)


def fits(name: str, path: Sequence[str]) -> bool:
    """Whether ``name`` is the path of a field or of something that contains it, or a single word of that path."""
    words = name.casefold().split(".")
    plain = [step.casefold() for step in path]
    return plain[: len(words)] == words or (len(words) == 1 and words[0] in plain)


def check(picks: Picks, fields: Iterable[Field], refs: str = "REF") -> None:
    """Refuse a pick that names no field, or hides what cannot be hidden; ``refs`` are the credentials, for the hint.

    Raises :class:`~wallet.errors.NotFound` and :class:`~wallet.errors.UsageError`.
    """
    fields = list(fields)
    hint = say("see what can be shown or hidden: wallet share {refs} --fields", refs=refs)
    for name in (*picks.reveal, *picks.hide):
        found = [field for field in fields if fits(name, field.path)]
        if not found:
            raise NotFound(
                say("nothing that can be chosen is called {name!r}", name=name[:80]),
                hint=hint,
                slug="no_such_field",
            )
        if name in picks.hide and all(field.required for field in found):
            raise UsageError(
                say("{name!r} cannot be hidden: the issuer demands that it is always shown", name=name[:80]),
                hint=hint,
                slug="field_required",
            )
