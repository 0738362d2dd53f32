"""Deciding whom to trust, by id, key or certificate, and what that changes about the credentials that are held."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wallet.actions import find, subjects, trust_store
from wallet.actions.evidence_store import EvidenceStore
from wallet.actions.file_names import as_text
from wallet.actions.grounds import Asked
from wallet.actions.history import copies_of
from wallet.actions.inputs import read_file
from wallet.actions.rejudging import rejudge
from wallet.actions.subjects import Subject
from wallet.actions.trust_store import CERTIFICATE, KIND, REGISTER, ImportedList
from wallet.codec import strictjson
from wallet.errors import Ambiguous, NotFound, Refused, WalletError
from wallet.model import Entry
from wallet.report import CheckId, Code, Tier, answered
from wallet.results.trust import KeySeen, ListLine, Mark, TrustChanged, TrustListed, TrustShown
from wallet.trust import registries
from wallet.vault import Item
from wallet.vault.changing import Change
from wallet.vault.entries import entries
from wallet.wording import say

if TYPE_CHECKING:
    from wallet.vault import Vault

_BY_CERTIFICATE = (Code.SELF_ASSERTED_KEY, Code.CERTIFICATE, Code.CERT_EXPIRED_SINCE, Code.ISSUER_NOT_SAVED)
"""Answers about the signer that a trusted certificate may change."""
_BY_NAME = (Code.NOT_ON_LIST, Code.ISSUER_UNNAMED, Code.NAME_LOOKALIKE)


class Decision(NamedTuple):
    """What the learner says about somebody."""

    name: str = ""
    note: str = ""
    pins: tuple[str, ...] = ()
    """RFC 7638 thumbprints of the only keys that are to be accepted."""


def pins(keys: Iterable[str]) -> tuple[str, ...]:
    """The thumbprints of keys that are given as text, or by files that hold one or more.

    Raises as :func:`wallet.actions.subjects.thumbprints`.
    """
    return tuple(sorted({pin for text in keys for pin in subjects.thumbprints(text)}))


def list_(vault: "Vault") -> TrustListed:
    """Every decision and every list."""
    return TrustListed(trust_store.marks(vault), tuple(one.line for one in trust_store.registries(vault)))


def add(vault: "Vault", who: str, decision: Decision, asked: Asked) -> TrustChanged:
    """Trust ``who``.  The keys in its saved documents are noted, so that a change of keys will be noticed.

    Raises as :func:`wallet.actions.subjects.read`.
    """
    from wallet.keys.past import noted

    subject = subjects.read(who, lambda text: _by_name(vault, text))
    keys = noted(subject.id, EvidenceStore(vault).lookup) if not subject.der else frozenset()
    keys |= {key for mark in trust_store.marks(vault) if mark.id == subject.id for key in mark.keys}
    mark = Mark(
        subject.id,
        Tier.TRUSTED.value,
        decision.name or subject.name,
        decision.note,
        asked.at,
        tuple(sorted(keys)),
        decision.pins,
        subject.until,
    )
    return _decided(vault, mark, subject, asked)


def flag(vault: "Vault", who: str, decision: Decision, asked: Asked) -> TrustChanged:
    """Flag ``who``, so that its credentials are rejected.  Raises as :func:`wallet.actions.subjects.read`."""
    subject = subjects.read(who, lambda text: _by_name(vault, text))
    name = decision.name or subject.name
    mark = Mark(subject.id, Tier.FLAGGED.value, name, decision.note, asked.at, until=subject.until)
    return _decided(vault, mark, subject, asked)


def _decided(vault: "Vault", mark: Mark, subject: Subject, asked: Asked) -> TrustChanged:
    change = Change(registers=(trust_store.register(mark, subject.der),))
    return TrustChanged((mark,), (), removed=False, credentials=rejudge(vault, change, _touched(vault, mark), asked))


def _by_name(vault: "Vault", text: str) -> Subject:
    """Somebody who was decided on before, by name; else the issuer of a credential, by its reference or title."""
    near = [mark for mark in trust_store.marks(vault) if text.casefold() in mark.name.casefold()]
    if len(near) == 1 and not near[0].id.startswith(CERTIFICATE):
        return Subject(near[0].id, near[0].name)
    entry = find.one(vault, text)
    if not entry.issuer.id:
        raise NotFound(
            say("{title!r} names no issuer that could be trusted", title=entry.title[:80]), hint="wallet show REF"
        )
    return Subject(entry.issuer.id, entry.issuer.name)


def remove(vault: "Vault", wanted: str, asked: Asked) -> TrustChanged:
    """Take back a decision by what :func:`add` takes or a unique part of a name, or a list by its name.

    Raises :class:`~wallet.errors.NotFound` or :class:`~wallet.errors.Ambiguous`.
    """
    chosen = _chosen(vault, wanted)
    if isinstance(chosen, Mark):
        change = Change(registers=((trust_store.place(chosen.id), REGISTER, None),))
        renewed = rejudge(vault, change, _touched(vault, chosen), asked)
        return TrustChanged((chosen,), (), removed=True, credentials=renewed)
    change = Change(gone=_of_name(vault, chosen.line.name))
    renewed = rejudge(vault, change, _touched_by(vault, chosen), asked)
    return TrustChanged((), (chosen.line,), removed=True, credentials=renewed)


def _chosen(vault: "Vault", wanted: str) -> Mark | ImportedList:
    """The decision or list that ``wanted`` names; raises as :func:`remove`."""
    marks, lists = trust_store.marks(vault), trust_store.registries(vault)
    named: dict[str, Mark | ImportedList] = {mark.id: mark for mark in marks} | {one.line.name: one for one in lists}
    exact = [one for id_, one in named.items() if id_ == wanted]
    text = wanted.casefold()
    near = [one for id_, one in named.items() if text in id_.casefold() or text in _called(one).casefold()]
    found = exact or near or _meant(vault, wanted, marks)
    if not found or not wanted.strip():
        raise NotFound(
            say("nothing on your list matches {wanted!r}", wanted=wanted[:80]),
            hint=say("see what there is: wallet trust list"),
        )
    if len(found) > 1:
        candidates = tuple(f"{_called(one)}  {one.id if isinstance(one, Mark) else ''}".strip() for one in found[:20])
        raise Ambiguous(
            say("{wanted!r} matches {n} entries of your list", wanted=wanted[:80], n=len(found)),
            candidates,
            hint=say("name it by its id"),
        )
    return found[0]


def _meant(vault: "Vault", wanted: str, marks: Iterable[Mark]) -> list[Mark | ImportedList]:
    """The decision about whom ``wanted`` means, as for :func:`add`: by a file, or the issuer of a credential."""
    with suppress(WalletError):  # the caller says that nothing is on the list
        meant = subjects.read(wanted, lambda text: _by_name(vault, text)).id
        return [mark for mark in marks if mark.id == meant]
    return []


def _called(one: Mark | ImportedList) -> str:
    return one.name if isinstance(one, Mark) else one.line.name


class ListOptions(NamedTuple):
    """How a list is to be taken."""

    name: str = ""
    """What to call it; by default what it calls itself, or the name of the file."""
    dated: datetime | None = None
    """Its date, where it does not say."""
    flagged: bool = False
    """Whether it is a list of whom to beware."""


def import_(vault: "Vault", listed: ImportedList, asked: Asked) -> TrustChanged:
    """Keep a list of issuers in place of an earlier one of the same name."""
    older = _of_name(vault, listed.line.name)
    before = [one for one in trust_store.registries(vault) if one.id in older]
    touched = {entry.ref: entry for one in (*before, listed) for entry in _touched_by(vault, one)}
    renewed = rejudge(vault, Change((_item(listed),), older), touched.values(), asked)
    return TrustChanged((), (listed.line,), removed=False, credentials=renewed)


def _of_name(vault: "Vault", name: str) -> tuple[bytes, ...]:
    """The ids of every list of that name, of which only the newest counts."""
    return tuple(one.id for one in vault.objects(KIND) if one.summary.get("name") == name)


def read_list(path: Path, options: ListOptions, now: datetime) -> ImportedList:
    """A list of issuers in a file, without the certificates that cannot be read.

    Raises :class:`~wallet.errors.Unreadable`, ``no_registry`` for what is no list.
    """
    from wallet.keys.x509 import certificates

    found = registries.read(read_file(path), str(path))
    good = []
    for anchor in found.certificates:
        try:
            certificates(anchor.der)
        except Refused:
            continue
        good.append(anchor)
    left_out = found.left_out + len(found.certificates) - len(good)
    tier = (Tier.FLAGGED if options.flagged else Tier.KNOWN).value
    name = options.name or found.name or as_text(path.stem)
    dated = options.dated or found.dated or now
    line = ListLine(name, found.kind, tier, dated, now, len(found.parties), len(good), left_out)
    return ImportedList(line, b"", found.parties, tuple(good))


def _item(listed: ImportedList) -> Item:
    from base64 import b64encode

    issuers = [[party.id, party.name] for party in listed.parties]
    anchors = [[b64encode(anchor.der).decode(), anchor.name] for anchor in listed.certificates]
    line = listed.line
    summary = {
        "name": line.name,
        "kind": line.kind,
        "tier": line.tier,
        "dated": line.dated.isoformat(),
        "imported": line.imported.isoformat(),
        "issuers": line.issuers,
        "certificates": line.certificates,
        "left_out": line.left_out,
    }
    body = {**summary, "issuers": issuers, "certificates": anchors}
    return Item(KIND, strictjson.dumps(body).encode(), summary)


def _touched(vault: "Vault", mark: Mark) -> list[Entry]:
    """The credentials whose verdict a decision may change."""
    from wallet.trust.recognition import looks_like

    by_key = mark.id.startswith((CERTIFICATE, "key:"))

    def is_touched(entry: Entry) -> bool:
        alike = answered(entry.codes, CheckId.RECOGNITION) in _BY_NAME and looks_like(entry.issuer.name, mark.name)
        return entry.issuer.id == mark.id or by_key or alike

    return [entry for entry in entries(vault) if is_touched(entry)]


def _touched_by(vault: "Vault", listed: ImportedList) -> list[Entry]:
    """The credentials whose verdict a list may change."""
    from wallet.trust.recognition import skeleton

    ids, looks = {party.id for party in listed.parties}, {skeleton(party.name) for party in listed.parties} - {""}
    sealed = bool(listed.certificates)

    def is_touched(entry: Entry) -> bool:
        alike = answered(entry.codes, CheckId.RECOGNITION) in _BY_NAME and skeleton(entry.issuer.name) in looks
        return entry.issuer.id in ids or alike or (sealed and answered(entry.codes, CheckId.SIGNER) in _BY_CERTIFICATE)

    return [entry for entry in entries(vault) if is_touched(entry)]


def show(vault: "Vault", who: str) -> TrustShown:
    """Everything that bears on one issuer.  Raises as :func:`wallet.actions.subjects.read`."""
    subject = subjects.read(who, lambda text: _by_name(vault, text))
    mark = next((one for one in trust_store.marks(vault) if one.id == subject.id), None)
    lists = tuple(
        (one.line.name, party.name, one.line.dated, one.line.tier)
        for one in trust_store.registries(vault)
        for party in one.parties
        if party.id == subject.id
    )
    named = [entry for entry in entries(vault) if entry.issuer.id == subject.id]
    names = tuple(dict.fromkeys(entry.issuer.name for entry in named if entry.issuer.name))
    held = tuple((entry.ref, entry.title) for entry in named)
    tier = _tier(mark, [tier for *_, tier in lists])
    keys = tuple(_keys(vault, subject.id, mark))
    return TrustShown(subject.id, tier.value, mark, tuple(line[:3] for line in lists), keys, held, names)


def _tier(mark: Mark | None, lists: list[str]) -> Tier:
    tiers = [*lists, *([mark.tier] if mark else [])]
    order = (Tier.FLAGGED, Tier.TRUSTED, Tier.KNOWN)
    return next((tier for tier in order if tier.value in tiers), Tier.UNRECOGNISED)


def _keys(vault: "Vault", issuer: str, mark: Mark | None) -> Iterable[KeySeen]:
    """The keys that saved documents of an issuer list or once listed, by when they first did."""
    from wallet.keys.past import thumbprints

    copies = copies_of(EvidenceStore(vault), issuer)
    spans: dict[str, list[datetime]] = {}
    newest = {copy.document.url: copy for copy in copies}
    for copy in copies:
        for key in thumbprints(copy.document):
            spans.setdefault(key, []).extend((copy.since, copy.document.fetched_at))
    now = {key for copy in newest.values() for key in thumbprints(copy.document)}
    known = {*mark.keys, *mark.pins} if mark else set()
    seen = (KeySeen(key, min(days), max(days), key in now, key in known) for key, days in spans.items())
    return sorted(seen, key=lambda one: (one.first, one.thumbprint))


def from_options(named: Iterable[str], now: datetime, is_file: Callable[[str], bool]) -> trust_store.Trust:
    """Whom ``verify --trust`` names: ids, keys, certificates, or files that list issuers.

    Raises :class:`~wallet.errors.Unreadable` and :class:`~wallet.errors.NotFound`.
    """
    marks, own, lists = [], {}, []
    for text in named:
        subject = subjects.from_file(Path(text)) if is_file(text) else subjects.read(text, _nobody)
        if subject is None:
            lists.append(read_list(Path(text), ListOptions(), now))
            continue
        marks.append(Mark(subject.id, Tier.TRUSTED.value, subject.name, "", now, until=subject.until))
        if subject.der:
            own[subject.id] = subject.der
    return trust_store.put_together(marks, own, lists)


def _nobody(text: str) -> Subject:
    raise NotFound(
        say("{text!r} is no id of an issuer and no file", text=text[:80]),
        hint=say("an id starts with did: or https://"),
    )
