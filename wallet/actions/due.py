"""What needs the learner's attention: what ends, what changed at the last refresh, and what was never looked up."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from wallet.actions import find
from wallet.actions.evidence_store import lookups
from wallet.actions.grounds import Asked
from wallet.actions.knowledge import of_wallet, watched
from wallet.codec.web import same_place
from wallet.model import Entry
from wallet.report import CheckId, Code, Report, Verdict, answered
from wallet.results.credentials import Due, DueOne
from wallet.results.servers import Renewed
from wallet.vault.entries import object_id
from wallet.wording import joined, say

if TYPE_CHECKING:
    from wallet.vault import Vault

OLD = timedelta(days=30)
"""The age at which an answer that the issuer may change should be looked up again."""
REGISTER = "renewed"
"""The register with what a refresh last changed about a credential."""
_ALONE = {
    CheckId.SIGNER: (Code.ISSUER_KEY, Code.NO_SIGNATURE, Code.CERTIFICATE, Code.ISSUER_MISMATCH, Code.CERT_INVALID),
    CheckId.STATUS: (Code.STATUS_NOT_OFFERED, Code.STATUS_NOT_SHOWN),
}
"""Answers that depend on no server."""
_MISSING = frozenset(
    {Code.KEY_NOT_SAVED, Code.HOSTED_NOT_SAVED, Code.ISSUER_NOT_SAVED, Code.SELF_ASSERTED_KEY, Code.STATUS_NOT_SAVED}
    | {Code.DID_UNSUPPORTED, Code.ISSUER_FROM_SHARER}
)


class Changed(NamedTuple):
    """What a refresh changed about a credential."""

    at: datetime
    before: Verdict
    after: Verdict
    remarks: tuple[str, ...]


def register(renewed: Renewed, at: datetime) -> tuple[str, str, list[Any]]:
    """The register that keeps ``renewed``."""
    said = [at.isoformat(), renewed.before, renewed.after, list(renewed.remarks)]
    return object_id(renewed.ref).hex(), REGISTER, said


def due(vault: "Vault", within: timedelta, asked: Asked) -> Due:
    """Everything that needs attention at that moment, except hidden credentials; no server is asked."""
    entries = sorted(find.visible(vault), key=lambda entry: (entry.valid_until or asked.at, entry.title.casefold()))
    until = asked.at + within
    ends = [(entry, entry.valid_until) for entry in entries if entry.valid_until is not None]
    refreshed = _last_refresh(vault)
    never, old = _looked_up(vault, entries, asked)
    return Due(
        asked.at,
        within.days,
        refreshed,
        tuple(
            _one(entry, say("ended on {end}", end=_day(end)), end) for entry, end in reversed(ends) if end <= asked.at
        ),
        tuple(_one(entry, say("ends on {end}", end=_day(end)), end) for entry, end in ends if asked.at < end <= until),
        tuple(_changed(vault, entries, refreshed)),
        tuple(never),
        tuple(old),
    )


def _one(entry: Entry, what: str, at: datetime | None = None) -> DueOne:
    return DueOne(entry.ref, entry.title, entry.issuer.name, what, at)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _last_refresh(vault: "Vault") -> datetime | None:
    return max((request.at for requests in lookups(vault) for request in requests), default=None)


def _changed(vault: "Vault", entries: Iterable[Entry], refreshed: datetime | None) -> Iterable[DueOne]:
    """What is different since the last time that servers were asked."""
    said = vault.holding(REGISTER)
    for entry in entries:
        changed = _read(said.get(object_id(entry.ref).hex()))
        if changed is not None and refreshed is not None and changed.at >= refreshed:
            yield _one(entry, _difference(changed), changed.at)


def _difference(changed: Changed) -> str:
    before, after = changed.before.words, changed.after.words
    verdict = say("was {before}, is now {after}", before=before, after=after) if before != after else ""
    return joined(": ", [part for part in (verdict, "; ".join(changed.remarks)) if part]) or say(
        "is {after}", after=after
    )


def _read(said: Any) -> Changed | None:
    try:
        at, before, after, remarks = said
        return Changed(datetime.fromisoformat(at), Verdict(before), Verdict(after), tuple(map(str, remarks)))
    except (TypeError, ValueError):
        return None


def _looked_up(vault: "Vault", entries: Iterable[Entry], asked: Asked) -> tuple[list[DueOne], list[DueOne]]:
    """The credentials that lack a document of their issuer, and those whose documents are old."""
    asked_for = {same_place(request.url): request.at for requests in lookups(vault) for request in requests}
    knowledge, never, old = of_wallet(vault), [], []
    for entry in entries:
        if _stands_alone(entry):
            continue
        watching, watch = watched(knowledge)
        try:
            report = find.judged(vault, entry, watching, asked)
        except find.UNJUDGED:
            continue  # `wallet check` reports it
        tried = [at for url in watch.asked if (at := asked_for.get(same_place(url))) is not None]
        if any(check.code in _MISSING for check in report.checks):
            never.append(_one(entry, _why_missing(tried), max(tried, default=None)))
        elif (since := _oldest(report)) is not None and asked.at - since > OLD:
            old.append(_one(entry, say("last looked up {days} days ago", days=(asked.at - since).days), since))
    return never, old


def _stands_alone(entry: Entry) -> bool:
    """Whether its last verdict depended on no server."""
    return all(answered(entry.codes, question) in (*codes, None) for question, codes in _ALONE.items())


def _why_missing(tried: list[datetime]) -> str:
    return say("asked for on {tried}, without an answer", tried=_day(max(tried))) if tried else say("never looked up")


def _oldest(report: Report) -> datetime | None:
    """When the oldest answer was obtained that came from a server."""
    since = (Code.KEY_RETIRED, Code.KEY_VANISHED)  # these rest on old copies by design
    answers = (check for check in report.checks if check.id in _ALONE and check.code not in since)
    asked = [check.as_of for check in answers if check.as_of is not None]
    return min(asked, default=None)
