"""Compact JSON Web Signatures: VC-JWT with or without a ``vc`` claim, and signed Open Badges 2.

VC Data Model 1.1 section 6.3.1, VC JOSE COSE 1.0 section 3.1, Open Badges 2.0
"SignedBadge".  All claims are signed as they stand, so the view is keyed by
plain terms and readers go by plain names: an inline ``@context`` that gives a
name another meaning has no effect on what is shown, and no JSON-LD is needed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from wallet.codec import jose
from wallet.errors import Refused
from wallet.model import FoundKey, JsonObject, KeyRef, Outline, ProofNote, PublicKey, View
from wallet.proofs import badge_issuer, claims_agree, signatures
from wallet.proofs.base import (
    Conditions,
    Known,
    audience_checks,
    describe,
    is_presentation,
    keyless,
    outcome_of,
    proved,
    quote,
    signatory,
    signed_by,
    unproved,
)
from wallet.proofs.certificates import certificates
from wallet.report import ANYBODY, Audience, Check, Code, Proved, Result, check
from wallet.wording import say

_SKEW = timedelta(minutes=1)
"""How far ahead of this clock that of a signer may be (RFC 7519 4.1.5)."""
_OTHER_KINDS = frozenset(
    (
        "at+jwt",
        "dpop+jwt",
        "entity-statement+jwt",
        "kb+jwt",
        "key-attestation+jwt",
        "logout+jwt",
        "oauth-authz-req+jwt",
        "oauth-client-attestation+jwt",
        "oauth-client-attestation-pop+jwt",
        "openid4vci-proof+jwt",
        "secevent+jwt",
        "token-introspection+jwt",
    )
)
"""What tokens of other standards call themselves, which an issuer's key may sign for whoever asks."""


class JsonWebSignature:
    """The row for compact tokens."""

    label = say("JWT and JWS")

    def recognises(self, note: ProofNote) -> bool:
        """Whether the credential came as a compact token."""
        return note.kind == "jws"

    def check(self, outline: Outline, note: ProofNote, known: Known, conditions: Conditions) -> Proved:
        """Steps 5 to 9 for the token that the credential is."""
        return outcome_of(
            outline, lambda steps: _check(badge_issuer.resolved(outline, known), note, known, conditions, steps)
        )


PROOF = JsonWebSignature()


def _check(outline: Outline, note: ProofNote, known: Known, conditions: Conditions, steps: list[str]) -> Proved:
    token = jose.parse_compact(outline.payload.data.strip())  # 5
    refuse_other_kinds(token.header)
    claims = jose.claims(token)
    contradictions = claims_agree.contradictions(claims)
    steps.append(f"5. a token signed with {str(token.header.get('alg'))[:20]}")
    signing = signing_outline(outline, claims)
    signed_at = jose.numeric_date(claims.get("iat")) or conditions.at
    found = find_key(token.header, note, known, signing, made_by(token, known), signed_at)  # 6
    if outline.format == "open-badges-1":
        from wallet.proofs.key_files import tied  # few tokens are that old

        found = tied(found, outline, note, known)
    steps.append(f"6. key: {describe(found)}")
    alg = algorithm(token.header, found)
    steps += signed_text(token, conditions)  # 7
    if found.key is None:
        return keyless(signing, found, steps, contradictions)
    if not signatures.verify(found.key, alg, token.signature, token.signing_input, known.work):  # 8
        steps.append("8. the signature over header and payload does not hold")
        return unproved(outline, check(Code.SIGNATURE_MISMATCH, source=found.source, as_of=found.as_of), steps)
    steps.append("8. the signature over header and payload holds")
    signer = [*signer_checks(found, outline, signing), *contradictions]  # 9
    signer += condition_checks(claims, outline, conditions)
    said = outline.document
    if signer[0].result is Result.PASS:  # then what its addresses lead to is the issuer's word as well
        said = badge_issuer.published(outline, known)
    view = View(said, keyed_by="term", signed=True)
    steps.append("9. " + "; ".join(c.code for c in signer))
    return proved([check(Code.SIGNATURE_GOOD)], signer, view, steps, shown_to(claims, outline))


def refuse_other_kinds(header: JsonObject) -> None:
    """Raise ``Refused("jose_refused")`` for a token that says it was made for something else (RFC 8725 3.11).

    Media types are compared without their case and ``application/`` (RFC 7515
    4.1.9).  All other types are accepted: issuers wrote many for credentials.
    """
    stated = header.get("typ")
    kind = stated.lower().removeprefix("application/") if isinstance(stated, str) else ""
    if kind in _OTHER_KINDS:
        raise Refused("jose_refused", detail=say("a type of token that is no credential, {kind}", kind=kind))


def signed_text(token: jose.Jws, conditions: Conditions) -> list[str]:
    """Step 7 for a token, for ``--explain``: what is signed is the token as it stands."""
    steps: list[str] = [f"7. the {len(token.signing_input)} bytes of header and payload as they stand"]
    return [*steps, f"7. {quote('token', token.signing_input)}"] if conditions.forms else steps


def signing_outline(outline: Outline, claims: JsonObject) -> Outline:
    """The outline with whoever the token says signed it in the place of its signatory, so that their key is found."""
    signer = claims_agree.signer_of(claims)
    if signer in ("", signatory(outline)):
        return outline
    return outline._replace(holder_id=signer) if is_presentation(outline) else outline._replace(issuer_id=signer)


def signer_checks(found: FoundKey, outline: Outline, signing: Outline) -> list[Check]:
    """Step 9: what ties the key to the signer, and whether the signer is whom the credential names."""
    findings = [signed_by(found, signing)]
    if signatory(outline) and signatory(outline) != signatory(signing):
        findings.append(check(Code.ISSUER_MISMATCH, issuer=signatory(outline)))
    return findings


def made_by(token: jose.Jws, known: Known) -> Callable[[PublicKey], bool]:
    """A test whether a key made the signature of ``token``, for a token that names no key."""
    alg = token.header.get("alg")

    def made(key: PublicKey) -> bool:
        if not isinstance(alg, str) or not signatures.fits(key, alg):
            return False
        return signatures.verify(key, alg, token.signature, token.signing_input, known.work)

    return made


def find_key(
    header: JsonObject,
    note: ProofNote,
    known: Known,
    outline: Outline,
    made: Callable[[PublicKey], bool] | None = None,
    at: datetime | None = None,
) -> FoundKey:
    """Step 6: the key that the header names; ``jku`` and ``x5u`` are ignored, since nothing is fetched.

    A presentation may be signed under any of its purposes, so each is tried.
    ``made`` and ``at`` are those of :class:`~wallet.model.KeyRef`.  Raises
    :class:`~wallet.errors.Refused` (``jose_refused``) for a malformed header.
    """
    kid, jwk = header.get("kid", ""), header.get("jwk")
    if not isinstance(kid, str) or not (jwk is None or isinstance(jwk, dict)):
        raise Refused("jose_refused", detail=say("a kid or jwk of the wrong type"))
    chain = certificates(header)
    # Open Badges 2 and CLR 1.0 name the key in the claims; what their header calls it may be the signer's own affair.
    names = dict.fromkeys(name.replace('"', "") for name in (note.key_id, kid) if name) or ("",)
    signer = signatory(outline)
    refs = [KeyRef(name, signer, "", jwk, chain, any_name=True, made=made, at=at) for name in names]
    found = [_for_any_purpose(ref, known, outline.purposes) for ref in refs]
    return next((one for one in found if one.key and one.code != Code.METHOD_NOT_AUTHORISED), found[0])


def _for_any_purpose(ref: KeyRef, known: Known, purposes: tuple[str, ...]) -> FoundKey:
    """The key under the first of ``purposes`` for which its owner allows it."""
    found = known.key(ref._replace(purpose=purposes[0]))
    for purpose in purposes[1:]:
        if found.code == Code.METHOD_NOT_AUTHORISED:
            found = known.key(ref._replace(purpose=purpose))
    return found


def algorithm(header: JsonObject, found: FoundKey) -> str:
    """Step 5: the algorithm, if the key's type allows it (RFC 8725 sections 3.1 and 3.2); raises Refused."""
    alg = header.get("alg")
    if not isinstance(alg, str) or alg.lower() == "none":
        raise Refused("jose_refused", detail=say("a token without a signature"))
    if alg.startswith("HS") and found.key is not None:
        raise Refused("jose_refused", detail=say("a shared secret where a public key belongs"))
    if not signatures.supported(alg):
        raise Refused("suite_unsupported", suite=alg[:40])
    if found.key is not None and not signatures.fits(found.key, alg):
        raise Refused("jose_refused", detail=say("{alg} with a key of type {kind}", alg=alg, kind=found.key.kind))
    return alg


def condition_checks(claims: JsonObject, outline: Outline, conditions: Conditions) -> list[Check]:
    """Step 9: findings on the audience and on the time, where either is not what it should be."""
    return [*audience_checks(shown_to(claims, outline), conditions), *time_checks(claims, outline, conditions)]


def time_checks(claims: JsonObject, outline: Outline, conditions: Conditions) -> list[Check]:
    """A finding where the signature of a token has a period of its own, and this is not within it (RFC 7519 4.1).

    The validity period of the credential is checked elsewhere.
    """
    if is_presentation(outline):
        return bounds_checks(jose.numeric_date(claims.get("nbf")), jose.numeric_date(claims.get("exp")), conditions)
    return bounds_checks(*claims_agree.bounds_of_signature(claims), conditions)


def bounds_checks(begins: datetime | None, ends: datetime | None, conditions: Conditions) -> list[Check]:
    """Findings on a signature that must be accepted only between two moments; clocks may differ a little."""
    findings = []
    if ends is not None and ends <= conditions.at:
        findings.append(check(Code.PROOF_EXPIRED, date=ends.date().isoformat()))
    if begins is not None and begins > conditions.at + _SKEW:
        later = say("it is not to be accepted before {date}", date=begins.date().isoformat())
        findings.append(check(Code.PURPOSE_WRONG, purpose=later))
    return findings


def audience(claims: JsonObject) -> Audience:
    """For whom a holder made a token, and in answer to what; an empty text says neither."""
    nonce = claims.get("nonce")
    named = tuple(_texts(claims.get("aud")))
    return Audience(named, nonce if isinstance(nonce, str) else "", jose.numeric_date(claims.get("iat")))


def shown_to(claims: JsonObject, outline: Outline) -> Audience:
    """For whom a presentation was made; a credential is for everybody."""
    return audience(claims) if is_presentation(outline) else ANYBODY


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str) and one]
