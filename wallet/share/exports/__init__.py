"""Exports: unsigned summaries of credentials for resumes and scripts, one module a format.

A summary holds no proof: one line per achievement (:mod:`wallet.share.resume`),
and unless asked for, only of credentials that verified.  Every module here has one
``render(lines, name) -> str``, where ``name`` is the learner's or empty; one whose
text people read has ``render(lines, words)``, and writes in their language.  It
says what is not ``line.verified`` and what ``line.begins`` only later (the reader
has no other way to tell), and escapes what its format could misread, since
names and titles are hostile.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module

from wallet.errors import NotFound
from wallet.share.resume import Item, Line, lines
from wallet.wording import ENGLISH, Catalogue, say


@dataclass(frozen=True, slots=True)
class Export:
    """One row of :data:`EXPORTS`."""

    label: str
    media_type: str
    suffix: str
    module: str
    experimental: bool = False
    """Whether nobody else's program was found to prove it with."""
    worded: bool = False
    """Whether it is text in a person's language."""


EXPORTS = {
    "json": Export(say("a summary for scripts"), "application/json", ".json", "wallet.share.exports.summary"),
    "markdown": Export(
        say("a list for a web page or README"), "text/markdown", ".md", "wallet.share.exports.markdown", worded=True
    ),
    "json-resume": Export(say("JSON Resume 1.0"), "application/json", ".json", "wallet.share.exports.json_resume"),
    "linkedin": Export(say("links to LinkedIn's form"), "text/plain", ".txt", "wallet.share.exports.linkedin"),
    "csv": Export(say("a table for a spreadsheet"), "text/csv", ".csv", "wallet.share.exports.csv_table"),
    "html": Export(
        say("a list to put into a web page"), "text/html", ".html", "wallet.share.exports.html_fragment", worded=True
    ),
    "latex": Export(
        say("a list for a LaTeX document"), "application/x-tex", ".tex", "wallet.share.exports.latex", worded=True
    ),
    "text": Export(say("plain lines"), "text/plain", ".txt", "wallet.share.exports.plain_text", worded=True),
    "schema-org": Export(
        say("schema.org JSON-LD"), "application/ld+json", ".jsonld", "wallet.share.exports.schema_org"
    ),
    "ler-rs": Export(
        say("HR Open LER-RS"), "application/json", ".json", "wallet.share.exports.ler_rs", experimental=True
    ),
}
"""Each format by the name that ``--as`` takes; its module is loaded when it is used."""


def render(kind: str, items: Iterable[Item], name: str = "", words: Catalogue = ENGLISH) -> bytes:
    """``items`` in the format that ``kind`` names, as UTF-8; ``name`` is the learner's.

    What people read is in the language of ``words``; what programs read is alike in all.

    Raises :class:`~wallet.errors.NotFound` when there is no such format.
    """
    row = EXPORTS.get(kind)
    if row is None:
        raise NotFound(
            say("no export is called {kind!r}", kind=kind[:40]),
            hint=say("choose one of: {kinds}", kinds=", ".join(EXPORTS)),
        )
    writer: Callable[[Sequence[Line], str | Catalogue], str] = import_module(row.module).render
    return writer(lines(items), words if row.worded else name).encode()


def fill(source: str, file: str, items: Iterable[Item], name: str = "") -> bytes:
    """A learner's own template filled in; ``file`` is its name.  Raises as :mod:`wallet.share.exports.template`."""
    from wallet.share.exports.template import render as filled

    return filled(lines(items), name, source, file).encode()
