"""Letting a person change a text in the editor that they have chosen."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from wallet.cli.invocation import Invocation
from wallet.cli.prompts import asks
from wallet.errors import Unwritable, UsageError
from wallet.wording import say


def edited(invocation: Invocation, text: bytes, suffix: str, otherwise: str) -> bytes:
    """``text`` after a person had it in ``$VISUAL`` or ``$EDITOR``; ``otherwise`` is how to do without one.

    It stands meanwhile in a file of its own that nobody else may read.
    Raises :class:`~wallet.errors.UsageError` where nobody can be asked or no
    editor is named, :class:`~wallet.errors.Unwritable` when the editor fails.
    """
    environment = invocation.environment
    named = environment.get("VISUAL") or environment.get("EDITOR") or ""
    if invocation.no_input or (not named and not asks(invocation)):
        raise UsageError(
            say("nobody can be asked to edit here"),
            hint=otherwise,
        )
    command = shlex.split(named) or (["notepad"] if os.name == "nt" else ["vi"])
    with tempfile.TemporaryDirectory(prefix="wallet-") as folder:
        path = Path(folder) / f"edit{suffix}"
        path.write_bytes(text)
        try:
            done = subprocess.run([*command, str(path)], check=False)  # noqa: S603 - the person's own editor, no shell
        except OSError as error:
            raise Unwritable(
                say("the editor {command!r} cannot be run", command=command[0]), hint=say("set EDITOR to your editor")
            ) from error
        if done.returncode:
            raise Unwritable(
                say(
                    "the editor {command!r} ended with {returncode}; nothing was changed",
                    command=command[0],
                    returncode=done.returncode,
                )
            )
        return path.read_bytes()
