"""``wallet refresh``."""

from threading import Lock
from typing import Annotated

import typer

from wallet.actions import find
from wallet.actions.grounds import Asked
from wallet.actions.online import fetcher
from wallet.actions.refresh import RefreshOptions, refresh
from wallet.cli.arguments import span
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.prompts import asks, says_yes
from wallet.errors import ExitCode, NetworkFailed, UsageError
from wallet.results.servers import ContextOffer
from wallet.show import machine
from wallet.show import refreshed as shown
from wallet.show.progress import Bar
from wallet.wording import say


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet refresh\nwallet refresh k7wd3a 'data governance'\nwallet refresh --older-than 7d",
)
def refresh_(
    invocation: Invocation,
    refs: Annotated[
        list[str] | None, typer.Argument(metavar="REF...", help="Which credentials; all by default.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All credentials, which is also the default.")] = False,
    older_than: Annotated[
        str | None, typer.Option("--older-than", metavar="AGE", help="Only what was last seen longer ago: 7d, 12h.")
    ] = None,
    allow_http: Annotated[
        bool,
        typer.Option("--allow-http", help="Ask over plain http, which others can change, where an old badge says so."),
    ] = False,
    context: Annotated[
        list[str] | None,
        typer.Option("--context", metavar="SHA256", help="Keep an unknown vocabulary that has this digest."),
    ] = None,
) -> ExitCode:
    """Look up again what your credentials depend on.

    That is issuers' keys, lists of withdrawn badges, and badges that live on a
    site. It asks the servers that the credentials name; `wallet help privacy`
    says what they learn. What they give is kept beside what is held already. It
    ends with 14 when nothing could be fetched at all.
    """
    if refs and everything:
        raise UsageError(say("name credentials or say --all, not both"), hint="wallet refresh --all")
    options = RefreshOptions(span(older_than) if older_than else None, allow_http)
    vault = opened(invocation)
    entries = find.several(vault, refs) if refs else find.everything(vault).entries
    progress = _Progress(invocation)
    options = options._replace(
        accepts=lambda offer: _accepts(invocation, progress.bar, offer, context or []), done=progress
    )
    asker = fetcher(invocation.clock, invocation.environment, invocation.network)
    result = refresh(vault, entries, asker, Asked(invocation.clock()), options)
    progress.bar.hide()
    code = result.exit_code()
    errors = [failure.error.about(failure.source) for failure in result.failures]
    if code is ExitCode.NETWORK:
        hint = say("see that this computer is online, then: {command}", command=invocation.typed() or "wallet refresh")
        errors.append(NetworkFailed(say("none of the servers gave anything"), hint=hint))
    return invocation.answer(machine.plain(result), lambda out: shown.refreshed(result, out), code, errors=errors)


class _Progress:
    """A bar that grows with what there is to ask; called from the threads that ask."""

    def __init__(self, invocation: Invocation) -> None:
        self.total = 0
        self.bar = Bar(invocation.err, lambda: self.total, doing=say("asking"))
        self._lock = Lock()

    def __call__(self, total: int) -> None:
        with self._lock:
            self.total = total
            self.bar.advance()


def _accepts(invocation: Invocation, bar: Bar, offer: ContextOffer, digests: list[str]) -> bool:
    """A vocabulary is kept when its digest was named, or when a person says so; never by itself."""
    if offer.sha256 in (digest.lower() for digest in digests):
        return True
    bar.hide()
    invocation.err.lines(shown.offer(offer))
    return asks(invocation) and says_yes(invocation, say("Keep it?"))
