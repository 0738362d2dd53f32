"""``text``: a few plain lines an achievement, for a form or a mail."""

from collections.abc import Sequence

from wallet.share.resume import Line, bounds
from wallet.wording import Catalogue, say


def render(lines: Sequence[Line], words: Catalogue) -> str:
    """Achievements with an empty line between two."""
    return "\n".join(_item(line, words) for line in lines)


def _item(line: Line, words: Catalogue) -> str:
    dates = ", ".join(part for part in (line.issued, *map(words.text, bounds(line))) if part)
    parts = [line.name, ", ".join(part for part in (line.issuer, dates) if part)]
    parts += (
        [words.text(say("Skills: {names}", names=", ".join(name for _, name in line.skills)))] if line.skills else []
    )
    parts += [line.url] if line.url else []
    parts += [] if line.verified else [f"({words.text(say('not verified'))})"]
    return "".join(f"{part}\n" for part in parts if part)
