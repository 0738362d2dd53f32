"""Stacks made from the associations of a CLR 2.0, or the alignments and related achievements of a badge."""

from typing import Any

from wallet.errors import Unreadable
from wallet.stacks.importers.notes import DEPTH, Imported, Notes, Rule
from wallet.wording import say

_PARTS = {"isChildOf": True, "isPartOf": True, "isParentOf": False, "hasPart": False}
"""Types of association that say what belongs to what (CLR 2.0 B.1.3), and whether the source is the smaller."""


def recognises(document: Any) -> bool:
    """Whether it is a credential or an achievement that names others."""
    if not isinstance(document, dict):
        return False
    return any(document.get(key) for key in ("credentialSubject", "achievementType", "alignment", "related"))


def read(document: dict[str, Any]) -> Imported:
    """The goal; raises :class:`~wallet.errors.Unreadable` as :func:`wallet.stacks.importers.convert` tells."""
    subject = _first(document.get("credentialSubject"))
    if _dicts(subject.get("association")):
        return _Associations(subject).read(document)
    achievement = _first(subject.get("achievement")) or document
    return _alignments(achievement)


class _Associations:
    """A tree of achievements."""

    def __init__(self, subject: dict[str, Any]) -> None:
        self.notes = Notes()
        self.names: dict[str, str] = {}
        for one in self._achievements(subject):
            self.names.setdefault(_text(one, "id"), _text(one, "name"))
        self.parts: dict[str, list[str]] = {}
        self.inner: set[str] = set()
        for one in _dicts(subject.get("association")):
            self._association(_text(one, "associationType"), _text(one, "sourceId"), _text(one, "targetId"))

    def _achievements(self, subject: dict[str, Any]) -> list[dict[str, Any]]:
        own = _dicts(subject.get("achievement"))
        held = [_first(one.get("credentialSubject")) for one in _dicts(subject.get("verifiableCredential"))]
        return own + [one for inner in held for one in _dicts(inner.get("achievement"))]

    def _association(self, kind: str, source: str, target: str) -> None:
        if kind not in _PARTS or not source or not target:
            self.notes.drop(
                say(
                    "{source} and {target}",
                    source=self.names.get(source) or source,
                    target=self.names.get(target) or target,
                ),
                say("not checked: {kind}", kind=kind),
            )
            return
        small, large = (source, target) if _PARTS[kind] else (target, source)
        self.parts.setdefault(large, [])
        if small not in self.parts[large]:
            self.parts[large].append(small)
        self.inner.add(small)

    def read(self, document: dict[str, Any]) -> Imported:
        """Every achievement that is part of no other, with its parts."""
        tops = [one for one in self.parts if one not in self.inner] or list(self.parts)[:1]
        rules = [self._rule(one, ()) for one in tops]
        name = _text(document, "name") or self.names.get(tops[0] if tops else "", "")
        return self.notes.finish(say("CLR associations"), _text(document, "id"), name, rules)

    def _rule(self, identifier: str, path: tuple[str, ...]) -> Rule:
        name = self.names.get(identifier, "")
        if identifier in path:
            return self.notes.by_hand(say("{name}: it leads back to itself", name=name or identifier), name)
        if len(path) > DEPTH:
            raise Unreadable(say("its parts are nested too deep"), slug="stack_too_large")
        own = self.notes.by_id(name, [identifier]) if ":" in identifier else self.notes.by_name(name or identifier)
        parts = [self._rule(one, (*path, identifier)) for one in self.parts.get(identifier, [])]
        if not parts:
            return own
        return self.notes.some(name, 1, [own, self.notes.all(name, parts)])


def _alignments(achievement: dict[str, Any]) -> Imported:
    """One place for each alignment, and one that any related achievement fills."""
    notes = Notes()
    name = _text(achievement, "name")
    rules = []
    for one in _dicts(achievement.get("alignment")):
        targets = [text for text in (_text(one, "targetUrl"), _text(one, "targetCode")) if text]
        if targets:
            notes.kept += 1
            rules.append({"name": _text(one, "targetName")[:200] or targets[0][:200], "match": {"alignment": targets}})
        else:
            notes.drop(_text(one, "targetName") or name, say("an alignment without a target"))
    related = [_text(one, "id") for one in _dicts(achievement.get("related"))]
    ids = [one for one in related if ":" in one and " " not in one]
    if ids:
        rules.append(notes.by_id(say("A related achievement"), ids))
    for key in ("resultDescription", "creditsAvailable"):
        if achievement.get(key):
            notes.drop(name, say("not checked: {key}", key=key))
    identifier = _text(achievement, "id")
    return notes.finish(
        say("alignments of a badge"),
        f"{identifier}#stack" if identifier else "",
        say("Toward {name}", name=name) if name else "",
        rules,
    )


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _first(value: Any) -> dict[str, Any]:
    found = _dicts(value)
    return found[0] if found else {}


def _text(node: dict[str, Any], key: str) -> str:
    value = node.get(key)
    return value.strip() if isinstance(value, str) else ""
