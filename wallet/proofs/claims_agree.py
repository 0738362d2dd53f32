"""The registered claims of a token must agree with the credential inside (VC Data Model 1.1, 6.3.1).

Where they differ, some programs read the claim and others the credential.  Such
a token is ambiguous.  All of it is signed, so nothing was changed: its signer
says both, and cannot be relied on.
"""

from datetime import UTC, datetime
from typing import Any

from wallet.codec import jose
from wallet.errors import Refused
from wallet.model import JsonObject
from wallet.report import Check, Code, check
from wallet.wording import say

_DATES = {"nbf": ("issuanceDate", "validFrom"), "exp": ("expirationDate", "validUntil")}


def contradictions(claims: JsonObject) -> list[Check]:
    """Findings on the signer where ``sub`` or ``jti`` differs from the content.

    Only what is present on both sides is compared, with three exceptions:

    * ``iss`` names the signer, so a difference is left to the signer check (:func:`signer_of`).
    * A ``sub`` that merely repeats ``iss`` does not name the subject.
    * ``nbf`` and ``exp`` must hold as well as the dates inside, not repeat them (:func:`bounds_of_signature`).

    Raises Refused (``jose_refused``) for a claim of the wrong type.
    """
    content, is_credential = _content(claims)
    inside = {"jti": _id(content)}
    # A presentation is about nobody: its sub names the holder or nothing.
    if is_credential and claims.get("sub") != claims.get("iss"):
        inside["sub"] = _subject(content)
    for claim in (one for one in _DATES if one in claims):
        # Where the credential has no date of its own, the claim's is shown as its date.
        _check_date(claim, claims, shown=is_credential and _said(content, claim) is None)
    stated = {claim: _text(claims, claim) for claim in ("sub", "jti")}
    differing = [claim for claim, text in stated.items() if text and inside.get(claim) not in (None, text)]
    return [check(Code.CLAIMS_DIFFER, claim=claim) for claim in differing]


def bounds_of_signature(claims: JsonObject) -> tuple[datetime | None, datetime | None]:
    """Start and end of a signature's validity, where they differ from those of the credential.

    In a token that is itself the credential, ``nbf`` and ``exp`` are about the
    signature, and ``validFrom`` and ``validUntil`` about the credential (VC JOSE
    COSE 1.0, 3.1.3).  Issuers of Open Badges write the same for both.  Around a
    ``vc`` they ought to be the same (VC Data Model 1.1, 6.3.1), but walt.id for
    one has tokens begin 90 seconds before their credential was issued.  Where
    both periods are required to hold, it does not matter which of them another
    program goes by: it finds nothing else in date.
    """
    return _bound(claims, "nbf"), _bound(claims, "exp")


def _bound(claims: JsonObject, claim: str) -> datetime | None:
    if claim not in claims:
        return None
    content, is_credential = _content(claims)
    said = _said(content, claim) if is_credential else None
    if said is None:
        return None
    stated, moment = _moment(said), jose.numeric_date(claims.get(claim))
    return moment if moment is not None and (stated is None or _differ(stated, moment)) else None


def signer_of(claims: JsonObject) -> str:
    """Who signed, according to the token; empty when it does not say."""
    return _text(claims, "iss")


def _text(claims: JsonObject, claim: str) -> str:
    """A claim that is text; quotes around it, which some issuers' software puts there, are not part of it."""
    stated = claims.get(claim, "")
    if not isinstance(stated, str):
        raise Refused("jose_refused", detail=say("a claim {claim} that is no text", claim=claim))
    return stated.strip('"')


def _content(claims: JsonObject) -> tuple[JsonObject, bool]:
    """The credential or presentation in the claims, and whether it is a credential.

    Raises Refused (``jose_refused``) for one that is no object.
    """
    for claim in ("vc", "vp"):
        if claim in claims:
            if not isinstance(claims[claim], dict):
                raise Refused("jose_refused", detail=say("a vc or vp claim that is no object"))
            return claims[claim], claim == "vc"
    types = claims.get("type")
    kinds = types if isinstance(types, list) else [types]
    if "VerifiablePresentation" in kinds:
        return claims, False
    # Another token's id or validUntil is a claim of its own, and means what its type says it does.
    its_own = "vct" in claims and "VerifiableCredential" not in kinds
    return claims if "@context" in claims or ("credentialSubject" in claims and not its_own) else {}, True


def _id(value: Any) -> Any:
    return value.get("id", value.get("@id")) if isinstance(value, dict) else value


def _subject(content: JsonObject) -> Any:
    """The subject's id, where there is one subject to speak of."""
    subject = content.get("credentialSubject")
    while isinstance(subject, list) and len(subject) == 1:  # as many brackets as readers look through
        subject = subject[0]
    return _id(subject) if isinstance(subject, dict) else None


def _said(content: JsonObject, claim: str) -> Any:
    """What the content says where the token has ``claim``."""
    return next((content[name] for name in _DATES[claim] if content.get(name) not in (None, "")), None)


def _differ(one: datetime, other: datetime) -> bool:
    return abs((one - other).total_seconds()) >= 1


def _check_date(claim: str, claims: JsonObject, *, shown: bool) -> None:
    """Refuse a claim that is no date (Refused, ``jose_refused``).

    A number that is no date, such as milliseconds, is passed over where it is
    ``shown``: then the validity check reports it.
    """
    stated = claims.get(claim)
    if stated is None or jose.numeric_date(stated) is not None or (shown and jose.is_number(stated)):
        return
    raise Refused("jose_refused", detail=say("a claim {claim} that is no date", claim=claim))


def _moment(text: Any) -> datetime | None:
    """A date as written inside; an unreadable one is for the validity check to report."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
