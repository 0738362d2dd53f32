"""A portfolio for the web: which credentials go into it, and what has to change in its folder."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from wallet.actions import disclosures, find, viewer_page
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.share import Prepared, original_type
from wallet.errors import NotFound, Unwritable, UsageError
from wallet.model import Entry
from wallet.report import Report
from wallet.results.sharing import Disclosed, PageMade
from wallet.share import bundle, site
from wallet.share.links import https_only
from wallet.share.page_parts import RUNNABLE
from wallet.vault import Vault
from wallet.wording import Catalogue, say

EVERYBODY = say("Everybody on the web")
LIST = site.LIST


def wanted(vault: Vault, refs: Sequence[str]) -> tuple[Entry, ...]:
    """The credentials that are named, else every one that is not hidden; newest first by title and date."""
    return find.several(vault, refs) if refs else find.everything(vault).entries


def address(text: str) -> str:
    """Where the site will be, with a slash at its end; "" for no address.  Raises ``UsageError`` (``bad_url``)."""
    if not text:
        return ""
    found = https_only(text)
    if not found or any(sign in found for sign in "?#"):
        raise UsageError(
            say("{text!r} is no web address for pages", text=text[:80]),
            hint=say("write it as https://me.example/badges/"),
            slug="bad_url",
        )
    return found.rstrip("/") + "/"


def verified(prepared: Prepared, *, all_: bool) -> Prepared:
    """Without those that are not verified, unless all are wanted.  Raises ``NotFound`` when none is left."""
    kept = prepared if all_ else prepared.verified()
    if not kept.reports:
        raise NotFound(
            say("none of these credentials is verified"),
            hint=say("see why: wallet verify, or take them all: --include-unverified"),
        )
    return kept


def make(
    prepared: Prepared, knowledge: Knowledge, words: Catalogue, base_url: str
) -> tuple[dict[str, bytes], tuple[PageMade, ...]]:
    """The files of the site, its pages in the language of ``words``, and which page shows what."""
    listed, pages = [], []
    for report, said in zip(prepared.reports, prepared.leaving, strict=True):
        one = _listed(report, said.ref, knowledge)
        listed.append(one)
        path = f"{one.name}.html"
        pages.append(PageMade(said.ref, report.credential.title, path, base_url + path if base_url else ""))
    return site.files(listed, words, base_url), tuple(pages)


def _listed(report: Report, ref: str, knowledge: Knowledge) -> site.SiteCredential:
    payload = report.outline.payload
    name = site.name(report.credential.title, ref)
    suffix = bundle.suffix(original_type(payload.original, payload.media_type))
    # A web host would serve an issuer's drawing as a page of the learner's own, with its scripts.
    path = f"credentials/{name}{suffix}{'.txt' if suffix in RUNNABLE else ''}"
    return site.SiteCredential(name, viewer_page.seen(report, path, knowledge), payload.original)


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to happen in the folder of a site."""

    write: tuple[str, ...]
    """New or changed, the list of files last."""
    remove: tuple[str, ...]
    """Written by an earlier run, untouched since, and no longer wanted."""
    left: tuple[str, ...]
    """There, and not as this program wrote it: nothing happens to it."""

    def __bool__(self) -> bool:
        return bool(self.write or self.remove)


def plan(files: Mapping[str, bytes], there: Mapping[str, bytes], *, force: bool) -> Plan:
    """What turns the folder that holds ``there`` into one that holds ``files``.

    Raises :class:`~wallet.errors.Unwritable` (``not_ours``) when a file of the
    same name is not as this program left it, unless ``force`` gives it up, and
    :class:`~wallet.errors.Unreadable` for a broken list of files.
    """
    earlier = site.hashes(there[LIST]) if LIST in there else {}
    untouched = {path for path, data in there.items() if earlier.get(path) == sha256(data).hexdigest()} | {LIST}
    write = [path for path, data in files.items() if there.get(path) != data]
    foreign = [path for path in write if path in there and path not in untouched]
    if foreign and not force:
        raise Unwritable(
            say("{foreign} is there and is not as wallet wrote it", foreign=foreign[0]),
            hint=say("choose another folder, or give that file up: --force"),
            slug="not_ours",
        )
    others = set(there) - set(files)
    return Plan(tuple(write), tuple(sorted(others & untouched)), tuple(sorted(others - untouched)))


def on_record(
    vault: Vault, prepared: Prepared, asked: Asked, folder: Path, files: Mapping[str, bytes]
) -> AbstractContextManager[None]:
    """What everybody will be able to see is in the wallet before the first file of it is written, within."""
    disclosed = Disclosed(
        at=asked.at,
        kind="site",
        audience=EVERYBODY,
        credentials=tuple((one.ref, one.title) for one in prepared.leaving),
        hidden=prepared.hidden(),
        told=prepared.told(),
        manifest=sha256(files[LIST]).hexdigest(),
        path=str(folder),
    )
    return disclosures.on_record(vault, disclosed)
