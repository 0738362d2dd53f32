"""Checking a wallet and mending it.  What is broken is put aside in ``lost+found``, never deleted."""

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from wallet.errors import Damaged, NotFound
from wallet.vault import look, named, packs
from wallet.vault import slots as keyslots
from wallet.vault.contents import Problem, is_in_the_way
from wallet.vault.files import is_regular, make_safe_folder, set_aside, writing
from wallet.vault.guests import guests
from wallet.vault.packs import PACK_LIMIT
from wallet.vault.place import HEADER_LIMIT, check_header, make_header, read_header, readme, slot_file_name
from wallet.vault.sealing import digest
from wallet.vault.slots import SLOT_LIMIT
from wallet.vault.vault import Vault
from wallet.wording import say


class Examined(NamedTuple):
    """What ``check`` looked at and found."""

    packs: int
    objects: int
    opened: int
    """Objects that were opened and are what their names say."""
    problems: tuple[Problem, ...]


class Mended(NamedTuple):
    """What ``repair`` did."""

    put_aside: tuple[str, ...]
    """Files that went to ``lost+found``, as they were named in the wallet's folder."""
    adopted: tuple[str, ...]
    """Files that a sync had put under another name, or that were put aside, and that have their own again."""
    rewritten: tuple[str, ...]
    """Files that could be made again."""
    problems: tuple[Problem, ...]
    """What is still wrong."""


def check(vault: Vault, *, read_data: bool = False) -> Examined:
    """Read every pack anew, and with ``read_data`` open every object and compare it with its name."""
    contents = vault.contents
    contents.forget_cache()
    problems = list(vault.findings)
    opened = 0
    for name in contents.objects if read_data else ():
        if _is_true(vault, name):
            opened += 1
        else:
            problems.append(Problem("object_damaged", say("object {name} cannot be read", name=name[:12])))
    return Examined(len(contents.frontier.present), len(contents.objects), opened, tuple(problems))


def _is_true(vault: Vault, name: str) -> bool:
    try:
        body = vault.body(bytes.fromhex(name))
    except (Damaged, NotFound):
        return False
    kind = vault.contents.objects[name].table[0]
    return vault.keys.object_id(kind, body).hex() == name


def repair(vault: Vault, *, accept_rollback: bool = False) -> Mended:
    """Put aside what is broken, give files that a sync renamed their names back, make again what can be made.

    With ``accept_rollback`` what is there now counts as the newest state.
    Raises as :meth:`~wallet.vault.Vault.add`.
    """
    writer, contents = vault.writer, vault.contents
    with writing(say("the repair")):
        rewritten = _make_again(vault)
    with writer.writing(accept_rollback=True):
        contents.forget_cache()
        blocking = _unblocked(vault)
        aside, adopted = _adopt(vault)
        contents.forget_cache()
        aside = [*blocking, *aside, *_put_aside(vault)]
        contents.forget_cache()
        if accept_rollback:
            writer.accept_rollback()
        if not writer.rolled_back():
            writer.write_seen()
        contents.write_cache(writer.random)
        writer.problems.clear()
    vault.problems_outside = look(vault.place, files=writer.files).problems
    put_aside, back = (tuple(map(vault.place.relative, paths)) for paths in (aside, adopted))
    return Mended(put_aside, back, tuple(rewritten), vault.findings)


def _make_again(vault: Vault) -> list[str]:
    """``wallet.json``, every byte of which follows from the keys, and the text for whoever finds the folder."""
    writer, place = vault.writer, vault.place
    made = []
    make_safe_folder(writer.files, place.temporary)
    try:
        check_header(read_header(writer.files.read(place.header, HEADER_LIMIT + 1)), vault.keys)
    except (OSError, Damaged):
        writer.put(place.header, make_header(vault.keys))
        made.append(place.header.name)
    if writer.files.info(place.root / "README.txt") is None:
        writer.put(place.root / "README.txt", readme())
        made.append("README.txt")
    return made


def _unblocked(vault: Vault) -> list[Path]:
    """Move to ``lost+found`` whatever is where a folder of packs has to be."""
    files, place = vault.writer.files, vault.place
    found = [place.packs / name for name in files.names(place.packs) if is_in_the_way(files, place, name)]
    for path in found:
        set_aside(files, path, place.aside)
    return found


def _adopt(vault: Vault) -> tuple[list[Path], list[Path]]:
    """Move packs and key slots under foreign names, as conflict copies are, to the names that they should have.

    So too what was put aside before and turns out to be sound, as a pack does whose key arrived later.
    What was put aside because it stood there without being what that name says, and what was moved.
    """
    files, aside, adopted = vault.writer.files, [], []
    for path in _strays(vault):
        target = _true_place(vault, path)
        if target is None or named.content(files, target, vault.place.relative(target)) is not None:
            continue
        if files.info(target) is not None:
            set_aside(files, target, vault.place.aside)
            aside.append(target)
        make_safe_folder(files, target.parent)
        files.rename(path, target)
        files.sync_folder(target.parent)
        adopted.append(path)
    return aside, adopted


def _true_place(vault: Vault, path: Path) -> Path | None:
    """Where a file belongs by its content: as a pack of this wallet, or as a key slot that it lists."""
    data = _content(vault, path)
    with suppress(Damaged):
        if data[:4] == packs.MAGIC:
            packs.read(vault.keys, digest(data), data)
            return vault.place.pack(digest(data))
    if slot_file_name(data) in vault.contents.live_slots():
        return vault.place.slots / slot_file_name(data)
    return None


def _put_aside(vault: Vault) -> list[Path]:
    """Move what is broken to ``lost+found``, but nothing that another wallet in this folder needs."""
    left = guests(vault.writer.files, vault.place, vault.keys.vault_id, vault.contents)
    broken = [*_stray_packs(vault), *_bad_packs(vault), *_bad_slots(vault)]
    found = [path for path in broken if path not in left]
    for path in found:
        set_aside(vault.writer.files, path, vault.place.aside)
    return found


def _bad_packs(vault: Vault) -> list[Path]:
    """Broken packs, without those that may still be arriving, need a newer program or could not be read this time."""
    return [vault.place.pack(name) for name, bad in vault.contents.bad.items() if bad.slug == "pack_damaged"]


def _bad_slots(vault: Vault) -> list[Path]:
    """Slots that are broken, of another wallet, said to be gone, or none at all, as long as a listed one remains.

    A sound slot that the wallet does not list stays where it is: it may be
    what an interrupted change of the root key left, and open what was written since.
    One that is said to be gone stays until all that are listed are here: what took its place may be on its way.
    """
    states = vault.about_slots()
    listed = vault.contents.live_slots()
    there = set(vault.writer.files.names(vault.place.slots))
    broken = {name for name in there if _is_broken(vault, name)}
    sound = there - broken
    gone = {name for name in sound if states.get(name) == "gone"} if listed <= sound else set()
    return [vault.place.slots / name for name in sorted(broken | gone)] if listed & sound else []


def _is_broken(vault: Vault, name: str) -> bool:
    """Whether a file of the keys folder opens nothing of this wallet."""
    files, path = vault.writer.files, vault.place.slots / name
    try:
        return keyslots.read(name, files.read(path, SLOT_LIMIT + 1)).vault_id != vault.keys.vault_id
    except OSError:
        return not is_regular(files, path)  # a disk may give it out the next time
    except Damaged:
        return True


def _strays(vault: Vault) -> list[Path]:
    """Files with foreign names where packs and key slots are, and what was put aside."""
    files, place = vault.writer.files, vault.place
    slots = [place.slots / name for name in files.names(place.slots)]
    aside = [place.aside / name for name in files.names(place.aside)]
    return [*_stray_packs(vault), *(path for path in slots if not named.is_hashed(place.relative(path))), *aside]


def _stray_packs(vault: Vault) -> list[Path]:
    files, place = vault.writer.files, vault.place
    folders = [place.packs / name for name in files.names(place.packs)]
    found = [folder / name for folder in folders for name in files.names(folder)]
    return [path for path in found if not named.is_hashed(place.relative(path))]


def _content(vault: Vault, path: Path) -> bytes:
    """What a file holds; nothing when it cannot be read."""
    limit = SLOT_LIMIT if path.parent == vault.place.slots else PACK_LIMIT
    with suppress(OSError):
        return vault.writer.files.read(path, limit + 1)
    return b""
