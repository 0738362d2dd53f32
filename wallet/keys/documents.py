"""Keys that an issuer publishes: did:web and other DIDs, https profiles, key sets, all from saved copies.

What ties a key to an issuer is that the issuer's own document lists it under
the purpose asked for, with a controller that fits (W3C Controlled Identifiers
3.3, "retrieve verification method").  A key that came with the credential
proves nothing of the sort.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any, NamedTuple

from wallet.codec.jose import numeric_date
from wallet.errors import Refused
from wallet.keys.jwk import broken, may_sign, same, thumbprint
from wallet.keys.jwk import public_key as key_of_jwk
from wallet.keys.material import has_key, public_key, strange_spelling
from wallet.keys.multikey import public_key as key_of_multikey
from wallet.keys.places import Lookup, Source, is_own_place, read, sources
from wallet.keys.x509 import leaf_key
from wallet.model import Document, FoundKey, JsonObject, KeyRef, PublicKey
from wallet.wording import say

RELATIONSHIPS = (
    "assertionMethod",
    "authentication",
    "keyAgreement",
    "capabilityInvocation",
    "capabilityDelegation",
)
SIGNING = ("assertionMethod", "authentication")
"""The relationships under which credentials and presentations are signed."""
METHODS_LIMIT = 1000
"""Verification methods looked at in one document, and compared with a key that a credential brings along."""
TRIES_LIMIT = 64
"""Keys of an issuer that are tried on a signature which does not say whose it is, and that go by their thumbprint."""
_UNDECIDED = ("feature_unsupported", "suite_unsupported", "too_complex")
_MULTIKEY_CHARS = 40
"""A fragment of at least this length that starts with z is a key, not a name."""


class Method(NamedTuple):
    """One verification method, or one key of a key set."""

    names: frozenset[str]
    """All that may stand for it in a proof: its absolute id, its ``kid``."""
    content: JsonObject | None
    """None when a document only names a method that stands elsewhere."""
    source: Source


class _Index:
    """The saved documents, each read and indexed once while looking for one key."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._sources: dict[str, list[Source]] = {}
        self._methods: dict[str, dict[str, Method]] = {}

    def sources(self, identifier: str) -> list[Source]:
        """Every saved document that speaks for ``identifier``."""
        if identifier not in self._sources:
            self._sources[identifier] = list(sources(identifier, self._lookup))
        return self._sources[identifier]

    def method(self, name: str) -> Method | None:
        """The method called ``name`` in the document that its URL points into, whoever that document speaks for."""
        base = name.partition("#")[0]
        if base not in self._methods:
            found = chain.from_iterable(map(_methods, self.sources(base)))
            self._methods[base] = {name: method for method in found for name in method.names}
        return self._methods[base].get(name)


def find(ref: KeyRef, lookup: Lookup, key: PublicKey | None = None) -> FoundKey:
    """The key that ``ref`` names, and whether the issuer's saved documents allow it.

    ``key`` is what ``ref.id`` spells by itself (did:key, did:jwk).  Raises
    ``Refused`` with an integrity code for a broken key.
    """
    index = _Index(lookup)
    base = ref.id.partition("#")[0]
    issuer = ref.issuer or base
    if issuer.startswith(("did:key:", "did:jwk:")):
        key = key or _carried(ref) or _published(ref, index)
        return FoundKey(key, "issuer_mismatch", details=(("issuer", issuer),))
    speaking = [*index.sources(issuer), *(index.sources(base) if is_own_place(base, issuer) else ())]
    allowed = [method for source in speaking for method in _allowed(source, ref, issuer, index)]
    named = _named(allowed, ref, issuer) if ref.id else _unnamed(allowed, ref)
    if named and key is None and _is_out_of_sight(named[0]):
        return FoundKey(None, "issuer_not_saved", details=(("issuer", issuer),))
    if named:
        return _tied(named[0], _key_of(named[0], key))
    key = key or _carried(ref)
    for method in allowed[:METHODS_LIMIT]:
        if key is not None and _holds(method, key):
            return _tied(method, key)
    return _not_allowed(ref, issuer, speaking, index, key)


def _named(allowed: list["Method"], ref: KeyRef, issuer: str) -> list["Method"]:
    """The methods by the name of ``ref``; of keys that share it in one set (RFC 7517 4.5), the one that signed.

    A key that the sharer supplied under the same name comes after the issuer's own.
    """
    named = [method for method in allowed if _names(ref, issuer) & method.names]
    beside = [method for method in named if method.source.saved is named[0].source.saved]
    return (_unnamed(beside, ref) if len(beside) > 1 else []) or named


def _names(ref: KeyRef, issuer: str) -> set[str]:
    """All that ``ref.id`` may be called in a document of the issuer; a ``kid`` may be a bare fragment."""
    return {ref.id} if "#" in ref.id else {ref.id, f"{issuer}#{ref.id}"}


def _unnamed(allowed: list["Method"], ref: KeyRef) -> list["Method"]:
    """The method of a token that leaves open which (RFC 7515 4.1.4): the only one, or that whose key signed.

    Raises ``Refused`` when none that was tried made it but one might have: of a kind that is not supported, or one
    for which too little work was left.
    """
    if len(allowed) == 1:
        return allowed
    if ref.made is None:
        return []
    undecided: Refused | None = None
    for method in allowed[:TRIES_LIMIT]:
        try:
            if ref.made(_key_of(method, None)):
                return [method]
        except Refused as refusal:
            undecided = refusal if refusal.code in _UNDECIDED else undecided
    if undecided is not None:
        raise undecided
    return []


def _tied(method: Method, key: PublicKey) -> FoundKey:
    saved = method.source.saved
    published = "published_in_the_open" if saved.in_the_open else "issuer_document"
    return FoundKey(
        key, published if saved.origin == "saved" else "issuer_from_sharer", source=saved.url, as_of=saved.fetched_at
    )


def _not_allowed(ref: KeyRef, issuer: str, speaking: list[Source], index: _Index, key: PublicKey | None) -> FoundKey:
    """The outcome for a key that no document of the issuer lists."""
    details = (("issuer", issuer),)
    with_keys = [source for source in speaking if _speaks_of_keys(source)]
    said = next((source.saved for source in with_keys if source.saved.origin == "saved"), None)
    published = key or _published(ref, index)
    if said is not None:
        return FoundKey(published, "method_not_authorised", said.url, said.fetched_at, details)
    if with_keys:
        return FoundKey(published, "issuer_from_sharer", with_keys[0].saved.url, details=details)
    if key is not None or (published is not None and speaking):
        return FoundKey(published, "self_asserted_key", details=details)
    kind = _did_method(ref.id) or _did_method(issuer)
    if published is None and kind not in ("", "web", "key", "jwk"):
        return FoundKey(None, "did_unsupported", details=(("method", f"did:{kind}"),))
    return FoundKey(published, "issuer_not_saved", details=details)


def _speaks_of_keys(source: Source) -> bool:
    """Whether this document lists the issuer's keys, so that one it omits is not allowed; a mere profile does not."""
    members = ("keys", "jwks", "kty", *RELATIONSHIPS)
    if _id(source).startswith("did:") or any(name in source.content for name in members):
        return True
    return any(_items(source.content, name) for name in ("verificationMethod", "publicKey"))


def _allowed(source: Source, ref: KeyRef, issuer: str, index: _Index) -> Iterator[Method]:
    """The methods that ``source`` allows for the purpose of ``ref`` and that fit their controller."""
    purpose = ref.purpose
    if purpose not in SIGNING:
        return
    content = source.content
    base = _id(source)
    strict = base.startswith("did:") or any(name in content for name in RELATIONSHIPS)
    names = (purpose,) if strict else ("verificationMethod", "publicKey")
    entries = [entry for name in names for entry in _items(content, name)]
    inside = {name: method for method in _methods(source) for name in method.names}
    for entry in entries[:METHODS_LIMIT]:
        if isinstance(entry, str):
            name = _absolute(entry, base)
            method = inside.get(name) or _elsewhere(name, source, index)
        elif isinstance(entry, dict):
            method = _method(entry, source)
        else:
            continue
        if _fits(method, issuer, source, ref.at):
            yield method
    until = _known_until(source, ref.at)
    yield from (key for key in _key_set(source) if key.content is None or _is_in_force(key.content, until))


def _elsewhere(name: str, source: Source, index: _Index) -> Method:
    """A method that ``source`` names but that another saved document, or its own id, spells out."""
    method = index.method(name)
    if method is None:
        return Method(frozenset({name}), None, source)
    if method.source.saved.origin != "saved":
        return method  # a key from the sharer is the sharer's word, whoever names it
    return method._replace(source=source)


def _is_out_of_sight(method: Method) -> bool:
    """Whether a method is only named, by a document other than the one that would spell it out."""
    return method.content is None and all(name.partition("#")[0] != _id(method.source) for name in method.names)


def _fits(method: Method, issuer: str, source: Source, signed_at: datetime | None) -> bool:
    """Whether the issuer controls the method, and it had neither expired nor been revoked when it signed (CID 2.2)."""
    content = method.content or {}
    own = {issuer, *(name.partition("#")[0] for name in method.names)}
    base = _id(source)
    known_until = _known_until(source, signed_at)
    in_force = not any(_is_past(content.get(end), known_until) for end in ("expires", "revoked"))
    jwk = content.get("publicKeyJwk")
    signs = may_sign(jwk) and _is_in_force(jwk, known_until) if isinstance(jwk, dict) else True
    return any(_absolute(name, base) in own for name in _controllers(content, issuer)) and in_force and signs


def _known_until(source: Source, signed_at: datetime | None) -> datetime:
    """The latest moment at which a key of ``source`` is known to have been used or listed."""
    return max(source.saved.fetched_at, signed_at or source.saved.fetched_at)


def _is_in_force(jwk: JsonObject, at: datetime) -> bool:
    """Whether a JWK had neither expired nor been revoked by ``at`` (OpenID Federation 1.0, historical keys)."""
    revoked = jwk.get("revoked")
    ends = (jwk.get("exp"), revoked.get("revoked_at", "") if isinstance(revoked, dict) else revoked)
    moments = [numeric_date(end) for end in ends if end is not None]  # an unreadable date counts as past
    return all(moment is not None and moment > at for moment in moments)


def _controllers(content: JsonObject, issuer: str) -> Iterator[str]:
    """Who controls a method, each by its id alone or as an object that has it (JSON-LD 1.1, 4.2.3)."""
    named = content.get("controller", content.get("owner", issuer))
    for one in named if isinstance(named, list) else [named]:
        name = one.get("id") if isinstance(one, dict) else one
        if isinstance(name, str):
            yield name


def _is_past(moment: Any, at: datetime) -> bool:
    """Whether ``moment`` is no later than ``at``; an unreadable date counts as past."""
    if moment is None:
        return False
    try:
        end = datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        return True
    return (end if end.tzinfo else end.replace(tzinfo=UTC)) <= at


def _methods(source: Source) -> Iterator[Method]:
    """Every method that stands in ``source``, whatever it may be used for."""
    content = source.content
    if has_key(content) and "kty" not in content:
        yield _method(content, source)  # Open Badges 2.0: a CryptographicKey is a document of its own
    entries = chain.from_iterable(_items(content, name) for name in ("verificationMethod", "publicKey", *RELATIONSHIPS))
    for entry in islice(entries, METHODS_LIMIT):
        if isinstance(entry, dict) and (has_key(entry) or strange_spelling(entry)):
            yield _method(entry, source)
    yield from _key_set(source)


def published_keys(document: Document) -> frozenset[PublicKey]:
    """Every key that a saved document lists, whatever it is for; what cannot be read is left out."""
    source = read("", document)
    found = set()
    for method in _methods(source) if source else ():
        with suppress(Refused):
            found.add(_key_of(method, None))
    return frozenset(found)


def _key_set(source: Source) -> Iterator[Method]:
    """The signing keys of a JWK set (RFC 7517 5), of the set inside issuer metadata, or of a lone JWK."""
    content = source.content
    inner = content.get("jwks")
    keys = [*_items(content, "keys"), *(_items(inner, "keys") if isinstance(inner, dict) else [])]
    if "kty" in content:
        keys.append(content)
    nameless = 0
    for key in keys[:METHODS_LIMIT]:
        if not isinstance(key, dict) or not may_sign(key):
            continue
        kid = key.get("kid")
        if not kid and nameless < TRIES_LIMIT:
            kid, nameless = _thumbprint(key), nameless + 1
        url = source.saved.url
        names = {kid, f"{url}#{kid}"} if isinstance(kid, str) and kid else set()
        yield Method(frozenset(names | ({url} if key is content else set())), key, source)


def _thumbprint(key: JsonObject) -> str:
    """The thumbprint, which names a key without a ``kid`` (RFC 7638, 1); empty for a broken key."""
    try:
        return thumbprint(key_of_jwk(key))
    except Refused:
        return ""


def _absolute(name: str, base: str) -> str:
    """``name`` made absolute against the document's ``base``; did:ion documents write all names relative, even ""."""
    return base + name if not name or name.startswith("#") else name


def _method(entry: JsonObject, source: Source) -> Method:
    base = _id(source)
    name = entry.get("id")
    if not isinstance(name, str):
        return Method(frozenset(), entry, source)
    absolute = _absolute(name, base)
    inner = entry.get("publicKeyJwk")
    kid = inner.get("kid") if isinstance(inner, dict) else None
    return Method(frozenset(n for n in (absolute, kid) if isinstance(n, str) and n), entry, source)


def _key_of(method: Method, key: PublicKey | None) -> PublicKey:
    """The key of a method that was found by name; a ``key`` that its id spells must be the same."""
    if method.content is None:
        if key is None:
            raise broken(say("a verification method without a key"))
        return key
    found = public_key(method.content)
    if key is not None and not same(found, key):
        raise broken(say("a verification method whose id spells another key"))
    return found


def _holds(method: Method, key: PublicKey) -> bool:
    try:
        return method.content is not None and same(public_key(method.content), key)
    except Refused:
        return False


def _published(ref: KeyRef, index: _Index) -> PublicKey | None:
    method = index.method(ref.id)
    return _key_of(method, None) if method else None


def _carried(ref: KeyRef) -> PublicKey | None:
    """The key that a credential brings along: in the fragment, as ``jwk``, or in its first certificate.

    The fragment is the convention of Open Badges 3.0 issuers without a DID.
    Raises ``Refused("proof_malformed")`` for one that is not for signing, as
    the key of a holder may be that an issuer bound a credential to.
    """
    fragment = ref.id.partition("#")[2]
    if fragment.startswith("z") and len(fragment) >= _MULTIKEY_CHARS:
        return key_of_multikey(fragment)
    if ref.jwk is not None:
        key = key_of_jwk(ref.jwk)
        if not may_sign(ref.jwk):
            raise broken(say("a key that is not for signing"))
        return key
    if ref.x5c:
        return leaf_key(ref.x5c)
    return None


def _did_method(identifier: str) -> str:
    scheme, _, rest = identifier.partition(":")
    return rest.partition(":")[0] if scheme == "did" else ""


def _id(source: Source) -> str:
    name = source.content.get("id")
    return name if isinstance(name, str) else source.subject


def _items(content: JsonObject, name: str) -> list[Any]:
    value = content.get(name)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


class _SavedDocuments:
    def recognises(self, method: str) -> bool:  # noqa: ARG002 - the last row takes whatever is left
        return True

    def find(self, ref: KeyRef, lookup: Lookup) -> FoundKey:
        return find(ref, lookup)


RESOLVER = _SavedDocuments()
