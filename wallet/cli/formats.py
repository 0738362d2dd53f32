"""``wallet formats``."""

from wallet.actions.support import supported
from wallet.cli.invocation import Invocation
from wallet.cli.options import ANSWERING, command
from wallet.errors import ExitCode
from wallet.show import contexts, machine


@command(ANSWERING, example="wallet formats\nwallet formats --json")
def formats(invocation: Invocation) -> ExitCode:
    """List the kinds of credentials and signatures it reads."""
    result = supported()
    return invocation.answer(machine.plain(result), lambda out: contexts.supported(result, out))
