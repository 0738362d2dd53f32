"""What Open Badges 1 and 2 have in common: an assertion about a badge class, by an issuer, for a hashed recipient.

Badge class and issuer can be the addresses of other documents.  Nothing is
looked up here: what the issuer publishes at them is in the view already when
the issuer hosts the assertion, and else proves nothing.
"""

from typing import Any

from wallet.codec.web import is_web, origin
from wallet.formats.achievements import alignment
from wallet.formats.base import Fields, id_of, missing, one_or_many, text_of, types_of
from wallet.formats.outlines import token_proof
from wallet.model import (
    Achievement,
    Alignment,
    Credential,
    Holder,
    Issuer,
    JsonObject,
    Outline,
    Payload,
    ProofNote,
    StatusRef,
)

_HASHES = ("sha256$", "sha1$", "md5$", "sha512$")


def outline(
    name: str, payload: Payload, document: JsonObject, header: JsonObject | None, verification: JsonObject
) -> Outline:
    """The outline of an assertion whose ``verification`` says how it is secured."""
    return Outline(
        format=name,
        payload=payload,
        document=document,
        header=header,
        issuer_id=_issuer_id(document),
        holder_id="",
        proofs=_proofs(payload, document, header, verification),
        status=_status(document, header, verification),
        parts=(),
    )


def first_object(value: Any) -> JsonObject:
    """The first object in ``value``, or an empty one."""
    return next((item for item in one_or_many(value) if isinstance(item, dict)), {})


def _proofs(
    payload: Payload, document: JsonObject, header: JsonObject | None, verification: JsonObject
) -> tuple[ProofNote, ...]:
    """A token's signature, whose key Open Badges names in the claims; else the hosted copy; else none."""
    if header is not None:
        return (signature_of(payload, header, verification),)
    if address := _hosted_at(document, verification):
        return (ProofNote("hosted", "hosted", address, None, "", verification, "/verification"),)
    return ()


def signature_of(payload: Payload, header: JsonObject, verification: JsonObject) -> ProofNote:
    """The signature of a token by the key that ``verification`` in its claims names, else by that of its header."""
    note = token_proof(payload, header)
    key_id = id_of(verification.get("creator")) or id_of(verification.get("url")) or note.key_id
    return ProofNote(note.kind, note.suite, key_id, None, note.purpose, header)


def _hosted_at(document: JsonObject, verification: JsonObject) -> str:
    """Where the issuer's own copy should be; empty for a badge that says it is signed, or says nothing."""
    said = {name.lower() for name in types_of(verification)}
    if not verification or said & {"signed", "signedbadge"}:
        return ""
    candidates = (id_of(verification.get("url")), id_of(document))
    return next((url for url in candidates if is_web(url)), "")


def _status(document: JsonObject, header: JsonObject | None, verification: JsonObject) -> tuple[StatusRef, ...]:
    """The issuer's list of withdrawn badges, or the hosted copy, which can say ``revoked``.

    When the badge class is an address, that is where the search for the list
    has to start (kind ``BadgeClass``).
    """
    own_id = id_of(document) or text_of(document.get("uid"))
    badge = document.get("badge")
    if header is None:
        address = _hosted_at(document, verification)
        return (StatusRef("HostedBadge", address, own_id, "revocation", verification),) if address else ()
    issuer = first_object(first_object(badge).get("issuer"))
    if listed := id_of(issuer.get("revocationList")):
        return (StatusRef("RevocationList", listed, own_id, "revocation", issuer),)
    start = id_of(badge) if isinstance(badge, str) else id_of(first_object(badge).get("issuer"))
    return (StatusRef("BadgeClass", start, own_id, "revocation", {}),) if start else ()


def _issuer_id(document: JsonObject) -> str:
    badge = document.get("badge")
    if isinstance(badge, dict) and badge.keys() != {"id"}:
        issuer = badge.get("issuer")
        known = first_object(issuer)
        named = (id_of(issuer), *(text_of(known.get(name)) for name in ("origin", "url")))
        return next((name for name in named if name), "")
    # Of a badge class that is only an address, its site: the issuer must be there or allow it.
    return id_of(document.get("issuer")) or origin(id_of(badge))


def read(fields: Fields, outlined: Outline, *, holder: Holder, kind: str = "Assertion") -> Credential:
    """The badge that an assertion awards.

    Raises :class:`~wallet.errors.Unreadable` (``required_missing``) without a badge.
    """
    badges = fields.children("badge")
    if not badges:
        raise missing("badge")
    badge = badges[0]
    achieved = _achievement(badge)
    issued = fields.time("issuedOn", "issued_on")
    return Credential(
        format=outlined.format,
        id=fields.id or fields.text("uid"),
        kind=kind,
        title=achieved.name or fields.text("name") or f"Badge {achieved.id}".strip(),
        description=achieved.description,
        issuer=_issuer(badge, outlined),
        holder=holder,
        issued=issued,
        valid_from=issued,
        valid_until=fields.time("expires"),
        achievements=(achieved,),
        image=fields.text("image") or badge.text("image"),
        problems=tuple(fields.problems),
        unread_dates=tuple(fields.unread_dates),
    )


def _issuer(badge: Fields, outlined: Outline) -> Issuer:
    node = badge.child("issuer")
    return Issuer(id=node.id or outlined.issuer_id, name=node.text("name"), url=node.text("url"))


def _achievement(badge: Fields) -> Achievement:
    criteria = badge.child("criteria")
    return Achievement(
        id=badge.id,
        name=badge.text("name"),
        description=badge.text("description"),
        criteria=criteria.text("narrative") or criteria.id,
        alignments=tuple(_alignment(node) for node in badge.children("alignment")),
        tags=badge.texts("tags"),
    )


def _alignment(node: Fields) -> Alignment:
    """Open Badges 2 words; Open Badges 1 wrote ``name`` and ``url``."""
    found = alignment(node)
    return Alignment(found.framework, found.code, found.name or node.text("name"), found.url or node.text("url"))


def recipient(node: Fields) -> Holder:
    """An ``IdentityObject``: hashed with a salt, or plain."""
    return recipient_of(node.text("identity"), node.text("salt"), hashed=node.flag("hashed"))


def recipient_of(identity: str, salt: str, *, hashed: bool = False) -> Holder:
    """The recipient whose ``identity`` is plain text, unless it is ``hashed`` or begins like a hash."""
    if not identity:
        return Holder()
    if hashed or identity.startswith(_HASHES):
        return Holder(identity_hash=identity, salt=salt)
    return Holder(identity_hash=f"plain:{identity}")
