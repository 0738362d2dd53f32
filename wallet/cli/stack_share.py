"""``wallet stack share``."""

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from wallet.actions import saved_stacks, stack
from wallet.actions import share as actions
from wallet.actions.grounds import Asked
from wallet.actions.knowledge import of_wallet
from wallet.cli import sharing
from wallet.cli.arguments import SavedStack
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode, NotFound
from wallet.show import stacks
from wallet.wording import say


@command(ANSWERING, UNLOCKING, example="wallet stack share 'data analyst' -o analyst.zip --for Acme")
def share(
    invocation: Invocation,
    name: SavedStack,
    to_path: Annotated[Path, typer.Option("-o", "--output", metavar="PATH", help=sharing.TO_PATH_HELP)],
    audience: sharing.Audience = "",
    expires: sharing.Expires = None,
    challenge: sharing.Challenge = "",
    domain: sharing.Domain = "",
    language: sharing.Language = "",
    yes: sharing.Yes = False,
    force: sharing.Force = False,
) -> ExitCode:
    """Make a bundle of what counts toward a stack.

    The reasons and the rules go along as files in your own words: whoever
    receives them can check every credential, and count again.
    """
    lasts, path = sharing.lasting(expires), sharing.destination(to_path, force=force)
    words = sharing.spoken(invocation, language)
    vault = opened(invocation)
    asked = Asked(invocation.clock())
    question = stack.question(vault, name, asked.at)
    entries = stack.counted(question)
    if not entries:
        raise NotFound(
            say("nothing counts toward {name} yet", name=question.stack.name),
            hint=say("see why: wallet stack why {name}", name=quote(question.stack.name)),
        )
    known = of_wallet(vault)
    ready = actions.prepare(vault, entries, known, asked)
    sent = question.of_only(entries)  # what else is held is not the receiver's to know
    shown = stack.show(sent)
    accounts = {"stack.md": stacks.account(shown, stack.why(sent), words).encode()}
    accounts |= saved_stacks.files(vault, question.stack.id)
    terms = actions.Terms(audience, lasts, challenge, domain, shown.name, accounts, words=words)
    sharing.consent(invocation, ready, terms, asked.at + lasts if lasts else None, yes=yes)
    with actions.share(vault, ready, terms, known, asked, str(path)) as (files, made):
        result = sharing.hand_out(made, files, path, force=force)
    return sharing.told(invocation, result)
