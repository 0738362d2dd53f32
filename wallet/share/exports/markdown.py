"""``markdown``: a list of achievements (CommonMark 0.31), each a line that can be pasted anywhere."""

import re
from collections.abc import Sequence

from wallet.share.resume import Line, bounds
from wallet.wording import Catalogue, say

_SPECIAL = re.compile(r"[\\`|*_\[\](){}<>#%!~&@$]|:(?=\S)|(?<=www)\.", re.IGNORECASE)
"""What could begin a link, emphasis, code, HTML, an entity, a formula or a short code in the middle of a line.

Or a command: what makes a site of such files often looks for {{ and {% in them first.
"""


def render(lines: Sequence[Line], words: Catalogue) -> str:
    """A list, one achievement a line; "" when there is none."""
    return "".join(_item(line, words) + "\n" for line in lines)


def _item(line: Line, words: Catalogue) -> str:
    name = f"**{escape(line.name)}**"
    if line.url:
        name = f"[{name}](<{line.url}>)"
    parts = [name, escape(line.issuer), line.issued]
    text = ", ".join(part for part in parts if part)
    remarks = [words.text(one) for one in bounds(line)]
    if not line.verified:
        remarks.append(words.text(say("not verified")))
    return f"- {text} ({'; '.join(remarks)})" if remarks else f"- {text}"


def escape(text: str) -> str:
    """``text`` so that Markdown shows it as it is: no link, no emphasis, no HTML, no list."""
    return _SPECIAL.sub(lambda found: "\\" + found.group(), text)
