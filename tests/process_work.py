"""Work for the processes that tests start; apart from the tests, so that the processes start quickly."""

import os
import signal
import time
from collections.abc import Callable


def doubling() -> Callable[[int], int]:
    return double


def double(item: int) -> int:
    if item == -1:
        os.kill(os.getpid(), signal.SIGKILL)
    if item == -2:
        raise ValueError(item)
    return 2 * item


def slow_first() -> Callable[[int], int]:
    return slow_at_zero


def slow_at_zero(item: int) -> int:
    time.sleep(0.5 if item == 0 else 0)
    return item


def unable() -> Callable[[int], int]:
    raise SystemExit


def naming() -> Callable[[int], int]:
    return process_of


def process_of(_item: int) -> int:
    time.sleep(0.01)
    return os.getpid()
