"""What was taken away, and bringing it back while the packs that hold it are still there."""

from collections.abc import Iterable
from typing import NamedTuple

from wallet.errors import Damaged
from wallet.model import JsonObject
from wallet.vault.files import reading
from wallet.vault.packs import Item, Pack, Stamp, open_body
from wallet.vault.stored import Stored
from wallet.vault.vault import Vault
from wallet.wording import say


class Removed(NamedTuple):
    """An object that was dropped and not added again."""

    id: bytes
    kind: str
    summary: JsonObject
    stamp: Stamp
    """Of the latest operation that dropped it; what one command dropped has one stamp."""
    places: tuple[tuple[Pack, Stored], ...]
    """Where its body still lies."""


def removed(vault: Vault, kind: str) -> list[Removed]:
    """Every object of a kind that can be brought back, the one removed last first; reads all packs."""
    with reading(say("the wallet")):
        packs = vault.contents.every_pack()
    here = vault.contents.objects
    dropped: dict[str, Stamp] = {}
    for pack in packs:
        for number, op in enumerate(pack.head.ops):
            for dot in op.dots:
                name = dot.partition(":")[2]
                dropped[name] = max(dropped.get(name, pack.head.stamp(number)), pack.head.stamp(number))
    places: dict[str, list[tuple[Pack, Stored]]] = {}
    for pack in packs:
        for stored in pack.head.objects:
            if stored.id in dropped and stored.id not in here and stored.kind == kind:
                places.setdefault(stored.id, []).append((pack, stored))
    found = [
        Removed(bytes.fromhex(name), kind, held[0][1].summary, dropped[name], tuple(held))
        for name, held in places.items()
    ]
    return sorted(found, key=lambda one: (one.stamp, one.id), reverse=True)


def items(vault: Vault, wanted: Iterable[Removed]) -> tuple[Item, ...]:
    """What adds removed objects again; their tags and notes were never taken away.

    Raises :class:`~wallet.errors.Damaged` when the bytes of one can be read no more.
    """
    return tuple(Item(one.kind, _body(vault, one), one.summary) for one in wanted)


def _body(vault: Vault, one: Removed) -> bytes:
    for pack, stored in one.places:
        try:
            path = vault.place.pack(pack.name)
            sealed = vault.writer.files.read(path, stored.length, pack.start + stored.offset)
            return open_body(vault.keys.holding(pack.key_id), one.id, sealed)
        except (OSError, Damaged):
            continue
    raise Damaged(say("object {id} can no longer be read", id=one.id.hex()[:12]), hint="wallet restore FILE --revive")
