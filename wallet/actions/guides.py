"""The help topics: Markdown files that come with the program, a folder of them for each language."""

from pathlib import Path

from wallet.errors import NotFound
from wallet.results.guides import Guide
from wallet.wording import LOCALES, Catalogue, say

_FOLDER = Path(__file__).parent.parent / "help"
TOPICS = ("verdicts", "trust", "stacks", "sharing", "vault", "scripts", "privacy", "engineers")
"""In the order in which a learner meets them."""


def guides(language: str = Catalogue.language) -> tuple[Guide, ...]:
    """Every topic there is."""
    return tuple(guide(topic, language) for topic in TOPICS)


def guide(topic: str, language: str = Catalogue.language) -> Guide:
    """The text about ``topic`` in ``language``, a code of one that there is a catalogue for.

    Raises :class:`~wallet.errors.NotFound`.
    """
    if topic not in TOPICS:
        raise NotFound(say("there is no help on {topic!r}", topic=topic[:40]), hint="wallet help", slug="no_such_topic")
    folder = _FOLDER if language == Catalogue.language else LOCALES / language / "help"
    text = (folder / f"{topic}.md").read_text(encoding="utf-8")
    return Guide(topic, text.partition("\n")[0].partition(": ")[2], text)
