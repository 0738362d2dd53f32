import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fnmatch import translate
from re import fullmatch
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stacks_helpers import NOW, Alignment, Level, achievement, entry, toml

from wallet.model import Entry, Issuer
from wallet.stacks.definition import parse
from wallet.stacks.folding import fold
from wallet.stacks.holdings import holdings, level_number
from wallet.stacks.matching import fits, glob, why_not_counted
from wallet.stacks.rules import Leaf

SQL = entry(
    "r1",
    achievement(
        "SQL für  Anfänger",
        "https://s.example/sql",
        kind="Certificate",
        level=Level("European Qualifications Framework", "Level 6"),
        alignments=(Alignment("ESCO", "S5.6", "Querying Databases", "http://data.europa.eu/esco/x"),),
        tags=("Data", "sql"),
    ),
    issuer=Issuer("did:web:s.example", "Example  SCHOOL"),
    tags=("Favourite",),
)


def fitting(match: str, held: Entry = SQL) -> bool:
    leaf = parse(toml("[[require]]", f"match = {{ {match} }}")).require[0].form
    assert isinstance(leaf, Leaf)
    return fits(leaf, holdings([held])[0].copies[0], NOW)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7), ("EQF 7", 7), ("Level 7.", 7), ("5.25", Decimal("5.25")), ("8.123", None), ("1007", None),
        ("1.2.3", None), ("5,5", None), ("1,000", None), ("6-7", None), ("none", None), ("7" + " " * 80, None),
    ],
)  # fmt: skip
def test_no_part_of_a_longer_number_is_a_level(text: str, number: Decimal | int | None) -> None:
    """Of "8.123" the level 123 was read, which is at or above any that a rule asks for."""
    assert level_number(text) == number


LONG = "x" * 2_001
LONG_FOLDED = "\ufdfa" * 120
"""Of eighteen characters each."""


@pytest.mark.parametrize(
    ("key", "held"),
    [
        ("name", entry("r", achievement(LONG, "urn:x"))),
        ("name", entry("r", achievement(LONG_FOLDED, "urn:x"))),
        ("type", entry("r", achievement("x", kind=LONG))),
        ("issuer_name", entry("r", achievement("x"), issuer=Issuer("did:x", LONG))),
        ("tag", entry("r", achievement("x", tags=(LONG,)))),
        ("skill", entry("r", achievement("x", tags=(LONG,)))),
        ("skill", entry("r", achievement("x", alignments=(Alignment("F", "", LONG, ""),)))),
        ("my_tag", entry("r", achievement("x"), tags=(LONG,))),
    ],
)
def test_of_a_text_that_is_too_long_nothing_is_known(key: str, held: Entry) -> None:
    """Neither that it fits nor that it does not: the very words after "not" may stand in it."""
    for match in (f'{key} = "y"', f'any = [{{ id = "y" }}, {{ {key} = "y" }}]', f'not = {{ {key} = "y" }}'):
        assert not fitting(f"not = {{ {match} }}", held), match
    assert fitting(f'not = {{ {key} = "y" }}', entry("r", achievement("z")))
    assert fitting('not = { id = "y" }', held)


@pytest.mark.parametrize(
    ("level", "counts"),
    [
        (Level("EQF", "Bachelor"), 0),
        (Level("EQF", "6-7"), 0),
        (Level("", "7"), 0),
        (Level("EQF", "7"), 0),
        (Level("EQF", "5"), 1),
        (Level("AQF", "Bachelor"), 1),
        (None, 1),
    ],
)
def test_a_level_that_cannot_be_read_is_not_known_to_be_another(level: Level | None, counts: int) -> None:
    held = entry("r", achievement("x", level=level))
    for match in ('level = ">=6"', 'any = [{ id = "y" }, { level = ">=6" }]'):
        assert fitting(f"not = {{ {match} }}", held) == bool(counts)
    assert not fitting('not = { not = { level = ">=6" } }', held) or level == Level("EQF", "7")


def test_without_a_day_of_issue_it_is_not_known_to_be_old() -> None:
    assert not fitting('not = { issued_within = "P2Y" }', entry("r", issued=None))
    assert fitting('not = { issued_within = "P1Y" }')


@pytest.mark.parametrize(
    "match",
    [
        'name = "sql für anfänger"', 'name = "SQL*"', 'name = ["x", "*ANFÄNGER"]', 'name = "S?L*"',
        'issuer = "did:web:s.example"', 'issuer_name = "example*"', 'id = "https://s.example/sql"',
        'alignment = "S5.6"', 'alignment = "ESCO:S5.6"', 'alignment = "http://data.europa.eu/esco/x"',
        'skill = "querying databases"', 'skill = "SQL"', 'skill = "esco:s5.6"',
        'tag = "data"', 'my_tag = "favourite"', 'type = "certificate"',
        "level = 6", 'level = ">=6"', 'level = "EQF <7"', 'issued_within = "P2Y"',
        'any = [{ name = "no" }, { tag = "sql" }]', 'not = { name = "no*" }', 'name = "SQL*", tag = "data"',
    ],
)  # fmt: skip
def test_a_credential_that_meets_a_condition_fits(match: str) -> None:
    assert fitting(match)


@pytest.mark.parametrize(
    "match",
    [
        'name = "sql"', 'name = "?SQL*"', 'issuer = "DID:web:s.example"', 'alignment = "s5.6"',
        'skill = "SQL für Anfänger"', 'tag = "favourite"', 'my_tag = "data"', 'type = "Course"', 'level = ">6"',
        'level = "AQF 6"', 'issued_within = "P1Y"', 'not = { tag = "sql" }', 'any = [{ name = "a" }, { tag = "b" }]',
        'name = "SQL*", tag = "x"', 'id = "https://s.example/sql?x=1"',
    ],
)  # fmt: skip
def test_does_not_fit(match: str) -> None:
    assert not fitting(match)


@pytest.mark.parametrize(
    "match", ['level = ">=1"', 'type = "x"', 'skill = "x"', 'issued_within = "P900Y"', 'id = "x"', 'name = "*"']
)
def test_a_missing_datum_does_not_fit(match: str) -> None:
    assert not fitting(match, entry("r1", issued=None, title=""))


@given(st.text("ab*?", max_size=8), st.text("ab", min_size=1, max_size=8))
def test_globs_agree_with_a_regular_expression(pattern: str, text: str) -> None:
    assert glob(pattern, text) == bool(fullmatch(translate(pattern), text))


@pytest.mark.parametrize("pattern", ["*a" * 900 + "b", "*" + "a?" * 900 + "b", "?" * 1_999 + "b*"])
def test_hostile_globs_are_quick(pattern: str) -> None:
    began = time.process_time()
    assert not glob(pattern, "a" * 2_000)
    assert not glob(pattern, "")
    assert time.process_time() - began < 0.05


def test_an_endless_name_fits_nothing() -> None:
    assert not fitting('name = "*"', entry("r1", achievement("a" * 1_000_000, "urn:a")))


ANYTHING_TRUSTED = ["verified = false", "trusted_only = true"]


@pytest.mark.parametrize(
    ("facts", "count", "code"),
    [
        ({"verdict": "verified_with_notes"}, [], ""),
        ({"verdict": "verified_with_notes"}, ['verified = "strict"'], "not_strict"),
        ({"verdict": "cannot_tell"}, [], "not_verified"),
        ({"verdict": "cannot_tell", "codes": ("read", "unsigned")}, [], "not_signed"),
        ({"verdict": "cannot_tell", "codes": ("read", "unsigned")}, ["verified = false"], ""),
        ({"verdict": "cannot_tell"}, ["verified = false"], ""),
        ({"verdict": "rejected"}, ["verified = false"], "rejected"),
        ({"verdict": "unreadable"}, ["verified = false"], "rejected"),
        ({"valid_until": datetime(2026, 11, 22, 11, tzinfo=UTC)}, [], "expired"),
        ({"valid_until": datetime(2026, 11, 22, 11, tzinfo=UTC)}, ["not_expired = false"], ""),
        ({"valid_until": NOW}, [], "expired"),  # as a verdict has it: a credential has ended at its last moment
        ({"valid_until": NOW + timedelta(seconds=1)}, [], ""),
        ({"issued": datetime(2027, 1, 1, tzinfo=UTC)}, [], "not_yet_valid"),
        ({"starts": datetime(2027, 1, 1, tzinfo=UTC)}, [], "not_yet_valid"),
        ({"starts": datetime(2026, 11, 22, 12, tzinfo=UTC)}, [], ""),
        ({"issued": datetime(2024, 11, 22, 11, tzinfo=UTC)}, ['issued_within = "P2Y"'], "too_old"),
        ({"issued": datetime(2024, 11, 22, 13, tzinfo=UTC)}, ['issued_within = "P2Y"'], ""),
        ({"issued": None}, ['issued_within = "P2Y"'], "no_issue_date"),
        ({"codes": ("not_on_list",)}, ["trusted_only = true"], "issuer_not_trusted"),
        ({"codes": ("on_your_list",)}, ["trusted_only = true"], ""),
        ({"verdict": "cannot_tell"}, ANYTHING_TRUSTED, "not_verified"),
        ({"verdict": "cannot_tell", "codes": ("unsigned", "not_on_list")}, ANYTHING_TRUSTED, "not_signed"),
        ({"verdict": "cannot_tell", "codes": ("issuer_not_saved", "not_proved")}, ANYTHING_TRUSTED, "not_verified"),
        ({"verdict": "cannot_tell", "codes": ("issuer_key", "not_on_list")}, ANYTHING_TRUSTED, "issuer_not_trusted"),
        ({"verdict": "cannot_tell", "codes": ("issuer_key", "on_your_list")}, ANYTHING_TRUSTED, ""),
        ({"codes": ("a-code-of-the-future", "holder_not_comparable")}, ["mine_only = true"], "not_mine"),
        ({"codes": ("holder_match",)}, ["mine_only = true"], ""),
    ],
)
def test_what_may_count(facts: dict[str, Any], count: list[str], code: str) -> None:
    counting = parse(toml("[[require]]", 'id = "a"', count=count)).count
    held = holdings([entry("r1", achievement("A"), **facts)])
    assert why_not_counted(held[0].copies[0], (counting,), NOW) == code


def test_copies_are_one_holding_with_the_best_first() -> None:
    person = "https://s.example/sql?identity__email=a%40b.c&v=1"
    held = holdings(
        [
            entry("c", achievement("SQL", person), verdict="rejected"),
            entry("b", achievement("SQL", "https://s.example/sql?v=1")),
            entry("a", achievement("Other", "https://s.example/sql?v=2")),
            entry("d", achievement("No id", " ")),
        ]
    )
    assert [[copy.label for copy in one.copies] for one in held] == [["a#0"], ["b#0", "c#0"], ["d#0"]]


def test_without_an_id_the_issuer_and_name_tell_copies() -> None:
    def plain(ref: str, name: str, issuer: str) -> Entry:
        return entry(ref, title=name, issuer=Issuer(issuer))

    held = holdings([plain("a", "Ü  x", "did:a"), plain("b", "ü X", "did:a"), plain("c", "ü x", "did:b")])
    assert [len(one.copies) for one in held] == [2, 1]


@pytest.mark.parametrize("query", ["?v=a%20b", "?v=a+b", "?flag", "?v=~1", "?v=ü&w=a,b", "#part", "?v=1#part", ""])
def test_what_was_added_for_a_person_is_all_that_an_id_loses(query: str) -> None:
    """The same badge counts once, in whatever way the rest of its id is written."""
    bare, hash_, part = f"https://s.example/sql{query}".partition("#")
    person = f"{bare}{'&' if '?' in bare else '?'}identity__email=a%40b.c{hash_}{part}"
    held = holdings([entry("a", achievement("A", person)), entry("b", achievement("B", bare + hash_ + part))])
    assert len(held) == 1


@pytest.mark.parametrize("identifier", ["https://[", "https://x/?" + "&identity__=" * 200])
def test_broken_ids_are_left_as_they_are(identifier: str) -> None:
    assert len(holdings([entry("a", achievement("A", identifier))])) == 1


def test_a_seal_of_somebody_else_is_not_from_the_issuer_it_is_put_under() -> None:
    """Any company with a certificate under a trusted authority could have sealed it, whomever it names."""

    def sealed(*codes: str) -> Entry:
        return entry("r", achievement("x"), issuer=Issuer("urn:school"), codes=("certificate", *codes))

    for rule in ('issuer = "urn:school"', 'not = { issuer = "urn:school" }', 'not = { issuer = "urn:other" }'):
        assert not fitting(rule, sealed("not_on_list")), rule
    assert fitting('name = "x"', sealed("not_on_list"))
    assert fitting('issuer = "urn:school"', sealed("sealed_under_listed"))
    assert fitting('issuer = "urn:school"', entry("r", achievement("x"), issuer=Issuer("urn:school")))


@pytest.mark.parametrize("run", ["?" * 999, "b?" * 500, "?b" * 500, "b" * 60 + "?" + "b" * 1_900])
def test_hostile_patterns_against_hostile_names_are_quick(run: str) -> None:
    """A stack file has room for 200 such patterns, and a wallet for many such names."""
    began = time.process_time()
    for name in (fold("\ufdfa" * 2_000), "b" * 2_000):
        for _ in range(200):
            assert not glob(f"*{run}z*", name)
    assert time.process_time() - began < 1
