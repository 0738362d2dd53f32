"""Badges baked into SVG pictures, as an element named after the standard (OB 2.0 and 3.0 "Baking").

Read here and not as other XML is, for where the badge stands.  Nothing is fetched or rendered and no
entity is expanded: a document type may name the public one of SVG and define entities, as drawing
programs do, and is taken out before the drawing is parsed; whoever refers to such an entity is refused.
"""

import re
from typing import NamedTuple

from wallet.carriers.base import JSON, NO_BADGE, Inner, baked, media_type
from wallet.codec import base64url, strictjson, strictxml
from wallet.errors import Refused, Unreadable
from wallet.model import Payload
from wallet.wording import joined, say

SIZE_LIMIT = 10 * 1024 * 1024
DEPTH_LIMIT = 64
ELEMENTS_LIMIT = 500_000

_NAMESPACES = (
    "https://purl.imsglobal.org/ob/v3p0",
    "http://openbadges.org",
    "https://openbadges.org",
    "https://purl.imsglobal.org/clr/v2p0",
)
"""What badge elements are in; in the last, 1EdTech's validator looks for learner records."""
_ELEMENTS = {f"{namespace} {name}" for namespace in _NAMESPACES for name in ("credential", "assertion")}
_DOWNLOAD_AGAIN = say("download the picture again from where you got the badge")
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""What begins a text in the two encodings that every XML reader knows (XML 1.0 section 4.3.3), by Python's names."""

_MISC = rb"(?>\s++|<\?.*?\?>|<!--.*?-->)*+"
"""Comments and the like before the root element (XML 1.0 section 2.8); as all patterns here in linear time."""
_QUOTED = rb"""(?:"[^"]*+"|'[^']*+')"""
_SUBSET = rb"""\[(?><!--.*?-->|[^\]"'<]++|<(?!!--)|""" + _QUOTED + rb")*+\]"
_ANY_DOCTYPE = rb"""<!DOCTYPE(?>[^\[>"']++|""" + _QUOTED + rb")*+(?:" + _SUBSET + rb"\s*+)?+>"
_ROOT = re.compile(_MISC + rb"(?:" + _ANY_DOCTYPE + _MISC + rb")?+<(?:[\w.-]++:)?svg\b", re.DOTALL | re.IGNORECASE)
_ENTITIES = rb"(?>\s++|<!--.*?-->|<!ENTITY\s++[\w.:-]++\s++" + _QUOTED + rb"\s*+>)*+"
_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s++(?:[\w.-]++:)?svg"
    rb"(?:\s++PUBLIC\s++(?=[\"']-//W3C//DTD SVG )" + _QUOTED + rb"\s++" + _QUOTED + rb")?+"
    rb"\s*+(?:\[" + _ENTITIES + rb"\]\s*+)?+>",
    re.DOTALL,
)
"""A document type of SVG that defines nothing but entities, each by its text."""


class Badge(NamedTuple):
    """A badge element."""

    verify: str
    """Its attribute: a token, the address of a hosted badge, or empty."""
    text: str


class Svg:
    """The row for SVG pictures."""

    label = say("SVG picture")

    def recognises(self, data: bytes) -> bool:
        """By its root element."""
        codec = _codec(data)
        return _ROOT.match(data if codec == "utf-8" else data.decode(codec, "replace").encode()) is not None

    def unwrap(self, data: bytes, name: str, _inner: Inner) -> list[Payload]:
        """The one badge inside."""
        badges = _Scan(_utf_8(data, name), name).badges
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


def _codec(data: bytes) -> str:
    return next((codec for mark, codec in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), "utf-8")


def _utf_8(data: bytes, name: str) -> bytes:
    """The drawing in UTF-8 and without a byte order mark; raises :class:`~wallet.errors.Unreadable`."""
    if len(data) > SIZE_LIMIT:
        raise _refused(name, say("is larger than 10 MiB"), "too_large")
    codec = _codec(data)
    try:
        return data if codec == "utf-8" else data.decode(codec).encode()
    except UnicodeDecodeError:
        raise _refused(
            name, say("is not a valid SVG: its text is not in the encoding that it declares"), "svg_damaged"
        ) from None


def _without_doctype(text: bytes) -> bytes:
    """``text`` with blanks for a document type that is harmless, so that all else stays in its place."""
    before = re.match(_MISC, text, re.DOTALL)
    doctype = _DOCTYPE.match(text, before.end()) if before else None
    if doctype is None:
        return text
    return text[: doctype.start()] + re.sub(rb"[^\n]", b" ", doctype[0]) + text[doctype.end() :]


def _payload(badge: Badge, name: str, picture: bytes) -> Payload:
    """A token in ``verify`` is the badge; else the text is, and must be at the address in ``verify``, if any.

    Where no text can be read, the address is all there is of the badge.  Beside a token there may only be what is in
    it, since some readers take the text for the badge.
    """
    verify, text = badge.verify.strip().encode(), badge.text.encode()
    said = _parsed(text)
    says_something = media_type(text) not in ("", JSON) or said != {}
    if verify and not verify.startswith((b"http://", b"https://")):
        if says_something and text.strip() != verify and (not said or said not in _signed(verify)):
            raise _refused(name, say("has two badges inside"), "svg_two_badges")
        return baked(verify, "svg", name, picture)
    if verify and not _is_of(text, badge.verify.strip()):
        if says_something:
            raise _refused(name, say("has a badge that contradicts its own address"), "svg_contradiction")
        return baked(verify, "svg", name, picture)  # what is left of a broken text is no badge
    return baked(text, "svg", name, picture)


def _is_of(text: bytes, address: str) -> bool:
    """Whether the hosted badge in ``text`` says that it is at ``address``."""
    badge = _parsed(text)
    verification = badge.get("verify", badge.get("verification"))
    url = verification.get("url") if isinstance(verification, dict) else None
    return address in (url, badge.get("id"), badge.get("@id"))


def _signed(token: bytes) -> tuple[object, ...]:
    """The claims of a token, and the credential in them where that has a claim of its own."""
    _, _, rest = token.partition(b".")
    try:
        claims = _parsed(base64url.decode(rest.partition(b".")[0].decode("latin-1")))
    except Refused:
        return ()
    return claims, claims.get("vc")


def _parsed(text: bytes) -> dict[str, object]:
    try:
        value = strictjson.loads(text)
    except Unreadable:
        return {}
    return value if isinstance(value, dict) else {}


class _Scan:
    """One pass over an SVG file in UTF-8 that keeps only badge elements."""

    def __init__(self, text: bytes, name: str) -> None:
        from xml.parsers.expat import ExpatError, errors

        self.badges: list[Badge] = []
        self._name = name
        self._depth = self._elements = 0
        self._badge_depth = 0
        self._text: list[str] = []
        self._verify = ""
        parser = strictxml.parser(self)
        parser.buffer_text = True
        try:
            parser.Parse(_without_doctype(text), True)  # noqa: FBT003 - expat takes it by position only
        except ExpatError as error:
            if error.code == errors.codes[errors.XML_ERROR_UNDEFINED_ENTITY]:
                self.entity()
            place = say("line {lineno}, column {offset}", lineno=error.lineno, offset=error.offset)
            raise _refused(
                name, say("is not a valid SVG: its XML breaks at {place}", place=place), "svg_damaged"
            ) from None

    def doctype(self, *_: object) -> None:
        raise _refused(self._name, say("defines a document type of its own"), "svg_doctype")

    def entity(self, *_: object) -> None:
        raise _refused(self._name, say("uses entities"), "svg_doctype")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._elements > ELEMENTS_LIMIT:
            raise _refused(
                self._name, say("has more than {elements_limit} elements", elements_limit=ELEMENTS_LIMIT), "too_large"
            )
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
        if self._badge_depth:
            self._text.append(text)


def _refused(name: str, how: str, slug: str) -> Unreadable:
    return Unreadable(joined(" ", (name, how)), hint=_DOWNLOAD_AGAIN, slug=slug)
