"""What a learner says of credentials: tags, notes, hidden or not; removing them and bringing them back."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wallet.actions import find
from wallet.errors import NotFound, UsageError
from wallet.model import Entry
from wallet.results.credentials import Noted, Removed
from wallet.vault import Vault, removal
from wallet.vault.changing import Ahead, Change
from wallet.vault.entries import HIDDEN, KIND, NOTE, TAG, entries, object_id, reference
from wallet.wording import say

if TYPE_CHECKING:  # only what brings credentials back needs a judge
    from wallet.actions.grounds import Asked

TAG_LETTERS, NOTE_LETTERS = 100, 10_000


def tags(vault: Vault) -> dict[str, int]:
    """Every tag and how many credentials have it."""
    return dict(sorted(Counter(tag for entry in entries(vault, achievements=False) for tag in entry.tags).items()))


def tag(vault: Vault, wanted: str, add: Sequence[str], remove: Sequence[str]) -> Noted:
    """Give a credential tags and take others away; each tag merges by itself between devices."""
    entry = find.one(vault, wanted)
    missing = [one for one in remove if one not in entry.tags]
    if missing:
        raise NotFound(
            say("{entry} has no tag {missing!r}", entry=find.short(entry), missing=missing[0][:40]),
            hint=f"wallet tag {find.short(entry)}",
        )
    check_tags(add)
    changes = [(TAG + one, True) for one in add if one not in entry.tags] + [(TAG + one, None) for one in remove]
    vault.set_all((object_id(entry.ref).hex(), key, value) for key, value in changes)
    return about(vault, entry.ref)


def check_tags(tags: Sequence[str]) -> None:
    """Refuse what cannot be a tag.  Raises :class:`~wallet.errors.UsageError`."""
    for one in tags:
        _check(one, TAG_LETTERS, say("a tag"))
        if not one.strip(" +-") or "\n" in one:
            raise UsageError(say("a tag is a word or a few on one line"), hint="wallet tag REF python")


def note(vault: Vault, wanted: str, text: str | None) -> Noted:
    """Write a note beside a credential, or with None only read it; empty text takes it away."""
    entry = find.one(vault, wanted)
    if text is not None:
        check_note(text)
        vault.set(object_id(entry.ref).hex(), NOTE, text.strip() or None)
    return about(vault, entry.ref)


def check_note(text: str) -> None:
    """Refuse a note that is too long.  Raises :class:`~wallet.errors.UsageError`."""
    _check(text, NOTE_LETTERS, say("a note"))


def hide(vault: Vault, wanted: Sequence[str], *, hidden: bool) -> tuple[Noted, ...]:
    """Leave credentials out of lists, stacks and exports unless they are named, or no longer."""
    chosen = find.several(vault, wanted)
    vault.set_all(
        (object_id(entry.ref).hex(), HIDDEN, hidden or None) for entry in chosen if entry.hidden is not hidden
    )
    return tuple(about(vault, entry.ref) for entry in chosen)


def about(vault: Vault, ref: str) -> Noted:
    """What the learner says of one credential, by its full reference."""
    entry = find.one(vault, ref)
    return Noted(entry.ref, entry.title, entry.tags, entry.note, entry.hidden)


def remove(vault: Vault, chosen: Sequence[Entry]) -> tuple[Removed, ...]:
    """Take credentials out of the wallet, on every device; what was removed at once can be brought back at once."""
    vault.drop([object_id(entry.ref) for entry in chosen])
    last = {reference(one.id): _said(one) for one in removal.removed(vault, KIND)}
    return tuple(last[entry.ref] for entry in chosen if entry.ref in last)


def removed(vault: Vault) -> tuple[Removed, ...]:
    """What can be brought back, the last first."""
    return tuple(_said(one) for one in removal.removed(vault, KIND))


def undo(vault: Vault, wanted: Sequence[str], asked: "Asked") -> tuple[Removed, ...]:
    """Bring credentials back, those named or all that were removed last, and judge them by what is known by now.

    Raises :class:`~wallet.errors.NotFound` when there is nothing to bring back.
    """
    from wallet.actions.rejudging import rejudge

    every = removal.removed(vault, KIND)
    if not every:
        raise NotFound(say("nothing was removed that could be brought back"), hint="wallet list")
    if wanted:
        chosen = [_chosen(every, name) for name in wanted]
    else:
        chosen = [one for one in every if one.stamp == every[0].stamp]
    change, refs = Change(removal.items(vault, chosen)), {reference(one.id) for one in chosen}
    rejudge(vault, change, (entry for entry in entries(Ahead(vault, change)) if entry.ref in refs), asked)
    return tuple(_said(one) for one in chosen)


def _chosen(every: Sequence[removal.Removed], wanted: str) -> removal.Removed:
    name = wanted.strip().casefold()
    found = [one for one in every if name and (_said(one).ref.startswith(name) or name in _said(one).title.casefold())]
    if len(found) != 1:
        what = say("no removed credential matches") if not found else say("{n} removed credentials match", n=len(found))
        raise NotFound(say("{what} {wanted!r}", what=what, wanted=wanted[:80]), hint="wallet undo --list")
    return found[0]


def _said(one: removal.Removed) -> Removed:
    when = datetime.fromtimestamp(one.stamp[0] / 1000, UTC).replace(microsecond=0)
    return Removed(reference(one.id), str(one.summary.get("title", "")), when)


def _check(text: str, most: int, what: str) -> None:
    if len(text) > most:
        raise UsageError(say("{what} has at most {most:,} letters", what=what, most=most), slug="too_long")
