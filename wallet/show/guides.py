"""Help topics on a terminal, or as lines for a file."""

from collections.abc import Iterator, Sequence

from wallet.results.guides import Guide
from wallet.show.console import Console, Line
from wallet.show.layout import cells, restyled, wrap
from wallet.show.markdown import Block, Words, blocks, plain
from wallet.wording import say

READABLE = 80
"""Columns; longer lines are hard to follow with the eye."""
GAP = 2


def listed(found: Sequence[Guide], console: Console) -> None:
    """A line for each topic, and where the commands explain themselves."""
    width = max(len(one.topic) for one in found) + GAP
    for one in found:
        console.line((console.label(one.topic, width), "strong"), one.about)
    console.line()
    console.line(say("To read one: wallet help TOPIC"))
    console.line(say("About a command: wallet help COMMAND"))
    console.line(say("All commands: wallet --help"))


def shown(found: Guide, console: Console) -> None:
    """The whole topic."""
    width = min(console.width, READABLE)
    before = ""
    for block in blocks(found.text):
        if before and not (block.kind == before == "item"):
            console.line()
        console.lines(_lines(block, width, console))
        before = block.kind


def _lines(block: Block, width: int, console: Console) -> Iterator[Line]:
    if block.kind == "table":
        yield from _table(block, width) if not console.plain else _read_out(block)
    elif block.kind == "code":
        yield from (("    ", (line, "dim")) for line in block.lines)
    elif block.kind in ("h1", "h2"):
        yield from (((line, "strong"),) for line in wrap(plain(block.words), max(10, width)))
    else:
        lead = f"{block.mark} " if block.mark else ""
        for at, line in enumerate(_wrapped(block.words, width - len(lead))):
            yield (lead if not at else " " * len(lead), *line)


def _read_out(block: Block) -> Iterator[Line]:
    """A table for screen readers: each cell after the heading of its column, an empty line between two rows."""
    heads, *rows = block.rows
    for at, row in enumerate(rows):
        if at:
            yield ("",)
        for head, cell in zip(heads, row, strict=True):
            if cell:
                yield (f"{plain(head)}: {plain(cell)}",)


def _table(block: Block, width: int) -> Iterator[Line]:
    heads = tuple(tuple((text, True) for text, _ in cell) for cell in block.rows[0])
    rows = [heads, *block.rows[1:]]
    widths = _widths([[cells(plain(cell)) for cell in row] for row in rows], width)
    for row in rows:
        columns = [list(_wrapped(cell, room)) for cell, room in zip(row, widths, strict=True)]
        for at in range(max(map(len, columns))):
            pieces: list[tuple[str, str]] = []
            for column, room in zip(columns, widths, strict=True):
                line = column[at] if at < len(column) else ()
                pieces += [*line, (" " * (room + GAP - sum(cells(text) for text, _ in line)), "")]
            yield tuple(pieces)


def _widths(needs: Sequence[Sequence[int]], width: int) -> list[int]:
    """What each column needs; the widest give way until all of them fit."""
    found = [max(column) for column in zip(*needs, strict=True)]
    room = width - GAP * (len(found) - 1)
    while sum(found) > room and max(found) > 1:
        found[found.index(max(found))] -= 1
    return found


def _wrapped(words: Words, width: int) -> Iterator[tuple[tuple[str, str], ...]]:
    """Lines of styled runs; the wrapping sees the text alone."""
    for line in restyled(wrap(plain(words), max(10, width)), words):
        yield tuple((run, "strong" if strong else "") for run, strong in line)
