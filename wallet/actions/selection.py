"""Selecting credentials by words, tags, issuer, verdict, format and dates."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from wallet.errors import UsageError
from wallet.model import Entry
from wallet.wording import say


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions on a credential, all of which must hold."""

    words: tuple[str, ...] = ()
    """Each somewhere in its title, issuer, achievements, skills, tags, note or file name."""
    tags: tuple[str, ...] = ()
    """The learner's own; it must have all of them."""
    issuer: str = ""
    """Part of the issuer's name or id."""
    verdicts: tuple[str, ...] = ()
    """One of these slugs."""
    format: str = ""
    since: date | None = None
    """Issued on that day or later; what has no date is left out."""
    until: date | None = None
    hidden: bool | None = False
    """False leaves hidden ones out, True wants only them, None takes all."""
    sort: str = "added"
    limit: int | None = None


NOT_HIDDEN = Selection()
SORTS: dict[str, Callable[[Entry], object]] = {
    "added": lambda e: (-e.added.timestamp(), e.title.casefold(), e.ref),
    "issued": lambda e: (-_moment(e.issued), e.title.casefold(), e.ref),
    "expires": lambda e: (e.valid_until is None, _moment(e.valid_until), e.title.casefold(), e.ref),
    "title": lambda e: (e.title.casefold(), e.ref),
    "issuer": lambda e: ((e.issuer.name or e.issuer.id).casefold(), e.title.casefold(), e.ref),
}
"""Orders by name: dates newest first, but what expires next first."""


VERDICTS = ("verified", "verified_with_notes", "cannot_tell", "rejected", "unreadable")
KEYS = ("tag", "issuer", "verdict", "format", "since", "until", "word", "hidden")
"""The keys of ``key=value``; commands that know stacks handle ``stack`` themselves."""


def parsed(conditions: Iterable[str]) -> Selection:
    """A selection from conditions such as ``tag=python``.

    Repeated tags and words must all hold, of repeated verdicts any; of other keys the last counts.

    Raises :class:`~wallet.errors.UsageError` (``bad_selection``).
    """
    found: dict[str, list[str]] = {}
    for condition in conditions:
        key, equals, value = condition.partition("=")
        if not equals or not value or key not in KEYS:
            raise UsageError(
                say("{condition!r} selects nothing", condition=condition[:60]),
                hint=say("write it as tag=python; the keys are {keys} and stack", keys=", ".join(KEYS)),
                slug="bad_selection",
            )
        found.setdefault(key, []).append(value)
    hidden = {"no": False, "only": True, "also": None}
    wanted = found.get("hidden", ["no"])[-1]
    if wanted not in hidden:
        raise UsageError(say("hidden is no, only or also"), hint="--select hidden=also", slug="bad_selection")
    return Selection(
        words=tuple(found.get("word", ())),
        tags=tuple(found.get("tag", ())),
        issuer=found.get("issuer", [""])[-1],
        verdicts=tuple(verdict(one) for one in found.get("verdict", ())),
        format=format_(found["format"][-1]) if "format" in found else "",
        since=day(found["since"][-1]) if "since" in found else None,
        until=day(found["until"][-1]) if "until" in found else None,
        hidden=hidden[wanted],
    )


def verdict(text: str) -> str:
    """The slug of a verdict, also when it is written with spaces or dashes."""
    slug = text.replace("-", "_").replace(" ", "_")
    if slug not in VERDICTS:
        raise UsageError(
            say("there is no verdict {text!r}", text=text[:40]),
            hint=say("use one of: {verdicts}", verdicts=", ".join(VERDICTS)),
        )
    return slug


def format_(text: str) -> str:
    """The name of a format.  Raises :class:`~wallet.errors.UsageError` for one that there is not."""
    from wallet.formats import FORMATS  # loaded only when a format is asked for

    if text not in FORMATS:
        raise UsageError(
            say("there is no format {text!r}", text=text[:40]), hint=say("see those there are: wallet formats")
        )
    return text


def order(text: str) -> str:
    """The name of an order.  Raises :class:`~wallet.errors.UsageError` for one that there is not."""
    if text not in SORTS:
        raise UsageError(
            say("there is no order {sort!r}", sort=text[:40]), hint=say("use one of: {sorts}", sorts=", ".join(SORTS))
        )
    return text


def day(text: str) -> date:
    """A date.  Raises :class:`~wallet.errors.UsageError` (``bad_date``)."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            say("{text!r} is no date", text=text[:40]), hint=say("write it as 2026-05-01"), slug="bad_date"
        ) from error


class Selected(NamedTuple):
    """The credentials that fit a selection, in order."""

    entries: tuple[Entry, ...]
    hidden: int
    """How many more would fit if they were not hidden."""
    held: int
    """How many credentials there were to select from."""
    more: int = 0
    """How many fit beyond the limit."""


def select(held: Iterable[Entry], wanted: Selection) -> Selected:
    """The entries that fit.  Raises :class:`~wallet.errors.UsageError` for an order that does not exist."""
    by = SORTS[order(wanted.sort)]
    held = list(held)
    fitting = [entry for entry in held if fits(entry, wanted)]
    shown = [entry for entry in fitting if wanted.hidden in (None, entry.hidden)]
    ordered = sorted(shown, key=by)  # type: ignore[arg-type] # each gives one kind of key
    chosen = tuple(ordered[: wanted.limit])
    hidden = sum(e.hidden for e in fitting) if wanted.hidden is False else 0
    return Selected(chosen, hidden, len(held), len(ordered) - len(chosen))


def fits(entry: Entry, wanted: Selection) -> bool:
    """Whether a credential meets the conditions, whether hidden or not."""
    issuer = wanted.issuer.casefold()
    return (
        (not wanted.verdicts or entry.verdict in wanted.verdicts)
        and (not wanted.format or entry.format == wanted.format)
        and (not issuer or issuer in f"{entry.issuer.name} {entry.issuer.id}".casefold())
        and set(wanted.tags) <= set(entry.tags)
        and _within(entry.issued, wanted.since, wanted.until)
        and _says(entry, wanted.words)
    )


def _within(issued: datetime | None, since: date | None, until: date | None) -> bool:
    if since is None and until is None:
        return True
    return issued is not None and (since or date.min) <= issued.date() <= (until or date.max)


def _says(entry: Entry, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = "\n".join(_text(entry)).casefold()
    return all(word.casefold() in text for word in words)


def _text(entry: Entry) -> Iterable[str]:
    yield from (entry.ref, entry.title, entry.issuer.name, entry.issuer.id, entry.note, entry.name, *entry.tags)
    for one in entry.achievements:
        yield from (one.name, one.kind, one.id, *one.tags)
        for alignment in one.alignments:
            yield from (alignment.name, alignment.code, alignment.framework, alignment.url)


def _moment(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0
