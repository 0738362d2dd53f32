"""Hosted verification of Open Badges 1 and 2: the issuer's own copy is the proof.

Open Badges 2.0, section "Verification of Open Badges"; Open Badges 1.1,
``VerificationObject``.  Nothing is fetched: the badge is compared with the saved
copy from the address that it names.  That address must belong to the issuer,
or else anybody could host badges in anybody's name.
"""

from typing import Any

from wallet.codec import jcs, web
from wallet.model import OF_A_BADGE, Document, JsonObject, Outline, ProofNote, View
from wallet.proofs.badge_issuer import BadgeIssuer, issuer_of, parsed, referred, stated, whole
from wallet.proofs.base import Conditions, Known, outcome_of, proved, unproved
from wallet.report import Check, Code, Proved, check, worst
from wallet.wording import say

_MAY_CHANGE = ("revoked", "revocationReason")
"""Members that the issuer may add to its copy later; the status check reads them."""
_ITS_ISSUERS = (Code.HOSTED_BY_ISSUER, Code.PUBLISHED_IN_THE_OPEN)


class Hosted:
    """The row for badges that name a web address instead of a key."""

    label = say("hosted copy (Open Badges 1 and 2)")

    def recognises(self, note: ProofNote) -> bool:
        """Whether the badge points to a hosted copy."""
        return note.kind == "hosted"

    def check(self, outline: Outline, note: ProofNote, known: Known, conditions: Conditions) -> Proved:
        """Integrity: same as the saved copy.  Signer: the address is a place of the issuer's."""
        return outcome_of(outline, lambda steps: _check(outline, note, known, conditions, steps))


PROOF = Hosted()


def _check(outline: Outline, note: ProofNote, known: Known, conditions: Conditions, steps: list[str]) -> Proved:
    url = _address(outline.document, note.content)
    copy = known.document(url) if url else None
    signer = place_of(issuer_of(outline.document, known), url, copy)
    if conditions.challenge or conditions.domain:  # a hosted copy cannot answer a challenge
        signer = worst([signer, check(Code.PURPOSE_WRONG, purpose=say("it does not answer your challenge"))])
    steps += [f"5. hosted copy at {url or 'no address'}", f"9. {signer.code}"]
    if copy is None or copy.origin == "sharer":
        found = unproved(outline, check(Code.HOSTED_NOT_SAVED, source=url), steps, signer)
    else:
        found = _compared(outline, copy, signer, known, steps)
    if known.work is not None:
        known.work.check()  # else what there was no work left to read would count as not there
    return found


def _compared(outline: Outline, copy: Document, signer: Check, known: Known, steps: list[str]) -> Proved:
    """Step 8 for a saved copy."""
    hosted = parsed(copy, known)
    if hosted is None or hosted.get("revoked") is True or outline.document.keys() <= {"id", "verify"}:
        # A withdrawn badge is often replaced by a bare notice.  That proves nothing about the badge;
        # the status check says that it is withdrawn.  A bare address has no content to compare.
        return unproved(outline, check(Code.HOSTED_NOT_SAVED, source=copy.url, as_of=copy.fetched_at), steps, signer)
    steps.append(f"8. the saved copy has SHA-256 {copy.sha256}")
    same = _is_same(outline.document, hosted, known)
    if same is None:
        return unproved(outline, check(Code.HOSTED_NOT_SAVED, source=copy.url, as_of=copy.fetched_at), steps, signer)
    if not same:
        differs = check(Code.HOSTED_COPY_DIFFERS, source=copy.url, as_of=copy.fetched_at)
        return unproved(outline, differs, steps)
    matches = check(Code.MATCHES_HOSTED_COPY, source=copy.url, as_of=copy.fetched_at)
    said = whole(outline.document, known) if signer.code in _ITS_ISSUERS else outline.document
    return proved([matches], [signer], View(said, keyed_by="term", signed=True), steps)


def _is_same(badge: JsonObject, hosted: JsonObject, known: Known) -> bool | None:
    """Whether a badge says the same as its hosted copy, apart from ``_MAY_CHANGE``; None if that cannot be told."""
    if hosted.keys().isdisjoint(OF_A_BADGE):
        return None  # no badge, but an answer of the server's, such as that something is wrong there
    one, other = (stated({name: held[name] for name in held if name not in _MAY_CHANGE}) for held in (badge, hosted))
    return _agrees(one, other, "badge", known)


def _agrees(said: JsonObject, hosted: JsonObject, inner: str, known: Known) -> bool | None:
    """Whether two objects agree, each of which may hold ``inner`` (``badge`` or ``issuer``) in full or by address."""
    one, other = (referred(held.get(inner), known) for held in (said, hosted))
    if jcs.canonicalize({**said, inner: ""}) != jcs.canonicalize({**hosted, inner: ""}):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return _agrees(one, other, "issuer", known)
    if isinstance(one, dict) and isinstance(other, str) and one.get("id") == other:
        saved = known.document(other)
        return None if saved is None or saved.origin == "sharer" else False  # what is saved is something else
    if isinstance(one, str) and isinstance(other, dict):
        return other.get("id") == one  # the issuer's own copy says what its address stands for
    return jcs.canonicalize([one]) == jcs.canonicalize([other])


def _address(badge: JsonObject, verification: JsonObject) -> str:
    """Where the copy is: ``verify.url`` in Open Badges 1, the badge's own ``id`` in 2."""
    for url in (verification.get("url"), badge.get("id")):
        if isinstance(url, str) and web.is_web(url):
            return url
    return ""


def place_of(issuer: BadgeIssuer, url: str, copy: Document | None) -> Check:
    """Step 9: whether ``url`` is within the scope of the issuer, as far as saved documents identify it."""
    if not issuer.url or not url:
        return check(Code.ISSUER_NOT_SAVED)
    if not _in_scope(url, issuer):
        if not issuer.published and _rules(issuer):
            return check(Code.ISSUER_NOT_SAVED)  # only the badge itself says that the issuer lets it be there
        return check(Code.HOSTED_SCOPE, url=url[:200], issuer=issuer.url)
    if issuer.from_sharer or (copy is not None and copy.origin == "sharer"):
        return check(Code.ISSUER_FROM_SHARER, source=issuer.url)
    in_the_open = issuer.in_the_open or (copy is not None and copy.in_the_open)
    code = Code.PUBLISHED_IN_THE_OPEN if in_the_open else Code.HOSTED_BY_ISSUER
    return check(code, source=url, as_of=copy.fetched_at if copy else None)


def _in_scope(url: str, issuer: BadgeIssuer) -> bool:
    """The issuer's site, or what its profile allows instead (``allowedOrigins``, ``startsWith``)."""
    host = _host(url)
    rules = _rules(issuer) if issuer.published else {}
    if "startsWith" in rules and not any(_below(url, prefix) for prefix in _texts(rules["startsWith"])):
        return False
    if "allowedOrigins" in rules:
        return host != "" and host in {_host(origin) for origin in _texts(rules["allowedOrigins"])}
    return host != "" and ("startsWith" in rules or web.site(url) == web.site(issuer.url) != "")


def _rules(issuer: BadgeIssuer) -> JsonObject:
    """What its profile says of where its badges may be; a list of one is that one, and null says nothing."""
    rules = issuer.profile.get("verification")
    rules = rules[0] if isinstance(rules, list) and len(rules) == 1 else rules
    return {name: rule for name, rule in rules.items() if rule is not None} if isinstance(rules, dict) else {}


def _below(url: str, prefix: str) -> bool:
    """Whether ``url`` starts with ``prefix`` and is on its host: ``https://a.b`` must not cover ``https://a.bc``."""
    return url.startswith(prefix) and _host(url) == _host(prefix) and not web.climbs(url)


def _host(place: str) -> str:
    """The host of a URL or of a bare ``host[:port]``; empty when there is none.

    The scheme does not count: issuers moved from http to https without reissuing their badges.
    """
    return web.host(place if "://" in place else f"https://{place}")


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, str)]
