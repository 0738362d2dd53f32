"""Contexts, and what is supported, as text: one line each."""

from wallet.results.contexts import ContextAdded, ContextLine, ContextUse, Row, Supported
from wallet.show import renewed
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import abridged, cells, count, pad
from wallet.wording import joined, say

_HEADINGS = {
    "carriers": say("Where a credential can be"),
    "formats": say("What it can be"),
    "proofs": say("How it can be secured"),
    "keys": say("Whose keys can be used"),
    "status": say("Where its withdrawal can be looked up"),
}
_INSTALLED = {True: (say("installed"), "good"), False: (say("missing"), "bad")}


def listed(lines: tuple[ContextLine, ...], console: Console) -> None:
    """URL, edition, number of terms and the start of the digest."""
    if console.plain:
        console.records(
            (
                (say("vocabulary"), escape(one.url)),
                (say("edition"), escape(one.edition)),
                (say("holds"), count(one.terms, "term")),
                ("SHA-256", one.sha256),
            )
            for one in lines
        )
        return
    for one in lines:
        about = say(
            "edition {edition}, {terms}, SHA-256 {sha256}",
            edition=one.edition,
            terms=count(one.terms, "term"),
            sha256=abridged(one.sha256),
        )
        console.line(escape(one.url), "  ", (about, "dim"))


def added(result: ContextAdded, console: Console) -> None:
    """The context that can be used now."""
    word = say("installed already") if result.already_held else say("added")
    console.line(
        say(
            "{word}: {url}, {terms}, SHA-256 {sha256}",
            word=word,
            url=escape(result.url),
            terms=count(result.terms, "term"),
            sha256=result.sha256,
        )
    )
    renewed.listed(result.credentials, console)


def removed(url: str, console: Console) -> None:
    """What was removed."""
    console.line(say("removed: {url}", url=escape(url)))


def used(uses: tuple[ContextUse, ...], console: Console) -> None:
    """Each context that was named, and whether its words are understood."""
    if not uses:
        console.line(say("They name no vocabularies: their words mean what their format says."))
    if console.plain:
        console.records(
            (
                (say("vocabulary"), escape(one.url)),
                (say("is"), _INSTALLED[bool(one.editions)][0]),
                (say("needed"), joined("", (_named(one), _signed_under(one)))),
            )
            for one in uses
        )
        return
    wide = max(cells(console.said(word)) for word, _ in _INSTALLED.values()) + 2
    for one in uses:
        word, style = _INSTALLED[bool(one.editions)]
        about = joined("", (_named(one), _signed_under(one)))
        console.line((pad(console.said(word), wide), style), escape(one.url), "  ", (about, "dim"))


def supported(result: Supported, console: Console) -> None:
    """A section for each table."""
    for name, heading in _HEADINGS.items():
        rows: tuple[Row, ...] = getattr(result, name)
        width = max(cells(console.said(row.id)) for row in rows) + 2
        console.line((heading, "strong"))
        for row in rows:
            console.line("  ", console.label(row.id, width), row.label)
        console.line()
    console.line(say("{contexts} vocabularies are installed: wallet contexts list", contexts=result.contexts))


def _signed_under(one: ContextUse) -> str:
    """Which of several editions the signatures fit, where they say so."""
    if not one.fits:
        return ""
    return say(
        "; its signatures fit edition {fits} of those installed: {editions}",
        fits=", ".join(one.fits),
        editions=", ".join(one.editions),
    )


def _named(one: ContextUse) -> str:
    return say("named by {credentials}", credentials=count(one.credentials, "credential"))
