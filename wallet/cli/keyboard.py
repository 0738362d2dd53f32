"""Standard input where it is a keyboard: whoever sits at it is told that it is waited for."""

from typing import TextIO

from wallet.errors import Unreadable
from wallet.show.console import Console
from wallet.wording import say

LINE = 4095
"""Bytes of a line that the terminal of Linux takes, besides its end (n_tty); it drops the rest without a word."""


class Keyboard:
    """Standard input of a terminal; implements :class:`wallet.actions.inputs.StandardInput`."""

    def __init__(self, stdin: TextIO, err: Console, *, no_input: bool) -> None:
        self._stdin = stdin
        self._err = err
        self._no_input = no_input

    def read(self, most: int) -> bytes:
        """What is typed or pasted, up to so many bytes.

        Raises :class:`~wallet.errors.Unreadable`: ``not_typed`` when nobody may be asked to type, ``cut_off``
        when a line is as long as a terminal takes, since the rest of it is lost.
        """
        if self._no_input:
            raise Unreadable(
                say("standard input is a terminal, and --no-input forbids waiting for what is typed there"),
                hint=say("name a file instead of -, or send one in: wallet COMMAND - < FILE"),
                slug="not_typed",
            )
        self._err.line((say("Type or paste it here, and end with Enter and Ctrl-D."), "dim"))
        self._err.flush()
        data = self._stdin.buffer.read(most)
        if any(len(line) >= LINE for line in data.split(b"\n")):
            raise Unreadable(
                say("the terminal cuts off a line of more than {most} characters", most=LINE),
                hint=say("paste it into a file with an editor, and name that file instead of -"),
                slug="cut_off",
            )
        return data
