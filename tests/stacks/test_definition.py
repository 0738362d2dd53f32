import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from stacks_helpers import toml

from wallet.errors import NotFound, Unreadable
from wallet.stacks.definition import File, Load, parse
from wallet.stacks.rules import (
    All,
    AnyOf,
    AtLevel,
    Either,
    Leaf,
    Manual,
    Match,
    Nested,
    Not,
    Period,
    Reuse,
    Sum,
    Texts,
    Within,
)

LEAF = '[[require]]\nid = "urn:a"'
TEN_ECTS = "credits = { at_least = 10, system = 'ects' }"


def refused(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        parse(data)
    return caught.value


def test_every_form_and_key_is_read() -> None:
    stack = parse(
        toml(
            'issuer = "School"',
            'url = "https://s.example"',
            'description = "Words"',
            'level = { framework = "EQF", value = 7 }',
            'credits = { system = "ects", value = 30.5 }',
            'completion_id = ["urn:done", "urn:done2"]',
            'x-colour = "blue"',
            "[[require]]",
            'name = "Core"',
            'note = "first"',
            "all = [",
            '  { id = ["urn:a", "urn:b"], match = { name = "A*", type = "Course" } },',
            '  { optional = true, manual = "ask", done = 2026-05-01 },',
            "]",
            "[[require]]",
            "any = 1",
            'of = [ { match = { level = ">=6", issued_within = "P1Y2M3W4D" } }, '
            '{ match = { any = [{ tag = "x" }, { skill = ["s", "t"] }], not = { my_tag = "old" } } } ]',
            count=[
                'verified = "strict"',
                "not_expired = false",
                'issued_within = "P7Y"',
                "trusted_only = true",
                'reuse = "any"',
            ],
        )
    )
    core, choice = stack.require
    assert isinstance(core.form, All)
    assert core.form.parts[0].form == Leaf(
        ("urn:a", "urn:b"), Match((Texts("name", ("A*",)), Texts("type", ("Course",))))
    )
    assert core.form.parts[1].form == Manual("ask", date(2026, 5, 1))
    assert core.form.parts[1].path == "require[0].all[1]"
    assert isinstance(choice.form, AnyOf)
    assert [p.form for p in choice.form.parts] == [
        Leaf((), Match((AtLevel("EQF", ">=", Decimal(6), ">=6"), Within(Period("P1Y2M3W4D", 14, 25))))),
        Leaf(
            (),
            Match(
                (
                    Either((Match((Texts("tag", ("x",)),)), Match((Texts("skill", ("s", "t")),)))),
                    Not(Match((Texts("my_tag", ("old",)),))),
                )
            ),
        ),
    ]
    assert stack.count.verdicts == {"verified"}
    assert (stack.count.not_expired, stack.count.trusted_only, stack.count.mine_only) == (False, True, False)
    assert stack.count.reuse is Reuse.ANY
    assert stack.credits == ("ects", "30.5")
    assert stack.completion_ids == ("urn:done", "urn:done2")


@pytest.mark.parametrize(
    ("text", "framework", "relation", "value"),
    [
        ("6", "EQF", "=", "6"),
        (">=6", "EQF", ">=", "6"),
        ("AQF >=8", "AQF", ">=", "8"),
        ("8", "EQF", "=", "8"),
        ("RQF<3.5", "RQF", "<", "3.5"),
    ],
)
def test_a_level_is_read_with_its_framework_and_relation(text: str, framework: str, relation: str, value: str) -> None:
    stack = parse(toml("[[require]]", f'match = {{ level = "{text}" }}'))
    form = stack.require[0].form
    assert isinstance(form, Leaf)
    assert form.match.conditions == (AtLevel(framework, relation, Decimal(value), text),)


@pytest.mark.parametrize(
    ("lines", "slug", "start"),
    [
        (["[[require]]", 'match = { nam = "x" }'], "stack_unknown_key", "require[0].match.nam"),
        (["[[require]]", 'match = { name = "x" }', "naem = 1"], "stack_unknown_key", "require[0].naem"),
        ([LEAF, "[counts]"], "stack_unknown_key", "counts"),
        ([LEAF, "[count]", "verifed = true"], "stack_unknown_key", "count.verifed"),
        (["[[require]]", "id = 3"], "stack_bad_type", "require[0].id"),
        (["[[require]]", "id = []"], "stack_bad_value", "require[0].id"),
        (["[[require]]", 'id = " "'], "stack_bad_value", "require[0].id"),
        (["[[require]]", "name = 4"], "stack_bad_type", "require[0].name"),
        (["[[require]]", 'id = "a"', "optional = 1"], "stack_bad_type", "require[0].optional"),
        (["[[require]]", 'match = { level = "high" }'], "stack_bad_value", "require[0].match.level"),
        (["[[require]]", "match = { level = true }"], "stack_bad_type", "require[0].match.level"),
        (["[[require]]", 'match = { issued_within = "P" }'], "stack_bad_value", "require[0].match.issued_within"),
        (["[[require]]", 'match = { issued_within = "1 year" }'], "stack_bad_value", "require[0].match.issued_within"),
        (["[[require]]", "match = {}"], "stack_empty", "require[0].match"),
        (["[[require]]", "match = { not = {} }"], "stack_empty", "require[0].match.not"),
        (["[[require]]", "match = { any = [] }"], "stack_empty", "require[0].match.any"),
        (["[[require]]", "match = { any = [{}] }"], "stack_empty", "require[0].match.any[0]"),
        (["[[require]]", 'name = "x"'], "stack_empty", "require[0]"),
        (["[[require]]", 'id = "a"', 'all = [{ id = "b" }]'], "stack_two_forms", "require[0]"),
        (["[[require]]", 'manual = "a"', "any = 1", 'of = [{ id = "b" }]'], "stack_two_forms", "require[0]"),
        (["[[require]]", "all = []"], "stack_empty", "require[0].all"),
        (["[[require]]", "all = 3"], "stack_bad_type", "require[0].all"),
        (["[[require]]", 'all = [{ id = "a", optional = true }]'], "stack_empty", "require[0].all"),
        (["[[require]]", "any = 2", 'of = [{ id = "b" }]'], "stack_impossible", "require[0].any"),
        (["[[require]]", "any = 0", 'of = [{ id = "b" }]'], "stack_bad_value", "require[0].any"),
        (["[[require]]", "any = true", 'of = [{ id = "b" }]'], "stack_bad_type", "require[0].any"),
        (["[[require]]", 'of = [{ id = "b" }]'], "stack_bad_value", "require[0].any"),
        (["[[require]]", "any = 1"], "stack_empty", "require[0].of"),
        (["[[require]]", "any = 1", 'of = [{ id = "b", optional = true }]'], "stack_bad_value",
         "require[0].of[0].optional"),
        (["[[require]]", 'manual = "x"', "done = 2026-01-01T10:00:00Z"], "stack_bad_type", "require[0].done"),
        (["[[require]]", 'id = "a"', "done = 2026-01-01"], "stack_unknown_key", "require[0].done"),
        ([LEAF, "[count]", 'verified = "no"'], "stack_bad_value", "count.verified"),
        ([LEAF, "[count]", 'reuse = "twice"'], "stack_bad_value", "count.reuse"),
        ([], "stack_empty", "require"),
        (["require = []"], "stack_empty", "require"),
        (["[[require]]", 'id = "a"', "optional = true"], "stack_empty", "require"),
        (["level = 3", LEAF], "stack_bad_type", "level"),
    ],
)  # fmt: skip
def test_each_error_names_the_key_by_its_path(lines: list[str], slug: str, start: str) -> None:
    error = refused(toml(*lines))
    assert error.kind == slug
    assert error.message.startswith(start + ":")
    assert error.exit_code == 5


def test_sums_of_credits() -> None:
    (sum_,) = parse(
        toml(
            "[[require]]",
            'credits = { at_least = 7.5, system = "ECTS", unstated_as = "us_semester_hour" }',
            'from = { level = ">=6" }',
            "max_items = 4",
        )
    ).require
    level = AtLevel("EQF", ">=", Decimal(6), ">=6")
    assert sum_.form == Sum(7_500_000, "ects", Match((level,)), "us_semester_hour", 4)
    (anything,) = parse(toml("[[require]]", 'credits = { at_least = 1, system = "other:Punkte" }', "from = {}")).require
    assert anything.form == Sum(1_000_000, "other:punkte", Match())


@pytest.mark.parametrize(
    ("lines", "slug", "start"),
    [
        (["credits = { at_least = 1, system = 'ects' }"], "stack_bad_value", "require[0]"),
        (["from = {}"], "stack_bad_value", "require[0]"),
        (
            ["credits = { at_least = 0, system = 'ects' }", "from = {}"],
            "stack_bad_value",
            "require[0].credits.at_least",
        ),
        (
            ["credits = { at_least = -1, system = 'ects' }", "from = {}"],
            "stack_bad_value",
            "require[0].credits.at_least",
        ),
        (
            ["credits = { at_least = nan, system = 'ects' }", "from = {}"],
            "stack_bad_value",
            "require[0].credits.at_least",
        ),
        (
            ["credits = { at_least = 0.0000001, system = 'ects' }", "from = {}"],
            "stack_bad_value",
            "require[0].credits.at_least",
        ),
        (
            ["credits = { at_least = '1', system = 'ects' }", "from = {}"],
            "stack_bad_type",
            "require[0].credits.at_least",
        ),
        (
            ["credits = { at_least = true, system = 'ects' }", "from = {}"],
            "stack_bad_type",
            "require[0].credits.at_least",
        ),
        (
            ["credits = { at_least = 1, system = 'etcs' }", "from = {}"],
            "stack_unknown_unit",
            "require[0].credits.system",
        ),
        (
            ["credits = { at_least = 1, system = 'other:' }", "from = {}"],
            "stack_unknown_unit",
            "require[0].credits.system",
        ),
        (
            ["credits = { at_least = 1, system = 'unstated' }", "from = {}"],
            "stack_unknown_unit",
            "require[0].credits.system",
        ),
        (["credits = { at_least = 1, sytem = 'ects' }", "from = {}"], "stack_bad_value", "require[0].credits.system"),
        (
            ["credits = { at_least = 1, system = 'ects', x = 1 }", "from = {}"],
            "stack_unknown_key",
            "require[0].credits.x",
        ),
        (
            ["credits = { at_least = 1, system = 'ects' }", "from = {}", "max_items = 0"],
            "stack_bad_value",
            "require[0].max_items",
        ),
        (["credits = { at_least = 1, system = 'ects' }", "from = {}", "id = 'x'"], "stack_two_forms", "require[0]"),
        (["stack = 'x.toml'"], "stack_nested_missing", "require[0].stack"),
        (["or_id = 'x'"], "stack_bad_value", "require[0].stack"),
    ],
)
def test_errors_of_sums_and_nested_stacks(lines: list[str], slug: str, start: str) -> None:
    error = refused(toml("[[require]]", *lines))
    assert (error.kind, error.message.split(":")[0]) == (slug, start)


HUGE = "0x" + "f" * 20_000
"""A number that Python reads and refuses to write in digits."""


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        ((f"credits = {{ system = 'ects', value = {HUGE} }}", LEAF), "credits.value"),
        (("[[require]]", f"match = {{ level = {HUGE} }}"), "require[0].match.level"),
        (("[[require]]", f"any = {HUGE}", "of = [{ id = 'a' }]"), "require[0].any"),
        (
            ("[[require]]", f"credits = {{ at_least = {HUGE}, system = 'ects' }}", "from = {}"),
            "require[0].credits.at_least",
        ),
        (("[[require]]", TEN_ECTS, "from = {}", f"max_items = {HUGE}"), "require[0].max_items"),
    ],
)
def test_a_whole_number_beyond_those_of_toml_is_refused(lines: tuple[str, ...], path: str) -> None:
    error = refused(toml(*lines))
    assert (error.kind, error.message.split(":")[0]) == ("stack_bad_value", path)


def test_an_exponent_beyond_all_decimal_numbers_is_refused() -> None:
    assert refused(toml("[[require]]", TEN_ECTS.replace("10", "1e" + "9" * 30), "from = {}")).kind == "stack_too_large"


def files(**others: bytes) -> Load:
    def load(reference: str) -> File:
        if reference not in others:
            raise NotFound(f"no file {reference}")
        return File(others[reference], load)

    return load


def stack_file(identifier: str, *lines: str) -> bytes:
    return "\n".join(['format = "wallet-stack/1"', f'id = "{identifier}"', 'name = "N"', *lines]).encode()


def test_nested_stacks_are_read_in_place() -> None:
    inner = stack_file("urn:inner", 'completion_id = "urn:badge2"', "[count]", "not_expired = false", LEAF)
    outer = toml("[[require]]", 'stack = "inner"', 'or_id = "urn:badge"')
    (nested,) = parse(outer, files(inner=inner)).require
    assert isinstance(nested.form, Nested)
    assert nested.form.badge == Leaf(("urn:badge", "urn:badge2"), Match())
    assert [r.path for r in nested.walk()] == ["require[0]", "require[0].stack.require[0]"]
    assert not nested.form.stack.count.not_expired


@pytest.mark.parametrize(
    ("inner", "slug", "start"),
    [
        (stack_file("urn:inner", "[[require]]", "idd = 1"), "stack_unknown_key", "require[0].stack.require[0].idd"),
        (stack_file("urn:inner", "[[require"), "stack_not_toml", "require[0].stack"),
        (
            stack_file("urn:inner", "[[require]]", 'stack = "gone"'),
            "stack_nested_missing",
            "require[0].stack.require[0].stack",
        ),
        (stack_file("urn:inner", "[[require]]", 'stack = "inner"'), "stack_cycle", "require[0].stack.require[0].stack"),
        (stack_file("urn:stack:test", LEAF), "stack_cycle", "require[0].stack"),
        (b'format = "other"', "stack_bad_format", "require[0].stack.format"),
    ],
)
def test_errors_within_nested_stacks_say_where(inner: bytes, slug: str, start: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse(toml("[[require]]", 'stack = "inner"'), files(inner=inner))
    assert (caught.value.kind, caught.value.message.split(": ")[0]) == (slug, start)


def test_files_are_counted() -> None:
    inner = stack_file("urn:inner", LEAF)
    assert parse(toml("require = [" + '{ stack = "inner" },' * 31 + "]"), files(inner=inner))
    with pytest.raises(Unreadable) as caught:
        parse(toml("require = [" + '{ stack = "inner" },' * 32 + "]"), files(inner=inner))
    assert caught.value.kind == "stack_too_large"


def test_a_typo_gets_a_suggestion() -> None:
    assert refused(toml("[[require]]", 'match = { issuer_nam = "x" }')).hint == "did you mean issuer_name?"


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        (["[[require]]", "credits = { at_least = 1, system = 'etcs' }", "from = {}"], "did you mean ects?"),
        (["[[require]]", "credits = { at_least = 1, sytem = 'ects' }", "from = {}"], "did you mean system by sytem?"),
        (["[count]", 'reuse = "across-group"', "[[require]]", 'id = "a"'], "did you mean across-groups?"),
        (["[count]", 'verified = "strickt"', "[[require]]", 'id = "a"'], "did you mean strict?"),
        (["[[require]]", "any = 2", 'of = [{ id = "b" }]'], "write any = 1"),
    ],
)
def test_a_wrong_value_gets_the_nearest_good_one(lines: list[str], hint: str) -> None:
    assert refused(toml(*lines)).hint == hint
    assert "keys here" in str(refused(toml("[[require]]", 'match = { q = "x" }')).hint)


def test_the_head_is_demanded() -> None:
    assert refused(b'format = "wallet-stack/2"').kind == "stack_bad_format"
    assert refused(b"").kind == "stack_bad_format"
    assert refused(b'format = "wallet-stack/1"\nid = "no uri"\nname = "x"').message.startswith("id:")
    assert refused(b'format = "wallet-stack/1"\nid = "urn:x"').message.startswith("name:")


def test_broken_toml_says_where() -> None:
    error = refused(b'format = "wallet-stack/1"\nid = \n')
    assert error.kind == "stack_not_toml"
    assert "line 2" in error.message
    assert refused(b"\xff").kind == "stack_not_toml"


@pytest.mark.parametrize(
    "data",
    [
        b"#" * (256 * 1024 + 1),
        b"a." * 60_000 + b"a=1",
        b"x = " + b"[" * 100_000,
        b"x = " + b"9" * 100_000,
        toml("require = [" + '{ id = "a" },' * 2_001 + "]"),
        toml("[[require]]", "all = [{ " * 17 + 'id = "a"' + " }]" * 17),
        toml("[[require]]", "match = { not = " + "{ not = " * 17 + '{ tag = "a" }' + " }" * 18),
    ],
    ids=["bytes", "dots", "brackets", "digits", "requirements", "depth", "conditions"],
)
def test_what_is_beyond_a_limit_is_refused_in_time(data: bytes) -> None:
    began = time.process_time()
    assert refused(data).kind == "stack_too_large"
    assert time.process_time() - began < 2


def test_limits_allow_what_they_say() -> None:
    assert len(parse(toml("require = [" + '{ id = "a" },' * 2_000 + "]")).require) == 2_000
    assert parse(toml("[[require]]", "all = [{ " * 15 + 'id = "a"' + " }]" * 15)).require


def test_a_period_ends_on_the_last_day_of_a_short_month() -> None:
    at = datetime(2026, 3, 31, 8, tzinfo=UTC)
    assert Period("P1M", 1, 0).before(at) == datetime(2026, 2, 28, 8, tzinfo=UTC)
    assert Period("P2Y1D", 24, 1).before(at) == datetime(2024, 3, 30, 8, tzinfo=UTC)
    assert Period("P9999Y", 119_988, 99_999).before(at) == datetime.min.replace(tzinfo=UTC)
    assert Period("P2024Y99999D", 24_288, 99_999).before(at) == datetime.min.replace(tzinfo=UTC)
