"""Numbers packed into a list of bits, one for each credential."""

import re

from wallet.model import Document
from wallet.report import Code
from wallet.status.base import NoAnswer

_INDEX = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)


def entry(data: bytes, index: str, size: int, document: Document, *, first_bit_high: bool) -> int:
    """The number at place ``index`` of a list whose entries are ``size`` bits wide.

    W3C lists count bits from the most significant one of the first byte
    (Bitstring Status List 3.2), IETF lists from the least significant
    (Token Status List 4.1).  Raises :class:`NoAnswer` for a place that is no
    plain decimal, or beyond the end.
    """
    if not _INDEX.fullmatch(index):
        raise NoAnswer(Code.STATUS_BAD_INDEX, document)
    start = int(index) * size
    if start + size > len(data) * 8:
        raise NoAnswer(Code.STATUS_BAD_INDEX, document)
    if not first_bit_high:  # 1, 2, 4 or 8 bits wide, so an entry never crosses a byte
        return data[start // 8] >> start % 8 & ((1 << size) - 1)
    number = 0
    for place in range(start, start + size):
        number = number << 1 | data[place // 8] >> 7 - place % 8 & 1
    return number
