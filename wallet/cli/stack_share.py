"""``wallet stack share``."""

from pathlib import Path
from typing import Annotated

import typer

from wallet.actions import share as sharing
from wallet.actions import stack
from wallet.actions.judge import Asked
from wallet.actions.knowledge import of_wallet
from wallet.actions.stack import Question
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.output import write
from wallet.cli.prompts import agreed
from wallet.errors import ExitCode, NotFound
from wallet.show import bundles, machine, stacks


@command(ANSWERING, UNLOCKING, example="wallet stack share 'data analyst' -o analyst.zip --to 'Acme'")
def share(
    invocation: Invocation,
    name: Annotated[str, typer.Argument(metavar="STACK", help="Its name, a unique part of it, or its id.")],
    to_file: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The zip file to write.")],
    audience: Annotated[str, typer.Option("--to", metavar="WHOM", help="Whom it is for; noted in the bundle.")] = "",
    days: Annotated[int, typer.Option("--for-days", min=1, max=3650, help="How long it should be checked.")] = 90,
    challenge: Annotated[str, typer.Option("--challenge", metavar="TEXT", help="What the receiver asked for.")] = "",
    domain: Annotated[str, typer.Option("--domain", metavar="NAME", help="The only site it is meant for.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before it is written.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it exists.")] = False,
) -> ExitCode:
    """Make a bundle of what counts toward a stack.

    The reasons and the rules go along as files in your own words: whoever
    receives them can check every credential, and count again.
    """
    vault = opened(invocation)
    asked = Asked(invocation.clock())
    question = Question(stack.choose(stack.saved(vault), name), stack.held(vault), asked.at)
    entries = stack.counted(question)
    if not entries:
        raise NotFound(f"nothing counts toward {question.stack.name} yet", hint="see why: wallet stack why STACK")
    known = of_wallet(vault)
    bundles.leaving(sharing.preview(vault, entries, known, asked), invocation.err)
    agreed(invocation, "Write the bundle?", yes=yes)
    shown = stack.show(question)
    accounts = {
        "stack.md": stacks.account(shown, stack.why(question)).encode(),
        "stack.toml": stack.rules(vault, question.stack.id),
    }
    terms = sharing.Terms(audience, days, challenge, domain, shown.name, accounts)
    data, result = sharing.share(vault, entries, terms, known, asked)
    write(to_file, data, force=force)
    result = result._replace(path=str(to_file))
    return invocation.answer(machine.plain(result), lambda out: bundles.shared(result, out))
