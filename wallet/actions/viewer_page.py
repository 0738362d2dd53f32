"""The viewer page that goes with what is shared: which signatures it can check, and what it shows of each."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from wallet.actions.grounds import Knowledge
from wallet.errors import Refused
from wallet.formats import open_payload
from wallet.keys import jwk
from wallet.model import Outline, Payload
from wallet.proofs.signed_bytes import signed_bytes
from wallet.report import GOOD, CheckId, Report
from wallet.share import bundle, manifest, viewer
from wallet.share.page_parts import Shown, Signed
from wallet.wording import Catalogue

PAGE = "index.html"


def with_page(
    files: Mapping[str, bytes], reports: Sequence[Report], knowledge: Knowledge, words: Catalogue
) -> dict[str, bytes]:
    """The files of a bundle with the viewer page, in the language of ``words``, after the README.

    Raises :class:`~wallet.errors.Unreadable` (``share_too_large``).
    """
    text, presented = files[bundle.MANIFEST], files[bundle.PRESENTATION]
    said = manifest.parse(text)
    listed = [one for one in said.files if one.role in ("credential", "presentation")]
    shown = [seen(report, one.path, knowledge) for report, one in zip(reports, listed, strict=True)]
    sender = _signed(open_payload(Payload(presented, "application/json", "bundle", "", presented)), knowledge)
    accounts = {name.removeprefix("accounts/"): files[name] for name in files if name.startswith("accounts/")}
    page = viewer.render(shown, viewer.Whole(said, text, sender, accounts), words)
    found = {bundle.README: files[bundle.README], PAGE: page, **files}
    bundle.refuse_too_much(found)
    return found


def seen(report: Report, path: str, knowledge: Knowledge) -> Shown:
    """A credential as a page shows it; one whose signature does not hold is never given to the page's script."""
    holds = report.shown_is_signed and report.result(CheckId.INTEGRITY) in GOOD
    signed = _signed(report.outline, knowledge) if holds else None
    return Shown(report.credential, signed, path, sha256(report.outline.payload.original).hexdigest())


def _signed(outline: Outline, knowledge: Knowledge) -> Signed | None:
    found = signed_bytes(outline, knowledge)
    if found is None:
        return None
    try:
        key = jwk.public_members(found.key)
    except Refused:
        return None
    return Signed(found, dict(key))
