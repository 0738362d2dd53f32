"""The answer to one question about one credential, and the worst of several."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from wallet.errors import Internal
from wallet.model import shown_id
from wallet.report.codes import CheckId, Code, Result
from wallet.report.outcomes import CLAIM, ONLINE, SAVED, SHARE, TRUST, VOCABULARY, WHEN_ASKED, words
from wallet.wording import NOTHING, Message, say

_RANK = {Result.FAIL: 4, Result.UNKNOWN: 3, Result.NOTE: 2, Result.PASS: 1, Result.NOT_APPLICABLE: 0}


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to one question about one credential."""

    id: CheckId
    result: Result
    code: Code
    source: str = ""
    """Where the answer came from: a key id, a document's URL, a context edition."""
    as_of: datetime | None = None
    """When that source was obtained; None when the answer needs none."""
    also: tuple[Code, ...] = ()
    """Lesser findings under the same question."""
    key: str = ""
    """RFC 7638 thumbprint of the key that signed, where the question is who signed."""
    details: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What fills the placeholders of its words; those are put together for who reads them, not for every verdict."""
    asked: bool = False
    """Whether servers were asked just now: then its hint sends nobody to ask again."""

    @property
    def message(self) -> Message:
        """The answer in words."""
        return _filled(words(self.code).message, self.details)

    @property
    def hint(self) -> str:
        """What to do about it; empty on a pass."""
        template = words(self.code).hint
        if self.asked and template in WHEN_ASKED:
            return WHEN_ASKED[template]
        return _filled(template, self.details) if template else ""


class _Details(dict[str, str | Message]):
    """Placeholders that were not filled read as what they stand for."""

    def __missing__(self, key: str) -> str:
        self[key] = found = _UNFILLED.get(key, key)
        return found


_UNFILLED = {
    "issuer": say("the issuer"),
    "outer": say("the container"),
    "date": say("an unknown date"),
    "format": say("credential"),
    "lookup": ONLINE,
    "trust": TRUST,
    "vocabulary": VOCABULARY,
    "saved": SAVED,
    "share": SHARE,
    "claim": say("if it is yours, say as whom: {command}", command=CLAIM),
}


def _filled(template: str, details: Mapping[str, str]) -> Message:
    if "{" not in template:
        return _as_it_is(template)
    return Message.of(template, _Details({k: shown_id(v) if k == "issuer" else v for k, v in details.items() if v}))


@cache
def _as_it_is(template: str) -> Message:
    """A message without values is made once: most answers have none, and many credentials have the same."""
    return Message.of(template, NOTHING)


def check(code: Code | str, *, source: str = "", as_of: datetime | None = None, key: str = "", **details: str) -> Check:
    """A check that came out as ``code``; ``details`` fill the placeholders of its words."""
    if type(code) is not Code:
        code = Code(code)
    if not (source or as_of or key or details):
        return _plain(code)
    said = words(code)
    return Check(said.check, said.result, code, source, as_of, (), key, details)


@cache
def _plain(code: Code) -> Check:
    """An answer without anything of its own is made once: many credentials have the same."""
    said = words(code)
    return Check(said.check, said.result, code)


def worst(checks: Iterable[Check]) -> Check:
    """The worst of several findings under one question, naming the others in ``also`` beside its own.

    Ties keep the first.  Raises :class:`~wallet.errors.Internal` on an empty list.
    """
    found = list(checks)
    if not found:
        raise Internal("no finding to choose from")
    if len(found) == 1:
        return found[0]
    chosen = max(found, key=lambda c: _RANK[c.result])
    others = (c.code for c in found if c.code is not chosen.code)
    return replace(chosen, also=tuple(dict.fromkeys((*chosen.also, *others))))
