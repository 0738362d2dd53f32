"""What noted verdicts rest on: when every one is known to follow from all that is known, and when that is not known."""

from pathlib import Path

import pytest
from vault_desk import CHEAP, PASSPHRASE, Desk, credential, union

from wallet.vault import Item, Vault, packs, slots
from wallet.vault.changing import Change, commit
from wallet.vault.compaction import adopt_late, compact, rekey
from wallet.vault.grounds import NOTHING

FLAGGED = ("issuer:x", "trust", {"tier": "flagged"})


def evidence(number: int) -> Item:
    return Item("evidence", b"https://issuer.example\n%d" % number, {"url": "https://issuer.example"})


def known(vault: Vault) -> str:
    return vault._summed_up({}, (), ())


@pytest.fixture
def two(desk: Desk, tmp_path: Path) -> tuple[Desk, Desk]:
    """Two devices that know one credential, one document and one decision."""
    vault = desk.create().vault
    assert vault.contents.grounds == known(vault) == NOTHING
    commit(vault, Change((credential(1), evidence(1)), registers=(("you@mail.example", "identity", "now"),)))
    assert desk.open().contents.grounds == known(vault) != NOTHING
    return desk, desk.other(tmp_path / "two")


@pytest.mark.parametrize(
    "change",
    [
        Change((credential(2), evidence(2))),
        Change((evidence(1), credential(1))),
        Change((evidence(2),), registers=(FLAGGED, ("you@mail.example", "identity", None))),
        Change(registers=(("x", "judged", ["verified", "", []]), ("x", "tag:y", True))),
    ],
)
def test_one_device_that_judges_what_it_changes_is_never_behind(two: tuple[Desk, Desk], change: Change) -> None:
    here, _ = two
    vault = here.open()
    commit(vault, change)
    gone = vault.keys.object_id("evidence", evidence(1).body)
    commit(vault, Change(gone=(gone,)))
    for opened in (vault, here.open()):
        assert opened.contents.grounds == known(opened)
    compact(vault)
    vault.drop([vault.keys.object_id("credential", credential(1).body)])
    assert here.open().contents.grounds == known(vault)
    assert not here.open().behind


@pytest.mark.parametrize(
    ("act", "behind"),
    [
        (lambda vault: vault.add([credential(3)]), True),
        (lambda vault: vault.add([credential(1)]), False),
        (lambda vault: vault.add([evidence(3)]), True),
        (lambda vault: vault.add([Item("stack", b"{}")]), False),
        (lambda vault: vault.set(*FLAGGED), True),
        (lambda vault: vault.set("x", "note", "said"), False),
        (lambda vault: vault.drop([vault.keys.object_id("credential", credential(1).body)]), False),
        (lambda vault: vault.drop([vault.keys.object_id("evidence", evidence(1).body)]), True),
    ],
)
def test_what_is_changed_without_judging(two: tuple[Desk, Desk], act: object, *, behind: bool) -> None:
    """What follows from it is not known until everything is judged again."""
    here, _ = two
    vault = here.open()
    act(vault)  # type: ignore[operator]  # a function of an open wallet
    assert vault.behind is here.open().behind is behind
    vault.set("x", "tag:y", value=True)
    commit(vault, Change((credential(4), evidence(4))))
    assert here.open().behind is behind
    before = len(here.pack_files())
    vault.settle([("x", "judged", ["verified", "", []])])
    assert len(here.pack_files()) == before + behind
    assert here.open().contents.grounds == known(vault)


def test_two_devices_that_meet(two: tuple[Desk, Desk]) -> None:
    here, there = two
    commit(here.open(), Change((credential(5),)))
    there.open().set("x", "tag:y", value=True)
    union(here, there)
    assert not here.open().behind, "both knew the same"
    commit(there.open(), Change(registers=(FLAGGED,)))
    union(here, there)
    assert not here.open().behind, "one is what the other was, and more"
    commit(here.open(), Change((credential(6),)))
    commit(there.open(), Change((evidence(6),)))
    union(here, there)
    assert here.open().behind
    assert there.open().behind
    here.open().set("x", "tag:z", value=True)
    compact(here.open())
    assert here.open().behind, "whatever is written meanwhile"
    for desk in two:
        desk.open().settle([])
    union(here, there)
    assert not here.open().behind, "both judged the same by the same"
    assert here.open().contents.grounds == known(there.open())


def test_while_something_is_on_its_way_nothing_is_settled(two: tuple[Desk, Desk]) -> None:
    here, there = two
    vault = there.open()
    commit(vault, Change((evidence(7),)))
    (late,) = set(there.pack_files()) - {there.place.pack(path.stem) for path in here.pack_files()}
    commit(vault, Change((credential(7),)))
    data = late.read_bytes()
    late.unlink()
    union(here, there)
    opened = here.open()
    assert (opened.contents.grounds, opened.behind) == ("", False)
    commit(opened, Change((credential(8),)))
    target = here.place.pack(late.stem)
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data)
    assert here.open().behind


def test_what_another_process_writes_meanwhile(two: tuple[Desk, Desk]) -> None:
    here, _ = two
    vault, other = here.open(), here.open()
    commit(other, Change(registers=(FLAGGED,)))
    commit(vault, Change((credential(9),)))
    assert here.open().behind
    vault, other = here.open(), here.open()
    other.set("x", "tag:y", value=True)
    vault.settle([])
    assert here.open().behind, "who knows what was written"
    vault.settle([])
    packs_there = len(here.pack_files())
    other.settle([])
    assert (here.open().behind, len(here.pack_files())) == (False, packs_there)


def test_a_change_of_key_judges_nothing_and_what_comes_late_is_judged(two: tuple[Desk, Desk]) -> None:
    here, there = two
    commit(there.open(), Change((credential(10),)))
    fresh = rekey(here.open(), lambda keys: [slots.passphrase_slot(keys, PASSPHRASE, CHEAP, here.random(16))])
    assert fresh.contents.grounds == known(fresh)
    union(here, there)
    vault = here.open()
    assert not vault.behind
    assert adopt_late(vault) == 1
    assert here.open().behind


def test_an_import_of_several_packs(two: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    """Only with the last one is it all there."""
    here, _ = two
    monkeypatch.setattr("wallet.vault.writer.BODIES_WRITTEN", 3000)
    vault, said = here.open(), []
    build = packs.build
    monkeypatch.setattr(
        "wallet.vault.writer.build", lambda keys, head, *rest: (said.append(head.grounds), build(keys, head, *rest))[1]
    )
    commit(vault, Change((*map(credential, range(20, 32)), evidence(9))))
    assert len(said) > 2
    assert said[:-1] == [""] * (len(said) - 1)
    assert here.open().contents.grounds == said[-1] == known(vault)
