"""``verify --report``: the results of a check as a document to file, HTML or PDF."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from wallet import __version__
from wallet.errors import Unreadable
from wallet.report import Report
from wallet.results.checking import Outcome
from wallet.wording import Catalogue, say

SUFFIXES = (".html", ".pdf")
"""What the file's name may end in."""


def page(
    outcomes: Sequence[Outcome], at: datetime, suffix: str, words: Catalogue, folders: Sequence[Path] = ()
) -> bytes:
    """The page for the reports among ``outcomes``; what could not be read is an error and on no page.

    It is in the language of ``words``.  ``folders`` is where fonts lie.  Raises :class:`~wallet.errors.Unreadable`
    (``font_missing``) for a PDF with letters that no font here has.
    """
    reports = [one for one in outcomes if isinstance(one, Report)]
    if suffix == ".pdf":
        from wallet.share import report_sheet, typeface

        try:
            return report_sheet.render(reports, at, __version__, typeface.Fonts(tuple(folders)), words)
        except Unreadable as error:
            raise Unreadable(
                error.message, hint=say("write it as a page: --report checked.html"), slug=error.kind
            ) from error
    from wallet.share import report_page

    return report_page.render(reports, at, __version__, words)
