"""Units of credit.  Amounts of different units are never added, compared or converted."""

from decimal import Decimal

from wallet.model import Credits
from wallet.stacks.folding import fold
from wallet.stacks.frameworks import UNITS
from wallet.wording import say

UNSTATED = "unstated"
SLUGS = tuple(unit.slug for unit in UNITS)
"""Units with a name of their own; any other is ``other:`` and its name."""
_BRIEF = {unit.slug: unit.brief for unit in UNITS}
SCALE = 10**6
"""Amounts are counted in millionths, as whole numbers."""
LARGEST = 1_000_000


def unit(system: str) -> str:
    """The slug of a unit as a credential or a rule writes it; ``unstated`` for an empty text."""
    name = fold(system).replace(" ", "_").replace("-", "_")
    if name in ("", UNSTATED):
        return UNSTATED
    if name in SLUGS:
        return name
    return "other:" + fold(system.removeprefix("other:"))


def known(system: str) -> bool:
    """Whether a rule may ask for this unit."""
    return unit(system) in SLUGS or (system.startswith("other:") and len(fold(system)) > len("other:"))


def millionths(amount: Decimal) -> int | None:
    """``amount`` in millionths; None unless it is from 0 to a million with at most six decimal places."""
    if not amount.is_finite() or not 0 <= amount <= LARGEST:
        return None
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, str) or exponent < -6:
        return None
    return int(amount.scaleb(6))


def amount_of(credits_: Credits | None, system: str, unstated_as: str) -> tuple[int | None, str]:
    """How much ``credits_`` adds to a sum in ``system``, in millionths, and the code of why that is nothing, or "".

    The amount is None where it cannot be told in that unit, and 0 where 0 is what is stated.
    """
    if credits_ is None:
        return None, "unit_unstated"
    stated = unit(credits_.system)
    if stated == UNSTATED and not unstated_as:
        return None, "unit_unstated"
    if (unit(unstated_as) if stated == UNSTATED else stated) != unit(system):
        return None, "unit_differs"
    amount = millionths(credits_.amount)
    if amount is None:
        return None, "unit_unstated"
    return amount, "" if amount else "no_credits"


_HOURS = {"hours": 1, "ects": 25, "uk_credit": 10, "us_semester_hour": 50}
"""Hours of work behind one unit in the Common Microcredential Framework.

There 100 to 150 hours are 4 to 6 ECTS, 10 to 15 UK credits or 2 to 3 US credits."""
EQUIVALENCES = {"cmf": _HOURS, "uk-ects": {"uk_credit": 1, "ects": 2}}
"""Named tables of what a unit is worth beside the others.

They disagree (2.5 or 2 UK credits to one ECTS), so nothing is ever counted by them."""


def equivalent(amount: int, unit_: str, other: str, table: str) -> int | None:
    """``amount`` (millionths of ``unit_``) in the unit ``other`` by ``table``; None where the table lacks one."""
    worth = EQUIVALENCES[table]
    if unit_ == other:
        return amount
    if unit_ not in worth or other not in worth:
        return None
    return amount * worth[unit_] // worth[other]


def words(system: str) -> str:
    """A unit after a number, for people: ``ECTS``; the name of a unit of the author's own."""
    return _BRIEF.get(system) or (say("without a unit") if system == UNSTATED else system.removeprefix("other:"))


def amount(millionths_: int, system: str) -> str:
    """An amount with its unit, for people: ``7.5 ECTS``."""
    return say("{amount} {unit}", amount=shown(millionths_), unit=words(system))


def shown(amount: int) -> str:
    """Millionths as people write amounts: ``7.5``."""
    text = f"{Decimal(amount) / SCALE:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
