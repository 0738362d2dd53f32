"""What the program says, as templates with named values, so that it can be said in another language.

A :class:`Message` *is* its English text: errors, ``--json`` and logs are the
same in every language, and scripts may rely on them.  It remembers what it was
made of, and whoever writes to a person's screen asks a :class:`Catalogue` for
the words of that person's language.  Only messages are looked up: what a
credential says is never mistaken for something that the program says.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "wallet"
NOTHING: Mapping[str, Any] = MappingProxyType({})
"""The values of a template that has no names in it, and whose braces, if any, are braces."""


class Message(str):
    """English text, and the template and values that it was made of."""

    __slots__ = ("plural", "template", "values")
    template: str
    plural: str
    """The template for any number but one; empty when there is nothing to count."""
    values: Mapping[str, Any]

    @classmethod
    def of(cls, template: str, values: Mapping[str, Any], plural: str = "") -> "Message":
        """A message of a template and its values; ``plural`` is the template for any number ``n`` but one."""
        chosen = plural if plural and values["n"] != 1 else template
        made = cls(chosen if values is NOTHING else chosen.format_map(values))
        made.template, made.plural, made.values = template, plural, values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it travel to and from the processes that verify many files."""
        return _travelled, (self.template, None if self.values is NOTHING else dict(self.values), self.plural)

    def __add__(self, other: str) -> "Message":
        """Both as one message, so that what is put together here is still told in the reader's language."""
        return joined("", (self, other))

    def __radd__(self, other: str) -> "Message":
        return joined("", (other, self))

    def filled(self, **values: Any) -> "Message":
        """The same message with some of its values exchanged."""
        return Message.of(self.template, {**self.values, **values} or NOTHING, self.plural)


def _travelled(template: str, values: Mapping[str, Any] | None, plural: str) -> Message:
    return Message.of(template, NOTHING if values is None else values, plural)


def say(template: str, /, **values: Any) -> Message:
    """A message; ``template`` is a literal, with a name in braces for each value."""
    return Message.of(template, values or NOTHING)


def counted(n: int, one: str, many: str, /, **values: Any) -> Message:
    """A message about ``n`` things: ``counted(3, "{n} badge", "{n} badges")``; both templates are literals."""
    return Message.of(one, {"n": n, **values}, many)


def joined(separator: str, texts: Iterable[str]) -> Message:
    """Several texts as one message, each still a message of its own."""
    values = {f"part{n}": text for n, text in enumerate(texts)}
    return Message.of(separator.join(f"{{{name}}}" for name in values), values)


def recalled(text: str, templates: Iterable[str]) -> str:
    """English text that was made of one of ``templates``, as the message that it was; any other unchanged.

    For what was kept as text, and for what a library says.
    """
    known = tuple(templates)
    for template in known:
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(template))
        if found := re.fullmatch(pattern, text, re.DOTALL):
            values = {name: recalled(value, known) for name, value in found.groupdict().items()}
            return Message.of(template, values or NOTHING)
    return text


class Catalogue:
    """English: every message as it is."""

    language = "en"

    def text(self, text: str) -> str:
        """A message in this language; any other text unchanged."""
        return text

    def own(self, template: str) -> str:
        """A text of the program's own that has no values, such as the help of an option, in this language."""
        return template


ENGLISH = Catalogue()


class Translated(Catalogue):
    """A language whose words are in a compiled gettext catalogue (GNU gettext manual, "MO Files")."""

    def __init__(self, language: str, path: Path) -> None:
        from gettext import GNUTranslations

        self.language = language
        self._path = path
        with path.open("rb") as file:
            self._words = GNUTranslations(file)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it travel to the processes that verify many files, to read again there: no rule of plurals does."""
        return Translated, (self.language, self._path)

    def text(self, text: str) -> str:
        """A message in this language, its values that are messages too."""
        if not isinstance(text, Message):
            return text
        values: dict[str, Any] = {
            name: self.text(value) if isinstance(value, str) else value for name, value in text.values.items()
        }
        if text.plural:
            return self._words.ngettext(text.template, text.plural, int(values["n"])).format_map(values)
        template = self.own(text.template)
        return template if text.values is NOTHING else template.format_map(values)

    def own(self, template: str) -> str:
        """A text of the program's own in this language."""
        return self._words.gettext(template) if template else ""


def catalogue(environment: Mapping[str, str]) -> Catalogue:
    """The first language that a person prefers and that there is; English when none is.

    ``WALLET_LANGUAGE`` goes before what POSIX and gettext look at: ``LC_ALL``,
    ``LC_MESSAGES`` and ``LANG``, and the list ``LANGUAGE`` where those name a language.
    """
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "C")
    listed = environment.get("LANGUAGE", "") if _code(locale) not in ("c", "posix") else ""
    wanted = environment.get("WALLET_LANGUAGE") or listed or locale
    return next(filter(None, map(named, wanted.split(":"))), ENGLISH)


def named(language: str) -> Catalogue | None:
    """The words of a language or locale; None where there are none."""
    code = _code(language)
    if code in ("en", "c", "posix"):
        return ENGLISH
    return Translated(code, LOCALES / code / f"{DOMAIN}.mo") if code in languages() else None


def _code(locale: str) -> str:
    """``de_AT.UTF-8@euro`` is ``de``."""
    return locale.partition(".")[0].partition("@")[0].partition("_")[0].partition("-")[0].lower()


@cache
def languages() -> frozenset[str]:
    """The languages besides English that there is a catalogue for."""
    return frozenset(path.parent.name for path in LOCALES.glob(f"*/{DOMAIN}.mo"))
