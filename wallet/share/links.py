"""Which web addresses may leave the wallet as links."""

import re
from urllib.parse import quote

from wallet.codec.web import host
from wallet.model import Credential

LIMIT_URL = 2_000
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::[0-9]{1,5})?")


def https_only(url: str) -> str:
    """``url`` in plain ASCII when it is an ordinary https address, else "".

    Other schemes, user names, hosts that are not plain ASCII and unbalanced
    percent signs are refused: a link in a resume must go where it reads.
    """
    if not url.startswith("https://") or len(url) > LIMIT_URL:
        return ""
    if _HOST.fullmatch(host(url)) is None or re.search(r"%(?![0-9A-Fa-f]{2})", url):
        return ""
    if re.search(r"[\x00-\x20\x7f-\x9f]", url):
        return ""
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~-._")


def public_address(credential: Credential) -> str:
    """The https address a credential gives as its own id, or ""; never opened by this program."""
    return https_only(credential.id)
