"""Lists of bits in a signed credential: Bitstring Status List 1.0, Status List 2021, Revocation List 2020."""

import binascii
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

from wallet.codec import base64url
from wallet.codec.inflate import GZIP, ZLIB, inflate
from wallet.errors import Refused, Unreadable
from wallet.model import Document, JsonObject, StatusRef, View
from wallet.report import Check, Code
from wallet.status.base import LIST_BYTES, SHOWN_CHARS, BelievedList, NoAnswer, Question, answer, trusted_list
from wallet.status.bits import entry

_VC = "https://www.w3.org/2018/credentials#"
_BITSTRING = "https://www.w3.org/ns/credentials/status#"
_LIST_2021 = "https://w3id.org/vc/status-list#"
_LIST_2020 = "https://w3id.org/vc-revocation-list-2020#"
_GZIP_MAGIC = b"\x1f\x8b"
_MESSAGE = "message"
"""The purpose of which each number, zero too, means what the credential says it does ("pending_review", say)."""
ENTRY_BITS = 64
"""Widest entry; wider ones could name no more messages than fit a credential."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One generation of the same idea."""

    credential: str
    """Type that the list credential must have."""
    vocabulary: str
    multibase: bool
    """Whether the list is written as multibase, or as bare base64 of either alphabet."""
    purpose: str = ""
    """What the list is about when neither it nor the entry says so."""


KINDS = {
    "BitstringStatusListEntry": Kind("BitstringStatusListCredential", _BITSTRING, multibase=True),
    "StatusList2021Entry": Kind("StatusList2021Credential", _LIST_2021, multibase=False),
    "RevocationList2020Status": Kind("RevocationList2020Credential", _LIST_2020, multibase=False, purpose="revocation"),
}


class _Bitstring:
    def read(self, ref: StatusRef, question: Question) -> Check:
        """Bitstring Status List 3.2, "validate algorithm", and its predecessors alike."""
        kind = KINDS[ref.kind]
        listed = trusted_list(ref, question)
        subject = _subject(listed, kind)
        purpose = ref.purpose or kind.purpose
        _check_purpose(subject, purpose, kind, listed.document)
        size = _entry_size(ref.content.get("statusSize", 1), listed.document)
        bits = question.once(
            listed.document, ref.kind, lambda: _decoded(subject.texts("encodedList"), kind, listed.document), len
        )
        number = entry(bits, ref.index, size, listed.document, first_bit_high=True)
        return _meaning(number, purpose, ref, listed, question)


STATUS_KIND = _Bitstring()


def _meaning(number: int, purpose: str, ref: StatusRef, listed: BelievedList, question: Question) -> Check:
    words = _message(ref.content.get("statusMessage"), number)
    if number == 0 and not (words and purpose == _MESSAGE):
        return answer(Code.NOT_WITHDRAWN, listed, question.at)
    if purpose == "revocation":
        return answer(Code.REVOKED, listed, question.at)
    if purpose == "suspension":
        return answer(Code.SUSPENDED, listed, question.at)
    text = words or f"{purpose} {number:#x}"
    return answer(Code.STATUS_MESSAGE, listed, question.at, text=text[:SHOWN_CHARS])


def _message(messages: Any, number: int) -> str:
    """The words that the credential itself gives to a number (Bitstring Status List 2.1, ``statusMessage``)."""
    for message in messages if isinstance(messages, list) else [messages]:
        if isinstance(message, dict) and _number(message.get("status")) == number:
            text = message.get("message")
            return text if isinstance(text, str) else ""
    return ""


def _number(text: Any) -> int | None:
    try:
        return int(text, 16) if isinstance(text, str) and len(text) <= ENTRY_BITS else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Subject:
    """The part of a list credential that holds the list, from the signed view."""

    node: JsonObject
    view: View
    kind: Kind

    def texts(self, name: str) -> list[str]:
        """The strings under a term of the list's vocabulary."""
        return _texts(self.node, name if self.view.keyed_by == "term" else self.kind.vocabulary + name)


def _subject(listed: BelievedList, kind: Kind) -> _Subject:
    view = listed.proved.proved.view
    by_term = view.keyed_by == "term"
    types = _texts(view.tree, "type" if by_term else "@type")
    if (kind.credential if by_term else kind.vocabulary + kind.credential) not in types:
        raise NoAnswer(Code.STATUS_UNREADABLE, listed.document)
    subjects = _many(view.tree.get("credentialSubject" if by_term else _VC + "credentialSubject"))
    if len(subjects) != 1 or not isinstance(subjects[0], dict):
        raise NoAnswer(Code.STATUS_UNREADABLE, listed.document)
    return _Subject(subjects[0], view, kind)


def _check_purpose(subject: _Subject, purpose: str, kind: Kind, document: Document) -> None:
    if not purpose:
        raise NoAnswer(Code.STATUS_UNREADABLE, document)
    listed = subject.texts("statusPurpose") or ([kind.purpose] if kind.purpose else [])
    if not listed:
        raise NoAnswer(Code.STATUS_UNREADABLE, document)
    if purpose not in listed:
        raise NoAnswer(Code.STATUS_WRONG_PURPOSE, document, other=listed[0][:SHOWN_CHARS])


def _entry_size(size: Any, document: Document) -> int:
    if isinstance(size, str) and size.isascii() and size.isdigit() and len(size) <= 2:
        size = int(size)
    if not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= ENTRY_BITS:
        raise NoAnswer(Code.STATUS_UNREADABLE, document)
    return size


def _decoded(texts: list[str], kind: Kind, document: Document) -> bytes:
    """The bits of the list; Revocation List 2020 was written with zlib as well as gzip."""
    try:
        if len(texts) == 1:
            packed = _multibase(texts[0]) if kind.multibase else _base64(texts[0])
            by_zlib = kind.vocabulary == _LIST_2020 and not packed.startswith(_GZIP_MAGIC)
            return inflate(packed, limit=LIST_BYTES, wbits=ZLIB if by_zlib else GZIP)
    except (Refused, Unreadable, binascii.Error, ValueError):
        pass
    raise NoAnswer(Code.STATUS_UNREADABLE, document)


def _multibase(text: str) -> bytes:
    if not text.startswith("u"):
        raise ValueError("not multibase base64url")
    return base64url.decode(text[1:])


def _base64(text: str) -> bytes:
    """Base64 of either alphabet, padded or not: issuers wrote all four."""
    standard = text.rstrip("=").replace("-", "+").replace("_", "/")
    return b64decode(standard + "=" * (-len(standard) % 4), validate=True)


def _many(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _texts(node: JsonObject, name: str) -> list[str]:
    """The strings of a property, bare or in value objects."""
    values = (item.get("@value", item.get("@id")) if isinstance(item, dict) else item for item in _many(node.get(name)))
    return [value for value in values if isinstance(value, str)]
