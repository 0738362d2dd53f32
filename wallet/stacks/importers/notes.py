"""What becomes of each part of a pathway, and the rule file in the end."""

from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

from wallet.errors import Unreadable
from wallet.stacks.definition import LIMIT_REQUIREMENTS, parse
from wallet.stacks.rules import Leaf, Sum
from wallet.stacks.tables import LIMIT_DEPTH
from wallet.wording import say

Rule = dict[str, Any]
"""One requirement as TOML has it."""
_TEXT = 200
_LISTED = 500


class Dropped(NamedTuple):
    """Something of the source that no rule checks."""

    where: str
    """The name or id of the part it belongs to."""
    what: str


class Imported(NamedTuple):
    """A pathway as a stack."""

    data: bytes
    """The ``wallet-stack/1`` file."""
    kind: str
    """What it was read as, for people: ``CTDL pathway``."""
    kept: int
    """Places that an achievement's id fills."""
    weak: int
    """Places that any badge of that name fills."""
    manual: int
    """Things to confirm by hand, because no credential can show them."""
    dropped: tuple[Dropped, ...]


@dataclass
class Notes:
    """Counts and losses of one import, gathered while it is read."""

    kept: int = 0
    weak: int = 0
    manual: int = 0
    rules: int = 0
    dropped: dict[Dropped, None] = field(default_factory=dict)

    def drop(self, where: str, what: str) -> None:
        """Remember that ``what`` of the part ``where`` is not checked."""
        if len(self.dropped) < _LISTED:
            self.dropped[Dropped(short(where), short(what))] = None

    def by_id(self, name: str, ids: list[str]) -> Rule:
        """A place for a badge with one of these achievement ids."""
        self.kept += 1
        return self._named(name, {"id": ids if len(ids) > 1 else ids[0]})

    def by_name(self, name: str) -> Rule:
        """A place for any badge of that name; ``*`` and ``?`` in a name stand for one character."""
        self.weak += 1
        return self._named(name, {"match": {"name": short(name.replace("*", "?"))}})

    def by_hand(self, text: str, name: str = "") -> Rule:
        """Something that the learner has to confirm."""
        self.manual += 1
        return self._named(name, {"manual": short(text) or say("see the published pathway")})

    def all(self, name: str, parts: list[Rule]) -> Rule:
        """All of ``parts``; a single one stands for itself."""
        if len(parts) == 1:
            return parts[0]
        return self._named(name, {"all": parts})

    def some(self, name: str, n: int | None, parts: list[Rule]) -> Rule:
        """``n`` of ``parts``; all of them when no number, or one that is too large, is said."""
        if n is not None and n > len(parts):
            self.drop(name, say("it asks for {n} of {parts}; all are asked for", n=n, parts=len(parts)))
        if n is None or n >= len(parts):
            return self.all(name, parts)
        for part in parts:
            part.pop("optional", None)
        return self._named(name, {"any": n, "of": parts})

    def _named(self, name: str, rule: Rule) -> Rule:
        self.rules += 1
        if self.rules > LIMIT_REQUIREMENTS:
            raise Unreadable(
                say("it makes more than {limit_requirements} requirements", limit_requirements=LIMIT_REQUIREMENTS),
                slug="stack_too_large",
            )
        return ({"name": short(name)} if short(name) else {}) | rule

    def finish(self, kind: str, identifier: str, name: str, require: list[Rule], **more: Any) -> Imported:
        """The file.  Raises ``stack_import_empty`` when no credential could ever fill a place of it."""
        import tomli_w

        identifier = identifier if ":" in identifier and len(identifier) < 2000 and " " not in identifier else ""
        said = {key: value for key, value in more.items() if value}
        head = {"format": "wallet-stack/1", "id": identifier, "name": short(name) or kind, **said}
        # Neither format says that a badge serves once, and a part that is named twice is one fact.
        stack = head | {"count": {"reuse": "any"}, "require": require}
        if not identifier or not identifier.isascii():
            stack["id"] = f"urn:sha256:{sha256(repr(require).encode()).hexdigest()}"
        if not require or not (self.kept or self.weak):
            raise Unreadable(
                say("nothing in it could be filled by a credential"),
                hint=say("begin one by hand: wallet stack new NAME"),
                slug="stack_import_empty",
            )
        data = tomli_w.dumps(stack).encode()
        _check(data)
        return Imported(data, kind, self.kept, self.weak, self.manual, tuple(self.dropped))


def _check(data: bytes) -> None:
    """The file must be usable and must ask for something that can be shown."""
    stack = parse(data)
    if not any(isinstance(requirement.form, Leaf | Sum) for requirement in stack.walk()):
        raise Unreadable(say("nothing in it could be filled by a credential"), slug="stack_import_empty")


def short(text: str) -> str:
    """``text`` on one line and at most 200 characters long, without control characters."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return flat if len(flat) <= _TEXT else flat[: _TEXT - 1] + "…"


def tally(names: list[str]) -> list[str]:
    """``precedes (8)``: each name with how often it came."""
    return [f"{name} ({number})" if number > 1 else name for name, number in sorted(Counter(names).items())]


DEPTH = 3 * LIMIT_DEPTH
"""How deep parts and conditions may lie within each other; the rules that come of them are held to less."""
