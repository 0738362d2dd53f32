"""Work spread over processes: in order, nothing lost, drawn as far as needed, and ended when it is no longer wanted."""

import os
import signal
import sys
from collections.abc import Iterator
from itertools import count

import pytest
from process_work import doubling, naming, slow_first, unable

from wallet.actions import processes
from wallet.actions.processes import AHEAD, CHUNK, ordered
from wallet.errors import Internal


@pytest.fixture(autouse=True)
def lean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spawned processes load what they work with and not the test runner."""
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", None)
    monkeypatch.delattr(sys.modules["__main__"], "__file__", raising=False)


def lost(item: int) -> int:
    return 1_000_000 + abs(item)


def test_answers_come_in_the_order_of_the_items() -> None:
    assert list(ordered(doubling, range(500), 2, lost)) == [2 * item for item in range(500)]
    assert list(ordered(doubling, [], 2, lost)) == []


def test_more_than_may_wait_are_all_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "AHEAD", 1)
    monkeypatch.setattr(processes, "CHUNK", 2)
    for number in (1, 3, 4, 5, 40):
        assert list(ordered(doubling, range(number), 2, lost)) == [2 * item for item in range(number)]


def test_items_are_drawn_only_as_far_as_they_are_needed() -> None:
    drawn: list[int] = []

    def source() -> Iterator[int]:
        while True:
            drawn.append(len(drawn))
            yield drawn[-1]

    answers = ordered(slow_first, source(), 2, lost)
    assert next(answers) == 0
    assert len(drawn) <= 2 * AHEAD * CHUNK + CHUNK
    answers.close()  # type: ignore[attr-defined] # it is a generator


@pytest.mark.parametrize("fatal", [-1, -2])
def test_an_item_that_ends_its_process_is_answered_for_and_no_other_is_lost(fatal: int) -> None:
    items = [*range(40), fatal, *range(40, 45), fatal]
    expected = [lost(item) if item < 0 else 2 * item for item in items]
    assert list(ordered(doubling, items, 2, lost)) == expected


def test_processes_that_cannot_begin_are_an_error_and_no_endless_attempt() -> None:
    with pytest.raises(Internal, match="could not be started"):
        list(ordered(unable, range(100), 2, lost))


def test_closing_early_leaves_no_process_behind() -> None:
    answers = ordered(naming, count(), 2, lost)
    pids = {next(answers) for _ in range(200)}
    assert os.getpid() not in pids
    answers.close()  # type: ignore[attr-defined] # it is a generator
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_an_interrupt_is_for_the_first_process_alone() -> None:
    """A signal to the whole group, as a terminal sends it, ends none of the others."""
    answers = ordered(naming, range(200), 2, lost)
    pids = {next(answers)}
    for pid in pids:
        os.kill(pid, signal.SIGINT)
    assert len(list(answers)) == 199
