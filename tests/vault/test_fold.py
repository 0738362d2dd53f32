from random import Random
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wallet.vault.fold import Frontier, State, fold
from wallet.vault.packs import Head, Op, Pack
from wallet.vault.stored import Stored

A, B = "aa" * 8, "bb" * 8


def name(number: int) -> str:
    return f"{number:064x}"


def oid(number: int) -> str:
    return f"{number:032x}"


def pack(number: int, **head: Any) -> Pack:
    fields: dict[str, Any] = {"dev": A, "seq": number, "hlc": (number, 0), "parents": (), "objects": (), "ops": ()}
    fields["grounds"] = oid(number)
    return Pack(name(number), Head(**(fields | head)), 100)


def stored(number: int, born: str = "", **summary: Any) -> Stored:
    return Stored(oid(number), "credential", 0, 10, summary, born)


def put(on: str, key: str, value: Any, at: Any = None) -> Op:
    return Op("set", on, key, value, at=at)


def drop(*dots: str) -> Op:
    return Op("drop", dots=dots)


def view(packs: list[Pack]) -> tuple[Any, ...]:
    """What matters of a state, free of the order in which packs were met."""
    frontier, state = fold(packs)
    return seen(frontier, state)


def seen(frontier: Frontier, state: State) -> tuple[Any, ...]:
    objects = {key: (state.dot(row), state.summary(row)) for key, row in state.objects().items()}
    registers = {(on, key): value for on in state.registers for key, value in state.about(on).items()}
    shape = (frontier.heads, frontier.absent, frontier.gaps(), frontier.hlc, frontier.forks, frontier.present)
    return objects, registers, state.drops, shape, frontier.grounds


def test_an_object_is_present_while_one_dot_of_it_is() -> None:
    first, again = pack(1, objects=(stored(7),)), pack(2, dev=B, seq=1, objects=(stored(7),))
    removal = pack(3, seq=2, ops=(drop(f"{name(1)}:{oid(7)}"),))
    assert oid(7) in view([first, removal, again])[0]
    assert oid(7) not in view([first, removal])[0]


def test_a_tombstone_that_comes_first_still_counts() -> None:
    removal = pack(3, seq=2, ops=(drop(f"{name(1)}:{oid(7)}"),))
    frontier, state = fold([removal])
    late = pack(1, objects=(stored(7),))
    frontier.add(late)
    state.add([late])
    assert state.objects() == {}
    assert not frontier.gaps()


def test_the_latest_write_of_a_register_wins() -> None:
    early = pack(1, ops=(put("x", "tag:a", 1), put("x", "note", "one")))
    late = pack(2, dev=B, seq=1, ops=(put("x", "note", "two"), put("x", "tag:a", None)))
    assert view([late, early])[1] == {("x", "note"): "two"}


def test_within_a_pack_the_later_operation_wins() -> None:
    assert view([pack(1, ops=(put("x", "k", 1), put("x", "k", 2)))])[1] == {("x", "k"): 2}


def test_carried_operations_keep_their_time() -> None:
    old = put("x", "k", "old", at=(1, 0, A, 1, 0))
    assert view([pack(5, ops=(old,)), pack(3, dev=B, seq=1, ops=(put("x", "k", "new"),))])[1] == {("x", "k"): "new"}


def test_one_stamp_with_two_values_gives_one_answer() -> None:
    twins = [pack(1, seq=1, hlc=(1, 0), ops=(put("x", "k", value),)) for value in ("a", "b")]
    twins[1] = Pack(name(2), twins[1].head, 100)
    frontier, state = fold(twins)
    other = State()
    for one in reversed(twins):
        other.add([one])
    assert state.about("x") == other.about("x") == {"k": "b"}
    assert frontier.forks == {A}


def test_a_compaction_changes_nothing_of_what_is_held() -> None:
    originals = [
        pack(1, objects=(stored(7), stored(8)), ops=(put("x", "k", 1),)),
        pack(2, objects=(stored(9),), ops=(drop(f"{name(1)}:{oid(8)}"),), parents=(name(1),)),
    ]
    compact = pack(
        3,
        objects=(stored(7, born=name(1)), stored(9, born=name(2))),
        ops=(put("x", "k", 1, at=(1, 0, A, 1, 0)), drop(f"{name(1)}:{oid(8)}")),
        superseded=(name(1), name(2)),
        parents=(name(2),),
        marks={A: 2},
    )
    before, beside, after = view(originals), view([*originals, compact]), view([compact])
    assert before[:3] == beside[:3] == after[:3]
    assert after[3][0] == after[4].keys() == {name(3)}
    assert after[3][1] == set()
    assert fold([compact])[0].gaps() == 0


def test_missing_packs_show_by_parent_and_by_number() -> None:
    frontier, _ = fold([pack(1), pack(3, parents=(name(2),))])
    assert frontier.absent == {name(2)}
    assert frontier.gaps() == 1
    frontier.add(pack(2, parents=(name(1),)))
    assert frontier.absent == set()
    assert frontier.gaps() == 0
    assert frontier.heads == {name(3)}


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_a_pack_that_comes_back_was_written_by_no_copied_computer(order: tuple[int, ...]) -> None:
    """Another pack answers for its number, but not for what it holds."""
    first, lost, last = order
    packs = [pack(first, seq=1), pack(lost, seq=2), pack(last, seq=3, marks={A: 2})]
    frontier, _ = fold(packs)
    assert (frontier.forks, frontier.gaps(), frontier.last(A)) == (set(), 0, 3)
    assert fold([packs[0], packs[2]])[0].gaps() == 0


def test_a_huge_sequence_number_costs_nothing() -> None:
    frontier, _ = fold([pack(1, seq=2**53), pack(2, seq=1, marks={B: 2**53})])
    assert frontier.gaps() == 2**53 - 2
    assert frontier.last(A) == frontier.last(B) == 2**53


def history(seed: int) -> list[Pack]:
    """Random packs of three devices that know what came before, or only a part of it, and replace some of that."""
    rng = Random(seed)
    made: list[Pack] = []
    seqs = dict.fromkeys((A, B, "cc" * 8), 0)
    for number in rng.sample(range(1, 10), rng.randint(1, 8)):
        dev = rng.choice(sorted(seqs))
        seqs[dev] += 1
        known = rng.sample(made, rng.randint(0, len(made)))
        dots = [f"{p.name}:{o.id}" for p in known for o in p.head.objects]
        ops = [put(rng.choice("xy"), rng.choice("kl"), rng.choice([1, 2, None]))]
        ops += [drop(*rng.sample(dots, 1))] if dots and rng.random() < 0.6 else []
        objects = tuple(stored(rng.randint(1, 4), n=number) for _ in range(rng.randint(0, 2)))
        parents = tuple(sorted(fold(known)[0].heads)) if known else ()
        replaced = tuple(p.name for p in known if rng.random() < 0.5) if rng.random() < 0.3 else ()
        content: dict[str, Any] = {"objects": objects, "ops": tuple(ops), "parents": parents, "superseded": replaced}
        clock = (rng.randint(1, 3), rng.randint(0, 2))
        made.append(pack(number, dev=dev, seq=seqs[dev], hlc=clock, **content))
    return made


@given(st.integers(0, 10**9))
@settings(max_examples=150)
def test_order_grouping_and_repetition_do_not_matter(seed: int) -> None:
    packs = history(seed)
    rng = Random(seed)
    shuffled = rng.sample(packs, len(packs))
    cut = rng.randint(0, len(packs))
    frontier, state = fold(shuffled[:cut])
    for met, one in enumerate(shuffled[cut:], cut + 1):
        if one.head.superseded:  # as a wallet does: what it replaces has to be taken out of the account
            frontier, state = fold(shuffled[:met])
            continue
        frontier.add(one)
        state.add([one] if one.name not in frontier.superseded else [])
    assert seen(frontier, state) == view(packs)


@pytest.mark.parametrize("lost", [1, 2])
def test_what_a_replaced_pack_built_on_is_missed_when_it_is_gone(lost: int) -> None:
    """Whoever replaced it did not know of that, so nothing else would tell: it is among the newest again."""
    there, built_on_it = pack(lost), pack(3 - lost, seq=2, parents=(name(lost),))
    frontier, _ = fold([there, built_on_it, pack(3, dev=B, seq=1, superseded=(name(3 - lost),))])
    assert frontier.heads == {name(lost), name(3)}


def replaced_packs(count: int) -> list[Pack]:
    """Packs that each take an object away, and after them one for each that replaces one."""
    removals = [
        pack(n, parents=(name(n - 1),), objects=(stored(n),), ops=(drop(f"{name(n - 1)}:{oid(n - 1)}"),))
        for n in range(1, count)
    ]
    return [*removals, *(pack(count + n, superseded=(name(10 * count + n),)) for n in range(count))]


def test_many_packs_take_no_more_than_their_number_of_times_longer() -> None:
    def seconds(count: int) -> float:
        packs, times = replaced_packs(count), []
        for _ in range(3):
            start = process_time()
            fold(packs)
            times.append(process_time() - start)
        return min(times)

    assert seconds(4000) < 20 * seconds(500), "8 times when it grows in proportion, 64 when every pack looks at all"
