"""The wallet itself as text: made, and how it is."""

from collections.abc import Sequence

from wallet.results.vaults import Created, SlotShown, Status
from wallet.show.console import Console, Line, Piece
from wallet.show.escaping import escape
from wallet.show.layout import cells, count, day, span, wrap
from wallet.show.reports import by_verdict
from wallet.wording import joined, say

_CODE_WIDTH = 8 * len("wall ") - 1
"""Columns; more than eight groups in a line are hard to copy by hand."""
_LABELS = (say("wallet"), say("opens by"), say("state"), say("holds"), say("stacks"), say("content"), say("settings"))
KINDS = {
    "passphrase": say("passphrase"),
    "recovery code": say("recovery code"),
    "key file": say("key file"),
}
"""What opens a wallet, as it reads within a line."""


def created(result: Created, console: Console) -> None:
    """Where the new wallet is and what comes next."""
    console.line(say("made a wallet at {wallet}", wallet=escape(result.wallet)))
    if console.is_terminal:
        console.line((say("put something into it: wallet import FILE"), "dim"))


def recovery(code: str, console: Console) -> int:
    """The recovery code in whole groups, to be copied by hand; gives the number of lines."""
    heading = say("Your recovery code. It opens the wallet when the passphrase is lost:")
    headed: list[Line] = [((line, "strong"),) for line in wrap(console.said(heading), console.width)]
    groups: list[Line] = [("  ", line) for line in wrap(code, min(_CODE_WIDTH, console.width - 2))]
    lines = [("",), *headed, ("",), *groups, ("",)]
    console.lines(lines)
    return len(lines)


def status(result: Status, console: Console, *, explain: bool = False) -> None:
    """What can be said of the wallet."""
    if not result.exists:
        console.line(say("There is no wallet at {wallet} yet. Make one: wallet init", wallet=escape(result.wallet)))
        console.line((say("If you have one elsewhere: wallet help vault"), "dim"))
        _settings(result, console)
        return
    console.line(_label(say("wallet"), console), escape(result.wallet))
    console.line(_label(say("opens by"), console), joined(", ", [KINDS.get(kind, kind) for kind in result.slots]))
    console.line(_label(say("state"), console), _state(result))
    if result.counts is not None:
        _holdings(result, result.counts, console)
    _settings(result, console)
    if explain:
        console.line()
        console.lines((line,) for text in EXPLAINED for line in wrap(console.said(text), console.width))


def _label(name: str, console: Console) -> Piece:
    return console.label(name, _label_width(console)), "dim"


def _label_width(console: Console) -> int:
    return max(cells(console.said(one)) for one in _LABELS) + 1


def _settings(result: Status, console: Console) -> None:
    if result.config:
        console.line(_label(say("settings"), console), escape(result.config))


def _state(result: Status) -> str:
    if result.expires_in is not None:
        return say("unlocked for another {expires_in}; lock it: wallet lock", expires_in=span(result.expires_in))
    if result.source == "keyring":
        return say("opened by the keyring of this computer")
    if result.locked:
        return say("locked; open it for a while: wallet unlock")
    return say("locked; opened just this once")


def _holdings(result: Status, counts: dict[str, int], console: Console) -> None:
    rest = dict(counts)
    credentials, stacks = rest.pop("credentials", 0), rest.pop("stacks", 0)
    verdicts = by_verdict(rest)
    label = console.label(say("holds"), _label_width(console))
    first, *more = wrap(console.said(_holds(credentials, verdicts)), max(20, console.width - cells(label)))
    console.line((label, "dim"), first)
    for line in more:
        console.line(" " * cells(label), line)
    console.line(_label(say("stacks"), console), str(stacks))
    console.line(
        _label(say("content"), console),
        result.fingerprint,
        (say(", the same on every device that is up to date"), "dim"),
    )


def _holds(credentials: int, verdicts: str) -> str:
    held = count(credentials, "credential")
    return say("{held} ({verdicts})", held=held, verdicts=verdicts) if verdicts else held


def unlocked(seconds: int, console: Console) -> None:
    """How long the wallet stays open."""
    console.line(say("unlocked for {seconds}; lock it earlier: wallet lock", seconds=span(seconds)))


def locked(console: Console, *, was_open: bool) -> None:
    """The wallet is locked now."""
    console.line(say("locked") if was_open else say("it was locked already"))


def passphrase_changed(replaced: int, console: Console) -> None:
    """That the passphrase was changed, and what the old one still opens."""
    console.line(say("the passphrase was changed"))
    if replaced > 1:
        console.line(say("it replaces {replaced} passphrases", replaced=replaced))
    console.line((say("The old one still opens copies of the folder that were made before."), "dim"))
    console.line((say("If somebody knows it, change the key of the wallet too: wallet rekey"), "dim"))


def rekeyed(console: Console) -> None:
    """Everything is sealed under a new key."""
    console.line(say("the wallet is under a new key; other passphrases, codes and key files are void"))
    console.line(
        (say("Files under the old key stay for 30 days, for your other devices. Earlier: wallet gc --now"), "dim")
    )


def slots(found: Sequence[SlotShown], console: Console) -> None:
    """What opens the wallet, one a line."""
    if console.plain:
        console.records(
            (
                (say("slot"), slot.slot),
                (say("is"), KINDS.get(slot.kind, slot.kind)),
                (say("since"), day(slot.since)),
                (say("costs"), _cost(slot)),
                (say("state"), _SLOT_STATES.get(slot.state, "")),
            )
            for slot in found
        )
        return
    kinds = {slot.kind: console.said(KINDS.get(slot.kind, slot.kind)) for slot in found}
    width = max(map(len, kinds.values()))
    for slot in found:
        since = say("since {since}", since=day(slot.since)) if slot.since else ""
        cost = ("  ", (_cost(slot), "dim")) if slot.passes else ()
        console.line((slot.slot, "strong"), "  ", kinds[slot.kind].ljust(width), "  ", since, *cost)
        if slot.state in _SLOT_STATES:
            console.line("          ", (_SLOT_STATES[slot.state], "bad"))


def _cost(slot: SlotShown) -> str:
    """What guessing its secret takes each time; empty where that is not stretched."""
    if not slot.passes:
        return ""
    passes = count(slot.passes, "pass", "passes")
    return say("{memory_mib} MiB and {passes} a try", memory_mib=slot.memory_mib, passes=passes)


def slot_fits(slot: SlotShown, console: Console) -> None:
    """Which slot a secret opens."""
    console.line(
        say("this {kind} opens the wallet (slot {slot})", kind=KINDS.get(slot.kind, slot.kind), slot=slot.slot)
    )


def slot_removed(slot: SlotShown, console: Console) -> None:
    """What opens the wallet no longer."""
    console.line(
        say("the {kind} {slot} no longer opens this wallet", kind=KINDS.get(slot.kind, slot.kind), slot=slot.slot)
    )
    console.line((say("It still opens copies of the folder that were made before."), "dim"))


def slot_added(kind: str, file: str | None, console: Console) -> None:
    """What opens the wallet from now on."""
    console.line(say("a {kind} was added{file}", kind=KINDS.get(kind, kind), file=f": {escape(file)}" if file else ""))


_SLOT_STATES = {
    "gone": say("it was removed and came back, perhaps from a sync: wallet repair"),
    "unlisted": say("the wallet does not know it: if you do not either, wallet slots remove it"),
    "older": say("it opens only what was written before the key was changed"),
    "missing": say("not here: wait for your sync, or put it back from a backup"),
}
EXPLAINED = (
    (
        say(
            "The encryption protects the wallet when a disk or a computer is lost, and against whoever stores or "
            "carries the folder: they cannot read it, change it, mix in files of others or, on a computer that has "
            "seen the newer state, bring back an older one without being noticed."
        )
    ),
    (
        say(
            "It does not protect against programs that run as you while the wallet is unlocked, somebody who watches "
            "you type, a passphrase that can be guessed, an old copy of the folder together with an old passphrase, or "
            "the loss of every copy."
        )
    ),
    (
        say(
            "Without a key anybody can see that this is a wallet, what kinds of secrets open it, how costly guessing "
            "is, and when and how much was added, roughly."
        )
    ),
)
"""What the encryption protects against, what not, and what anybody can see: a paragraph each."""
