"""The skills that a job asks for, read from the kinds of files in which people have it.

A TOML list, a JSON Resume job, a JDX or HR Open job description, or plain lines.
"""

import re
from collections.abc import Iterator
from typing import Any

from wallet.codec import strictjson
from wallet.errors import Unreadable
from wallet.stacks.folding import fold
from wallet.stacks.skills import WantedSkill
from wallet.stacks.tables import too_dotted
from wallet.wording import say

LIMIT_BYTES = 1024 * 1024
LIMIT_SKILLS = 500
_BULLET = re.compile(r"^\s*(?:[-*\u2022\u00b7\u2013]|\d{1,3}[.)])\s+")
_LISTS = frozenset(
    (
        "skills",
        "skill",
        "competency",
        "competencies",
        "positioncompetencies",
        "positionqualifications",
        "knowledge",
        "ability",
        "abilities",
        "qualification",
        "specialcommitment",
        "requiredcompetencies",
        "hasskill",
        "teaches",
    )
)
"""Members of job descriptions that list skills, folded, without prefixes."""
_NAMES = ("name", "competencyName", "skillName", "title", "termName", "prefLabel", "description", "value")
_IDS = ("@id", "id", "url", "targetUrl", "termCode", "codedNotation", "competencyId", "competencyUri", "targetCode")


def read(data: bytes, name: str) -> tuple[WantedSkill, ...]:
    """The skills that the file called ``name`` lists, none twice.

    Raises :class:`~wallet.errors.Unreadable`: ``job_not_text``, ``job_empty``,
    ``job_too_large``, or what the JSON or TOML reader says.
    """
    if len(data) > LIMIT_BYTES:
        raise Unreadable(say("a job description may hold 1 MB, this one is larger"), slug="job_too_large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(
            say("it is no text in UTF-8"), hint=say("save it as plain text"), slug="job_not_text"
        ) from None
    if text.lstrip()[:1] in ("{", "["):
        found = list(_in_json(strictjson.loads(text.encode())))
    else:
        found = list(_in_toml(text)) if name.casefold().endswith(".toml") else list(_in_lines(text))
    listed = tuple({fold(one.name): one for one in found if fold(one.name)}.values())
    if not listed:
        raise Unreadable(say("it lists no skills"), hint=say("write one a line"), slug="job_empty")
    if len(listed) > LIMIT_SKILLS:
        raise Unreadable(
            say("it lists more than {limit_skills} skills", limit_skills=LIMIT_SKILLS), slug="job_too_large"
        )
    return listed


def _in_lines(text: str) -> Iterator[WantedSkill]:
    for line in text.splitlines():
        words = _BULLET.sub("", line).strip().rstrip(".;,")
        if words and not words.startswith("#") and not words.endswith(":"):
            yield from (WantedSkill(name[:200]) for name in _in_line(words))


def _in_line(words: str) -> list[str]:
    """One skill, or those behind a heading, as in ``Skills: SQL, Python``; a comma alone may be within a name."""
    _, colon, listed = words.partition(": ")
    return [name for part in listed.split(",") if (name := part.strip())] if colon and "," in listed else [words]


def _in_toml(text: str) -> Iterator[WantedSkill]:
    """``skills = ["SQL", { name = "Python", id = "https://...", also = ["pandas"] }]``."""
    import tomllib

    if problem := too_dotted(text):
        raise Unreadable(say("it is not TOML that can be read: {problem}", problem=problem), slug="job_too_large")
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise Unreadable(say("it is not TOML: {error}", error=str(error)[:200].lower()), slug="job_not_text") from None
    for key in ("skills", "skill"):
        for one in _listed(document.get(key)):
            yield from _one(one)


def _in_json(document: Any) -> Iterator[WantedSkill]:
    """Every member that lists skills, at any depth."""
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            for key, value in node.items():
                if fold(key.rpartition(":")[2].rpartition("/")[2]) in _LISTS:
                    for one in _listed(value):
                        yield from _one(one, numbered=True)
                elif isinstance(value, dict | list):
                    waiting.append(value)


def _one(value: Any, *, numbered: bool = False) -> Iterator[WantedSkill]:
    """A skill; ``numbered`` where an ``id`` that is no URI only numbers what is in the file: a badge has other 1s."""
    if isinstance(value, str):
        yield WantedSkill(value.strip()[:200])
    elif isinstance(value, dict):
        plain = {key.rpartition(":")[2]: inner for key, inner in value.items()}
        name = next((text for key in _NAMES if (text := _text(plain.get(key)))), "")
        ids = tuple(
            text
            for key in (*_IDS, *value)
            if key in _IDS and (text := _text(plain.get(key) or value.get(key)))
            if ":" in text or not (numbered and key in ("@id", "id"))
        )
        also = tuple(_text(one) for key in ("keywords", "also") for one in _listed(plain.get(key)) if _text(one))
        if name or ids:
            yield WantedSkill((name or ids[0])[:200], tuple(dict.fromkeys(ids)), also)


def _text(value: Any) -> str:
    """Words of a string, a language map or a value object."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return next((text.strip() for text in value.values() if isinstance(text, str) and text.strip()), "")
    return _text(value[0]) if isinstance(value, list) and value else ""


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
