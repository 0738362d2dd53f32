"""The entry point: ``wallet`` and ``python -m wallet``."""

import gc
import os
import signal
import sys
from types import FrameType

INTERRUPTED = 130
GARBAGE_THRESHOLD = 200_000
"""New objects between two searches for garbage; at Python's 700 a tenth of a short run is spent searching."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    _leave_no_core()
    gc.set_threshold(GARBAGE_THRESHOLD)
    received = _unwound_by("SIGTERM", "SIGHUP")
    try:
        from wallet.cli import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while the program itself is being loaded
        code = INTERRUPTED
    _abandon_unwritten()
    for number in received:
        os.kill(os.getpid(), number)
    sys.exit(code)


def _unwound_by(*names: str) -> list[int]:
    """Have these signals end the program as Ctrl-C does; those that came, for it to die of in the end.

    Else a closed terminal would leave temporary folders behind, and a passphrase's prompt the
    terminal without its echo.  What was to be ignored (``nohup``) still is.
    """
    received: list[int] = []

    def unwind(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        signal.signal(number, signal.SIG_DFL)  # a second one does not wait for anything
        raise KeyboardInterrupt

    for number in (getattr(signal, name) for name in names if hasattr(signal, name)):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, unwind)
    return received


def _leave_no_core() -> None:
    """Keep what was in memory, keys included, out of core files.

    A limit of one byte is too small for a file, and it is the one limit under
    which Linux hands no core to a program that collects them either.
    """
    try:
        import resource
    except ImportError:  # no such limits on this system
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    small = 1 if hard == resource.RLIM_INFINITY else min(hard, 1)
    resource.setrlimit(resource.RLIMIT_CORE, (small, small))


def _abandon_unwritten() -> None:
    """Keep the interpreter from writing once more what a closed pipe or a full disk refused.

    Its own attempt at exit would print a traceback and replace the exit code.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    main()
