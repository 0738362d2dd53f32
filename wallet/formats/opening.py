"""Steps 2 and 3 on the way in: the strict load of a payload, and lifting a credential out of a token's claims."""

from dataclasses import replace
from typing import Any

from wallet.codec import base64url, jose, sd_jwt, strictjson
from wallet.errors import Refused, Unreadable
from wallet.formats.base import Opened, has_type_of_its_own, id_of, one_or_many, types_of
from wallet.formats.wrapped_tokens import JWT, OTHER, SD_JWT, claims_something, sd_jwt_in, token_in, unsupported
from wallet.model import JsonObject, Payload
from wallet.wording import say

URI_LIST = "text/uri-list"


def load(payload: Payload) -> Opened | Payload:
    """The document of a JSON or XML text or the claims of a token, told apart by content, or an address as a document.

    Of JSON that only holds a token in another form, a payload of that token: what stands around it is signed by
    nobody, and is not read.  Raises :class:`~wallet.errors.Unreadable`.
    """
    if payload.media_type == OTHER:
        raise unsupported()
    if payload.media_type == URI_LIST:
        return Opened.of(addressed(payload.data.decode("ascii")))
    start = payload.data.lstrip(b" \t\r\n")[:1]
    if start == b"<":
        from wallet.formats.europass_xml import load as load_xml

        return Opened.of(load_xml(payload.data))
    try:
        if start in (b"{", b"["):
            return _from_json(payload)
        return _from_token(payload.data)
    except Refused as refusal:
        detail = refusal.details.get("detail", "")
        message = say("its token has {detail}", detail=detail) if detail else say("its token cannot be read")
        raise _refused(message, refusal.code) from None


def addressed(url: str) -> JsonObject:
    """What the address of a hosted badge says of it, in the words of Open Badges 1."""
    return {"id": url, "verify": {"type": "hosted", "url": url}}


def _from_json(payload: Payload) -> Opened | Payload:
    document = strictjson.loads(payload.data)
    if not isinstance(document, dict):
        raise Unreadable(
            say("it is a list, not one credential"),
            hint=say("save each entry as a file of its own"),
            slug="json_not_an_object",
        )
    if _is_signed_json(document):
        return _from_signed_json(payload, document)
    opened = Opened.of(document)
    if not opened.types:
        return Opened.of(lifted(document), written=_with_proofs(document))
    token = token_in(opened)
    return opened if token is None or _is_of_another(document, token) else _token(payload, token)


def _is_of_another(document: JsonObject, token: str) -> bool:
    """Whether a document says of its subject something else than the token that stands in it as its proof."""
    if "credentialSubject" not in document:
        return False
    try:
        claims = _from_token(token.encode()).document
    except (Refused, Unreadable):
        return False  # which is told of the token
    said, signed = (one_or_many(claimed.get("credentialSubject")) for claimed in (document, claims))
    return said != signed


def _is_signed_json(document: JsonObject) -> bool:
    signed = "signatures" in document or "signature" in document
    return signed and isinstance(document.get("payload"), str) and not claims_something(document)


def _token(payload: Payload, token: str) -> Payload:
    return replace(payload, data=token.encode(), media_type=SD_JWT if "~" in token else JWT)


def _from_signed_json(payload: Payload, envelope: JsonObject) -> Opened | Payload:
    """The JWS JSON serialisation (RFC 7515 section 7.2), which JAdES seals and some SD-JWTs use."""
    if (disclosing := sd_jwt_in(envelope)) is not None:
        return _token(payload, disclosing)
    signature = next(iter(one_or_many(envelope.get("signatures", envelope))), None)
    if not isinstance(signature, dict) or not isinstance(signature.get("protected"), str):
        raise _refused(say("it is signed JSON without a protected header"), "not_a_token")
    header = jose.read_header(signature["protected"])
    text = envelope["payload"]
    data = text.encode() if header.get("b64") is False else base64url.decode(text)
    document = strictjson.loads(data)
    if not isinstance(document, dict):
        raise _refused(say("it is signed JSON that holds no object"), "token_without_claims")
    return Opened.of(lifted(document), header, _with_proofs(document))


def _refused(message: str, slug: str) -> Unreadable:
    return Unreadable(message, hint=say("ask the issuer for a fresh copy"), slug=slug)


def _from_token(data: bytes) -> Opened:
    """Header and claims; what a token may not do is for its proof to say, so only reading is done here."""
    text = data.decode("latin-1").strip()
    first, *rest = text.split("~")
    header, claims = _issued(first)
    if rest:
        claims = _disclosed(text, claims)
    return Opened.of(lifted(claims), header, _with_proofs(claims))


def _issued(token: str) -> tuple[JsonObject, JsonObject]:
    """Header and claims of a compact token."""
    protected, payload, _ = jose.split(token)
    header = jose.read_header(protected)
    return header, jose.claims(jose.Jws(header, base64url.decode(payload), b"", b""))


def is_sd_jwt(payload: Payload) -> bool:
    """Whether a token that was loaded is one of whose claims its issuer let some be kept back (RFC 9901 section 4).

    The ``~`` alone does not make one: nobody signs it, and whoever has any other
    token of an issuer, such as one to log in with, can put it there.
    """
    issued, tilde, _ = payload.data.decode("latin-1").strip().partition("~")
    if not tilde or not issued.startswith("eyJ"):
        return False
    _, claims = _issued(issued)
    return sd_jwt.keeps_back(claims, (), sd_jwt.ANYTHING)


def _disclosed(text: str, claims: JsonObject) -> JsonObject:
    """The claims with what is disclosed; without it where the disclosures do not fit, which the proof will say."""
    try:
        return sd_jwt.process(claims, sd_jwt.parse(text).disclosures)
    except Refused:
        return claims


def lifted(claims: JsonObject) -> JsonObject:
    """The credential or presentation in a token's claims, completed from the registered ones.

    VC Data Model 1.1 section 6.3.1: ``iss``, ``sub``, ``jti``, ``nbf`` and
    ``exp`` stand for fields that may be left out of ``vc``.  What the document
    says itself is kept, an empty text or null says nothing; whether both agree
    is for the proof to judge.  What is in ``vp`` is a presentation although some
    wallets leave its type out.  A token without ``vc`` or ``vp`` is the document
    itself (VC JOSE COSE 3.1); of a credential that names no issuer, start or end
    of its own, the token's hold.  A ``vct`` without ``@context`` gives the claims
    their meaning (SD-JWT VC 2.2.2.1), ``credentialSubject`` among them.
    """
    if isinstance(claims.get("vc"), dict):
        return _completed(claims["vc"], claims)
    if isinstance(claims.get("vp"), dict):
        named = {"id": _unquoted(claims.get("jti")), "holder": _unquoted(claims.get("iss"))}
        shows = "verifiableCredential" in claims["vp"]
        return _filled(claims["vp"], named | ({"type": "VerifiablePresentation"} if shows else {}))
    if "credentialSubject" not in claims or has_type_of_its_own(claims):
        shown = "VerifiablePresentation" in types_of(claims)
        return _filled(claims, {"holder": _unquoted(claims.get("iss"))}) if shown else claims
    return _filled(claims, {"issuer": _unquoted(claims.get("iss")), **_dates(claims, claims)})


def _with_proofs(claims: JsonObject) -> JsonObject | None:
    """The credential or presentation in a token's claims as it stands there, if it has proofs of its own."""
    inner = next((claims[name] for name in ("vc", "vp") if isinstance(claims.get(name), dict)), claims)
    return inner if "proof" in inner else None


def _dates(credential: JsonObject, claims: JsonObject) -> dict[str, str]:
    """The dates of a token that stand for ones that its credential leaves out."""
    fill = {}
    for claim, names in (("nbf", ("issuanceDate", "validFrom")), ("exp", ("expirationDate", "validUntil"))):
        if all(_unsaid(credential, name) for name in names):
            fill[names[0]] = _date(claims.get(claim))
    return fill


def _completed(credential: JsonObject, claims: JsonObject) -> JsonObject:
    fill = {"id": _unquoted(claims.get("jti")), "issuer": _unquoted(claims.get("iss")), **_dates(credential, claims)}
    for member, claim in (("issuer", "iss"), ("credentialSubject", "sub")):
        node, named = credential.get(member), _unquoted(claims.get(claim))
        if named and isinstance(node, dict) and not id_of(node):  # an object may leave its id alone to the claim
            credential = {**credential, member: {**node, "id": named}}
    if claims.get("status") is not None:  # of the token wherever its credential is (Token Status List 6.2)
        both = [*one_or_many(credential.get("status")), *one_or_many(claims["status"])]
        credential = {**credential, "status": both}
    return _filled(credential, fill)


def _filled(document: JsonObject, fill: dict[str, str]) -> JsonObject:
    return document | {name: value for name, value in fill.items() if value and _unsaid(document, name)}


def _unsaid(document: JsonObject, name: str) -> bool:
    """Whether it says nothing there: some issuers' software writes null or "" for what the token says instead."""
    return document.get(name) in (None, "")


def _date(value: Any) -> str:
    """A NumericDate (RFC 7519 section 2), which may have a fraction, as ISO 8601; empty when it is none.

    A number beyond any calendar, such as of milliseconds, is left as it is, so that whoever reads it says so.
    """
    moment = jose.numeric_date(value)
    if moment is None:
        return str(value) if jose.is_number(value) else ""
    return moment.isoformat().replace("+00:00", "Z")


def _unquoted(value: Any) -> str:
    """A claim that is a string; some issuers quote it twice."""
    return value.strip('"') if isinstance(value, str) else ""
