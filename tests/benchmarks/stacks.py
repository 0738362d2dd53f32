"""Counting toward stacks: how often a simple count is wrong, and what an exact one costs.

    python tests/benchmarks/stacks.py [--count 2000]

Prints, for random stacks whose requirements overlap, how often counting first
come, first served ("greedy") misses that a stack is complete, or counts fewer
units than fit.  Then the time of the solver alone, best of several runs, for
200 badges x 10 groups of any 4 of 12 beside one plain maximum flow on the same
graph, and for 1,000 badges x 40 requirements with sums and alternatives; and
what a stack that cannot be solved within the budget of work costs and says.
Bars: 50 ms, 1 s, and never "complete" from a search that was cut short.
The stacks are made up and overlap heavily: no rate of real ones.
"""

import argparse
import random
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from time import perf_counter
from typing import TypeVar

from wallet.model import Achievement, Credits, Entry, Issuer
from wallet.stacks import plan as planning
from wallet.stacks.flow import Flow, Pool
from wallet.stacks.holdings import Holding, holdings
from wallet.stacks.matching import counting_amount, counting_copy
from wallet.stacks.progress import check
from wallet.stacks.recount import recount
from wallet.stacks.rules import All, AnyOf, Leaf, Match, Requirement, Stack, Sum, Texts
from wallet.stacks.solver import LIMIT_WORK, Solution, solve
from wallet.stacks.units import SCALE

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
RUNS = 5
T = TypeVar("T")


def badges(count: int) -> list[Entry]:
    """So many verified badges; the tag of each tells it from the others, and it gives 1 to 3 ECTS."""
    made = []
    for number in range(count):
        credit = Credits(Decimal(number % 3 + 1), "ects", earned=True)
        about = Achievement(f"https://a.example/{number}", f"Badge {number}", tags=(f"t{number}",), credits=credit)
        made.append(
            Entry(
                ref=f"r{number:05d}",
                format="open-badges-3",
                title=about.name,
                issuer=Issuer("did:web:a.example", "A"),
                issued=AT.replace(year=2025),
                valid_until=None,
                added=AT,
                verdict="verified",
                checked=AT,
                achievements=(about,),
            )
        )
    return made


def fitting(numbers: Iterable[int]) -> Match:
    """What any of the badges with these numbers meets."""
    return Match((Texts("tag", tuple(f"t{number}" for number in sorted(numbers)) or ("none",)),))


def group(rng: random.Random, path: str, held: int, n: int, of: int, width: int) -> Requirement:
    """Any ``n`` of so many places, each of which ``width`` badges fit."""
    parts = [
        Requirement(f"{path}.of[{i}]", Leaf((), fitting(rng.sample(range(held), min(width, held))))) for i in range(of)
    ]
    return Requirement(path, AnyOf(n, tuple(parts)))


def total(rng: random.Random, path: str, held: int, at_least: int) -> Requirement:
    """So many ECTS from a third of the badges."""
    source = fitting(rng.sample(range(held), max(1, held // 3)))
    return Requirement(path, Sum(at_least * SCALE, "ects", source))


def overlapping(rng: random.Random, held: int, groups: int, *, sums: bool) -> Stack:
    """Groups that want the same few badges, about as many as there are."""
    require = []
    for number in range(groups):
        path = f"require[{number}]"
        if sums and number == groups - 1:
            require.append(total(rng, path, held, rng.randint(2, 2 + held // 4)))
        else:
            most = max(1, held // groups)
            of = rng.randint(1, most + 1)
            require.append(group(rng, path, held, rng.randint(1, min(of, most)), of, rng.randint(1, 3)))
    return Stack("urn:stack:made-up", "Made up", tuple(require))


def greedy(stack: Stack, held: Sequence[Holding]) -> tuple[int, int]:
    """Units met and asked for when every place takes the first free badge that fits it."""
    free, met, need = list(held), 0, 0
    for requirement in stack.require:
        form = requirement.form
        if isinstance(form, Sum):
            need += 1
            met += _add_up(form, stack, free)
        elif isinstance(form, AnyOf):
            need += form.n
            taken = 0
            for part in form.parts:
                if taken < form.n and isinstance(part.form, Leaf):
                    taken += _take(part.form, stack, free)
            met += taken
    return met, need


def _take(leaf: Leaf, stack: Stack, free: list[Holding]) -> bool:
    for holding in free:
        if counting_copy(leaf, holding, (stack.count,), AT) is not None:
            free.remove(holding)
            return True
    return False


def _add_up(form: Sum, stack: Stack, free: list[Holding]) -> bool:
    have = 0
    for holding in list(free):
        found = counting_amount(form, holding, (stack.count,), AT) if have < form.at_least else None
        if found is not None:
            free.remove(holding)
            have += found[1]
    return have >= form.at_least


def compare(count: int) -> None:
    """Greedy against exact on ``count`` random stacks of each size."""
    print(f"greedy against exact, {count} random stacks of each size:")
    for held, groups, sums in ((8, 3, False), (15, 4, False), (30, 6, False), (15, 4, True), (30, 6, True)):
        rng, entries = random.Random(held * groups), badges(held)
        own = holdings(entries)
        complete = missed = fewer = 0
        for _ in range(count):
            stack = overlapping(rng, held, groups, sums=sums)
            exact = check(stack, entries, AT)
            assert exact.proven
            met, need = greedy(stack, own)
            assert met <= exact.have or sums, "greedy fills places that an exact count says cannot be filled"
            fewer += met < exact.have
            complete += exact.state == "complete"
            missed += exact.state == "complete" and met < need
        kind = "with a sum of credits" if sums else "places only"
        print(
            f"  {held:3} badges, {groups} groups, {kind}: misses {missed} of {complete} complete stacks "
            f"({missed / complete:.0%}); counts too few in {fewer} of {count} ({fewer / count:.0%})"
        )


def best(work: Callable[[], T]) -> tuple[float, T]:
    """The quickest of several runs in seconds, and what it gave."""
    times = []
    for _ in range(RUNS):
        begun = perf_counter()
        result = work()
        times.append(perf_counter() - begun)
    return min(times), result


def solved(stack: Stack, entries: list[Entry]) -> tuple[float, float, Solution, planning.Plan]:
    """Seconds of the solver alone, and of everything from entries to a checked report."""
    plan = planning.make(stack, holdings(entries), AT)
    alone, solution = best(lambda: planning.best(plan, LIMIT_WORK))
    recount(plan, solution)
    whole, _ = best(lambda: check(stack, entries, AT))
    return alone, whole, solution, plan


def large() -> None:
    """The two sizes that have a bar."""
    rng = random.Random(12)
    groups = tuple(group(rng, f"require[{i}]", 200, 4, 12, 20) for i in range(10))
    alone, whole, solution, plan = solved(Stack("urn:stack:x", "X", groups), badges(200))
    pools = [node for node in plan.nodes if isinstance(node, Pool)]
    flow, _ = best(lambda: Flow().add_all(pools))
    print(
        f"200 badges x 10 groups of any 4 of 12: solver {alone * 1000:.1f} ms (bar 50), "
        f"{alone / flow:.1f} times one plain flow; with matching and report {whole * 1000:.0f} ms; "
        f"{solution.met} of {solution.met + solution.unmet}"
    )
    mixed = []
    for i in range(40):
        path = f"require[{i}]"
        if i % 4 == 0:
            mixed.append(total(rng, path, 1000, 30))
        elif i % 4 == 1:
            pair = [group(rng, f"{path}.of[{n}]", 1000, 2, 4, 12) for n in range(3)]
            mixed.append(Requirement(path, AnyOf(1, tuple(pair))))
        else:
            mixed.append(group(rng, path, 1000, 3, 8, 12))
    alone, whole, solution, _ = solved(Stack("urn:stack:y", "Y", tuple(mixed)), badges(1000))
    print(
        f"1,000 badges x 40 requirements: solver {alone * 1000:.0f} ms (bar 1,000); with matching and report "
        f"{whole * 1000:.0f} ms; {solution.met} of {solution.met + solution.unmet}, "
        f"{'proven' if solution.unmet == solution.at_least else 'not proven'}"
    )


def capped() -> None:
    """Thirty of two hundred triples of ninety badges, with less work allowed and with the usual."""
    rng = random.Random(5)
    parts = []
    for i in range(200):
        path = f"require[0].of[{i}]"
        triple = [
            Requirement(f"{path}.all[{n}]", Leaf((), fitting([badge])))
            for n, badge in enumerate(rng.sample(range(90), 3))
        ]
        parts.append(Requirement(path, All(tuple(triple))))
    stack = Stack("urn:stack:z", "Z", (Requirement("require[0]", AnyOf(30, tuple(parts))),))
    entries = badges(90)
    for work in (LIMIT_WORK // 10, LIMIT_WORK):
        plan = planning.make(stack, holdings(entries), AT)
        seconds, solution = best(lambda: solve(plan.nodes, work=work))  # noqa: B023 - called at once
        found = check(stack, entries, AT, work=work)
        assert found.state != "complete"
        print(
            f"30 of 200 entangled triples, {work:,} steps of work: {seconds:.2f} s, {found.state}: "
            f"{solution.met} of {solution.met + solution.unmet}, at least {found.missing_at_least} missing"
        )


def main() -> None:
    """All three."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=2000)
    compare(parser.parse_args().count)
    large()
    capped()


if __name__ == "__main__":
    main()
