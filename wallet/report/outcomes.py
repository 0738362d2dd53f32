"""How each code reads: the question it answers, how that came out, the sentence, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from wallet.report.codes import CheckId, Code, Result
from wallet.wording import say

_ASK_ISSUER = "ask the issuer for a fresh copy"
_GET_ORIGINAL = "get the original file again: from the issuer, your own download, or whoever sent it"
ONLINE = "wallet verify FILE --online"
"""Hint for something that is not saved; FILE is replaced by what was checked, where that is known."""
TRUST = "wallet trust add ID"
"""Hint for an issuer that is on no list; ID is replaced by the issuer's id, where that is known."""
VOCABULARY = "wallet contexts add FILE --url URL"
"""Hint for a vocabulary that is not installed; URL is replaced by its address, where that is known."""
CLAIM = "wallet identity add EMAIL"
"""Hint for a credential that may be the learner's; EMAIL is replaced by the recipient's id, where that is known."""
_CLAIM = "{claim}"
"""Filled by a sentence: a learner is asked what is theirs, and whoever checks a file whom they expect."""
SAVED = "wallet evidence add ID FILE"
"""What to type about a document of an issuer that this program cannot ask for."""
SHARE = "wallet share REF --fields"
"""How to choose what to show of a credential that the wallet holds; REF is replaced where it is known."""
_EVIDENCE = "look it up where it is published: {lookup}"
_FROM_ISSUER = "get it from the issuer yourself: {lookup}"
_TELL_OR_LOOK = "tell the issuer; look it up where it is published: {lookup}"
_KEYS = "ask the issuer, by a way you already know, whether it changed its keys; if it did: {trust}"
_ASKED = "its servers were asked just now and gave nothing that answers this"
WHEN_ASKED = {
    _EVIDENCE: say(_ASKED),
    _FROM_ISSUER: say(_ASKED),
    _TELL_OR_LOOK: say("tell the issuer; its servers were asked just now and gave nothing that answers this"),
}
_NEWER = "a newer release may read it: wallet formats lists what this one supports"


@dataclass(frozen=True, slots=True)
class Words:
    """What a code belongs to and how it reads; ``hint`` is empty on a pass."""

    check: CheckId
    result: Result
    message: str
    hint: str = ""


_F, _I, _S = CheckId.FORMAT, CheckId.INTEGRITY, CheckId.SIGNER
_R, _V, _W, _H = CheckId.RECOGNITION, CheckId.VALIDITY, CheckId.STATUS, CheckId.HOLDER
_OK, _NOTE, _UNKNOWN, _FAIL, _NA = Result.PASS, Result.NOTE, Result.UNKNOWN, Result.FAIL, Result.NOT_APPLICABLE
_C = Code
# fmt: off
_WORDS: dict[str, Words] = {
    _C.READ: Words(_F, _OK, "yes: {format}"),
    _C.UNUSUAL_FORM: Words(_F, _NOTE, "it departs from the {format} rules: {detail}", "usually harmless; " + _ASK_ISSUER + " if a reader refuses it"),
    _C.SHOWN_IN_PART: Words(_F, _NOTE, "yes, but its holder chose what to show: {detail}", "ask the holder to show more of it"),
    _C.NOT_COMPLETED: Words(_F, _NOTE, "yes, but its result says that this was not completed: {status}", "do not count it as achieved; once it is, ask the issuer for a new one"),
    _C.REQUIRED_MISSING: Words(_F, _FAIL, "it lacks {field}", _ASK_ISSUER),
    _C.SIGNATURE_GOOD: Words(_I, _OK, "unchanged since it was signed"),
    _C.MATCHES_HOSTED_COPY: Words(_I, _OK, "the same as the issuer's own copy"),
    _C.COVERED_BY_CONTAINER: Words(_I, _OK, "unchanged since {outer} signed it all"),
    _C.COVERED_TOGETHER: Words(_I, _NOTE, "unchanged since {outer} signed it all; dates and credits that may be another's are not shown", "where you miss any, ask the issuer for this one with a signature of its own"),
    _C.SOME_PROOFS_UNCHECKED: Words(_I, _NOTE, "unchanged, but {n} more of its signatures could not be checked", "those that were checked hold; others may sign beside the issuer"),
    _C.DIRECTION_UNSIGNED: Words(_I, _NOTE, "unchanged, but its text direction is not signed", "harmless unless the order of words matters to you"),
    _C.OPEN_VOCABULARY: Words(_I, _NOTE, "unchanged; signed but not standard: {fields}", "read those fields as the issuer's own words"),
    _C.UNSIGNED: Words(_I, _UNKNOWN, "it has no signature", "ask the issuer for a signed copy"),
    _C.HOSTED_NOT_SAVED: Words(_I, _UNKNOWN, "it is only as good as the issuer's own copy, which is not saved", _EVIDENCE),
    _C.KEY_NOT_SAVED: Words(_I, _UNKNOWN, "the key that signed it is not saved", _EVIDENCE),
    _C.CONTEXT_UNKNOWN: Words(_I, _UNKNOWN, "its vocabulary is not installed: {url}", "get its official text from who publishes it: {vocabulary}"),
    _C.SUITE_UNSUPPORTED: Words(_I, _UNKNOWN, "its kind of signature is not supported: {suite}", _NEWER),
    _C.FEATURE_UNSUPPORTED: Words(_I, _UNKNOWN, "it uses something not supported: {feature}", _NEWER),
    _C.TOO_COMPLEX: Words(_I, _UNKNOWN, "it takes too much work to check", "no honest badge is this tangled; " + _ASK_ISSUER),
    _C.BASE_PROOF: Words(_I, _UNKNOWN, "this is the holder's master copy, not for showing", "share a derived copy with the fields you choose: {share}"),
    _C.ANCHOR_UNCHECKED: Words(_I, _UNKNOWN, "it matches its receipt, but {chain} was not consulted", "compare the transaction in a block explorer: {transaction}"),
    _C.SIGNATURE_MISMATCH: Words(_I, _FAIL, "changed after signing, or signed by another key", _GET_ORIGINAL),
    _C.HASH_MISMATCH: Words(_I, _FAIL, "a part of it differs from what was signed: {detail}", _GET_ORIGINAL),
    _C.HOSTED_COPY_DIFFERS: Words(_I, _FAIL, "it differs from the issuer's own copy", _GET_ORIGINAL),
    _C.UNDEFINED_TERM: Words(_I, _FAIL, "it holds something that no signature covers: {field}", "treat that field as added by somebody else; " + _ASK_ISSUER),
    _C.KEY_NOT_A_TERM: Words(_I, _FAIL, "a field hides its meaning: {field}", _ASK_ISSUER),
    _C.TERM_REDEFINED: Words(_I, _FAIL, "it redefines what a field means: {field}", _ASK_ISSUER),
    _C.CONTEXT_ORDER: Words(_I, _FAIL, "its vocabularies do not begin with that of credentials", _ASK_ISSUER),
    _C.PROOF_TERM_REMAPPED: Words(_I, _FAIL, "it redefines what a signature is", _ASK_ISSUER),
    _C.PROOF_MALFORMED: Words(_I, _FAIL, "its signature block is broken: {detail}", _ASK_ISSUER),
    _C.JOSE_REFUSED: Words(_I, _FAIL, "its token uses something forbidden: {detail}", _ASK_ISSUER),
    _C.ISSUER_KEY: Words(_S, _OK, "the issuer's id is the key that signed"),
    _C.ISSUER_DOCUMENT: Words(_S, _OK, "the issuer's saved document lists the key that signed"),
    _C.PINNED_KEY: Words(_S, _OK, "signed by the key you pinned for this issuer"),
    _C.CERTIFICATE: Words(_S, _OK, "sealed by {subject}, certified under {anchor}, which you trust"),
    _C.HOSTED_BY_ISSUER: Words(_S, _OK, "the issuer's own site publishes it"),
    _C.PUBLISHED_IN_THE_OPEN: Words(_S, _NOTE, "what the issuer publishes came over plain http: anybody on the way could have changed it", "look it up again, over https: {lookup}"),
    _C.VOUCHED_BY_CONTAINER: Words(_S, _NOTE, "{outer} vouches for it, not {issuer}", "ask {issuer} for a copy that it signed itself"),
    _C.CERT_EXPIRED_SINCE: Words(_S, _NOTE, "the signer's certificate has expired since", "only the signer says when it was signed, and whether the certificate was in date then"),
    _C.KEY_RETIRED: Words(_S, _NOTE, "the issuer changed keys since; it listed this one until {date}", "nothing to do: you held it before the change"),
    _C.KEY_VANISHED: Words(_S, _NOTE, "ALARM: since {since} the issuer's site lists only other keys; this one until {date}", _KEYS),
    _C.SELF_ASSERTED_KEY: Words(_S, _UNKNOWN, "the key came with the credential; nothing ties it to {issuer}", _EVIDENCE),
    _C.ISSUER_NOT_SAVED: Words(_S, _UNKNOWN, "no document of {issuer} is saved", _EVIDENCE),
    _C.ISSUER_FROM_SHARER: Words(_S, _UNKNOWN, "the issuer's document came from the person who shared this", _FROM_ISSUER),
    _C.KEY_CHANGED: Words(_S, _UNKNOWN, "not the key you pinned for {issuer}", "ask the issuer whether it changed keys before you pin the new one"),
    _C.DID_UNSUPPORTED: Words(_S, _UNKNOWN, "the issuer's kind of id is not supported: {method}", "get its document from the issuer and save it under the id: {saved}"),
    _C.ISSUER_MISMATCH: Words(_S, _FAIL, "signed with somebody else's key, not that of {issuer}", _ASK_ISSUER),
    _C.METHOD_NOT_AUTHORISED: Words(_S, _FAIL, "{issuer} does not allow this key to sign", _ASK_ISSUER),
    _C.CLAIMS_DIFFER: Words(_S, _FAIL, "it contradicts itself: its token says {claim} otherwise than the credential inside", _ASK_ISSUER),
    _C.PURPOSE_WRONG: Words(_S, _FAIL, "signed for another purpose: {purpose}", "ask whoever signed it to sign it anew, for this"),
    _C.PROOF_EXPIRED: Words(_S, _FAIL, "the signature was meant to be checked until {date}", "ask for a fresh copy; what was signed is not judged by this"),
    _C.HOSTED_SCOPE: Words(_S, _FAIL, "{url} is not a place of the issuer's", _ASK_ISSUER),
    _C.CERT_INVALID: Words(_S, _FAIL, "the certificate chain is broken: {detail}", _ASK_ISSUER),
    _C.NO_SIGNATURE: Words(_S, _NA, "no signature that could be checked"),
    _C.ON_YOUR_LIST: Words(_R, _OK, "you trust {issuer}"),
    _C.ON_LIST: Words(_R, _OK, "{issuer} is on {list}"),
    _C.SEALED_UNDER_LISTED: Words(_R, _OK, "{issuer} is certified by an authority that you trust"),
    _C.ISSUER_EXPECTED: Words(_R, _OK, "{issuer}, whom you expect"),
    _C.ISSUER_UNEXPECTED: Words(_R, _FAIL, "not from whom you expect, but from {issuer}", "compare the id with the one you gave to --expect-issuer"),
    _C.NOT_ON_LIST: Words(_R, _NOTE, "unrecognised: on none of your lists", "compare the id with one that the issuer gives you itself, then: {trust}"),
    _C.ISSUER_UNNAMED: Words(_R, _NOTE, "it names nobody by id who issued it", "ask for a copy that does: a name alone can be anybody's"),
    _C.NOT_PROVED: Words(_R, _NOTE, "{issuer} is on a list, but nothing ties it to this credential", "first it has to be known whether its key signed: see the answers above"),
    _C.SELF_ISSUED: Words(_R, _NOTE, "the holder issued it to themselves", "nobody else vouches for it: rely on what others signed"),
    _C.NAME_LOOKALIKE: Words(_R, _NOTE, "the issuer's name resembles {trusted}, which has another id", "compare the two ids with care"),
    _C.ISSUER_KEYS_CHANGED: Words(_R, _NOTE, "{issuer} has other keys than when you trusted it", _KEYS),
    _C.FLAGGED: Words(_R, _FAIL, "flagged by {list}: {reason}", "ask the issuer named in the credential, by a way you already know"),
    _C.IN_DATE: Words(_V, _OK, "in date until {date}"),
    _C.NO_END_DATE: Words(_V, _OK, "it has no end date"),
    _C.START_NOT_SHOWN: Words(_V, _NOTE, "it shows no start, and may keep one back", "ask the holder to show when it starts"),
    _C.END_NOT_SHOWN: Words(_V, _NOTE, "it shows no end date, and may keep one back", "ask the holder to show when it ends"),
    _C.EXPIRED: Words(_V, _NOTE, "it ended on {date}", "whoever holds it can ask the issuer how to renew it"),
    _C.NOT_YET_VALID: Words(_V, _NOTE, "it starts on {date}", "use it from that day on"),
    _C.DATES_UNREADABLE: Words(_V, _NOTE, "its dates cannot be read", _ASK_ISSUER),
    _C.DATES_CONTRADICT: Words(_V, _NOTE, "its dates disagree with each other", _ASK_ISSUER),
    _C.NOT_WITHDRAWN: Words(_W, _OK, "not withdrawn as of {date}"),
    _C.STATUS_OLD: Words(_W, _NOTE, "not withdrawn {n} days ago, when last looked up", _EVIDENCE),
    _C.STATUS_MESSAGE: Words(_W, _NOTE, "the issuer says: {text}", "ask the issuer what this means for you"),
    _C.STATUS_NOT_SAVED: Words(_W, _UNKNOWN, "the status list is not saved", _EVIDENCE),
    _C.STATUS_EXPIRED: Words(_W, _UNKNOWN, "the saved status list is out of date", _EVIDENCE),
    _C.STATUS_NOT_YET_VALID: Words(_W, _UNKNOWN, "the status list starts on {date}", "look again then, in a fresh copy of the list"),
    _C.STATUS_BAD_SIGNATURE: Words(_W, _UNKNOWN, "the status list is not properly signed", _TELL_OR_LOOK),
    _C.STATUS_OTHER_ISSUER: Words(_W, _UNKNOWN, "the status list is someone else's", "tell the issuer"),
    _C.STATUS_UNREADABLE: Words(_W, _UNKNOWN, "the status list cannot be read", _TELL_OR_LOOK),
    _C.STATUS_BAD_INDEX: Words(_W, _UNKNOWN, "the status list has no such place", "tell the issuer"),
    _C.STATUS_WRONG_PURPOSE: Words(_W, _UNKNOWN, "the status list is about {other}", "tell the issuer"),
    _C.STATUS_ROLLED_BACK: Words(_W, _UNKNOWN, "the status list is older than one already seen", _EVIDENCE),
    _C.STATUS_UNSUPPORTED: Words(_W, _UNKNOWN, "the status list is of an unknown kind: {kind}", _NEWER),
    _C.REVOKED: Words(_W, _FAIL, "withdrawn by the issuer, as of {date}", "ask the issuer why"),
    _C.SUSPENDED: Words(_W, _FAIL, "suspended by the issuer for now, as of {date}", "ask the issuer how long"),
    _C.STATUS_NOT_OFFERED: Words(_W, _NA, "the issuer offers no way to look it up"),
    _C.STATUS_NOT_SHOWN: Words(_W, _NOTE, "it may keep back a way to look it up", "ask the holder to show its status"),
    _C.HOLDER_PROVED: Words(_H, _OK, "its holder signed this presentation"),
    _C.HOLDER_MATCH: Words(_H, _OK, "issued to {id}"),
    _C.HOLDER_DIFFERS: Words(_H, _NOTE, "issued to one id, presented by another", "ask the sender to show that the other id is theirs too"),
    _C.HOLDER_NOT_YOURS: Words(_H, _NOTE, "issued to none of your identities", _CLAIM),
    _C.HOLDER_NOT_COMPARABLE: Words(_H, _UNKNOWN, "it names nobody who can be compared", "ask the sender how it was issued to them"),
    _C.HOLDER_MISMATCH: Words(_H, _FAIL, "issued to somebody else", "check the id you gave with --holder"),
    _C.HOLDER_UNNAMED: Words(_H, _NA, "it shows neither a name nor an id of whose it is"),
    _C.HOLDER_NAMED_OTHERWISE: Words(_H, _NA, "it names its holder by none of the ways that you did", _CLAIM),
    _C.NOT_ASKED: Words(_H, _NA, "not asked", _CLAIM),
}
# fmt: on


def words(code: Code) -> Words:
    """The check, result, message and hint of ``code``."""
    return _WORDS[code]


def answered(codes: Iterable[str], question: CheckId) -> Code | None:
    """The answer to ``question`` among codes that were kept as text; None where it is not there, or of a newer version."""
    return next((Code(text) for text in codes if text in _WORDS and _WORDS[text].check is question), None)
