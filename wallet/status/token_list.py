"""IETF Token Status List (draft-ietf-oauth-status-list): a signed token with 1, 2, 4 or 8 bits for each credential."""

from typing import Any

from wallet.codec import base64url
from wallet.codec.inflate import ZLIB, inflate
from wallet.errors import Refused, Unreadable
from wallet.model import Document, StatusRef
from wallet.report import Check, Code
from wallet.status.base import LIST_BYTES, NoAnswer, Question, answer, trusted_list
from wallet.status.bits import entry
from wallet.wording import say

_WIDTHS = (1, 2, 4, 8)
_TYPES = ("statuslist+jwt", "application/statuslist+jwt")
"""Section 5.1, and RFC 7515 4.1.9: no other token of the issuer's may pass for a list (RFC 8725 3.11)."""
_MEANINGS = {0: Code.NOT_WITHDRAWN, 1: Code.REVOKED, 2: Code.SUSPENDED}
"""Section 7.1; all other values are the issuer's own."""


class _TokenList:
    def read(self, ref: StatusRef, question: Question) -> Check:
        """Section 8.3: the token's subject must be the address that the credential names."""
        listed = trusted_list(ref, question)
        view = listed.proved.proved.view
        claims = view.tree.get("status_list")
        if (listed.proved.outline.header or {}).get("typ") not in _TYPES:
            raise NoAnswer(Code.STATUS_UNREADABLE, listed.document)
        if view.keyed_by != "term" or not isinstance(claims, dict):
            raise NoAnswer(Code.STATUS_UNREADABLE, listed.document)
        if view.tree.get("sub") != ref.url:
            raise NoAnswer(Code.STATUS_OTHER_ISSUER, listed.document)
        width = claims.get("bits")
        if not isinstance(width, int) or isinstance(width, bool) or width not in _WIDTHS:
            raise NoAnswer(Code.STATUS_UNREADABLE, listed.document)
        text = claims.get("lst")
        bits = question.once(listed.document, ref.kind, lambda: _decoded(text, listed.document), len)
        number = entry(bits, ref.index, width, listed.document, first_bit_high=False)
        code = _MEANINGS.get(number, Code.STATUS_MESSAGE)
        return answer(code, listed, question.at, text=say("status {number:#04x}", number=number))


STATUS_KIND = _TokenList()


def _decoded(text: Any, document: Document) -> bytes:
    try:
        return inflate(base64url.decode(text), limit=LIST_BYTES, wbits=ZLIB)
    except (Refused, Unreadable):
        raise NoAnswer(Code.STATUS_UNREADABLE, document) from None
