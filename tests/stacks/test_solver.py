"""The solver against brute force: every way of counting, tried one by one."""

import random
import time
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import combinations, count
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stacks_helpers import NOW, achievement, entry

from wallet.model import Credits, Entry
from wallet.stacks.flow import Flow, Pool, Slot
from wallet.stacks.progress import check
from wallet.stacks.rules import All, AnyOf, Counting, Form, Leaf, Match, Nested, Requirement, Reuse, Stack, Sum, Texts
from wallet.stacks.units import SCALE


def leaf(names: set[int]) -> Leaf:
    return Leaf((), Match((Texts("tag", tuple(f"t{n}" for n in sorted(names)) or ("none",)),)))


def entries(count: int) -> list[Entry]:
    """Holdings with one tag each; they give 1, 2, 3, 1, ... credits."""
    amounts = [Credits(Decimal(i % 3 + 1), "ects", earned=True) for i in range(count)]
    return [entry(f"r{i}", achievement(f"N{i}", tags=(f"t{i}",), credits=amounts[i])) for i in range(count)]


def random_form(rng: random.Random, held: int, depth: int, sums: float = 0) -> Form:
    kind = rng.random()
    if rng.random() < sums:
        source = leaf({i for i in range(held) if rng.random() < 0.6}).match
        return Sum(rng.randint(1, 5) * SCALE, "ects", source, max_items=rng.choice([None, None, 1, 2]))
    if depth == 0 or kind < 0.45:
        return leaf({i for i in range(held) if rng.random() < 0.35})
    parts = tuple(Requirement("", random_form(rng, held, depth - 1, sums)) for _ in range(rng.randint(1, 4)))
    if kind < 0.6:
        return All(parts)
    if kind < 0.65:
        badge = Leaf((f"https://a.example/n{rng.randint(0, 9)}",), Match()) if rng.random() < 0.7 else None
        return Nested("inner", Stack("urn:inner", "Inner", parts), badge)
    return AnyOf(rng.randint(1, len(parts)), parts)


def placed(requirement: Requirement, path: str) -> Requirement:
    def below(key: str, parts: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
        return tuple(placed(part, f"{path}.{key}[{i}]") for i, part in enumerate(parts))

    match requirement.form:
        case All(parts):
            return Requirement(path, All(below("all", parts)))
        case AnyOf(n, parts):
            return Requirement(path, AnyOf(n, below("of", parts)))
        case Nested(reference, stack, badge):
            inner = Stack(stack.id, stack.name, below("stack.require", stack.require))
            return Requirement(path, Nested(reference, inner, badge))
        case form:
            return Requirement(path, form)


def random_stack(rng: random.Random, held: int, reuse: Reuse = Reuse.NONE, sums: float = 0) -> Stack:
    require = [Requirement("", random_form(rng, held, 2, sums)) for _ in range(rng.randint(1, 3))]
    return Stack(
        "urn:t", "T", tuple(placed(r, f"require[{i}]") for i, r in enumerate(require)), count=Counting(reuse=reuse)
    )


SEEDS = 200
"""Of each property below; the campaign of 10,000 is marked long."""

Place: TypeAlias = frozenset[int] | Sum
"""The holdings that fit a place, or a sum."""


def tagged(match: Match, held: int) -> frozenset[int]:
    return frozenset(n for c in match.conditions for n in range(held) if isinstance(c, Texts) and f"t{n}" in c.wanted)


def ways(form: Form, held: int) -> list[list[Place]]:
    """Every list of places that meets a form."""
    match form:
        case Leaf(match=match):
            return [[tagged(match, held)]]
        case Sum():
            return [[form]]
        case All(parts):
            found: list[list[Place]] = [[]]
            for part in parts:
                found = [a + b for a in found for b in ways(part.form, held)]
            return found
        case AnyOf(n, parts):
            return [way for some in combinations(parts, n) for way in ways(All(some), held)]
        case Nested(_, stack, badge):
            wanted = frozenset(n for n in range(held) if badge and f"https://a.example/n{n}" in badge.ids)
            return ways(All(stack.require), held) + ([[wanted]] if wanted else [])
    raise TypeError


def best_of(places: list[Place], held: int) -> tuple[int, int, int]:
    """(unmet, short, -met) of the best assignment, by trying them all, holding by holding."""
    states: set[tuple[tuple[int, int], ...]] = {tuple((0, 0) for _ in places)}
    for h in range(held):
        following = set(states)
        for state in states:
            for i, place in enumerate(places):
                items, amount = state[i]
                if isinstance(place, Sum):
                    fits = h in tagged(place.source, held) and items < (place.max_items or held)
                else:
                    fits = h in place and not items
                if fits:
                    following.add((*state[:i], (items + 1, amount + (h % 3 + 1) * SCALE), *state[i + 1 :]))
        states = following
    return min(rank(places, state) for state in states)


def rank(places: list[Place], state: tuple[tuple[int, int], ...]) -> tuple[int, int, int]:
    met = short = 0
    for place, (items, amount) in zip(places, state, strict=True):
        if isinstance(place, Sum):
            met += amount >= place.at_least
            short += max(0, place.at_least - amount) * SCALE // place.at_least
        else:
            met += items
    return len(places) - met, short, -met


def brute_force(stack: Stack, held: int) -> tuple[int, int]:
    """(unmet, met) of the best way to count."""
    unmet, _, met = min(best_of(places, held) for places in ways(All(stack.require), held))
    return unmet, -met


def agrees(stack: Stack, held: int) -> None:
    if len(ways(All(stack.require), held)) > 60:
        pytest.skip("too many ways for brute force")
    progress = check(stack, entries(held), NOW)
    assert (progress.need - progress.have, progress.have) == brute_force(stack, held)
    assert progress.proven


@pytest.mark.parametrize("seed", range(SEEDS))
def test_exact_solver_equals_brute_force(seed: int) -> None:
    rng = random.Random(seed)
    held = rng.randint(1, 6)
    agrees(random_stack(rng, held), held)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_exact_solver_with_sums_equals_brute_force(seed: int) -> None:
    rng = random.Random(seed)
    held = rng.randint(1, 5)
    agrees(random_stack(rng, held, sums=0.35), held)


@pytest.mark.long
def test_ten_thousand_instances() -> None:
    compared = 0
    for seed in count(SEEDS):
        rng = random.Random(seed)
        held = rng.randint(1, 5)
        stack = random_stack(rng, held, sums=0.35 * (seed % 2))
        if len(ways(All(stack.require), held)) <= 20:
            agrees(stack, held)
            compared += 1
        if compared == 10_000:
            return


@pytest.mark.parametrize("seed", range(100))
def test_a_further_holding_never_raises_what_is_missing(seed: int) -> None:
    rng = random.Random(seed)
    held = entries(7)
    stack = random_stack(rng, 7, rng.choice(list(Reuse)), sums=0.2)
    missing = [p.need - p.have for p in (check(stack, held[:n], NOW) for n in range(8))]
    assert missing == sorted(missing, reverse=True)


@pytest.mark.parametrize("seed", range(60))
def test_order_of_holdings_and_rules_never_matters(seed: int) -> None:
    rng = random.Random(seed)
    held = entries(6)
    stack = random_stack(rng, 6, sums=0.2)
    expected = check(stack, held, NOW)
    rng.shuffle(held)
    again = check(stack, held, NOW)
    assert again == expected
    require = list(map(partial(shuffled, rng), stack.require))
    rng.shuffle(require)
    turned = Stack("urn:t", "T", tuple(placed(r, f"require[{i}]") for i, r in enumerate(require)))
    other = check(turned, held, NOW)
    assert (other.have, other.need, other.state) == (expected.have, expected.need, expected.state)


def shuffled(rng: random.Random, requirement: Requirement) -> Requirement:
    """The same requirement with the parts on every level in another order."""
    parts = list(map(partial(shuffled, rng), requirement.parts))
    rng.shuffle(parts)
    match requirement.form:
        case All():
            return replace(requirement, form=All(tuple(parts)))
        case AnyOf(n, _):
            return replace(requirement, form=AnyOf(n, tuple(parts)))
        case Nested(reference, stack, badge):
            return replace(requirement, form=Nested(reference, replace(stack, require=tuple(parts)), badge))
        case _:
            return requirement


@pytest.mark.parametrize("seed", range(60))
def test_more_reuse_never_lowers_progress(seed: int) -> None:
    rng = random.Random(seed)
    held = rng.randint(1, 6)
    form = random_stack(rng, held, sums=0.2).require
    missing = []
    for reuse in (Reuse.NONE, Reuse.ACROSS_GROUPS, Reuse.ANY):
        progress = check(Stack("urn:t", "T", form, count=Counting(reuse=reuse)), entries(held), NOW)
        missing.append(progress.need - progress.have)
    assert missing == sorted(missing, reverse=True)


def test_out_of_work_gives_the_best_found_and_a_proven_bound() -> None:
    rng = random.Random(3)
    parts = tuple(
        Requirement("", All((Requirement("", leaf(set(rng.sample(range(6), 2)))), Requirement("", leaf({i % 6})))))
        for i in range(12)
    )
    stack = Stack("urn:t", "T", (placed(Requirement("", AnyOf(5, parts)), "require[0]"),))
    exact = check(stack, entries(6), NOW)
    capped = check(stack, entries(6), NOW, work=200)
    assert exact.state == "in_progress"
    assert exact.proven
    assert capped.state == "not_proven"
    assert capped.missing_at_least <= exact.need - exact.have <= capped.need - capped.have
    assert check(stack, entries(6), NOW, work=200) == capped


def test_more_places_than_badges_is_proven_without_a_search() -> None:
    rng = random.Random(5)
    pairs = [[Requirement("", leaf(set(rng.sample(range(40), 6)))) for _ in range(2)] for _ in range(600)]
    parts = tuple(Requirement("", All(tuple(pair))) for pair in pairs)
    stack = Stack("urn:t", "T", (placed(Requirement("", AnyOf(300, parts)), "require[0]"),))
    progress = check(stack, entries(40), NOW, work=1000)
    assert (progress.state, progress.have, progress.need, progress.missing_at_least) == ("in_progress", 40, 600, 560)


def test_many_entangled_choices_end_within_their_budget() -> None:
    rng = random.Random(5)
    triples = [[Requirement("", leaf({n})) for n in rng.sample(range(90), 3)] for _ in range(200)]
    parts = tuple(Requirement("", All(tuple(triple))) for triple in triples)
    stack = Stack("urn:t", "T", (placed(Requirement("", AnyOf(30, parts)), "require[0]"),))
    began = time.process_time()
    progress = check(stack, entries(90), NOW, work=200_000)
    assert time.process_time() - began < 10
    assert progress.state == "not_proven"
    assert progress.missing_at_least < progress.need - progress.have


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_a_badge_that_fits_three_places_fills_one(seed: int) -> None:
    rng = random.Random(seed)
    requirements = [Requirement(f"require[{i}]", leaf({0})) for i in range(rng.randint(2, 5))]
    progress = check(Stack("urn:t", "T", tuple(requirements)), entries(1), NOW)
    assert (progress.have, progress.need) == (1, len(requirements))


def test_two_leaves_of_one_list_never_share_even_with_any_reuse() -> None:
    both = AnyOf(2, (Requirement("a", leaf({0})), Requirement("b", leaf({0}))))
    stack = Stack("urn:t", "T", (placed(Requirement("", both), "require[0]"),), count=Counting(reuse=Reuse.ANY))
    assert check(stack, entries(1), NOW).have == 1


def test_places_beyond_what_is_held_are_not_searched_for_again_and_again() -> None:
    """Each of 1,700 places for which nothing was left cost a search through all that is held."""
    tokens = tuple(("", number) for number in range(300))
    pools = [Pool(f"p{number}", 1, (Slot(f"p{number}", tokens),)) for number in range(2_000)]
    flow = Flow()
    flow.add_all(pools)
    assert flow.met == 300
    assert flow.steps < 2 * 2_000 * 300
    assert not flow.drop(tokens[0], at_least=300)
    later = flow.copy()
    assert later.drop(tokens[0], at_least=299)
    assert later.met == 299
