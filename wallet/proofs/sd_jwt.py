"""SD-JWT and SD-JWT VC (RFC 9901): a signed token, the values disclosed beside it, and perhaps the holder's own token.

What is disclosed is signed by its digest.  A disclosure that belongs nowhere,
or a digest that occurs twice, fails the whole: honest software makes neither.
"""

from datetime import datetime

from wallet.codec import jose, sd_jwt
from wallet.codec.sd_jwt import SdJwt
from wallet.errors import Refused
from wallet.model import FoundKey, JsonObject, KeyRef, Outline, ProofNote, View
from wallet.proofs import claims_agree, signatures
from wallet.proofs.base import (
    Conditions,
    Known,
    audience_checks,
    describe,
    is_broken,
    keyless,
    outcome_of,
    proved,
    unproved,
)
from wallet.proofs.jws import (
    algorithm,
    audience,
    bounds_checks,
    find_key,
    made_by,
    refuse_other_kinds,
    shown_to,
    signed_text,
    signer_checks,
    signing_outline,
    time_checks,
)
from wallet.report import Audience, Check, Code, Proved, check
from wallet.wording import say

_BINDING_TYPE = "kb+jwt"
_OF_THE_HOLDER = (Code.ISSUER_KEY, Code.ISSUER_DOCUMENT, Code.PINNED_KEY)
"""What ties a key to whoever goes by its name."""


class SdJwtProof:
    """The row for tokens with selective disclosure."""

    label = "SD-JWT"

    def recognises(self, note: ProofNote) -> bool:
        """Whether the credential came in the form with ``~``."""
        return note.kind == "sd-jwt"

    def check(self, outline: Outline, note: ProofNote, known: Known, conditions: Conditions) -> Proved:
        """Steps 5 to 9 for the issuer's token, its disclosures and the key binding."""
        return outcome_of(outline, lambda steps: _check(outline, note, known, conditions, steps))


PROOF = SdJwtProof()


def _check(outline: Outline, note: ProofNote, known: Known, conditions: Conditions, steps: list[str]) -> Proved:
    token = sd_jwt.parse(outline.payload.data.strip())  # 5
    refuse_other_kinds(token.issued.header)
    claims = jose.claims(token.issued)
    disclosed = sd_jwt.process(claims, token.disclosures)
    contradictions = claims_agree.contradictions(disclosed)
    steps.append(f"5. an SD-JWT with {len(token.disclosures)} disclosures, each found by its digest")
    signing = signing_outline(outline, disclosed)
    signed_at = jose.numeric_date(claims.get("iat")) or conditions.at
    found = find_key(token.issued.header, note, known, signing, made_by(token.issued, known), signed_at)  # 6
    steps.append(f"6. key: {describe(found)}")
    alg = algorithm(token.issued.header, found)
    steps += signed_text(token.issued, conditions)  # 7
    if found.key is None:
        return keyless(signing, found, steps, contradictions)
    issued = token.issued
    if not signatures.verify(found.key, alg, issued.signature, issued.signing_input, known.work):  # 8
        steps.append("8. the issuer's signature does not hold")
        return unproved(outline, check(Code.SIGNATURE_MISMATCH, source=found.source, as_of=found.as_of), steps)
    steps.append("8. the issuer's signature holds")
    signer = [*signer_checks(found, outline, signing), *contradictions]  # 9
    signer += time_checks(disclosed, outline, conditions)
    if token.key_binding is not None:
        signer += _bound(token, token.key_binding, known, conditions, steps)
    else:  # a presentation in this form answers itself (VC JOSE COSE 1.0, 3.2.2); a credential answers nobody
        signer += audience_checks(shown_to(disclosed, outline), conditions)
    view = View(outline.document, keyed_by="term", signed=True)
    steps.append("9. " + "; ".join(c.code for c in signer))
    return proved([check(Code.SIGNATURE_GOOD)], signer, view, steps, _audience(token, disclosed, outline))


def _bound(token: SdJwt, binding: jose.Jws, known: Known, conditions: Conditions, steps: list[str]) -> list[Check]:
    """Key binding (section 7.3): the holder signed this very presentation, for whoever asked, and not for ever.

    Raises :class:`~wallet.errors.Refused` when the binding is broken.
    """
    claims, said = jose.claims(token.issued), jose.claims(binding)
    if binding.header.get("typ") != _BINDING_TYPE:
        raise Refused("jose_refused", detail=say("a key binding of another type"))
    if "sd_hash" not in said:
        raise Refused("hash_mismatch", detail=say("its key binding names no presentation"))
    made = jose.numeric_date(said.get("iat"))
    if made is None or not all(isinstance(said.get(claim), str) for claim in ("aud", "nonce")):
        raise Refused("jose_refused", detail=say("a key binding that does not say when, for whom or in answer to what"))
    if said["sd_hash"] != sd_jwt.digest(token.presented, sd_jwt.hash_algorithm(claims)):
        raise Refused("hash_mismatch", detail=say("its key binding is for another presentation"))
    found = _holder_key(claims, known, made)
    alg = algorithm(binding.header, found)
    if is_broken(found):
        raise Refused(found.code, **dict(found.details))
    if found.key is None:
        raise Refused("key_not_saved")
    if not signatures.verify(found.key, alg, binding.signature, binding.signing_input, known.work):
        raise Refused("signature_mismatch")
    steps.append("8. the holder's signature on this presentation holds")
    begins = max(made, _moment(said, "nbf") or made)
    return [*audience_checks(audience(said), conditions), *bounds_checks(begins, _moment(said, "exp"), conditions)]


def _audience(token: SdJwt, disclosed: JsonObject, outline: Outline) -> Audience:
    """For whom its holder shows it: in the key binding, or in a presentation itself; a credential is for everybody."""
    if token.key_binding is not None:
        return audience(jose.claims(token.key_binding))
    return shown_to(disclosed, outline)


def _moment(claims: JsonObject, claim: str) -> datetime | None:
    moment = jose.numeric_date(claims.get(claim))
    if moment is None and claims.get(claim) is not None:
        raise Refused("jose_refused", detail=say("a claim {claim} that is no date", claim=claim))
    return moment


def _holder_key(claims: JsonObject, known: Known, made: datetime) -> FoundKey:
    """The key that the issuer bound the credential to (RFC 7800 section 3): as written, else as its holder lists it.

    Raises :class:`~wallet.errors.Refused` where it is only named, and nothing but the sharer's word says which it is.
    """
    bound = claims.get("cnf")
    jwk, kid = (bound.get("jwk"), bound.get("kid", "")) if isinstance(bound, dict) else (None, "")
    if isinstance(jwk, dict):
        return known.key(KeyRef("", "", "authentication", jwk))
    if not isinstance(kid, str) or not kid:
        raise Refused("proof_malformed", detail=say("a key binding, but no key that it is bound to"))
    found = known.key(KeyRef(kid, "", "authentication", at=made))
    if found.code == Code.METHOD_NOT_AUTHORISED:
        raise Refused("proof_malformed", detail=say("a key binding with a key that its holder does not list"))
    return found if found.key is None or found.code in _OF_THE_HOLDER else found._replace(key=None)
