"""Tar archives, as which Learner Credential Wallet exports what it holds; read as zip archives are."""

from wallet.carriers.archive import LIMITS, credentials_in
from wallet.carriers.base import Inner
from wallet.codec import tars
from wallet.model import Payload
from wallet.wording import say


class Tar:
    """The row for tar files that are not compressed."""

    label = say("tar archive")

    def recognises(self, data: bytes) -> bool:
        """By the mark in the first header."""
        return tars.begins_one(data)

    def unwrap(self, data: bytes, name: str, inner: Inner) -> list[Payload]:
        """The credentials among its members; an archive that two programs could read differently is refused."""
        return credentials_in(tars.each(data, LIMITS), name, inner)


CARRIER = Tar()
