"""Files and strings that are no credential, told by their first bytes, with what to do instead."""

from typing import NamedTuple

from wallet.carriers.base import hosted_elsewhere
from wallet.errors import Unreadable


class Kind(NamedTuple):
    """What some bytes are."""

    slug: str
    what: str
    hint: str


_HEALTH = "use a health app for it"
_AS_FILE = "ask for the credential as a JSON file or a token; this form is not supported"
_OFFER = Kind(
    "credential_offer",
    "an offer to collect a credential, not the credential",
    "open it with the wallet app that your issuer names, then import the file it exports",
)
_REQUEST = Kind("presentation_request", "a request to show a credential", "answer it with: wallet share REF")
_PICTURE = "save the picture as PNG or JPEG, or download the badge itself"
_MDOC = Kind("mdoc", "an ISO mdoc, which is not supported", "ask the issuer for an Open Badge or a JSON credential")
_XML = Kind("xml", "XML, which no supported credential is", "ask the issuer for the JSON form")

_LINKS: tuple[tuple[bytes, Kind], ...] = (
    (b"openid-credential-offer:", _OFFER),
    (b"openid-initiate-issuance:", _OFFER),
    (b"openid4vp:", _REQUEST),
    (b"openid-vc:", _REQUEST),
    (b"haip:", _REQUEST),
    (b"vp1-", Kind("vpqr", "a presentation in the CBOR-LD form for QR codes", _AS_FILE)),
    (b"vc1-", Kind("vpqr", "a credential in the CBOR-LD form for QR codes", _AS_FILE)),
    (b"shc:/", Kind("health_card", "a SMART Health Card for QR codes", _HEALTH)),
    (b"hc1:", Kind("health_card", "an EU health certificate", _HEALTH)),
    (b"didcomm:", Kind("message", "a message between wallet apps", "open it with the wallet app it was made for")),
    (b"otpauth:", Kind("secret", "the secret of a one-time code generator", "keep it to yourself, in its own app")),
    (b"-----begin", Kind("key_file", "a key or certificate in PEM form", "import the credential, not its key")),
    (b"data:", Kind("data_url", "a data: address", "save what it holds as a file of its own")),
)
_FILES: tuple[tuple[bytes, Kind], ...] = (
    (b"RIFF", Kind("picture", "a WebP picture or a sound", _PICTURE)),
    (b"\xff\xd8\xff", Kind("picture", "a JPEG picture without a QR code", _PICTURE)),
    (b"BM", Kind("picture", "a bitmap picture", _PICTURE)),
    (b"II*\0", Kind("picture", "a TIFF picture", _PICTURE)),
    (b"MM\0*", Kind("picture", "a TIFF picture", _PICTURE)),
    (b"\x1f\x8b", Kind("compressed", "a gzip archive", "unpack it, then import the folder")),
    (b"7z\xbc\xaf", Kind("compressed", "a 7z archive", "unpack it, then import the folder")),
    (b"Rar!", Kind("compressed", "a RAR archive", "unpack it, then import the folder")),
    (b"\xd0\xcf\x11\xe0", Kind("office", "an old Office document", _AS_FILE)),
    (b"\xff\xfe", Kind("byte_order_mark", "text in UTF-16", "save it as UTF-8 without BOM")),
    (b"\xfe\xff", Kind("byte_order_mark", "text in UTF-16", "save it as UTF-8 without BOM")),
    (
        b"\xef\xbb\xbf",
        Kind("byte_order_mark", "text that starts with a byte order mark", "save it as UTF-8 without BOM"),
    ),
)
_MDOC_MARKS = (b"6d646f63", b"646f6354797065", b"docType", b"ZG9jVHlwZ", b"dkb2NUeXBl", b"org.iso.18013", b"2NUeXBl")
_UNKNOWN = Kind(
    "not_a_credential",
    "no kind of file that holds credentials",
    "a badge is a PNG or SVG picture, a JSON file or a token that starts with eyJ",
)


def name_it(data: bytes, name: str) -> Unreadable:
    """The error that says what ``data`` is."""
    start = data.lstrip()[:4096]
    if start[:8].lower().startswith((b"https://", b"http://")) and not start.strip().count(b" "):
        return _address(start.strip(), name)
    kind = _of(data, start)
    return Unreadable(f"{name} is {kind.what}", hint=kind.hint, slug=kind.slug)


def _address(url: bytes, name: str) -> Unreadable:
    if b"credential_offer" in url:
        return Unreadable(f"{name} is {_OFFER.what}", hint=_OFFER.hint, slug=_OFFER.slug)
    return hosted_elsewhere(name, url)


def _of(data: bytes, start: bytes) -> Kind:
    lower = start[:40].lower()
    marked = [kind for mark, kind in _LINKS if lower.startswith(mark)]
    marked += [kind for mark, kind in _FILES if data.startswith(mark)]
    if marked:
        return marked[0]
    if data[4:8] == b"ftyp":
        return Kind("picture", "a HEIC picture or a film", _PICTURE)
    if start.startswith(b"<"):
        return _markup(start)
    if any(mark in start for mark in _MDOC_MARKS):
        return _MDOC
    if start.startswith(b"eyJ"):
        return Kind(
            "not_a_token", "the beginning of a token", "copy the whole token, with both dots and all after them"
        )
    return _UNKNOWN


def _markup(start: bytes) -> Kind:
    lower = start.lower()
    if b"<html" in lower or lower.startswith(b"<!doctype html"):
        return Kind(
            "web_page",
            "a web page",
            "a page about a badge is not the badge: look for a download button there",
        )
    return _XML
