"""``verify --explain``: the sixteen steps of :mod:`wallet.actions.judge`, with the values that were compared.

Steps 5 to 9 are told by the proofs as they are taken.  The others follow from
the report, so that nobody who does not ask for them pays for them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from wallet import formats
from wallet.actions.grounds import Knowledge
from wallet.model import ProofNote, StatusRef
from wallet.report import CheckId, Report, Result, Verdict

_SHOWN = 200
"""Characters of anything a credential says."""


def explained(report: Report, knowledge: Knowledge) -> Report:
    """``report`` and its parts with every step told, numbered as the code is."""
    steps = (*_before(report), *report.steps, *_after(report, knowledge))
    return replace(report, steps=steps, parts=tuple(explained(part, knowledge) for part in report.parts))


def _before(report: Report) -> Iterator[str]:
    """Steps 1 to 4."""
    outline, payload = report.outline, report.outline.payload
    original = f"{len(payload.original)} bytes, SHA-256 {payload.digest}"
    yield f"1. taken from {payload.carrier} ({original})" + (f", at {_cut(report.pointer)}" if report.pointer else "")
    yield f"2. loaded strictly as {payload.media_type}: {len(payload.data)} bytes, SHA-256 {_digest(payload.data)}"
    if not outline.format:
        yield f"3. not recognised: {_answer(report, CheckId.FORMAT)}"
        return
    yield f"3. recognised as {formats.by_id(outline.format).label} ({outline.format})"
    named = ", ".join(_proof(note) for note in outline.proofs) or "none"
    yield (
        f"4. proofs: {named}; status entries: {len(outline.status)}; parts: {len(outline.parts)};"
        f" issuer {_cut(outline.issuer_id) or 'not named'}"
    )


def _after(report: Report, knowledge: Knowledge) -> Iterator[str]:
    """Steps 10 to 16; 11 to 15 are not taken when the credential was changed."""
    said = report.credential
    if report.outline.format:
        origin = (
            "the values that were signed" if report.shown_is_signed else "what it claims, of which nothing is proved"
        )
        yield f"10. fields read from {origin}: {_answer(report, CheckId.FORMAT)}"
    if report.answer(CheckId.RECOGNITION) is not None:
        listed = len(knowledge.trusted.parties)
        yield f"11. {_cut(said.issuer.id) or 'no issuer'} against {listed} issuers on your lists: " + _answer(
            report, CheckId.RECOGNITION
        )
        span = f"from {_time(said.valid_from or said.issued)} to {_time(said.valid_until)}"
        yield f"12. {span}, at {_time(report.at)}: {_answer(report, CheckId.VALIDITY)}"
        for ref in report.outline.status:
            yield f"13. {_status(ref, knowledge)}"
        yield f"13. status: {_answer(report, CheckId.STATUS)}"
        holder = said.holder.id or said.holder.name or said.holder.identity_hash
        yield f"14. issued to {_cut(holder) or 'nobody it names'}: {_answer(report, CheckId.HOLDER)}"
        yield f"15. parts: {len(report.parts)}, each taken through these steps on its own"
    else:
        yield "11 to 15. not taken: they would be about something that was changed or cannot be read"
    yield f"16. verdict: {_reason(report)}"


def _reason(report: Report) -> str:
    """The rule that gave the verdict, and the checks it rests on."""
    decisive = {
        Verdict.REJECTED: (Result.FAIL,),
        Verdict.CANNOT_TELL: (Result.UNKNOWN,),
        Verdict.VERIFIED_WITH_NOTES: (Result.NOTE, Result.UNKNOWN),
        Verdict.VERIFIED: (),
    }[report.verdict]
    because = [f"{check.id.value} is {check.result.value}" for check in report.checks if check.result in decisive]
    return f"{report.verdict.value}, since {', '.join(because) or 'every check passed or was not asked'}"


def _proof(note: ProofNote) -> str:
    by = f" by {_cut(note.key_id)}" if note.key_id else ""
    return f"{note.kind} {_cut(note.suite)}".strip() + by


def _status(ref: StatusRef, knowledge: Knowledge) -> str:
    """One entry, and the copy of its list that was looked at."""
    copy = knowledge.document(ref.url) if ref.url else None
    where = (
        f"{_cut(ref.kind)} {_cut(ref.purpose)} at {_cut(ref.index) or 'no index'} of {_cut(ref.url) or 'no address'}"
    )
    if copy is None:
        return f"{where}: no copy is saved"
    return f"{where}: the copy of {_time(copy.fetched_at)}, SHA-256 {copy.sha256}"


def _answer(report: Report, asked: CheckId) -> str:
    """The code of a check, its words, and where it came from."""
    check = report.answer(asked)
    if check is None:
        return "not asked"
    source = f" [{_cut(check.source)}]" if check.source else ""
    return f"{check.code.value}: {_cut(check.message)}{source}"


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _time(moment: datetime | None) -> str:
    return moment.isoformat().replace("+00:00", "Z") if moment else "no date"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
