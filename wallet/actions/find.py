"""Finding credentials in the wallet by reference or title."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from shlex import quote
from typing import TYPE_CHECKING, TypeVar

from wallet.actions.selection import NOT_HIDDEN, Selection, select
from wallet.errors import Ambiguous, BrokenEvidence, Damaged, NotFound, Unreadable
from wallet.model import Entry, Payload
from wallet.report import Commands, Report, hinting
from wallet.results.credentials import CredentialList, Line, Shown
from wallet.vault import Vault
from wallet.vault.entries import Titled, entries, entry_of, lines, object_id, titled
from wallet.wording import say

if TYPE_CHECKING:  # a list needs no judge
    from wallet.actions.grounds import Asked, Knowledge
    from wallet.vault.changing import Readable

UNJUDGED = (BrokenEvidence, Damaged, NotFound, Unreadable)
"""What :func:`judged` raises where a credential or a document can no longer be read; a bug of ours is none of these."""
_CANDIDATES = 20
"""How many credentials are listed where a name fits more."""
_Found = TypeVar("_Found", Entry, Titled)
SHORT = 6
"""Letters of a reference that people see; a longer prefix when two share them."""


def everything(vault: Vault, wanted: Selection = NOT_HIDDEN, *, achievements: bool = True) -> CredentialList:
    """The credentials that are wanted, newest first; those of one import by title.

    Without ``achievements`` the entries may leave theirs empty, which is faster to read.
    """
    found = select(entries(vault, achievements=achievements or bool(wanted.words)), wanted)
    shown = tuple(line(entry) for entry in found.entries)
    return CredentialList(found.entries, shown, vault.problems, vault.incomplete, found.hidden, found.held, found.more)


def overview(vault: Vault, wanted: Selection = NOT_HIDDEN) -> CredentialList:
    """As :func:`everything`, for whoever needs only the lines; entries are made when the conditions need them."""
    found = lines(vault) if replace(wanted, limit=None) == NOT_HIDDEN else None
    if found is None:
        return everything(vault, wanted, achievements=False)
    shown, hidden = found
    made = tuple(map(Line._make, shown[: wanted.limit]))
    held, more = len(shown) + hidden, len(shown) - len(made)
    return CredentialList((), made, vault.problems, vault.incomplete, hidden, held, more)


def line(entry: Entry) -> Line:
    """What a list shows of one credential."""
    issued = entry.issued.date().isoformat() if entry.issued else ""
    until = entry.valid_until.astimezone(UTC).isoformat() if entry.valid_until else ""
    return Line(entry.ref, entry.verdict, entry.title, entry.issuer.name or entry.issuer.id, issued, until)


def number(vault: Vault) -> int:
    """How many credentials there are, hidden ones too."""
    return len(titled(vault))


def visible(vault: Vault) -> tuple[Entry, ...]:
    """Every credential that the learner does not hide, in the order of the ids."""
    return tuple(entry for entry in entries(vault) if not entry.hidden)


def one(vault: Vault, wanted: str) -> Entry:
    """The credential that ``wanted`` names: a reference, a unique prefix or a unique part of the title.

    Raises :class:`~wallet.errors.NotFound`, or :class:`~wallet.errors.Ambiguous`
    with the candidates.
    """
    return several(vault, [wanted])[0]


def several(vault: Vault, wanted: Sequence[str]) -> tuple[Entry, ...]:
    """One entry for each of ``wanted``, in that order, none twice."""
    held = titled(vault)
    found = [_only([entry_of(vault, one.ref) for one in _fitting(held, name)], name) for name in wanted]
    return tuple({one.ref: one for one in found}.values())


def choose(held: Sequence[Entry], wanted: str) -> Entry:
    """The rule behind :func:`one`, free of the vault."""
    return _only(_fitting(held, wanted), wanted)


def _fitting(held: Sequence[_Found], wanted: str) -> list[_Found]:
    name = wanted.strip().casefold()
    if not name:
        raise NotFound(say("an empty name matches nothing"), hint="wallet list")
    exact = [e for e in held if name in (e.ref, e.ref[:SHORT])]
    found = exact or [e for e in held if e.ref.startswith(name) or name in e.title.casefold()]
    same_title = [e for e in found if e.title.casefold() == name]
    return same_title if len(same_title) == 1 else found


def _only(found: Sequence[Entry], wanted: str) -> Entry:
    if not found:
        raise NotFound(
            say("no credential matches {wanted!r}", wanted=wanted[:80]),
            hint=say("see what the wallet holds: wallet list"),
        )
    if len(found) > 1:
        all_ = say("these are the first; see them all: wallet list {wanted}", wanted=quote(wanted[:80]))
        raise Ambiguous(
            say("{wanted!r} matches {n} credentials", wanted=wanted[:80], n=len(found)),
            _candidates(found[:_CANDIDATES]),
            hint=all_ if len(found) > _CANDIDATES else f"wallet show {short(found[0])}",
            wanted="" if len(found) > _CANDIDATES else wanted,
            clear=short(found[0]),
        )
    return found[0]


def _candidates(found: Sequence[Entry]) -> tuple[str, ...]:
    """A line for each, and in it the name of its file where that alone tells it from another."""
    told = [_told(entry) for entry in found]
    often = Counter(told)
    return tuple(
        "  ".join((short(entry), *about, *([entry.name] if often[about] > 1 and entry.name else [])))
        for entry, about in zip(found, told, strict=True)
    )


def _told(entry: Entry) -> tuple[str, ...]:
    """What tells a credential from others of its name: by whom and when it was issued."""
    day = entry.issued.date().isoformat() if entry.issued else ""
    return (entry.title, *filter(None, (entry.issuer.name or entry.issuer.id, day)))


def short(entry: Entry) -> str:
    """The part of a reference that people see."""
    return entry.ref[:SHORT]


def original(vault: "Readable", entry: Entry) -> bytes:
    """The bytes that were imported, exactly."""
    return vault.body(object_id(entry.ref))


def payload(vault: "Readable", entry: Entry) -> Payload:
    """The credential inside the original.

    Raises :class:`~wallet.errors.Damaged` when it no longer unwraps to one.
    """
    from wallet.carriers import unwrap

    found = unwrap(original(vault, entry), entry.name or entry.ref)
    if len(found) != 1:
        raise Damaged(
            say("{ref} does not hold one credential", ref=short(entry)),
            hint=say("put that file of the wallet back from a copy of the folder"),
        )
    return found[0]


def show(vault: Vault, wanted: str, knowledge: "Knowledge", asked: "Asked") -> Shown:
    """One credential, read and judged again from its original bytes."""
    entry = one(vault, wanted)
    report = judged(vault, entry, knowledge, asked)
    return Shown(entry, report.credential, report)


def judged(vault: "Readable", entry: Entry, knowledge: "Knowledge", asked: "Asked") -> Report:
    """A fresh report on a credential that the wallet holds.  Raises one of :data:`UNJUDGED` when it cannot be read."""
    from wallet.actions.judge import judge

    report = judge(payload(vault, entry), knowledge.held_since(entry.added), asked)
    ref = short(entry)
    return hinting(
        replace(report, ref=entry.ref, source=ref),
        Commands(f"wallet refresh {ref}", share=f"wallet share {ref} --fields"),
    )
