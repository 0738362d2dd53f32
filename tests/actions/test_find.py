"""A list that is made of lines alone says what the entries say."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from vault_desk import Desk

from wallet.actions import find
from wallet.actions.selection import Selection
from wallet.errors import Ambiguous, NotFound
from wallet.model import Entry, Issuer
from wallet.vault import Item, Vault
from wallet.vault.entries import HIDDEN, JUDGED, Titled, entries, entry_of, judged, object_id, summary, titled

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def filled(tmp_path: Path) -> Vault:
    """Forty credentials in two imports, some alike, some hidden, one judged again."""
    draw, made = Random(3), Desk(tmp_path).create().vault
    for batch in range(2):
        given = [
            Entry(
                "", "vc-2", draw.choice(("Statistics", "statistics", "Żółta odznaka", "", "数据治理")),
                Issuer("did:x", draw.choice(("College", "")), ""), draw.choice((None, NOON - timedelta(days=number))),
                draw.choice((None, NOON + timedelta(days=number))), NOON + timedelta(seconds=batch),
                draw.choice(("verified", "rejected")), NOON,
            )
            for number in range(20)
        ]  # fmt: skip
        made.add(Item("credential", b"%d %d" % (batch, n), summary(one)) for n, one in enumerate(given))
    refs = [entry.ref for entry in entries(made)]
    made.set_all((object_id(ref).hex(), HIDDEN, True) for ref in refs[:5])
    made.set(object_id(refs[7]).hex(), JUDGED, judged("cannot_tell", NOON, ()))
    return made


def assert_alike(vault: Vault, wanted: Selection) -> None:
    quick, slow = find.overview(vault, wanted), find.everything(vault, wanted)
    assert [line._replace(ref=line.ref[:6]) for line in slow.lines] == [
        line._replace(ref=line.ref[:6]) for line in quick.lines
    ]
    assert (quick.hidden, quick.held, quick.incomplete) == (slow.hidden, slow.held, slow.incomplete)


@pytest.mark.parametrize("wanted", [Selection(), Selection(limit=3), Selection(hidden=None), Selection(words=("sta",))])
def test_lines_are_those_of_the_entries(filled: Vault, wanted: Selection) -> None:
    assert_alike(filled, wanted)


def test_the_short_way_makes_no_entries(filled: Vault) -> None:
    assert find.overview(filled).entries == ()
    assert len(find.overview(filled).lines) == 35
    assert find.overview(filled).hidden == 5


@pytest.mark.parametrize(
    "said",
    [
        {"title": "x"},
        {"added": 5, "verdict": "", "title": "", "issuer": ["a", "b", "c"], "issued": "", "until": ""},
        {},
    ],
)
def test_a_summary_of_another_shape_is_listed_all_the_same(filled: Vault, said: dict[str, object]) -> None:
    filled.add([Item("credential", b"other", said)])
    assert_alike(filled, Selection())
    assert "unreadable" in {line.verdict for line in find.overview(filled).lines}


@pytest.mark.parametrize("learned", [None, {"title": "Learned later"}, {}], ids=["as imported", "later", "no title"])
def test_titles_are_those_of_the_entries(filled: Vault, learned: dict[str, str] | None) -> None:
    given = [*entries(filled)]
    if learned is not None:
        filled.set(object_id(given[9].ref).hex(), JUDGED, ["verified", NOON.isoformat(), [], learned])
        given = [*entries(filled)]
    assert titled(filled) == [Titled(one.ref, one.title) for one in given]
    assert [entry_of(filled, one.ref) for one in given] == given


@pytest.mark.parametrize("said", [{"title": 5}, {"added": "x"}, {}])
def test_a_summary_of_another_shape_keeps_no_other_from_being_found(filled: Vault, said: dict[str, object]) -> None:
    (held,) = filled.add([Item("credential", b"other", said)])
    given = {one.ref: one for one in entries(filled)}
    assert {one.ref for one in titled(filled)} == given.keys()
    assert entry_of(filled, find.one(filled, next(iter(given))).ref) == next(iter(given.values()))
    assert find.several(filled, [*given]) == tuple(given.values())
    assert filled.object(held.id).summary == said


def test_one_that_is_not_there_is_no_object(filled: Vault) -> None:
    with pytest.raises(NotFound):
        filled.object(bytes(16))
    with pytest.raises(Ambiguous):
        find.one(filled, "statistics")
