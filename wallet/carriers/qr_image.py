"""Pictures that show a credential as a QR code: a screenshot, a photograph, a scanned certificate."""

from wallet.carriers import child
from wallet.carriers.base import NO_BADGE, Inner, unite
from wallet.codec import parts
from wallet.errors import Unreadable
from wallet.model import Payload

_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")


class QrImage:
    """The row for PNG and JPEG pictures in which no badge was found, and for GIF animations of codes."""

    label = "QR code in a picture"

    def recognises(self, data: bytes) -> bool:
        """By the signatures of the picture formats that are decoded."""
        return data.startswith(_STARTS)

    def unwrap(self, data: bytes, name: str, inner: Inner) -> list[Payload]:
        """The credentials in its codes; the text of the code is kept, since the picture adds nothing to it.

        When no code holds one, the error is that of the first code.
        """
        codes = [text for _, text in child.run("qr", data, name) if text]
        if not codes:
            raise Unreadable(
                f"{name} is a picture without a badge or QR code",
                hint="download the badge itself, or take a sharper picture of the code",
                slug=NO_BADGE,
            )
        frames = [text.decode("utf-8", "replace") for text in codes if text.startswith(parts.PREFIX.encode())]
        found: list[Payload] = unite(frames, name, inner) if frames else []
        first: Unreadable | None = None
        for text in [text for text in codes if not text.startswith(parts.PREFIX.encode())]:
            try:
                found += inner(text, name)
            except Unreadable as error:
                first = first or error
        if first is not None and not found:
            raise first
        return found


CARRIER = QrImage()
