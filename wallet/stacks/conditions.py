"""What a rule asks of single credentials: ids, conditions, and the sums of their credits.

Errors are those of :func:`wallet.stacks.definition.parse`.
"""

import re
from decimal import Decimal

from wallet.stacks import frameworks, units
from wallet.stacks.rules import AtLevel, Condition, Either, Leaf, Match, Not, Period, Sum, Texts, Within, matches_in
from wallet.stacks.tables import LIMIT_DEPTH, Table, bad, nearest
from wallet.wording import say

_TEXT_KEYS = ("id", "name", "issuer", "issuer_name", "alignment", "skill", "tag", "my_tag", "type")
LIMIT_CONDITIONS = 2_000
"""Conditions of one match, all levels together."""
_PERIOD = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?")
_LEVEL = re.compile(r"(?:([^\W\d][^<>=]{0,79}?)\s*)?(>=|<=|>|<|=|)\s*(\d{1,3}(?:\.\d{1,2})?)")


def total(table: Table) -> Sum:
    """How many credits of what is named under ``from``."""
    asked, source = table.table("credits"), table.table("from")
    if asked is None or source is None:
        raise bad(
            "stack_bad_value",
            table.path,
            say("credits and from go together"),
            say("write from = {} to add up anything"),
        )
    at_least = asked.get("at_least")
    if isinstance(at_least, bool) or not isinstance(at_least, int | Decimal):
        raise bad("stack_bad_type", asked.at("at_least"), say("must be a number"))
    amount = units.millionths(Decimal(at_least))
    if not amount:
        raise bad(
            "stack_bad_value",
            asked.at("at_least"),
            say("must be above 0, at most a million, with six decimals at most"),
        )
    found = Sum(
        at_least=amount,
        system=_unit(asked, "system", required=True),
        source=_match(source),
        unstated_as=_unit(asked, "unstated_as"),
        max_items=table.whole("max_items"),
    )
    asked.finish()
    return found


def leaf(table: Table) -> Leaf:
    """One credential, by its id or by what must match."""
    ids, match = table.texts("id"), table.table("match")
    if not ids and match is None:
        table.finish()
        raise bad(
            "stack_empty", table.path, say("asks for nothing"), say("give it an id, match, all, any, credits or manual")
        )
    conditions = Match() if match is None else _match(match)
    if match is not None and not conditions.conditions:
        raise bad(
            "stack_empty", match.path, say("would fit every credential"), say("say what must match, such as a name")
        )
    return Leaf(ids, conditions)


def issued_within(table: Table) -> Period | None:
    """How long ago at most a credential may have been issued, such as ``P18M``."""
    text = table.text("issued_within")
    if not text:
        return None
    found = _PERIOD.fullmatch(text)
    if found is None or not any(found.groups()):
        raise bad("stack_bad_value", table.at("issued_within"), say("must be a length of time such as P2Y or P18M"))
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return Period(text, years * 12 + months, weeks * 7 + days)


def _match(table: Table) -> Match:
    match = _conditions(table, 1)
    if _size(match) > LIMIT_CONDITIONS:
        raise bad(
            "stack_too_large",
            table.path,
            say("holds more than {limit_conditions} conditions", limit_conditions=LIMIT_CONDITIONS),
        )
    return match


def _size(match: Match) -> int:
    return sum(1 + sum(map(_size, matches_in(condition))) for condition in match.conditions)


def _conditions(table: Table, depth: int) -> Match:
    if depth > LIMIT_DEPTH:
        raise bad("stack_too_large", table.path, say("nested deeper than {limit_depth}", limit_depth=LIMIT_DEPTH))
    found: list[Condition] = [Texts(key, table.texts(key)) for key in _TEXT_KEYS if table.texts(key)]
    if "level" in table:
        found.append(_at_level(table))
    if (within := issued_within(table)) is not None:
        found.append(Within(within))
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
        raise bad("stack_empty", table.path, say("an empty match fits everything"))
    return match


def _at_level(table: Table) -> AtLevel:
    value = table.get("level")
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise bad("stack_bad_type", table.at("level"), say('must be a number or text such as ">=6" or "AQF >=8"'))
    found = _LEVEL.fullmatch(str(value).strip())
    if found is None:
        raise bad("stack_bad_value", table.at("level"), say('must read like 6, ">=6" or "AQF >=8"'))
    name, relation, number = found.groups()
    name, level = (name or "EQF").strip(), Decimal(number)
    known = frameworks.find(name)
    if known is not None and not known.lowest <= level <= known.highest:
        raise bad(
            "stack_impossible",
            table.at("level"),
            say(
                "{name} has the levels {lowest} to {highest}",
                name=known.name,
                lowest=known.lowest,
                highest=known.highest,
            ),
        )
    return AtLevel(name, relation or "=", level, str(value).strip())


def _unit(table: Table, key: str, *, required: bool = False) -> str:
    text = table.text(key, required=required)
    if text and not units.known(text):
        hint = nearest(text.casefold(), units.SLUGS) or say(
            "use one of {slugs} or other:NAME", slugs=", ".join(units.SLUGS)
        )
        raise bad("stack_unknown_unit", table.at(key), say("no such unit"), hint)
    return units.unit(text) if text else ""
