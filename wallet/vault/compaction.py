"""Carrying what packs hold into new ones: to have fewer of them, or to have them under a new root key.

FORMAT.md, section 9.  Nothing is taken out of the folder before what replaces it
is durable, and every state in between is a sound wallet.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from wallet.errors import Damaged
from wallet.vault import packs
from wallet.vault.access import sound_slots
from wallet.vault.contents import AHEAD_MILLISECONDS, Problem
from wallet.vault.files import reading
from wallet.vault.links import link, linked
from wallet.vault.packs import Op, Pack, open_body, seal_body
from wallet.vault.place import slot_file_name
from wallet.vault.sealing import Keys
from wallet.vault.vault import Vault
from wallet.vault.writer import Batch
from wallet.wording import say

KEPT_MILLISECONDS = 30 * 24 * 60 * 60 * 1000
"""How long replaced packs stay, for devices that have not seen the new one."""
_EPOCHS_AHEAD = 64
"""By how many a key slot may be ahead, after as many changes of key that were interrupted."""


class Compacted(NamedTuple):
    """What became of the packs."""

    before: int
    """Packs that count, before."""
    after: int
    taken_away: int
    """Files of replaced packs that are gone now."""
    waiting: int
    """Replaced packs that stay until other devices have had time to follow."""


def compact(vault: Vault, *, at_once: bool = False) -> Compacted:
    """Rewrite the packs as few larger ones, and remove replaced ones after 30 days, or at once.

    Raises :class:`~wallet.errors.Damaged` (``mend_first``) when anything is
    missing or cannot be read: what is carried over has to be whole.
    """
    writer = vault.writer
    with writer.writing():
        counting = _counting(vault)
        before = len(counting)
        if before > len(list(_groups(counting))) or _holds_dropped(vault, counting):
            _carry(vault, counting, ())
        taken_away, waiting = _take_away(vault, at_once=at_once)
        return Compacted(before, len(_counting(vault)), taken_away, waiting)


def rekey(vault: Vault, slots: Callable[[Keys], Sequence[bytes]]) -> Vault:
    """The same wallet under a new root key, unlocked; ``slots`` makes the files that open it.

    Everything is sealed anew; slots of the old key are taken away last, so an
    interrupted run leaves a wallet that opens with the old secrets or the new.
    Slots of a key that is not at hand stay.
    Raises as :func:`compact`.
    """
    writer, old = vault.writer, vault.keys
    with writer.writing():
        _counting(vault)
        others = (Keys(old.root, old.vault_id, old.epoch), *old.others)
        new = Keys(writer.random(32), old.vault_id, _next_epoch(vault), others)
        files = [link(new, writer.random(24)), *slots(new)]
        for data in files:
            writer.put(vault.place.slots / slot_file_name(data), data)
    fresh = Vault(vault.place, new, writer.means)
    with fresh.writer.writing():
        keep = {slot_file_name(data) for data in files}
        replaced = sorted({*_replaced(fresh)} - keep)
        gone = sorted({*fresh.about_slots(), *replaced} - keep)
        ops = [Op("set", f"slot:{name}", "state", "live") for name in sorted(keep)]
        ops += [Op("set", f"slot:{name}", "state", "gone") for name in gone]
        ops += [Op("set", f"key:{other.key_id.hex()}", "retired", value=True) for other in others]
        _carry(fresh, _counting(fresh), ops)
        fresh.writer.take_away([vault.place.slots / name for name in replaced])
    return fresh


def _next_epoch(vault: Vault) -> int:
    """One more than that of any key slot here, even of an interrupted change of key.

    The same passphrase may open what that left, and its key must not be taken for the newest.  One
    that is far ahead is left out: anybody can add a slot, and none could follow that of the highest epoch.
    """
    own = vault.keys.epoch
    return 1 + max([own, *(slot.epoch for slot in sound_slots(vault) if slot.epoch <= own + _EPOCHS_AHEAD)])


def _replaced(vault: Vault) -> list[str]:
    """The slots and links of the root keys that are at hand, and those that the wallet lists.

    Another device may have made any other sound one a moment ago, and that may
    be all that opens the packs it wrote since, which are still arriving.
    """
    known = {keys.key_id for keys in (vault.keys, *vault.keys.others)}
    listed = vault.about_slots()
    return [slot.name for slot in sound_slots(vault) if slot.key_id in known or slot.name in listed]


def forgo_missing(vault: Vault) -> None:
    """Miss no longer the packs that others build on and that are gone for good.

    What is left is carried into packs that count for all sequence numbers up to
    here; one that comes back after all still adds what it holds.
    Raises :class:`~wallet.errors.Damaged` (``mend_first``) while others are damaged or late.
    """
    with vault.writer.writing():
        counting = _counting(vault, missing=True)
        frontier = vault.contents.frontier
        if frontier.absent or frontier.gaps():
            _carry(vault, counting, ())


def adopt_late(vault: Vault) -> int:
    """Take over what other devices wrote under a root key that was replaced; how many packs that were."""
    with vault.writer.writing():
        late = list(vault.contents.late.values())
        if late:
            _carry(vault, late, (), whole=False)
        return len(late)


def unite(vault: Vault) -> bool:
    """Bring all packs under the newest root key where one secret opens two that no link joins; whether that was so.

    Two devices changed the key unknown to each other, and then one passphrase was chosen for both.  With
    another one, or with a recovery code, only one of them would open, and half of the wallet with it.
    Raises as :func:`compact`.
    """
    if not _divided(vault):
        return False
    with vault.writer.writing():
        _carry(vault, _counting(vault), ())
    return True


def _divided(vault: Vault) -> bool:
    """Whether packs that count are under a root key that is at hand, was not replaced, and that no link leads to."""
    if not vault.apart:
        return False
    with reading(say("the wallet")):
        joined = {other.key_id for other in linked(vault.keys, sound_slots(vault))}
        return not (vault.apart - joined).isdisjoint(vault.contents.key_ids())


def _counting(vault: Vault, *, missing: bool = False) -> list[Pack]:
    """The packs that count, oldest first, in a wallet that lacks nothing; or none but ``missing`` ones."""
    contents = vault.contents
    contents.forget_cache()
    _check_known(contents.bad.values())
    lacking = not missing and (contents.frontier.absent or contents.frontier.gaps())
    if contents.bad or contents.late or lacking:
        raise Damaged(
            say("parts of this wallet are missing or damaged, so nothing is rewritten"),
            hint="wallet repair",
            slug="mend_first",
        )
    superseded = contents.frontier.superseded
    counting = [pack for pack in contents.every_pack() if pack.name not in superseded]
    return sorted(counting, key=lambda pack: (pack.head.hlc, pack.name))


def _check_known(bad: Iterable[Problem]) -> None:
    """Refuse to rewrite a wallet of which this passphrase, or this version, knows a part only.

    What says so can be planted by anybody who can write to the folder, so there is a way out.
    """
    slugs = {problem.slug for problem in bad}
    if "other_key" in slugs:
        raise Damaged(
            say("a part of this wallet is under a key that another passphrase opens, so nothing is rewritten"),
            hint=say(
                "use the passphrase that was chosen last: wallet unlock;"
                " if there is none, remove the key slot that is not yours: wallet slots list"
            ),
            slug="other_key",
        )
    if "too_new" in slugs:
        raise Damaged(
            say("a newer version of wallet wrote a part of this wallet, so nothing is rewritten"),
            hint=say("upgrade wallet on this computer; if none of yours is newer, move that file away: wallet check"),
            slug="too_new",
        )


def _holds_dropped(vault: Vault, counting: Sequence[Pack]) -> bool:
    drops = vault.contents.state.drops
    return any(pack.dot(stored) in drops for pack in counting for stored in pack.head.objects)


def _carry(vault: Vault, old: Sequence[Pack], more: Sequence[Op], *, whole: bool = True) -> None:
    """Write the content of ``old`` into new packs that replace them, the last of which also holds ``more``.

    ``whole``: ``old`` is everything there is, so the last pack can state which
    sequence numbers are covered.
    """
    writer, frontier = vault.writer, vault.contents.frontier
    grounds = vault.contents.grounds if whole else ""  # what comes late was judged without what is known here
    # The names of packs that are long gone are kept too, since a device that was away for a year may bring them back.
    everything = frontier.present | frontier.superseded
    marks = {dev: frontier.last(dev) for dev in frontier.devices} if whole else {}
    groups = list(_groups(old))
    carried: set[str] = set()
    for number, group in enumerate(groups, 1):
        last = number == len(groups)
        own = {pack.name for pack in group}
        batch = Batch()
        for pack in group:
            _load(batch, vault, pack)
        ops = [op for pack in group for op in _ops(vault, pack)]
        # Not what another group holds: should its pack get lost or come later, those that it replaced count.
        replaced = everything - carried if last and whole else own
        carried |= own
        writer.commit(batch, [*ops, *(more if last else ())], replaced, marks if last else None, grounds)


def _groups(old: Sequence[Pack]) -> Iterator[list[Pack]]:
    """Groups of packs that fit into one: a pack is always replaced by one other, never by several."""
    group: list[Pack] = []
    size = 0
    for pack in old:
        own = sum(stored.length for stored in pack.head.objects)
        if group and size + own > packs.BODIES_WRITTEN:
            yield group
            group, size = [], 0
        group.append(pack)
        size += own
    yield group


def _load(batch: Batch, vault: Vault, pack: Pack) -> None:
    """Add the objects of a pack that were not dropped, sealed under the newest key, each proved to be whole."""
    keys, writer = vault.keys, vault.writer
    own = keys.holding(pack.key_id)
    for stored in pack.head.objects:
        if pack.dot(stored) in vault.contents.state.drops:
            continue
        sealed = writer.files.read(vault.place.pack(pack.name), stored.length, pack.start + stored.offset)
        object_id = bytes.fromhex(stored.id)
        body = open_body(own, object_id, sealed)
        if keys.object_id(stored.kind, body) != object_id:
            raise Damaged(
                say("a stored object is not what its name says"), hint="wallet check --read-data", slug="mend_first"
            )
        if own is not keys:
            sealed = seal_body(keys, object_id, body, writer.random(24))
        batch.add(stored.id, stored.kind, stored.summary, sealed, stored.born or pack.name)


def _ops(vault: Vault, pack: Pack) -> Iterator[Op]:
    """Its tombstones, and those of its settings that no later one has replaced, with their original stamps."""
    registers = vault.contents.state.registers
    for number, op in enumerate(pack.head.ops):
        at = pack.head.stamp(number)
        latest = registers.get(op.on, {}).get(op.key)
        if op.op == "drop" or latest is None or at >= latest[0]:
            yield Op(op.op, op.on, op.key, op.value, op.dots, at)


def _take_away(vault: Vault, *, at_once: bool) -> tuple[int, int]:
    """Remove the files of packs that were replaced long enough ago, and count those that stay."""
    writer, contents = vault.writer, vault.contents
    superseded = contents.frontier.superseded
    every = contents.every_pack()
    since: dict[str, int] = {}
    for pack in every:
        written = _written(vault, pack) if pack.head.superseded else 0
        for name in pack.head.superseded:
            since[name] = min(written, since.get(name, written))
    latest = _milliseconds(vault) - KEPT_MILLISECONDS
    old = [pack for pack in every if pack.name in superseded]
    due = [pack for pack in old if at_once or since.get(pack.name, 0) <= latest]
    writer.take_away([vault.place.pack(pack.name) for pack in due])
    return len(due), len(old) - len(due)


def _written(vault: Vault, pack: Pack) -> int:
    """When a pack was written, in milliseconds since 1970.

    Once a clock was ahead, what any device writes counts on from there for years; then its file
    says when it came to be here.
    """
    milliseconds = pack.head.hlc[0]
    info = vault.writer.files.info(vault.place.pack(pack.name))
    if info is None or milliseconds <= _milliseconds(vault) + AHEAD_MILLISECONDS:
        return milliseconds
    return min(milliseconds, int(info.st_mtime * 1000))


def _milliseconds(vault: Vault) -> int:
    return int(vault.now().timestamp() * 1000)
