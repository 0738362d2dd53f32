"""What checking found, in a closed set of codes, and the verdict that follows.

A check answers one question about one credential.  Every outcome it can have
is a :class:`Code`; its words stand once, in the table of ``outcomes``.  The rule
that turns checks into a headline is :func:`verdict`.
"""

from wallet.report.checks import Check, check, worst
from wallet.report.codes import COVERED, GOOD, QUESTIONS, CheckId, Code, Result
from wallet.report.outcomes import answered, words
from wallet.report.reports import ANYBODY, Audience, Commands, Proved, Report, Tier, asked_online, hinting, pasted
from wallet.report.verdicts import RELIABLE, Verdict, first_of, verdict, worst_of

__all__ = [
    "ANYBODY",
    "COVERED",
    "GOOD",
    "QUESTIONS",
    "RELIABLE",
    "Audience",
    "Check",
    "CheckId",
    "Code",
    "Commands",
    "Proved",
    "Report",
    "Result",
    "Tier",
    "Verdict",
    "answered",
    "asked_online",
    "check",
    "first_of",
    "hinting",
    "pasted",
    "verdict",
    "words",
    "worst",
    "worst_of",
]
