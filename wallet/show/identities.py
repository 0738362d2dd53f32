"""The learner's identities as text."""

from wallet.results.trust import Identity, IdentityChanged
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.show.layout import count, day
from wallet.wording import say

_KINDS = {"email": say("email"), "id": say("id"), "name": say("name")}


def listed(identities: tuple[Identity, ...], console: Console) -> None:
    """One line an identity."""
    if not identities:
        console.line(say("You have not said who you are to issuers yet."))
        console.line((say("Say which addresses your badges were sent to: wallet identity add EMAIL"), "dim"))
    for one in identities:
        kind = console.label(_KINDS.get(one.kind, one.kind), 7)
        since = say(", since {at}", at=day(one.at)) if console.plain else "  " + day(one.at)
        console.line(kind, console.clip(escape(one.text), max(20, console.width - 19)), (since, "dim"))


def changed(result: IdentityChanged, console: Console) -> None:
    """What was noted, and how many credentials are known to be one's own."""
    word = say("no longer yours") if result.removed else say("yours")
    console.line(word, ": ", escape(result.identity.text))
    console.line((say("{yours} known to be issued to you", yours=count(result.yours, "credential")), "dim"))
