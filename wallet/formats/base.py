"""What every credential format offers, and the reading of fields that all of them share."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple, Protocol

from wallet.errors import Unreadable
from wallet.formats.dates import count, parse
from wallet.formats.terms import IRIS
from wallet.model import Credential, JsonObject, Outline, Payload, View
from wallet.wording import say

_LANGUAGE = re.compile(r"(?:[a-zA-Z]{2,3}|@none)(?:-[a-zA-Z0-9]{1,8})*", re.ASCII)
_TEXT = frozenset((str,))
_DIGITS_LIMIT = 12
"""Digits before and after the point of an amount; a longer one would not fit a line."""


ENCRYPTED_WALLET = "EncryptedWallet"
"""Type of a wallet's backup in the form of a credential (Universal Wallet 2020, "Encrypted Wallet")."""
_NAMED_BY_CREDENTIALS = {"Profile", "Achievement", "Issuer", "BadgeClass"}
"""Types that Open Badges has for what a badge names, and that are documents of their own too."""


class Opened(NamedTuple):
    """A parsed payload, and what tells its format."""

    document: JsonObject
    header: JsonObject | None
    """Protected header of a token, else None."""
    types: tuple[str, ...]
    """That the document names, as written."""
    written: JsonObject | None = None
    """The document before a token's claims completed it, where proofs of its own cover it so."""

    @classmethod
    def of(cls, document: JsonObject, header: JsonObject | None = None, written: JsonObject | None = None) -> "Opened":
        """What ``document`` tells of itself."""
        return cls(document, header, types_of(document), written)

    @property
    def is_about_credentials(self) -> bool:
        """Whether it is only what credentials name, published in their vocabulary, or a locked box around some."""
        return ENCRYPTED_WALLET in self.types or (
            not _NAMED_BY_CREDENTIALS.isdisjoint(self.types)
            and "VerifiableCredential" not in self.types
            and "credentialSubject" not in self.document
        )

    @property
    def contexts(self) -> list[str]:
        """The addresses in its ``@context``."""
        return [item for item in one_or_many(self.document.get("@context")) if isinstance(item, str)]


class Format(Protocol):
    """One row of :data:`wallet.formats.FORMATS`; a module's ``FORMAT`` object."""

    label: str
    """For people, without an article, as in "Is it a credential we can read?  yes: Open Badges 3.0 badge".

    A ``say()``, unless it is a name that is the same in every language.
    """

    def recognises(self, opened: Opened) -> bool:
        """Whether the parsed document is of this format; cheap, never raises."""

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """What it claims, for finding keys.  Raises :class:`wallet.errors.Unreadable`."""

    def read(self, view: View, outline: Outline) -> Credential:
        """The credential, from signed values only.

        Raises :class:`wallet.errors.Unreadable` with slug ``required_missing``
        and the field as message where the format demands one that is absent.
        """


def missing(field: str) -> Unreadable:
    """The error for a field that the format demands and the credential lacks."""
    return Unreadable(field, hint=say("ask the issuer for a fresh copy"), slug="required_missing")


def one_or_many(value: Any) -> list[Any]:
    """``value`` as a list: JSON-LD writes a set of one without brackets, and an empty one as nothing."""
    while isinstance(value, list):
        if len(value) != 1:
            return [item for inner in value for item in one_or_many(inner)]
        value = value[0]
    if isinstance(value, dict) and len(value) == 1 and ("@list" in value or "@set" in value):
        return one_or_many(value.get("@list", value.get("@set")))
    return [] if value is None else [value]


def types_of(node: JsonObject) -> tuple[str, ...]:
    """The types a node names, as written; a bare string or a list, ``type`` or ``@type``."""
    found = node.get("type")
    if isinstance(found, str) and "@type" not in node:
        return (found,)
    found = found if isinstance(found, list) else one_or_many(found)
    if "@type" in node:
        found = found + one_or_many(node["@type"])
    if not _TEXT.issuperset(map(type, found)):
        found = [name for inner in found for name in one_or_many(inner) if isinstance(name, str)]
    return tuple(dict.fromkeys(found))


def id_of(value: Any) -> str:
    """The id of a node that is written as an object or as a bare string; empty when it has none."""
    if isinstance(value, list | dict):
        value = next(iter(one_or_many(value)), None)
    if isinstance(value, dict):
        value = value.get("id", value.get("@id"))
    return text_of(value)


def text_of(value: Any) -> str:
    """``value`` if it is text, else empty."""
    return value if isinstance(value, str) else ""


def is_disclosing(header: JsonObject | None) -> bool:
    """Whether a token says of itself that its holder may keep claims back (SD-JWT VC 2.2.1, VC JOSE COSE 3.2.1)."""
    kind = (header or {}).get("typ")
    return isinstance(kind, str) and kind.endswith(("sd-jwt", "sd+jwt"))


def has_type_of_its_own(claims: JsonObject) -> bool:
    """Whether ``vct`` says what the claims of a token mean, and nothing of the W3C's does (SD-JWT VC 2.2.2.1)."""
    return "vct" in claims and "@context" not in claims and "VerifiableCredential" not in types_of(claims)


class Fields:
    """One node of a view, read by plain term whether the view is keyed by term or by IRI.

    Never raises on hostile shapes: what cannot be read is empty and noted once
    in ``problems``, which all nodes of one credential share; terms of dates are
    in ``unread_dates`` as well.  Both name terms of ours, never text of the credential.
    """

    __slots__ = ("_by_iri", "_node", "problems", "unread_dates")

    def __init__(self, node: JsonObject, *, by_iri: bool, problems: list[str], unread_dates: list[str]) -> None:
        self._node = node
        self._by_iri = by_iri
        self.problems = problems
        self.unread_dates = unread_dates

    @classmethod
    def of(cls, view: View) -> "Fields":
        """The root node of ``view``."""
        return cls(view.tree, by_iri=view.keyed_by == "iri", problems=[], unread_dates=[])

    def __bool__(self) -> bool:
        """Whether the node says anything at all."""
        return bool(self._node)

    @property
    def id(self) -> str:
        """The node's own id, or empty."""
        found = self._node.get("@id")
        return text_of(found if self._by_iri else self._node.get("id", found))

    @property
    def types(self) -> tuple[str, ...]:
        """Its types: last parts of IRIs in a signed RDF view, else as written."""
        found = types_of(self._node)
        return tuple(map(_last_part, found)) if self._by_iri else found

    def note(self, problem: str) -> None:
        """Remember a departure from the rules, once."""
        if problem not in self.problems:
            self.problems.append(problem)

    def values(self, term: str) -> list[Any]:
        """All values of ``term``, in order, out of their containers."""
        node = self._node
        if not self._by_iri:
            return one_or_many(node[term]) if term in node else []
        for iri in IRIS.get(term, ()):
            if iri in node:
                found: list[JsonObject] = node[iri]  # the walk writes every property so, and most have one value
                return found if len(found) == 1 and "@list" not in found[0] else one_or_many(found)
        return []

    def text(self, *terms: str) -> str:
        """The words of the first of ``terms`` that has any: English before untagged before other languages."""
        for term in terms:
            values = self.values(term)
            if values and (words := self._best(term, values)):
                return words
        return ""

    def texts(self, term: str) -> tuple[str, ...]:
        """Every text of a term that may have several, such as ``tag``."""
        return tuple(dict.fromkeys(words for value in self.values(term) for _, words in self._words(term, value)))

    def child(self, *terms: str) -> "Fields":
        """The first node of the first of ``terms`` that has one; an empty node when none has."""
        for term in terms:
            if found := self.children(term):
                return found[0]
        return self._made({})

    def children(self, term: str) -> "list[Fields]":
        """All nodes of ``term``; a bare string is a node of which only the id is known."""
        found = []
        for value in self.values(term):
            if isinstance(value, dict) and "@value" not in value:
                found.append(self._made(value))
            elif isinstance(value, str) and not self._by_iri:
                found.append(self._made({"id": value}))
            else:
                self.note(say("{term} is not an object", term=term))
        return found

    def time(self, *terms: str) -> datetime | None:
        """The moment the first of ``terms`` with a readable one names, in UTC."""
        for term in terms:
            values = self.values(term)
            if not any(map(_says_something, values)):
                continue
            text = self._best(term, values)
            moment = count(text) if any(map(_is_number, values)) else parse(text)
            if moment is not None:
                return moment
            self.note(say("{term} is not a date", term=term))
            if term not in self.unread_dates:
                self.unread_dates.append(term)
        return None

    def times(self, *terms: str) -> set[datetime]:
        """The moments that ``terms`` name, all of a term that is repeated: which comes first is not always signed."""
        found = {self.time(term) for term in terms}
        found |= {parse(text) for term in terms if len(self.values(term)) > 1 for text in self.texts(term)}
        return {moment for moment in found if moment is not None}

    def amount(self, term: str) -> Decimal | None:
        """A finite number of readable length."""
        text = self.text(term)
        if not text:
            return None
        try:
            number = Decimal(text)
            if number.is_finite() and abs(number.adjusted()) <= _DIGITS_LIMIT:
                plain = format(number, "f")
                return Decimal(plain.rstrip("0").rstrip(".") if "." in plain else plain)
        except InvalidOperation:
            pass
        self.note(say("{term} is not a number", term=term))
        return None

    def flag(self, term: str) -> bool:
        """Whether ``term`` is true, written as a boolean or, wrongly, as text."""
        values = [value.get("@value") if isinstance(value, dict) else value for value in self.values(term)]
        return any(value is True or value == "true" for value in values)

    def _made(self, node: JsonObject) -> "Fields":
        return Fields(node, by_iri=self._by_iri, problems=self.problems, unread_dates=self.unread_dates)

    def _best(self, term: str, values: list[Any]) -> str:
        """The words to show of the values of a term; empty when there are none."""
        if len(values) == 1 and (words := _only_words(values[0])):
            return words
        said = [words for value in values for words in self._words(term, value)]
        return min(said, key=lambda words: _preference(words[0]))[1] if said else ""

    def _words(self, term: str, value: Any) -> list[tuple[str, str]]:
        """Language tag and words of each text in ``value``."""
        if isinstance(value, str):
            words = value.strip()
            return [("", words)] if words else []
        if isinstance(value, dict):
            return self._worded(term, value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return [("", str(value))]
        self.note(say("{term} is not text", term=term))
        return []

    def _worded(self, term: str, value: JsonObject) -> list[tuple[str, str]]:
        if "@value" in value:
            tag, inner = value.get("@language", ""), value["@value"]
            said = self._words(term, None if isinstance(inner, dict) else inner)
            return [(tag, words) for _, words in said] if tag and isinstance(tag, str) else said
        if name := id_of(value):
            return [("", name)]
        if value and not self._by_iri and all(_LANGUAGE.fullmatch(key) for key in value):
            texts = ((tag, item) for tag, inner in value.items() for item in one_or_many(inner))
            return [(tag, words) for tag, item in texts for _, words in self._words(term, item)]
        self.note(say("{term} is not text", term=term))
        return []


def text_in(places: Sequence[Fields], *terms: str) -> str:
    """As :meth:`Fields.text`, of one node that is described in several places."""
    return next((words for term in terms for one in places if (words := one.text(term))), "")


def _last_part(iri: str) -> str:
    """What an IRI ends with; the parts of a URN are parted by colons."""
    return iri[max(map(iri.rfind, "#:" if iri.startswith("urn:") else "#/")) + 1 :]


def _only_words(value: Any) -> str:
    """What a text says that is the only one, whichever language it is in; empty for anything else."""
    text = value.get("@value") if isinstance(value, dict) else value
    return text.strip() if isinstance(text, str) else ""


def _says_something(value: Any) -> bool:
    """Whether there is anything in a value: in an empty text or object there is not, in ``false`` there is."""
    said = value.get("@value", value) if isinstance(value, dict) else value
    return bool(said.strip()) if isinstance(said, str) else said not in ({}, None)


def _is_number(value: Any) -> bool:
    return isinstance(value.get("@value") if isinstance(value, dict) else value, int | float)


def _preference(tag: str) -> int:
    """English first: the program speaks it; then what has no language; then the issuer's own order."""
    if tag.lower().split("-")[0] == "en":
        return 0
    return 1 if tag in {"", "@none"} else 2
