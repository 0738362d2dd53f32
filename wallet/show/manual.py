"""Help topics as pages for man: roff with the macros of man(7)."""

from collections.abc import Iterable, Iterator, Mapping

from wallet.results.guides import Guide
from wallet.show.markdown import Block, Words, blocks, plain
from wallet.wording import Catalogue, say

_DESCRIPTION = say("DESCRIPTION")


def page(found: Guide, version: str, words: Catalogue) -> str:
    """``wallet-TOPIC(7)``, its headings in the language of ``words``."""
    head = _head(f"wallet-{found.topic}", "7", version, found.about, words)
    return "\n".join([*head, *(line for block in blocks(found.text) for line in _lines(block, words))]) + "\n"


def command(name: str, about: str, text: str, version: str, words: Catalogue) -> str:
    """``wallet-NAME(1)``: what ``--help`` prints of a command, as it is laid out there."""
    head = _head(f"wallet-{name.replace(' ', '-')}", "1", version, about, words)
    lines = [f".SH {_own(words, _DESCRIPTION)}", ".nf", *map(_safe, text.splitlines()), ".fi"]
    return "\n".join([*head, *lines]) + "\n"


def overview(
    sections: Mapping[str, Iterable[tuple[str, str]]],
    topics: Iterable[Guide],
    about: str,
    version: str,
    words: Catalogue,
) -> str:
    """``wallet(1)``: every command with its line, and the topics."""
    lines = [*_head("wallet", "1", version, words.own(say("keep badges and credentials, check and share them")), words)]
    lines += [f".SH {_own(words, say('SYNOPSIS'))}", ".B wallet", r".I COMMAND", r"[\fIARGUMENT\fR]..."]
    lines += [f".SH {_own(words, _DESCRIPTION)}"]
    lines += [_safe(part) if part else ".PP" for part in about.strip().splitlines()]
    for section, commands in sections.items():
        lines.append(f".SH {_safe(section.upper())}")
        for name, text in commands:
            lines += [".TP", f".B wallet {_safe(name)}", _safe(text)]
    lines += [f".SH {_own(words, say('SEE ALSO'))}"]
    lines += [f".BR wallet\\-{one.topic} (7)," for one in topics]
    return "\n".join([*lines, _own(words, say("and each command with")), r".BR \-\-help ."]) + "\n"


def _own(words: Catalogue, template: str) -> str:
    return _safe(words.own(template))


def _head(name: str, section: str, version: str, about: str, words: Catalogue) -> list[str]:
    title = f'.TH "{name.upper()}" "{section}" "" "wallet {version}"'
    return [title, f".SH {_own(words, say('NAME'))}", _safe(f"{name} - {about}")]


def _lines(block: Block, words: Catalogue) -> Iterator[str]:
    if block.kind == "h1":
        yield f".SH {_own(words, _DESCRIPTION)}"
    elif block.kind == "h2":
        yield f".SH {_safe(plain(block.words).upper())}"
    elif block.kind == "code":
        yield from (".PP", ".RS 4", ".EX", *map(_safe, block.lines), ".EE", ".RE")
    elif block.kind == "table":
        yield from (line for row in block.rows[1:] for line in _row(row))
    elif block.kind == "item":
        yield from (f'.IP "{block.mark.replace("-", chr(92) + "(bu")}" 4', _styled(block.words))
    else:
        yield from (".PP", _styled(block.words))


def _row(row: tuple[Words, ...]) -> Iterator[str]:
    """The first cell as a tag, what the others say beside it."""
    first, *rest = row
    yield from (".TP", _styled(((plain(first), True),)), "; ".join(_styled(cell) for cell in rest if cell) or r"\&")


def _styled(words: Words) -> str:
    text = "".join(rf"\fB{_escaped(text)}\fR" if strong else _escaped(text) for text, strong in words)
    return rf"\&{text}" if text.startswith((".", "'")) else text


def _safe(text: str) -> str:
    return _styled(((text, False),))


def _escaped(text: str) -> str:
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return "".join(letter if letter.isascii() else rf"\[u{ord(letter):04X}]" for letter in text)
