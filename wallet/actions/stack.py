"""Stacks: saving their rules in the wallet, and counting what it holds toward them."""

from collections.abc import Callable
from datetime import datetime

from wallet.actions.find import SHORT
from wallet.errors import Ambiguous, NotFound
from wallet.results import NotCounted, Piece, StackImported, StackLine, StackShown
from wallet.stacks import progress, units, wording
from wallet.stacks.definition import parse
from wallet.stacks.lines import Line, Missing
from wallet.stacks.progress import Progress
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
    stack = parse(data, _nested(vault))
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
    nested = _nested(vault)
    found = [parse(vault.body(held.id), nested) for held in vault.objects(KIND)]
    return sorted(found, key=lambda stack: (stack.name.casefold(), stack.id))


def _nested(vault: Vault) -> Callable[[str], bytes]:
    """How a stack reaches those within it: by the id or the name of another saved one."""

    def load(reference: str) -> bytes:
        for held in vault.objects(KIND):
            if reference in (held.summary.get("stack"), held.summary.get("name")):
                return vault.body(held.id)
        raise NotFound(f"no saved stack is called {reference[:80]!r}", hint="save it first: wallet stack import FILE")

    return load


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
        warnings=found.warnings + found.assumptions,
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
        rule=_rule(line),
        filled_by=_fillers(line),
        missing="; ".join(_todo(one) for one in line.missing) if line.wanted else "",
        optional=requirement.optional,
        pieces=tuple(_piece(part) for part in line.parts),
    )


def _rule(line: Line) -> str:
    """What is asked for, and for a sum how much of it there is."""
    rule = wording.rule(line.requirement)
    if line.summed is None:
        return rule
    so_far = f"{units.shown(line.summed.have)} of {units.shown(line.summed.need)} {line.summed.system}"
    apart = ", ".join(f"{units.shown(amount)} {unit}" for unit, amount in line.summed.others)
    return f"{rule}; {so_far}" + (f", and in other units, not added: {apart}" if apart else "")


def _fillers(line: Line) -> tuple[tuple[str, str], ...]:
    copies = [copy for copy, _ in line.summed.by] if line.summed else []
    if line.filled_by is not None and line.filled_by.copy is not None:
        copies.append(line.filled_by.copy)
    return tuple((copy.entry.ref, copy.entry.title) for copy in copies)


_TODO = {
    "earn": "{label}: to be earned",
    "credits": "{label}",
    "renew": "{label}: renew {near}, which has ended",
    "check": "{label}: {near} would count once it can be verified",
    "trust": "{label}: {near} would count if its issuer were on a list you trust",
    "manual": "{label}: to be done and noted in the stack file",
    "any": "any {n} of: {choice}",
}


def _todo(missing: Missing) -> str:
    """One thing to do, in words."""
    entry = missing.near.entry if missing.near else None
    return _TODO[missing.kind].format(
        label=missing.label,
        near=f"{entry.ref[:SHORT]}  {entry.title}" if entry else "",
        n=missing.n,
        choice=", ".join(one.label for one in missing.of),
    )
