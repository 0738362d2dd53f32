"""What comes from a terminal without the Enter that a line needs: keys, and the terminal's own answers."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from wallet.show.console import Console

Pressed = Callable[[float], bool]
"""Waits so many seconds at most, and says whether a key was pressed."""
_ANSWER_LIMIT = 1024


@contextmanager
def keys(terminal: TextIO) -> Iterator[Pressed]:
    """Ask a terminal for keys; each is one, Ctrl-C too, and none is shown.

    What was pressed meanwhile is thrown away at the end, so that nothing of it
    reaches the shell, and the terminal is as it was.
    """
    if sys.platform == "win32":
        yield _windows
        return
    import select
    import termios

    before = termios.tcgetattr(terminal)
    listening = [*before]
    listening[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG)
    termios.tcsetattr(terminal, termios.TCSANOW, listening)
    try:
        yield lambda seconds: bool(select.select([terminal], [], [], max(0, seconds))[0])
    finally:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)


def reply(terminal: TextIO, console: Console, question: str, end: bytes, seconds: float) -> bytes:
    """What a terminal answers to an escape ``question``, up to ``end``; less of it, or nothing, when time is over."""
    if sys.platform == "win32":
        return b""
    found, over = b"", time.monotonic() + seconds
    with keys(terminal) as pressed:
        console.page(question)
        console.flush()
        while not found.endswith(end) and len(found) < _ANSWER_LIMIT and pressed(over - time.monotonic()):
            read = os.read(terminal.fileno(), 64)
            if not read:
                break
            found += read
    return found


def _windows(seconds: float) -> bool:
    import msvcrt

    end = time.monotonic() + seconds
    while not (pressed := msvcrt.kbhit()) and time.monotonic() < end:  # type: ignore[attr-defined] # Windows alone has it
        time.sleep(0.02)
    while msvcrt.kbhit():  # type: ignore[attr-defined] # Windows alone has it
        msvcrt.getch()  # type: ignore[attr-defined] # Windows alone has it
    return bool(pressed)
