"""A learner's own template: Jinja2, in a sandbox, with every value escaped for the kind of file it makes.

``credentials`` is the list, newest first; each has the fields of
:class:`wallet.share.resume.Line`.  ``name`` is the learner's.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from html import escape as html
from pathlib import PurePath
from typing import Any

from wallet.errors import Unreadable
from wallet.share.exports.csv_table import cell
from wallet.share.exports.latex import escape as latex
from wallet.share.exports.markdown import escape as markdown
from wallet.share.resume import Line
from wallet.wording import say

OUTPUT_LIMIT = 16 * 1024 * 1024
_ESCAPES: dict[str, Callable[[str], str]] = {
    ".tex": latex,
    ".md": markdown,
    ".csv": lambda text: cell(text).replace('"', '""'),
    ".html": html,
    ".htm": html,
    ".xml": html,
    ".svg": html,
    **dict.fromkeys((".json", ".yaml", ".yml", ".toml"), lambda text: json.dumps(text, ensure_ascii=False)[1:-1]),
}
"""By the ending of the template's name, a final ``.j2`` or ``.jinja`` left out; other text is not escaped.

Those after ``.svg`` are for values between double quotes.
"""
_OWN_FILTERS = frozenset({".html", ".htm", ".xml", ".svg", ".json"})
"""Kinds of file for which the output of Jinja's filters ``e`` and ``tojson`` needs no further escaping."""


def suffix_of(name: str) -> str:
    """The ending that says what a template makes: ``cv.tex.j2`` makes ``.tex``."""
    path = PurePath(name)
    return (PurePath(path.stem) if path.suffix in (".j2", ".jinja", ".jinja2") else path).suffix.lower()


_FAULTS = (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError, RecursionError)
"""Errors that the expressions in a template can cause."""


def render(lines: Sequence[Line], name: str, source: str, file: str) -> str:
    """The filled-in template.

    Raises :class:`~wallet.errors.Unreadable` (``bad_template``) with the line
    where it cannot be used, or when it makes more than 16 MiB.
    """
    from jinja2 import StrictUndefined, TemplateError, Undefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    suffix = suffix_of(file)
    escaped = _ESCAPES.get(suffix, str)

    def done(value: Any) -> bool:
        return isinstance(value, Undefined) or (suffix in _OWN_FILTERS and hasattr(value, "__html__"))

    environment = ImmutableSandboxedEnvironment(
        autoescape=False,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        finalize=lambda value: value if done(value) else escaped(str(value)),
    )
    try:
        pieces = environment.from_string(source).generate(credentials=tuple(_plain(line) for line in lines), name=name)
        return "".join(_bounded(pieces))
    except (TemplateError, *_FAULTS) as error:
        line = getattr(error, "lineno", None)
        where = say(" at line {line}", line=line) if line else ""
        why = str(getattr(error, "message", None) or error).splitlines()[0][:200]
        raise Unreadable(
            say("the template cannot be used{where}: {why}", where=where, why=why), slug="bad_template"
        ) from error


def _bounded(pieces: Iterator[str]) -> Iterator[str]:
    left = OUTPUT_LIMIT
    for piece in pieces:
        left -= len(piece)
        if left < 0:
            raise Unreadable(
                say("the template makes more than 16 MiB"), hint=say("make it shorter"), slug="bad_template"
            )
        yield piece


def _plain(line: Line) -> dict[str, Any]:
    """What a template sees of an achievement: text, numbers and lists, nothing that can be called."""
    return {
        "name": line.name,
        "type": line.kind,
        "issuer": line.issuer,
        "issuer_id": line.issuer_id,
        "issued": line.issued,
        "begins": line.begins,
        "expires": line.expires,
        "url": line.url,
        "skills": [skill for _, skill in line.skills],
        "level": f"{line.level.framework} {line.level.value}".strip() if line.level else "",
        "credits": str(line.credits.amount) if line.credits else "",
        "unit": line.credits.system if line.credits else "",
        "verified": line.verified,
        "verdict": line.verdict.value,
        "checked": line.checked,
        "ref": line.ref,
    }
