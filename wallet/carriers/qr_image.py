"""Pictures that show a credential as a QR code: a screenshot, a photograph, a scanned certificate."""

from wallet.carriers import child, sequence
from wallet.carriers.base import NO_BADGE, Inner, check_alone
from wallet.errors import Unreadable
from wallet.model import Payload
from wallet.wording import say

_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")


class QrImage:
    """The row for PNG and JPEG pictures in which no badge was found, and for GIF animations of codes."""

    label = say("QR code in a picture")

    def recognises(self, data: bytes) -> bool:
        """By the signatures of the picture formats that are decoded."""
        return data.startswith(_STARTS)

    def unwrap(self, data: bytes, name: str, inner: Inner) -> list[Payload]:
        """The credentials in its codes; the text of the code is kept, since the picture adds nothing to it.

        Codes of one sequence are read together.  When no code holds a
        credential, the error says what the first one holds.
        """
        check_alone(data, name)
        codes = [text for _, text in child.run("qr", data, name, inner.patience) if text]
        if not codes:
            raise Unreadable(
                say("{name} is a picture without a badge or QR code", name=name),
                hint=say("download the badge itself, or take a sharper picture of the code"),
                slug=NO_BADGE,
            )
        frames = [text for text in codes if text.startswith(sequence.PREFIX)]
        texts = [text for text in codes if not text.startswith(sequence.PREFIX)]
        texts += [b"\n".join(frames)] if frames else []
        found: list[Payload] = []
        errors: list[Unreadable] = []
        for text in texts:
            try:
                found += inner(text, name)
            except Unreadable as problem:
                errors.append(problem)
        if not found:
            raise _most_telling(errors)
        for error in errors:
            inner.left_out(name, error)
        return found


def _most_telling(errors: list[Unreadable]) -> Unreadable:
    """Parts of a sequence, which other pictures may make whole; else what the first code is."""
    return next((error for error in errors if isinstance(error, sequence.PartsMissing)), errors[0])


CARRIER = QrImage()
