"""Why places are met or not, on which line a key stands, and sums beside other units."""

from decimal import Decimal

import pytest
from stacks_helpers import NOW, Credits, Level, achievement, entry, toml

from wallet.actions import stack as action
from wallet.actions.stack import Question
from wallet.model import Entry, Issuer
from wallet.stacks import units
from wallet.stacks.definition import parse
from wallet.stacks.explain import Place, explain
from wallet.stacks.places import line_of

SUM = '[[require]]\ncredits = { at_least = 10, system = "ects" }\nfrom = {}'


def places(rules: str, *held: Entry, about: str = "") -> list[Place]:
    return list(explain(parse(toml(rules)), held, NOW, about=about))


def credit(ref: str, amount: str, system: str, *, earned: bool = True) -> Entry:
    return entry(ref, achievement(ref, credits=Credits(Decimal(amount), system, earned=earned)))


def test_a_badge_used_elsewhere_says_where() -> None:
    first, second = places(
        '[[require]]\nname = "One"\nmatch = { name = "A" }\n[[require]]\nname = "Two"\nmatch = { name = "A" }',
        entry("r1", achievement("A")),
    )
    assert [one.code for one in first.counts] == ["counted"]
    assert [(one.code, one.text) for one in second.could] == [
        ("used_elsewhere", "it fits, and counts toward One"),
    ]


@pytest.mark.parametrize(
    ("verdict", "code"), [("cannot_tell", "not_verified"), ("rejected", "rejected"), ("verified", "counted")]
)
def test_what_fits_and_may_not_count_says_why(verdict: str, code: str) -> None:
    (place,) = places('[[require]]\nmatch = { name = "A" }', entry("r1", achievement("A"), verdict=verdict))
    assert [one.code for one in place.counts + place.barred] == [code]


@pytest.mark.parametrize(
    ("match", "text"),
    [
        ('level = ">=6"', "wanted at EQF level 6 or above, found no level"),
        ('issued_within = "P1D"', "wanted issued within 1 day, found issued 2025-05-01"),
        ('tag = "data"', 'wanted tagged "data", found none'),
        ('issuer = "did:x"', "wanted issued by did:x, found did:web:school.example"),
        ('any = [{ name = "B" }, { type = "C" }]', 'wanted named "B" or of type C, found A; none'),
        ('not = { name = "A" }', 'wanted not (named "A"), found A'),
    ],
)
def test_the_first_missed_condition_names_wanted_and_found(match: str, text: str) -> None:
    (place,) = places(f"[[require]]\nmatch = {{ {match} }}", entry("r1", achievement("A")), about="r1")
    assert [one.text for one in place.unlike] == [text]


def test_ids_are_compared_before_anything_else() -> None:
    (place,) = places('[[require]]\nid = "urn:b"', entry("r1", achievement("A", "urn:a")), about="r1")
    assert place.unlike[0].text == "wanted achievement urn:b, found urn:a"


def test_sums_tell_amounts_offers_and_wrong_units() -> None:
    (place,) = places(SUM, credit("r1", "6", "ects"), credit("r2", "3", "ects", earned=False), credit("r3", "9", "ceu"))
    assert [one.text for one in place.counts] == ["gives 6 ECTS", "gives 3 ECTS, as offered"]
    assert [one.code for one in place.barred] == ["unit_differs"]


def test_levels_that_are_met_are_quoted() -> None:
    (place,) = places('[[require]]\nmatch = { level = ">=6" }', entry("r1", achievement("A", level=Level("EQF", "7"))))
    assert place.counts[0].text == "at EQF level 6 or above: EQF 7"


def test_equivalents_are_told_beside_a_sum_and_change_nothing() -> None:
    held = (credit("r1", "6", "ects"), credit("r2", "20", "uk_credit"), credit("r3", "9", "ceu"))
    plain = action.show(Question(parse(toml(SUM)), held, NOW))
    for table, about in (("cmf", "14"), ("uk-ects", "16")):
        told = action.show(Question(parse(toml(SUM)), held, NOW, convert=table))
        assert (
            told.pieces[0].equivalent == f"by {table} about {about} ECTS, for orientation only; CEU not in that table"
        )
        assert (told.state, told.have) == (plain.state, plain.have) == ("in_progress", 0)
    assert plain.pieces[0].equivalent == ""


def test_the_tables_disagree_which_is_why_none_counts() -> None:
    one = units.SCALE
    assert units.equivalent(10 * one, "uk_credit", "ects", "cmf") == 4 * one
    assert units.equivalent(10 * one, "uk_credit", "ects", "uk-ects") == 5 * one
    assert units.equivalent(one, "ceu", "ects", "cmf") is None


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("name", 3),
        ("count.reuze", 5),
        ("require[0]", 6),
        ("require[0].match.name", 7),
        ("require[1].of[1].match.nmae", 12),
        ("require[1].any", 9),
        ("require[2].sub.x", 16),
        ("nowhere", None),
    ],
)
def test_lines_are_found(path: str, line: int | None) -> None:
    text = """format = "wallet-stack/1"
id = "urn:x"
name = "N [[require]] any = 3"
[count]
reuze = "any"
[[require]]
match = { name = "A" } # comment, with { and [
[[require]]
any = 1
of = [
  { name = "a ] }", match = { name = "B" } },
  { match = { nmae = "C" } },
]
[[require]]
[require.sub]
x = 1
"""
    assert line_of(text, path) == line


def test_why_says_that_a_seal_names_somebody_else() -> None:
    held = entry("r1", achievement("Welding"), issuer=Issuer("urn:school"), codes=("certificate", "not_on_list"))
    stack = parse(toml("[[require]]", 'match = { name = "Welding", issuer = "urn:school" }'))
    (place,) = explain(stack, [held], NOW, about="r1")
    (reason,) = place.unlike
    assert reason.text == "wanted issued by urn:school, found urn:school, whom the seal does not name"


def test_nobody_is_told_to_trust_an_issuer_that_gives_no_id() -> None:
    held = entry("r1", achievement("A"), issuer=Issuer("", "Example School"), codes=("not_on_list",))
    rules = parse(toml('[[require]]\nmatch = { name = "A" }', count=["trusted_only = true"]))
    (step,) = action.next_(Question(rules, (held,), NOW)).steps
    assert (step.kind, step.command) == ("trust", "wallet show r1")
    assert "gives no id of its issuer" in step.text
