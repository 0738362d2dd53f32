"""``wallet list``."""

from wallet.actions import find
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode
from wallet.show import credentials, machine


@command(ANSWERING, UNLOCKING, example="wallet list\nwallet list --json")
def list_(invocation: Invocation) -> ExitCode:
    """List what the wallet holds, newest first.

    The verdict is the one from the day the credential was last checked; wallet show checks it again.
    """
    result = find.everything(opened(invocation))
    data = {"credentials": machine.plain(result.entries)}
    return invocation.answer(data, lambda out: credentials.listed(result, out), warnings=result.warnings)
