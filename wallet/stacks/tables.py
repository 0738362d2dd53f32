"""Reading TOML tables strictly: every key is asked for, and whatever is left over is an error.

A typo must not loosen a rule, so an unlisted key is refused with the nearest
listed one as a suggestion.  Keys that begin with ``x-`` are left to others.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from wallet.errors import Unreadable
from wallet.wording import say

LIMIT_BYTES = 256 * 1024
LIMIT_DOTS = 100
"""Dots in one line: a dotted key costs the TOML reader the square of its length."""
LIMIT_TEXT = 2_000
WHOLE_BITS = 63
"""Bits of a whole number beside its sign (TOML 1.0, "Integer")."""
LIMIT_DEPTH = 16
"""Requirements, and conditions, within one another."""

_KIND_WORDS = {
    str: say("text"),
    bool: say("true or false"),
    int: say("a whole number"),
    Decimal: say("a number"),
    date: say("a date"),
}


def bad(slug: str, where: str, problem: str, hint: str | None = None) -> Unreadable:
    """The error for ``where``, a path such as ``require[2].match.level``."""
    return Unreadable(say("{name}: {message}", name=where, message=problem) if where else problem, hint=hint, slug=slug)


def nearest(text: str, known: Sequence[str]) -> str | None:
    """A suggestion: the one of ``known`` that ``text`` looks most like, or None when it looks like none."""
    from difflib import get_close_matches

    near = get_close_matches(text[:40], known, n=1)
    return say("did you mean {near}?", near=near[0]) if near else None


def load(data: bytes, path: str = "") -> "Table":
    """The top-level table of a TOML file; ``path`` is where it is nested.

    Raises :class:`~wallet.errors.Unreadable`: ``stack_too_large``, ``stack_not_toml``.
    """
    import tomllib

    if len(data) > LIMIT_BYTES:
        raise bad(
            "stack_too_large",
            path,
            say("a stack file may hold {limit_bytes} KB, this one is larger", limit_bytes=LIMIT_BYTES // 1024),
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise bad("stack_not_toml", path, say("not UTF-8 text (at byte {start})", start=error.start)) from None
    if problem := too_dotted(text):
        raise bad("stack_too_large", path, problem)
    try:
        return Table(tomllib.loads(text, parse_float=Decimal), path)
    except tomllib.TOMLDecodeError as error:
        raise bad("stack_not_toml", path, say("not TOML: {error}", error=str(error)[:200].lower())) from None
    except (RecursionError, ValueError, ArithmeticError):
        raise bad(
            "stack_too_large", path, say("not TOML that can be read: nested too deep, or a number too long")
        ) from None


def too_dotted(text: str) -> str:
    """Why TOML would take too long to read, in words; "" when it would not."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > LIMIT_DOTS:
            return say(
                "line {number} has more than {limit_dots} dots in one line", number=number, limit_dots=LIMIT_DOTS
            )
    return ""


class Table:
    """One table and where it stands; remembers which keys were asked for."""

    def __init__(self, values: dict[str, Any], path: str) -> None:
        self.path = path
        self._values = values
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def at(self, key: str) -> str:
        """The path of ``key`` within the file."""
        return f"{self.path}.{key}" if self.path else key

    def get(self, key: str) -> Any:
        """The raw value of ``key`` or None; the key counts as asked for.  Raises for a whole number beyond TOML's."""
        self._asked.add(key)
        value = self._values.get(key)
        if isinstance(value, int) and value.bit_length() > WHOLE_BITS:  # Python reads hexadecimal ones of any length
            raise bad("stack_bad_value", self.at(key), say("is too large a number"))
        return value

    def _typed(self, key: str, kind: type) -> Any:
        value = self.get(key)
        right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool | datetime))
        if value is not None and not right:
            raise bad("stack_bad_type", self.at(key), say("must be {kind}", kind=_KIND_WORDS[kind]))
        return value

    def text(self, key: str, *, required: bool = False) -> str:
        """Text of 1 to 2,000 characters, or "" when the key is absent."""
        value = self._typed(key, str)
        if value is None:
            if required:
                raise bad("stack_bad_value", self.at(key), say("is required"), self._misspelt(key))
            return ""
        return self._sized(str(value), key)

    def _sized(self, value: str, key: str) -> str:
        if not value.strip():
            raise bad("stack_bad_value", self.at(key), say("is empty"))
        if len(value) > LIMIT_TEXT:
            raise bad(
                "stack_too_large", self.at(key), say("holds more than {limit_text} characters", limit_text=LIMIT_TEXT)
            )
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of them; () when the key is absent."""
        value = self.get(key)
        if value is None:
            return ()
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in values):
            raise bad("stack_bad_type", self.at(key), say("must be text or a list of texts"))
        if not values:
            raise bad("stack_bad_value", self.at(key), say("is an empty list"))
        return tuple(self._sized(one, key) for one in values)

    def flag(self, key: str, *, default: bool) -> bool:
        """A boolean."""
        value = self._typed(key, bool)
        return default if value is None else bool(value)

    def whole(self, key: str) -> int | None:
        """A whole number of at least 1."""
        value = self._typed(key, int)
        if value is not None and value < 1:
            raise bad("stack_bad_value", self.at(key), say("must be at least 1"))
        return value if value is None else int(value)

    def day(self, key: str) -> date | None:
        """A date without a time."""
        value = self._typed(key, date)
        return value if isinstance(value, date) else None

    def table(self, key: str) -> "Table | None":
        """A table within this one."""
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise bad("stack_bad_type", self.at(key), say("must be a table"))
        return Table(value, self.at(key))

    def tables(self, key: str) -> "list[Table]":
        """A list of at least one table."""
        value = self.get(key)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise bad("stack_bad_type", self.at(key), say("must be a list of tables"))
        if not value:
            raise bad("stack_empty", self.at(key), say("is an empty list"))
        return [Table(one, f"{self.at(key)}[{i}]") for i, one in enumerate(value)]

    def finish(self) -> None:
        """Refuse keys that nobody asked for.  Raises ``stack_unknown_key``."""
        for key in self._values:
            if key not in self._asked and not key.startswith("x-"):
                shown = key if re.fullmatch(r"[\w-]{1,40}", key, re.ASCII) else "(unprintable)"
                raise bad("stack_unknown_key", self.at(shown), say("no such key"), self._nearest(key))

    def _misspelt(self, key: str) -> str | None:
        """A suggestion when a key that nobody knows looks like the one that is missing."""
        near = [name for name in self._values if name not in self._asked and nearest(name, [key])]
        return say("did you mean {key} by {near}?", key=key, near=near[0][:40]) if near else None

    def _nearest(self, key: str) -> str:
        return nearest(key, sorted(self._asked)) or say("keys here: {asked}", asked=", ".join(sorted(self._asked)))
