"""``text``: a few plain lines an achievement, for a form or a mail."""

from collections.abc import Sequence

from wallet.share.resume import Line


def render(lines: Sequence[Line], _name: str = "") -> str:
    """Achievements with an empty line between two."""
    return "\n".join(_item(line) for line in lines)


def _item(line: Line) -> str:
    bounds = (f"from {line.begins}" if line.begins else "", f"until {line.expires}" if line.expires else "")
    dates = ", ".join(part for part in (line.issued, *bounds) if part)
    parts = [line.name, ", ".join(part for part in (line.issuer, dates) if part)]
    parts += ["Skills: " + ", ".join(name for _, name in line.skills)] if line.skills else []
    parts += [line.url] if line.url else []
    parts += [] if line.verified else ["(not verified)"]
    return "".join(f"{part}\n" for part in parts if part)
