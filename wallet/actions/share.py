"""Sharing: a bundle whose presentation is signed with a key of the learner's."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wallet.actions import find
from wallet.actions.judge import Asked, Knowledge
from wallet.keys import own
from wallet.keys.own import OwnKey
from wallet.model import Credential, Entry
from wallet.report import Report
from wallet.results import Shared
from wallet.share import bundle, presentation
from wallet.share.bundle import Enclosed, Share
from wallet.vault import Item, Vault

KEY_KIND = "holder-key"
DEFAULT_DAYS = 90


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom and how long a bundle is made."""

    audience: str = ""
    """For people: ``Acme, data team``."""
    days: int | None = DEFAULT_DAYS
    """How long the share, not a credential, is meant to be checked; None for no end."""
    challenge: str = ""
    """What the receiver asked to be answered; a random one when nothing was."""
    domain: str = ""
    purpose: str = ""
    """What the whole is to show: the name of a stack."""
    accounts: Mapping[str, bytes] = field(default_factory=dict)
    """Files in the sender's own words, by name."""
    as_me: bool = False
    """Sign with the wallet's own lasting key, so that shares can be linked to one another."""


def preview(vault: Vault, entries: Sequence[Entry], knowledge: Knowledge, asked: Asked) -> tuple[str, ...]:
    """What personal data would go out, one phrase each; nothing is signed or written."""
    found = [find.judged(vault, entry, knowledge, asked) for entry in entries]
    return tuple(dict.fromkeys(phrase for report in found for phrase in _leaves(report)))


def share(
    vault: Vault, entries: Sequence[Entry], terms: Terms, knowledge: Knowledge, asked: Asked
) -> tuple[bytes, Shared]:
    """A bundle of ``entries`` as a zip file, and what to say about it.

    The key that signs it is in the wallet before the bundle is handed out.
    Raises :class:`~wallet.errors.Unreadable` (``share_too_large``) beyond the
    limits of a bundle, and what the vault raises.
    """
    reports = [find.judged(vault, entry, knowledge, asked) for entry in entries]
    signer = _signer(vault, reports, terms, asked.at)
    enclosed = [_enclosed(report, knowledge) for report in reports]
    expires = asked.at + timedelta(days=terms.days) if terms.days is not None else None
    challenge = terms.challenge or secrets.token_urlsafe(16)
    form = Share(asked.at, challenge, expires, terms.domain, terms.audience, terms.purpose, terms.accounts)
    data = bundle.packed(bundle.write(enclosed, {}, form, signer, knowledge.contexts), asked.at)
    return data, Shared(
        path="",
        bytes=len(data),
        credentials=tuple((entry.ref, entry.title) for entry in entries),
        in_presentation=sum(one.embedded is not None for one in enclosed),
        holder=signer.did,
        created=asked.at,
        expires=expires,
        leaves=tuple(dict.fromkeys(phrase for report in reports for phrase in _leaves(report))),
    )


def _enclosed(report: Report, knowledge: Knowledge) -> Enclosed:
    payload = report.outline.payload
    fits = presentation.embeddable(report.outline, knowledge.contexts)
    return Enclosed(
        original=payload.original,
        media_type=_original_type(payload.original, payload.media_type),
        format=report.credential.format,
        title=report.credential.title,
        embedded=payload.data if fits else None,
    )


def _original_type(original: bytes, inner: str) -> str:
    """The media type of the file that goes out: that of the picture when the credential is baked into one."""
    if original.startswith(b"\x89PNG"):
        return "image/png"
    if original.startswith(b"%PDF"):
        return "application/pdf"
    return "image/svg+xml" if original.lstrip()[:1] == b"<" else inner


def _signer(vault: Vault, reports: Sequence[Report], terms: Terms, now: datetime) -> OwnKey:
    """The subject's own key when the wallet holds it, else a new one, so that two receivers cannot link two shares."""
    held = {item.summary["did"]: item for item in vault.objects(KEY_KIND)}
    subjects = {report.credential.holder.id for report in reports}
    mine = next(iter(sorted(subjects & held.keys())), "") if len(subjects) == 1 else ""
    lasting = next((did for did, item in sorted(held.items()) if item.summary.get("lasting")), "")
    chosen = mine or (lasting if terms.as_me else "")
    if chosen:
        return own.from_secret(vault.body(held[chosen].id))
    return _new_key(vault, terms, now, secrets.token_bytes)


def _new_key(vault: Vault, terms: Terms, now: datetime, random_bytes: Callable[[int], bytes]) -> OwnKey:
    key = own.generate(random_bytes)
    summary = {"did": key.did, "made": now.isoformat(), "for": terms.audience, "lasting": terms.as_me}
    vault.add([Item(KEY_KIND, key.secret, summary)])
    return key


def _leaves(report: Report) -> list[str]:
    """What one credential tells about the learner; a signed credential cannot be partly hidden."""
    said: Credential = report.credential
    found = []
    if said.holder.name:
        found.append(f"your name: {said.holder.name}")
    if said.holder.id:
        found.append(f"your id: {said.holder.id}")
    if said.holder.identity_hash.startswith("plain:"):
        found.append(f"your address: {said.holder.identity_hash.removeprefix('plain:')}")
    elif said.holder.identity_hash:
        found.append("your address, hashed: whoever guesses it can test the guess")
    found += [f"a status list at {ref.url}: its server may see when it is checked" for ref in report.outline.status]
    return found
