"""``wallet-stack/1``: a TOML rule file becomes a tree of requirements.

Every error is :class:`~wallet.errors.Unreadable` with a ``stack_*`` slug and
the path of the key, or the line and column of broken TOML.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from wallet.model import Level
from wallet.report import Verdict
from wallet.stacks.rules import (
    All,
    AnyOf,
    AtLevel,
    Condition,
    Counting,
    Either,
    Form,
    Leaf,
    Manual,
    Match,
    Not,
    Period,
    Requirement,
    Reuse,
    Stack,
    Texts,
    Within,
)
from wallet.stacks.tables import Table, bad, load

FORMAT = "wallet-stack/1"
LIMIT_REQUIREMENTS = 2_000
LIMIT_DEPTH = 16
LIMIT_CONDITIONS = 2_000
"""Conditions of one match, all levels together."""

TEXT_KEYS = ("id", "name", "issuer", "issuer_name", "alignment", "skill", "tag", "my_tag", "type")
_FORM_OF = {"id": "a leaf", "match": "a leaf", "all": "all", "any": "any", "of": "any", "manual": "manual"}
_PERIOD = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?")
_LEVEL = re.compile(r"(?:([^\W\d][^<>=]{0,79}?)\s*)?(>=|<=|>|<|=|)\s*(\d{1,3}(?:\.\d{1,2})?)")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def parse(data: bytes) -> Stack:
    """The stack that a TOML file defines.

    Raises :class:`~wallet.errors.Unreadable` with one of the slugs
    ``stack_not_toml``, ``stack_bad_format``, ``stack_unknown_key``,
    ``stack_bad_type``, ``stack_bad_value``, ``stack_two_forms``,
    ``stack_empty``, ``stack_impossible`` and ``stack_too_large``.
    """
    top = load(data)
    if top.get("format") != FORMAT:
        raise bad(
            "stack_bad_format", "format", f'must be exactly "{FORMAT}"', f'begin the file with format = "{FORMAT}"'
        )
    identifier = top.text("id", required=True)
    if not _URI.fullmatch(identifier):
        raise bad("stack_bad_value", "id", "must be a URI", "such as urn:uuid:... or a web address of your own")
    name = top.text("name", required=True)
    if len(name) > 200:
        raise bad("stack_bad_value", "name", "is longer than 200 characters")
    stack = Stack(
        id=identifier,
        name=name,
        issuer=top.text("issuer"),
        url=top.text("url"),
        description=top.text("description"),
        level=_framework_level(top),
        credits=_pair(top, "credits", "system"),
        completion_ids=top.texts("completion_id"),
        count=_counting(top.table("count")),
        require=_requirements(top, "require", 1),
    )
    top.finish()
    _refuse_nothing_needed("require", stack.require)
    if sum(1 for _ in stack.walk()) > LIMIT_REQUIREMENTS:
        raise bad("stack_too_large", "require", f"holds more than {LIMIT_REQUIREMENTS} requirements")
    return stack


def _pair(table: Table, key: str, first: str) -> tuple[str, str] | None:
    inner = table.table(key)
    if inner is None:
        return None
    value = inner.get("value")
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise bad("stack_bad_type", inner.at("value"), "must be a number or text")
    pair = inner.text(first, required=True), str(value)
    inner.finish()
    return pair


def _framework_level(table: Table) -> Level | None:
    pair = _pair(table, "level", "framework")
    return None if pair is None else Level(*pair)


def _counting(table: Table | None) -> Counting:
    if table is None:
        return Counting()
    known = {
        True: frozenset({Verdict.VERIFIED.value, Verdict.VERIFIED_WITH_NOTES.value}),
        "strict": frozenset({Verdict.VERIFIED.value}),
        False: frozenset({Verdict.VERIFIED.value, Verdict.VERIFIED_WITH_NOTES.value, Verdict.CANNOT_TELL.value}),
    }
    verified = table.get("verified") if "verified" in table else True
    if not isinstance(verified, bool) and verified != "strict":
        raise bad("stack_bad_value", table.at("verified"), 'must be true, "strict" or false')
    reuse = table.text("reuse") or Reuse.NONE
    if reuse not in list(Reuse):
        raise bad("stack_bad_value", table.at("reuse"), "must be one of " + ", ".join(Reuse))
    counting = Counting(
        verdicts=known[verified],
        not_expired=table.flag("not_expired", default=True),
        issued_within=_period(table, "issued_within"),
        trusted_only=table.flag("trusted_only", default=False),
        mine_only=table.flag("mine_only", default=False),
        reuse=Reuse(reuse),
    )
    table.finish()
    return counting


def _period(table: Table, key: str) -> Period | None:
    text = table.text(key)
    if not text:
        return None
    found = _PERIOD.fullmatch(text)
    if found is None or not any(found.groups()):
        raise bad("stack_bad_value", table.at(key), "must be a length of time such as P2Y or P18M")
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return Period(text, years * 12 + months, weeks * 7 + days)


def _requirements(table: Table, key: str, depth: int) -> tuple[Requirement, ...]:
    if depth > LIMIT_DEPTH:
        raise bad("stack_too_large", table.at(key), f"nested deeper than {LIMIT_DEPTH}")
    if key not in table:
        raise bad("stack_empty", table.at(key), "is required and lists at least one requirement")
    return tuple(_requirement(one, depth) for one in table.tables(key))


def _requirement(table: Table, depth: int) -> Requirement:
    forms = {form for key, form in _FORM_OF.items() if key in table}
    if len(forms) > 1:
        raise bad("stack_two_forms", table.path, f"says {' and '.join(sorted(forms))} at once", "nest one in the other")
    requirement = Requirement(
        path=table.path,
        name=table.text("name"),
        note=table.text("note"),
        optional=table.flag("optional", default=False),
        form=_FORMS[forms.pop() if forms else "a leaf"](table, depth),
    )
    table.finish()
    return requirement


def _leaf(table: Table, _depth: int) -> Leaf:
    ids, match = table.texts("id"), table.table("match")
    if not ids and match is None:
        table.finish()
        raise bad("stack_empty", table.path, "asks for nothing", "give it an id, a match, all, any or manual")
    conditions = Match() if match is None else _match(match)
    if match is not None and not conditions.conditions:
        raise bad("stack_empty", match.path, "would fit every credential", "say what must match, such as a name")
    return Leaf(ids, conditions)


def _refuse_nothing_needed(path: str, parts: tuple[Requirement, ...]) -> None:
    """A list of optional parts alone would read as complete from the start."""
    if all(part.optional for part in parts):
        raise bad("stack_empty", path, "every part is optional, so nothing is asked for")


def _all(table: Table, depth: int) -> All:
    parts = _requirements(table, "all", depth + 1)
    _refuse_nothing_needed(table.at("all"), parts)
    return All(parts)


def _any(table: Table, depth: int) -> AnyOf:
    n = table.whole("any")
    if n is None:
        raise bad("stack_bad_value", table.at("any"), "is required beside of")
    parts = _requirements(table, "of", depth + 1)
    for part in parts:
        if part.optional:
            raise bad("stack_bad_value", f"{part.path}.optional", "has no meaning here: any n of a list needs no more")
    if n > len(parts):
        raise bad("stack_impossible", table.path, f"asks for {n} of {len(parts)}")
    return AnyOf(n, parts)


def _manual(table: Table, _depth: int) -> Manual:
    return Manual(table.text("manual"), table.day("done"))


_FORMS: dict[str, Callable[[Table, int], Form]] = {"a leaf": _leaf, "all": _all, "any": _any, "manual": _manual}


def _match(table: Table) -> Match:
    match = _conditions(table, 1)
    if _size(match) > LIMIT_CONDITIONS:
        raise bad("stack_too_large", table.path, f"holds more than {LIMIT_CONDITIONS} conditions")
    return match


def _size(match: Match) -> int:
    total = 0
    for condition in match.conditions:
        inner = condition.options if isinstance(condition, Either) else ()
        inner += (condition.match,) if isinstance(condition, Not) else ()
        total += 1 + sum(map(_size, inner))
    return total


def _conditions(table: Table, depth: int) -> Match:
    if depth > LIMIT_DEPTH:
        raise bad("stack_too_large", table.path, f"nested deeper than {LIMIT_DEPTH}")
    found: list[Condition] = [Texts(key, table.texts(key)) for key in TEXT_KEYS if table.texts(key)]
    if "level" in table:
        found.append(_at_level(table))
    if (period := _period(table, "issued_within")) is not None:
        found.append(Within(period))
    if "any" in table:
        found.append(Either(tuple(_inner(one, depth) for one in table.tables("any"))))
    if (refused := table.table("not")) is not None:
        found.append(Not(_inner(refused, depth)))
    table.get("level")
    table.get("any")
    table.finish()
    return Match(tuple(found))


def _inner(table: Table, depth: int) -> Match:
    match = _conditions(table, depth + 1)
    if not match.conditions:
        raise bad("stack_empty", table.path, "an empty match fits everything")
    return match


def _at_level(table: Table) -> AtLevel:
    value = table.get("level")
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise bad("stack_bad_type", table.at("level"), 'must be a number or text such as ">=6" or "AQF >=8"')
    found = _LEVEL.fullmatch(str(value).strip())
    if found is None:
        raise bad("stack_bad_value", table.at("level"), 'must read like 6, ">=6" or "AQF >=8"')
    framework, relation, number = found.groups()
    return AtLevel((framework or "EQF").strip(), relation or "=", Decimal(number), str(value).strip())
