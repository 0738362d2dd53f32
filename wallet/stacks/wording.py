"""Requirements in words: what a place is called and what it asks for.

The text comes from the rule file and is as untrusted as that.
"""

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

_PHRASES = {
    "id": "achievement {}",
    "name": 'named "{}"',
    "issuer": "issued by {}",
    "issuer_name": 'issued by "{}"',
    "alignment": "aligned to {}",
    "skill": 'with the skill "{}"',
    "tag": 'tagged "{}"',
    "my_tag": 'tagged "{}" by you',
    "type": "of type {}",
}
_RELATIONS = {">=": "{} or above", "<=": "{} or below", ">": "above {}", "<": "below {}", "=": "{}"}


def label(requirement: Requirement) -> str:
    """The name of a requirement, else what it asks for."""
    return requirement.name or rule(requirement)


def rule(requirement: Requirement) -> str:
    """What a requirement asks for: ``any 2 of 4``, ``named "SQL*"``."""
    match requirement.form:
        case Leaf(ids, conditions):
            asked = [f"achievement {' or '.join(ids)}"] if ids else []
            return ", ".join(asked + ([in_words(conditions)] if conditions.conditions else []))
        case All(parts):
            needed = sum(1 for part in parts if not part.optional)
            return f"all {needed}" if needed > 1 else "this one"
        case AnyOf(n, parts):
            return f"any {n} of {len(parts)}"
        case Sum(at_least, system):
            return f"{units.shown(at_least)} {units.words(system)}{terms(requirement.form)}"
        case Nested(_, stack, badge):
            return f"the stack {stack.name}" + (", or its badge" if badge else "")
        case Manual(text):
            return text


def terms(form: Sum) -> str:
    """What may be added to a sum, to follow the amount: ``, tagged "data", from at most 4``; empty for anything."""
    kind = f", {in_words(form.source)}" if form.source.conditions else ""
    return kind + (f", from at most {form.max_items}" if form.max_items else "")


def in_words(match: Match) -> str:
    """The conditions of a match, joined."""
    return ", ".join(phrase(condition) for condition in match.conditions) or "anything"


def phrase(condition: Condition) -> str:
    """One condition: ``named "SQL*"``."""
    match condition:
        case Texts(key, wanted):
            return _PHRASES[key].format('" or "'.join(wanted) if '"' in _PHRASES[key] else " or ".join(wanted))
        case AtLevel(framework, relation, value):
            return f"at {framework} level " + _RELATIONS[relation].format(value)
        case Within(period):
            return f"issued within {length(period)}"
        case Either(options):
            return " or ".join(in_words(option) for option in options)
        case Not(inner):
            return f"not ({in_words(inner)})"


def length(period: Period) -> str:
    """A length of time: ``2 years``, ``1 year 6 months``."""
    years, months = divmod(period.months, 12)
    counted = ((years, "year"), (months, "month"), (period.days, "day"))
    return " ".join(f"{n} {word}{'s' * (n > 1)}" for n, word in counted if n) or "no time at all"
