"""The program's own Markdown (help topics) as blocks of words, for a terminal and for man."""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

Words: TypeAlias = "tuple[tuple[str, bool], ...]"
"""Runs of text, each with whether it stands in strong type."""


class Block(NamedTuple):
    """A paragraph or what stands in place of one."""

    kind: str
    """``h1``, ``h2``, ``p``, ``item``, ``code`` or ``table``."""
    words: Words = ()
    """Of a heading, a paragraph or an item."""
    lines: tuple[str, ...] = ()
    """Of code."""
    rows: tuple[tuple[Words, ...], ...] = ()
    """Of a table, the headings first."""
    mark: str = ""
    """Of an item: ``-`` or its number."""


def blocks(text: str) -> Iterator[Block]:
    """The blocks of ``text``, in order."""
    from markdown_it import MarkdownIt

    marks: list[str] = []
    rows: list[tuple[Words, ...]] = []
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for at, token in enumerate(tokens):
        if token.type == "list_item_open":
            marks.append(f"{token.info}." if token.info else "-")
        elif token.type == "fence":
            yield Block("code", lines=tuple(token.content.splitlines()))
        elif token.type == "tr_open":
            rows.append(())
        elif token.type == "table_close":
            yield Block("table", rows=tuple(rows))
            rows = []
        elif token.type == "inline":
            kind = tokens[at - 1].tag
            if kind in ("td", "th"):
                rows[-1] += (_words(token.children),)
            elif marks:
                yield Block("item", _words(token.children), mark=marks.pop())
            else:
                yield Block(kind, _words(token.children))


def _words(tokens: Any) -> Words:
    found: list[tuple[str, bool]] = []
    strong = False
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            strong = token.type == "strong_open"
        elif token.type == "code_inline":
            found.append((token.content, True))
        elif token.type == "softbreak":
            found.append((" ", strong))
        elif token.type == "text" and token.content:  # it is empty before a word in strong type
            found.append((token.content, strong))
    return tuple(found)


def plain(words: Words) -> str:
    """The words without their type."""
    return "".join(text for text, _ in words)
