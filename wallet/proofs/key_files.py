"""The key of a signed Open Badges 1 assertion: a file at an address that the assertion names.

In Open Badges 1.0 and 1.1 (``VerificationObject``) no profile lists keys.  What
ties such a key to the issuer is where it is published, by the rule for hosted
badges: whoever can put a key there could put the badge itself there as well.
"""

from wallet.model import FoundKey, KeyRef, Outline, ProofNote
from wallet.proofs.badge_issuer import issuer_of
from wallet.proofs.base import Known
from wallet.proofs.hosted import place_of
from wallet.report import Code


def tied(found: FoundKey, outline: Outline, note: ProofNote, known: Known) -> FoundKey:
    """``found`` as the issuer's, if it is the key that is saved from a place of the issuer's; else unchanged."""
    if found.key is None or found.code != Code.SELF_ASSERTED_KEY:
        return found
    copy = known.document(note.key_id)
    if copy is None or copy.origin != "saved":
        return found
    alone = known.key(KeyRef(note.key_id, outline.issuer_id, "assertionMethod"))  # not what the token brings along
    place = place_of(issuer_of(outline.document, known), note.key_id, copy)
    if alone.key != found.key or place.code is not Code.HOSTED_BY_ISSUER:
        return found
    return found._replace(code=Code.ISSUER_DOCUMENT.value, source=copy.url, as_of=copy.fetched_at)
