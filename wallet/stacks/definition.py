"""``wallet-stack/1``: a TOML rule file becomes a tree of requirements.

Every error is :class:`~wallet.errors.Unreadable` with a ``stack_*`` slug and
the path of the key, or the line and column of broken TOML.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from wallet.errors import NotFound, Unreadable
from wallet.model import Level
from wallet.report import RELIABLE, Verdict
from wallet.stacks.conditions import issued_within, leaf, total
from wallet.stacks.places import line_of
from wallet.stacks.rules import (
    All,
    AnyOf,
    Counting,
    Form,
    Leaf,
    Manual,
    Match,
    Nested,
    Requirement,
    Reuse,
    Stack,
)
from wallet.stacks.tables import LIMIT_DEPTH, Table, bad, load, nearest
from wallet.wording import joined, say

FORMAT = "wallet-stack/1"
LIMIT_REQUIREMENTS = 2_000
LIMIT_FILES = 32
_FORM_OF = {
    "id": "leaf",
    "match": "leaf",
    "all": "all",
    "any": "any",
    "of": "any",
    "credits": "credits",
    "from": "credits",
    "stack": "stack",
    "or_id": "stack",
    "manual": "manual",
}
"""Key of a requirement to the form that it is in; a leaf asks for one credential."""
_PATH = re.compile(r"[\w-]+(?:\[\d+\])?(?:\.[\w-]+(?:\[\d+\])?)*")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


class File(NamedTuple):
    """The file of a nested stack."""

    data: bytes
    load: "Load"
    """How its own rules reach others: what they name stands beside it."""


Load: TypeAlias = Callable[[str], File]
"""From what a rule calls a nested stack to its file; raises :class:`~wallet.errors.NotFound`."""


def parse(data: bytes, nested: Load | None = None) -> Stack:
    """The stack that a TOML file defines; ``nested`` gives the files of the stacks within it.

    Raises :class:`~wallet.errors.Unreadable` with one of the slugs
    ``stack_not_toml``, ``stack_bad_format``, ``stack_unknown_key``,
    ``stack_bad_type``, ``stack_bad_value``, ``stack_two_forms``,
    ``stack_empty``, ``stack_impossible``, ``stack_unknown_unit``,
    ``stack_nested_missing``, ``stack_cycle`` and ``stack_too_large``.
    """
    try:
        stack = _Reader().stack(data, "", _Around((), nested), 1)
        if sum(1 for _ in stack.walk()) > LIMIT_REQUIREMENTS:
            raise bad(
                "stack_too_large",
                "require",
                say("holds more than {limit_requirements} requirements", limit_requirements=LIMIT_REQUIREMENTS),
            )
    except Unreadable as error:
        raise _with_line(error, data) from None
    return stack


def _with_line(error: Unreadable, data: bytes) -> Unreadable:
    """``error``, which begins with the path of a key, with the line that the key stands on."""
    path, colon, _ = error.message.partition(": ")
    line = line_of(data.decode("utf-8", "replace"), path) if colon and _PATH.fullmatch(path) else None
    if line is None:
        return error
    return Unreadable(
        say("{message} (line {line})", message=error.message, line=line), hint=error.hint, slug=error.kind
    )


def _form_words(form: str) -> str:
    return say("a leaf") if form == "leaf" else form


def _pair(table: Table, key: str, first: str) -> tuple[str, str] | None:
    inner = table.table(key)
    if inner is None:
        return None
    value = inner.get("value")
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise bad("stack_bad_type", inner.at("value"), say("must be a number or text"))
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
        True: RELIABLE,
        "strict": frozenset({Verdict.VERIFIED}),
        False: RELIABLE | {Verdict.CANNOT_TELL},
    }
    verified = table.get("verified") if "verified" in table else True
    if not isinstance(verified, bool) and verified != "strict":
        hint = nearest(str(verified), ["strict", "true", "false"])
        raise bad("stack_bad_value", table.at("verified"), say('must be true, "strict" or false'), hint)
    reuse = table.text("reuse") or Reuse.NONE
    if reuse not in list(Reuse):
        hint = nearest(reuse, list(Reuse))
        raise bad("stack_bad_value", table.at("reuse"), say("must be one of {reuse}", reuse=", ".join(Reuse)), hint)
    counting = Counting(
        verdicts=known[verified],
        not_expired=table.flag("not_expired", default=True),
        issued_within=issued_within(table),
        trusted_only=table.flag("trusted_only", default=False),
        mine_only=table.flag("mine_only", default=False),
        reuse=Reuse(reuse),
    )
    table.finish()
    return counting


def _refuse_nothing_needed(path: str, parts: tuple[Requirement, ...]) -> None:
    """A list of optional parts alone would read as complete from the start."""
    if all(part.optional for part in parts):
        raise bad("stack_empty", path, say("every part is optional, so nothing is asked for"))


class _Around(NamedTuple):
    """The surroundings of a requirement."""

    ids: tuple[str, ...]
    """The ids of the stacks that contain it, to find cycles."""
    load: Load | None
    """How the file that it is written in loads others."""


class _Reader:
    """Reads requirements, and the files of nested stacks as they are met."""

    def __init__(self) -> None:
        self._files = 0

    def stack(self, data: bytes, path: str, around: _Around, depth: int) -> Stack:
        """The stack in ``data``."""
        self._files += 1
        if self._files > LIMIT_FILES:
            raise bad("stack_too_large", path, say("more than {limit_files} files", limit_files=LIMIT_FILES))
        top = load(data, path)
        if top.get("format") != FORMAT:
            hint = say('begin the file with format = "{format}"', format=FORMAT)
            raise bad("stack_bad_format", top.at("format"), say('must be exactly "{format}"', format=FORMAT), hint)
        identifier = top.text("id", required=True)
        if not _URI.fullmatch(identifier):
            raise bad(
                "stack_bad_value",
                top.at("id"),
                say("must be a URI"),
                say("such as urn:uuid:... or an address of your own"),
            )
        if identifier in around.ids:
            raise bad("stack_cycle", path, say("is nested in itself"))
        name = top.text("name", required=True)
        if len(name) > 200:
            raise bad("stack_bad_value", top.at("name"), say("is longer than 200 characters"))
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
            require=self.requirements(top, "require", around._replace(ids=(*around.ids, identifier)), depth),
        )
        top.finish()
        _refuse_nothing_needed(top.at("require"), stack.require)
        return stack

    def requirements(self, table: Table, key: str, around: _Around, depth: int) -> tuple[Requirement, ...]:
        """The requirements listed under ``key``, at least one."""
        if depth > LIMIT_DEPTH:
            raise bad(
                "stack_too_large", table.at(key), say("nested deeper than {limit_depth}", limit_depth=LIMIT_DEPTH)
            )
        if key not in table:
            raise bad("stack_empty", table.at(key), say("is required and lists at least one requirement"))
        return tuple(self.requirement(one, around, depth) for one in table.tables(key))

    def requirement(self, table: Table, around: _Around, depth: int) -> Requirement:
        """One requirement, in exactly one form."""
        forms = sorted({form for key, form in _FORM_OF.items() if key in table}, key=_form_words)
        if len(forms) > 1:
            said = joined(" and ", map(_form_words, forms))
            raise bad(
                "stack_two_forms", table.path, say("says {said} at once", said=said), say("nest one in the other")
            )
        requirement = Requirement(
            path=table.path,
            name=table.text("name"),
            note=table.text("note"),
            optional=table.flag("optional", default=False),
            form=self.form(table, forms[0] if forms else "leaf", around, depth + 1),
        )
        table.finish()
        return requirement

    def form(self, table: Table, form: str, around: _Around, depth: int) -> Form:
        """What the requirement in ``table`` asks for."""
        match form:
            case "all":
                parts = self.requirements(table, "all", around, depth)
                _refuse_nothing_needed(table.at("all"), parts)
                return All(parts)
            case "any":
                return _any(table, self.requirements(table, "of", around, depth))
            case "stack":
                return self.nested(table, around, depth)
            case "credits":
                return total(table)
            case "manual":
                return Manual(table.text("manual", required=True), table.day("done"))
            case _:
                return leaf(table)

    def nested(self, table: Table, around: _Around, depth: int) -> Nested:
        """Another stack, read where it is named."""
        reference = table.text("stack", required=True)
        path = table.at("stack")
        if around.load is None:
            raise bad(
                "stack_nested_missing",
                path,
                say("nested stacks cannot be reached from here"),
                say("import the file instead"),
            )
        try:
            found = around.load(reference)
        except NotFound as error:
            raise bad("stack_nested_missing", path, error.message, error.hint) from None
        stack = self.stack(found.data, path, around._replace(load=found.load), depth)
        ids = (*table.texts("or_id"), *stack.completion_ids)
        return Nested(reference, stack, Leaf(ids, Match()) if ids else None, found.data)


def _any(table: Table, parts: tuple[Requirement, ...]) -> AnyOf:
    n = table.whole("any")
    if n is None:
        raise bad("stack_bad_value", table.at("any"), say("is required beside of"))
    for part in parts:
        if part.optional:
            raise bad(
                "stack_bad_value", f"{part.path}.optional", say("has no meaning here: any n of a list needs no more")
            )
    if n > len(parts):
        raise bad(
            "stack_impossible",
            table.at("any"),
            say("asks for {n} of {parts}", n=n, parts=len(parts)),
            say("write any = {n}", n=len(parts)),
        )
    return AnyOf(n, parts)
