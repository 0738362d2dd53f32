"""``schema-org``: a Person with ``hasCredential``, as JSON-LD for a web page (schema.org 29)."""

import json
from collections.abc import Sequence
from typing import Any

from wallet.share.resume import Line


def render(lines: Sequence[Line], name: str = "") -> str:
    """One JSON-LD document that may stand inside a ``<script>``: no ``<`` is left as it is."""
    person = {"@context": "https://schema.org", "@type": "Person", "name": name}
    document = _stated({**person, "hasCredential": [_credential(line) for line in lines]})
    return json.dumps(document, indent=2, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026") + "\n"


def _credential(line: Line) -> dict[str, Any]:
    skills = [
        _stated({"@type": "DefinedTerm", "name": name, "inDefinedTermSet": within}) for within, name in line.skills
    ]
    level = (
        {"@type": "DefinedTerm", "name": line.level.value, "inDefinedTermSet": line.level.framework}
        if line.level
        else {}
    )
    return _stated(
        {
            "@type": "EducationalOccupationalCredential",
            "name": line.name,
            "description": "" if line.verified else "not verified",
            "credentialCategory": line.kind,
            "recognizedBy": _stated({"@type": "Organization", "name": line.issuer, "identifier": line.issuer_id}),
            "dateCreated": line.issued,
            "validFrom": line.issued,
            "expires": line.expires,
            "educationalLevel": _stated(level),
            "competencyRequired": skills,
            "identifier": line.achievement_id,
            "url": line.url,
        }
    )


def _stated(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if value}
