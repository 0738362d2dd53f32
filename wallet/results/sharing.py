"""What leaves the wallet: ``share``, ``export``, and the ``log`` of it."""

from datetime import datetime
from typing import Any, NamedTuple


class Exported(NamedTuple):
    """``export``: the finished text and how many credentials it leaves out."""

    data: bytes
    media_type: str
    included: int
    left_out: int = 0
    """How many are not verified and left out."""
    refs: tuple[str, ...] = ()
    """References of all credentials that were asked for."""
    experimental: bool = False
    """Whether nobody else's program was found to prove the format with."""


class Leaving(NamedTuple):
    """``share``: what one credential tells about the learner."""

    ref: str
    title: str
    tells: tuple[str, ...]
    """What personal data goes out, one phrase each."""
    hidden: tuple[str, ...] = ()
    """Fields that stay here."""
    choices: int = 0
    """How many fields could be hidden; none when the signature covers all as one."""
    verdict: str = ""
    """Slug of the verdict over it and all that is in it: what whoever gets it will be told."""


class FieldLine(NamedTuple):
    """``share --fields``: one field of a credential."""

    name: str
    value: Any
    required: bool
    """Whether the issuer lets nobody hide it."""


class Fields(NamedTuple):
    """``share --fields``: what can be shown or hidden of one credential."""

    ref: str
    title: str
    fields: tuple[FieldLine, ...]


class Shared(NamedTuple):
    """``share``: a bundle that was written."""

    path: str
    bytes: int
    credentials: tuple[tuple[str, str], ...]
    """Reference and title of each."""
    in_presentation: int
    holder: str
    """The did:key that signed the presentation."""
    created: datetime
    expires: datetime | None
    leaves: tuple[Leaving, ...]
    """What personal data goes out."""
    audience: str = ""
    challenge: str = ""
    domain: str = ""
    manifest: str = ""
    """SHA-256 of the list of files, hex."""
    files: int = 0
    evidence: int = 0
    """How many saved documents of issuers went along."""
    asked: bool = False
    """Whether the challenge is the receiver's own."""


class PageMade(NamedTuple):
    """``share --site``: the page of one credential."""

    ref: str
    title: str
    path: str
    """Within the folder."""
    url: str = ""
    """Where it will be, when that was said."""


class Published(NamedTuple):
    """``share --site``: what became of a folder for the web."""

    path: str
    pages: tuple[PageMade, ...]
    left_out: int
    """How many credentials that were asked for are not in it: not verified, or ``refused``."""
    written: tuple[str, ...] = ()
    """Files that are new or changed."""
    removed: tuple[str, ...] = ()
    """Files of an earlier run that are no longer wanted."""
    left: tuple[str, ...] = ()
    """Files that this program did not write, which stay."""
    base_url: str = ""
    refused: tuple[str, ...] = ()
    """Why credentials cannot go out."""


class Disclosed(NamedTuple):
    """``log``: one occasion on which something was shared."""

    at: datetime
    kind: str
    """``bundle``, ``site`` or ``pdf``."""
    audience: str
    credentials: tuple[tuple[str, str], ...]
    """Reference and title of each."""
    hidden: tuple[str, ...]
    told: tuple[str, ...]
    """What it told about the learner."""
    until: datetime | None = None
    """When the share, not a credential, ends."""
    challenge: str = ""
    domain: str = ""
    holder: str = ""
    """The did:key that signed it."""
    manifest: str = ""
    """SHA-256 of its list of files, or of the PDF itself, hex: tells a file that turns up later."""
    path: str = ""
    """Where it was written."""
