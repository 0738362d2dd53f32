"""``json``: the whole summary, for scripts.

``{"schema": "wallet-export/1", "signed": false, "credentials": [...]}``.  Keys
that a credential gives no value for are left out.
"""

import json
from collections.abc import Sequence
from typing import Any

from wallet.share.resume import Line, stated

SCHEMA = "wallet-export/1"


def render(lines: Sequence[Line], _name: str = "") -> str:
    """One JSON document, ended by a line feed."""
    document = {"schema": SCHEMA, "signed": False, "credentials": [_credential(line) for line in lines]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _credential(line: Line) -> dict[str, Any]:
    level, credits_ = line.level, line.credits
    found = {
        "ref": line.ref,
        "name": line.name,
        "type": line.kind,
        "issuer": stated({"name": line.issuer, "id": line.issuer_id}),
        "issued": line.issued,
        "begins": line.begins,
        "expires": line.expires,
        "url": line.url,
        "achievement_id": line.achievement_id,
        "level": None if level is None else {"framework": level.framework, "value": level.value},
        "credits": None
        if credits_ is None
        else {"amount": str(credits_.amount), "system": credits_.system, "earned": credits_.earned},
        "skills": [{"framework": framework, "name": name} for framework, name in line.skills],
        "format": line.format,
        "verdict": line.verdict.value,
        "checked_at": line.checked,
    }
    return stated(found)
