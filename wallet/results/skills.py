"""What credentials show that somebody can do: ``skills``, ``gap``, and the ``frameworks`` that rules can ask for."""

from typing import NamedTuple


class FrameworkLine(NamedTuple):
    """``frameworks``: one qualifications framework."""

    name: str
    place: str
    lowest: int
    highest: int
    levels: tuple[tuple[int, str], ...]
    source: str


class UnitLine(NamedTuple):
    """``frameworks``: one unit of credit."""

    slug: str
    name: str
    place: str
    meaning: str
    source: str


class Frameworks(NamedTuple):
    """``frameworks``: levels and units that rules can ask for."""

    frameworks: tuple[FrameworkLine, ...]
    units: tuple[UnitLine, ...]


class SkillEvidence(NamedTuple):
    """A credential that shows a skill."""

    ref: str
    title: str
    issuer: str
    counts: bool
    """Whether it is verified and has not ended."""
    problem: str
    """Why not, in words."""
    code: str = ""
    """The same as a slug, as ``stack why`` has it; empty when it counts."""


class SkillLine(NamedTuple):
    """``skills``: one skill across the wallet."""

    name: str
    framework: str
    """``ESCO``, ``O*NET``, ``CASE``, ``CTDL``, another's name, or ``free text`` for a tag."""
    code: str
    url: str
    evidence: tuple[SkillEvidence, ...]


class GapLine(NamedTuple):
    """``gap``: one skill that a job asks for."""

    name: str
    state: str
    """``covered``, ``partly`` or ``missing``."""
    why: str
    evidence: tuple[SkillEvidence, ...]


class Gap(NamedTuple):
    """``gap``: a job against the wallet."""

    lines: tuple[GapLine, ...]
    stack: str = ""
    """The file in which the missing part was written as a stack."""
    warnings: tuple[str, ...] = ()
