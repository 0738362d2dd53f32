"""The help topics: Markdown files that come with the program."""

from pathlib import Path

from wallet.errors import NotFound
from wallet.results.guides import Guide
from wallet.wording import say

_FOLDER = Path(__file__).parent.parent / "help"
TOPICS = ("verdicts", "trust", "stacks", "sharing", "vault", "scripts", "privacy", "engineers")
"""In the order in which a learner meets them."""


def guides() -> tuple[Guide, ...]:
    """Every topic there is."""
    return tuple(map(guide, TOPICS))


def guide(topic: str) -> Guide:
    """The text about ``topic``.  Raises :class:`~wallet.errors.NotFound`."""
    if topic not in TOPICS:
        raise NotFound(say("there is no help on {topic!r}", topic=topic[:40]), hint="wallet help", slug="no_such_topic")
    text = (_FOLDER / f"{topic}.md").read_text(encoding="utf-8")
    return Guide(topic, text.partition("\n")[0].partition(": ")[2], text)
