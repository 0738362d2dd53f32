"""What a wallet holds, as a stack counts it: one achievement is one holding, however many copies there are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from wallet.model import NO_AWARDS, Achievement, Entry
from wallet.report import CheckId, Code, Result, Verdict, answered, words
from wallet.stacks import frameworks
from wallet.stacks.folding import fold, too_long

_SEALED = frozenset({Code.CERTIFICATE.value, Code.CERT_EXPIRED_SINCE.value})
_VERDICT_ORDER = [v.value for v in Verdict]


def framework(name: str) -> str:
    """The short folded name of a qualifications framework."""
    known = frameworks.find(name)
    return fold(known.name if known else name)


def level_number(text: str) -> Decimal | None:
    """The one number in a level such as ``7``, ``EQF 7`` or ``Level 7``; None unless there is exactly one, in full."""
    numbers = re.findall(r"\d[\d.,]*\d|\d", text[:80])
    known = len(numbers) == 1 and len(text) <= 80 and re.fullmatch(r"\d{1,3}(?:\.\d{1,2})?", numbers[0])
    return Decimal(numbers[0]) if known else None


@dataclass(frozen=True, slots=True)
class Copy:
    """One achievement as one credential of the wallet states it, with its text folded once."""

    ref: str
    index: int
    """Place among the achievements that go by the reference of its credential, those of the members included."""
    entry: Entry
    achievement: Achievement
    name: str
    kind: str
    issuer_name: str
    ids: frozenset[str]
    alignments: frozenset[str]
    skills: frozenset[str]
    tags: frozenset[str]
    my_tags: frozenset[str]
    unread: frozenset[str]
    """Keys of a match on which neither that it fits nor that it does not is known: their text is over the limit, or
    a seal proves somebody else than the issuer that is named."""

    @property
    def label(self) -> str:
        """``ref#index``, the name of a copy in machine output."""
        return f"{self.ref}#{self.index}"


@dataclass(frozen=True, slots=True)
class Holding:
    """Equal achievements, best copy first; fills one place however many copies there are."""

    key: str
    copies: tuple[Copy, ...]


def plain_id(identifier: str) -> str:
    """An achievement id without the ``identity__`` parameters that some issuers append per person.

    The rest stays as it is written, since only so it equals the id without them.
    """
    if "identity__" not in identifier or not identifier.startswith(("https:", "http:")):
        return identifier
    path, mark, rest = identifier.partition("?")
    query, hash_, fragment = rest.partition("#")
    kept = "&".join(one for one in query.split("&") if not one.startswith("identity__"))
    return path + mark * bool(kept) + kept + hash_ + fragment


def holdings(entries: Iterable[Entry]) -> tuple[Holding, ...]:
    """All holdings, ordered by reference; the order of ``entries`` does not matter.

    A credential that states no achievement counts under its title, but for one about several learners, of whom
    it does not say who that title is for.  A presentation, which anybody makes for themselves, counts for nothing but
    what it holds; an endorsement, which is often called like what it endorses, and a status list for nothing at all.
    """
    found: dict[str, list[Copy]] = {}
    ref, index = "", 0
    for entry in sorted(entries, key=lambda e: e.ref):
        if entry.ref != ref:
            ref, index = entry.ref, 0
        if entry.format in NO_AWARDS:
            continue
        titled = () if entry.shared else (Achievement(id="", name=entry.title),)
        for achievement in entry.achievements or titled:
            copy = _copy(entry, index, achievement)
            found.setdefault(_key(copy), []).append(copy)
            index += 1
    return tuple(Holding(key, tuple(sorted(copies, key=_best_first))) for key, copies in found.items())


def _copy(entry: Entry, index: int, achievement: Achievement) -> Copy:
    alignments = achievement.alignments
    exact = {text for a in alignments for text in (a.url, a.code, f"{a.framework}:{a.code}" if a.code else "")}
    exact.discard("")
    tags = frozenset(fold(tag) for tag in achievement.tags) - {""}
    skills = {fold(text) for text in exact} | {fold(a.name) for a in alignments} | tags
    return Copy(
        ref=entry.ref,
        index=index,
        entry=entry,
        achievement=achievement,
        name=fold(achievement.name),
        kind=fold(achievement.kind),
        issuer_name=fold(entry.issuer.name),
        ids=frozenset({achievement.id, plain_id(achievement.id)} - {""}),
        alignments=frozenset(exact),
        skills=frozenset(skills - {""}),
        tags=tags,
        my_tags=frozenset(fold(tag) for tag in entry.tags) - {""},
        unread=_unread(entry, achievement, exact),
    )


def _unread(entry: Entry, achievement: Achievement, exact: Iterable[str]) -> frozenset[str]:
    texts = {
        "name": (achievement.name,),
        "type": (achievement.kind,),
        "issuer_name": (entry.issuer.name,),
        "tag": achievement.tags,
        "skill": (*exact, *(a.name for a in achievement.alignments), *achievement.tags),
        "my_tag": entry.tags,
    }
    unknown = () if _proves_issuer(entry) else ("issuer",)
    return frozenset((*unknown, *(key for key, every in texts.items() if any(map(too_long, every)))))


def _proves_issuer(entry: Entry) -> bool:
    """Whether what signed it is tied to the id of its issuer: a seal under an authority says who sealed, no more."""
    return _SEALED.isdisjoint(entry.codes) or passed(entry, CheckId.RECOGNITION)


def _key(copy: Copy) -> str:
    if copy.achievement.id:
        return f"id {plain_id(copy.achievement.id)}"
    if copy.name:
        return f"name {copy.entry.issuer.id!r} {copy.name}"
    return f"copy {copy.label}"


def _best_first(copy: Copy) -> tuple[int, float, str, int]:
    """Better verdict, then later end, then reference."""
    entry = copy.entry
    rank = _VERDICT_ORDER.index(entry.verdict) if entry.verdict in _VERDICT_ORDER else len(_VERDICT_ORDER)
    end = entry.valid_until.timestamp() if entry.valid_until else float("inf")
    return rank, -end, copy.ref, copy.index


def passed(entry: Entry, question: CheckId) -> bool:
    """Whether ``question`` came out as a pass when the verdict was made."""
    code = answered(entry.codes, question)
    return code is not None and words(code).result is Result.PASS
