"""Exports for scripts and resumes, and QR codes: the original bytes are judged again each time."""

from collections.abc import Sequence

from wallet.actions import find
from wallet.actions.judge import Asked, Knowledge
from wallet.model import Entry
from wallet.report import Report
from wallet.results import Exported, QrMade
from wallet.share import links, qr, resume
from wallet.vault import Vault


def export(
    vault: Vault, entries: Sequence[Entry], kind: str, knowledge: Knowledge, asked: Asked, *, unverified: bool = False
) -> Exported:
    """``entries`` as the format ``kind``, without those that are not verified unless ``unverified``.

    Raises :class:`~wallet.errors.NotFound` when there is no such format.
    """
    reports = [find.judged(vault, entry, knowledge, asked) for entry in entries]
    chosen = [report for report in reports if unverified or resume.counts(report.verdict)]
    data = resume.render(kind, [_item(report) for report in chosen])
    return Exported(data, resume.EXPORTS[kind].media_type, len(chosen), len(reports) - len(chosen))


def _item(report: Report) -> resume.Item:
    return resume.Item(report.credential, report.verdict, report.at, report.ref)


def qr_of_text(text: str, *, level: str = "L") -> QrMade:
    """A QR code of any text, read back by another program's decoder."""
    return _made(qr.make(text, level=level), "text")


def qr_of_credential(vault: Vault, wanted: str, knowledge: Knowledge, asked: Asked, *, form: str = "auto") -> QrMade:
    """A QR code for a credential: its public address, else itself when it is small enough.

    Raises :class:`~wallet.errors.Unreadable` with slug ``qr_too_large`` or
    ``qr_no_link``, naming the sizes, and what :func:`wallet.actions.find.one` raises.
    """
    entry = find.one(vault, wanted)
    payload = find.payload(vault, entry)
    report = find.judged(vault, entry, knowledge, asked)
    chosen = qr.payload(payload.data, link=links.public_address(report.credential), wanted=form)
    return _made(qr.make(chosen.text), chosen.form, entry.title)


def picture(made: QrMade, suffix: str) -> bytes:
    """The code as a PNG or, for ``.svg``, a drawing."""
    code = qr.QrCode(made.text, made.version, made.level, made.matrix)
    return qr.svg(code).encode() if suffix == ".svg" else qr.png(code)


def _made(code: qr.QrCode, form: str, title: str = "") -> QrMade:
    return QrMade(
        text=code.text,
        form=form,
        version=code.version,
        modules=code.modules,
        level=code.level,
        matrix=code.matrix,
        describes=title,
    )
