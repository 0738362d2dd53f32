"""Showing a recovery code once, to a person."""

from wallet.cli.invocation import Invocation
from wallet.cli.prompts import acknowledged
from wallet.show import vaults
from wallet.show.console import warn
from wallet.wording import say


def reveal(invocation: Invocation, code: str) -> None:
    """Show the code until Enter is pressed; what is piped may be kept where others read it."""
    if not invocation.out.is_terminal or invocation.json:
        warn(
            invocation.err,
            say("the recovery code is only shown on a terminal; to get one: wallet slots add recovery --to FILE"),
        )
        return
    shown = vaults.recovery(code, invocation.out)
    invocation.out.flush()
    after = say("it is then cleared here") if invocation.out.erases else say("then clear the screen")
    acknowledged(invocation, say("Press Enter when you have it on paper; {after}. ", after=after))
    invocation.out.erase(shown + 1)
