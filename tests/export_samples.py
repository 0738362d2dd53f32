"""Credentials for tests of exports, and titles that try to be something else than titles."""

from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any

from wallet.model import Achievement, Alignment, Credential, Credits, Holder, Issuer, Level
from wallet.report import Verdict
from wallet.share.resume import Item

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "](http://evil.example)",
    "\\input{/etc/passwd}",
    "</script><script>alert(1)</script>",
    "&#60;b&#62;",
    "abc\u202egnp.exe",
    "\x1b]52;c;ZXZpbA==\x07\x1b[2Jred",
    "unbreakable" * 1_000,
    "",
    "**bold** _it_ `code`",
    "www.evil.example me@evil.example",
    "https://evil.example",
    ":smile: $x$",
    "- item\n# head\n\n1. one",
    "a\u2028b\r\nc",
    "\"quoted\" and 'single'",
    "|a|b|",
    "![i](u)",
    "<https://evil.example>",
    "~~no~~",
    "\xdcn\xefcode \u6f22\u5b57 \U0001f469\u200d\U0001f52c",
    "\u200e\u200f\ufeffx",
    "back\\slash\\",
    "[a]: http://x",
    "&amp;",
    "1) one",
    "\x9b31m",
    "{nb} of {nb} pages",
    "a,,b -- c ?` d << e >> f",
    "Goo\u00adgle Goo\u200bgle Goo\u200dgle",
]

LETTERS = [
    *"=+-@|%'\"<>&\\{}[]()$#_^~`*;,:/ \t\n\r\x00\x1b\u202e\u200f\u2066\ufeff\u2028",
    "א",
    "ش",
    "漢",
    "🎓",
    "e\u0301",
    "x",
]
TITLES = [*HOSTILE, *("".join(Random(seed).choices(LETTERS, k=3 + seed % 30)) for seed in range(200 - len(HOSTILE)))]
"""Two hundred: those above, and others drawn from the letters that do harm somewhere."""


def credential(name: str = "Statistics", **facts: Any) -> Credential:
    return Credential(
        format="open-badges-3",
        id=facts.pop("id", "https://cred.example.edu/1"),
        kind="badge",
        title=name,
        description="",
        issuer=facts.pop("issuer", Issuer("did:web:cred.example.edu", "Example University")),
        holder=Holder(),
        issued=facts.pop("issued", datetime(2025, 5, 1, tzinfo=UTC)),
        valid_from=facts.pop("valid_from", None),
        valid_until=facts.pop("valid_until", None),
        achievements=(Achievement(id="https://cred.example.edu/a", name=name, **facts),),
    )


def item(said: Credential, verdict: Verdict = Verdict.VERIFIED, ref: str = "k7") -> Item:
    return Item(said, verdict, AT, ref)


FULL = item(
    credential(
        kind="MasterDegree",
        valid_until=datetime(2030, 1, 2, tzinfo=UTC),
        level=Level("EQF", "7"),
        credits=Credits(Decimal("10.5"), "ects", earned=True),
        alignments=(
            Alignment("ESCO", "S5.6", "Causal inference", ""),
            Alignment("ESCO", "S5.6", "causal INFERENCE", ""),
            Alignment("", "code-only", "", ""),
        ),
    )
)
