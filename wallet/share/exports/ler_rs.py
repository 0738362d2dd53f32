"""``ler-rs``: the shape of HR Open's Learning and Employment Record resume, as far as it is public.

Experimental: the schemas are not published, so conformance is not claimed.
"""

import json
from collections.abc import Sequence
from typing import Any

from wallet.share.resume import Line, stated

TYPE = "https://schema.hropenstandards.org/4.4/recruiting/json/ler-rs/LER-RSType.json"


def render(lines: Sequence[Line], name: str = "") -> str:
    """One JSON document with ``licensesAndCertifications`` and ``skills``."""
    skills: dict[str, str] = {}
    for line in sorted(lines, key=lambda line: not line.verified):
        for _, skill in line.skills:
            skills.setdefault(skill.casefold(), skill if line.verified else f"{skill} (not verified)")
    document = {
        "type": [TYPE],
        "person": {"name": {"formattedName": name}} if name else {},
        "licensesAndCertifications": [_certification(line) for line in lines],
        "skills": [{"name": skill} for _, skill in sorted(skills.items())],
    }
    return json.dumps(stated(document), indent=2, ensure_ascii=False) + "\n"


def _certification(line: Line) -> dict[str, Any]:
    return stated(
        {
            "name": line.name,
            "descriptions": [] if line.verified else ["not verified"],
            "issuingAuthority": stated({"name": line.issuer, "id": line.issuer_id}),
            "firstIssuedDate": line.issued,
            "effectiveTimePeriod": stated({"validFrom": line.begins or line.issued, "validTo": line.expires}),
            "attachmentReference": line.url,
            "identifiers": [{"value": line.achievement_id}] if line.achievement_id else [],
        }
    )
