"""Selective disclosure: choosing which fields of a credential to show, where the issuer signed them one by one."""

from collections.abc import Sequence
from dataclasses import replace

from wallet.actions import find
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.judge import judge
from wallet.codec import base_proof
from wallet.errors import Internal, Refused, Unreadable
from wallet.formats import open_payload
from wallet.model import Entry, JsonObject, Outline, Payload
from wallet.report import CheckId, Report, Result
from wallet.results.sharing import FieldLine, Fields
from wallet.share import derived_proof, sd_jwt_choice
from wallet.share.fields import Field, Picks, check
from wallet.vault import Vault
from wallet.wording import say

EVERYTHING = Picks()
_NAMED = 5
"""As many credentials are named in a hint; a line holds no more."""


def picks(reveal: Sequence[str], hide: Sequence[str]) -> Picks:
    """What the learner named to be shown or hidden."""
    return Picks(tuple(reveal), tuple(hide))


def fields(vault: Vault, entries: Sequence[Entry]) -> tuple[Fields, ...]:
    """What can be shown or hidden of each credential."""
    return tuple(_fields(entry, open_payload(find.payload(vault, entry))) for entry in entries)


def _fields(entry: Entry, outline: Outline) -> Fields:
    found = choosable(outline)
    return Fields(entry.ref, entry.title, tuple(FieldLine(one.name, one.value, one.required) for one in found))


def choosable(outline: Outline) -> tuple[Field, ...]:
    """The fields that the learner can show or hide; none when one signature covers all of them."""
    if _is_sd_jwt(outline):
        try:
            return sd_jwt_choice.fields(outline.payload.data)
        except (Refused, Unreadable):
            return ()  # it is shared as it is, and judged as it is
    return derived_proof.fields(with_base) if (with_base := _derivable(outline)) else ()


def check_picks(vault: Vault, entries: Sequence[Entry], wanted: Picks) -> None:
    """Refuse picks that fit no field of any of the credentials; raises as :func:`wallet.share.fields.check`."""
    if wanted:
        found = [one for entry in entries for one in choosable(open_payload(find.payload(vault, entry)))]
        check(wanted, found, " ".join(entry.ref for entry in entries) if len(entries) <= _NAMED else "REF")


def chosen(report: Report, wanted: Picks, knowledge: Knowledge, asked: Asked) -> tuple[Report, tuple[str, ...]]:
    """The report on what goes out, and the names of the fields that stay here.

    A base proof never goes out; a proof derived from it does, with every field
    that is not hidden.  Raises :class:`~wallet.errors.Unreadable` (``not_derived``,
    ``base_proof`` where none can be derived).
    """
    outline = report.outline
    with_base = _derivable(outline)
    if with_base is None and any(base_proof.holds_base(one.outline.document) for one in report.everything()):
        raise Unreadable(
            say("{title} holds a master copy that is its holder's alone", title=report.credential.title),
            hint=say("ask the issuer for a copy that can be shown"),
            slug="base_proof",
        )
    if with_base is None and not (wanted and _is_sd_jwt(outline)):
        return report, ()
    found = choosable(outline)
    if with_base is not None:
        data = derived_proof.derive(with_base, wanted, knowledge.contexts)
    else:
        data = sd_jwt_choice.choose(outline.payload.data, wanted) if found else outline.payload.data
    payload = Payload(data, outline.payload.media_type, outline.payload.carrier, outline.payload.name, data)
    made = judge(payload, knowledge, asked)
    if made.result(CheckId.INTEGRITY) is Result.FAIL and report.result(CheckId.INTEGRITY) is not Result.FAIL:
        raise Internal("the copy with the chosen fields does not hold what the issuer signed")
    hidden = tuple(one.name for one in found if not one.required and not wanted.shows(one))
    return replace(made, ref=report.ref, source=report.source), hidden


def _is_sd_jwt(outline: Outline) -> bool:
    return any(note.kind == "sd-jwt" for note in outline.proofs)


def _derivable(outline: Outline) -> JsonObject | None:
    """The credential with a base proof as its only proof, if it has one that others can be derived from here."""
    proofs = outline.document.get("proof")
    only = proofs[0] if isinstance(proofs, list) and len(proofs) == 1 else proofs
    if isinstance(only, dict) and base_proof.is_base(only) and only["cryptosuite"] == base_proof.ECDSA_SD:
        return {**outline.document, "proof": only}
    return None
