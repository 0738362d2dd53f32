"""The credentials inside transcripts and presentations, each with its own verdict."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from wallet.actions import find
from wallet.actions.entry_fields import entry_fields
from wallet.model import Entry, Issuer
from wallet.report import COVERED, Report, Verdict, worst_of
from wallet.vault import Vault

_CONTAINERS = ("clr-2", "clr-1", "presentation")
"""Formats that exist to hold credentials; only these are judged again, since judging takes time."""


class Told(NamedTuple):
    """One credential, with the verdict and dates that it has in its container."""

    report: Report
    verdict: Verdict
    issued: datetime | None
    starts: datetime | None
    """When it begins to hold, where that is later than it was issued."""
    until: datetime | None
    by: Issuer
    """Who stands for it: its issuer, or whoever vouches for one that its issuer did not sign."""


def told(report: Report) -> Iterator[Told]:
    """A credential and those inside it, except endorsements, which say nothing about the learner.

    One that only its container's signature covers gets no better verdict than the
    container, begins no sooner and lasts no longer: whoever withdraws a transcript
    withdraws its lines.  Nor is it from anybody but the container's issuer: anybody
    can make a transcript that names others.
    """
    return _told(_alone(report))


def _told(one: Told) -> Iterator[Told]:
    yield one
    for part in one.report.parts:
        if part.role != "endorsement":
            yield from _told(_part(part, one))


def _alone(report: Report) -> Told:
    said = report.credential
    issued = said.issued or said.valid_from
    return Told(report, report.verdict, issued, said.begins, said.valid_until, said.issuer)


def _part(part: Report, outer: Told) -> Told:
    own = _alone(part)
    if all(one.code not in COVERED for one in part.checks):
        return own
    early = outer.issued is not None and outer.issued > part.at
    return Told(
        part,
        worst_of((own.verdict, outer.verdict)),
        outer.issued if early else own.issued,
        max((start for start in (own.starts, outer.starts) if start is not None), default=None),
        min((end for end in (own.until, outer.until) if end is not None), default=None),
        own.by if own.by.id and own.by.id == outer.by.id else outer.by,
    )


def members(report: Report, outer: Entry) -> tuple[Entry, ...]:
    """The credentials inside the transcript or presentation that ``report`` is on, as entries for stacks.

    They have the reference of ``outer``, the only one that the wallet knows, but
    not its tags: what the learner says of a transcript need not fit each line.
    """
    if outer.format not in _CONTAINERS:
        return ()
    _, *inside = told(report)
    return tuple(
        replace(
            replace(outer, **entry_fields(one.report)),
            issuer=one.by,
            issued=one.issued,
            starts=one.starts,
            valid_until=one.until,
            verdict=one.verdict.value,
            tags=(),
            note="",
            media_type=one.report.outline.payload.media_type,
        )
        for one in inside
    )


def held(vault: Vault, entries: Iterable[Entry], at: datetime) -> tuple[Entry, ...]:
    """What the transcripts and presentations among ``entries`` hold, judged offline from their bytes at ``at``.

    They are judged each time, since the wallet keeps no verdicts on them.  A
    container that cannot be read is taken to hold nothing.
    """
    containers = [entry for entry in entries if entry.format in _CONTAINERS]
    if not containers:
        return ()
    from wallet.actions.grounds import Asked  # most wallets hold no container and need no judge here
    from wallet.actions.knowledge import of_wallet

    knowledge, found = of_wallet(vault), list[Entry]()
    for entry in containers:
        try:
            found += members(find.judged(vault, entry, knowledge, Asked(at)), entry)
        except find.UNJUDGED:
            continue  # `wallet check` reports it
    return tuple(found)


def everything(vault: Vault, at: datetime) -> tuple[Entry, ...]:
    """Every credential that the learner does not hide, then those inside transcripts and presentations."""
    entries = find.visible(vault)
    return entries + held(vault, entries, at)
