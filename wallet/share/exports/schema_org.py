"""``schema-org``: a Person with ``hasCredential``, as JSON-LD for a web page (schema.org 29)."""

import json
import re
from collections.abc import Sequence
from typing import Any

from wallet.share.resume import Line, stated


def render(lines: Sequence[Line], name: str = "") -> str:
    """One JSON-LD document that may stand inside a ``<script>`` of a template: no ``<``, {{ or {% is left as it is."""
    person = {"@context": "https://schema.org", "@type": "Person", "name": name}
    document = stated({**person, "hasCredential": [_credential(line) for line in lines]})
    text = json.dumps(document, indent=2, ensure_ascii=False)
    return re.sub("[<&]|{(?=[{%#])", lambda found: f"\\u{ord(found.group()):04x}", text) + "\n"


def _credential(line: Line) -> dict[str, Any]:
    skills = [
        stated({"@type": "DefinedTerm", "name": name, "inDefinedTermSet": within}) for within, name in line.skills
    ]
    level = (
        {"@type": "DefinedTerm", "name": line.level.value, "inDefinedTermSet": line.level.framework}
        if line.level
        else {}
    )
    return stated(
        {
            "@type": "EducationalOccupationalCredential",
            "name": line.name,
            "description": "" if line.verified else "not verified",
            "credentialCategory": line.kind,
            "recognizedBy": stated({"@type": "Organization", "name": line.issuer, "identifier": line.issuer_id}),
            "dateCreated": line.issued,
            "validFrom": line.begins or line.issued,
            "expires": line.expires,
            "educationalLevel": stated(level),
            "competencyRequired": skills,
            "identifier": line.achievement_id,
            "url": line.url,
        }
    )
