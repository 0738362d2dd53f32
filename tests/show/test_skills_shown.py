"""Skills and tables on terminals that are narrower than what they say."""

import pytest
from show_samples import said, screen

from wallet.actions.support import supported
from wallet.results.skills import Gap, GapLine, SkillLine
from wallet.show import contexts, skills
from wallet.show.console import Console
from wallet.show.layout import cells
from wallet.wording import catalogue, say

LONG = "Cite strong and thorough textual evidence to support analysis of what the text says explicitly"


@pytest.mark.parametrize("width", [40, 80])
def test_a_long_skill_is_broken_between_words_and_so_is_its_framework(width: int) -> None:
    console = screen(width)
    skills.listed(
        (SkillLine(LONG, "English Language Arts", "W-1", "", ()), SkillLine("SQL", "ESCO", "1", "", ())), console
    )
    lines = said(console).splitlines()
    assert max(map(cells, lines)) <= width
    assert lines[-3:] == ["  (English Language Arts W-1)", "SQL  (ESCO 1)", "2 skills"]
    assert " ".join(" ".join(lines[:-3]).split()) == LONG


def test_what_a_job_asks_for_stays_in_its_column() -> None:
    console = screen(60)
    why = say("nothing that you hold names it")
    skills.gap(Gap((GapLine(LONG, "missing", why, ()), GapLine("SQL", "missing", why, ()))), console)
    assert said(console).splitlines()[:5] == [
        "missing Cite strong and thorough textual evidence to",
        "          support analysis of what the text says explicitly",
        "          nothing that you hold names it",
        "missing SQL  nothing that you hold names it",
        "",
    ]


@pytest.mark.parametrize("language", ["en", "de"])
def test_columns_are_straight_in_every_language(language: str) -> None:
    console: Console = screen(120)
    console.words = catalogue({"WALLET_LANGUAGE": language})
    contexts.supported(supported(), console)
    keys = said(console).split("\n\n")[3].splitlines()[1:]
    assert len({cells(line) - cells(line.split("  ")[-1].lstrip()) for line in keys}) == 1
