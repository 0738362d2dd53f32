"""What a credential says, as frozen values; what they compute is only another way to read them.

Every time is an aware UTC ``datetime``.  Text that came from a credential is
untrusted for ever: only :mod:`wallet.show` and :mod:`wallet.share` may print it,
through their escapers.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple, TypeAlias

from wallet.wording import say

Json: TypeAlias = "dict[str, Any] | list[Any] | str | int | float | bool | None"
JsonObject: TypeAlias = dict[str, Any]


# --- what was handed in ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Payload:
    """One credential as a carrier held it, before anything is known about it."""

    data: bytes
    """The credential itself: JSON or XML text, a compact token, or the address of a hosted badge."""
    media_type: str
    """``application/json``, ``application/jwt``, ``application/sd-jwt``, ``application/xml`` or ``text/uri-list``."""
    carrier: str
    """Key of :data:`wallet.carriers.CARRIERS` that found it."""
    name: str
    """Where it was, for people: a path, with ``!member`` for a part of an archive."""
    original: bytes
    """What the wallet keeps, byte for byte: the picture a badge was baked into, else ``data``."""

    @property
    def digest(self) -> str:
        """SHA-256 of ``original``, hex."""
        return sha256(self.original).hexdigest()


@dataclass(frozen=True, slots=True)
class Document:
    """A saved copy of something that lives on another server: evidence."""

    url: str
    data: bytes
    sha256: str
    """Hex digest of ``data``."""
    media_type: str
    fetched_at: datetime
    origin: str = "saved"
    """``saved`` by whoever checks, or ``sharer`` when it came inside a bundle."""
    in_the_open: bool = False
    """Whether it is only known to have come over plain http, where anybody on the way could have changed it."""


# --- read before anything is proved ------------------------------------------


class ProofNote(NamedTuple):
    """One proof that a credential carries, as written."""

    kind: str
    """What rows of :data:`wallet.proofs.PROOFS` may recognise it by, in the words of the format: ``data-integrity``,
    ``jws``, ``sd-jwt``, ``jades``, ``hosted``, ``merkle``, ``none``; a format of its own kind names its own."""
    suite: str
    """Cryptosuite, proof type or JOSE ``alg``, as written."""
    key_id: str
    """Verification method or ``kid``; empty when none is named."""
    created: datetime | None
    purpose: str
    content: JsonObject
    """The proof node, or the protected header of a token."""
    pointer: str = ""
    """JSON pointer of the proof within the document."""


@dataclass(frozen=True, slots=True)
class StatusRef:
    """Where an issuer says whether it has withdrawn a credential."""

    kind: str
    """``BitstringStatusListEntry``, ``StatusList2021Entry``, ... as written."""
    url: str
    index: str
    """As written: judged by the reader of that kind of list, not here."""
    purpose: str
    content: JsonObject


@dataclass(frozen=True, slots=True)
class Part:
    """A credential inside another; judged on its own, inheriting nothing."""

    role: str
    """``credential``, ``endorsement`` or ``enveloped``."""
    pointer: str
    """JSON pointer within the outer document."""
    payload: Payload


class Outline(NamedTuple):
    """What a payload claims to be, read without trust: for finding keys, never for display."""

    format: str
    """Key of :data:`wallet.formats.FORMATS`."""
    payload: Payload
    document: JsonObject
    """The parsed credential; for a token its claims, with ``vc`` or ``vp`` lifted out."""
    header: JsonObject | None
    """Protected header of a token, else None."""
    issuer_id: str
    holder_id: str
    proofs: tuple[ProofNote, ...]
    status: tuple[StatusRef, ...]
    parts: tuple[Part, ...]
    purposes: tuple[str, ...] = ("assertionMethod",)
    """Proof purposes under which a proof of this format may sign (VC Data Integrity 4.2)."""
    written: JsonObject | None = None
    """The document as written inside a token, which proofs in it cover; None unless the token's claims add to it."""


class SharedSubject(NamedTuple):
    """A subject of several credentials under one RDF signature, which does not cover which of them says what."""

    subject: JsonObject
    """What is true of it whichever of them says so."""
    begins: datetime | None
    """When the last of them begins to hold; None where they begin together, as each says itself."""
    undated: frozenset[str]
    """Properties of the credentials whose dates they do not agree on."""
    results: Mapping[str, JsonObject]
    """By the id of its description: what was reached in the achievement that has this description."""
    awarded: bool
    """Whether any of them says that something was achieved."""


@dataclass(frozen=True, slots=True)
class View:
    """The values that were signed: the only source for display and policy.

    ``keyed_by`` is ``iri`` where the JSON-LD walk made the tree (properties are
    absolute IRIs, every value a list of nodes and value objects) and ``term``
    where every member of the JSON text was signed as it stands (JOSE, JCS) or
    nothing was signed at all.
    """

    tree: JsonObject
    keyed_by: str = "term"
    signed: bool = True
    document: JsonObject | None = field(default=None, compare=False)
    """In a view by IRI, the document it was made from: the very objects of the outline; None in one by term."""
    nodes: Mapping[int, JsonObject] | None = field(default=None, compare=False)
    """In a view by IRI, the tree of each object that is a node, by the object's ``id()``; None in one by term."""
    conflicting: frozenset[int] = field(default=frozenset(), compare=False)
    """``id()`` of the trees of nodes that the same graph describes differently elsewhere."""
    shared: Mapping[int, SharedSubject] = field(default_factory=dict, compare=False)
    """By ``id()`` of the tree of a subject: what can be read of it in each of the credentials that describe it."""


# --- keys --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key, free of any library."""

    kind: str
    """``Ed25519``, ``P-256``, ``P-384``, ``P-521``, ``secp256k1`` or ``RSA``."""
    data: bytes
    """Ed25519: 32 bytes. Curves: SEC 1 point, compressed or not. RSA: PKCS#1 DER."""


CURVE_BYTES = {"P-256": 32, "P-384": 48, "P-521": 66, "secp256k1": 32}
"""Kind of key -> bytes of one coordinate of its points, and of each half of its signatures."""
RSA_BITS = range(2048, 8192 + 1)
"""Sizes of RSA keys that are neither weak nor too costly to use, as bits of the modulus."""
RSA_EXPONENTS = range(65537, 1 << 32, 2)
"""Their public exponents, which are odd; smaller ones are fragile, and larger ones slow."""


class KeyRef(NamedTuple):
    """How a proof names the key that made it."""

    id: str
    """Verification method or ``kid``; may be empty."""
    issuer: str
    """Who must have authorised the key: the issuer, or the holder of a presentation."""
    purpose: str
    """The verification relationship asked for, such as ``assertionMethod``."""
    jwk: JsonObject | None = None
    """The public key itself, where the header of a token holds it (RFC 7515 4.1.3)."""
    x5c: tuple[bytes, ...] = ()
    """Certificates of the header, leaf first, DER."""
    any_name: bool = False
    """Whether the name may be any text, as a ``kid`` may (RFC 7515 4.1.4); a verification method is a URL."""
    made: Callable[[PublicKey], bool] | None = None
    """Whether a key made the signature, for a proof that does not say which of the issuer's keys did."""
    at: datetime | None = None
    """When the signature says it was made, else the moment judged for; a key that had ended by then does not count."""


class FoundKey(NamedTuple):
    """A key and what ties it to the issuer, or why there is none.

    ``code`` is a signer :class:`wallet.report.Code` value: what the signer check
    becomes if the signature holds under ``key``.  ``key`` is None when no key
    could be had (``issuer_not_saved``, ``did_unsupported``, ...).
    """

    key: PublicKey | None
    code: str
    source: str = ""
    """Where the key came from, for people: a DID, or the URL of a saved document."""
    as_of: datetime | None = None
    details: tuple[tuple[str, str], ...] = ()
    thumbprint: str = ""
    """RFC 7638 thumbprint of ``key``."""


class SignedBytes(NamedTuple):
    """One signature that holds, and all that is needed to verify it again."""

    form: str
    """How ``document`` is to be read: ``rdfc`` (canonical N-Quads), ``jcs`` (canonical JSON) or ``jws`` (a token)."""
    document: str
    options: str
    """The proof options in the same form; empty for a token."""
    signature: bytes
    """Empty for a token, which holds it."""
    alg: str
    """JOSE name."""
    key: PublicKey
    hash_name: str = "sha256"
    prefix: str = ""
    """What stands before the two hashes: the header of a detached JWS, and the dot."""


# --- what a credential says --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issued a credential, as the credential says."""

    id: str
    name: str = ""
    url: str = ""

    @property
    def shown_id(self) -> str:
        """Its id as :func:`shown_id` writes it."""
        return shown_id(self.id)


def shown_id(identifier: str) -> str:
    """An id for people to compare, with its host in ASCII, and repeated where the id could mislead about it.

    A host in lookalike letters is a different host (UTS 39), and what stands
    before an ``@`` or after a backslash looks like a host and is none.
    """
    match = _HOST.match(identifier)
    if match is None or (identifier.isascii() and not set(identifier) & set("@\\")):
        return identifier
    around, host = match["around"] or "", ".".join(map(_in_ascii, _DOTS.split(match["host"])))
    shown = f"{match['scheme']}{around}{host}{identifier[match.end() :]}"
    return say("{shown} (at {host})", shown=shown, host=host) if around or "\\" in identifier else shown


_HOST = re.compile(r"(?P<scheme>(?i:https?://|did:web:))(?P<around>[^/?#]*@)?(?P<host>[^/?#:\\]*)")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")


def _in_ascii(label: str) -> str:
    """A label of a host name in ASCII (RFC 3490, 4.1), or in plain Punycode where it has no valid form."""
    if label.isascii():
        return label
    try:
        found = label.encode("idna").decode()
    except UnicodeError:
        found = ""
    return found if found.startswith("xn--") else "xn--" + label.encode("punycode", "replace").decode()


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a credential is about."""

    id: str = ""
    name: str = ""
    identity_hash: str = ""
    """``algorithm$hex`` of an Open Badges recipient, or ``plain:`` and the text."""
    salt: str = ""
    others: tuple[tuple[str, str], ...] = ()
    """Further identities, each written like ``identity_hash``, with its salt."""

    @property
    def stated(self) -> str:
        """Its id, else what it states of itself in plain text; empty where there is only a hash or a name."""
        written = (self.identity_hash, *(one for one, _ in self.others))
        return self.id or next((one.removeprefix("plain:") for one in written if one.startswith("plain:")), "")

    @property
    def is_hashed(self) -> bool:
        """Whether an identity of it is there only as a hash, for whoever knows it to compare."""
        return bool(self.identity_hash) and not self.identity_hash.startswith("plain:")


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a qualifications framework."""

    framework: str
    value: str


@dataclass(frozen=True, slots=True)
class Credits:
    """An amount in a unit; units are never added across systems."""

    amount: Decimal
    system: str
    earned: bool
    """False when the achievement only says how many it offers."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A skill, competency or other entry of a framework that an achievement maps to."""

    framework: str
    code: str
    name: str
    url: str


UNFINISHED = frozenset(("Enrolled", "Failed", "InProgress", "OnHold", "Withdrew"))
"""What a result says of a learner who did not complete something (Open Badges 3.0, ``ResultStatusType``)."""


class Achievement(NamedTuple):
    """What was achieved; the unit that stacks count."""

    id: str
    name: str
    kind: str = ""
    description: str = ""
    criteria: str = ""
    level: Level | None = None
    credits: Credits | None = None
    alignments: tuple[Alignment, ...] = ()
    tags: tuple[str, ...] = ()


class Credential(NamedTuple):
    """What a credential says, read from its signed view."""

    format: str
    id: str
    kind: str
    """The most specific type, as a word for people."""
    title: str
    description: str
    issuer: Issuer
    holder: Holder
    issued: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None
    achievements: tuple[Achievement, ...] = ()
    image: str = ""
    problems: tuple[str, ...] = ()
    """Departures from the format's rules, each a short phrase for people."""
    unread_dates: tuple[str, ...] = ()
    """The terms that should hold a date and hold something else; each is among ``problems`` too."""
    ends_differ: bool = False
    """Whether it gives two different end dates; ``valid_until`` is the earlier."""
    shared: bool = False
    """Whether its title need not be what anybody achieved: it is about several learners, or of an unfinished result."""
    unfinished: str = ""
    """The result, one of :data:`UNFINISHED`, of something that it names; what has it is not among ``achievements``."""
    unsaid: tuple[str, ...] = ()
    """Which of ``result`` and ``type`` it does not state; who discloses only a part of it may have withheld them."""

    @property
    def begins(self) -> datetime | None:
        """When it begins to hold, where that is later than it was issued."""
        return self.valid_from if self.valid_from and self.issued and self.valid_from > self.issued else None


OF_A_BADGE = frozenset(("badge", "claim", "recipient"))
"""Members of Open Badges 1 and 2: every assertion and every endorsement has at least one of them."""
NO_AWARDS = frozenset({"presentation", "endorsement", "status-list"})
"""Formats that award nothing to a learner: they present, praise or withdraw what was awarded elsewhere."""


BY_ADDRESS = "open-badges-hosted"
"""The format of a badge of which only the address of the issuer's copy is known."""
IN_SEVERAL_DOCUMENTS = frozenset({"open-badges-1", "open-badges-2", BY_ADDRESS})
"""Formats of badges whose class and issuer may be documents of their own, at addresses that were often plain http."""


# --- what the wallet keeps beside the bytes ----------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of ``wallet list``: a summary that is sealed beside the original."""

    ref: str
    """Full reference, 26 base32 letters; people see the first six."""
    format: str
    title: str
    issuer: Issuer
    issued: datetime | None
    valid_until: datetime | None
    added: datetime
    verdict: str
    """Slug of the verdict at ``checked``, or ``unreadable``."""
    checked: datetime
    achievements: tuple[Achievement, ...] = ()
    tags: tuple[str, ...] = ()
    """The learner's own tags."""
    note: str = ""
    name: str = ""
    """File name it was imported under."""
    media_type: str = ""
    codes: tuple[str, ...] = ()
    """Code of each check at ``checked``, in the order of the questions."""
    hidden: bool = False
    """Whether lists, stacks and exports leave it out unless it is named."""
    starts: datetime | None = None
    """When it becomes valid, where that is later than ``issued``."""
    shared: bool = False
    """As :attr:`Credential.shared`."""
