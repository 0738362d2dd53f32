"""Stacks: saving their rules in the wallet, and counting what it holds toward them."""

from datetime import datetime

from wallet.actions.find import SHORT
from wallet.errors import Ambiguous, NotFound
from wallet.results import NotCounted, Piece, StackImported, StackLine, StackShown
from wallet.stacks import progress, wording
from wallet.stacks.definition import parse
from wallet.stacks.progress import Filled, Line, Missing, Progress
from wallet.stacks.rules import Stack
from wallet.vault import Item, Vault
from wallet.vault.entries import entries

KIND = "stack"

# "not_matched" would list every other credential of the wallet.
_WORTH_SAYING = frozenset(progress.MESSAGES) - {"not_matched"}


def import_(vault: Vault, data: bytes) -> StackImported:
    """Save the rules in ``data``; a stack with the same id is replaced.

    Raises :class:`~wallet.errors.Unreadable` with a ``stack_...`` slug, naming
    line and key, when they are no valid ``wallet-stack/1`` file.
    """
    stack = parse(data)
    older = [held.id for held in vault.objects(KIND) if held.summary.get("stack") == stack.id]
    (put,) = vault.add([Item(KIND, data, {"stack": stack.id, "name": stack.name})])
    outdated = [id_ for id_ in older if id_ != put.id]
    if outdated:
        vault.drop(outdated)
    return StackImported(stack.id, stack.name, bool(older), sum(1 for _ in stack.walk()))


def list_(vault: Vault, at: datetime) -> tuple[StackLine, ...]:
    """Every saved stack, by name, with its progress."""
    held = list(entries(vault))
    found = [progress.check(stack, held, at) for stack in saved(vault)]
    return tuple(StackLine(p.stack.id, p.stack.name, p.state, p.have, p.need) for p in found)


def show(vault: Vault, wanted: str, at: datetime) -> StackShown:
    """One stack against everything the wallet holds.

    Raises :class:`~wallet.errors.NotFound` or :class:`~wallet.errors.Ambiguous`.
    """
    return shown(progress.check(choose(saved(vault), wanted), entries(vault), at))


def saved(vault: Vault) -> list[Stack]:
    """The stacks of the wallet, by name."""
    found = [parse(vault.body(held.id)) for held in vault.objects(KIND)]
    return sorted(found, key=lambda stack: (stack.name.casefold(), stack.id))


def choose(stacks: list[Stack], wanted: str) -> Stack:
    """The stack that ``wanted`` names by id, by name or by a unique part of its name."""
    name = wanted.strip().casefold()
    exact = [s for s in stacks if s.id == wanted or s.name.casefold() == name]
    found = exact or [s for s in stacks if name and name in s.name.casefold()]
    if not found:
        raise NotFound(f"no stack goes by {wanted[:80]!r}", hint="see the saved ones: wallet stack list")
    if len(found) > 1:
        candidates = tuple(f"{s.name}  ({s.id})" for s in found)
        raise Ambiguous(f"{wanted[:80]!r} fits {len(found)} stacks", candidates, hint="name it in full, or by its id")
    return found[0]


def shown(found: Progress) -> StackShown:
    """Progress in the shape that is shown and exported."""
    return StackShown(
        id=found.stack.id,
        name=found.stack.name,
        description=found.stack.description,
        state=found.state,
        proven=found.proven,
        at=found.at,
        have=found.have,
        need=found.need,
        pieces=tuple(_piece(line) for line in found.lines),
        not_counted=tuple(
            NotCounted(one.copy.entry.ref, one.copy.entry.title, one.code, one.message)
            for one in found.not_counted
            if one.code in _WORTH_SAYING
        ),
        missing=tuple(_todo(one) for one in found.missing),
        warnings=found.warnings,
    )


def _piece(line: Line) -> Piece:
    requirement = line.requirement
    return Piece(
        path=requirement.path,
        name=wording.label(requirement),
        kind=line.kind,
        met=line.met,
        have=line.have,
        need=line.need,
        rule=wording.rule(requirement),
        filled_by=_filler(line.filled_by),
        missing="; ".join(_todo(one) for one in line.missing) if line.wanted else "",
        optional=requirement.optional,
        pieces=tuple(_piece(part) for part in line.parts),
    )


def _filler(filled: Filled | None) -> tuple[tuple[str, str], ...]:
    if filled is None or filled.copy is None:
        return ()
    return ((filled.copy.entry.ref, filled.copy.entry.title),)


def _todo(missing: Missing) -> str:
    """One thing to do, in words."""
    near = missing.near.entry if missing.near else None
    named = f"{near.ref[:SHORT]}  {near.title}" if near else ""
    match missing.kind:
        case "renew":
            return f"{missing.label}: renew {named}, which has ended"
        case "check":
            return f"{missing.label}: {named} would count once it can be verified"
        case "trust":
            return f"{missing.label}: {named} would count if its issuer were on a list you trust"
        case "manual":
            return f"{missing.label}: to be done and noted in the stack file"
        case "any":
            return f"any {missing.n} of: " + ", ".join(one.label for one in missing.of)
        case _:
            return f"{missing.label}: to be earned"
