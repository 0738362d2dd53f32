"""Sharing: a bundle whose presentation is signed with a key of the learner's."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from wallet import evidence
from wallet.actions import disclosures, find, selective_disclosure, viewer_page
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.knowledge import watched
from wallet.codec.limits import MIB
from wallet.errors import Unreadable
from wallet.keys import own
from wallet.keys.own import OwnKey
from wallet.model import Document, Entry
from wallet.report import Report
from wallet.results.sharing import Disclosed, Leaving, Shared
from wallet.share import bundle, presentation
from wallet.share.bundle import Enclosed, Share
from wallet.share.fields import Picks
from wallet.share.leaving import leaves
from wallet.share.resume import counts
from wallet.share.typeface import Fonts
from wallet.vault import Item, Vault
from wallet.wording import ENGLISH, Catalogue, say

KEY_KIND = "holder-key"
USUAL = timedelta(days=90)
PRINTED_LIMIT, PRINTED_BYTES = 100, 24 * MIB
"""How much one PDF may have attached: a checker reads no more."""


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom, for how long and with what a bundle is made."""

    audience: str = ""
    """For people: ``Acme, data team``."""
    lasts: timedelta | None = USUAL
    """How long the share, as opposed to a credential, is valid; None for no end."""
    challenge: str = ""
    """The challenge of the receiver; a random one is used when there is none."""
    domain: str = ""
    purpose: str = ""
    """What the bundle as a whole shows: the name of a stack."""
    accounts: Mapping[str, bytes] = field(default_factory=dict)
    """Files in the sender's own words, by name."""
    as_me: bool = False
    """Sign with the wallet's own lasting key, so that shares can be linked to one another."""
    name: str = ""
    """The learner's name as they gave it; printed, never signed."""
    fonts: Fonts | None = None
    """Where to find fonts for a PDF of the same credentials; None for no PDF."""
    words: Catalogue = ENGLISH
    """The language of the page, the PDF and the README; what was signed stays as it is."""


class Prepared(NamedTuple):
    """What would go out; nothing is signed or written yet."""

    reports: tuple[Report, ...]
    """On what goes out, which may show less than what the wallet holds."""
    documents: tuple[Document, ...]
    """Saved copies that their verdicts rest on."""
    leaving: tuple[Leaving, ...]
    refused: tuple[Unreadable, ...] = ()
    """Why further ones that were wanted cannot go out."""

    def verified(self) -> "Prepared":
        """Without the credentials that are not verified."""
        kept = [pair for pair in zip(self.reports, self.leaving, strict=True) if counts(pair[0].overall)]
        return self._replace(reports=tuple(one for one, _ in kept), leaving=tuple(one for _, one in kept))

    def hidden(self) -> tuple[str, ...]:
        """The fields that stay here, each once."""
        return tuple(dict.fromkeys(name for one in self.leaving for name in one.hidden))

    def told(self) -> tuple[str, ...]:
        """What the credentials tell about the learner, each once."""
        return tuple(dict.fromkeys(phrase for one in self.leaving for phrase in one.tells))


def prepare(
    vault: Vault,
    entries: Sequence[Entry],
    knowledge: Knowledge,
    asked: Asked,
    picks: Picks = selective_disclosure.EVERYTHING,
    *,
    unverified: bool | None = None,
) -> Prepared:
    """The credentials as they would go out, and what they tell about the learner.

    With ``unverified`` None, all of them go out or none: the first that cannot
    raises.  Otherwise it says whether those that are not verified are wanted, and
    one that is wanted but cannot go out is listed in ``refused``, unless no other
    is left.  Raises :class:`~wallet.errors.NotFound` and
    :class:`~wallet.errors.UsageError` for picks that fit nothing, and
    :class:`~wallet.errors.Unreadable` for a credential that cannot go out.
    """
    selective_disclosure.check_picks(vault, entries, picks)
    watching, watch = watched(knowledge)
    reports, leaving, refused = [], [], []
    for entry in entries:
        whole = find.judged(vault, entry, watching, asked)
        try:
            report, hidden = selective_disclosure.chosen(whole, picks, watching, asked)
        except Unreadable as error:
            if unverified is None:
                raise _of(entry, error) from error
            if unverified or counts(whole.overall):
                refused.append(_of(entry, error))
            continue
        tells = _told(report)
        choices = sum(not one.required for one in selective_disclosure.choosable(whole.outline))
        leaving.append(Leaving(entry.ref, entry.title, tells, hidden, choices, report.overall.value))
        reports.append(report)
    if refused and not reports:
        raise refused[0]
    documents = {one.sha256: one for one in watch.asked.values() if one is not None}
    return Prepared(tuple(reports), tuple(documents.values()), tuple(leaving), tuple(refused))


def _told(report: Report) -> tuple[str, ...]:
    """What a credential and all that it holds tell about the learner, each once.

    The document of a credential need not show what its members say: a token within it is one long text.
    Endorsements are left out, since whom they name is not the learner.
    """
    found = (leaves(one.credential, one.outline.document, one.outline.status) for one in _about_learner(report))
    return tuple(dict.fromkeys(phrase for told in found for phrase in told))


def _about_learner(report: Report) -> Iterator[Report]:
    yield report
    for part in report.parts:
        if part.role != "endorsement":
            yield from _about_learner(part)


def _of(entry: Entry, error: Unreadable) -> Unreadable:
    """``error`` with the credential that it is about in its message."""
    named = say("{title} ({ref}): {message}", title=entry.title[:80], ref=find.short(entry), message=error.message)
    return Unreadable(named, hint=error.hint, slug=error.kind)


@contextmanager
def share(
    vault: Vault, prepared: Prepared, terms: Terms, knowledge: Knowledge, asked: Asked, path: str
) -> Iterator[tuple[dict[str, bytes], Shared]]:
    """The files of a bundle, in order, and what to report about it; they must be written in the ``with`` block.

    The key that signs it and the record of the disclosure are in the wallet
    before the block begins.  If the block cannot write the bundle, the record is
    removed again.  Raises :class:`~wallet.errors.Unreadable`
    (``share_too_large``) beyond the limits of a bundle, and what the vault raises.
    """
    signer, new = _signer(vault, prepared.reports, terms, asked.at)
    pairs = zip(prepared.reports, prepared.leaving, strict=True)
    enclosed = [enclose(one, said, knowledge) for one, said in pairs]
    expires = asked.at + terms.lasts if terms.lasts is not None else None
    challenge = terms.challenge or secrets.token_urlsafe(16)
    form = Share(asked.at, challenge, expires, terms.domain, terms.audience, terms.purpose, terms.accounts, terms.words)
    saved = evidence.folder(prepared.documents) if prepared.documents else {}
    made = bundle.write(enclosed, saved, form, signer, knowledge.contexts)
    files = viewer_page.with_page(made, prepared.reports, knowledge, terms.words)
    if terms.fonts is not None:
        files[bundle.PRINTED] = printed(prepared, enclosed, terms, asked.at)
        bundle.refuse_too_much(files)
    result = Shared(
        path=path,
        bytes=sum(map(len, files.values())),
        credentials=tuple((one.ref, one.title) for one in prepared.leaving),
        in_presentation=sum(one.embedded is not None for one in enclosed),
        holder=signer.did,
        created=asked.at,
        expires=expires,
        leaves=prepared.leaving,
        audience=terms.audience,
        challenge=challenge,
        domain=terms.domain,
        manifest=sha256(files[bundle.MANIFEST]).hexdigest(),
        files=len(files),
        evidence=len(prepared.documents),
        asked=bool(terms.challenge),
    )
    with disclosures.on_record(vault, _disclosed(prepared, result), new):
        yield files, result


def fonts(folders: Sequence[Path], chosen: Path | None) -> Fonts:
    """Where fonts may be taken from, the learner's own choice first."""
    return Fonts(tuple(folders), chosen)


def printed(prepared: Prepared, enclosed: Sequence[Enclosed], terms: Terms, now: datetime) -> bytes:
    """The credentials as a PDF, their files attached.

    Raises as :func:`wallet.share.certificates.render`, and
    :class:`~wallet.errors.Unreadable` (``share_too_large``) for more than can be read back.
    """
    from wallet.share import certificates  # the drawing libraries are loaded only for a PDF

    if len(enclosed) > PRINTED_LIMIT or sum(len(one.original) for one in enclosed) > PRINTED_BYTES:
        raise Unreadable(
            say(
                "a PDF holds {printed_limit} credentials and {printed_bytes} MiB at most",
                printed_limit=PRINTED_LIMIT,
                printed_bytes=PRINTED_BYTES // MIB,
            ),
            hint=say("choose some: wallet export REF... --as pdf -o FILE.pdf"),
            slug="share_too_large",
        )
    occasion = certificates.Occasion(now, terms.name, terms.audience)
    pairs = list(zip(prepared.reports, enclosed, strict=True))
    return certificates.render(pairs, occasion, terms.fonts or Fonts(), terms.words)


def packed(files: Mapping[str, bytes], result: Shared) -> tuple[bytes, Shared]:
    """The bundle as one zip file."""
    data = bundle.packed(files, result.created)
    return data, result._replace(bytes=len(data))


def _disclosed(prepared: Prepared, result: Shared) -> Disclosed:
    return Disclosed(
        at=result.created,
        kind="bundle",
        audience=result.audience,
        credentials=result.credentials,
        hidden=prepared.hidden(),
        told=prepared.told(),
        until=result.expires,
        challenge=result.challenge,
        domain=result.domain,
        holder=result.holder,
        manifest=result.manifest,
        path=result.path,
    )


def enclose(report: Report, said: Leaving, knowledge: Knowledge) -> Enclosed:
    """A credential as the file that goes out."""
    payload = report.outline.payload
    fits = presentation.embeddable(report.outline, knowledge.contexts)
    return Enclosed(
        original=payload.original,
        media_type=original_type(payload.original, payload.media_type),
        format=report.credential.format,
        title=report.credential.title,
        embedded=payload.data if fits else None,
        role="presentation" if said.hidden else "credential",
    )


def original_type(original: bytes, inner: str) -> str:
    """The media type of the file that goes out: that of the picture when the credential is baked into one."""
    if original.startswith(b"\x89PNG"):
        return "image/png"
    if original.startswith(b"%PDF"):
        return "application/pdf"
    if original.lstrip()[:1] == b"{":
        return "application/json"
    return "image/svg+xml" if original.lstrip()[:1] == b"<" and inner != "application/xml" else inner


def _signer(vault: Vault, reports: Sequence[Report], terms: Terms, now: datetime) -> tuple[OwnKey, tuple[Item, ...]]:
    """The key that signs: the subject's own if the wallet holds it, else a new one, so that shares cannot be linked."""
    held = {item.summary["did"]: item for item in vault.objects(KEY_KIND)}
    subjects = {report.credential.holder.id for report in reports}
    mine = next(iter(sorted(subjects & held.keys())), "") if len(subjects) == 1 else ""
    lasting = next((did for did, item in sorted(held.items()) if item.summary.get("lasting")), "")
    chosen = mine or (lasting if terms.as_me else "")
    if chosen:
        return own.from_secret(vault.body(held[chosen].id)), ()
    key = own.generate(secrets.token_bytes)
    summary = {"did": key.did, "made": now.isoformat(), "for": terms.audience, "lasting": terms.as_me}
    return key, (Item(KEY_KIND, key.secret, summary),)
