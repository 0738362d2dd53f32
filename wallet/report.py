"""What checking found, in a closed set of codes, and the verdict that follows.

A check answers one question about one credential.  Every outcome it can have
is a :class:`Code`; its words stand once, in ``_WORDS``.  The rule that turns
checks into a headline is :func:`verdict`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from shlex import quote

from wallet.errors import ExitCode, Internal
from wallet.model import Credential, Outline, View
from wallet.wording import NOTHING, Message, say


class Result(StrEnum):
    """How one check came out.  ``unknown`` is neither pass nor fail."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    NOTE = "note"
    UNKNOWN = "unknown"
    FAIL = "fail"
    NOT_APPLICABLE = "n/a"


class CheckId(StrEnum):
    """The seven questions, in the order they are shown."""

    FORMAT = "format"
    INTEGRITY = "integrity"
    SIGNER = "signer"
    RECOGNITION = "recognition"
    VALIDITY = "validity"
    STATUS = "status"
    HOLDER = "holder"


QUESTIONS = {
    CheckId.FORMAT: say("Is it a credential we can read?"),
    CheckId.INTEGRITY: say("Unchanged since it was signed?"),
    CheckId.SIGNER: say("Did the named issuer's key sign it?"),
    CheckId.RECOGNITION: say("Is the issuer on a list you trust?"),
    CheckId.VALIDITY: say("Is it in date?"),
    CheckId.STATUS: say("Has the issuer withdrawn it?"),
    CheckId.HOLDER: say("Whose is it?"),
}


class Tier(StrEnum):
    """How well an issuer is known to whoever checks."""

    FLAGGED = "flagged"
    TRUSTED = "trusted"
    KNOWN = "known"
    SELF_ISSUED = "self-issued"
    UNRECOGNISED = "unrecognised"


class Verdict(StrEnum):
    """The headline over a report."""

    VERIFIED = "verified"
    VERIFIED_WITH_NOTES = "verified_with_notes"
    CANNOT_TELL = "cannot_tell"
    REJECTED = "rejected"

    @property
    def headline(self) -> str:
        """The words a person reads first."""
        return _HEADLINES[self]

    @property
    def words(self) -> str:
        """The same within a line."""
        return _VERDICTS[self]

    def exit_code(self, *, strict: bool = False) -> ExitCode:
        """The exit code for one input with this verdict."""
        if self is Verdict.VERIFIED_WITH_NOTES and strict:
            return ExitCode.NOTES
        return _EXIT_CODES[self]


_HEADLINES = {
    Verdict.VERIFIED: say("VERIFIED"),
    Verdict.VERIFIED_WITH_NOTES: say("VERIFIED WITH NOTES"),
    Verdict.CANNOT_TELL: say("CANNOT TELL"),
    Verdict.REJECTED: say("DO NOT RELY ON THIS"),
}
_VERDICTS = {
    Verdict.VERIFIED: say("verified"),
    Verdict.VERIFIED_WITH_NOTES: say("verified with notes"),
    Verdict.CANNOT_TELL: say("cannot tell"),
    Verdict.REJECTED: say("do not rely on this"),
}
_EXIT_CODES = {
    Verdict.VERIFIED: ExitCode.OK,
    Verdict.VERIFIED_WITH_NOTES: ExitCode.OK,
    Verdict.CANNOT_TELL: ExitCode.CANNOT_TELL,
    Verdict.REJECTED: ExitCode.REJECTED,
}

_F, _I, _S = CheckId.FORMAT, CheckId.INTEGRITY, CheckId.SIGNER
_R, _V, _W, _H = CheckId.RECOGNITION, CheckId.VALIDITY, CheckId.STATUS, CheckId.HOLDER
_OK, _NOTE, _UNKNOWN, _FAIL, _NA = Result.PASS, Result.NOTE, Result.UNKNOWN, Result.FAIL, Result.NOT_APPLICABLE

_ASK_ISSUER = "ask the issuer for a fresh copy"
_GET_ORIGINAL = "get the original file again from the issuer or from your own download"
ONLINE = "wallet verify FILE --online"
"""What to type about something that is not saved; whoever knows what was checked names that in place of FILE."""
TRUST = "wallet trust add ID"
"""What to type about an issuer that is on no list; whoever knows what was checked names it in place of ID."""
_EVIDENCE = "look it up where it is published: {lookup}"
_FROM_ISSUER = "get it from the issuer yourself: {lookup}"
_TELL_OR_LOOK = "tell the issuer; look it up where it is published: {lookup}"
_PASTED = 300
"""Characters of an id that still goes into a command to paste."""
_KEYS = "ask the issuer, by a way you already know, whether it changed its keys; if it did: {trust}"
_ASKED = "its servers were asked just now and gave nothing that answers this"
_WHEN_ASKED = {
    _EVIDENCE: say(_ASKED),
    _FROM_ISSUER: say(_ASKED),
    _TELL_OR_LOOK: say("tell the issuer; its servers were asked just now and gave nothing that answers this"),
}
_NEWER = "a newer release may read it: wallet formats lists what this one supports"


class Code(StrEnum):
    """Every outcome a check can have; closed, and stable for scripts."""

    # format
    READ = "read"
    UNUSUAL_FORM = "unusual_form"
    REQUIRED_MISSING = "required_missing"
    # integrity
    SIGNATURE_GOOD = "signature_good"
    MATCHES_HOSTED_COPY = "matches_hosted_copy"
    COVERED_BY_CONTAINER = "covered_by_container"
    SOME_PROOFS_UNCHECKED = "some_proofs_unchecked"
    DIRECTION_UNSIGNED = "direction_unsigned"
    OPEN_VOCABULARY = "open_vocabulary"
    UNSIGNED = "unsigned"
    HOSTED_NOT_SAVED = "hosted_not_saved"
    KEY_NOT_SAVED = "key_not_saved"
    CONTEXT_UNKNOWN = "context_unknown"
    SUITE_UNSUPPORTED = "suite_unsupported"
    FEATURE_UNSUPPORTED = "feature_unsupported"
    TOO_COMPLEX = "too_complex"
    BASE_PROOF = "base_proof"
    ANCHOR_UNCHECKED = "anchor_unchecked"
    SIGNATURE_MISMATCH = "signature_mismatch"
    HASH_MISMATCH = "hash_mismatch"
    HOSTED_COPY_DIFFERS = "hosted_copy_differs"
    UNDEFINED_TERM = "undefined_term"
    KEY_NOT_A_TERM = "key_not_a_term"
    TERM_REDEFINED = "term_redefined"
    CONTEXT_ORDER = "context_order"
    PROOF_TERM_REMAPPED = "proof_term_remapped"
    PROOF_MALFORMED = "proof_malformed"
    JOSE_REFUSED = "jose_refused"
    # signer
    ISSUER_KEY = "issuer_key"
    ISSUER_DOCUMENT = "issuer_document"
    PINNED_KEY = "pinned_key"
    CERTIFICATE = "certificate"
    HOSTED_BY_ISSUER = "hosted_by_issuer"
    VOUCHED_BY_CONTAINER = "vouched_by_container"
    CERT_EXPIRED_SINCE = "cert_expired_since"
    KEY_RETIRED = "key_retired"
    KEY_VANISHED = "key_vanished"
    SELF_ASSERTED_KEY = "self_asserted_key"
    ISSUER_NOT_SAVED = "issuer_not_saved"
    ISSUER_FROM_SHARER = "issuer_from_sharer"
    KEY_CHANGED = "key_changed"
    DID_UNSUPPORTED = "did_unsupported"
    ISSUER_MISMATCH = "issuer_mismatch"
    METHOD_NOT_AUTHORISED = "method_not_authorised"
    PURPOSE_WRONG = "purpose_wrong"
    PROOF_EXPIRED = "proof_expired"
    HOSTED_SCOPE = "hosted_scope"
    CERT_INVALID = "cert_invalid"
    NO_SIGNATURE = "no_signature"
    # recognition
    ON_YOUR_LIST = "on_your_list"
    ON_LIST = "on_list"
    SEALED_UNDER_LISTED = "sealed_under_listed"
    NOT_ON_LIST = "not_on_list"
    NOT_PROVED = "not_proved"
    SELF_ISSUED = "self_issued"
    ISSUER_EXPECTED = "issuer_expected"
    ISSUER_UNEXPECTED = "issuer_unexpected"
    NAME_LOOKALIKE = "name_lookalike"
    ISSUER_KEYS_CHANGED = "issuer_keys_changed"
    FLAGGED = "flagged"
    # validity
    IN_DATE = "in_date"
    NO_END_DATE = "no_end_date"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    DATES_UNREADABLE = "dates_unreadable"
    DATES_CONTRADICT = "dates_contradict"
    # status
    NOT_WITHDRAWN = "not_withdrawn"
    STATUS_OLD = "status_old"
    STATUS_MESSAGE = "status_message"
    STATUS_NOT_SAVED = "status_not_saved"
    STATUS_EXPIRED = "status_expired"
    STATUS_NOT_YET_VALID = "status_not_yet_valid"
    STATUS_BAD_SIGNATURE = "status_bad_signature"
    STATUS_OTHER_ISSUER = "status_other_issuer"
    STATUS_UNREADABLE = "status_unreadable"
    STATUS_BAD_INDEX = "status_bad_index"
    STATUS_WRONG_PURPOSE = "status_wrong_purpose"
    STATUS_ROLLED_BACK = "status_rolled_back"
    STATUS_UNSUPPORTED = "status_unsupported"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    STATUS_NOT_OFFERED = "status_not_offered"
    # holder
    HOLDER_PROVED = "holder_proved"
    HOLDER_MATCH = "holder_match"
    HOLDER_DIFFERS = "holder_differs"
    HOLDER_NOT_COMPARABLE = "holder_not_comparable"
    HOLDER_NOT_YOURS = "holder_not_yours"
    HOLDER_MISMATCH = "holder_mismatch"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Words:
    """What a code belongs to and how it reads; ``hint`` is empty on a pass."""

    check: CheckId
    result: Result
    message: str
    hint: str = ""


_C = Code
# fmt: off
_WORDS: dict[Code, Words] = {
    _C.READ: Words(_F, _OK, "yes: {format}"),
    _C.UNUSUAL_FORM: Words(_F, _NOTE, "it departs from the {format} rules: {detail}", "usually harmless; " + _ASK_ISSUER + " if a reader refuses it"),
    _C.REQUIRED_MISSING: Words(_F, _FAIL, "it lacks {field}", _ASK_ISSUER),
    _C.SIGNATURE_GOOD: Words(_I, _OK, "unchanged since it was signed"),
    _C.MATCHES_HOSTED_COPY: Words(_I, _OK, "the same as the issuer's own copy"),
    _C.COVERED_BY_CONTAINER: Words(_I, _OK, "unchanged since {outer} signed it all"),
    _C.SOME_PROOFS_UNCHECKED: Words(_I, _NOTE, "unchanged, but {n} more of its signatures could not be checked", "those that were checked hold; others may sign beside the issuer"),
    _C.DIRECTION_UNSIGNED: Words(_I, _NOTE, "unchanged, but its text direction is not signed", "harmless unless the order of words matters to you"),
    _C.OPEN_VOCABULARY: Words(_I, _NOTE, "unchanged; signed but not standard: {fields}", "read those fields as the issuer's own words"
    ),
    _C.UNSIGNED: Words(_I, _UNKNOWN, "it has no signature", "ask the issuer for a signed copy"),
    _C.HOSTED_NOT_SAVED: Words(_I, _UNKNOWN, "it is only as good as the issuer's own copy, which is not saved", _EVIDENCE
    ),
    _C.KEY_NOT_SAVED: Words(_I, _UNKNOWN, "the key that signed it is not saved", _EVIDENCE),
    _C.CONTEXT_UNKNOWN: Words(_I, _UNKNOWN, "its vocabulary is not installed: {url}", "add it from a file you trust: wallet contexts add FILE"
    ),
    _C.SUITE_UNSUPPORTED: Words(_I, _UNKNOWN, "its kind of signature is not supported: {suite}", _NEWER),
    _C.FEATURE_UNSUPPORTED: Words(_I, _UNKNOWN, "it uses something not supported: {feature}", _NEWER),
    _C.TOO_COMPLEX: Words(_I, _UNKNOWN, "it takes too much work to check", "no honest badge is this tangled; " + _ASK_ISSUER
    ),
    _C.BASE_PROOF: Words(_I, _UNKNOWN, "this is the holder's master copy, not for showing", "share a derived copy with the fields you choose: wallet share"),
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
    _C.VOUCHED_BY_CONTAINER: Words(_S, _NOTE, "{outer} vouches for it, not {issuer}", "ask {issuer} for a copy that it signed itself"
    ),
    _C.CERT_EXPIRED_SINCE: Words(_S, _NOTE, "the signer's certificate has expired since", "only the signer says when it was signed, and whether the certificate was in date then"
    ),
    _C.KEY_RETIRED: Words(_S, _NOTE, "the issuer changed keys since; it listed this one until {date}", "nothing to do: you held it before the change"
    ),
    _C.KEY_VANISHED: Words(_S, _NOTE, "ALARM: since {since} the issuer's site lists only other keys; this one until {date}", _KEYS
    ),
    _C.SELF_ASSERTED_KEY: Words(_S, _UNKNOWN, "the key came with the credential; nothing ties it to {issuer}", _EVIDENCE
    ),
    _C.ISSUER_NOT_SAVED: Words(_S, _UNKNOWN, "no document of {issuer} is saved", _EVIDENCE),
    _C.ISSUER_FROM_SHARER: Words(_S, _UNKNOWN, "the issuer's document came from the person who shared this", _FROM_ISSUER),
    _C.KEY_CHANGED: Words(_S, _UNKNOWN, "not the key you pinned for {issuer}", "ask the issuer whether it changed keys before you pin the new one"),
    _C.DID_UNSUPPORTED: Words(_S, _UNKNOWN, "the issuer's kind of id is not supported: {method}", "save its document under the id: wallet verify FILE --evidence DIR"),
    _C.ISSUER_MISMATCH: Words(_S, _FAIL, "signed with somebody else's key, not that of {issuer}", _ASK_ISSUER),
    _C.METHOD_NOT_AUTHORISED: Words(_S, _FAIL, "{issuer} does not allow this key to sign", _ASK_ISSUER),
    _C.PURPOSE_WRONG: Words(_S, _FAIL, "signed for another purpose: {purpose}", _ASK_ISSUER),
    _C.PROOF_EXPIRED: Words(_S, _FAIL, "the signature was meant to be checked until {date}", "ask for a fresh copy; what was signed is not judged by this"),
    _C.HOSTED_SCOPE: Words(_S, _FAIL, "{url} is not a place of the issuer's", _ASK_ISSUER),
    _C.CERT_INVALID: Words(_S, _FAIL, "the certificate chain is broken: {detail}", _ASK_ISSUER),
    _C.NO_SIGNATURE: Words(_S, _NA, "no signature that could be checked"),
    _C.ON_YOUR_LIST: Words(_R, _OK, "you trust {issuer}"),
    _C.ON_LIST: Words(_R, _OK, "{issuer} is on {list}"),
    _C.SEALED_UNDER_LISTED: Words(_R, _OK, "{issuer} is certified by an authority that you trust"),
    _C.ISSUER_EXPECTED: Words(_R, _OK, "{issuer}, whom you expect"),
    _C.ISSUER_UNEXPECTED: Words(_R, _FAIL, "not from whom you expect, but from {issuer}", "compare the id with the one you gave to --expect-issuer"),
    _C.NOT_ON_LIST: Words(_R, _NOTE, "unrecognised: on none of your lists", "compare the id with one that the issuer gives you itself, then: {trust}"
    ),
    _C.NOT_PROVED: Words(_R, _NOTE, "{issuer} is on a list, but nothing ties it to this credential", _EVIDENCE),
    _C.SELF_ISSUED: Words(_R, _NOTE, "the holder issued it to themselves", "nobody else vouches for it: rely on what others signed"
    ),
    _C.NAME_LOOKALIKE: Words(_R, _NOTE, "the issuer's name resembles {trusted}, which has another id", "compare the two ids with care"
    ),
    _C.ISSUER_KEYS_CHANGED: Words(_R, _NOTE, "{issuer} has other keys than when you trusted it", _KEYS),
    _C.FLAGGED: Words(_R, _FAIL, "flagged by {list}: {reason}", "ask the issuer named in the credential, by a way you already know"
    ),
    _C.IN_DATE: Words(_V, _OK, "in date until {date}"),
    _C.NO_END_DATE: Words(_V, _OK, "it has no end date"),
    _C.EXPIRED: Words(_V, _NOTE, "it ended on {date}", "ask the issuer how to renew it"),
    _C.NOT_YET_VALID: Words(_V, _NOTE, "it starts on {date}", "use it from that day on"),
    _C.DATES_UNREADABLE: Words(_V, _NOTE, "its dates cannot be read", _ASK_ISSUER),
    _C.DATES_CONTRADICT: Words(_V, _NOTE, "its dates disagree with each other", _ASK_ISSUER),
    _C.NOT_WITHDRAWN: Words(_W, _OK, "not withdrawn as of {date}"),
    _C.STATUS_OLD: Words(_W, _NOTE, "not withdrawn {n} days ago, when last looked up", _EVIDENCE),
    _C.STATUS_MESSAGE: Words(_W, _NOTE, "the issuer says: {text}", "ask the issuer what this means for you"),
    _C.STATUS_NOT_SAVED: Words(_W, _UNKNOWN, "the status list is not saved", _EVIDENCE),
    _C.STATUS_EXPIRED: Words(_W, _UNKNOWN, "the saved status list is out of date", _EVIDENCE),
    _C.STATUS_NOT_YET_VALID: Words(_W, _UNKNOWN, "the status list starts on {date}", "look again then, in a fresh copy of the list"),
    _C.STATUS_BAD_SIGNATURE: Words(_W, _UNKNOWN, "the status list is not properly signed", _TELL_OR_LOOK
    ),
    _C.STATUS_OTHER_ISSUER: Words(_W, _UNKNOWN, "the status list is someone else's", "tell the issuer"),
    _C.STATUS_UNREADABLE: Words(_W, _UNKNOWN, "the status list cannot be read", _TELL_OR_LOOK),
    _C.STATUS_BAD_INDEX: Words(_W, _UNKNOWN, "the status list has no such place", "tell the issuer"),
    _C.STATUS_WRONG_PURPOSE: Words(_W, _UNKNOWN, "the status list is about {other}", "tell the issuer"),
    _C.STATUS_ROLLED_BACK: Words(_W, _UNKNOWN, "the status list is older than one already seen", _EVIDENCE),
    _C.STATUS_UNSUPPORTED: Words(_W, _UNKNOWN, "the status list is of an unknown kind: {kind}", _NEWER),
    _C.REVOKED: Words(_W, _FAIL, "withdrawn by the issuer, as of {date}", "ask the issuer why"),
    _C.SUSPENDED: Words(_W, _FAIL, "suspended by the issuer for now, as of {date}", "ask the issuer how long"),
    _C.STATUS_NOT_OFFERED: Words(_W, _NA, "the issuer offers no way to look it up"),
    _C.HOLDER_PROVED: Words(_H, _OK, "its holder signed this presentation"),
    _C.HOLDER_MATCH: Words(_H, _OK, "issued to {id}"),
    _C.HOLDER_DIFFERS: Words(_H, _NOTE, "issued to one id, presented by another", "ask the sender to show that the other id is theirs too"
    ),
    _C.HOLDER_NOT_YOURS: Words(_H, _NOTE, "issued to none of your identities", "if it is yours, say as whom: wallet identity add EMAIL"
    ),
    _C.HOLDER_NOT_COMPARABLE: Words(_H, _UNKNOWN, "it names nobody who can be compared", "ask the sender how it was issued to them"
    ),
    _C.HOLDER_MISMATCH: Words(_H, _FAIL, "issued to somebody else", "check the id you gave with --holder"),
    _C.NOT_ASKED: Words(_H, _NA, "not asked"),
}
# fmt: on


def words(code: Code) -> Words:
    """The check, result, message and hint of ``code``."""
    return _WORDS[code]


_TIERS = {
    _C.FLAGGED: Tier.FLAGGED,
    _C.ON_YOUR_LIST: Tier.TRUSTED,
    _C.ON_LIST: Tier.KNOWN,
    _C.SEALED_UNDER_LISTED: Tier.KNOWN,
    _C.SELF_ISSUED: Tier.SELF_ISSUED,
}
_RANK = {_FAIL: 4, _UNKNOWN: 3, _NOTE: 2, _OK: 1, _NA: 0}


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to one question about one credential."""

    id: CheckId
    result: Result
    code: Code
    source: str = ""
    """Where the answer came from: a key id, a document's URL, a context edition."""
    as_of: datetime | None = None
    """When that source was obtained; None when the answer needs none."""
    also: tuple[Code, ...] = ()
    """Lesser findings under the same question."""
    key: str = ""
    """RFC 7638 thumbprint of the key that signed, where the question is who signed."""
    details: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What fills the placeholders of its words; those are put together for who reads them, not for every verdict."""
    asked: bool = False
    """Whether servers were asked just now: then its hint sends nobody to ask again."""

    @property
    def message(self) -> Message:
        """The answer in words."""
        return _filled(_WORDS[self.code].message, self.details)

    @property
    def hint(self) -> str:
        """What to do about it; empty on a pass."""
        template = _WORDS[self.code].hint
        if self.asked and template in _WHEN_ASKED:
            return _WHEN_ASKED[template]
        return _filled(template, self.details) if template else ""


class _Details(dict[str, str | Message]):
    """Placeholders that were not filled read as what they stand for."""

    def __missing__(self, key: str) -> str:
        self[key] = found = _UNFILLED.get(key, key)
        return found


_UNFILLED = {
    "issuer": say("the issuer"),
    "outer": say("the container"),
    "date": say("an unknown date"),
    "format": say("credential"),
    "lookup": ONLINE,
    "trust": TRUST,
}


def _filled(template: str, details: Mapping[str, str]) -> Message:
    if "{" not in template:
        return _as_it_is(template)
    return Message.of(template, _Details({k: v for k, v in details.items() if v}))


@cache
def _as_it_is(template: str) -> Message:
    """A message without values is made once: most answers have none, and many credentials have the same."""
    return Message.of(template, NOTHING)


def check(code: Code | str, *, source: str = "", as_of: datetime | None = None, key: str = "", **details: str) -> Check:
    """A check that came out as ``code``; ``details`` fill the placeholders of its words."""
    if type(code) is not Code:
        code = Code(code)
    if not (source or as_of or key or details):
        return _plain(code)
    said = _WORDS[code]
    return Check(said.check, said.result, code, source, as_of, (), key, details)


@cache
def _plain(code: Code) -> Check:
    """An answer without anything of its own is made once: many credentials have the same."""
    said = _WORDS[code]
    return Check(said.check, said.result, code)


def worst(checks: Iterable[Check]) -> Check:
    """The worst of several findings under one question, naming the others in ``also`` beside its own.

    Ties keep the first.  Raises :class:`~wallet.errors.Internal` on an empty list.
    """
    found = list(checks)
    if not found:
        raise Internal("no finding to choose from")
    if len(found) == 1:
        return found[0]
    chosen = max(found, key=lambda c: _RANK[c.result])
    others = (c.code for c in found if c.code is not chosen.code)
    return replace(chosen, also=tuple(dict.fromkeys((*chosen.also, *others))))


_DECISIVE = {_I, _S, _W}


def verdict(checks: tuple[Check, ...]) -> Verdict:
    """The headline, by the first rule that applies.

    An empty list is a bug: a credential that nothing was asked about must not
    come out as verified.  Raises :class:`~wallet.errors.Internal`.
    """
    if not checks:
        raise Internal("a report without checks has no verdict")
    if any(c.result is _FAIL for c in checks):
        return Verdict.REJECTED
    if any(c.result is _UNKNOWN and c.id in _DECISIVE for c in checks):
        return Verdict.CANNOT_TELL
    if any(c.result in (_NOTE, _UNKNOWN) for c in checks):
        return Verdict.VERIFIED_WITH_NOTES
    return Verdict.VERIFIED


@dataclass(frozen=True, slots=True)
class Proved:
    """What the proofs of one credential established (steps 5 to 9)."""

    checks: tuple[Check, ...]
    """Exactly one for integrity and, unless integrity failed, one for signer."""
    view: View
    """The signed values; on a failed or absent proof the bare document with ``signed`` False."""
    steps: tuple[str, ...] = ()
    """What was compared, for ``--explain``; sentences, and on request the whole text that was signed."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found out about one credential."""

    source: str
    """The input as the user named it."""
    outline: Outline
    credential: Credential
    """Read from the signed view; see ``shown_is_signed``."""
    at: datetime
    checks: tuple[Check, ...]
    parts: "tuple[Report, ...]" = ()
    role: str = "credential"
    pointer: str = ""
    ref: str = ""
    shown_is_signed: bool = False
    """False when the words shown are only what the file claims."""
    steps: tuple[str, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    """What the sender of a bundle signed about it: label and text."""

    @property
    def freshness(self) -> tuple[datetime, datetime] | None:
        """When the oldest and the newest document was saved that this and its parts rest on; None when on none."""
        dates = [one.as_of for one in self.checks if one.as_of is not None]
        dates += [date for part in self.parts if part.freshness for date in part.freshness]
        return (min(dates), max(dates)) if dates else None

    @property
    def verdict(self) -> Verdict:
        """The headline of this credential alone, parts left out."""
        return verdict(self.checks)

    @property
    def tier(self) -> Tier | None:
        """How well the issuer is known; None where that was not asked."""
        found = next((one for one in self.checks if one.id is CheckId.RECOGNITION), None)
        return _TIERS.get(found.code, Tier.UNRECOGNISED) if found else None

    def exit_code(self, *, strict: bool = False) -> ExitCode:
        """Worst of the container and its parts; endorsements do not count."""
        codes = [self.verdict.exit_code(strict=strict)]
        codes += [p.exit_code(strict=strict) for p in self.parts if p.role != "endorsement"]
        return first_of(codes)


def hinting(report: Report, command: str, trust: str = TRUST) -> Report:
    """The same report, parts included, with commands to paste where its hints say to look up, or to trust.

    ``trust`` ends in ``ID``, which becomes the id of whoever issued each part.
    """
    commands = {"lookup": command, "trust": trust.removesuffix("ID") + pasted(report.credential.issuer.id)}
    checks = tuple(
        replace(one, details={**one.details, **commands}) if "{" in _WORDS[one.code].hint else one
        for one in report.checks
    )
    return replace(report, checks=checks, parts=tuple(hinting(part, command, trust) for part in report.parts))


def asked_online(report: Report) -> Report:
    """The same report, parts included, for one whose servers were just asked: its hints send nobody to ask again."""
    checks = tuple(replace(one, asked=True) for one in report.checks)
    return replace(report, checks=checks, parts=tuple(map(asked_online, report.parts)))


def pasted(issuer: str) -> str:
    """The id of an issuer for a command to paste, or ``ID`` where a shell or a reader could take it for another."""
    return quote(issuer) if issuer.isprintable() and 0 < len(issuer) <= _PASTED else "ID"


_ORDER = (ExitCode.UNREADABLE, ExitCode.REJECTED, ExitCode.CANNOT_TELL, ExitCode.NOTES, ExitCode.OK)


def first_of(codes: Iterable[ExitCode]) -> ExitCode:
    """The exit code of several inputs: any that no verdict gives, such as 70, then the first met of 5, 1, 4, 3, 0."""
    met = set(codes)
    strange = met.difference(_ORDER)
    return max(strange) if strange else next((code for code in _ORDER if code in met), ExitCode.OK)
