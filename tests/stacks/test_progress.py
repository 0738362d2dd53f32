from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from stacks_helpers import NOW, achievement, entry, named, toml

from wallet.errors import Internal
from wallet.model import Credits, Entry, Issuer
from wallet.stacks import plan, recount
from wallet.stacks.definition import File, parse
from wallet.stacks.holdings import holdings
from wallet.stacks.progress import Progress, check
from wallet.stacks.rules import Stack
from wallet.stacks.solver import Solution

ANALYST = parse(
    toml(
        "[[require]]",
        'name = "SQL and Python"',
        'all = [{ name = "SQL", match = { name = "*SQL*" } }, { name = "Python", match = { name = "*Python*" } }]',
        "[[require]]",
        'name = "Tools"',
        "any = 2",
        'of = [{ name = "Tableau", match = { name = "Tableau" } }, { name = "Excel", match = { name = "Excel" } }, '
        '{ name = "Quizzes", all = [{ match = { name = "Quiz A" } }, { match = { name = "Quiz B" } }] }]',
    )
)


def codes(progress: Progress) -> dict[str, str]:
    return {one.copy.label: one.code for one in progress.not_counted}


def test_a_badge_that_fits_two_places_goes_where_it_is_needed() -> None:
    progress = check(ANALYST, named("Python for SQL", "SQL"), NOW)
    core = progress.lines[0]
    assert core.met
    assert [line.filled_by.copy.label for line in core.parts if line.filled_by and line.filled_by.copy] == [
        "ref01#0",
        "ref00#0",
    ]
    assert (progress.state, progress.have, progress.need) == ("in_progress", 2, 4)


def test_the_fuller_alternative_is_counted_and_the_rest_is_listed() -> None:
    progress = check(ANALYST, named("SQL", "Python", "Excel", "Quiz A"), NOW)
    tools = progress.lines[1]
    assert (tools.have, tools.need) == (2, 3)
    assert [line.wanted for line in tools.parts] == [False, True, True]
    assert [(m.kind, m.path) for m in progress.missing] == [("earn", "require[1].of[2].all[1]")]


def test_open_places_of_a_list_are_offered_together() -> None:
    stack = parse(toml("[[require]]", "any = 2", 'of = [{ id = "a" }, { id = "b" }, { id = "c" }]'))
    progress = check(stack, [entry("r", achievement("B", "b"))], NOW)
    (group,) = progress.missing
    assert (group.kind, group.n, [m.path for m in group.of]) == ("any", 1, ["require[0].of[0]", "require[0].of[2]"])
    assert (progress.have, progress.need) == (1, 2)


def test_complete_only_when_every_place_is_filled() -> None:
    progress = check(ANALYST, named("SQL", "Python", "Tableau", "Excel"), NOW)
    assert (progress.state, progress.have, progress.need, progress.missing) == ("complete", 4, 4, ())


def test_each_credential_left_out_has_its_reason() -> None:
    held = [
        entry("a", achievement("Excel", "urn:1")),
        entry("b", achievement("Excel", "urn:1")),
        entry("c", achievement("SQL", "urn:2"), verdict="cannot_tell"),
        entry("d", achievement("Python", "urn:3"), valid_until=datetime(2026, 1, 1, tzinfo=UTC)),
        entry("e", achievement("Knitting", "urn:4")),
        entry("f", achievement("Tableau", "urn:5"), verdict="rejected"),
        entry("g", achievement("Quiz A", "urn:6")),
        entry("h", achievement("Quiz B", "urn:7")),
    ]
    progress = check(ANALYST, held, NOW)
    assert codes(progress) == {
        "b#0": "duplicate_of", "c#0": "not_verified", "d#0": "expired", "e#0": "not_matched", "f#0": "rejected",
    }  # fmt: skip
    assert [(m.kind, m.near.ref if m.near else "") for m in progress.missing] == [("check", "c"), ("renew", "d")]


def test_a_member_of_a_bigger_credential_counts_on_its_own() -> None:
    record = entry("clr", achievement("SQL"), achievement("Python"), achievement("Excel"), achievement("Tableau"))
    assert check(ANALYST, [record], NOW).state == "complete"


def test_the_learners_word_is_always_labelled() -> None:
    stack = parse(toml("[[require]]", 'manual = "join a club"', "done = 2026-05-01", "[[require]]", 'id = "a"'))
    assert check(stack, [], NOW).have == 1
    assert check(stack, [entry("r", achievement("A", "a"))], NOW).state == "complete_as_stated"
    undone = parse(toml("[[require]]", 'manual = "join a club"'))
    assert [m.kind for m in check(undone, [], NOW).missing] == ["manual"]


@pytest.mark.parametrize(
    ("at", "have"),
    [
        (datetime(2026, 4, 30, 9, 59, tzinfo=UTC), 0),
        (datetime(2026, 4, 30, 10, tzinfo=UTC), 1),  # the first of May begins on the islands furthest east
        (datetime.min.replace(tzinfo=UTC), 0),
        (datetime.max.replace(tzinfo=UTC), 1),
    ],
)
def test_a_day_that_has_not_come_is_no_word_yet(at: datetime, have: int) -> None:
    stack = parse(toml("[[require]]", 'manual = "join a club"', "done = 2026-05-01"))
    found = check(stack, [], at)
    assert (found.have, found.state) == (have, ["in_progress", "complete_as_stated"][have])


def test_optional_parts_are_filled_last_and_never_needed() -> None:
    stack = parse(
        toml(
            "[[require]]", "optional = true", 'name = "Extra"', 'match = { tag = "t" }',
            "[[require]]", 'all = [{ match = { tag = "t" } }, { optional = true, match = { tag = ["t", "u"] } }]',
        )
    )  # fmt: skip
    one = check(stack, [entry("a", achievement("A", tags=("t",)))], NOW)
    assert (one.state, one.have, one.need) == ("complete", 1, 1)
    assert not one.lines[0].met
    more = check(stack, [entry(r, achievement(r, tags=("t",))) for r in "abc"], NOW)
    assert (more.lines[0].met, more.lines[1].parts[1].met, more.have, more.need) == (True, True, 1, 1)
    assert not more.lines[0].wanted


def test_the_badge_for_finishing_is_enough() -> None:
    done = "https://school.example/done"
    stack = parse(toml(f'completion_id = "{done}"', "[[require]]", 'id = "a"'))
    held = [entry("r", achievement("Done", done))]
    progress = check(stack, held, NOW)
    assert (progress.state, progress.have, progress.need) == ("awarded", 0, 1)
    assert progress.warnings == ()
    stranger = check(stack, [entry("r", achievement("Done", done), issuer=Issuer("did:key:z6Mk"))], NOW)
    assert [warning.split(":")[0] for warning in stranger.warnings] == ["weak match"]
    expired = [entry("r", achievement("Done", done), valid_until=datetime(2020, 1, 1, tzinfo=UTC))]
    assert check(stack, expired, NOW).state == "in_progress"


@pytest.mark.parametrize(
    ("require", "facts", "weak"),
    [
        ('match = { name = "A" }', {}, True),
        ('match = { name = "A", issuer = "did:web:school.example" }', {}, False),
        ('match = { name = "A" }', {"codes": ("on_your_list",)}, False),
        ('match = { my_tag = "m" }', {"codes": ("on_your_list",), "tags": ("m",)}, True),
        ('id = "https://school.example/a"', {}, False),
        ('id = "https://school.example/a"', {"issuer": Issuer("did:key:z6Mk")}, True),
        ('id = "https://school.example/a"', {"issuer": Issuer("https://school.example/issuer")}, False),
        ('id = "https://school.example/a"', {"issuer": Issuer("https://school.example:443/issuer")}, False),
        ('id = "https://school.example/a"', {"issuer": Issuer("did:web:school.example%3A443")}, False),
        ('id = "https://school.example/a"', {"issuer": Issuer("https://school.example:8443/issuer")}, True),
        ('id = "https://school.example/a"', {"issuer": Issuer("https://user@school.example/issuer")}, True),
        ('id = "https://school.example/a"', {"issuer": Issuer("http://school.example/issuer")}, True),
    ],
)
def test_anyone_can_print_a_badge_called_sql(require: str, facts: dict[str, object], weak: bool) -> None:  # noqa: FBT001 - a parameter of a table
    stack = parse(toml("[[require]]", require))
    progress = check(stack, [entry("r", achievement("A", "https://school.example/a"), **facts)], NOW)
    assert progress.state == "complete"
    assert bool(progress.warnings) == weak


@pytest.mark.parametrize(
    ("source", "codes", "weak"),
    [("{}", (), True), ("{}", ("on_your_list",), False), ('{ issuer = "did:web:school.example" }', (), False)],
)
def test_anyone_can_print_thirty_credits(source: str, codes: tuple[str, ...], weak: bool) -> None:  # noqa: FBT001 - a parameter of a table
    held = [replace(credited("a", "30"), codes=codes)]
    lines = ["[[require]]", 'credits = { at_least = 30, system = "ects" }', f"from = {source}"]
    progress = check(parse(toml(*lines)), held, NOW)
    assert progress.state == "complete"
    assert bool(progress.warnings) == weak


def test_the_answer_depends_on_the_day_that_is_asked_for() -> None:
    stack = parse(toml("[[require]]", 'match = { name = "A" }'))
    held = [
        entry(
            "r", achievement("A"), issued=datetime(2025, 1, 1, tzinfo=UTC), valid_until=datetime(2026, 1, 1, tzinfo=UTC)
        )
    ]
    states = [check(stack, held, datetime(year, 6, 1, tzinfo=UTC)).state for year in (2024, 2025, 2026)]
    assert states == ["in_progress", "complete", "in_progress"]


def test_a_solution_that_contradicts_the_rules_is_a_bug_not_a_result() -> None:
    stack = parse(toml("[[require]]", 'match = { name = "A*" }', "[[require]]", 'match = { name = "A*" }'))
    made = plan.make(stack, holdings(named("A", "B")), NOW)
    twice = {"require[0]": ("", 0), "require[1]": ("", 0)}
    for wrong in (
        Solution(met=2, filled=twice),
        Solution(met=2, filled={"require[0]": ("", 0)}),
        Solution(unmet=2, at_least=2, filled={"require[0]": ("", 0)}),
        Solution(unmet=1, met=1, at_least=1, filled={"require[0]": ("", 0)}, given={"require[1]": ((("", 1), 5),)}),
    ):
        with pytest.raises(Internal):
            recount.recount(made, wrong)
    recount.recount(made, Solution(unmet=1, met=1, at_least=1, filled={"require[0]": ("", 0)}))


def test_a_spare_badge_that_fits_a_filled_place_is_not_needed() -> None:
    progress = check(ANALYST, named("SQL", "Python", "Tableau", "Excel", "SQL advanced"), NOW)
    assert codes(progress) == {"ref04#0": "not_needed"}


def credited(ref: str, amount: str, system: str = "ects", **facts: Any) -> Entry:
    return entry(ref, achievement(ref, credits=Credits(Decimal(amount), system, earned=True)), **facts)


TEN = ["[[require]]", 'name = "Breadth"', 'credits = { at_least = 10, system = "ects" }', "from = {}"]


def test_amounts_of_one_unit_add_up_and_others_stay_out() -> None:
    held = [
        credited("a", "4"),
        credited("b", "2.5", "ECTS"),
        credited("c", "3", "us_semester_hour"),
        credited("d", "30", ""),
    ]
    progress = check(parse(toml(*TEN)), held, NOW)
    (line,) = progress.lines
    assert line.summed is not None
    assert (line.summed.have, line.summed.need) == (6_500_000, 10_000_000)
    assert line.summed.others == (("unstated", 30_000_000), ("us_semester_hour", 3_000_000))
    assert codes(progress) == {"c#0": "unit_differs", "d#0": "unit_unstated"}
    assert [(m.kind, m.label) for m in progress.missing] == [("credits", "3.5 more ECTS: Breadth")]
    assert (progress.have, progress.need) == (0, 1)


def test_no_credits_are_no_filled_place() -> None:
    progress = check(parse(toml(*TEN)), [credited("a", "0"), credited("b", "4")], NOW)
    assert codes(progress) == {"a#0": "no_credits"}, "the sum is not met, and a says that nothing was earned"
    assert codes(check(parse(toml(*TEN, "max_items = 1")), [credited("a", "0")], NOW)) == {"a#0": "no_credits"}


def test_no_more_is_taken_than_the_sum_needs() -> None:
    held = [credited("a", "2"), credited("b", "9"), credited("c", "5")]
    progress = check(parse(toml(*TEN)), held, NOW)
    assert progress.state == "complete"
    assert codes(progress) == {"a#0": "not_needed"}


def test_at_most_so_many_items() -> None:
    held = [credited(ref, amount) for ref, amount in (("a", "3"), ("b", "4"), ("c", "2"))]
    progress = check(parse(toml(*TEN, "max_items = 2")), held, NOW)
    assert codes(progress) == {"c#0": "over_max_items"}
    assert progress.lines[0].summed is not None
    assert progress.lines[0].summed.have == 7_000_000


@pytest.mark.parametrize("amount", ["-1", "1000000.1", "0.0000001", "NaN", "Infinity"])
def test_senseless_amounts_count_for_nothing(amount: str) -> None:
    progress = check(parse(toml(*TEN)), [credited("a", amount)], NOW)
    assert codes(progress) == {"a#0": "unit_unstated"}


def test_what_is_assumed_is_said() -> None:
    lines = [line.replace('"ects"', '"ects", unstated_as = "ects"') for line in TEN]
    offered = entry("b", achievement("b", credits=Credits(Decimal(8), "ects", earned=False)))
    progress = check(parse(toml(*lines)), [credited("a", "2", "unstated"), offered], NOW)
    assert progress.state == "complete"
    assert progress.assumptions == (
        "Breadth: 1 state no unit; the rules take it for ECTS",
        "Breadth: the credits of 1 are offered, not stated as earned",
    )


def test_a_holding_is_not_both_in_a_sum_and_in_a_place() -> None:
    stack = parse(toml(*TEN, "[[require]]", 'match = { name = "a" }'))
    progress = check(stack, [credited("a", "10"), credited("b", "3")], NOW)
    assert (progress.have, progress.need) == (1, 2)
    assert progress.lines[0].met
    assert check(stack, [credited("a", "10"), credited("b", "10")], NOW).state == "complete"
    shared = parse(toml(*TEN, "[[require]]", 'match = { name = "a" }', count=['reuse = "across-groups"']))
    assert check(shared, [credited("a", "10")], NOW).state == "complete"


INNER = toml("[[require]]", 'id = "x"', "[[require]]", 'id = "y"', count=["not_expired = false"]).replace(
    b"urn:stack:test", b"urn:i"
)


def inner(_: str) -> File:
    return File(INNER, inner)


def nested(*count: str) -> Stack:
    return parse(toml("[[require]]", 'stack = "inner"', 'or_id = "done"', count=count), inner)


def test_a_nested_stack_is_met_by_its_parts_or_by_its_badge() -> None:
    x, y, done = (entry(ref, achievement(ref, ref)) for ref in ("x", "y", "done"))
    assert (check(nested(), [x], NOW).have, check(nested(), [x], NOW).need) == (1, 2)
    assert check(nested(), [x, y], NOW).state == "complete"
    by_badge = check(nested(), [x, done], NOW)
    assert (by_badge.state, by_badge.have, by_badge.need) == ("complete", 1, 1)
    assert by_badge.lines[0].kind == "stack"
    assert by_badge.lines[0].filled_by is not None
    twice = parse(toml("[[require]]", 'id = "done"', "[[require]]", 'stack = "inner"', 'or_id = "done"'), inner)
    spent = check(twice, [done], NOW)
    assert (spent.have, spent.need) == (1, 2)


@pytest.mark.parametrize(("name", "said"), [("", "the stack Test"), ('name = "Basics"', "Basics")])
def test_a_badge_that_counts_elsewhere_already_is_not_advised_again(name: str, said: str) -> None:
    within = ("[[require]]", name, 'stack = "inner"', 'or_id = "done"')
    missing = check(parse(toml(*within, *within), inner), [entry("r", achievement("Done", "done"))], NOW).missing
    assert [one.label for one in missing] == [f"{said} itself, since its badge counts elsewhere already"]


def test_limits_of_a_nested_stack_add_to_the_outer_ones() -> None:
    old = [entry(ref, achievement(ref, ref), valid_until=datetime(2026, 1, 1, tzinfo=UTC)) for ref in ("x", "y")]
    assert check(nested(), old, NOW).state == "in_progress"
    assert check(nested("not_expired = false"), old, NOW).state == "complete"


def test_the_badge_for_a_stack_within_is_held_to_the_limits_of_that_stack() -> None:
    """It counted without them, though the same stack by itself was not finished by it."""
    within = toml('completion_id = "done"', "[[require]]", 'id = "a"', count=["trusted_only = true"])
    held = [entry("r", achievement("Done", "done"))]
    assert check(parse(within), held, NOW).state == "in_progress"
    renamed = File(within.replace(b"urn:stack:test", b"urn:i"), inner)
    outer = parse(toml("[[require]]", 'stack = "inner"'), lambda _: renamed)
    assert check(outer, held, NOW).state == "in_progress"
    trusted = [replace(one, codes=("on_your_list",)) for one in held]
    assert check(outer, trusted, NOW).state == "complete"


@pytest.mark.parametrize(
    ("facts", "count", "said"),
    [
        ({"verdict": "cannot_tell"}, "verified = false", "not verified, and counted"),
        ({"valid_until": datetime(2026, 1, 1, tzinfo=UTC)}, "not_expired = false", "ended, and counted"),
        ({"codes": ("holder_not_yours",)}, "", "not issued to you"),
        ({"codes": ("holder_differs",)}, "", "not issued to you"),
    ],
)
def test_what_counts_and_is_less_than_it_looks_is_named(facts: dict[str, Any], count: str, said: str) -> None:
    """A learner's rules decide what counts; whoever reads the report must see what they let in."""
    held = [entry("r", achievement("Forklift", "a"), **facts)]
    for rules in (["[[require]]", 'id = "a"'], ['completion_id = "a"', "[[require]]", 'id = "b"']):
        progress = check(parse(toml(*rules, count=[count])), held, NOW)
        assert progress.state in ("complete", "awarded")
        assert [one for one in progress.warnings if one.startswith(said) and one.endswith(": Forklift")]
    kept = check(parse(toml("[[require]]", 'id = "a"', count=["not_expired = true"])), held, NOW)
    assert kept.have == 0 or said == "not issued to you"


def test_two_editions_of_one_badge_are_named_where_both_count() -> None:
    stack, school = parse(toml(*TEN)), Issuer("did:web:other.example")
    first, second = credited("first", "5"), credited("second", "5")
    plain = check(stack, [first, second], NOW).warnings
    editions = [replace(one, achievements=(one.achievements[0]._replace(name="Data"),)) for one in (first, second)]
    said = [one for one in check(stack, editions, NOW).warnings if one not in plain]
    assert said == ["counted more than once under different ids, with the same name and from the same issuer: Data"]
    assert check(stack, [editions[0], replace(editions[1], issuer=school)], NOW).warnings == plain


def test_what_is_said_to_be_missing_of_a_sum_that_takes_no_more_completes_it() -> None:
    """It said "1 more ECTS" also where a further credential, whatever its size, could only replace one."""
    stack = parse(toml(*TEN, "max_items = 2"))
    held = [credited("a", "6"), credited("b", "3"), credited("c", "2")]
    (lack,) = check(stack, held, NOW).missing
    assert lack.label == ("one credential of 4 ECTS or more in place of a smaller one: Breadth")
    assert check(stack, [*held, credited("d", "1")], NOW).state == "in_progress"
    assert check(stack, [*held, credited("d", "4")], NOW).state == "complete"
    assert check(stack, held[:1], NOW).missing[0].label == "4 more ECTS: Breadth"
