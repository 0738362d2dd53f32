"""The rules of stacks in the wallet: saving them, finding one by name, and the files within it."""

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import count
from typing import NamedTuple, Protocol, TypeVar

from wallet.errors import Ambiguous, NotFound
from wallet.results.stacks import StackImported, StackRemoved
from wallet.stacks.definition import File, Load, parse
from wallet.stacks.rules import Nested, Stack
from wallet.vault import Item, Object, Vault
from wallet.wording import say

KIND = "stack"
_REFERENCE = re.compile(r"""((?<![\w-])["']?stack["']?[ \t]*=[ \t]*)(["'])((?:(?!\2)[^\\\r\n])+)\2""")
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,60}\.toml")


class _Called(Protocol):
    """Anything with an id and a name."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


_Any = TypeVar("_Any", bound=_Called)


class Named(NamedTuple):
    """The id and name of a saved stack, known even when its rules cannot be read."""

    id: str
    name: str
    held: Object


def import_(vault: Vault, data: bytes, files: Load | None = None, edits: str = "") -> StackImported:
    """Save the rules in ``data`` and those of the stack files that it names; a stack with the same id is replaced.

    ``files`` gives the file that a rule names.  Stacks that are saved already are
    found without it.  If ``data`` is an edited copy of the saved stack ``edits``,
    the file names in the rules of that stack still work.  Raises
    :class:`~wallet.errors.Unreadable` with a ``stack_...`` slug, naming line and
    key, for what is no valid ``wallet-stack/1`` file.
    """
    met: set[bytes] = set()
    within = choose(named(vault), edits).held.summary.get("within", {}) if edits else {}
    stack = parse(data, _nested(vault, within, files, met))
    inner = [r.form for r in stack.walk() if isinstance(r.form, Nested)]
    found = {one.stack.id: (one.stack, one.source) for one in inner if one.source in met}
    found[stack.id] = stack, data
    older = [held for held in vault.objects(KIND) if held.summary.get("stack") in found]
    items = [Item(KIND, body, _summary(one, vault.now())) for one, body in found.values()]
    vault.add(items, instead_of=[held.id for held in older])
    replaced = any(held.summary.get("stack") == stack.id for held in older)
    return StackImported(stack.id, stack.name, replaced, sum(1 for _ in stack.walk()))


def _summary(stack: Stack, now: datetime) -> dict[str, object]:
    """The summary of a stack: names, when it was saved, and the ids of the stacks that file names in its rules mean."""
    names = {one.reference: one.stack.id for one in stack.names()}
    return {"stack": stack.id, "name": stack.name, "saved": now.isoformat()} | ({"within": names} if names else {})


def remove(vault: Vault, wanted: str) -> StackRemoved:
    """Forget the rules of one stack; credentials stay.  Raises as :func:`choose`."""
    one = choose(named(vault), wanted)
    vault.drop([other.held.id for other in named(vault) if other.id == one.id])
    return StackRemoved(one.id, one.name)


def named(vault: Vault) -> list[Named]:
    """The stacks of the wallet, by name; of those with one id, as two devices may save, the one saved last."""
    found = {}
    for held in sorted(vault.objects(KIND), key=lambda one: str(one.summary.get("saved", ""))):
        found[held.summary.get("stack")] = Named(str(held.summary["stack"]), str(held.summary["name"]), held)
    return sorted(found.values(), key=lambda one: (one.name.casefold(), one.id))


def chosen(vault: Vault, wanted: str) -> Stack:
    """The stack that goes by ``wanted``; raises as :func:`choose` and :func:`stack`."""
    return stack(vault, choose(named(vault), wanted))


def stack(vault: Vault, one: Named) -> Stack:
    """A saved stack with those within it.

    Raises :class:`~wallet.errors.Unreadable` when one of those is no longer there.
    """
    return parse(vault.body(one.held.id), _nested(vault, one.held.summary.get("within", {})))


def rules(vault: Vault, wanted: str) -> bytes:
    """The file of a saved stack, as it was saved.  Raises as :func:`choose`."""
    return vault.body(choose(named(vault), wanted).held.id)


def files(vault: Vault, wanted: str) -> dict[str, bytes]:
    """The file of a saved stack, as ``stack.toml``, and those of the stacks within it, for one folder.

    They keep the file names that the rules use.  Where that is an id, a path or a
    name that two of them share, another name is chosen and put into these copies
    of the rules.
    """
    one = choose(named(vault), wanted)
    top = stack(vault, one)
    names = {top.id: "stack.toml"}
    found: dict[str, bytes] = {}
    todo = [(top, vault.body(one.held.id))]
    for rules, data in todo:  # more are appended below
        called = {}
        for inner in rules.names():
            if inner.stack.id not in names:
                names[inner.stack.id] = _plain(inner.reference, names.values())
                todo.append((inner.stack, inner.source))
            called[inner.reference] = names[inner.stack.id]
        found[names[rules.id]] = _calling(data, called)
    return found


def _plain(reference: str, taken: Collection[str]) -> str:
    """A file name for a stack, the one it has if that can be."""
    name = reference.rpartition("/")[2]
    if _FILE_NAME.fullmatch(name) and name not in taken:
        return name
    return next(name for name in (f"stack-{n}.toml" for n in count(2)) if name not in taken)


def _calling(data: bytes, called: Mapping[str, str]) -> bytes:
    """A stack file with new names for the stacks it refers to; a name written with escapes is kept."""

    def other(found: re.Match[str]) -> str:
        begin, quote, reference = found.groups()
        return f"{begin}{quote}{called.get(reference, reference)}{quote}"

    return _REFERENCE.sub(other, data.decode()).encode()


def choose(stacks: Sequence[_Any], wanted: str) -> _Any:
    """The stack that ``wanted`` names by id, by name or by a unique part of its name."""
    name = wanted.strip().casefold()
    exact = [s for s in stacks if s.id == wanted or s.name.casefold() == name]
    found = exact or [s for s in stacks if name and name in s.name.casefold()]
    if not found:
        raise NotFound(
            say("no stack matches {wanted!r}", wanted=wanted[:80]), hint=say("see the saved ones: wallet stack list")
        )
    if len(found) > 1:
        candidates = tuple(f"{s.name}  ({s.id})" for s in found)
        raise Ambiguous(
            say("{wanted!r} matches {n} stacks", wanted=wanted[:80], n=len(found)),
            candidates,
            hint=say("name it in full, or by its id"),
        )
    return found[0]


def _nested(vault: Vault, within: dict[str, str], files: Load | None = None, met: set[bytes] | None = None) -> Load:
    """How a stack reaches those within it: as a file beside it, else a saved one.

    ``within`` are the ids that were noted when it was saved.  What came from
    ``files`` is put into ``met``.
    """

    def load(reference: str) -> File:
        if files is not None:
            with suppress(NotFound):
                found = files(reference)
                if met is not None:
                    met.add(found.data)
                return found._replace(load=_nested(vault, {}, found.load, met))
        wanted = within.get(reference, reference)
        for one in named(vault):
            if wanted in (one.id, one.name, one.held.summary.get("file")):  # which 0.1.0 noted
                return File(vault.body(one.held.id), _nested(vault, one.held.summary.get("within", {})))
        raise NotFound(
            say("no saved stack is called {reference!r}", reference=reference[:80]),
            hint=say("save it first: wallet stack import FILE"),
        )

    return load
