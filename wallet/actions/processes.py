"""The same work on many items in several processes: results in order, nothing lost, bounded memory.

Processes are spawned, never forked: a fork would hand a wallet's keys to every
parser of hostile bytes.  Each has a pipe of its own, so that when one dies it is
known which items it had; they are then tried one by one, and the item that
ends a process gets the answer of ``lost``.
"""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import connection, get_context
from typing import Any, Generic, TypeVar

from wallet.errors import Internal

Item = TypeVar("Item")
Answer = TypeVar("Answer")

CHUNK = 64
"""The most items sent at once: so many that the sending costs nothing.  The first are few, since they may be large
pictures: a chunk is an eighth of what was given out before it, so that no process waits long for the last."""
AHEAD = 8
"""Chunks for each process whose answers may wait for an earlier one."""


def ordered(
    make: Callable[[], Callable[[Item], Answer]],
    items: Iterable[Item],
    processes: int,
    lost: Callable[[Item], Answer],
) -> Iterator[Answer]:
    """The answer to each of ``items``, in their order; they are drawn only as far as they are needed.

    ``make`` is called once in each process and gives the function that does
    the work there; both it and the items must be picklable.  ``lost`` answers
    for an item that ended its process.  Closing the iterator ends all of them.
    Raises :class:`~wallet.errors.Internal` when a process cannot begin at all.
    """
    workers = [_Worker(make) for _ in range(processes)]
    busy: dict[_Worker, _Chunk[Item, Answer]] = {}
    waiting: deque[_Chunk[Item, Answer]] = deque()
    source = iter(items)
    given = 0
    try:
        while True:
            for worker in workers:
                size = min(CHUNK, 2 + given // 8)
                if worker not in busy and len(waiting) < AHEAD * processes and (some := list(islice(source, size))):
                    busy[worker] = _Chunk(some)
                    waiting.append(busy[worker])
                    worker.tell(some)
                    given += len(some)
            if not waiting:
                return
            while waiting and waiting[0].done:  # whoever takes them writes them while the processes work
                yield from waiting.popleft().answers
            if busy:
                _progress(busy, lost)
    finally:
        for worker in workers:
            worker.end()


def _progress(busy: "dict[_Worker, _Chunk[Item, Answer]]", lost: Callable[[Item], Answer]) -> None:
    """Wait until at least one process has answered or died, and give it the rest of its chunk if there is one."""
    for worker in _ready(busy):
        chunk = busy[worker]
        answers = worker.hear()
        if answers is None:
            chunk.died(lost)
            worker.replace()
        else:
            chunk.answers += answers
        if chunk.done:
            del busy[worker]
        elif answers != []:
            worker.tell(chunk.next)


def _ready(workers: "Iterable[_Worker]") -> "list[_Worker]":
    pipes = {worker.pipe: worker for worker in workers}
    heard = connection.wait(pipes)
    return [worker for pipe, worker in pipes.items() if pipe in heard]


class _Chunk(Generic[Item, Answer]):
    """Items that are worked on together, until one of them ends its process."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self.answers: list[Answer] = []
        self.step = len(items)

    @property
    def done(self) -> bool:
        return len(self.answers) == len(self.items)

    @property
    def next(self) -> list[Item]:
        return self.items[len(self.answers) :][: self.step]

    def died(self, lost: Callable[[Item], Answer]) -> None:
        """One of :attr:`next` ended the process: answer for it, or go on one by one to find it."""
        if self.step == 1:
            self.answers.append(lost(self.next[0]))
        self.step = 1


class _Worker:
    """One process, replaced by another when it dies."""

    def __init__(self, make: Callable[[], Callable[[Any], Any]]) -> None:
        self.make = make
        self._start()

    def _start(self) -> None:
        context = get_context("spawn")
        self.begun = False
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, self.make), daemon=True)
        with _interrupts_held():
            self.process.start()
        theirs.close()

    def tell(self, items: list[Any]) -> None:
        """Send it work; if it has died, that shows when its answer is awaited."""
        with suppress(OSError):
            self.pipe.send(items)

    def hear(self) -> list[Any] | None:
        """Its next answers, none when it has only begun; None when it is dead."""
        try:
            answers: list[Any] = self.pipe.recv()
        except (EOFError, OSError):
            if not self.begun:
                raise Internal("a process for checking could not be started", hint="do without: --jobs 1") from None
            return None
        self.begun = True
        return answers

    def replace(self) -> None:
        """Begin anew in another process."""
        self.end()
        self._start()

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.pipe.close()
        self.process.kill()
        self.process.join()
        self.process.close()


def _serve(pipe: "connection.Connection[Any, Any]", make: Callable[[], Callable[[Any], Any]]) -> None:
    """What runs in the other process: answer chunks until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work = make()
    with suppress(EOFError, OSError):
        pipe.send([])
        while True:
            pipe.send([work(item) for item in pipe.recv()])


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C is for the first process alone, which ends the others: what starts here is born deaf to it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # when it starts, it lifts the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
