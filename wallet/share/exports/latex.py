r"""``latex``: one ``\walletcredential{name}{issuer}{date}{url}`` a line, which a document may define its own way."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from wallet.share.resume import Line, bounds
from wallet.wording import Catalogue, say

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}",
    "-": r"{-}",
    ",": r"{,}",
}
_ONE = re.compile(r'[\\{}$&#_%^~<>|"`\',-]')
_HEAD = r"""% For letters beyond Latin compile with XeLaTeX or LuaLaTeX and a font that has them.
% Put \usepackage{hyperref} and \usepackage[T1]{fontenc} before \begin{document}.
\providecommand{\href}[2]{#2}
\providecommand{\textquotedbl}{"}
\providecommand{\textquotesingle}{'}
\providecommand{\textasciigrave}{`}
\providecommand{\walletcredential}[4]{\item[]\textbf{\ifx\relax#4\relax#1\else\href{#4}{#1}\fi}, #2, #3}
\begin{itemize}
"""


def render(lines: Sequence[Line], words: Catalogue) -> str:
    """An ``itemize`` of all of them; a comment where there is none, since LaTeX refuses an empty list."""
    if not lines:
        return "% no credentials\n"
    return _HEAD + "".join(_item(line, words) for line in lines) + "\\end{itemize}\n"


def escape(text: str) -> str:
    """``text`` in one pass, so that no backslash of an issuer survives.

    Letters and their accents become one where they can (NFC): pdfLaTeX knows no accent that stands by itself.
    """
    return _ONE.sub(lambda found: _SPECIAL[found.group()], normalize("NFC", text))


def address(url: str) -> str:
    r"""A web address for ``\\href``: characters that mean something to TeX escaped or percent-encoded."""
    plain = url.replace("~", "%7E").replace("$", "%24").replace("'", "%27")
    return re.sub(r"([%#&_])", r"\\\1", plain)


def _item(line: Line, words: Catalogue) -> str:
    caution = "" if line.verified else f" ({words.text(say('not verified'))})"
    date = ", ".join(part for part in (line.issued, *map(words.text, bounds(line))) if part)
    name, issuer, date = escape(line.name + caution), escape(line.issuer), escape(date)
    return f"\\walletcredential{{{name}}}{{{issuer}}}{{{date}}}{{{address(line.url)}}}\n"
