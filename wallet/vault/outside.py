"""What anybody who has the folder of a wallet can see of it, without unlocking it."""

from dataclasses import dataclass

from wallet.errors import Damaged, NoWallet
from wallet.model import JsonObject
from wallet.vault.contents import Problem
from wallet.vault.files import Files, check_folder, is_regular, reading
from wallet.vault.links import LINKS_LIMIT
from wallet.vault.links import TYPE as LINK
from wallet.vault.place import HEADER_LIMIT, Place, header_damaged, noted_slots, noted_wallet, read_header, read_note
from wallet.vault.slots import LABELS, SLOT_LIMIT, SLOTS_LIMIT, Slot
from wallet.vault.slots import read as read_slot
from wallet.wording import say

FILES_LIMIT = 2 * (SLOTS_LIMIT + LINKS_LIMIT)
"""Files of the keys folder that are looked at."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What anybody who has the folder can see of it."""

    vault_id: bytes
    slots: tuple[Slot, ...]
    links: tuple[Slot, ...]
    problems: tuple[Problem, ...]
    """Key slots that are damaged or belong to another wallet."""
    header: JsonObject
    left_out: int
    """How many more there are than are looked at."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What opens the wallet, in words: ``passphrase``, ``recovery code``, ..."""
        return tuple(dict.fromkeys(LABELS.get(slot.type, slot.type[:20]) for slot in self.slots))


def look(place: Place, *, files: Files | None = None) -> Outside:
    """The header and the key slots, without unlocking.

    Raises :class:`~wallet.errors.NoWallet`, or :class:`~wallet.errors.Damaged`:
    ``header_missing``, ``header_damaged``, ``too_new``, ``unsafe_folder``,
    ``other_wallet``.
    """
    files = files or Files()
    with reading(say("the wallet")):
        return _look(files, place)


def _look(files: Files, place: Place) -> Outside:
    if files.info(place.header) is None:
        raise missing(files, place)
    for folder in (place.root, place.slots, place.packs):
        check_folder(files, folder)
    if not is_regular(files, place.header):
        raise header_damaged()
    header = read_header(files.read(place.header, HEADER_LIMIT + 1))
    _check_place(files, place, header["vault_id"])
    vault_id, names = bytes.fromhex(header["vault_id"]), slot_names(files, place)
    found, problems = read_slots(files, place, vault_id)
    slots = tuple(slot for slot in found if slot.type != LINK)
    links = tuple(slot for slot in found if slot.type == LINK)[:LINKS_LIMIT]
    return Outside(vault_id, slots, links, problems, header, len(names[FILES_LIMIT:]))


def missing(files: Files, place: Place) -> Damaged | NoWallet:
    """The error for a folder without ``wallet.json``."""
    if _remains(files, place):
        return Damaged(
            say("{root} holds parts of a wallet but no wallet.json", root=place.root),
            hint=say("wait for your sync to finish; if nothing is on its way: wallet repair"),
            slug="header_missing",
        )
    return NoWallet(
        say("there is no wallet at {root}", root=place.root),
        hint=say("make one: wallet init; if you have one elsewhere: wallet help vault"),
    )


def _remains(files: Files, place: Place) -> bool:
    return bool(files.names(place.slots) or files.names(place.packs))


def _check_place(files: Files, place: Place, vault_id: str) -> None:
    """Refuse a folder that was exchanged for another wallet."""
    noted = noted_wallet(read_note(files, place))
    if noted not in ("", vault_id):
        raise Damaged(
            say("{root} holds another wallet than the last time", root=place.root),
            hint=say("put the right folder back; if you exchanged it yourself: wallet repair --accept-other-wallet"),
            slug="other_wallet",
        )


def slot_names(files: Files, place: Place) -> list[str]:
    """The files of the keys folder, those first that this computer knows: whoever can write there can add others."""
    known = noted_slots(read_note(files, place))
    return sorted((n for n in files.names(place.slots) if n.endswith(".json")), key=lambda name: name not in known)


def read_slots(files: Files, place: Place, vault_id: bytes | None) -> tuple[tuple[Slot, ...], tuple[Problem, ...]]:
    """The key slots of one wallet, or with None of any, and what is wrong with the others."""
    slots, problems = [], []
    for name in slot_names(files, place)[:FILES_LIMIT]:
        try:
            slot = read_slot(name, files.read(place.slots / name, SLOT_LIMIT + 1))
            if vault_id is not None and slot.vault_id != vault_id:
                raise Damaged(say("key slot {name} belongs to another wallet", name=name[:12]), slug="slot_damaged")  # noqa: TRY301 - noted below with the others
            slots.append(slot)
        except Damaged as error:
            problems.append(Problem("slot_damaged", error.message))
        except OSError:
            problems.append(Problem("slot_damaged", say("key slot {name} cannot be read", name=name[:12])))
    return tuple(slots), tuple(problems)
