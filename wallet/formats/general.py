"""Verifiable Credentials of no particular format: the best that can be said of any subject."""

from wallet.formats import achievements, vc_members
from wallet.formats.base import Fields
from wallet.model import Achievement, Credential, Outline, View
from wallet.wording import say

_CLAIMS = ("hasCredential", "hasAchieved", "degree", "claim", "learningAchievement")
"""Members of a subject that hold what was achieved, in vocabularies older than Open Badges 3.0; the last is EBSI's."""


def read(view: View, outline: Outline) -> Credential:
    """The credential under its own name, else that of what it certifies, else its type."""
    fields = Fields.of(view)
    if not fields.types:
        fields.note(say("it names no type"))
    learners = vc_members.learners_of(fields)
    earned = vc_members.achieved(learners, _achieved)
    title = fields.text("name") or next((one.name for one in earned if one.name), "")
    return vc_members.credential(fields, outline, learners, title=title, achievements=earned)


def _achieved(subject: Fields) -> tuple[Achievement, ...]:
    if found := achievements.of_subject(subject):
        return found
    return tuple(_claim(node) for term in _CLAIMS for node in subject.children(term) if _named(node))


def _named(node: Fields) -> str:
    return node.text(*achievements.NAMES, "title")


def _claim(node: Fields) -> Achievement:
    return Achievement(
        id=node.id,
        name=_named(node),
        kind=vc_members.kind(node).removeprefix("ceterms:").removeprefix("ceasn:") if node.types else "",
        description=node.text(*achievements.DESCRIPTIONS),
    )
