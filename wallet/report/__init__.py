"""What checking found, in a closed set of codes, and the verdict that follows.

A check answers one question about one credential.  Every outcome it can have
is a :class:`Code`; its words stand once, in the table of ``outcomes``.  The rule
that turns checks into a headline is :func:`verdict`.
"""

from wallet.report.checks import Check, check, worst
from wallet.report.codes import QUESTIONS, CheckId, Code, Result
from wallet.report.outcomes import words
from wallet.report.reports import ANYBODY, Audience, Commands, Proved, Report, Tier, asked_online, hinting, pasted
from wallet.report.verdicts import Verdict, first_of, verdict

__all__ = [
    "ANYBODY",
    "QUESTIONS",
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
    "asked_online",
    "check",
    "first_of",
    "hinting",
    "pasted",
    "verdict",
    "words",
    "worst",
]
