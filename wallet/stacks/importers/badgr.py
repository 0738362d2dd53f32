"""Badgr pathways: elements with count rules over children, other elements and badges."""

from typing import Any

from wallet.errors import Unreadable
from wallet.stacks.importers.notes import DEPTH, Imported, Notes, Rule
from wallet.wording import say

_READ = frozenset(
    (
        "elementId",
        "name",
        "shortCode",
        "description",
        "completionBadge",
        "requirements",
        "requiredForParentCompletion",
        "children",
    )
)


def recognises(document: Any) -> bool:
    """Whether it is the root element of a pathway."""
    return isinstance(document, dict) and "elementId" in document and isinstance(document.get("children"), list)


def read(document: dict[str, Any]) -> Imported:
    """The pathway; raises :class:`~wallet.errors.Unreadable` as :func:`wallet.stacks.importers.convert` tells."""
    notes = Notes()
    reader = _Reader(notes, document)
    parts = reader.parts(document, ())
    identifier = f"urn:badgr:pathway:{document['elementId']}"
    description = document.get("description")
    return notes.finish(
        say("Badgr pathway"),
        identifier,
        _text(document, "name"),
        parts,
        description=description[:2000].strip() if isinstance(description, str) else "",
        completion_id=_badge_ids([document.get("completionBadge")]),
    )


class _Reader:
    def __init__(self, notes: Notes, root: dict[str, Any]) -> None:
        self.notes = notes
        self.elements: dict[str, dict[str, Any]] = {}
        waiting = [root]
        while waiting:
            one = waiting.pop()
            self.elements[_text(one, "elementId")] = one
            waiting += _children(one)

    def element(self, element: dict[str, Any], path: tuple[str, ...]) -> Rule:
        """One element: its badge, or what leads to it."""
        name = _text(element, "name") or _text(element, "elementId")
        here = _text(element, "elementId")
        if here in path:
            return self.notes.by_hand(say("{name}: it leads back to itself", name=name), name)
        if len(path) > DEPTH:
            raise Unreadable(say("its parts are nested too deep"), slug="stack_too_large")
        parts, badge = self.parts(element, path), _badge_ids([element.get("completionBadge")])
        asked = _dict(element.get("requirements"))
        shortcuts = _badge_ids(_list(asked.get("shortcutBadges")))
        if asked.get("allowCompletionBadgeShortcut") is True or not parts:
            shortcuts = badge + shortcuts
        if not parts:
            return self.notes.by_id(name, shortcuts) if shortcuts else self.notes.by_hand(name)
        rule = self.notes.all(name, parts) | {"name": name[:200]}
        return self.notes.some(name, 1, [self.notes.by_id(name, shortcuts), rule]) if shortcuts else rule

    def parts(self, element: dict[str, Any], path: tuple[str, ...]) -> list[Rule]:
        """What an element asks for: each of its three lists under its count rule."""
        name, inside = _text(element, "name"), (*path, _text(element, "elementId"))
        for key, value in element.items():
            if key not in _READ and value not in (None, [], ""):
                self.notes.drop(name, say("not checked: {key}", key=key))
        asked = _dict(element.get("requirements"))
        children, badges, others = (
            _dict(asked.get(f"{kind}Requirements")) for kind in ("childElement", "badge", "nonChildElement")
        )
        found = [
            self._counted(name, children, [self._child(one, inside) for one in _children(element)]),
            self._counted(
                name, badges, [self.notes.by_id("", [b]) for b in _badge_ids(_list(badges.get("requiredBadges")))]
            ),
            self._counted(name, others, [self._other(one, inside) for one in _list(others.get("elementIds"))]),
        ]
        return [rule for rule in found if rule is not None]

    def _child(self, element: dict[str, Any], path: tuple[str, ...]) -> Rule:
        needed = element.get("requiredForParentCompletion") is not False
        return self.element(element, path) | ({} if needed else {"optional": True})

    def _other(self, identifier: Any, path: tuple[str, ...]) -> Rule:
        if isinstance(identifier, str) and identifier in self.elements:
            return self.element(self.elements[identifier], path)
        self.notes.drop(str(identifier), say("it is named but not in the file; confirm it by hand"))
        return self.notes.by_hand(say("element {identifier} (not in the file)", identifier=identifier))

    def _counted(self, name: str, asked: dict[str, Any], parts: list[Rule]) -> Rule | None:
        rule = _dict(asked.get("countRule"))
        wanted = rule.get("requiredCount") if rule.get("@type") == "atLeastN" else None
        if not parts:
            return None
        if wanted == 0:
            self.notes.drop(name, say("it asks for none of {n}", n=len(parts)))
            return None
        if wanted is None:
            needed = [part for part in parts if "optional" not in part]
            return self.notes.all(name, parts) if needed else None
        return self.notes.some(name, wanted if isinstance(wanted, int) and wanted > 0 else None, parts)


def _badge_ids(badges: list[Any]) -> list[str]:
    found = [_text(_dict(badge), "badgeUrl") for badge in badges]
    return [one for one in found if ":" in one and " " not in one]


def _children(element: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in _list(element.get("children")) if isinstance(one, dict)]


def _text(element: dict[str, Any], key: str) -> str:
    value = element.get(key)
    return value if isinstance(value, str) else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
