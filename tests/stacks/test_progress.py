from datetime import UTC, datetime

import pytest
from stacks_helpers import NOW, achievement, entry, named, toml

from wallet.errors import Internal
from wallet.model import Issuer
from wallet.stacks import plan, recount
from wallet.stacks.definition import parse
from wallet.stacks.holdings import holdings
from wallet.stacks.progress import Progress, check
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
    assert [warning.split(":")[0] for warning in stranger.warnings] == ["weak_match"]
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
    ],
)
def test_anyone_can_print_a_badge_called_sql(require: str, facts: dict[str, object], weak: bool) -> None:  # noqa: FBT001 - a parameter of a table
    stack = parse(toml("[[require]]", require))
    progress = check(stack, [entry("r", achievement("A", "https://school.example/a"), **facts)], NOW)
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
        Solution(0, 2, 0, twice),
        Solution(0, 2, 0, {"require[0]": ("", 0)}),
        Solution(2, 0, 2, {"require[0]": ("", 0)}),
    ):
        with pytest.raises(Internal):
            recount.recount(made, wrong)
    recount.recount(made, Solution(1, 1, 1, {"require[0]": ("", 0)}))


def test_a_spare_badge_that_fits_a_filled_place_is_not_needed() -> None:
    progress = check(ANALYST, named("SQL", "Python", "Tableau", "Excel", "SQL advanced"), NOW)
    assert codes(progress) == {"ref04#0": "not_needed"}
