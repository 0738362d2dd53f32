"""Passes for Apple Wallet (``.pkpass``): what the code on one holds is a badge, or says where one is.

A pass is a zip archive of pictures and of ``pass.json``.  Its own signature is
Apple's affair and says nothing of a badge, so no pass is ever judged.
"""

from collections.abc import Collection, Iterator

from wallet.carriers.base import Inner
from wallet.codec import strictjson
from wallet.errors import Unreadable
from wallet.model import Payload
from wallet.wording import say

CONTENT = "pass.json"
_MEMBERS = {CONTENT, "manifest.json", "signature"}
_PICTURES_AND_TEXTS = (".png", ".strings", ".lproj/")


def is_pass(members: Collection[str]) -> bool:
    """By what every signed pass has at the top of its archive, with nothing around it that may be a credential."""
    return set(members) >= _MEMBERS and all(one in _MEMBERS or one.endswith(_PICTURES_AND_TEXTS) for one in members)


def unwrap(content: bytes, name: str, inner: Inner) -> list[Payload]:
    """The credentials in the codes of the pass that ``content``, its ``pass.json``, describes.

    Raises :class:`~wallet.errors.Unreadable`: what the first code holds
    instead, or ``apple_pass`` when it has none that is text.
    """
    why: Unreadable | None = None
    for message in _messages(strictjson.loads(content)):
        try:
            return inner(message.encode(), name)
        except Unreadable as error:
            why = why or error
    raise why or no_badge(name)


def no_badge(name: str) -> Unreadable:
    """The error for a pass without a code to read."""
    return Unreadable(
        say("{name} is a pass for Apple Wallet, without a badge in it", name=name),
        hint=say("open the issuer's page on its back and download the badge there"),
        slug="apple_pass",
    )


def _messages(content: object) -> Iterator[str]:
    """The texts of its codes: a list, and the one code of passes for systems before iOS 9."""
    if not isinstance(content, dict):
        return
    codes = content.get("barcodes")
    for code in (*(codes if isinstance(codes, list) else ()), content.get("barcode")):
        message = _message(code)
        if message:
            yield message


def _message(code: object) -> str:
    message = code.get("message") if isinstance(code, dict) else None
    return message if isinstance(message, str) else ""
