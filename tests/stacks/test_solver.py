"""The solver against brute force: every way of counting, tried one by one."""

import random
import time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stacks_helpers import NOW, achievement, entry

from wallet.stacks.progress import check
from wallet.stacks.rules import All, AnyOf, Counting, Form, Leaf, Match, Requirement, Reuse, Stack, Texts


def leaf(names: set[int]) -> Leaf:
    return Leaf((), Match((Texts("tag", tuple(f"t{n}" for n in sorted(names)) or ("none",)),)))


def entries(count: int) -> list[object]:
    return [entry(f"r{i}", achievement(f"N{i}", tags=(f"t{i}",))) for i in range(count)]


def random_form(rng: random.Random, held: int, depth: int) -> Form:
    kind = rng.random()
    if depth == 0 or kind < 0.45:
        return leaf({i for i in range(held) if rng.random() < 0.35})
    parts = tuple(Requirement("", random_form(rng, held, depth - 1)) for _ in range(rng.randint(1, 4)))
    return All(parts) if kind < 0.6 else AnyOf(rng.randint(1, len(parts)), parts)


def placed(requirement: Requirement, path: str) -> Requirement:
    form = requirement.form
    if isinstance(form, All | AnyOf):
        key = "all" if isinstance(form, All) else "of"
        parts = tuple(placed(p, f"{path}.{key}[{i}]") for i, p in enumerate(form.parts))
        form = All(parts) if isinstance(form, All) else AnyOf(form.n, parts)
    return Requirement(path, form)


def random_stack(rng: random.Random, held: int, reuse: Reuse = Reuse.NONE) -> Stack:
    require = [Requirement("", random_form(rng, held, 2)) for _ in range(rng.randint(1, 3))]
    return Stack(
        "urn:t", "T", tuple(placed(r, f"require[{i}]") for i, r in enumerate(require)), count=Counting(reuse=reuse)
    )


def ways(form: Form) -> list[list[set[int]]]:
    """Every list of places that meets a form; a place is the set of holdings that fit it."""
    match form:
        case Leaf(match=Match((Texts(_, wanted),))):
            return [[{int(t[1:]) for t in wanted if t != "none"}]]
        case All(parts):
            found: list[list[set[int]]] = [[]]
            for part in parts:
                found = [a + b for a in found for b in ways(part.form)]
            return found
        case AnyOf(n, parts):
            return [way for some in combinations(parts, n) for way in ways(All(some))]
    raise TypeError


def most_filled(places: list[set[int]]) -> int:
    """By trying every assignment: first-principles, no flow."""
    states = {frozenset[int]()}
    best = {frozenset[int](): 0}
    for place in places:
        following = dict(best)
        for used in states:
            for h in place - used:
                key = used | {h}
                following[key] = max(following.get(key, 0), best[used] + 1)
        best, states = following, set(following)
    return max(best.values())


def brute_force(stack: Stack) -> tuple[int, int]:
    """(unmet, met) of the best way to count."""
    found = []
    for places in ways(All(stack.require)):
        met = most_filled(places)
        found.append((len(places) - met, -met))
    unmet, met = min(found)
    return unmet, -met


@pytest.mark.parametrize("seed", range(400))
def test_exact_solver_equals_brute_force(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - repeatable test data
    held = rng.randint(1, 6)
    stack = random_stack(rng, held)
    if len(ways(All(stack.require))) > 400:
        pytest.skip("too many ways for brute force")
    progress = check(stack, entries(held), NOW)
    assert (progress.need - progress.have, progress.have) == brute_force(stack)
    assert progress.proven


@pytest.mark.parametrize("seed", range(100))
def test_a_further_holding_never_raises_what_is_missing(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - repeatable test data
    held = entries(7)
    stack = random_stack(rng, 7, rng.choice(list(Reuse)))
    missing = [p.need - p.have for p in (check(stack, held[:n], NOW) for n in range(8))]
    assert missing == sorted(missing, reverse=True)


@pytest.mark.parametrize("seed", range(60))
def test_order_of_holdings_and_rules_never_matters(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - repeatable test data
    held = entries(6)
    stack = random_stack(rng, 6)
    expected = check(stack, held, NOW)
    rng.shuffle(held)
    again = check(stack, held, NOW)
    assert again == expected
    turned = Stack("urn:t", "T", tuple(placed(r, f"require[{i}]") for i, r in enumerate(reversed(stack.require))))
    assert (check(turned, held, NOW).have, check(turned, held, NOW).need) == (expected.have, expected.need)


@pytest.mark.parametrize("seed", range(60))
def test_more_reuse_never_lowers_progress(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - repeatable test data
    held = rng.randint(1, 6)
    form = random_stack(rng, held).require
    missing = []
    for reuse in (Reuse.NONE, Reuse.ACROSS_GROUPS, Reuse.ANY):
        progress = check(Stack("urn:t", "T", form, count=Counting(reuse=reuse)), entries(held), NOW)
        missing.append(progress.need - progress.have)
    assert missing == sorted(missing, reverse=True)


def test_out_of_work_gives_the_best_found_and_a_proven_bound() -> None:
    rng = random.Random(3)  # noqa: S311 - repeatable test data
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


def test_many_entangled_choices_end_within_their_budget() -> None:
    rng = random.Random(5)  # noqa: S311 - repeatable test data
    pairs = [[Requirement("", leaf(set(rng.sample(range(40), 6)))) for _ in range(2)] for _ in range(600)]
    parts = tuple(Requirement("", All(tuple(pair))) for pair in pairs)
    stack = Stack("urn:t", "T", (placed(Requirement("", AnyOf(300, parts)), "require[0]"),))
    began = time.process_time()
    progress = check(stack, entries(40), NOW)
    assert time.process_time() - began < 5
    assert progress.state == "not_proven"
    assert progress.have == 40


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_a_badge_that_fits_three_places_fills_one(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - repeatable test data
    requirements = [Requirement(f"require[{i}]", leaf({0})) for i in range(rng.randint(2, 5))]
    progress = check(Stack("urn:t", "T", tuple(requirements)), entries(1), NOW)
    assert (progress.have, progress.need) == (1, len(requirements))


def test_two_leaves_of_one_list_never_share_even_with_any_reuse() -> None:
    both = AnyOf(2, (Requirement("a", leaf({0})), Requirement("b", leaf({0}))))
    stack = Stack("urn:t", "T", (placed(Requirement("", both), "require[0]"),), count=Counting(reuse=Reuse.ANY))
    assert check(stack, entries(1), NOW).have == 1
