"""What any format's outline is made of: proofs, places to ask for status, parts.

Everything here is read without trust, from the document as written.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from wallet.codec import base_proof, jose, sd_jwt, strictjson
from wallet.errors import Refused, Unreadable
from wallet.formats import dates
from wallet.formats.base import id_of, one_or_many, text_of, types_of
from wallet.formats.wrapped_tokens import JWT, OTHER, SD_JWT, TOKEN_START, enveloped
from wallet.model import JsonObject, Outline, Part, Payload, ProofNote, StatusRef
from wallet.wording import say

PROOFS_LIMIT = 16
STATUS_LIMIT = 32
PARTS_LIMIT = 1_000

CREDENTIAL_PURPOSES = ("assertionMethod",)
PRESENTATION_PURPOSES = ("authentication", "assertionMethod")

JSON = "application/json"

_ROLES = {
    "verifiableCredential": "credential",
    "endorsement": "endorsement",
    "endorsementJwt": "endorsement",
    "clrs": "credential",
    "signedClrs": "credential",
}
"""Members that hold parts; the last two are of a ``ClrSet`` (CLR 1.0), which was issued in credentials of its time."""
_Path: TypeAlias = tuple[str | int, ...]
_Place: TypeAlias = tuple[_Path, str, Any]
"""Path, role and value of a member that may hold parts."""
_ENTERED = (dict, list)
_NOT_WRITTEN = frozenset(("BadgeClass", "HostedBadge", "RevocationList", "status_list"))
"""Kinds of status that other formats have, and that no entry names by its type."""


def credential_outline(name: str, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
    """The outline of anything that keeps to the Verifiable Credentials data model."""
    return Outline(
        format=name,
        payload=payload,
        document=document,
        header=header,
        issuer_id=id_of(document.get("issuer")),
        holder_id=id_of(document.get("credentialSubject")),
        proofs=proofs_of(payload, document, header),
        status=status_of(document),
        parts=tuple(parts_of(payload, document, header)),
        purposes=CREDENTIAL_PURPOSES,
    )


def proofs_of(payload: Payload, document: JsonObject, header: JsonObject | None) -> tuple[ProofNote, ...]:
    """The token's own signature if it is one, and every proof node beside the claims.

    Raises :class:`~wallet.errors.Unreadable` beyond 16.
    """
    notes = [] if header is None else [token_proof(payload, header)]
    nodes = document.get("proof")
    listed = isinstance(nodes, list)
    for position, node in enumerate(nodes if isinstance(nodes, list) else one_or_many(nodes)):
        if isinstance(node, dict) and node:
            notes.append(embedded_proof(node, f"/proof/{position}" if listed else "/proof"))
    if len(notes) > PROOFS_LIMIT:
        raise Unreadable(
            say("it carries more than {proofs_limit} proofs", proofs_limit=PROOFS_LIMIT),
            hint=say("ask the issuer for a fresh copy"),
            slug="too_many_proofs",
        )
    return tuple(notes)


def token_proof(payload: Payload, header: JsonObject) -> ProofNote:
    """The signature of a token, from its protected header: ``jades`` where the token is JSON (JAdES, RFC 7515 7.2)."""
    if payload.data.lstrip(b" \t\r\n").startswith(b"{"):
        return ProofNote("jades", "JAdES", text_of(header.get("kid")), None, "assertionMethod", header, "/signatures/0")
    kind = "sd-jwt" if b"~" in payload.data else "jws"
    return ProofNote(kind, text_of(header.get("alg")), text_of(header.get("kid")), None, "assertionMethod", header)


def embedded_proof(node: JsonObject, pointer: str) -> ProofNote:
    """A proof node (VC Data Integrity 2.1, Linked Data Proofs, Merkle proofs)."""
    name = next(iter(types_of(node)), "")
    suite = text_of(node.get("cryptosuite")) or name
    merkle = name.startswith("MerkleProof") or suite == "merkle-proof-2019"
    chained = text_of(node.get("chainedProofType")).startswith("MerkleProof")
    return ProofNote(
        kind="merkle" if merkle or chained else "data-integrity",
        suite=suite,
        key_id=id_of(node.get("verificationMethod")),
        created=dates.parse(text_of(node.get("created"))),
        purpose=text_of(node.get("proofPurpose")),
        content=node,
        pointer=pointer,
    )


_NEVER_DISCLOSED = frozenset(("iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"))
"""Claims that the issuer of an SD-JWT VC must not let the holder keep back (SD-JWT VC 2.2.2.2)."""


def is_selective(outline: Outline) -> bool:
    """Whether its issuer let the holder keep parts back, so that what lacks is no fault of anybody."""
    return any(note.kind == "sd-jwt" or note.suite == "ecdsa-sd-2023" for note in outline.proofs)


def keeps_back(outline: Outline, place: sd_jwt.Place = sd_jwt.ENDS) -> bool:
    """Whether its holder may have kept back what would stand in ``place``, such as when it ends or is withdrawn.

    The issuer of an SD-JWT VC may leave neither end nor status to the holder's
    choice (SD-JWT VC 2.2.2.2), and a base proof is of all that there is.  A
    token whose last ~ was taken away, with what it disclosed, hides the most.
    """
    if any(note.suite in (base_proof.ECDSA_SD, base_proof.BBS) for note in outline.proofs):
        return not base_proof.holds_base(outline.document)
    if outline.header is None:
        return False
    try:
        claims, disclosures = _as_issued(outline)
        ruled_out = place is sd_jwt.ENDS and _leaves_no_end_to_choice(outline, claims)
        return not ruled_out and sd_jwt.keeps_back(claims, disclosures, place)
    except (Refused, Unreadable):
        return True  # as when its digests are of a kind that is not known


def _as_issued(outline: Outline) -> tuple[JsonObject, tuple[sd_jwt.Disclosure, ...]]:
    """The claims of a token with the digests that its issuer signed, and what is disclosed; nothing for no token."""
    kinds = {note.kind for note in outline.proofs}
    if "sd-jwt" in kinds:
        token = sd_jwt.parse(outline.payload.data.strip())
        return jose.claims(token.issued), token.disclosures
    return (outline.document if "jws" in kinds else {}), ()


def _leaves_no_end_to_choice(outline: Outline, claims: JsonObject) -> bool:
    """Whether it is an SD-JWT VC by an issuer who keeps to its rules, as far as what is disclosed can show that."""
    disclosed = {name for name in _NEVER_DISCLOSED if name in outline.document and name not in claims}
    return outline.format == "sd-jwt-vc" and "vct" in claims and not disclosed


def keeps_end_back(outline: Outline) -> bool:
    """Whether its holder may have kept back an earlier end than the one that is shown, as far as that can be seen.

    That may be another in the same place; or that of the credential, where only
    its token shows one: an ``exp`` is no more than the end of the signature where
    there is a ``validUntil`` (VC JOSE COSE 1.0, 3.1.3).
    """
    if outline.header is None or not keeps_back(outline):
        return False
    try:
        token = outline.payload.data.strip()
        parsed = sd_jwt.parse(token if b"~" in token else token + b"~")
        claims = jose.claims(parsed.issued)
        content = sd_jwt.process(claims, parsed.disclosures)
        content = content["vc"] if isinstance(content.get("vc"), dict) else content
        others = sd_jwt.keeps_back(claims, parsed.disclosures, sd_jwt.OTHER_ENDS)
    except (Refused, Unreadable):
        return True
    only_of_the_token = outline.format != "sd-jwt-vc" and sd_jwt.OTHER_ENDS.names.isdisjoint(content)
    return others or only_of_the_token


def keeps_entries_back(outline: Outline) -> bool:
    """Whether its holder kept back a place where it may be withdrawn and shows another, as far as that can be seen.

    Of embedded proofs it cannot: there nothing stands in the place of what is not shown.
    """
    if all(note.kind != "sd-jwt" for note in outline.proofs):
        return False  # where there are no disclosures, what is undisclosed is a status of no known kind
    return keeps_back(
        outline._replace(proofs=tuple(note for note in outline.proofs if note.kind == "sd-jwt")), sd_jwt.ENTRIES
    )


def status_of(document: JsonObject) -> tuple[StatusRef, ...]:
    """Where to ask whether it was withdrawn: ``credentialStatus`` (VCDM 4.10) and the ``status`` claim of a token.

    Entries that are no objects are kept as empty references, so that a status
    that cannot be read is never taken for no status.  Raises
    :class:`~wallet.errors.Unreadable` beyond 32: one left out might say revoked.
    """
    found = [_status(entry) for entry in one_or_many(document.get("credentialStatus"))]
    for claim in one_or_many(document.get("status")):
        if isinstance(claim, dict) and "status_list" in claim:
            found.append(_token_status(claim["status_list"]))
        elif isinstance(claim, dict) and claim:
            # Where European Digital Credentials write an entry; tokens may name mechanisms that are not known here.
            found.append(_status(claim))
    if len(found) > STATUS_LIMIT:
        raise Unreadable(
            say("it names more than {status_limit} status lists", status_limit=STATUS_LIMIT),
            hint=say("ask the issuer for a fresh copy"),
            slug="too_many_status_entries",
        )
    return tuple(found)


def tells_of_withdrawal(ref: StatusRef) -> bool:
    """Whether a list says for good that a credential no longer holds; others are of suspension, or have a message."""
    return ref.purpose in ("", "revocation")


def _status(entry: Any) -> StatusRef:
    node = entry if isinstance(entry, dict) else {"id": entry}
    said = {name: _alone(value) for name, value in node.items()}
    return StatusRef(
        kind=next((name for name in types_of(node) if name not in _NOT_WRITTEN), ""),
        url=text_of(said.get("statusListCredential", said.get("revocationListCredential"))) or id_of(node),
        index=_number(said.get("statusListIndex", said.get("revocationListIndex"))),
        purpose=text_of(said.get("statusPurpose")),
        content=node,
    )


def _alone(value: Any) -> Any:
    """The one item of a list of one, which JSON-LD takes for the item itself; anything else as it is."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _token_status(entry: Any) -> StatusRef:
    """The ``status_list`` member of a token's ``status`` claim (Token Status List 6.2)."""
    node = entry if isinstance(entry, dict) else {}
    return StatusRef("status_list", text_of(node.get("uri")), _number(node.get("idx")), "", node)


def parts_of(
    payload: Payload, document: JsonObject, header: JsonObject | None, roles: Mapping[str, str] = _ROLES
) -> Iterator[Part]:
    """Credentials inside a credential, each once and none from within another part.

    ``roles`` are those of the members that hold them.  Raises :class:`~wallet.errors.Unreadable` beyond 1,000.
    """
    places: list[_Place] = []
    if header is not None or _may_name(payload.data, roles):
        _find_parts(document, (), places, roles)
    found = (part for path, role, value in places for part in _parts_under(payload, value, path, role))
    for count, part in enumerate(found, start=1):
        if count > PARTS_LIMIT:
            raise Unreadable(
                say("it holds more than {parts_limit} credentials", parts_limit=PARTS_LIMIT),
                hint=say("ask for them in several files"),
                slug="too_many_parts",
            )
        yield part


def _may_name(text: bytes, members: Iterable[str]) -> bool:
    """Whether what ``text`` holds can have one of ``members``: in JSON without escapes, names stand as they are."""
    return not text.lstrip().startswith(b"{") or b"\\" in text or any(name.encode() in text for name in members)


def _find_parts(node: Any, path: _Path, places: list[_Place], roles: Mapping[Any, str]) -> None:
    """Where parts are below ``node``, in the order of the document; only objects and lists are entered."""
    for key, value in enumerate(node) if isinstance(node, list) else node.items():
        if key in roles:
            places.append(((*path, key), roles[key], value))
        elif isinstance(value, _ENTERED) and key not in ("proof", "@context"):
            _find_parts(value, (*path, key), places, roles)


def _parts_under(payload: Payload, value: Any, path: _Path, role: str) -> Iterator[Part]:
    if not isinstance(value, list):
        value, places = [value], [path]
    else:
        places = [(*path, position) for position in range(len(value))]
    for item, place in zip(value, places, strict=True):
        if (part := _part(payload, item, _pointer(place), role)) is not None:
            yield part


def _part(payload: Payload, item: Any, pointer: str, role: str) -> Part | None:
    """One part; an object is written anew as compact JSON, since a parsed document keeps no positions.

    Its signature is not touched by that: proofs sign values, and a token stays
    the string it was.
    """
    if isinstance(item, str):
        if not item.startswith(TOKEN_START) and role != "credential":
            return None  # the address of an endorsement that lives elsewhere
        return Part(role, pointer, _inner(payload, item, pointer))
    if not isinstance(item, dict):
        return None
    if (token := enveloped(item)) is not None:
        return Part("enveloped" if role == "credential" else role, pointer, _inner(payload, token, pointer))
    if not types_of(item) and (role != "credential" or not item):
        return None  # a reference to an endorsement that lives elsewhere
    return Part(role, pointer, _inner(payload, strictjson.dumps(item), pointer))


def _inner(payload: Payload, text: str, pointer: str) -> Payload:
    """A token, a JSON text, or a string that is neither, which nothing will read."""
    data = text.encode("utf-8", "replace")
    token = SD_JWT if "~" in text else JWT
    kind = JSON if text.startswith("{") else token if text.startswith(TOKEN_START) else OTHER
    return Payload(data, kind, payload.carrier, f"{payload.name}#{pointer}", data)


def _pointer(path: _Path) -> str:
    """A JSON pointer (RFC 6901 section 3)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _number(value: Any) -> str:
    """An index as written: text or an integer; anything else reads as none, which no list has."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text_of(value)
