"""QR codes of credentials and of any text: what goes into them, and the pictures of them, each read back."""

from typing import NamedTuple

from wallet.actions import find, selective_disclosure
from wallet.actions.grounds import Asked, Knowledge
from wallet.carriers import child
from wallet.errors import Internal
from wallet.results.codes import QrMade, QrSequence
from wallet.share import links, qr, qr_sequence
from wallet.vault import Vault
from wallet.wording import Catalogue, say


class CodeOptions(NamedTuple):
    """How a credential is to go into a code."""

    form: str = "auto"
    """``link``, ``self``, ``parts``, or the first of them that will do."""
    largest: int = qr.LARGEST
    """Of what size one code may be: what a screen holds."""
    part: int = qr_sequence.ON_SCREEN
    """Of what size a code of a sequence may be."""
    mixed: bool = True
    """Whether a sequence gets codes that stand in for missed ones: on a screen it goes by, on paper it stays."""

    def on_paper(self) -> "CodeOptions":
        """The same where a code may be looked at as long as one likes."""
        return self._replace(part=qr_sequence.ON_PAPER, mixed=False)


def of_text(text: str) -> QrMade:
    """A QR code of any text, read back by another program's decoder."""
    return _made(qr.make(text), "text")


def of_credential(
    vault: Vault, name: str, knowledge: Knowledge, asked: Asked, options: CodeOptions
) -> QrMade | QrSequence:
    """A QR code for a credential: its public address, else itself when that is an easy code, else in parts.

    A proof to derive others from never goes out: one that shows every field
    does.  Raises :class:`~wallet.errors.Unreadable` with slug ``qr_too_large``,
    ``qr_no_link`` or ``too_many_parts``, naming the sizes, and what
    :func:`wallet.actions.find.one` raises.
    """
    entry = find.one(vault, name)
    report, _ = selective_disclosure.chosen(
        find.judged(vault, entry, knowledge, asked), selective_disclosure.EVERYTHING, knowledge, asked
    )
    data = report.outline.payload.data
    link = links.public_address(report.credential)
    chosen = qr.payload(data, link=link, wanted=options.form, max_version=options.largest, name=find.short(entry))
    if chosen.form != "parts":
        return _made(qr.make(chosen.text), chosen.form, entry.title, len(data))
    codes = qr_sequence.sequence(data, max_version=options.part, mixed=options.mixed)
    parts = len(codes) // 2 if options.mixed else len(codes)
    return QrSequence(entry.title, len(data), parts, tuple(_made(code, "parts", entry.title) for code in codes))


def picture(made: QrMade | QrSequence, suffix: str, words: Catalogue) -> bytes:
    """The code as a ``.png``, an ``.svg`` or a ``.gif``; a sequence as a sheet, or an animation that is read back.

    What is written on it is in the language of ``words``.
    """
    codes = [_code(one) for one in made.frames] if isinstance(made, QrSequence) else [_code(made)]
    if suffix == ".gif":
        return _read_back(qr_sequence.gif(codes, made.frame_ms if isinstance(made, QrSequence) else 1000), codes)
    if isinstance(made, QrMade):
        return qr.svg(codes[0], words).encode() if suffix == ".svg" else qr.png(codes[0])
    if suffix == ".svg":
        return qr_sequence.sheet_svg(codes, words).encode()
    return _read_back(qr_sequence.sheet_png(codes, words), codes)


def pictures(made: QrSequence) -> dict[str, bytes]:
    """A PNG for each code, by file names in the order of the parts."""
    digits = len(str(made.parts))
    return {
        f"part-{number:0{digits}}-of-{made.parts}.png": qr.png(_code(one))
        for number, one in enumerate(made.frames, start=1)
    }


def _read_back(data: bytes, codes: list[qr.QrCode]) -> bytes:
    """``data``, once another program's decoder has found every code in it."""
    found = {text for _, text in child.run("qr", data, say("the picture"))}
    if not found >= {code.text.encode() for code in codes}:
        raise Internal("not every QR code reads back from the picture that was made of them")
    return data


def _code(made: QrMade) -> qr.QrCode:
    return qr.QrCode(made.text, made.version, made.level, made.matrix)


def _made(code: qr.QrCode, form: str, title: str = "", size: int = 0) -> QrMade:
    return QrMade(
        text=code.text,
        form=form,
        version=code.version,
        modules=code.modules,
        level=code.level,
        matrix=code.matrix,
        describes=title,
        size=size,
    )
