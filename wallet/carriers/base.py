"""What every carrier offers, and what all of them do with the text they find."""

import re
from collections.abc import Callable
from shlex import quote
from typing import NamedTuple, Protocol, TypeAlias

from wallet.errors import Unreadable
from wallet.model import Payload
from wallet.wording import say

JSON, JWT, SD_JWT = "application/json", "application/jwt", "application/sd-jwt"
XML = "application/xml"
"""Of European Digital Credentials as they were before 2022; no other credential is XML."""
_XML_MARKS = (b"europa.eu/snb", b"europasscredential")
_HEAD = 4096
"""Bytes looked at to tell XML from a web page."""
URI_LIST = "text/uri-list"
"""One address, of a badge that its issuer hosts (RFC 2483 section 5)."""
_ADDRESS_CHARS = 1_000
_NOT_TYPED = frozenset(" '\"`$\\|<>")
"""What no honest address has, and a shell may take for something else however it is quoted."""
_SECTION = re.compile(rb"\[[A-Z][A-Za-z ]*\]")
"""How a file of settings begins, and no JSON."""

MEMBER_LIMIT = 16 * 1024 * 1024
"""Of anything inside a container, inflated; and of an original that the wallet keeps."""

_WORDS = (
    b'"credentialSubject"',
    b'"verifiableCredential"',
    b'"badge"',
    b'"assertion"',
    b'"vc"',
    b'"vp"',
    b'"signatures"',
    b'"document"',
    b'"attachments"',
    b'~attach"',
)
"""One of these is in every credential that is JSON; package files and manifests have none."""

NO_BADGE = "no_badge_inside"
"""Slug of a file that could carry a credential and does not; the next carrier may find one."""

Skipped: TypeAlias = Callable[[str, Unreadable], None]
"""Told of a member that holds no credential: its name for people, and why."""


class Patience:
    """For how many more seconds other processes may read what is in one file, which may have thousands of parts."""

    __slots__ = ("left",)

    def __init__(self, left: float = 60.0) -> None:
        self.left = left


class Inner(NamedTuple):
    """Unwraps what a container holds."""

    unwrap: Callable[[bytes, str], list[Payload]]
    """Of one member: its bytes, and its name for people."""
    left_out: Skipped
    patience: Patience

    def __call__(self, data: bytes, name: str) -> list[Payload]:
        """The credentials in one member; raises :class:`~wallet.errors.Unreadable`."""
        return self.unwrap(data, name)

    def any_in(self, data: bytes, name: str) -> list[Payload]:
        """The credentials in a member that need not hold any; why it holds none is passed on, not lost."""
        try:
            return self.unwrap(data, name)
        except Unreadable as error:
            self.left_out(name, error)
            return []


class Carrier(Protocol):
    """One row of :data:`wallet.carriers.CARRIERS`; a module's ``CARRIER`` object."""

    label: str
    """For people: "PNG picture"; without an article."""

    def recognises(self, data: bytes) -> bool:
        """Whether the bytes are of this kind, whatever the file is called; cheap, never raises."""

    def unwrap(self, data: bytes, name: str, inner: Inner) -> list[Payload]:
        """The credentials inside, at least one.  Raises :class:`wallet.errors.Unreadable`."""


def media_type(text: bytes) -> str:
    """The media type of a credential's text, by its first bytes; empty when it is unknown."""
    start = text.lstrip(b" \t\r\n")
    if start[:1] in (b"{", b"[") and not _SECTION.match(start):
        return JSON
    if start[:1] == b"<":
        return XML if _is_europass(start[:_HEAD].lower()) else ""
    token = start.rstrip(b" \t\r\n")
    if not token.startswith(b"eyJ") or token.count(b".") < 2:
        return ""
    return SD_JWT if b"~" in token else JWT


def may_be_credential(payload: Payload) -> bool:
    """Whether a file found among others may be a credential; only a JSON object can be ruled out."""
    return not payload.data.lstrip().startswith(b"{") or any(word in payload.data for word in _WORDS)


def _is_europass(head: bytes) -> bool:
    return b"<html" not in head and b"<!doctype html" not in head and any(mark in head for mark in _XML_MARKS)


def baked(text: bytes, carrier: str, name: str, picture: bytes) -> Payload:
    """The credential, or the address of one, that was baked into ``picture``, which is what the wallet keeps.

    Raises :class:`~wallet.errors.Unreadable` for anything else.
    """
    text = text.strip(b" \t\r\n")
    kind = URI_LIST if _is_address(text) else media_type(text)
    if not kind:
        raise Unreadable(
            say("{name} has a badge inside that is neither JSON nor a token", name=name),
            hint=say("download the picture again from where you got the badge"),
            slug="badge_unreadable",
        )
    if len(picture) > MEMBER_LIMIT:
        raise Unreadable(
            say("{name} is larger than 16 MiB; no badge picture is", name=name),
            hint=say("ask the issuer for the JSON file"),
            slug="too_large",
        )
    return Payload(text, kind, carrier, name, picture)


def _is_address(text: bytes) -> bool:
    """Whether this is one web address and nothing else."""
    begins = text.startswith((b"https://", b"http://")) and len(text) <= _ADDRESS_CHARS
    return begins and all(0x21 <= byte < 0x7F for byte in text)


def check_alone(data: bytes, name: str) -> None:
    """Refuse a file that is a zip archive as well, of which people who unpack it see what was not looked at.

    Raises :class:`~wallet.errors.Unreadable` (``two_files``).
    """
    from wallet.codec import zips  # most badges are text, and are read without it

    if zips.hidden_in(data):
        raise Unreadable(
            say("{name} is two files in one: what it seems to be, and a zip archive", name=name),
            hint=say("unpack the archive, then check by itself what you want to rely on: wallet verify FILE"),
            slug="two_files",
        )


def hosted_elsewhere(name: str, url: bytes) -> Unreadable:
    """The error for a text that only says where a badge is."""
    address = url.decode("ascii", "replace")
    plain = address.isascii() and address.isprintable() and len(address) <= 300 and _NOT_TYPED.isdisjoint(address)
    return Unreadable(
        say("{name} holds no badge, only the address of one", name=name),
        hint=say(
            "download what it shows, then: wallet verify FILE; or into a wallet: wallet import {address}",
            address=quote(address),
        )
        if plain
        else say("open the picture's page at its issuer and download the badge there"),
        slug="badge_by_address",
    )
