"""Bundles: what a learner sends to an employer, as a zip file or the same tree in a folder.

The presentation's id is the hash of the manifest, and the manifest holds the
hash of every file, so the sender's signature covers them all, even those that
no presentation can hold.  ``README.txt`` and ``index.html`` are derived and
never believed.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from wallet.codec import strictjson, zips
from wallet.codec.contexts import ContextLibrary
from wallet.codec.limits import MIB
from wallet.errors import Unreadable
from wallet.share import manifest as manifests
from wallet.share import presentation, readme
from wallet.share.cleaning import clean
from wallet.share.manifest import ListedFile, Manifest
from wallet.share.presentation import Signer
from wallet.wording import ENGLISH, Catalogue, say

README, PRESENTATION, MANIFEST = "README.txt", "bundle.vp.json", "manifest.json"
PRINTED = "credentials.pdf"
DERIVED = frozenset({README, "index.html", PRINTED})
"""Files that repeat what the others say; nothing is checked or believed of them."""

_SEGMENT = "[a-z0-9][a-z0-9.-]{0,99}"
_AROUND = r"[^./\\:\x00-\x1f][^/\\:\x00-\x1f]{0,99}"
"""The folder in which somebody may have unpacked a bundle and zipped it again."""
LIMITS = zips.Limits(
    members=2_000,
    total=64 * MIB,
    each=16 * MIB,
    names=re.compile(rf"(?:{_AROUND}/)?(?:README\.txt|(?:{_SEGMENT}/){{0,3}}{_SEGMENT}/?)?"),
)
_PLACE = re.compile(rf"(?:{_AROUND}/)?{re.escape(PRESENTATION)}")
_SUFFIXES = {
    "application/json": ".json",
    "application/jwt": ".jwt",
    "application/sd-jwt": ".jwt",
    "application/pdf": ".pdf",
    "application/xml": ".xml",
    "image/png": ".png",
    "image/svg+xml": ".svg",
}


@dataclass(frozen=True, slots=True)
class Enclosed:
    """One credential that goes out."""

    original: bytes
    """The file as the wallet keeps it."""
    media_type: str
    """Of the original."""
    format: str
    title: str
    embedded: bytes | None = None
    """Its JSON text when the presentation holds it too (:func:`wallet.share.presentation.embeddable`)."""
    role: str = "credential"
    """``presentation`` when it shows only some of its fields."""


@dataclass(frozen=True, slots=True)
class Share:
    """For whom and how long a bundle is made."""

    created: datetime
    challenge: str
    expires: datetime | None = None
    domain: str = ""
    audience: str = ""
    purpose: str = ""
    accounts: Mapping[str, bytes] = field(default_factory=dict)
    """What the sender says of the whole in their own words, by file name; proves nothing."""
    words: Catalogue = ENGLISH
    """The language of what is not signed."""


def write(
    enclosed: Sequence[Enclosed], evidence: Mapping[str, bytes], share: Share, signer: Signer, library: ContextLibrary
) -> dict[str, bytes]:
    """The files of a bundle, by path, in the order in which they are written.

    ``evidence`` is a ``wallet-evidence/1`` folder: names and bytes, or empty.
    The same arguments give the same bytes.  Raises
    :class:`~wallet.errors.Unreadable` (``share_too_large``) beyond a limit that
    the reader holds.
    """
    files: dict[str, bytes] = {}
    listed: list[ListedFile] = []
    for number, one in enumerate(enclosed, 1):
        path = path_of(number, one)
        files[path] = one.original
        known = _listed(path, one.original, one.media_type, one.role)
        title = clean(one.title, limit=500)
        listed.append(replace(known, format=one.format, title=title, in_vp=one.embedded is not None))
    for name, data in sorted(evidence.items()):
        files[f"evidence/{name}"] = data
        listed.append(_listed(f"evidence/{name}", data, "application/json", "evidence"))
    for name, data in share.accounts.items():
        files[f"accounts/{name}"] = data
        listed.append(_listed(f"accounts/{name}", data, "text/plain", "account"))
    refuse_too_much(files)
    manifest = Manifest(share.created, signer.did, tuple(listed), share.expires, share.audience, share.purpose)
    text = manifests.dumps(manifest)
    terms = presentation.Terms(manifests.pin(text), share.created, share.challenge, share.expires, share.domain)
    shown = presentation.sign([one.embedded for one in enclosed if one.embedded is not None], signer, terms, library)
    return {README: readme.text(manifest, share.words).encode(), PRESENTATION: shown, MANIFEST: text, **files}


def _listed(path: str, data: bytes, media_type: str, role: str) -> ListedFile:
    return ListedFile(path, len(data), sha256(data).hexdigest(), media_type, role)


def refuse_too_much(files: Mapping[str, bytes]) -> None:
    """Raise :class:`~wallet.errors.Unreadable` (``share_too_large``) beyond a limit that the reader holds."""
    sizes = [len(data) for data in files.values()]
    if len(files) + 3 > LIMITS.members or sum(sizes) > LIMITS.total - MIB or max(sizes, default=0) > LIMITS.each:
        raise Unreadable(say("that is too much for one bundle"), hint=say("share it in two"), slug="share_too_large")


def path_of(number: int, one: Enclosed) -> str:
    """Where the file of a credential lies; ``number`` counts from 1."""
    return f"credentials/{number:03}-{slug(one.title)}{_SUFFIXES.get(one.media_type, '.txt')}"


def slug(title: str) -> str:
    """``title`` as a file name's middle: ``[a-z0-9-]``, at most 60 characters, never empty."""
    spelled = clean(title, limit=500).casefold()  # of what has no accent to lose, this keeps the sharp s: as ss
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "credential"


def suffix(media_type: str) -> str:
    """What the name of a file of this kind ends in."""
    return _SUFFIXES.get(media_type, ".txt")


def packed(files: Mapping[str, bytes], created: datetime) -> bytes:
    """``files`` as a zip archive, in their order, every time stamp ``created``."""
    from io import BytesIO
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    out = BytesIO()
    stamp = max(created.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    with ZipFile(out, "w") as archive:
        for path, data in files.items():
            info = ZipInfo(path, stamp)
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 3, 0o100644 << 16
            archive.writestr(info, data)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Damage:
    """One way in which a bundle is not what its sender signed."""

    path: str
    problem: str
    """``missing``, ``changed``, ``unlisted``, ``not_shown``, ``manifest_not_signed`` or ``other_holder``."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle as it was received.  Its hashes were compared (``damage``), but no signature was checked."""

    manifest: Manifest
    presentation: bytes
    files: Mapping[str, bytes]
    """What the manifest lists and is there, by path."""
    damage: tuple[Damage, ...] = ()
    manifest_sha256: str = ""
    """Hex; the sender's record of the share names it by this."""
    pin: str = ""
    """The id that the presentation must have to cover the manifest."""

    def credentials(self) -> tuple[tuple[ListedFile, bytes], ...]:
        """The credential files that are there, in the order of the manifest."""
        wanted = ("credential", "presentation")
        return tuple((f, self.files[f.path]) for f in self.manifest.files if f.role in wanted and f.path in self.files)

    def evidence(self) -> dict[str, bytes]:
        """The files of the enclosed ``wallet-evidence/1`` folder, by name; empty when there is none."""
        return {p.removeprefix("evidence/"): data for p, data in self.files.items() if p.startswith("evidence/")}


def recognises(data: bytes) -> bool:
    """Whether ``data`` is a zip file that holds the presentation of a bundle; cheap, never raises.

    It is a bundle even if other files are missing or do not belong in it.
    """
    anything = LIMITS._replace(names=re.compile(r"(?s).*"))
    return data.startswith(zips.MAGIC) and _folder(zips.names(data, anything)) is not None


def read(data: bytes) -> Bundle:
    """The bundle in a zip file; nothing is written anywhere.

    Raises :class:`~wallet.errors.Unreadable`: ``zip_damaged``, ``zip_unsafe``,
    ``zip_too_large``, ``bundle_manifest``, ``bundle_incomplete``.
    """
    files = zips.members(data, LIMITS)
    folder = _folder(files) or ""
    return from_files({name.removeprefix(folder): content for name, content in files.items()})


def _folder(names: Iterable[str]) -> str | None:
    """The folder, with its slash, in which a bundle was zipped again; empty for none, None when there is no bundle."""
    found = (name.removesuffix(PRESENTATION) for name in names if _PLACE.fullmatch(name))
    return min(found, key=len, default=None)


def from_files(files: Mapping[str, bytes]) -> Bundle:
    """The bundle in a folder's files, by path with ``/``.  Raises as :func:`read`."""
    for name in (MANIFEST, PRESENTATION):
        if name not in files:
            raise Unreadable(
                say("the bundle has no {name}", name=name),
                hint=say("ask the sender for the whole bundle"),
                slug="bundle_incomplete",
            )
    manifest = manifests.parse(files[MANIFEST])
    held = {one.path: files[one.path] for one in manifest.files if one.path in files}
    damage = tuple(_damage(manifest, files))
    named = sha256(files[MANIFEST]).hexdigest(), manifests.pin(files[MANIFEST])
    return Bundle(manifest, files[PRESENTATION], held, damage, *named)


def _damage(manifest: Manifest, files: Mapping[str, bytes]) -> list[Damage]:
    found = []
    for one in manifest.files:
        data = files.get(one.path)
        if data is None:
            found.append(Damage(one.path, "missing"))
        elif len(data) != one.bytes or sha256(data).hexdigest() != one.sha256:
            found.append(Damage(one.path, "changed"))
    known = DERIVED | {MANIFEST, PRESENTATION} | {one.path for one in manifest.files}
    found += [Damage(path, "unlisted") for path in sorted(set(files) - known)]
    return found + _unsigned(manifest, files)


def _unsigned(manifest: Manifest, files: Mapping[str, bytes]) -> list[Damage]:
    """Where the presentation does not cover the manifest; its proofs are checked elsewhere."""
    try:
        shown: Any = strictjson.loads(files[PRESENTATION])
    except Unreadable:
        shown = None
    if not isinstance(shown, dict) or shown.get("id") != manifests.pin(files[MANIFEST]):
        return [Damage(MANIFEST, "manifest_not_signed")]
    found = [] if shown.get("holder") == manifest.holder else [Damage(MANIFEST, "other_holder")]
    inside = shown.get("verifiableCredential", [])
    plain = [one for one in manifest.files if one.in_vp and one.media_type == "application/json"]
    return found + [Damage(p.path, "not_shown") for p in plain if not _held(files.get(p.path, b""), inside)]


def _held(data: bytes, inside: Any) -> bool:
    """Whether the presentation holds the credential in ``data``, value for value."""
    try:
        credential = strictjson.loads(data)
    except Unreadable:
        return False
    return credential in (inside if isinstance(inside, list) else [inside])
