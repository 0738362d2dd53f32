"""Files and strings that are no credential, told by their first bytes, with what to do instead."""

import re
from html import unescape
from typing import NamedTuple

from wallet.carriers.base import hosted_elsewhere
from wallet.errors import Unreadable
from wallet.wording import say


class Kind(NamedTuple):
    """What some bytes are."""

    slug: str
    what: str
    hint: str


_HEALTH = say("use a health app for it")
_AS_FILE = say("ask for the credential as a JSON file or a token")
_OTHER_FORM = say("ask the issuer for an Open Badge or a JSON credential")
_OFFER = Kind(
    "credential_offer",
    say("an offer to collect a credential, not the credential"),
    say("open it with the wallet app that your issuer names, then import the file it exports"),
)
_REQUEST = Kind("presentation_request", say("a request to show a credential"), say("answer it with: wallet share REF"))
_PICTURE = say("save the picture as PNG or JPEG, or download the badge itself")
_MDOC = Kind("mdoc", say("an ISO mdoc, which is not supported"), _OTHER_FORM)
_COSE = Kind(
    "cose",
    say("a credential or a list in CBOR, the form of COSE and CWT, which is not supported"),
    _OTHER_FORM,
)
_MAIL = Kind(
    "mail",
    say("an e-mail, not the badge in it"),
    say(
        "save its attachment as a file of its own; copy a text that begins with eyJ into a file; "
        "if it has a link to the badge: wallet import URL"
    ),
)
_MAIL_STARTS = (
    *(b"from:", b"from ", b"received:", b"return-path:", b"delivered-to:", b"mime-version:", b"x-mozilla-"),
    *(b"content-type:", b"message-id:", b"subject:", b"date:", b"to:", b"reply-to:", b"dkim-signature:", b"arc-seal:"),
)
"""Header fields that a saved message begins with; their order is free (RFC 5322, 3.6)."""
_XML = Kind("xml", say("XML, which no supported credential is"), say("ask the issuer for the JSON form"))
_CV = Kind(
    "europass_cv",
    say("a Europass CV, not a credential"),
    say("import the certificates that it names: wallet import FILE"),
)
_XML_FORMS = (
    (
        b"emrex-eu/elmo-schemas",
        Kind("elmo", say("a transcript in ELMO, the XML of EMREX, which is not supported"), _OTHER_FORM),
    ),
    (b"urn:org:pesc:", Kind("pesc", say("a transcript in the XML of PESC, which is not supported"), _OTHER_FORM)),
    (
        b"xhochschule.de",
        Kind("xhochschule", say("a record in XHochschule, an XML, which is not supported"), _OTHER_FORM),
    ),
    (b"europass.cedefop.europa.eu/europass", _CV),
    (b"www.europass.eu/1.0", _CV),
)
"""What is in the namespaces of other learning records, in lower case."""

_LINKS: tuple[tuple[bytes, Kind], ...] = (
    (b"openid-credential-offer:", _OFFER),
    (b"openid-initiate-issuance:", _OFFER),
    (b"dccrequest:", _OFFER),
    (b"org.dcconsortium:", _OFFER),
    (b"openid4vp:", _REQUEST),
    (b"openid-vc:", _REQUEST),
    (b"haip:", _REQUEST),
    (b"vp1-", Kind("vpqr", say("a presentation in the CBOR-LD form for QR codes, which is not supported"), _AS_FILE)),
    (b"vc1-", Kind("vpqr", say("a credential in the CBOR-LD form for QR codes, which is not supported"), _AS_FILE)),
    (b"shc:/", Kind("health_card", say("a SMART Health Card for QR codes"), _HEALTH)),
    (b"hc1:", Kind("health_card", say("an EU health certificate"), _HEALTH)),
    (
        b"didcomm:",
        Kind("message", say("a message between wallet apps"), say("open it with the wallet app it was made for")),
    ),
    (
        b"otpauth:",
        Kind("secret", say("the secret of a one-time code generator"), say("keep it to yourself, in its own app")),
    ),
    (
        b"-----begin",
        Kind("key_file", say("a key or certificate in PEM form"), say("import the credential, not its key")),
    ),
    *((start, _MAIL) for start in _MAIL_STARTS),
    (b"data:", Kind("data_url", say("a data: address"), say("save what it holds as a file of its own"))),
)
_FILES: tuple[tuple[bytes, Kind], ...] = (
    (b"RIFF", Kind("picture", say("a WebP picture or a sound"), _PICTURE)),
    (b"\xff\xd8\xff", Kind("picture", say("a JPEG picture without a QR code"), _PICTURE)),
    (b"BM", Kind("picture", say("a bitmap picture"), _PICTURE)),
    (b"II*\0", Kind("picture", say("a TIFF picture"), _PICTURE)),
    (b"MM\0*", Kind("picture", say("a TIFF picture"), _PICTURE)),
    (b"\x1f\x8b", Kind("compressed", say("a gzip archive"), say("unpack it, then import the folder"))),
    (b"7z\xbc\xaf", Kind("compressed", say("a 7z archive"), say("unpack it, then import the folder"))),
    (b"Rar!", Kind("compressed", say("a RAR archive"), say("unpack it, then import the folder"))),
    (b"\xd2\x84", _COSE),
    (b"d284", _COSE),
    (b"\xd0\xcf\x11\xe0", Kind("office", say("an old Office document"), _AS_FILE)),
    (b"\xff\xfe", Kind("byte_order_mark", say("text in UTF-16"), say("save it as UTF-8 without BOM"))),
    (b"\xfe\xff", Kind("byte_order_mark", say("text in UTF-16"), say("save it as UTF-8 without BOM"))),
    (
        b"\xef\xbb\xbf",
        Kind("byte_order_mark", say("text that starts with a byte order mark"), say("save it as UTF-8 without BOM")),
    ),
)
_MDOC_MARKS = (b"6d646f63", b"646f6354797065", b"docType", b"ZG9jVHlwZ", b"dkb2NUeXBl", b"org.iso.18013", b"2NUeXBl")
_LINK = re.compile(rb"[a-z][a-z0-9+.-]*:\S+\s*", re.IGNORECASE)
_COLLECTED = (b"credential_offer", b"vc_request_url=")
"""What a link that hands over a credential carries, whatever app it opens (OpenID4VCI 1.0, 4.1; VC-API exchanges)."""
_SHOWN = (b"request_uri=", b"presentation_definition", b"dcql_query=")
"""What a link that asks for one carries (OpenID4VP 1.0, 5)."""
_SHORTCUT = re.compile(
    rb"\[(?:InternetShortcut|Desktop Entry)\]\s[^\0]*?^URL=(https?://\S+)", re.IGNORECASE | re.MULTILINE
)
"""Of Windows (.url) and of desktops on Linux (.desktop)."""
_WEBLOC = re.compile(rb"<key>URL</key>\s*<string>(https?://[^<\s]+)</string>")
_BINARY_WEBLOC = re.compile(rb"bplist00[^\0]{0,64}URL_(?:\x10(.)|\x11(..))(?=https?://)", re.DOTALL)
"""Of macOS, with the length of the address before it."""
_STACK = Kind("stack_rules", say("the rules of a stack"), say("read it as a stack: wallet stack import FILE"))
_STACK_FORMAT = re.compile(rb"""^\s*format\s*=\s*["']wallet-stack/""", re.MULTILINE)
_UNKNOWN = Kind(
    "not_a_credential",
    say("no kind of file that holds credentials"),
    say("a badge is a PNG or SVG picture, a PDF, a JSON file or a token that starts with eyJ"),
)


def name_it(data: bytes, name: str) -> Unreadable:
    """The error that says what ``data`` is."""
    start = data.lstrip()[:4096]
    if start[:8].lower().startswith((b"https://", b"http://")) and not start.strip().count(b" "):
        return _address(start.strip(), name)
    if (url := _saved_link(start)) is not None:
        return _address(url, name)
    kind = _of(data, start)
    return Unreadable(say("{name} is {what}", name=name, what=kind.what), hint=kind.hint, slug=kind.slug)


def _address(url: bytes, name: str) -> Unreadable:
    if any(mark in url for mark in _COLLECTED):
        return Unreadable(say("{name} is {what}", name=name, what=_OFFER.what), hint=_OFFER.hint, slug=_OFFER.slug)
    return hosted_elsewhere(name, url)


def _saved_link(start: bytes) -> bytes | None:
    """Where a link leads that was dragged from a browser into a folder."""
    if found := _SHORTCUT.match(start):
        return found[1]
    if found := _WEBLOC.search(start):
        return unescape(found[1].decode("utf-8", "replace")).encode()
    if found := _BINARY_WEBLOC.match(start):
        return start[found.end() :][: int.from_bytes(found[1] or found[2])]
    return None


def _of(data: bytes, start: bytes) -> Kind:
    lower = start[:40].lower()
    marked = [*_links(start), *(kind for mark, kind in _LINKS if lower.startswith(mark))]
    marked += [kind for mark, kind in _FILES if data.startswith(mark)]
    if marked:
        return marked[0]
    if data[4:8] == b"ftyp":
        return Kind("picture", say("a HEIC picture or a film"), _PICTURE)
    if start.startswith(b"<"):
        return _markup(start)
    if any(mark in start for mark in _MDOC_MARKS):
        return _MDOC
    if start.startswith(b"eyJ") and b"\0" not in data:
        return Kind(
            "not_a_token",
            say("the beginning of a token"),
            say("copy the whole token, with both dots and all after them"),
        )
    return _STACK if _STACK_FORMAT.search(start) else _UNKNOWN


def _links(start: bytes) -> list[Kind]:
    """What a link is for, whatever app it opens."""
    if not _LINK.fullmatch(start):
        return []
    meant = (_COLLECTED, _OFFER), (_SHOWN, _REQUEST)
    return [kind for marks, kind in meant if any(mark in start for mark in marks)]


def _markup(start: bytes) -> Kind:
    lower = start.lower()
    if b"<html" in lower or lower.startswith(b"<!doctype html"):
        return Kind(
            "web_page",
            say("a web page"),
            say("a page about a badge is not the badge: look for a download button there"),
        )
    return next((kind for mark, kind in _XML_FORMS if mark in lower), _XML)
