"""A signature with the exact bytes that it covers, so that a program without JSON-LD can check it.

A web browser can verify signatures but has neither vocabularies nor
canonicalization.  It gets the canonical forms over which the signature was
found to hold, and takes what it shows from those alone.
"""

from wallet.codec import jose
from wallet.errors import Refused, Unreadable
from wallet.model import KeyRef, Outline, ProofNote, SignedBytes
from wallet.proofs import data_integrity, ed25519_2020, jws, jws_2020, signatures
from wallet.proofs.base import Known, signatory, signed_by
from wallet.proofs.embedded import Suite, algorithm, all_covered, hash_name, read_members
from wallet.proofs.jws import find_key
from wallet.proofs.together import BEST_FIRST
from wallet.report import Check

_SUITES = {**ed25519_2020.SUITES, **jws_2020.SUITES}


def signed_bytes(outline: Outline, known: Known) -> SignedBytes | None:
    """The signature on a credential that holds and that a browser could check too, if any.

    Of several the one that is best tied to the issuer: a browser compares it with
    the issuer's key, and would refuse a co-signature, or take its key for the issuer's.
    """
    holding: list[tuple[SignedBytes, Check]] = []
    for note in outline.proofs:
        try:
            found = _token(outline, note, known) if jws.PROOF.recognises(note) else _embedded(outline, note, known)
        except (Refused, Unreadable):
            continue
        if found is not None:
            holding.append(found)
    best = min(holding, key=lambda one: BEST_FIRST.index(one[1].result), default=None)
    return best[0] if best else None


def _token(outline: Outline, note: ProofNote, known: Known) -> tuple[SignedBytes, Check] | None:
    data = outline.payload.data.strip()
    token = jose.parse_compact(data)
    signing = jws.signing_outline(outline, jose.claims(token))
    found = find_key(token.header, note, known, signing, jws.made_by(token, known))
    alg = jws.algorithm(token.header, found)
    if found.key is None:
        return None
    if not signatures.verify(found.key, alg, token.signature, token.signing_input, known.work):
        return None
    return SignedBytes("jws", data.decode("ascii"), "", b"", alg, found.key), signed_by(found, signing)


def _embedded(outline: Outline, note: ProofNote, known: Known) -> tuple[SignedBytes, Check] | None:
    suite = _suite(note)
    if suite is None:
        return None
    members, signature = read_members(note.content), suite.open(note.content)
    found = known.key(KeyRef(members.method, signatory(outline), members.purpose, at=members.created))
    if found.key is None:
        return None
    alg = algorithm(suite, signature, found.key)
    for covered in all_covered(suite, outline, note.content, known, alg):
        for attempt in suite.form(covered):
            if signatures.verify(found.key, alg, signature.value, signature.prefix + attempt.data, known.work):
                options, document = (one if isinstance(one, str) else one.decode() for one in attempt.forms)
                form = "rdfc" if isinstance(attempt.forms[0], str) else "jcs"
                name, prefix = hash_name(suite, alg), signature.prefix.decode("ascii")
                covers = SignedBytes(form, document, options, signature.value, alg, found.key, name, prefix)
                return covers, signed_by(found, outline)
    return None


def _suite(note: ProofNote) -> Suite | None:
    if data_integrity.PROOF.recognises(note):
        return data_integrity.SUITES[note.content["cryptosuite"]]
    kind = note.content.get("type")
    return _SUITES.get(kind) if isinstance(kind, str) else None
