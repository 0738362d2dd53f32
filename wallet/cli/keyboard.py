"""Standard input where it is a keyboard: whoever sits at it is told that it is waited for."""

from typing import TextIO

from wallet.errors import Unreadable
from wallet.show.console import Console
from wallet.wording import say


class Keyboard:
    """Standard input of a terminal; implements :class:`wallet.actions.inputs.StandardInput`."""

    def __init__(self, stdin: TextIO, err: Console, *, no_input: bool) -> None:
        self._stdin = stdin
        self._err = err
        self._no_input = no_input

    def read(self, most: int) -> bytes:
        """What is typed or pasted, up to so many bytes.

        Raises :class:`~wallet.errors.Unreadable` (``not_typed``) when nobody may be asked to type.
        """
        if self._no_input:
            raise Unreadable(
                say("standard input is a terminal, and --no-input forbids waiting for what is typed there"),
                hint=say("name a file instead of -, or send one in: wallet COMMAND - < FILE"),
                slug="not_typed",
            )
        self._err.line((say("Type or paste it here, and end with Enter and Ctrl-D."), "dim"))
        self._err.flush()
        return self._stdin.buffer.read(most)
