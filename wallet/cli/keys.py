"""Keys as they are pressed, without the Enter that a line needs."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

Pressed = Callable[[float], bool]
"""Waits so many seconds at most, and says whether a key was pressed."""


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
        yield lambda seconds: bool(select.select([terminal], [], [], seconds)[0])
    finally:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)


def _windows(seconds: float) -> bool:
    import msvcrt

    end = time.monotonic() + seconds
    while not (pressed := msvcrt.kbhit()) and time.monotonic() < end:  # type: ignore[attr-defined]
        time.sleep(0.02)
    while msvcrt.kbhit():  # type: ignore[attr-defined]
        msvcrt.getch()  # type: ignore[attr-defined]
    return bool(pressed)
