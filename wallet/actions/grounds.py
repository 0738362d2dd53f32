"""What a judgement rests on: what the checker has at hand, what the person who checks asks, and the room there is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from wallet import status
from wallet.codec import limits
from wallet.codec.contexts import ContextLibrary
from wallet.codec.rdfc import Work
from wallet.keys import Keys
from wallet.model import Document, FoundKey, KeyRef, Payload
from wallet.report import Check
from wallet.trust import recognition

if TYPE_CHECKING:  # an issuer that is its own key has no past
    from wallet.keys.past import SavedCopy


class Room:
    """For how many more parts there is room in one input, over all of its credentials and however deep they lie.

    Those of each credential must not be too large together either: of eight depths of 5 MB, all that is in the
    innermost would be held nine times.
    """

    __slots__ = ("_begun", "_bytes", "_left")

    def __init__(self, left: int = limits.PARTS) -> None:
        self._left = left
        self._bytes = limits.PARTS_BYTES
        self._begun: dict[int, tuple[Payload, int, int]] = {}

    def begin(self, payload: Payload, work: Work) -> None:
        """Judge one of the credentials; what it took before servers were asked is given back, ``work`` as well."""
        self._bytes = limits.PARTS_BYTES
        _, self._left, work.left = self._begun.setdefault(id(payload), (payload, self._left, work.left))

    def take(self, size: int) -> bool:
        """Whether there is room for one more part, of so many bytes, before anything is read of it."""
        self._left -= 1
        self._bytes -= size
        return min(self._left, self._bytes) >= 0


class Knowledge(NamedTuple):
    """What the checker has at hand, offline.  Implements :class:`wallet.proofs.base.Known`."""

    keys: Keys
    contexts: ContextLibrary
    trusted: recognition.TrustList
    past: "Callable[[str], Sequence[SavedCopy]] | None" = None
    """Every copy of a URL that the wallet holds, oldest first."""
    mine: tuple[str, ...] = ()
    """The learner's own identities."""
    accepted: Mapping[str, frozenset[str]] = {}
    """Issuer to the keys that it had at the times when the learner decided to trust it."""
    work: Work | None = None
    """The work that is left for the file that is judged; None between files."""
    lists: dict[tuple[str, str], status.ProvedList] | None = None
    """The status lists proved for that file, by their SHA-256 and the issuer of the credential that names them."""
    unpacked: status.Unpacked | None = None
    """The status lists unpacked for that file; None between files."""
    room: Room | None = None
    """For how many more parts there is room in that file; None between files."""

    def for_one_file(self, credentials: int) -> "Knowledge":
        """The same, for a file with so many credentials, which share a budget of work, and room for parts."""
        work = Work(limits.RDF_STEPS + limits.RDF_STEPS_EACH * (credentials - 1))
        return Knowledge(*self[:6], work, None, status.Unpacked(), Room())

    def for_one_input(self) -> "Knowledge":
        """The same, for a credential and its parts: one budget of work, and each status list is proved only once."""
        if self.lists is not None:
            return self
        unpacked = self.unpacked or status.Unpacked()
        # In half the time of _replace.
        return Knowledge(*self[:6], self.work or Work(), {}, unpacked, self.room or Room())

    def at(self, moment: datetime) -> "Knowledge":
        """The same, for judging as of a moment, at which certificates must be valid."""
        anchors = self.keys.anchors
        return self._replace(keys=replace(self.keys, anchors=anchors._replace(at=moment))) if anchors else self

    def held_since(self, moment: datetime) -> "Knowledge":
        """The same, for a credential that has been held since that moment, so that older copies count for it too."""
        if self.past is None:
            return self
        from wallet.keys.past import Past

        return self._replace(keys=replace(self.keys, past=Past(self.past, moment, accepted=self.accepted)))

    def key(self, ref: KeyRef) -> FoundKey:
        """The key that ``ref`` names and what ties it to the issuer."""
        return self.keys.key(ref, self.work)

    def document(self, url: str) -> Document | None:
        """The newest saved copy of ``url``."""
        return self.keys.lookup(url)

    def before_the_change(self, signer: Check) -> "Knowledge":
        """The same, as it was before the issuer's site listed only unrelated keys (``key_vanished``)."""
        past = self.keys.past
        if past is None or signer.as_of is None:
            return self
        from wallet.keys.past import before_the_change

        return self._replace(
            keys=replace(self.keys, lookup=before_the_change(signer.source, signer.as_of, self.keys.lookup, past)),
            past=None,  # what was saved since is not the issuer's
            lists=None,
        )

    def insisting(self) -> "Knowledge":
        """The same, but looking in older copies too, for a credential that the key in the newest did not sign."""
        past = self.keys.past
        return self._replace(keys=replace(self.keys, past=past._replace(insist=True)), lists=None) if past else self


class Asked(NamedTuple):
    """What the person who checks wants to know."""

    at: datetime
    """The moment to judge for."""
    challenge: str = ""
    domain: str = ""
    holder: str = ""
    """The id, e-mail or name that must be the recipient; empty when not asked."""
    issuers: tuple[str, ...] = ()
    """The ids one of which must have issued each credential; empty when not asked."""
    forms: bool = False
    """Whether the steps of a report quote the whole text that was signed."""
