"""Requirements in words: what a place is called and what it asks for.

The text comes from the rule file and is as untrusted as that.
"""

from collections.abc import Sequence

from wallet.stacks import units
from wallet.stacks.rules import (
    All,
    AnyOf,
    AtLevel,
    Condition,
    Either,
    Leaf,
    Manual,
    Match,
    Nested,
    Not,
    Period,
    Requirement,
    Sum,
    Texts,
    Within,
)
from wallet.wording import counted, joined, say

_PHRASES = {
    "id": say("achievement {wanted}"),
    "name": say('named "{wanted}"'),
    "issuer": say("issued by {wanted}"),
    "issuer_name": say('issued by "{wanted}"'),
    "alignment": say("aligned to {wanted}"),
    "skill": say('with the skill "{wanted}"'),
    "tag": say('tagged "{wanted}"'),
    "my_tag": say('tagged "{wanted}" by you'),
    "type": say("of type {wanted}"),
}
_RELATIONS = {
    ">=": say("at {framework} level {value} or above"),
    "<=": say("at {framework} level {value} or below"),
    ">": say("at {framework} level above {value}"),
    "<": say("at {framework} level below {value}"),
    "=": say("at {framework} level {value}"),
}


def label(requirement: Requirement) -> str:
    """The name of a requirement, else what it asks for."""
    return requirement.name or rule(requirement)


def rule(requirement: Requirement) -> str:
    """What a requirement asks for: ``any 2 of 4``, ``named "SQL*"``."""
    match requirement.form:
        case Leaf(ids, conditions):
            asked = [_PHRASES["id"].filled(wanted=either(ids))] if ids else []
            return joined(", ", asked + ([in_words(conditions)] if conditions.conditions else []))
        case All(parts):
            needed = sum(1 for part in parts if not part.optional)
            return say("all {n}", n=needed) if needed > 1 else say("the one below")
        case AnyOf(n, parts):
            return say("any {n} of {of}", n=n, of=len(parts))
        case Sum(at_least, system):
            return joined("", (units.amount(at_least, system), terms(requirement.form)))
        case Nested(_, stack, badge):
            return (
                say("the stack {name}, or its badge", name=stack.name)
                if badge
                else say("the stack {name}", name=stack.name)
            )
        case Manual(text):
            return text


def terms(form: Sum) -> str:
    """What may be added to a sum, to follow the amount: ``, tagged "data", from at most 4``; empty for anything."""
    kind = say(", {what}", what=in_words(form.source)) if form.source.conditions else ""
    return joined("", (kind, say(", from at most {n}", n=form.max_items) if form.max_items else ""))


def in_words(match: Match) -> str:
    """The conditions of a match, joined."""
    return joined(", ", map(phrase, match.conditions)) or say("anything")


def either(texts: Sequence[str], *, quoted: bool = False) -> str:
    """One of several: ``a or b``; with ``quoted`` each but the outer ends in quotation marks."""
    between = '"' if quoted else ""
    found: str = texts[0]
    for text in texts[1:]:
        found = say("{one}{quote} or {quote}{other}", one=found, quote=between, other=text)
    return found


def phrase(condition: Condition) -> str:
    """One condition: ``named "SQL*"``."""
    match condition:
        case Texts(key, wanted):
            template = _PHRASES[key]
            return template.filled(wanted=either(wanted, quoted='"' in template))
        case AtLevel(framework, relation, value):
            return _RELATIONS[relation].filled(framework=framework, value=value)
        case Within(period):
            return say("issued within {period}", period=length(period))
        case Either(options):
            return either([in_words(option) for option in options])
        case Not(inner):
            return say("not ({what})", what=in_words(inner))


def length(period: Period) -> str:
    """A length of time: ``2 years``, ``1 year 6 months``."""
    years, months = divmod(period.months, 12)
    parts = (
        counted(years, "{n} year", "{n} years") if years else "",
        counted(months, "{n} month", "{n} months") if months else "",
        counted(period.days, "{n} day", "{n} days") if period.days else "",
    )
    return joined(" ", [part for part in parts if part]) or say("no time at all")
