"""On which line of a rule file a key stands.

The TOML reader of the standard library keeps no positions, so the key is looked
for in the text.  The answer helps a person to the place and decides nothing.
"""

import re

_STEP = re.compile(r"([\w-]+)(?:\[(\d+)\])?")
_HEADER = re.compile(r"(?m)^[ \t]*\[\[?[ \t]*([\w.-]+)[ \t]*\]\]?")


def line_of(text: str, path: str) -> int | None:
    """The line, from 1, of the key that ``path`` (``require[2].of[0].match``) names; None if it is not found."""
    start, end, table = 0, len(text), ""
    for key, number in _STEP.findall(path):
        name = f"{table}.{key}" if table else key
        headers = [found for found in _HEADER.finditer(text, start, end) if found[1] == name]
        if len(headers) > int(number or 0):
            start, table = headers[int(number or 0)].start(), name
            end = _end_of(text, start, end, table)
            continue
        found = re.compile(rf"(?<![\w.-]){re.escape(key)}[ \t]*=[ \t]*").search(text, start, end)
        if found is None:
            return text.count("\n", 0, start) + 1 if start else None
        start = found.start()
        if number:
            start = _element(text, found.end(), end, int(number))
    return text.count("\n", 0, start) + 1


def _end_of(text: str, start: int, end: int, table: str) -> int:
    """Where the table that begins at ``start`` ends: at the next header that is not within it."""
    for found in _HEADER.finditer(text, text.find("]", start) + 1, end):
        if not found[1].startswith(table + "."):
            return found.start()
    return end


def _element(text: str, position: int, end: int, number: int) -> int:
    """Where element ``number`` of the list that begins at ``position`` begins; the list itself when it has fewer."""
    depth, left, quote, here = 0, number, "", position
    while here < end:
        character = text[here]
        if quote:
            here += character == "\\" and quote == '"'
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "#":
            here = text.find("\n", here, end) if "\n" in text[here:end] else end
        elif character in "[{":
            depth += 1
            if depth == 2 and left == 0:
                return here
            left -= depth == 2
        elif character in "]}":
            depth -= 1
            if depth == 0:
                break
        here += 1
    return position
