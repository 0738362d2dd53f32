"""A first rule file for a learner to go on from, with a comment beside every choice."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """What a learner says of a goal."""

    name: str
    id: str
    """A URI, such as ``urn:uuid:...``."""
    needs: tuple[str, ...] = ()
    """Names of badges; ``*`` stands for any text."""
    any: int = 0
    """How many of ``needs`` are enough; 0 for all of them."""
    credits: tuple[str, str] | None = None
    """Amount and unit, such as ``("30", "ects")``."""
    issuer: str = ""
    """Who must have issued what counts: a DID or URL."""


def write(draft: Draft) -> str:
    """The text of a ``wallet-stack/1`` file; it may still break the rules, which parsing it will tell."""
    return "\n".join([*_head(draft), *_requirements(draft), *_more()]) + "\n"


def for_skills(name: str, identifier: str, skills: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The text of a file that asks for one badge for each skill: its name and its ids in frameworks."""
    lines = list(_head(Draft(name, identifier)))
    for skill, ids in skills:
        named = ", ".join(map(quoted, _titles_with(skill)))
        fitting = [f"{{ skill = {quoted(skill)} }}", f"{{ name = [{named}] }}"]
        fitting += [f"{{ alignment = [{', '.join(map(quoted, ids))}] }}"] if ids else []
        lines += ["", "[[require]]", f"name = {quoted(skill)}", f"match = {{ any = [{', '.join(fitting)}] }}"]
    return "\n".join([*lines, *_more()]) + "\n"


def _titles_with(skill: str) -> tuple[str, ...]:
    """Patterns for titles that hold a skill's words as whole words: "R" is in "R for beginners", not in "Research"."""
    words = skill.replace("*", "?")
    return words, f"{words} *", f"* {words}", f"* {words} *"


def quoted(text: str) -> str:
    """``text`` as TOML writes a string: as JSON does, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _head(draft: Draft) -> Iterator[str]:
    yield "# What this goal asks for. Save it in the wallet: wallet stack import FILE"
    yield 'format = "wallet-stack/1"'
    yield f"id = {quoted(draft.id)}  # keep it: it is how the wallet knows this stack again"
    yield f"name = {quoted(draft.name)}"
    yield '# description = "..."'
    yield ""
    yield "[count]"
    yield 'verified = true  # "strict": without notes; false: also what could not be checked'
    yield "not_expired = true"
    yield '# issued_within = "P5Y"  # only what was issued in the last five years'
    yield "# trusted_only = true  # only issuers that you trust"
    yield 'reuse = "none"  # a badge fills one place; "across-groups": one in each part; "any": any number'


def _requirements(draft: Draft) -> Iterator[str]:
    if draft.needs:
        yield from _badges(draft)
    if draft.credits:
        amount, system = draft.credits
        yield ""
        yield "[[require]]"
        yield 'name = "Credits"'
        yield f"credits = {{ at_least = {amount}, system = {quoted(system)} }}  # units are never mixed"
        yield f"from = {_match(issuer=draft.issuer)}  # what may be added; {{}} is anything"


def _badges(draft: Draft) -> Iterator[str]:
    yield ""
    yield "[[require]]"
    yield 'name = "Badges"'
    listed = [f"  {{ match = {_match(name=name, issuer=draft.issuer)} }}," for name in draft.needs]
    if draft.any:
        yield f"any = {draft.any}  # that many of these"
        yield "of = ["
    else:
        yield "all = ["
    yield from listed
    yield "]"


def _match(**asked: str) -> str:
    return (
        "{ " + ", ".join(f"{key} = {quoted(text)}" for key, text in asked.items() if text) + " }"
        if any(asked.values())
        else "{}"
    )


def _more() -> Sequence[str]:
    return (
        "",
        "# More that a match can ask for, each alone or together:",
        '#   issuer = "did:web:college.example", issuer_name = "Example*", tag = "data", skill = "SQL",',
        '#   alignment = "https://...", type = "Certificate", level = ">=6", issued_within = "P2Y"',
    )
