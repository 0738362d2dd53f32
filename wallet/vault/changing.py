"""Changes that belong together: the wallet as it will be after one, and one commit for all of it.

What an action keeps may decide what else it has to write.  It reads that from
:class:`Ahead`, so that no crash can come between the two.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple, Protocol

from wallet.model import JsonObject
from wallet.vault.packs import Item
from wallet.vault.vault import Added, Object, Register, Vault


class Change(NamedTuple):
    """What is to change in one commit."""

    items: tuple[Item, ...] = ()
    gone: tuple[bytes, ...] = ()
    """Ids of the objects to drop, unless they are among the items."""
    registers: tuple[Register, ...] = ()


class Readable(Protocol):
    """What a wallet is asked for its objects and registers: a :class:`Vault`, or one :class:`Ahead` of it."""

    def now(self) -> datetime:
        """The time."""

    def objects(self, kind: str, only: Collection[str] | None = None) -> tuple[Object, ...]:
        """As :meth:`Vault.objects`."""

    def body(self, object_id: bytes) -> bytes:
        """As :meth:`Vault.body`."""

    def holding(self, key: str) -> JsonObject:
        """As :meth:`Vault.holding`."""


class Ahead:
    """A wallet as it will be after a change."""

    def __init__(self, vault: Vault, change: Change) -> None:
        self.now = vault.now
        self._vault = vault
        self._registers = change.registers
        self._coming = {vault.keys.object_id(item.kind, item.body): item for item in change.items}
        self._gone = frozenset(change.gone) - self._coming.keys()

    def objects(self, kind: str, only: Collection[str] | None = None) -> tuple[Object, ...]:
        """As :meth:`Vault.objects`."""
        held = {one.id: one for one in self._vault.objects(kind, only) if one.id not in self._gone}
        coming = ((id_, one) for id_, one in self._coming.items() if one.kind == kind)
        new = {id_: Object(id_, kind, one.summary, self._vault.about(id_.hex())) for id_, one in coming}
        return tuple(sorted((new | held).values(), key=lambda one: one.id))

    def body(self, object_id: bytes) -> bytes:
        """As :meth:`Vault.body`."""
        coming = self._coming.get(object_id)
        return coming.body if coming else self._vault.body(object_id)

    def holding(self, key: str) -> JsonObject:
        """As :meth:`Vault.holding`."""
        found = self._vault.holding(key) | {on: value for on, name, value in self._registers if name == key}
        return {on: value for on, value in found.items() if value is not None}


def commit(vault: Vault, change: Change, *, judged: bool = True) -> list[Added]:
    """Write all of a change in one commit; a change of nothing writes nothing.  Is as :meth:`Vault.add`."""
    return vault.add(change.items, change.gone, change.registers, judged=judged)
