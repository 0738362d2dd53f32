"""The closed set of what checking can find, which scripts rely on: outcomes, questions and codes."""

from enum import StrEnum

from wallet.wording import say


class Result(StrEnum):
    """How one check came out.  ``unknown`` is neither pass nor fail."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    NOTE = "note"
    UNKNOWN = "unknown"
    FAIL = "fail"
    NOT_APPLICABLE = "n/a"


GOOD = (Result.PASS, Result.NOTE)
"""How a check came out whose question is settled in the credential's favour."""


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


class Code(StrEnum):
    """Every outcome a check can have; closed, and stable for scripts."""

    # format
    READ = "read"
    UNUSUAL_FORM = "unusual_form"
    SHOWN_IN_PART = "shown_in_part"
    NOT_COMPLETED = "not_completed"
    REQUIRED_MISSING = "required_missing"
    # integrity
    SIGNATURE_GOOD = "signature_good"
    MATCHES_HOSTED_COPY = "matches_hosted_copy"
    COVERED_BY_CONTAINER = "covered_by_container"
    COVERED_TOGETHER = "covered_together"
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
    PUBLISHED_IN_THE_OPEN = "published_in_the_open"
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
    CLAIMS_DIFFER = "claims_differ"
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
    ISSUER_UNNAMED = "issuer_unnamed"
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
    START_NOT_SHOWN = "start_not_shown"
    END_NOT_SHOWN = "end_not_shown"
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
    STATUS_NOT_SHOWN = "status_not_shown"
    # holder
    HOLDER_PROVED = "holder_proved"
    HOLDER_MATCH = "holder_match"
    HOLDER_DIFFERS = "holder_differs"
    HOLDER_NOT_COMPARABLE = "holder_not_comparable"
    HOLDER_NOT_YOURS = "holder_not_yours"
    HOLDER_MISMATCH = "holder_mismatch"
    HOLDER_UNNAMED = "holder_unnamed"
    HOLDER_NAMED_OTHERWISE = "holder_named_otherwise"
    NOT_ASKED = "not_asked"


COVERED = (Code.COVERED_BY_CONTAINER, Code.COVERED_TOGETHER)
"""How a part is unchanged that has no signature but that of its container."""
