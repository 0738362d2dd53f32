"""Resume exports: summaries of credentials for documents and scripts.

A summary is unsigned and holds no proof.  One line per achievement, newest
first; unless asked for, only credentials that verified.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module

from wallet.errors import NotFound
from wallet.model import Achievement, Credential, Credits, Level
from wallet.report import Verdict
from wallet.share.cleaning import clean
from wallet.share.links import https_only
from wallet.wording import say


@dataclass(frozen=True, slots=True)
class Export:
    """One row of :data:`EXPORTS`."""

    label: str
    media_type: str
    suffix: str
    module: str
    experimental: bool = False
    """Whether nobody else's program was found to prove it with."""


EXPORTS = {
    "json": Export(say("a summary for scripts"), "application/json", ".json", "wallet.share.exports.summary"),
    "markdown": Export(say("a list for a web page or README"), "text/markdown", ".md", "wallet.share.exports.markdown"),
    "json-resume": Export(say("JSON Resume 1.0"), "application/json", ".json", "wallet.share.exports.json_resume"),
    "linkedin": Export(say("links to LinkedIn's form"), "text/plain", ".txt", "wallet.share.exports.linkedin"),
    "csv": Export(say("a table for a spreadsheet"), "text/csv", ".csv", "wallet.share.exports.csv_table"),
    "html": Export(say("a list to put into a web page"), "text/html", ".html", "wallet.share.exports.html_fragment"),
    "latex": Export(say("a list for a LaTeX document"), "application/x-tex", ".tex", "wallet.share.exports.latex"),
    "text": Export(say("plain lines"), "text/plain", ".txt", "wallet.share.exports.plain_text"),
    "schema-org": Export(
        say("schema.org JSON-LD"), "application/ld+json", ".jsonld", "wallet.share.exports.schema_org"
    ),
    "ler-rs": Export(
        say("HR Open LER-RS"), "application/json", ".json", "wallet.share.exports.ler_rs", experimental=True
    ),
}
"""Each format by the name that ``--as`` takes; its module is loaded when it is used."""


@dataclass(frozen=True, slots=True)
class Item:
    """A credential of the wallet and what checking found."""

    credential: Credential
    verdict: Verdict
    checked: datetime
    ref: str
    url: str = ""
    """The learner's own link for it, which wins over the credential's id."""


@dataclass(frozen=True, slots=True)
class Line:
    """One achievement, cleaned for documents; "" and () stand for what is not stated."""

    name: str
    kind: str
    issuer: str
    issuer_id: str
    issued: str
    """``YYYY-MM-DD``."""
    expires: str
    url: str
    """https, or ""."""
    skills: tuple[tuple[str, str], ...]
    """Framework and name of each, without repetitions."""
    level: Level | None
    credits: Credits | None
    achievement_id: str
    ref: str
    format: str
    verdict: Verdict
    checked: str
    """UTC, to the second."""

    @property
    def verified(self) -> bool:
        """Whether it may stand without a word of caution."""
        return counts(self.verdict)


def counts(verdict: Verdict) -> bool:
    """Whether a credential with this verdict is exported unless more is asked for."""
    return verdict in (Verdict.VERIFIED, Verdict.VERIFIED_WITH_NOTES)


def lines(items: Iterable[Item]) -> tuple[Line, ...]:
    """One line per achievement, newest first; the order of ``items`` does not matter."""
    found = [line for item in items for line in _lines(item)]
    found.sort(key=lambda line: (line.name, line.ref))
    return tuple(sorted(found, key=lambda line: line.issued, reverse=True))


def render(kind: str, items: Iterable[Item], name: str = "") -> bytes:
    """``items`` in the format that ``kind`` names, as UTF-8; ``name`` is the learner's.

    Raises :class:`~wallet.errors.NotFound` when there is no such format.
    """
    row = EXPORTS.get(kind)
    if row is None:
        raise NotFound(
            say("no export is called {kind!r}", kind=kind[:40]),
            hint=say("choose one of: {kinds}", kinds=", ".join(EXPORTS)),
        )
    writer: Callable[[Sequence[Line], str], str] = import_module(row.module).render
    return writer(lines(items), name).encode()


def fill(source: str, file: str, items: Iterable[Item], name: str = "") -> bytes:
    """A learner's own template filled in; ``file`` is its name.  Raises as :mod:`wallet.share.exports.template`."""
    from wallet.share.exports import template

    return template.render(lines(items), name, source, file).encode()


def _lines(item: Item) -> Iterable[Line]:
    said = item.credential
    stated = said.achievements or (Achievement(id="", name=said.title, kind=said.kind),)
    for one in stated:
        yield Line(
            name=clean(one.name or said.title) or "(untitled)",
            kind=clean(one.kind),
            issuer=clean(said.issuer.name or said.issuer.id),
            issuer_id=clean(said.issuer.id),
            issued=_day(said.issued or said.valid_from),
            expires=_day(said.valid_until),
            url=https_only(item.url) or https_only(said.id),
            skills=_skills(one),
            level=None if one.level is None else Level(clean(one.level.framework), clean(one.level.value)),
            credits=None if one.credits is None else replace(one.credits, system=clean(one.credits.system)),
            achievement_id=clean(one.id),
            ref=item.ref,
            format=said.format,
            verdict=item.verdict,
            checked=f"{item.checked:%Y-%m-%dT%H:%M:%SZ}",
        )


def _day(moment: datetime | None) -> str:
    return "" if moment is None else moment.date().isoformat()


def _skills(achievement: Achievement) -> tuple[tuple[str, str], ...]:
    found: dict[str, tuple[str, str]] = {}
    for alignment in achievement.alignments:
        name = clean(alignment.name or alignment.code)
        if name:
            found.setdefault(name.casefold(), (clean(alignment.framework), name))
    return tuple(found.values())
