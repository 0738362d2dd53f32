"""What opens a wallet: adding and taking away key slots.  FORMAT.md, sections 5 and 9."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

from wallet.errors import Damaged, UsageError
from wallet.vault import slots as keyslots
from wallet.vault.files import set_aside
from wallet.vault.links import TYPE as LINK
from wallet.vault.packs import Op
from wallet.vault.place import slot_file_name
from wallet.vault.slots import LABELS, SLOT_LIMIT, SLOTS_LIMIT, Cost, Slot
from wallet.vault.vault import Vault
from wallet.wording import say


class KeySlot(NamedTuple):
    """One way to open the wallet."""

    name: str
    """File name within ``keys/``."""
    type: str
    label: str
    """The type in words."""
    since: datetime | None
    state: str
    """``live``, ``gone`` (came back after it was removed), ``unlisted``, ``older`` (of a replaced root key),
    or ``missing`` (listed and not here, so that its type is not known)."""
    cost: Cost | None
    """What one try takes for a passphrase."""


def key_slots(vault: Vault) -> list[KeySlot]:
    """Every sound key slot of the folder, the listed ones first, and those that should be there.

    A link is among them only when the wallet does not list it, so that it can be named and removed.
    """
    states = vault.about_slots()
    unknown = "unlisted" if states else "live"  # as in _listed
    shown = [slot for slot in sound_slots(vault) if slot.type != LINK or states.get(slot.name) != "live"]
    found = [_described(vault, slot, states.get(slot.name, unknown)) for slot in shown]
    found += [
        KeySlot(name, "", say("not known"), _since(vault, name), "missing", None) for name in vault.missing_slots()
    ]
    return sorted(found, key=lambda slot: (slot.state != "live", slot.type, slot.name))


def change_slots(vault: Vault, new: Sequence[bytes], gone: Collection[str] = ()) -> None:
    """Add slot files and remove others, in one change.

    The new ones are durable before an old one is marked as gone, and it is
    marked as gone before its file is removed, so that there is always something
    that opens the wallet.  One of a root key that is not at hand is put aside
    instead: another device may have chosen that key, and what it wrote since has no other.
    Raises :class:`~wallet.errors.UsageError` (``last_slot``, ``too_many_slots``).
    """
    writer, folder = vault.writer, vault.place.slots
    with writer.writing():
        sound = [slot for slot in _sound(vault) if slot.key_id == vault.keys.key_id and slot.name not in gone]
        kept = _listed(vault, sound)
        if not new and not any(slot.type in LABELS for slot in kept):
            raise UsageError(
                say("this is the last thing that opens the wallet"),
                hint=say("add another one first: wallet slots add passphrase"),
                slug="last_slot",
            )
        if len(kept) + len(new) > SLOTS_LIMIT:
            raise UsageError(
                say("a wallet has at most {slots_limit} key slots", slots_limit=SLOTS_LIMIT),
                hint=say("remove one first: wallet slots list"),
                slug="too_many_slots",
            )
        for data in new:
            writer.put(folder / slot_file_name(data), data)
        ops = writer.slot_ops(map(slot_file_name, new))
        ops += [Op("set", f"slot:{name}", "state", "gone") for name in sorted(gone)]
        writer.commit(ops=ops)
        known = {keys.key_id for keys in (vault.keys, *vault.keys.others)}
        strange = {slot.name for slot in sound_slots(vault) if slot.key_id not in known} & {*gone}
        for name in sorted(strange):
            with suppress(OSError):  # the next repair does it
                set_aside(writer.files, folder / name, vault.place.aside)
        writer.take_away([folder / name for name in sorted({*gone} - strange)])


def _listed(vault: Vault, slots: Sequence[Slot]) -> list[Slot]:
    """The slots that the wallet lists, whose secret the owner probably has.

    One that it does not list, or that came back, may be anybody's, and there may
    be any number of these.  When no pack that lists slots can be read, all count as listed.
    """
    states = vault.about_slots()
    return [slot for slot in slots if not states or states.get(slot.name) == "live"]


def sound_slots(vault: Vault) -> list[Slot]:
    """Every sound file of the keys folder that is of this wallet, links too."""
    found = []
    for name in vault.writer.files.names(vault.place.slots):
        try:
            data = vault.writer.files.read(vault.place.slots / name, SLOT_LIMIT + 1)
            slot = keyslots.read(name, data)
        except (OSError, Damaged):
            continue  # `findings` reports it
        if slot.vault_id == vault.keys.vault_id:
            found.append(slot)
    return found


def _sound(vault: Vault) -> list[Slot]:
    """Every sound slot that a secret opens: all but the links."""
    return [slot for slot in sound_slots(vault) if slot.type != LINK]


def _described(vault: Vault, slot: Slot, state: str) -> KeySlot:
    older = state == "live" and slot.key_id != vault.keys.key_id
    return KeySlot(
        slot.name,
        slot.type,
        LABELS.get(slot.type, slot.type[:20]),
        _since(vault, slot.name),
        "older" if older else state,
        keyslots.cost_of(slot),
    )


def _since(vault: Vault, name: str) -> datetime | None:
    since = vault.about(f"slot:{name}").get("since")
    return datetime.fromisoformat(since).astimezone(UTC) if isinstance(since, str) else None
