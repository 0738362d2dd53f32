"""Work in a thread, while this one waits for the disk or hashes: both release the interpreter."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Generic, TypeVar

from wallet.vault.buffer import Part

if TYPE_CHECKING:
    from hashlib import _Hash

WORTH_A_THREAD = 1024 * 1024
"""Bytes of data below which starting a thread takes longer than it saves."""
Result = TypeVar("Result")


class Background(Generic[Result]):
    """The result of ``work``, which is started now and waited for when asked; it must share no changing state."""

    def __init__(self, work: Callable[[], Result], *, size: int) -> None:
        self._work = work
        self._found: list[Result | BaseException] = []
        self._thread = None
        if size < WORTH_A_THREAD:
            self._run()
        else:
            from threading import Thread

            self._thread = Thread(target=self._run, daemon=True)
            self._thread.start()

    def result(self) -> Result:
        """What the work returned; raises what it raised."""
        if self._thread is not None:
            self._thread.join()
        (found,) = self._found
        if isinstance(found, BaseException):
            raise found
        return found

    def _run(self) -> None:
        try:
            self._found = [self._work()]
        except BaseException as error:  # noqa: BLE001 - raised again where it is asked for
            self._found = [error]


def hashing(parts: Sequence[Part]) -> "Background[_Hash]":
    """The SHA-256 of some parts in order.  They should be few: after each, the thread waits for the interpreter."""

    def work() -> "_Hash":
        made = sha256()
        for part in parts:
            made.update(part)
        return made

    return Background(work, size=sum(map(len, parts)))
