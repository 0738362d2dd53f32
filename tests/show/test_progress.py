"""A bar that is only on terminals, only when it takes long, and never in the way of a result."""

import sys

import pytest
from show_samples import colours, pipe, said, screen

from wallet.show.progress import DELAY, PERIOD, Bar


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_off_a_terminal_there_is_none_and_nothing_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.progress", None)
    clock, console = Clock(), pipe()
    bar = Bar(console, lambda: 10, clock)
    clock.now += 60
    bar.count()
    bar.tick()
    bar.hide()
    assert said(console) == ""


def test_what_is_over_at_once_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.progress", None)
    clock, console = Clock(), screen()
    bar = Bar(console, lambda: 10, clock)
    clock.now += DELAY - 0.01
    bar.count()
    bar.tick()
    assert said(console) == ""


def test_it_tells_how_many_of_how_many() -> None:
    clock, console = Clock(), colours()
    asked: list[int] = []
    bar = Bar(console, lambda: asked.append(1) or 250, clock)  # type: ignore[func-returns-value] # counts the calls
    for _ in range(40):
        bar.count()
    clock.now += DELAY
    bar.tick()
    assert "checking" in said(console)
    assert "40/250" in said(console)
    bar.count()
    clock.now += PERIOD
    bar.tick()
    assert "41/250" in said(console)
    assert asked == [1]
    bar.hide()


def test_it_gives_way_and_comes_back_in_its_time() -> None:
    clock, console = Clock(), colours()
    bar = Bar(console, lambda: 5, clock)
    clock.now += DELAY
    bar.tick()
    bar.hide()
    shown = said(console)
    assert shown.endswith(("\x1b[2K", "\x1b[1A\x1b[2K")), "erased, so that a result can stand in its place"
    bar.tick()
    assert said(console) == shown, "not before its time"
    clock.now += PERIOD
    bar.tick()
    assert len(said(console)) > len(shown)
    bar.hide()
    bar.hide()


def test_it_counts_what_it_goes_over_and_is_gone_at_the_end() -> None:
    clock, console = Clock(), colours()
    bar = Bar(console, lambda: 3, clock)
    clock.now += DELAY
    things = bar.over("abc")
    assert next(things) == "a"
    assert said(console) == "", "nothing is done yet"
    assert next(things) == "b"
    assert "1/3" in said(console)
    assert [*things] == ["c"]
    assert said(console).endswith(("\x1b[2K", "\x1b[1A\x1b[2K"))
