"""Badges baked into SVG pictures, as an element named after the standard (OB 2.0 and 3.0 "Baking").

Read here and not as other XML is, for where the badge stands.  Nothing is fetched or rendered and no
entity is expanded: a document type may name the public one of SVG, as drawing
programs do, and must define nothing itself.
"""

from typing import NamedTuple

from wallet.carriers.base import JSON, NO_BADGE, Inner, baked, media_type
from wallet.codec import strictjson, strictxml
from wallet.errors import Unreadable
from wallet.model import Payload
from wallet.wording import say

SIZE_LIMIT = 10 * 1024 * 1024
DEPTH_LIMIT = 64

_NAMESPACES = ("https://purl.imsglobal.org/ob/v3p0", "http://openbadges.org", "https://openbadges.org")
_ELEMENTS = {f"{namespace} {name}" for namespace in _NAMESPACES for name in ("credential", "assertion")}
_SVG_DOCTYPE = say("-//W3C//DTD SVG ")
_DOWNLOAD_AGAIN = say("download the picture again from where you got the badge")
_HEAD = 4096
"""Bytes looked at to tell SVG from other text."""


class Badge(NamedTuple):
    """A badge element."""

    verify: str
    """Its attribute: a token, the address of a hosted badge, or empty."""
    text: str


class Svg:
    """The row for SVG pictures."""

    label = say("SVG picture")

    def recognises(self, data: bytes) -> bool:
        """By its root element, near the start."""
        head = data[:_HEAD].lstrip().lower()
        return head.startswith(b"<") and b"<svg" in head and b"<html" not in head

    def unwrap(self, data: bytes, name: str, _inner: Inner) -> list[Payload]:
        """The one badge inside."""
        badges = _Scan(data, name).badges
        if not badges:
            raise Unreadable(
                say("{name} is a drawing without a badge inside", name=name),
                hint=say("drawing programs strip badges: download it again; if it shows a QR code, save it as PNG"),
                slug=NO_BADGE,
            )
        if len(badges) > 1:
            raise _refused(name, say("has two badges inside"), "svg_two_badges")
        return [_payload(badges[0], name, data)]


CARRIER = Svg()


def wrap(picture: bytes, credential: bytes) -> bytes:
    """``picture`` with ``credential`` baked in as the first element (OB 3.0 section 5.3.2).

    Raises :class:`~wallet.errors.Unreadable` when the picture is no sound SVG or
    holds a badge already.
    """
    scan = _Scan(picture, say("the picture"))
    if scan.badges or scan.root_is_empty:
        raise _refused(say("the picture"), say("has no room for a badge"), "svg_full")
    text = credential.replace(b"]]>", b"]]]]><![CDATA[>")
    element = (
        b'<openbadges:credential xmlns:openbadges="' + _NAMESPACES[0].encode() + b'"><![CDATA[' + text + b"]]>"
        b"</openbadges:credential>"
    )
    return picture[: scan.content_starts] + element + picture[scan.content_starts :]


def _payload(badge: Badge, name: str, picture: bytes) -> Payload:
    """A token in ``verify`` is the badge; else the text is, and must be at the address in ``verify``, if any.

    Where no text can be read, the address is all there is of the badge.
    """
    verify, text = badge.verify.strip().encode(), badge.text.encode()
    if verify and not verify.startswith((b"http://", b"https://")):
        return baked(verify, "svg", name, picture)
    if verify and not _is_of(text, badge.verify.strip()):
        if media_type(text) not in ("", JSON) or _parsed(text):
            raise _refused(name, say("has a badge that contradicts its own address"), "svg_contradiction")
        return baked(verify, "svg", name, picture)  # what is left of a broken text is no badge
    return baked(text, "svg", name, picture)


def _is_of(text: bytes, address: str) -> bool:
    """Whether the hosted badge in ``text`` says that it is at ``address``."""
    badge = _parsed(text)
    verification = badge.get("verify", badge.get("verification"))
    url = verification.get("url") if isinstance(verification, dict) else None
    return address in (url, badge.get("id"), badge.get("@id"))


def _parsed(text: bytes) -> dict[str, object]:
    try:
        value = strictjson.loads(text)
    except Unreadable:
        return {}
    return value if isinstance(value, dict) else {}


class _Scan:
    """One pass over an SVG file that keeps only badge elements."""

    def __init__(self, data: bytes, name: str) -> None:
        from xml.parsers.expat import ExpatError

        self.badges: list[Badge] = []
        self.content_starts = 0
        """Offset right after the root's start tag."""
        self.root_is_empty = True
        self._name = name
        self._depth = 0
        self._badge_depth = 0
        self._text: list[str] = []
        self._verify = ""
        if len(data) > SIZE_LIMIT:
            raise _refused(name, say("is larger than 10 MiB"), "too_large")
        self._parser = strictxml.parser(self)
        try:
            self._parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
        except ExpatError as error:
            place = say("line {lineno}, column {offset}", lineno=error.lineno, offset=error.offset)
            raise _refused(
                name, say("is no sound SVG: its XML breaks at {place}", place=place), "svg_damaged"
            ) from None

    def doctype(self, _name: str, _system: str | None, public: str | None, internal_subset: int) -> None:
        if internal_subset or not (public or "").startswith(_SVG_DOCTYPE):
            raise _refused(self._name, say("defines a document type of its own"), "svg_doctype")

    def entity(self, *_: object) -> None:
        raise _refused(self._name, say("uses entities"), "svg_doctype")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._locate()
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise _refused(
                self._name, say("is nested more than {depth_limit} levels deep", depth_limit=DEPTH_LIMIT), "too_large"
            )
        if self._badge_depth:
            raise _refused(self._name, say("has elements inside its badge"), "svg_damaged")
        if tag in _ELEMENTS:
            self._badge_depth, self._verify, self._text = self._depth, attributes.get("verify", ""), []

    def end(self, _tag: str) -> None:
        if self._badge_depth == self._depth:
            self.badges.append(Badge(self._verify, "".join(self._text)))
            self._badge_depth = 0
        self._depth -= 1

    def characters(self, text: str) -> None:
        self._locate()
        if self._badge_depth:
            self._text.append(text)

    def _locate(self) -> None:
        if self._depth == 1 and not self.content_starts:
            self.content_starts, self.root_is_empty = self._parser.CurrentByteIndex, False


def _refused(name: str, how: str, slug: str) -> Unreadable:
    return Unreadable(f"{name} {how}", hint=_DOWNLOAD_AGAIN, slug=slug)
