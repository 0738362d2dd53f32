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

    The verdict is the one from the day the credential was last checked; wallet
    show checks it again. It ends with 13 when parts of the wallet are missing
    or damaged, so that the list may not be whole.
    """
    result = find.everything(opened(invocation))
    data = {"credentials": machine.plain(result.entries)}
    code = ExitCode.DAMAGED if result.incomplete else ExitCode.OK
    return invocation.answer(data, lambda out: credentials.listed(result, out), code, warnings=result.warnings)
