"""Summaries of credentials: :class:`wallet.model.Entry` to and from what a pack's head holds.

The members are short and their values lists of plain values, so that ten
thousand of them load quickly.
"""

from base64 import b32decode
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from wallet.errors import NotFound
from wallet.model import Achievement, Alignment, Credits, Entry, Issuer, JsonObject, Level
from wallet.vault.vault import Vault
from wallet.wording import say

if TYPE_CHECKING:
    from wallet.vault.changing import Readable

KIND = "credential"
JUDGED = "judged"
"""The register with a later verdict, since a summary never changes: verdict, moment, codes, and, for a badge
whose class and issuer are documents of their own, what those say."""
TAG, NOTE, HIDDEN = "tag:", "note", "hidden"
"""Registers: one for each tag, the note, and whether it is to be left out of lists."""
_LINE = frozenset(
    ("format", "title", "issuer", "issued", "until", "added", "verdict", "checked", "name", "type", "codes")
)
_SAID = ("format", "title", "issuer", "issued", "until", "achievements", "starts", "shared")
"""What a credential says, of all that is in its summary."""
_PLAIN_JUDGEMENT = 3
"""Verdict, time and codes; a fourth is what the credential says, where that was learned later."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(first + second for first in _LETTERS for second in _LETTERS)
_SHIFTS = range(120, -1, -10)


def reference(object_id: bytes) -> str:
    """The full reference of an object: 26 lower-case base32 letters (RFC 4648, 6) of its 16-byte id."""
    number = int.from_bytes(object_id, "big") << 2
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])


def _beginnings(names: Iterable[str]) -> list[str]:
    """The first six letters of references, from the ids of objects in hex."""
    numbers = [int(name[:8], 16) for name in names]
    return [_PAIRS[n >> 22] + _PAIRS[n >> 12 & 1023] + _PAIRS[n >> 2 & 1023] for n in numbers]


def object_id(ref: str) -> bytes:
    """The id behind a full reference.  Raises :class:`~wallet.errors.NotFound` for a malformed one."""
    try:
        found = b32decode(ref.upper() + "=" * (-len(ref) % 8))
    except ValueError:
        found = b""
    if len(found) != 16 or reference(found) != ref:
        raise NotFound(say("that is no reference of a credential"), hint=say("see what the wallet holds: wallet list"))
    return found


def summary(entry: Entry) -> JsonObject:
    """What is sealed beside an original so that lists and stacks need not open it.

    Left out are the reference, which is the object's id, tags and note, which
    are registers, and an achievement's description and criteria, which only
    the original holds.
    """
    return {
        "format": entry.format,
        "title": _clean(entry.title),
        "issuer": [_clean(text) for text in (entry.issuer.id, entry.issuer.name, entry.issuer.url)],
        "issued": _from_time(entry.issued),
        "until": _from_time(entry.valid_until),
        "added": _from_time(entry.added),
        "verdict": entry.verdict,
        "checked": _from_time(entry.checked),
        "achievements": [_from_achievement(one) for one in entry.achievements],
        "name": _clean(entry.name),
        "type": entry.media_type,
        "codes": list(entry.codes),
        **({"starts": _from_time(entry.starts)} if entry.starts else {}),  # few have it, and older packs do not
        **({"shared": True} if entry.shared else {}),
    }


def judged(verdict: str, checked: datetime, codes: Sequence[str], says: JsonObject | None = None) -> list[Any]:
    """The value of the register :data:`JUDGED`."""
    return [verdict, _from_time(checked), list(codes), *([says] if says else [])]


def says(entry: Entry) -> JsonObject:
    """What a credential says, as its summary has it."""
    found = summary(entry)
    return {name: found[name] for name in _SAID if name in found}


def entries(vault: "Readable", *, achievements: bool = True) -> Iterator[Entry]:
    """Every credential in the wallet, in the order of their ids.

    Without ``achievements`` those are left empty, which makes long lists quicker.
    """
    only = None if achievements else _LINE
    for held in vault.objects(KIND, only):
        yield _entry(reference(held.id), held.summary, held.about, achievements=achievements)


def entry_of(vault: Vault, ref: str) -> Entry:
    """The credential of a full reference.  Raises :class:`~wallet.errors.NotFound`."""
    held = vault.object(object_id(ref))
    return _entry(ref, held.summary, held.about)


class Titled(NamedTuple):
    """What a credential is found by."""

    ref: str
    title: str


def titled(vault: Vault) -> list[Titled]:
    """Every credential, in the order of their ids: as from :func:`entries`, but faster, since nothing else is built.

    Of one whose summary cannot be read in full, the title that is there.
    """
    try:
        ids, (titles,) = vault.columns(KIND, ("title",))
        _all_text(titles)
        plain = not _learned_later(vault)
    except (KeyError, TypeError):
        plain = False
    if not plain:
        return [Titled(one.ref, one.title) for one in entries(vault, achievements=False)]
    found = sorted(zip(ids, titles, strict=True))
    return [Titled(reference(bytes.fromhex(name)), title) for name, title in found]


def lines(vault: Vault) -> tuple[list[tuple[str, ...]], int] | None:
    """What a list shows of every credential that is not hidden, newest first, and how many are hidden.

    Each line is the beginning of a reference, a verdict, a title, an issuer, a day
    and the moment it ends: the same as from :func:`entries`, but faster, since
    nothing else is built.  None when something was learned about a credential after
    its import, or another program wrote summaries of another shape; then only
    :func:`entries` will do.
    """
    try:
        ids, columns = vault.columns(KIND, ("added", "verdict", "title", "issuer", "issued", "until"))
        added, verdicts, titles, issuers, issued, ends = columns
        if _learned_later(vault):
            return None
        later = {on: said[0] for on, said in vault.holding(JUDGED).items()}
        refs = _beginnings(ids)
        given = [later.get(name, verdict) for name, verdict in zip(ids, verdicts, strict=True)] if later else verdicts
        names = [name or id_ for id_, name, _ in issuers]
        days = [moment[:10] for moment in issued]
        shown = [*zip(added, map(str.casefold, titles), refs, given, titles, names, days, ends, ids, strict=True)]
        shown.sort(key=itemgetter(1, 2))
        shown.sort(key=itemgetter(0), reverse=True)
        _all_text(added, given, names, days, ends)
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    hidden = {on for on, value in vault.holding(HIDDEN).items() if value}
    kept = [one[2:8] for one in shown if one[8] not in hidden] if hidden else [one[2:8] for one in shown]
    return kept, len(shown) - len(kept)


def _learned_later(vault: Vault) -> bool:
    """Whether something that a credential says was learned after its import: see :func:`_entry`."""
    return any(len(said) > _PLAIN_JUDGEMENT for said in vault.holding(JUDGED).values())


def _all_text(*columns: list[Any]) -> None:
    """Raises ``TypeError`` unless every value is text."""
    for column in columns:
        "".join(column)


def _entry(ref: str, said: JsonObject, mine: JsonObject, *, achievements: bool = True) -> Entry:
    try:
        verdict, checked, codes, *later = mine.get(JUDGED) or (said["verdict"], said["checked"], said["codes"])
        for known in later:
            said = said | {name: known.get(name, "") for name in _SAID}
        return Entry(
            ref,
            said["format"],
            said["title"],
            Issuer(*said["issuer"]),
            _to_time(said["issued"]),
            _to_time(said["until"]),
            datetime.fromisoformat(said["added"]),
            verdict,
            datetime.fromisoformat(checked),
            tuple(map(_to_achievement, said.get("achievements", ()))) if achievements else (),
            tuple(sorted(key.removeprefix(TAG) for key in mine if key.startswith(TAG))) if mine else (),
            str(mine.get(NOTE, "")),
            said["name"],
            said["type"],
            tuple(codes),
            bool(mine.get(HIDDEN)) if mine else False,
            _to_time(said["starts"]) if "starts" in said else None,
            bool(said.get("shared")),
        )
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return _unreadable(ref)


def _unreadable(ref: str) -> Entry:
    """An entry whose summary cannot be read, as when another program wrote it; the original is unaffected."""
    never = datetime.fromtimestamp(0, UTC)
    return Entry(ref, "", "", Issuer(""), None, None, never, "unreadable", never)


def _from_achievement(said: Achievement) -> list[Any]:
    level, credit = said.level, said.credits
    return [
        _clean(said.id),
        _clean(said.name),
        _clean(said.kind),
        level and [_clean(level.framework), _clean(level.value)],
        credit and [str(credit.amount), _clean(credit.system), credit.earned],
        [[_clean(text) for text in (a.framework, a.code, a.name, a.url)] for a in said.alignments],
        [_clean(tag) for tag in said.tags],
    ]


def _to_achievement(said: Sequence[Any]) -> Achievement:
    id_, name, kind, level, credit, alignments, tags = said
    return Achievement(
        id_,
        name,
        kind,
        level=Level(*level) if level else None,
        credits=Credits(Decimal(credit[0]), credit[1], credit[2]) if credit else None,
        alignments=tuple(Alignment(*alignment) for alignment in alignments),
        tags=tuple(tags),
    )


def _from_time(time: datetime | None) -> str:
    return time.astimezone(UTC).isoformat() if time else ""


def _to_time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _clean(text: str) -> str:
    """Text that UTF-8 can hold: the name of a file may be any bytes at all."""
    return text.encode("utf-8", "replace").decode()
