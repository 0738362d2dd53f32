"""The wallet itself as text: made, and how it is."""

from wallet.results import Created, Status
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import count
from wallet.show.reports import VERDICT_WORDS

_GROUPS_A_LINE = 8


def created(result: Created, console: Console) -> None:
    """Where the new wallet is and what comes next."""
    console.line(f"made a wallet at {escape(result.wallet)}")
    if console.is_terminal:
        console.line(("put something into it: wallet import FILE", "dim"))


def recovery(result: Created, console: Console) -> int:
    """The recovery code in groups, to be copied by hand; gives the number of lines."""
    groups = result.recovery_code.split()
    lines = [" ".join(groups[n : n + _GROUPS_A_LINE]) for n in range(0, len(groups), _GROUPS_A_LINE)]
    console.line()
    console.line(("Your recovery code. It opens the wallet when the passphrase is lost:", "strong"))
    console.line()
    for line in lines:
        console.line("  ", line)
    console.line()
    return len(lines) + 4


def status(result: Status, console: Console) -> None:
    """What can be said of the wallet."""
    if not result.exists:
        console.line(f"There is no wallet at {escape(result.wallet)} yet. Make one: wallet init")
        return
    console.line(("wallet   ", "dim"), escape(result.wallet))
    console.line(("opens by ", "dim"), ", ".join(result.slots))
    if result.counts is None:
        console.line(("state    ", "dim"), "locked; name a source for the passphrase to see more")
        return
    rest = dict(result.counts)
    credentials, stacks = rest.pop("credentials", 0), rest.pop("stacks", 0)
    verdicts = ", ".join(f"{number} {VERDICT_WORDS.get(slug, slug)}" for slug, number in rest.items() if number)
    console.line(("holds    ", "dim"), count(credentials, "credential"), f" ({verdicts})" if verdicts else "")
    console.line(("stacks   ", "dim"), str(stacks))
    console.line(("content  ", "dim"), result.fingerprint, (", the same on every device that is up to date", "dim"))
