"""Key slots that are in the folder and that the wallet does not list, and the other way round."""

from collections.abc import Iterable
from contextlib import suppress

from wallet.errors import Damaged
from wallet.vault.contents import Contents, Problem
from wallet.vault.files import Files
from wallet.vault.guests import guests
from wallet.vault.place import Place
from wallet.vault.sealing import Keys
from wallet.vault.slots import SLOT_LIMIT, SLOTS_LIMIT, Slot
from wallet.vault.slots import read as read_slot
from wallet.wording import say


def missing(names: Iterable[str], contents: Contents) -> list[str]:
    """Names of the key slots that the wallet lists and that are not among the files ``names``."""
    return sorted(contents.live_slots().difference(names))


def problems(files: Files, place: Place, keys: Keys, contents: Contents) -> list[Problem]:
    """What is in the folder and not listed, and what is listed and not there, each with what to do about it."""
    states, names = contents.about_slots(), files.names(place.slots)
    strange = [name for name in names if states and name.endswith(".json") and states.get(name) != "live"]
    others = guests(files, place, keys.vault_id, contents) if strange else ()
    unlisted = [
        _of_another(name)
        if place.slots / name in others
        else _unlisted(name, _read(files, place, name), keys, contents)
        for name in strange[:SLOTS_LIMIT]
    ]
    more = len(strange[SLOTS_LIMIT:])  # anybody who can write to the folder can add thousands
    unlisted += [say("key slots besides these that are not yours: {n}", n=more)][:more]
    lacking = [
        say("key slot {name} of yours is not here, so what it is for opens nothing here", name=name[:12])
        for name in missing(names, contents)
    ]
    return [Problem("slot_unlisted", told) for told in unlisted] + [Problem("slot_missing", told) for told in lacking]


def _of_another(name: str) -> str:
    return say(
        "key slot {name} is of another wallet that was synced into this folder, and opens it for whoever has that one;"
        " once they copied the folder elsewhere, move this file out of keys, then: wallet repair",
        name=name[:12],
    )


def _read(files: Files, place: Place, name: str) -> Slot | None:
    with suppress(OSError, Damaged):
        return read_slot(name, files.read(place.slots / name, SLOT_LIMIT + 1))
    return None


def _unlisted(name: str, slot: Slot | None, keys: Keys, contents: Contents) -> str:
    short = name[:12]
    if slot is None or slot.vault_id != keys.vault_id:
        return say("key slot {name} is not one of yours; to put it aside: wallet repair", name=short)
    retired = contents.frontier.retired
    epochs = {held.key_id.hex(): held.epoch for held in (keys, *keys.others)}
    used = [epoch for key_id, epoch in epochs.items() if key_id not in retired]
    key_id = slot.key_id.hex()
    if key_id in epochs and slot.epoch > min(used, default=keys.epoch):
        return say("key slot {name} is of a change of key that did not end; to end it: wallet rekey", name=short)
    if key_id in epochs or key_id in retired:
        return say(
            "key slot {name} is not one of yours, or an old one that came back;"
            " to take it away: wallet slots remove {name}",
            name=short,
        )
    return say(
        "key slot {name} is of a change of key that did not end or of another device, or not one of yours;"
        " unlock with the passphrase that was chosen then; if there is none: wallet slots remove {name}",
        name=short,
    )
