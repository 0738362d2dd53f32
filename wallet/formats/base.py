"""What every credential format offers, and the reading of fields that all of them share."""

from typing import Protocol

from wallet.model import Credential, JsonObject, Outline, Payload, View


class Format(Protocol):
    """One row of :data:`wallet.formats.FORMATS`; a module's ``FORMAT`` object."""

    label: str
    """For people, as in "this is a Open Badges 3.0 badge"; without an article."""

    def recognises(self, document: JsonObject, header: JsonObject | None) -> bool:
        """Whether the parsed document is of this format; cheap, never raises."""

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """What it claims, for finding keys.  Raises :class:`wallet.errors.Unreadable`."""

    def read(self, view: View, outline: Outline) -> Credential:
        """The credential, from signed values only.

        Raises :class:`wallet.errors.Unreadable` with slug ``required_missing``
        and the field as message where the format demands one that is absent.
        """
