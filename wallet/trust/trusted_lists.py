"""Trusted lists of the European Union (ETSI TS 119 612): the certificates of services that are supervised now.

XML from a stranger: no document type, no entity and no namespace trick is
followed, depth and size are bounded, and nothing but names, dates and
certificates is read.  The list's own signature is not checked.
"""

from base64 import b64decode

from wallet.codec import strictxml
from wallet.errors import Unreadable
from wallet.trust.base import Anchor, Registry, no_registry, when
from wallet.wording import joined, say

SIZE_LIMIT = 16 * 1024 * 1024
DEPTH_LIMIT = 64
TEXT_LIMIT = 64 * 1024
"""Characters of one element: a certificate takes about two thousand."""
CERTIFICATES = 20_000
_TSL = "http://uri.etsi.org/02231/v2# "
_ROOT = _TSL + "TrustServiceStatusList"
_READ = frozenset(
    {"SchemeOperatorName", "SchemeTerritory", "ListIssueDateTime", "dateTime", "TSPName", "ServiceName"}
    | {"ServiceTypeIdentifier", "ServiceStatus", "X509Certificate", "Name"}
)
_IN_FORCE = ("/granted", "/recognisedatnationallevel", "/undersupervision", "/accredited")
"""Endings of the status of a service that may be relied on (TS 119 612, 5.5.4 and annex D)."""
_SEALS = ("/CA/QC", "/CA/PKC", "/EAA", "/EAA/Q", "/EAA/Pub-EAA")
"""Endings of the type of services whose certificates sign for others (5.5.1)."""


def read(data: bytes, name: str) -> Registry:
    """The certificates that a list names for services in force.

    Raises :class:`~wallet.errors.Unreadable` (``no_registry``, ``list_doctype``,
    ``list_damaged``, ``too_large``).
    """
    scan = _Scan(data, name)
    if not scan.is_list:
        raise no_registry(name)
    title = (
        say("Trusted list of {territory}", territory=scan.territory)
        if scan.territory
        else scan.operator or say("Trusted list")
    )
    found = tuple(dict.fromkeys(scan.anchors))
    if not found:
        raise Unreadable(
            say("{name} names no certificate of a service that is in force", name=name), slug="no_registry"
        )
    return Registry("eu", title, when(scan.dated) if scan.dated else None, (), found, scan.left_out)


class _Scan:
    """One pass over a list."""

    def __init__(self, data: bytes, name: str) -> None:
        from xml.parsers.expat import ExpatError

        self.is_list = False
        self.operator = self.territory = self.dated = ""
        self.anchors: list[Anchor] = []
        self.left_out = 0
        self._name = name
        self._path: list[str] = []
        self._text: list[str] = []
        self._size = 0
        self._provider = ""
        self._service: dict[str, list[str]] = {}
        if len(data) > SIZE_LIMIT:
            raise self._refused(say("is larger than 16 MiB"), "too_large")
        try:
            strictxml.parser(self).Parse(data, True)  # noqa: FBT003 - expat takes it by position only
        except (ExpatError, UnicodeError, ValueError, LookupError):
            raise self._refused(say("is not valid XML"), "list_damaged") from None

    def doctype(self, *_: object) -> None:
        raise self._refused(
            say("defines a document type or entities of its own, as no trusted list does"), "list_doctype"
        )

    entity = doctype

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        if not self._path:
            self.is_list = tag == _ROOT
        self._path.append(tag.rpartition(" ")[2])
        self._text, self._size = [], 0
        if len(self._path) > DEPTH_LIMIT:
            raise self._refused(
                say("is nested more than {depth_limit} levels deep", depth_limit=DEPTH_LIMIT), "too_large"
            )
        if self._path[-1] == "TSPInformation":
            self._provider = ""
        elif self._path[-1] == "ServiceInformation":
            self._service = {}

    def characters(self, text: str) -> None:
        if not self._path or self._path[-1] not in _READ:
            return
        self._size += len(text)
        if self._size > TEXT_LIMIT:
            raise self._refused(say("holds a text that no list needs"), "too_large")
        self._text.append(text)

    def end(self, _tag: str) -> None:
        ended, said = self._path[-1], " ".join("".join(self._text).split())
        if self.is_list:
            self._take(ended, said)
        self._path.pop()
        self._text, self._size = [], 0

    def _take(self, ended: str, said: str) -> None:
        inside = self._path[:-1]
        if ended == "Name" and "SchemeOperatorName" in inside:
            self.operator = self.operator or said
        elif ended == "SchemeTerritory" and not {"TrustServiceProviderList", "OtherTSLPointer"} & set(inside):
            self.territory = self.territory or said[:20]
        elif ended == "ListIssueDateTime":
            self.dated = self.dated or said
        elif ended == "Name" and "TSPName" in inside:
            self._provider = self._provider or said
        elif "ServiceInformation" in inside and "ServiceHistory" not in inside:
            self._service.setdefault(ended, []).append(said)
        elif ended == "ServiceInformation":
            self._finish()

    def _finish(self) -> None:
        """One service is over: its present state counts, not its history."""
        kind = next(iter(self._service.get("ServiceTypeIdentifier", ())), "")
        state = next(iter(self._service.get("ServiceStatus", ())), "")
        service = next(iter(self._service.get("Name", ())), "")
        texts = self._service.get("X509Certificate", ())
        if not state.rstrip("/").endswith(_IN_FORCE) or not kind.rstrip("/").endswith(_SEALS) or not texts:
            self.left_out += 1
            return
        named = ": ".join(part for part in (self._provider, service) if part)[:300]
        for text in texts:
            try:
                self.anchors.append(Anchor(b64decode("".join(text.split()), validate=True), named))
            except ValueError:
                self.left_out += 1
        if len(self.anchors) > CERTIFICATES:
            raise self._refused(
                say("names more than {certificates} certificates", certificates=CERTIFICATES), "too_large"
            )

    def _refused(self, how: str, slug: str) -> Unreadable:
        hint = say("get the list again from where it is published")
        return Unreadable(joined(" ", (self._name, how)), hint=hint, slug=slug)
