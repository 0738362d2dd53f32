"""The answer of a check as a page for a folder: HTML or PDF."""

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module

from wallet import __version__
from wallet.report import Report
from wallet.results import Outcome

WRITERS = {".html": "wallet.share.report_page"}
"""By the end of the file's name."""


def page(outcomes: Sequence[Outcome], at: datetime, suffix: str) -> bytes:
    """The page for the reports among ``outcomes``; what could not be read is an error and on no page."""
    reports = [one for one in outcomes if isinstance(one, Report)]
    data: bytes = import_module(WRITERS[suffix]).render(reports, at, __version__)
    return data
