"""What the kinds of status list have in common: what they are handed, and how an answer is worded.

Without an answer nothing is called "not withdrawn": what is missing, stale,
foreign or broken comes out as an unknown that says which.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar, cast

from wallet.codec import jose
from wallet.errors import Unreadable
from wallet.model import Credential, Document, Outline, StatusRef
from wallet.report import GOOD, Check, CheckId, Code, Proved, check

FRESH = timedelta(days=30)
"""How long a saved copy is as good as a new one."""
SHOWN_CHARS = 200
LIST_BYTES = 8 * 1024 * 1024
"""Largest list once inflated: 2^26 entries of one bit."""
UNPACKED_BYTES = 64 * 1024 * 1024
"""Of all lists that one input asks."""

Lookup: TypeAlias = Callable[[str], Document | None]
Made = TypeVar("Made")


class ProvedList(NamedTuple):
    """A signed list that went through steps 2 to 10 of verification, as any credential does."""

    outline: Outline
    proved: Proved
    credential: Credential


class Own(NamedTuple):
    """What is known of the credential that is asked about, once its signature holds."""

    id: str = ""
    """As signed; as written it may be spelled another way."""
    sealer: str = ""
    """Who sealed it, where the issuer's id is of a kind that no certificate can hold."""
    key: str = ""
    """Thumbprint of the key that signed it, where nothing ties that key to the issuer."""


class Unpacked:
    """What was made of the lists of one input: each is unpacked once, however many credentials ask it.

    A list of 8 MiB comes from 15 kB, so all of them together are bounded too.
    """

    __slots__ = ("_left", "_made")

    def __init__(self, left: int = UNPACKED_BYTES) -> None:
        self._left = left
        self._made: dict[tuple[str, str, str], Any] = {}

    def once(self, document: Document, form: str, make: Callable[[], Made], size: Callable[[Made], int]) -> Made:
        """What ``make`` makes of a list in this form; ``size`` is about how many bytes that keeps.

        Raises :class:`NoAnswer` as ``make`` did, or when there was too much before.
        """
        name = document.url, document.sha256, form
        if name not in self._made:
            if self._left <= 0:
                raise NoAnswer(Code.STATUS_UNREADABLE, document)
            self._left -= LIST_BYTES  # what it takes to find that it cannot be unpacked
            try:
                self._made[name] = made = make()
                self._left += LIST_BYTES - size(made)
            except NoAnswer as none:
                self._made[name] = none
        found = self._made[name]
        if isinstance(found, NoAnswer):
            raise found
        return cast("Made", found)


class Question(NamedTuple):
    """Everything an answer depends on."""

    outline: Outline
    """The credential that is asked about."""
    at: datetime
    lookup: Lookup
    prove: Callable[[Document], ProvedList]
    """Takes a saved list through steps 2 to 10; raises :class:`~wallet.errors.Unreadable` for what is no credential."""
    newest_seen: Callable[[str], datetime | None] = lambda _: None
    """The latest date that any list from that address was signed with so far: an older one in its place is noticed."""
    own: Own = Own()
    unpacked: Unpacked | None = None
    """What was made of lists for other credentials of the input; None when this is the only one."""

    def once(self, document: Document, form: str, make: Callable[[], Made], size: Callable[[Made], int]) -> Made:
        """As :meth:`Unpacked.once`."""
        return (self.unpacked or Unpacked()).once(document, form, make, size)


class StatusKind(Protocol):
    """One row of :data:`wallet.status.STATUS`; a module's ``STATUS_KIND`` object."""

    def read(self, ref: StatusRef, question: Question) -> Check:
        """What the saved list says about the credential; never raises on hostile input."""


class NoAnswer(Exception):
    """Why a list cannot be used, as the check that says so."""

    def __init__(self, code: Code, document: Document | None = None, **details: str) -> None:
        super().__init__(code)
        source = document.url if document else ""
        self.check = check(code, source=source, as_of=document.fetched_at if document else None, **details)


class BelievedList(NamedTuple):
    """A list that may be believed."""

    proved: ProvedList
    document: Document
    as_of: datetime
    """When the issuer's answer was obtained."""
    foreign: bool
    """Signed by another party than the credential, which named it."""


def trusted_list(ref: StatusRef, question: Question) -> BelievedList:
    """The signed list that ``ref`` names, once its signature, signer, issuer and dates have held.

    The W3C lets another party sign the list (Bitstring Status List 2.1): the
    credential's own signature covers the address, so a copy that the checker
    fetched from there is the issuer's choice.  A copy that came from the sharer
    was not fetched from anywhere, and must be signed by the issuer itself.
    Raises :class:`NoAnswer`.
    """
    document = saved(ref.url, question)
    try:
        listed = question.prove(document)
    except Unreadable:
        raise NoAnswer(Code.STATUS_UNREADABLE, document) from None
    if not _holds(listed.proved, question.own.key):
        raise NoAnswer(Code.STATUS_UNREADABLE if _was_too_much(listed.proved) else Code.STATUS_BAD_SIGNATURE, document)
    foreign = listed.outline.issuer_id != question.outline.issuer_id or _sealer(listed.proved) != question.own.sealer
    if foreign and document.origin != "saved":
        raise NoAnswer(Code.STATUS_OTHER_ISSUER, document)
    if document.origin != "saved" and listed.credential.id != ref.url:
        raise NoAnswer(Code.STATUS_NOT_SAVED, document)  # another list of the issuer's, put in the place of this one
    _check_dates(listed, document, question)
    return BelievedList(listed, document, _as_of(listed, document), foreign)


def newest(copies: Iterable[Document], prove: Callable[[Document], ProvedList]) -> datetime | None:
    """When the newest of several copies of a list was signed; those that do not hold, or say no date, do not count.

    Raises :class:`NoAnswer` for one that there was no work left to check: it may be the newest.
    """
    dates = []
    for copy in copies:
        try:
            listed = prove(copy)
        except Unreadable:
            continue
        if _was_too_much(listed.proved):
            raise NoAnswer(Code.STATUS_UNREADABLE, copy)
        signed = _signed_at(listed) if _holds(listed.proved) else None
        if signed is not None:
            dates.append(signed)
    return max(dates, default=None)


def saved(url: str, question: Question) -> Document:
    """The saved copy of ``url``; raises :class:`NoAnswer` when there is none."""
    if not url:
        raise NoAnswer(Code.STATUS_UNREADABLE)
    document = question.lookup(url)
    if document is None:
        raise NoAnswer(Code.STATUS_NOT_SAVED)
    return document


def answer(code: Code, listed: BelievedList, at: datetime, **details: str) -> Check:
    """The answer of a list that may be believed, marked when the copy is old or another party's."""
    found = worded(code, listed.document.url, listed.as_of, at, **details)
    if listed.foreign:
        found = replace(found, also=(*found.also, Code.STATUS_OTHER_ISSUER))
    return found


def worded(code: Code, source: str, as_of: datetime, at: datetime, **details: str) -> Check:
    """``code`` with its date; "not withdrawn" from an old copy is said to be old."""
    if code is Code.NOT_WITHDRAWN and at - as_of > FRESH:
        return check(Code.STATUS_OLD, source=source, as_of=as_of, n=str((at - as_of).days))
    return check(code, source=source, as_of=as_of, date=as_of.date().isoformat(), **details)


def _holds(proved: Proved, own_key: str = "") -> bool:
    """Signed, unchanged, and by a key that is tied to the list's issuer, or else by ``own_key``.

    An unsigned list, and one whose key nothing ties to anybody, could have been
    written by whoever kept the copy; both count as not properly signed.  With the
    key that signed the credential itself it is the word of the same signer, whoever that is.
    """
    found = {c.id: c for c in proved.checks}
    integrity, signer = found.get(CheckId.INTEGRITY), found.get(CheckId.SIGNER)
    if integrity is None or signer is None or integrity.result not in GOOD or not proved.view.signed:
        return False
    same = own_key != "" and signer.code is Code.SELF_ASSERTED_KEY and signer.key == own_key
    return same or signer.result in GOOD


def _was_too_much(proved: Proved) -> bool:
    """Whether its signature was not checked for want of work, of which the rest of the input took too much."""
    return any(found.code is Code.TOO_COMPLEX for found in proved.checks)


def _sealer(proved: Proved) -> str:
    """Who sealed a list, where the issuer's id is of a kind that no certificate can hold and so proves nothing."""
    return next((found.details.get("sealer", "") for found in proved.checks if found.id is CheckId.SIGNER), "")


def _check_dates(proved: ProvedList, document: Document, question: Question) -> None:
    listed = proved.credential
    if listed.valid_until is not None and listed.valid_until <= question.at:
        raise NoAnswer(Code.STATUS_EXPIRED, document)
    signed = _signed_at(proved)
    if listed.valid_from is not None and listed.valid_from > question.at:
        raise NoAnswer(Code.STATUS_NOT_YET_VALID, document, date=listed.valid_from.date().isoformat())
    seen = question.newest_seen(document.url)
    if seen is not None and (signed is None or signed < seen):
        raise NoAnswer(Code.STATUS_ROLLED_BACK, document)


def _as_of(listed: ProvedList, document: Document) -> datetime:
    """When the answer was obtained; what the sharer says about that is not believed, what was signed is."""
    if document.origin == "saved":
        return document.fetched_at
    signed = _signed_at(listed)
    if signed is None:
        raise NoAnswer(Code.STATUS_NOT_SAVED, document)
    return min(signed, document.fetched_at)


def _signed_at(listed: ProvedList) -> datetime | None:
    """The date that a list was signed with: issuers who sign it anew may change only that of the proof or the token.

    Of several proofs the earliest, since anybody can add one that does not hold.
    """
    outline = listed.outline
    made = [note.created for note in outline.proofs if note.created is not None]
    issued = jose.numeric_date(outline.document.get("iat")) if outline.header is not None else None
    dates = [listed.credential.valid_from or listed.credential.issued, min(made, default=None), issued]
    return max((date for date in dates if date is not None), default=None)
