"""Pages for tests: a badge with all that a page shows, how a page sees it, and what a forger makes of a page."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import proof_kit as kit
from issuer_kit import CONTEXTS

from wallet.actions import viewer_page
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.judge import judge
from wallet.actions.knowledge import gather
from wallet.carriers import unwrap
from wallet.report import Report
from wallet.share import manifest, viewer
from wallet.share.page_parts import Shown
from wallet.wording import ENGLISH, Catalogue

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DATA = re.compile(rb'(<script type="application/json" id="data">)(.*?)(</script>)', re.DOTALL)


def is_quiet(seen: dict[str, Any]) -> bool:
    """Nothing loaded, asked, ran or failed, and nothing in the page that could."""
    return not (
        seen["requests"] or seen["dialogs"] or seen["errors"] or seen["handlers"] or seen["frames"] or seen["ran"]
    )


def tampered(page: bytes, change: Callable[[Any], object]) -> bytes:
    """The page with other data in it, as a forger would write it."""

    def anew(match: re.Match[bytes]) -> bytes:
        data = json.loads(match[2])
        change(data)
        return match[1] + json.dumps(data).replace("<", "\\u003c").encode() + match[3]

    return DATA.sub(anew, page, count=1)


def page_of(*shown: Shown, words: Catalogue = ENGLISH) -> bytes:
    said = manifest.Manifest(NOW, "did:key:z6Mk", ())
    return viewer.render(shown, viewer.Whole(said, b"{}", None, {}), words)


def seen(data: bytes, knowledge: Knowledge | None = None, name: str = "x") -> tuple[Report, Shown]:
    known = knowledge or gather()
    report = judge(unwrap(data, name)[0], known, Asked(NOW))
    return report, viewer_page.seen(report, name, known)


def badge(key: kit.Key, **more: Any) -> dict[str, Any]:
    mark = "urn:uuid:8d1d8d2e-0000-4000-8000-00000000000a"
    alignment = {"type": ["Alignment"], "targetName": "Arc welding", "targetCode": "S1"}
    achievement = {
        "id": "https://a.example/1",
        "type": ["Achievement"],
        "name": "Welding",
        "description": "Metal, joined.",
        "criteria": {"narrative": "Join two plates."},
        "alignment": [alignment | {"targetUrl": "https://a.example/s"}],
        "resultDescription": [{"id": mark, "type": ["ResultDescription"], "name": "Mark", "resultType": "Percent"}],
    }
    subject = {
        "id": "did:example:learner",
        "type": ["AchievementSubject"],
        "achievement": achievement,
        "result": [{"type": ["Result"], "resultDescription": mark, "value": "93"}],
    }
    issuer = {"id": key.did, "type": ["Profile"], "name": "School of Welding"}
    made = kit.credential(key.did, CONTEXTS[1], name="Welding", credentialSubject=subject, **more)
    return {**made, "issuer": issuer, "type": ["VerifiableCredential", "OpenBadgeCredential"]}
