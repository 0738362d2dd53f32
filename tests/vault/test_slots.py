import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from vault_desk import CHEAP, Desk

from wallet.actions.maintain import recognised
from wallet.errors import Damaged, Locked
from wallet.vault import access, sealing, slots
from wallet.vault.acquaintance import Acquaintance
from wallet.vault.sealing import Keys, canonical, digest
from wallet.vault.slots import Cost, Slot
from wallet.vault.unlocking import KeyFile, Passphrase, RecoveryCode, Unlocking, unlock

KEYS = Keys(bytes(range(32)), bytes(range(0xA0, 0xB0)))
SALT = b"\xb0" * 16
SECRET = bytes(range(64, 96))
GIB = 1024 * 1024
"""In KiB."""


def read(data: bytes) -> Slot:
    return slots.read(digest(data) + ".json", data)


def passphrase_slot(passphrase: str = "pässword", salt: bytes = SALT, epoch: int = 1) -> bytes:
    return slots.passphrase_slot(replace(KEYS, epoch=epoch), passphrase.encode(), CHEAP, salt)


@pytest.fixture
def derivations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Memory cost of each Argon2id derivation that ran."""
    done: list[int] = []

    def counted(*arguments: Any) -> bytes:
        done.append(arguments[2])
        return sealing.derive(*arguments)

    monkeypatch.setattr(slots, "derive", counted)
    return done


def test_a_wallet_without_packs_lists_no_key_slot_as_a_strangers(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Making it was interrupted before the first pack, which lists them: none is to be removed."""
    monkeypatch.setattr("wallet.vault.vault.Vault.begin", lambda _: None)
    desk.create()
    vault = desk.open()
    assert {one.state for one in access.key_slots(vault)} == {"live"}
    vault.set("a", "b", "c")
    assert {one.state for one in access.key_slots(desk.open())} == {"live"}
    assert not desk.open().findings


def test_slot_of_the_format_vector() -> None:
    assert digest(passphrase_slot()) == "990f2269e285d1cfaf97a09e904765dde3434f4607df0da3936af9b92c561955"


@pytest.mark.parametrize(
    ("data", "unlocking"),
    [
        (passphrase_slot(), Passphrase("pässword".encode())),
        (passphrase_slot(), Passphrase("pa\u0308ssword".encode())),
        (slots.secret_slot(KEYS, "recovery", SECRET, SALT), RecoveryCode(slots.recovery_code(SECRET))),
        (slots.secret_slot(KEYS, "recovery", SECRET, SALT), RecoveryCode(slots.recovery_code(SECRET).upper())),
        (slots.secret_slot(KEYS, "keyfile", SECRET, SALT), KeyFile(slots.key_file_text(SECRET))),
    ],
)
def test_each_kind_of_secret_opens_its_slot(data: bytes, unlocking: Unlocking) -> None:
    assert unlock([read(data)], unlocking)[0].root == KEYS.root


def test_a_wrong_passphrase_costs_one_derivation(derivations: list[int]) -> None:
    recovery = slots.secret_slot(KEYS, "recovery", SECRET, SALT)
    with pytest.raises(Locked) as caught:
        unlock([read(passphrase_slot()), read(recovery)], Passphrase(b"password"))
    assert len(derivations) == 1 + 1  # making the slot, and one try
    assert caught.value.kind == "wrong_secret"
    assert "password" not in str(caught.value)


def test_an_old_and_a_new_passphrase_both_open(derivations: list[int]) -> None:
    old, new = passphrase_slot("old"), passphrase_slot("new", bytes(16), epoch=2)
    derivations.clear()
    assert unlock([read(old), read(new)], Passphrase(b"new"))[0].root == KEYS.root
    assert len(derivations) == 1  # the newest epoch is tried first
    assert unlock([read(old), read(new)], Passphrase(b"old"))[0].root == KEYS.root


def test_all_slots_together_may_not_cost_more_than_one_unlock_should(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dear = [altered(m=2 * 1024 * 1024, t=4, salt=bytes((i,)).hex() * 16) for i in range(5)]
    tried: list[int] = []

    def no_work(*arguments: Any) -> bytes:
        tried.append(arguments[2] * arguments[3])
        return bytes(32)

    monkeypatch.setattr(slots, "derive", no_work)
    with pytest.raises(Locked):
        unlock([read(slot) for slot in dear], Passphrase(b"x"))
    assert sum(tried) == 16 * 1024 * 1024


def test_what_somebody_planted_is_tried_last_not_for_long_and_only_once(derivations: list[int]) -> None:
    """Slots under other root keys are tried too, since another device may have made them: four cheap ones, two dear."""
    own = read(passphrase_slot())
    cheap = [read(altered(key_id=f"{i:016x}", epoch=9, commit="00" * 32)) for i in range(4)]
    dear = [read(altered(key_id=f"{i:016x}", epoch=9, m=8192, t=2, commit="00" * 32)) for i in range(10, 12)]
    told: list[tuple[str, list[str]]] = []
    planted, met = [*dear, *cheap], Acquaintance({own.name})

    def tried(met: Acquaintance) -> list[int]:
        derivations.clear()
        found = unlock([*planted, own], Passphrase("pässword".encode()), met=met, tell=lambda *one: told.append(one))
        assert [keys.root for keys in found] == [KEYS.root]
        return list(derivations)

    assert tried(met) == [*[CHEAP.memory] * 5, 8192, 8192]
    assert told[-1] == (own.name, [slot.name for slot in [*sorted(cheap, key=by_name), *sorted(dear, key=by_name)]])
    assert tried(Acquaintance({own.name}, lambda: {own.name: frozenset(told[-1][1])})) == [CHEAP.memory]
    planted += [read(altered(key_id=f"{i:016x}", epoch=9, m=2 * GIB, t=3, commit="00" * 32)) for i in range(20, 22)]
    assert tried(met) == [*[CHEAP.memory] * 5, 8192, 8192]


def test_a_wrong_passphrase_next_to_what_somebody_planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of what is spent where nothing is known of the wallet; the one that another device made has room."""
    tried: list[int] = []

    def no_work(*arguments: Any) -> bytes:
        tried.append(arguments[2] * arguments[3])
        return bytes(32)

    own, elsewhere = read(passphrase_slot()), read(passphrase_slot("new", bytes(16)))
    dear = [read(altered(key_id=f"{i:016x}", epoch=9, m=GIB, t=1, commit="00" * 32)) for i in range(15)]
    for met, spent in ((Acquaintance({own.name}), 3), (Acquaintance(), 15)):
        tried.clear()
        with monkeypatch.context() as quick:
            quick.setattr(slots, "derive", no_work)
            with pytest.raises(Locked):
                unlock([*dear, elsewhere, own], Passphrase(b"wrong"), met=met)
        assert sum(tried) // GIB == spent
        assert tried[0] == slots.work(own)
    assert unlock([elsewhere, own], Passphrase(b"new"), met=Acquaintance({own.name}))[0].root == KEYS.root


def by_name(slot: Slot) -> str:
    return slot.name


def test_a_slot_that_needs_more_memory_than_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps nobody from what another one opens, and is named when none does."""
    own, other = read(passphrase_slot()), read(altered(key_id="00" * 8, m=2 * GIB))

    def small(*arguments: Any) -> bytes:
        if arguments[2] > GIB:
            raise MemoryError
        return sealing.derive(*arguments)

    monkeypatch.setattr(slots, "derive", small)
    for met in (Acquaintance(), Acquaintance({other.name})):
        assert unlock([other, own], Passphrase("pässword".encode()), met=met)[0].root == KEYS.root
    with pytest.raises(Locked, match=f"key slot {other.name[:12]} could not be tried: it takes 2048 MiB of memory"):
        unlock([other, own], Passphrase(b"wrong"))


def test_a_copy_of_a_slot_that_was_changed_keeps_nobody_out() -> None:
    own, copy = read(passphrase_slot()), read(altered(epoch=9, key_id="00" * 8))
    for pair in ([own, copy], [copy, own]):
        assert unlock(pair, Passphrase("pässword".encode()))[0].root == KEYS.root
    with pytest.raises(Damaged):
        unlock([copy], Passphrase("pässword".encode()))


def altered(base: bytes | None = None, /, **changes: Any) -> bytes:
    fields = json.loads(base or passphrase_slot())
    fields.update(changes)
    return canonical({name: value for name, value in fields.items() if value is not None})


@pytest.mark.parametrize(
    "changes",
    [
        {"m": 2 * GIB + 1},
        {"m": 7},
        {"p": 9},
        {"p": 0},
        {"p": 17, "m": 1000},
        {"t": 0},
        {"t": 65},
        {"t": 5, "m": 2 * GIB},
        {"m": "64"},
        {"m": True},
        {"t": None},
        {"m": -64},
        {"m": 64.5},
        {"salt": "b0" * 15},
        {"salt": "B0" * 16},
        {"salt": "b0 " * 10 + "b0"},
        {"salt": 7},
        {"commit": "00" * 31},
        {"wrapped": "00" * 47},
        {"wrapped": None},
        {"vault_id": "a0"},
        {"key_id": None},
        {"epoch": 0},
        {"epoch": True},
        {"epoch": 2**40},
        {"type": 5},
        {"type": None},
        {"m": 2**53},
    ],
)
def test_slots_that_cannot_be_are_refused_before_any_derivation(
    changes: dict[str, Any], derivations: list[int]
) -> None:
    data = altered(**changes)
    derivations.clear()
    with pytest.raises(Damaged) as caught:
        read(data)
    assert caught.value.kind == "slot_damaged"
    assert derivations == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda data: data + b"\n", id="final newline"),
        pytest.param(lambda data: data.replace(b",", b", "), id="spaces"),
        pytest.param(lambda data: b"[" + data + b"]", id="array"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: b"\xff" * 100, id="not text"),
        pytest.param(lambda data: data.replace(b'"epoch":1', b'"epoch":1,"epoch":1'), id="member twice"),
        pytest.param(lambda data: data[:-1] + b',"x":"' + b"a" * 65_536 + b'"}', id="too large"),
    ],
)
def test_slots_in_any_but_the_one_form_are_refused(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Damaged):
        read(change(passphrase_slot()))


def test_a_slot_under_another_name_is_refused() -> None:
    with pytest.raises(Damaged):
        slots.read("0" * 64 + ".json", passphrase_slot())


@pytest.mark.parametrize("cost", [Cost(8 * 16, 64, 16), Cost(2 * GIB, 4, 4), Cost(8, 1, 1), slots.FLOOR])
def test_costs_at_the_bounds_are_acceptable(cost: Cost) -> None:
    assert cost.acceptable()


def test_unknown_kinds_of_slots_are_left_alone() -> None:
    slot = read(altered(type="hpke", m=None, t=None, p=None, salt=None))
    assert slot.type == "hpke"
    with pytest.raises(Locked):
        unlock([slot], Passphrase(b"x"))


@pytest.mark.parametrize("name", ["m", "salt", "epoch", "vault_id", "key_id", "extra"])
def test_whatever_is_changed_in_a_slot_it_does_not_open(name: str) -> None:
    changes = {
        "m": 65,
        "salt": "b1" * 16,
        "epoch": 2,
        "vault_id": "00" * 16,
        "key_id": "00" * 8,
        "extra": 1,
    }
    with pytest.raises((Locked, Damaged)):
        unlock([read(altered(**{name: changes[name]}))], Passphrase("pässword".encode()))


def test_a_slot_that_commits_to_one_key_and_wraps_under_another_is_damage() -> None:
    mixed = altered(wrapped=json.loads(passphrase_slot("other"))["wrapped"])
    with pytest.raises(Damaged) as caught:
        unlock([read(mixed)], Passphrase("pässword".encode()))
    assert caught.value.kind == "slot_damaged"


@pytest.mark.parametrize(
    "text",
    ["", "walletrescue1", "hello", slots.key_file_text(SECRET), slots.recovery_code(SECRET)[:-1] + "q", "ä" * 60],
)
def test_texts_that_are_no_recovery_code(text: str) -> None:
    slot = read(slots.secret_slot(KEYS, "recovery", SECRET, SALT))
    with pytest.raises(Locked) as caught:
        unlock([slot], RecoveryCode(text))
    assert caught.value.kind == "bad_secret"


def test_a_recovery_code_of_another_wallet() -> None:
    slot = read(slots.secret_slot(KEYS, "recovery", SECRET, SALT))
    with pytest.raises(Locked) as caught:
        unlock([slot], RecoveryCode(slots.recovery_code(bytes(32))))
    assert caught.value.kind == "wrong_secret"


@pytest.mark.parametrize(
    "copied",
    [
        str.capitalize,
        lambda code: code.replace(" ", "-"),
        lambda code: code.replace(" ", "\N{EN DASH}"),
        lambda code: code.replace(" ", "\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}"),
        lambda code: f'\N{ZERO WIDTH NO-BREAK SPACE}"{code}"\r\n',
        lambda code: code.translate({ord(one): ord(one) + 0xFEE0 for one in code if one.isalnum()}),
    ],
    ids=["capital", "dashes", "long dashes", "invisible", "quoted", "wide"],
)
@pytest.mark.parametrize("kind", ["recovery", "keyfile"])
def test_a_code_is_read_as_people_and_their_programs_copy_it(copied: Callable[[str], str], kind: str) -> None:
    code = slots.recovery_code(SECRET) if kind == "recovery" else slots.key_file_text(SECRET)
    unlocking = recognised(copied(code).encode())
    assert isinstance(unlocking, RecoveryCode if kind == "recovery" else KeyFile)
    unlock([read(slots.secret_slot(KEYS, kind, SECRET, SALT))], unlocking)


def test_recovery_codes_are_read_in_groups() -> None:
    code = slots.recovery_code(SECRET)
    assert code.startswith("wall etre scue 1")
    assert {len(group) for group in code.split()[:-1]} == {4}


def test_secrets_do_not_print_themselves() -> None:
    for secret in (Passphrase(b"hunter2"), RecoveryCode("hunter2"), KeyFile("hunter2")):
        assert "hunter2" not in repr(secret)


class Timer:
    def __init__(self, seconds: float) -> None:
        self.readings = iter((0.0, seconds))

    def __call__(self) -> float:
        return next(self.readings)


PLENTY = 1 << 40


@pytest.mark.parametrize(
    ("seconds", "memory", "expected"),
    [
        (2.0, PLENTY, slots.FLOOR),
        (0.25, PLENTY, Cost(128 * 1024, 3, 4)),
        (0.005, PLENTY, Cost(GIB, 8, 4)),
        (0.125, 512 * 1024, Cost(128 * 1024, 6, 4)),
        (0.25, 1024, Cost(64 * 1024, 6, 4)),
        (0.0, PLENTY, Cost(GIB, 8, 4)),
    ],
)
def test_calibration_raises_memory_first_and_never_goes_below_the_floor(
    seconds: float, memory: int, expected: Cost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "derive", lambda *_: bytes(32))
    cost = slots.calibrated(Timer(seconds), memory)
    assert cost == expected
    assert cost.acceptable()
