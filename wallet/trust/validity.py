"""Is it in date?  Expiry is a note and no failure: what was achieved stays achieved."""

from collections.abc import Iterator
from datetime import datetime

from wallet.model import Credential
from wallet.report import Check, Code, worst
from wallet.report import check as finding

_BOUNDS = frozenset(
    {"validFrom", "validUntil", "issuanceDate", "expirationDate", "issuedOn", "issued_on", "expires", "nbf", "exp"}
)
"""Terms of the dates that bound validity, in all formats."""


def check(credential: Credential, at: datetime) -> Check:
    """Step 12: what the dates of ``credential`` say at the moment ``at``.

    It starts to hold at its first moment and has ended at its last one
    (Verifiable Credentials 2.0, 4.9); one that names no start holds from when
    it was issued.
    """
    found = list(_faults(credential, at))
    return worst(found) if found else _good(credential)


def _faults(credential: Credential, at: datetime) -> Iterator[Check]:
    """Everything wrong with the dates, what matters most to a person first."""
    starts, ends = credential.valid_from or credential.issued, credential.valid_until
    if ends is not None and ends <= at:
        yield finding(Code.EXPIRED, date=ends.date().isoformat())
    if starts is not None and starts > at:
        yield finding(Code.NOT_YET_VALID, date=starts.date().isoformat())
    if (starts is not None and ends is not None and ends < starts) or credential.ends_differ:
        yield finding(Code.DATES_CONTRADICT)
    if not _BOUNDS.isdisjoint(credential.unread_dates):
        yield finding(Code.DATES_UNREADABLE)


def _good(credential: Credential) -> Check:
    if credential.valid_until is None:
        return finding(Code.NO_END_DATE)
    return finding(Code.IN_DATE, date=credential.valid_until.date().isoformat())
