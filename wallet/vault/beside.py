"""Computing that goes on while this process waits for the disk, or hashes, which both let go of the interpreter."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Generic, TypeVar

from wallet.vault.room import Part

if TYPE_CHECKING:
    from hashlib import _Hash

WORTH_A_THREAD = 1024 * 1024
"""Bytes of data; below that the thread would cost more than it saves."""
Result = TypeVar("Result")


class Beside(Generic[Result]):
    """The result of ``work``, which touches nothing that anybody else changes; begun now, waited for when asked."""

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
        """What the work came to; raises what it raised."""
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


def hashing(parts: Sequence[Part]) -> "Beside[_Hash]":
    """The SHA-256 of some parts, one after the other: few, since after each the thread waits for the interpreter."""

    def work() -> "_Hash":
        made = sha256()
        for part in parts:
            made.update(part)
        return made

    return Beside(work, size=sum(map(len, parts)))
