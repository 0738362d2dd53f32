"""The registered claims of a VC-JWT and the credential inside must say the same (VC Data Model 1.1, 6.3.1).

Where they differ, one program would read one and another the other: the token
means two things and is refused, although all of it is signed.
"""

from datetime import UTC, datetime
from typing import Any

from wallet.codec import jose
from wallet.errors import Refused
from wallet.model import JsonObject

_DATES = {"nbf": ("issuanceDate", "validFrom"), "exp": ("expirationDate", "validUntil")}


def check(claims: JsonObject) -> None:
    """Compare ``iss``, ``sub``, ``jti``, ``nbf`` and ``exp`` with the content; raises Refused (``jose_refused``).

    Only what is there on both sides can differ.  Quotes around a claim, which
    some issuers' software puts there, change nothing.
    """
    content, party = _content(claims)
    if content is None:
        raise Refused("jose_refused", detail="a vc or vp claim that is no object")
    inside = {"iss": _id(content.get(party)), "sub": _subject(content), "jti": content.get("id")}
    for claim, said in inside.items():
        stated = claims.get(claim)
        if stated is not None and not isinstance(stated, str):
            raise Refused("jose_refused", detail=f"a {claim} that is no text")
        if claim == "sub" and party == "holder":
            continue  # a presentation is about nobody: sub names its holder or nothing
        if stated is not None and said is not None and stated.strip('"') != said:
            raise Refused("jose_refused", detail=f"a {claim} other than in the credential")
    for claim, members in _DATES.items():
        _compare_dates(claim, claims, next((content[name] for name in members if name in content), None))


def _content(claims: JsonObject) -> tuple[JsonObject | None, str]:
    """The credential or presentation in the claims, and the member that names its signer."""
    for claim, party in (("vc", "issuer"), ("vp", "holder")):
        if claim in claims:
            return (claims[claim] if isinstance(claims[claim], dict) else None), party
    kinds = claims.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return claims, "holder" if "VerifiablePresentation" in kinds else "issuer"


def _id(value: Any) -> Any:
    return value.get("id") if isinstance(value, dict) else value


def _subject(content: JsonObject) -> Any:
    """The subject's id, where there is one subject to speak of."""
    subjects = content.get("credentialSubject")
    subjects = subjects if isinstance(subjects, list) else [subjects]
    return _id(subjects[0]) if len(subjects) == 1 and isinstance(subjects[0], dict) else None


def _compare_dates(claim: str, claims: JsonObject, said: Any) -> None:
    """A NumericDate may be fractional and the text within may hold fractions: whole seconds are compared."""
    if claim not in claims:
        return
    moment = jose.numeric_date(claims[claim])
    if moment is None:
        raise Refused("jose_refused", detail=f"a {claim} that is no date")
    stated = _moment(said)
    if stated is not None and abs((stated - moment).total_seconds()) >= 1:
        raise Refused("jose_refused", detail=f"a {claim} other than in the credential")


def _moment(text: Any) -> datetime | None:
    """A date as written inside; an unreadable one is for the validity check to report."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
