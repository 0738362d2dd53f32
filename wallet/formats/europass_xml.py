"""European Digital Credentials as XML, as they were issued until 2022, in the words of today's JSON form.

The generic schema of EDCI (http://data.europa.eu/snb) says the same things in
other places: an element with ``idref`` stands for the one with that ``id``,
and texts have a ``text`` element a language.  What is made of it is read, and
shown, like any European Digital Credential.  The XAdES seals of that form are
named and not checked, so nothing read from it is ever called signed.
"""

from wallet.codec import strictxml
from wallet.codec.strictxml import Element
from wallet.errors import Unreadable
from wallet.model import JsonObject
from wallet.wording import say

_CREDENTIAL, _PRESENTATION = "europassCredential", "verifiablePresentation"
_SIGNATURE = ("http://www.w3.org/2000/09/xmldsig#", "Signature")
_ECTS = {"id": "http://data.europa.eu/snb/education-credit/6fcec5c5af", "prefLabel": "ECTS"}
_NODES = 10_000
"""Nodes made of one file: references let a small file stand for a large one."""
_PARTS_DEPTH = 8
_NESTING = 4
"""Credentials within credentials; what is deeper is left out, and nothing of it is shown."""
_DATES = ("validFrom", "issued", "issuanceDate", "validUntil", "expirationDate")


def load(data: bytes) -> JsonObject:
    """The credential in an XML file, or the presentation with its credentials.

    Raises :class:`~wallet.errors.Unreadable` when it is not sound XML, holds
    neither, or refers to more than 10,000 things.
    """
    root = strictxml.loads(data)
    if root.name == _CREDENTIAL:
        return _Rewriting(root).credential(_NESTING)
    inside = [child for child in root.children if child.name == _CREDENTIAL]
    if root.name != _PRESENTATION or not inside:
        raise Unreadable(
            say("this is XML, but no Europass credential"), hint="wallet formats lists what can be read", slug="xml"
        )
    return _said(
        type="VerifiablePresentation",
        id=root.attributes.get("id"),
        verifiableCredential=[_Rewriting(one).credential(_NESTING) for one in inside],
        proof=_seal(root),
    )


def _seal(signed: Element) -> JsonObject:
    """What stands for the signature of an element, so that it is named; empty where there is none."""
    places = (*signed.children, *signed.all("proof", "Signature"))
    return {"type": "XAdES"} if any((one.namespace, one.name) == _SIGNATURE for one in places) else {}


def _said(**members: object) -> JsonObject:
    """A node of what is not empty."""
    return {name: value for name, value in members.items() if value}


def _words(element: Element | None) -> object:
    """The texts of an element by language, or its one text."""
    if element is None:
        return ""
    texts: dict[str, list[str]] = {}
    for one in element.all("text"):
        texts.setdefault(one.attributes.get("lang", "@none"), []).append(one.text)
    return texts or element.text


def _concept(element: Element | None) -> JsonObject:
    """An entry of a controlled list: its address and its label."""
    if element is None:
        return {}
    scheme = _said(prefLabel=_words(element.first("targetFrameworkName")))
    return _said(id=element.attributes.get("uri"), prefLabel=_words(element.first("targetName")), inScheme=scheme)


class _Rewriting:
    """One credential, with the things in it that others refer to."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.known = {one.attributes["id"]: one for one in root.descendants() if "id" in one.attributes}
        self.left = _NODES

    def credential(self, nesting: int) -> JsonObject:
        """The whole of it, with the credentials that it contains."""
        root = self.root
        inside = root.all("contains", _CREDENTIAL) if nesting else []
        dates = {name: found.text for name in _DATES if (found := root.first(name)) is not None}
        return _said(
            type=["VerifiableCredential", "EuropeanDigitalCredential"],
            id=root.attributes.get("id"),
            issuer=self.organisation(root.first("issuer")),
            credentialSubject=self.person(root.first("credentialSubject")),
            displayParameter=_said(title=_words(root.first("title")), description=_words(root.first("description"))),
            verifiableCredential=[_Rewriting(one).credential(nesting - 1) for one in inside],
            proof=_seal(root),
            **dates,
        )

    def meant(self, element: Element) -> Element:
        """The element itself, or the one that it refers to."""
        self.left -= 1
        if self.left < 0:
            raise Unreadable(
                say("it refers to more than {nodes} things", nodes=_NODES),
                hint=say("ask the issuer for a fresh copy"),
                slug="xml_too_large",
            )
        return self.known.get(element.attributes.get("idref", ""), element)

    def organisation(self, element: Element | None) -> JsonObject:
        """Who issued it; the id of an organisation holds within the file only, as the format has it."""
        if element is None:
            return {}
        found = self.meant(element)
        homepage = found.first("homepage")
        return _said(
            id=found.attributes.get("id", element.attributes.get("idref")),
            legalName=_words(found.first("prefLabel") or found.first("legalIdentifier")),
            homepage=_said(contentURL=homepage.attributes.get("uri") if homepage else ""),
        )

    def person(self, element: Element | None) -> JsonObject:
        """The learner, and all that is claimed of them."""
        if element is None:
            return {}
        found = self.meant(element)
        return _said(
            id=found.attributes.get("id"),
            fullName=_words(found.first("fullName")),
            givenName=_words(found.first("givenNames")),
            familyName=_words(found.first("familyName")),
            hasClaim=self.achievements(found.all("achievements"), _PARTS_DEPTH),
        )

    def achievements(self, lists: list[Element], depth: int) -> list[JsonObject]:
        """Learning achievements, and those that they consist of; activities and entitlements are no achievements."""
        inside = [child for one in lists for child in one.all("learningAchievement")] if depth else []
        return [self.achievement(self.meant(one), depth) for one in inside]

    def achievement(self, element: Element, depth: int) -> JsonObject:
        specified = element.first("specifiedBy")
        return _said(
            type="LearningAchievement",
            id=element.attributes.get("id"),
            title=_words(element.first("title")),
            description=_words(element.first("description")),
            specifiedBy=self.specification(self.meant(specified)) if specified else {},
            hasPart=self.achievements(element.all("hasPart"), depth - 1),
        )

    def specification(self, element: Element) -> JsonObject:
        """What there was to learn: levels, credits, outcomes."""
        points = element.first("ECTSCreditPoints")
        outcomes = [self.meant(one) for one in element.all("learningOutcomes", "learningOutcome")]
        return _said(
            id=element.attributes.get("id"),
            title=_words(element.first("title")),
            description=_words(element.first("definition")),
            eqfLevel=_concept(element.first("EQFLevel")),
            nqfLevel=_concept(element.first("NQFLevel")),
            creditPoint=_said(point=points.text, framework=_ECTS) if points and points.text else {},
            learningOutcome=[self.outcome(one) for one in outcomes],
        )

    def outcome(self, element: Element) -> JsonObject:
        """A learning outcome with the ESCO skills that it names."""
        skills = [_concept(self.meant(one)) for one in element.all("relatedEscoSkill")]
        return _said(id=element.attributes.get("id"), title=_words(element.first("prefLabel")), relatedESCOSkill=skills)
