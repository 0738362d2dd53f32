"""``wallet due``: what wants attention, and an exit code that a scheduled job can use."""

from datetime import timedelta
from typing import Any

import pytest
from command_desk import NOW, Desk, make_desk
from issuer_kit import College
from net_server import Internet, status

from wallet.actions import demo

__all__ = ["make_desk"]


@pytest.fixture
def desk(make_desk: type[Desk], net: Internet) -> Desk:
    return make_desk("here", net.network)


def titles(desk: Desk, part: str, *more: str) -> list[str]:
    return [one["title"] for one in desk("due", "--json", *more).data[part]]


def hold(desk: Desk, college: College, name: str, **more: Any) -> None:
    assert desk("import", desk.file(f"{name}.jwt", college.badge(name, **more))).code == 0


def test_an_empty_wallet_and_badges_that_need_nobody_owe_nothing(desk: Desk) -> None:
    assert desk("due").code == 0
    desk("import", desk.file("statistics.json", demo.files(NOW, bytes)["statistics.json"]))
    said = desk("due")
    assert (said.code, said.out) == (0, "Nothing is due within 30 days.\n")


def test_what_ends(desk: Desk, college: College) -> None:
    for name, end in (("Past", "2026-11-01"), ("Soon", "2026-12-10"), ("Later", "2027-03-01")):
        hold(desk, college, name, validUntil=f"{end}T00:00:00Z")
    desk("refresh")
    said = desk("due", "--json")
    assert said.code == 3
    assert [titles(desk, part) for part in ("ended", "ending")] == [["Past"], ["Soon"]]
    assert titles(desk, "ending", "--within", "26w") == ["Soon", "Later"]
    text = desk("due").out
    assert all(words in text for words in ("ended on 2026-11-01", "ends on 2026-12-10", "servers were last asked on"))
    assert desk("due", "--within", "soon").code == 2


def test_of_many_a_few_are_named_and_all_where_that_is_asked_for(desk: Desk, college: College) -> None:
    for day in range(1, 12):
        hold(desk, college, f"Ended {day}", validUntil=f"2026-10-{day:02}T00:00:00Z")
    assert titles(desk, "ended") == [f"Ended {day}" for day in range(11, 0, -1)], "what ended last first, and all"
    few, every = desk("due").out, desk("due", "--all").out
    assert few.count("ended on") == few.count("never looked up") == 8
    assert few.count("and 3 more: wallet due --all\n") == 2
    assert "wallet refresh --all\n" in few
    assert every.count("ended on") == every.count("never looked up") == 11
    assert "more:" not in every


def test_what_was_never_looked_up_and_what_gave_no_answer(desk: Desk, college: College, net: Internet) -> None:
    hold(desk, college, "Statistics")
    said = desk("due", "--json")
    assert (said.code, said.data["refreshed"]) == (3, None)
    assert [one["what"] for one in said.data["missing"]] == ["never looked up"]
    ref = said.data["missing"][0]["ref"][:6]
    assert f"wallet refresh {ref}" in desk("due").out
    net.handlers[college.did_url] = status(500)
    desk("refresh")
    assert [one["what"] for one in desk("due", "--json").data["missing"]] == [
        "asked for on 2026-11-22, without an answer"
    ]
    net.handlers.clear()
    desk.at += timedelta(days=1)
    desk("refresh")
    assert desk("due", "--json").data["missing"] == []


def test_what_changed_at_the_last_refresh_and_only_then(desk: Desk, college: College, net: Internet) -> None:
    hold(desk, college, "Statistics", place=7)
    desk("refresh")
    desk.at += timedelta(days=1)
    desk("refresh")
    assert desk("due").code == 0
    college.withdrawn.add(7)
    net.serve(college.pages())
    desk.at += timedelta(days=1)
    desk("refresh")
    changed = desk("due", "--json").data["changed"]
    assert [(one["title"], one["what"]) for one in changed] == [
        (
            "Statistics",
            "was verified with notes, is now do not rely on this: withdrawn by the issuer, as of 2026-11-24",
        )
    ]
    desk.at += timedelta(days=1)
    desk("refresh")
    assert desk("due", "--json").data["changed"] == []


def test_what_was_looked_up_long_ago(desk: Desk, college: College, net: Internet) -> None:
    hold(desk, college, "Statistics", place=7)
    desk("refresh")
    desk.at += timedelta(days=40)
    net.requests.clear()
    old = desk("due", "--json").data["old"]
    assert [one["what"] for one in old] == ["last looked up 40 days ago"]
    assert net.requests == []
    desk("refresh")
    assert titles(desk, "old") == []
