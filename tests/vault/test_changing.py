"""Changes that belong together: what a wallet will be after one, and that it is one commit."""

import pytest
from vault_desk import Desk, credential

from wallet.errors import Unreadable
from wallet.vault import Item, Vault
from wallet.vault.changing import Ahead, Change, Readable, commit

ON = "identity:you@mail.example"


@pytest.fixture
def vault(desk: Desk) -> Vault:
    """Three credentials and two registers."""
    vault = desk.create().vault
    vault.add([credential(1), credential(2), credential(3)])
    vault.set_all([(ON, "identity", "2026-01-01"), ("issuer:x", "trust", {"tier": "known"})])
    return vault


def ids(vault: Vault, *numbers: int) -> tuple[bytes, ...]:
    return tuple(vault.keys.object_id("credential", credential(number).body) for number in numbers)


def said(held: Readable) -> object:
    found = [(one.id, one.summary, held.body(one.id)) for one in held.objects("credential")]
    return found, held.objects("stack"), held.holding("identity"), held.holding("trust"), held.now()


def changes(vault: Vault) -> list[Change]:
    return [
        Change(),
        Change((credential(4), Item("stack", b"{}", {"name": "S"}))),
        Change((credential(1),), ids(vault, 1, 2)),
        Change(gone=ids(vault, 1, 3, 9)),
        Change(registers=((ON, "identity", None), ("issuer:y", "trust", {}), ("issuer:x", "note", "else"))),
        Change((credential(5), credential(5)), ids(vault, 2), (("issuer:x", "trust", None),)),
    ]


@pytest.mark.parametrize("number", range(6))
def test_what_is_ahead_is_what_comes_in_one_commit(desk: Desk, vault: Vault, number: int) -> None:
    change = changes(vault)[number]
    before, packs = said(vault), len(desk.pack_files())
    ahead = said(Ahead(vault, change))
    assert said(vault) == before
    commit(vault, change)
    assert said(vault) == said(desk.open()) == ahead
    assert len(desk.pack_files()) == packs + (number > 0)


def test_it_says_what_was_held_already(vault: Vault) -> None:
    for registers in ((), ((ON, "identity", "later"),)):
        put = commit(vault, Change((credential(1), credential(6 + len(registers))), registers=registers))
        assert [one.already_held for one in put] == [True, False]
        assert [one.id for one in put] == list(ids(vault, 1, 6 + len(registers)))


@pytest.mark.parametrize("registers", [(), ((ON, "identity", None),)])
def test_an_item_that_is_too_large_changes_nothing(vault: Vault, registers: tuple[tuple[str, str, None], ...]) -> None:
    before = said(vault)
    with pytest.raises(Unreadable):
        commit(vault, Change((Item("credential", bytes(16 * 1024 * 1024 + 1)),), ids(vault, 1), registers))
    assert said(vault) == before
