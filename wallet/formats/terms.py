"""What each term of the formats means: the absolute IRIs that official contexts give it.

A view that a JSON-LD walk made is keyed by these.  One term can have several:
vocabularies moved (``http`` to ``https``), and Open Badges 3.0 changed some
between its context editions.  The first that a node has is read.
"""

VC = "https://www.w3.org/2018/credentials#"
OB3 = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
CLR = "https://purl.imsglobal.org/spec/vc/clr/vocab.html#"
CLR1 = "https://purl.imsglobal.org/spec/clr/vocab#"
OB2 = "https://w3id.org/openbadges#"
JFF = "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html#"
ELM = "http://data.europa.eu/snb/model/elm/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
FOAF = "http://xmlns.com/foaf/0.1/"
DCTERMS = "http://purl.org/dc/terms/"
CREDENTIAL_STATUS = "https://www.w3.org/ns/credentials/status#"


def _schema(name: str) -> tuple[str, str]:
    return f"https://schema.org/{name}", f"http://schema.org/{name}"


def _badge(name: str) -> tuple[str, str]:
    return OB3 + name, JFF + name


def _undefined(name: str) -> tuple[str, str]:
    """What the W3C's two vocabularies for words without a definition make of one."""
    return (
        f"https://www.w3.org/ns/credentials/issuer-dependent#{name}",
        f"https://www.w3.org/ns/credentials/undefined-term#{name}",
    )


IRIS: dict[str, tuple[str, ...]] = {
    # members of every Verifiable Credential, 1.1 and 2.0
    **{
        name: (VC + name,)
        for name in (
            "credentialSubject",
            "credentialSchema",
            "credentialStatus",
            "evidence",
            "expirationDate",
            "holder",
            "issuanceDate",
            "issued",
            "validFrom",
            "validUntil",
        )
    },
    "issuer": (VC + "issuer", OB2 + "issuer"),
    "verifiableCredential": (VC + "verifiableCredential", CLR + "verifiableCredential"),
    # words that many vocabularies took from schema.org
    **{name: (*_schema(name), *_undefined(name)) for name in ("familyName", "givenName", "url")},
    # words of EBSI and Microsoft Entra, which have none but their own
    **{name: _undefined(name) for name in ("firstName", "givenNames", "lastName", "learningAchievement")},
    "caption": _schema("caption"),
    "name": _schema("name"),
    "description": (*_schema("description"), DCTERMS + "description"),
    "image": (OB3 + "image", OB3 + "Image", *_schema("image"), JFF + "image"),
    "tag": _schema("keywords"),
    "email": (*_schema("email"), OB3 + "email"),
    "degree": (
        "https://example.org/examples#degree",
        "https://www.w3.org/ns/credentials/examples#degree",
        *_undefined("degree"),
    ),
    "hasCredential": (*_schema("hasCredential"), *_undefined("hasCredential")),
    "hasAchieved": ("https://w3c-ccg.github.io/vc-ed#hasAchieved", *_undefined("hasAchieved")),
    # words of the Credential Engine, whose prefixes belong to them
    **{f"ceterms:{name}": (f"https://purl.org/ctdl/terms/{name}",) for name in ("description", "name")},
    **{f"ceasn:{name}": (f"https://purl.org/ctdlasn/terms/{name}",) for name in ("competencyLabel", "competencyText")},
    "claim": (*_schema("claim"), "https://w3id.org/credentials#claim", *_undefined("claim")),
    # Open Badges 3.0 and CLR 2.0
    **{
        name: _badge(name)
        for name in (
            "achievedLevel",
            "humanCode",
            "identityHash",
            "identityType",
            "level",
            "resultType",
            "rubricCriterionLevel",
        )
    },
    **{name: (*_badge(name), CLR1 + name) for name in ("creditsAvailable", "creditsEarned")},
    "achievementType": (*_badge("achievementType"), CLR1 + "dtExtensibleAchievementType"),
    **{name: (*_badge(name), OB2 + name) for name in ("endorsementComment", "hashed", "salt", "targetCode")},
    "achievement": (
        OB3 + "achievement",
        OB3 + "achievement-0",
        OB3 + "Achievement",
        CLR + "achievement",
        JFF + "Achievement",
        CLR1 + "dtAchievement",
    ),
    "alignment": (OB3 + "alignment", JFF + "Alignment", OB2 + "alignment"),
    "awardedDate": (OB3 + "awardedDate",),
    "creator": (OB3 + "creator", OB3 + "Profile", JFF + "Profile"),
    "criteria": (OB3 + "Criteria", JFF + "criteria", *_schema("criteria"), OB2 + "criteria"),
    "identifier": (OB3 + "identifier", CLR + "identifier-1", JFF + "Identifier"),
    "narrative": (OB3 + "narrative", JFF + "narrative", OB2 + "narrative"),
    "result": (OB3 + "result", JFF + "Result"),
    "resultDescription": (OB3 + "resultDescription", JFF + "resultDescription"),
    "status": (OB3 + "status",),
    "targetFramework": _schema("targetFramework"),
    "targetName": _schema("targetName"),
    "targetUrl": _schema("targetUrl"),
    "value": _schema("value"),
    # Open Badges 1 and 2
    **{name: (OB2 + name,) for name in ("badge", "recipient")},
    "expires": ("https://w3id.org/security#expiration",),
    "identity": (OB2 + "identityHash",),
    "issuedOn": (OB2 + "issueDate",),
    "recipientProfile": ("https://w3id.org/blockcerts#recipientProfile",),
    "tags": _schema("keywords"),
    "verification": (OB2 + "verify",),
    # CLR 1.0, where it has words of its own
    **{name: (CLR1 + name,) for name in ("learner", "publisher")},
    "alignments": (OB2 + "alignment",),
    "requirement": (OB2 + "criteria",),
    # status lists
    "encodedList": (CREDENTIAL_STATUS + "encodedList", "https://w3id.org/vc/status-list#encodedList"),
    "statusPurpose": (CREDENTIAL_STATUS + "statusPurpose", "https://w3id.org/vc/status-list#statusPurpose"),
    # European Learning Model
    **{
        name: (ELM + name,)
        for name in (
            "awardedBy",
            "awardingBody",
            "creditPoint",
            "creditReceived",
            "displayParameter",
            "framework",
            "hasClaim",
            "hasPart",
            "learningOutcome",
            "point",
            "primaryLanguage",
            "relatedESCOSkill",
            "specifiedBy",
        )
    },
    "contentURL": (ELM + "contentUrl",),
    "eqfLevel": (ELM + "EQFLevel",),
    "nqfLevel": (ELM + "NQFLevel",),
    "fullName": (FOAF + "fullName",),
    "homepage": (FOAF + "homepage",),
    "inScheme": (SKOS + "inScheme",),
    "legalName": ("http://www.w3.org/ns/regorg#legalName",),
    "notation": (SKOS + "notation",),
    "prefLabel": (SKOS + "prefLabel",),
    "title": (DCTERMS + "title",),
}
