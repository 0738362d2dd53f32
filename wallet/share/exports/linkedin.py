"""``linkedin``: an address that opens LinkedIn's form for a certification, and the fields to copy where it stays empty.

Nothing is opened or sent; LinkedIn does not promise to fill in its form.
"""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from wallet.share.resume import Line

FORM = "https://www.linkedin.com/profile/add"


def render(lines: Sequence[Line], _name: str = "") -> str:
    """For each achievement the address and then the fields by their names in the form."""
    return "\n".join(_item(line) for line in lines)


def link(line: Line) -> str:
    """The address of the form with every value percent-encoded."""
    values = {"startTask": "CERTIFICATION_NAME", **{key: value for key, (_, value) in fields(line).items()}}
    return f"{FORM}?{urlencode(values, quote_via=quote)}"


def fields(line: Line) -> dict[str, tuple[str, str]]:
    """Parameter to label and value, what is not stated left out."""
    issued, expires = _month(line.issued), _month(line.expires)
    every = {
        "name": ("Name", line.name),
        "organizationName": ("Issuing organization", line.issuer),
        "issueYear": ("Issue year", issued[0]),
        "issueMonth": ("Issue month", issued[1]),
        "expirationYear": ("Expiration year", expires[0]),
        "expirationMonth": ("Expiration month", expires[1]),
        "certUrl": ("Credential URL", line.url),
    }
    return {key: found for key, found in every.items() if found[1]}


def _item(line: Line) -> str:
    labelled = "".join(f"  {label}: {value}\n" for label, value in fields(line).values())
    caution = "" if line.verified else "  (not verified)\n"
    caution += f"  (begins {line.begins})\n" if line.begins else ""
    return f"{line.name}\n{link(line)}\n{labelled}{caution}"


def _month(day: str) -> tuple[str, str]:
    """Year and month as numbers without leading zeros."""
    return (str(int(day[:4])), str(int(day[5:7]))) if len(day) >= len("2026-05") else ("", "")
