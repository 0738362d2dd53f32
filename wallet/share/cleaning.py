"""Cleaning an issuer's text for documents: no terminal codes, no reversed text, one line."""

import re

LIMIT_TEXT = 2_000

_SEQUENCES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-_]?")
_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_BLANKS = re.compile(r"[\s\u2800]{2,}")
"""Several in a row would break a line where its reader takes what follows for the document's own words."""
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
    r"|(?:^|(?<=[\x00-\u02ff]))[\u200c\u200d]+"
)


def clean(text: str, *, limit: int = LIMIT_TEXT) -> str:
    """``text`` without control sequences, controls, bidirectional overrides and what has no width, on one line.

    Of several blanks one is left.  Joiners stay where Arabic, Indic scripts and emoji need them, not after a Latin
    letter.  Longer text than ``limit`` characters is cut and ends in an ellipsis.
    """
    text = _SEQUENCES.sub("", text)
    text = _BLANKS.sub(" ", _UNSEEN.sub("", _BREAKS.sub(" ", text))).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"
