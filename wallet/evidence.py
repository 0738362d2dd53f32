"""Saved copies of what lives on other servers: issuers' documents, status lists, hosted badges.

A ``wallet-evidence/1`` folder holds the copies under any plain names and an
``index.json`` that says what each is a copy of, with its SHA-256 and the
moment it was fetched.  The same form travels inside bundles.  Nothing is
fetched here, and only documents that are asked for are read.
"""

import re
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from wallet.codec import strictjson
from wallet.codec.web import same_place
from wallet.errors import Unreadable, reason
from wallet.model import Document, JsonObject
from wallet.wording import say

SCHEMA = "wallet-evidence/1"
INDEX = "index.json"
DOCUMENT_BYTES = 10 * 1024 * 1024
DOCUMENTS = 10_000
KEPT_BYTES = 16 * 1024 * 1024
"""Documents are kept in memory up to this size together, since many credentials share an issuer."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ENTRY = ("url", "file", "sha256", "media_type", "fetched_at")


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One line of an index: a copy that has not been read yet."""

    url: str
    file: str
    sha256: str
    media_type: str
    fetched_at: datetime
    in_the_open: bool = False


class Evidence:
    """Saved documents by URL.  Of several copies of one URL the newest counts."""

    def __init__(self, listed: Iterable[IndexEntry], read: Callable[[str], bytes], *, origin: str = "saved") -> None:
        """``read`` gives the bytes of a file that the index names; it may raise ``Unreadable`` or ``OSError``."""
        self._read = read
        self._origin = origin
        self._listed: dict[str, IndexEntry] = {}
        for entry in sorted(listed, key=lambda entry: entry.fetched_at):
            self._listed[same_place(entry.url)] = entry
        self._kept: dict[IndexEntry, Document] = {}
        self._kept_bytes = 0

    def lookup(self, url: str) -> Document | None:
        """The newest copy of ``url``, or None when there is none.

        Raises :class:`~wallet.errors.Unreadable` when the copy is missing, too
        large or not what the index says: evidence that changed is no evidence.
        """
        entry = self._listed.get(same_place(url))
        if entry is None:
            return None
        return self._kept.get(entry) or self._open(entry)

    def _open(self, entry: IndexEntry) -> Document:
        data = self._read(entry.file)
        if len(data) > DOCUMENT_BYTES:
            raise _bad(
                "evidence_too_large",
                say(
                    "evidence {file} is larger than {document_bytes} bytes",
                    file=entry.file,
                    document_bytes=DOCUMENT_BYTES,
                ),
            )
        if sha256(data).hexdigest() != entry.sha256:
            raise _bad("evidence_changed", say("evidence {file} is not what its index says", file=entry.file))
        document = Document(
            entry.url, data, entry.sha256, entry.media_type, entry.fetched_at, self._origin, entry.in_the_open
        )
        if self._kept_bytes + len(data) > KEPT_BYTES:
            self._kept.clear()
            self._kept_bytes = 0
        self._kept[entry] = document
        self._kept_bytes += len(data)
        return document


def read_folder(path: Path, now: datetime) -> Evidence:
    """The evidence in a folder; only its index is read now.

    A copy that is dated after ``now`` does not count: it would pass for newer
    than whatever is fetched until then.  Raises :class:`~wallet.errors.Unreadable`
    with a slug that starts ``evidence_``.
    """
    return parse(_read_file(path, INDEX), lambda name: _read_file(path, name), until=now)


def parse(
    index: bytes, read: Callable[[str], bytes], *, origin: str = "saved", until: datetime | None = None
) -> Evidence:
    """The evidence that ``index`` lists, dated no later than ``until``; ``read`` gives the bytes of one of its files.

    ``origin`` is ``sharer`` for evidence that came with what it is to prove.
    Raises :class:`~wallet.errors.Unreadable` with a slug that starts ``evidence_``.
    """
    try:
        content = strictjson.loads(index)
    except Unreadable as error:
        raise _bad("evidence_index", say("the evidence index is {message}", message=error.message)) from None
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise _bad("evidence_schema", say("this is no {schema} folder", schema=SCHEMA))
    documents = content.get("documents")
    if not isinstance(documents, list) or len(documents) > DOCUMENTS:
        raise _bad(
            "evidence_index",
            say("the evidence index lists no documents, or more than {documents}", documents=DOCUMENTS),
        )
    listed = [_entry(line, place) for place, line in enumerate(documents, 1)]
    return Evidence([one for one in listed if until is None or one.fetched_at <= until], read, origin=origin)


def folder(documents: Iterable[Document]) -> dict[str, bytes]:
    """The files of a folder that holds ``documents``: name to bytes, the index among them."""
    files: dict[str, bytes] = {}
    lines: list[JsonObject] = []
    for document in sorted(documents, key=lambda d: (d.url, d.fetched_at)):
        name = f"{document.sha256[:16]}.json"
        if files.get(name, document.data) != document.data:
            name = f"{document.sha256}.json"  # two documents can be forged to share half a digest
        files[name] = document.data
        lines.append(
            {
                "url": document.url,
                "file": name,
                "sha256": document.sha256,
                "media_type": document.media_type,
                "fetched_at": document.fetched_at.isoformat().replace("+00:00", "Z"),
                **({"in_the_open": True} if document.in_the_open else {}),
            }
        )
    files[INDEX] = strictjson.dumps({"schema": SCHEMA, "documents": lines}).encode()
    return files


def _entry(line: Any, place: int) -> IndexEntry:
    url, file, digest, media_type, fetched_at = (_text(line, name, place) for name in _ENTRY)
    if not _NAME.fullmatch(file) or file == INDEX:
        raise _bad(
            "evidence_index",
            say("document {place} of the evidence index names a file that is not beside it", place=place),
        )
    if not url.isprintable():  # as no address is, and a line break ends the address of a copy in the wallet
        raise _bad("evidence_index", say("document {place} of the evidence index has no address", place=place))
    if not _DIGEST.fullmatch(digest):
        raise _bad("evidence_index", say("document {place} of the evidence index has no SHA-256", place=place))
    in_the_open = line.get("in_the_open", False) is not False  # whatever else it says, it is not that it was safe
    return IndexEntry(url, file, digest, media_type, _moment(fetched_at, place), in_the_open)


def _text(line: Any, name: str, place: int) -> str:
    text = line.get(name) if isinstance(line, dict) else None
    if not isinstance(text, str) or not text:
        raise _bad(
            "evidence_index", say("document {place} of the evidence index has no {name}", place=place, name=name)
        )
    return text


def _moment(text: str, place: int) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment
    except ValueError:
        pass
    raise _bad(
        "evidence_index", say("document {place} of the evidence index has no date and time with zone", place=place)
    )


def _read_file(path: Path, name: str) -> bytes:
    try:
        # Looked at before it is opened: opening a pipe would wait for its writer.
        if not stat.S_ISREG((path / name).stat().st_mode):
            raise _bad("evidence_missing", say("evidence {name} is not a file", name=path / name))
        with (path / name).open("rb") as file:
            return file.read(DOCUMENT_BYTES + 1)
    except OSError as error:
        message = say("evidence {name} cannot be read: {strerror}", name=path / name, strerror=reason(error))
        raise _bad("evidence_missing", message) from None


def _bad(slug: str, message: str) -> Unreadable:
    return Unreadable(
        message, hint=say("save the evidence again, or check without it: leave out --evidence"), slug=slug
    )
