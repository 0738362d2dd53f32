"""The certificates that a token's header carries (RFC 7515 section 4.1.6); judged by the keys, not here."""

import base64
import binascii

from wallet.errors import Refused
from wallet.model import JsonObject
from wallet.wording import say

LIMIT = 8


def certificates(header: JsonObject) -> tuple[bytes, ...]:
    """The ``x5c`` chain as DER, leaf first; empty when there is none.

    Raises :class:`~wallet.errors.Refused` (``jose_refused``) on anything but
    one to eight strings of base64.
    """
    chain = header.get("x5c")
    if chain is None:
        return ()
    if not isinstance(chain, list) or not 0 < len(chain) <= LIMIT:
        raise Refused("jose_refused", detail=say("an x5c that is no list of up to {limit} certificates", limit=LIMIT))
    try:
        return tuple(base64.b64decode(text, validate=True) for text in chain)
    except (TypeError, ValueError, binascii.Error) as error:
        raise Refused("jose_refused", detail=say("an x5c that is not base64")) from error
