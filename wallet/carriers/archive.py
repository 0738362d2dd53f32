"""Zip archives: bundles, and what other wallets export.  Never extracted; members are read by name into memory."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from wallet.carriers.base import MEMBER_LIMIT, Inner
from wallet.errors import Unreadable
from wallet.model import Payload

MEMBERS_LIMIT = 10_000
TOTAL_LIMIT = 256 * 1024 * 1024
RATIO_LIMIT = 200
RATIO_FROM = 1024 * 1024
"""Inflated size above which the ratio counts."""
NAME_LIMIT = 200

_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_CENTRAL_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_LOCAL_HEADER = 30
_SYMLINK_OR_DEVICE = {0o120000, 0o020000, 0o060000, 0o010000, 0o140000}
_SKIPPED = ("__macosx/", "evidence/")
"""What systems add, and what a bundle holds for checking, in lower case."""
_WORDS = (
    b'"credentialSubject"',
    b'"verifiableCredential"',
    b'"badge"',
    b'"vc"',
    b'"vp"',
    b'"signatures"',
    b'"document"',
)
"""One of these is in every credential that is JSON; package files and manifests have none."""
_ASK = "ask for a plain zip file, or unpack it and import the folder"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)
"""What the standard library raises on hostile archives; ``RuntimeError`` for encrypted ones."""


class Archive:
    """The row for zip files."""

    label = "zip archive"

    def recognises(self, data: bytes) -> bool:
        """By the first local header, or by the end record of an empty archive."""
        return data.startswith(_STARTS)

    def unwrap(self, data: bytes, name: str, inner: Inner) -> list[Payload]:
        """The credentials among its members, each with its own bytes.

        Members that hold none are passed over.  An archive with anything that
        two programs could read differently is refused as a whole.
        """
        found: list[Payload] = []
        for member, content in _members(data, name):
            try:
                payloads = inner(content, f"{name}!{member[:NAME_LIMIT]}")
            except Unreadable:
                continue
            found += [one for one in payloads if _may_be_credential(one)]
        if not found:
            raise Unreadable(
                f"{name} is an archive without credentials",
                hint="import the credential files themselves: wallet import FILE",
                slug="no_credentials",
            )
        return found


CARRIER = Archive()


def _may_be_credential(payload: Payload) -> bool:
    return not payload.data.lstrip().startswith(b"{") or any(word in payload.data for word in _WORDS)


def _members(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file, after the whole directory was found sound."""
    if data.count(_CENTRAL_ENTRY) > MEMBERS_LIMIT:
        raise _refused(name, f"has more than {MEMBERS_LIMIT} members", "too_large")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            for entry in entries:
                _check_entry(entry, name)
            _check_names(entries, name)
            _check_layout(entries, archive.start_dir, name)
            for entry in entries:
                if not entry.is_dir() and not _is_skipped(entry.filename):
                    yield entry.filename, _read(archive, entry, name)
    except _BROKEN:
        raise _refused(name, "is a damaged archive", "archive_damaged") from None


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise _refused(name, "is an encrypted archive", "archive_encrypted")
    if (entry.external_attr >> 16) & 0o170000 in _SYMLINK_OR_DEVICE:
        raise _refused(name, "holds a link or device in place of a file", "archive_special_file")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused(name, "uses an unusual compression", "archive_compression")


def _check_names(entries: list[zipfile.ZipInfo], name: str) -> None:
    """No name twice, in any spelling that some system takes for the same."""
    names = [entry.filename.replace("\\", "/").casefold().strip("/") for entry in entries]
    if len(set(names)) != len(names):
        raise _refused(name, "holds two members of one name", "archive_two_of_a_name")


def _check_layout(entries: list[zipfile.ZipInfo], directory: int, name: str) -> None:
    """Members lie one behind the other and before the directory: none shares bytes with another."""
    end = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        if entry.header_offset < end:
            raise _refused(name, "holds members that overlap", "archive_overlap")
        end = entry.header_offset + _LOCAL_HEADER + entry.compress_size
    if end > directory:
        raise _refused(name, "holds members that overlap", "archive_overlap")
    if sum(entry.file_size for entry in entries) > TOTAL_LIMIT:
        raise _refused(name, "is larger than 256 MiB unpacked", "too_large")


def _is_skipped(member: str) -> bool:
    path = member.replace("\\", "/").lower()
    return path.startswith(_SKIPPED) or path.rsplit("/", 1)[-1].startswith(".")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    """One member, never more than it may have, whatever its header claims."""
    if entry.file_size > MEMBER_LIMIT:
        raise _refused(name, "holds a member of more than 16 MiB", "too_large")
    if entry.file_size > max(RATIO_FROM, RATIO_LIMIT * entry.compress_size):
        raise _refused(name, "is compressed beyond belief", "archive_bomb")
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise _refused(name, "lies about the size of a member", "archive_damaged")
    return content


def _refused(name: str, how: str, slug: str) -> Unreadable:
    return Unreadable(f"{name} {how}", hint=_ASK, slug=slug)
