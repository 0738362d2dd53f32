"""Three devices and a file sync that copies what it likes: they come to the same wallet, and it is the right one."""

import shutil
import tempfile
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from failing_files import Failing
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from vault_desk import CHEAP, PASSPHRASE, Clock, Desk, credential, held

from wallet.errors import Damaged, Unwritable
from wallet.vault import Vault, slots
from wallet.vault.compaction import adopt_late, compact, forgo_missing, rekey
from wallet.vault.upkeep import repair

DEVICES = st.integers(0, 2)
NUMBERS = st.integers(0, 5)


class Event(NamedTuple):
    """What one command said, in the order of the clock that all devices share."""

    at: int
    what: str
    number: int
    value: object = None
    """The tag's value, or the events that a removal took away."""


class Devices(RuleBasedStateMachine):
    """Each pack stands for the events that its device knew to be in it; a device knows those of the packs it has."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="wallet-devices-"))
        clock = Clock()
        first = Desk(self.folder / "0", random=Random(1).randbytes, clock=clock)
        first.folder.mkdir()
        first.create()
        self.desks = [first, *(first.other(self.folder / str(n), seed=n) for n in (2, 3))]
        self.said: dict[str, frozenset[Event]] = {path.stem: frozenset() for path in first.pack_files()}
        self.older: dict[int, Path] = {}
        self.clock, self.at = clock, 0
        self.ids = {n: first.open().keys.object_id("credential", credential(n).body) for n in range(6)}

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.converge()
            shutil.rmtree(self.folder)

    def known(self, desk: Desk) -> frozenset[Event]:
        return frozenset().union(*(self.said[path.stem] for path in desk.pack_files()))

    def taken(self, number: int, *, late: bool = False) -> frozenset[Event]:
        """What a device has taken in, without what came late under a replaced key; or only that, not yet adopted."""
        desk = self.desks[number]
        apart = desk.open().contents.late
        return frozenset().union(*(self.said[path.stem] for path in desk.pack_files() if (path.stem in apart) is late))

    def change(
        self,
        number: int,
        event: Event | None,
        act: object,
        *,
        carried: frozenset[Event] = frozenset(),
        may_fail: bool = False,
    ) -> None:
        """Run a command on a device and note what each new pack says, or carries on; refused is no change."""
        desk = self.desks[number]
        before = {path.stem for path in desk.pack_files()}
        acknowledged = False
        try:
            act(desk.open())  # type: ignore[operator]  # a function of an open wallet
            acknowledged = True
        except Damaged as error:
            if error.kind not in ("rolled_back", "mend_first", "pack_damaged"):
                raise
        except Unwritable:
            if not may_fail:
                raise
        fresh = [path.stem for path in desk.pack_files() if path.stem not in before]
        for name in fresh:
            self.said[name] = frozenset((event,)) if event else carried
        if event and acknowledged and not may_fail:
            assert fresh or event.what in ("add", "remove")

    def tick(self) -> int:
        self.clock.forward(seconds=1)
        self.at += 1
        return self.at

    @rule(device=DEVICES, number=NUMBERS)
    def add(self, device: int, number: int) -> None:
        def act(opened: Vault) -> None:
            (added,) = opened.add([credential(number)])
            assert held(opened)[added.id] == credential(number).body

        self.change(device, Event(self.tick(), "add", number), act)

    @rule(device=DEVICES, number=NUMBERS, at=st.integers(0, 12))
    def add_and_fail(self, device: int, number: int, at: int) -> None:
        def act(opened: Vault) -> None:
            opened._files = opened.writer.files = opened.contents._files = Failing(at, 28)
            opened.add([credential(number)])

        self.change(device, Event(self.tick(), "add", number), act, may_fail=True)

    @rule(device=DEVICES, number=NUMBERS)
    def remove(self, device: int, number: int) -> None:
        there = frozenset(one for one in self.taken(device) if one[1:3] == ("add", number))
        event = Event(self.tick(), "remove", number, there)
        self.change(device, event, lambda opened: opened.drop([self.ids[number]]))

    @rule(device=DEVICES, number=NUMBERS, value=st.sampled_from([True, None]))
    def tag(self, device: int, number: int, value: object) -> None:
        event = Event(self.tick(), "tag", number, value)
        self.change(device, event, lambda opened: opened.set(self.ids[number].hex(), "tag:x", value))

    @rule(device=DEVICES, at_once=st.booleans())
    def gather(self, device: int, *, at_once: bool) -> None:
        self.tick()
        self.change(device, None, lambda opened: compact(opened, at_once=at_once), carried=self.taken(device))

    @rule(device=DEVICES, lucky=st.integers(0, 9))
    def another_key(self, device: int, lucky: int) -> None:
        if lucky:
            return  # each one makes every later unlock longer
        self.tick()

        def act(opened: Vault) -> None:
            rekey(opened, lambda keys: [slots.passphrase_slot(keys, PASSPHRASE, CHEAP, self.desks[0].random(16))])

        self.change(device, None, act, carried=self.taken(device))

    @rule(one=DEVICES, other=DEVICES, seed=st.integers(0, 99))
    def sync_some(self, one: int, other: int, seed: int) -> None:
        """Key slots come first, as their folder is small; of the packs, some come later or not at all."""
        source, target, draw = self.desks[one], self.desks[other], Random(seed)
        if source is target:
            return
        shutil.copytree(source.wallet / "keys", target.wallet / "keys", dirs_exist_ok=True)
        for path in source.pack_files():
            if draw.random() < 0.6:
                there = target.place.pack(path.stem)
                there.parent.mkdir(mode=0o700, exist_ok=True)
                shutil.copyfile(path, there)

    @rule(device=DEVICES)
    def keep_a_copy(self, device: int) -> None:
        copy = self.folder / f"copy{device}"
        shutil.rmtree(copy, ignore_errors=True)
        self.older[device] = shutil.copytree(self.desks[device].wallet, copy)

    @rule(device=DEVICES)
    def roll_back(self, device: int) -> None:
        """The other devices have what is lost here, once they were synced."""
        if device in self.older:
            for other in self.desks:
                if other is not self.desks[device]:
                    shutil.copytree(self.desks[device].wallet, other.wallet, dirs_exist_ok=True)
            shutil.rmtree(self.desks[device].wallet)
            shutil.copytree(self.older[device], self.desks[device].wallet)

    @rule(device=DEVICES)
    def mend(self, device: int) -> None:
        self.tick()
        late = self.taken(device, late=True)
        self.change(
            device, None, lambda opened: (repair(opened, accept_rollback=True), adopt_late(opened)), carried=late
        )

    @rule(device=DEVICES)
    def look(self, device: int) -> None:
        opened = self.desks[device].open()
        if not opened.contents.late and not opened.contents.bad:
            self.compare(opened, self.known(self.desks[device]))

    def compare(self, opened: Vault, known: frozenset[Event]) -> None:
        """The wallet against the plainest account of what happened."""
        gone = {one for event in known if event.what == "remove" for one in event.value}  # type: ignore[attr-defined] # ids
        adds = {event for event in known if event.what == "add"}
        expected = {self.ids[event.number]: credential(event.number).body for event in adds - gone}
        assert held(opened) == expected
        for number, name in self.ids.items():
            tags = [event for event in known if event[1:3] == ("tag", number)]
            value = max(tags).value if tags else None
            assert opened.about(name.hex()).get("tag:x") == value

    def converge(self) -> None:
        """Every file everywhere, twice: all devices tell the same, and it is all that was ever acknowledged."""
        for _ in range(2):
            for one in self.desks:
                for other in self.desks:
                    if one is not other:
                        shutil.copytree(one.wallet, other.wallet, dirs_exist_ok=True)
            self.mend(0)
        for one in self.desks:
            opened = one.open()
            assert {finding.slug for finding in opened.findings} <= {"slot_unlisted", "device_fork"}
            self.compare(opened, self.known(one))
        assert len({one.open().fingerprint for one in self.desks[1:]}) == 1


class Losing(Devices):
    """Packs that get lost, on every device maybe, and that come back when nobody expects them any more."""

    @initialize()
    def begin(self) -> None:
        super().begin()
        self.lost = self.folder / "lost"
        self.lost.mkdir()

    @rule(device=DEVICES)
    def go_on_without(self, device: int) -> None:
        """What is gone is missed no longer, although it is on another device or comes back later."""
        self.tick()
        self.change(device, None, lambda opened: repair(opened, accept_rollback=True))
        self.change(device, None, forgo_missing, carried=self.taken(device))

    @rule(device=DEVICES, seed=st.integers(0, 99))
    def lose(self, device: int, seed: int) -> None:
        packs = self.desks[device].pack_files()
        if len(packs) > 1:
            path = Random(seed).choice(packs)
            path.replace(self.lost / path.name)

    @rule(device=DEVICES)
    def come_back(self, device: int) -> None:
        for path in self.lost.iterdir():
            there = self.desks[device].place.pack(path.stem)
            there.parent.mkdir(mode=0o700, exist_ok=True)
            shutil.copyfile(path, there)

    def converge(self) -> None:
        for device in range(3):
            self.come_back(device)
        super().converge()


def settled(examples: int, phases: tuple[Phase, ...] = tuple(Phase), *, alike: bool = False) -> settings:
    return settings(
        derandomize=alike,
        phases=phases,
        max_examples=examples,
        stateful_step_count=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("examples", [4, pytest.param(200, marks=pytest.mark.long)])
@pytest.mark.parametrize("machine", [Devices, Losing])
def test_three_devices(machine: type[Devices], examples: int) -> None:
    run_state_machine_as_test(machine, settings=settled(examples))


def test_the_machine_would_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A removal that takes nothing away does not pass; every run tries the same steps, so luck has no part in it."""
    from wallet.vault import fold

    monkeypatch.setattr(fold.State, "dots", lambda *_: [])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Devices, settings=settled(20, (Phase.generate,), alike=True))
