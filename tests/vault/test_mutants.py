"""The commit path with one safeguard taken out at a time: the power cuts have to notice every one."""

import errno
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from power_cuts import Life, Recording
from vault_desk import Desk, Quick, credential, held

from wallet.errors import WalletError
from wallet.vault import Files, creating, files, packs, writer
from wallet.vault.buffer import Part
from wallet.vault.packs import Pack

Parts = Iterable[bytes]
Mutation = Callable[[pytest.MonkeyPatch, Desk], type[Recording] | None]


def no_fsync(_: pytest.MonkeyPatch, __: Desk) -> type[Recording]:
    class Unsynced(Recording):
        def sync(self, handle: int) -> None:
            pass

    return Unsynced


def no_fsync_of_folders(_: pytest.MonkeyPatch, __: Desk) -> type[Recording]:
    class UnsyncedFolders(Recording):
        def sync_folder(self, folder: Path) -> None:
            pass

    return UnsyncedFolders


def replace_put(patch: pytest.MonkeyPatch, mutant: Callable[..., None]) -> None:
    for module in (files, writer):
        patch.setattr(module, "put_parts", mutant)


def in_place(patch: pytest.MonkeyPatch, _: Desk) -> None:
    def mutant(on: Files, _: Path, where: Callable[[], Path], parts: Parts, *, durable: bool = True) -> None:
        target = where()
        with suppress(FileNotFoundError):
            on.remove(target)
        files._fill(on, on.create(target), parts, durable=durable)
        on.sync_folder(target.parent)

    replace_put(patch, mutant)


def rename_before_fsync(patch: pytest.MonkeyPatch, _: Desk) -> None:
    def mutant(on: Files, new: Path, where: Callable[[], Path], parts: Parts, *, durable: bool = True) -> None:
        handle = on.create(new)
        for part in parts:
            on.write(handle, memoryview(part))
        target = where()
        on.rename(new, target)
        on.sync_folder(target.parent)
        if durable:
            on.sync(handle)
        on.close(handle)

    replace_put(patch, mutant)


def seen_before_pack(patch: pytest.MonkeyPatch, _: Desk) -> None:
    def commit(
        self: Any, batch: Any = None, ops: Any = (), superseded: Any = (), marks: Any = None, grounds: Any = None
    ) -> None:
        batch = batch or writer.Batch()
        ops = ops if self.contents.frontier.present else [*ops, *self.slot_ops(self.files.names(self.place.slots))]
        head = self._head(batch.objects, ops, tuple(sorted(superseded)), marks or {}, grounds or "")
        parts = packs.build(self.keys, head, batch.bodies.parts(), self.random)
        name = packs.hashing(parts).result().hexdigest()
        target = self._pack_place(name)
        self.contents._extend([Pack(name, head, packs.start_of_rest(parts[0]), self.keys.key_id)])
        self.write_seen()
        self.put(target, b"".join(parts))

    patch.setattr(writer.Writer, "commit", commit)


def old_slot_first(patch: pytest.MonkeyPatch, desk: Desk) -> None:
    put = writer.Writer.put

    def mutant(self: writer.Writer, target: Path, data: bytes) -> None:
        if target.parent.name == "keys":
            self.take_away([path for path in desk.place.slots.iterdir() if b"argon2id" in path.read_bytes()])
        put(self, target, data)

    patch.setattr(writer.Writer, "put", mutant)


def old_packs_first(patch: pytest.MonkeyPatch, desk: Desk) -> None:
    build = packs.build

    def mutant(keys: Any, head: packs.Head, *others: Any) -> list[Part]:
        parts = build(keys, head, *others)
        for path in desk.pack_files() if head.superseded else ():
            desk.files.remove(path)
        return parts

    patch.setattr(writer, "build", mutant)


def header_first(patch: pytest.MonkeyPatch, desk: Desk) -> None:
    put, waiting = files.put, list[Any]()

    def mutant(on: Files, temporary: Path, target: Path, data: bytes, *, durable: bool = True) -> None:
        if not desk.place.header.exists() and target != desk.place.header:
            waiting.append((on, temporary, target, data))
            return
        put(on, temporary, target, data, durable=durable)
        while waiting:
            put(*waiting.pop(0))

    patch.setattr(creating, "put", mutant)


def fsync_tried_again(patch: pytest.MonkeyPatch, _: Desk) -> type[Recording]:
    """A second try succeeds, as the system has dropped the data that it could not write."""

    class Dropping(Recording):
        failed = False

        def sync(self, handle: int) -> None:
            assert handle in self.handles
            self.failed = not self.failed
            if self.failed:
                raise OSError(errno.EIO, os.strerror(errno.EIO))

    def fill(on: Files, handle: int, parts: Parts, *, durable: bool) -> None:
        assert durable in (True, False)
        for part in parts:
            on.write(handle, memoryview(part))
        try:
            on.sync(handle)
        except OSError:
            on.sync(handle)
        on.close(handle)

    patch.setattr(files, "_fill", fill)
    return Dropping


MUTANTS: tuple[Mutation, ...] = (
    no_fsync, no_fsync_of_folders, in_place, rename_before_fsync, seen_before_pack, old_slot_first, old_packs_first,
    header_first, fsync_tried_again,
)  # fmt: skip


@pytest.mark.parametrize("mutation", MUTANTS)
def test_the_power_cuts_notice(desk: Desk, monkeypatch: pytest.MonkeyPatch, mutation: Mutation) -> None:
    kind = mutation(monkeypatch, desk) or Recording
    life = Life(desk, kind, 2)
    with suppress(WalletError):  # it may notice even before the power is cut
        life.live()
    monkeypatch.undo()
    assert len(life.moments) > 20
    assert next(life.bad(), None) is not None


def test_a_write_that_takes_less_is_noticed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stingy(Quick):
        def write(self, handle: int, data: memoryview) -> int:
            return super().write(handle, data[: max(1, len(data) // 2)])

    desk.create()
    desk.files = Stingy()
    desk.open().add([credential(1)])
    assert len(held(desk.open())) == 1

    def once(on: Files, handle: int, parts: Parts, *, durable: bool) -> None:
        assert durable in (True, False)
        for part in parts:
            on.write(handle, memoryview(part))
        on.close(handle)

    monkeypatch.setattr(files, "_fill", once)
    desk.open().add([credential(2)])
    desk.age()
    assert "pack_damaged" in {finding.slug for finding in desk.open().findings}
