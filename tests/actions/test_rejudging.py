"""What the wallet notes of a credential when it is judged again is what it notes on import."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from issuer_kit import College
from judge_kit import judged
from vault_desk import Desk

from wallet.actions import contained, due, evidence
from wallet.actions.add import entry_of
from wallet.actions.grounds import Asked
from wallet.actions.reading import Read
from wallet.actions.rejudging import followed, verdict_register
from wallet.errors import Damaged, Internal, WalletError
from wallet.model import Entry
from wallet.vault import Item, Vault
from wallet.vault.changing import Change
from wallet.vault.entries import entries, summary

AWARDED = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_later_start_is_noted_both_times(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    report = judged(College().badge().decode())
    said = report.credential._replace(format="open-badges-2", issued=AWARDED, valid_from=AWARDED + timedelta(days=9))
    report = replace(report, credential=said, shown_is_signed=True)
    fresh = entry_of(Read(report.outline.payload, report), report.at)
    assert fresh.starts == said.valid_from
    before = replace(fresh, title="Badge at https://e.org/a", starts=None)
    vault = desk.create().vault
    vault.add([Item("credential", b"{}", summary(before))])
    (held,) = entries(vault)
    vault.set_all([register] if (register := verdict_register(held, report)) else [])
    (again,) = entries(desk.open())
    assert summary(again) == summary(fresh)
    corrected = replace(report, credential=said._replace(valid_from=AWARDED))
    vault.set_all([register] if (register := verdict_register(again, corrected)) else [])
    (known,) = entries(desk.open())
    assert known.starts is None


NOW = Asked(AWARDED)
EACH: dict[str, Callable[[Vault, Entry], object]] = {
    "rejudging": lambda vault, entry: followed(vault, Change(), [entry], NOW),
    "contained": lambda vault, entry: contained.held(vault, [replace(entry, format="clr-2")], AWARDED),
    "due": lambda vault, _: due.due(vault, timedelta(days=9), NOW),
    "evidence": lambda vault, _: evidence.add(vault, "did:web:e.org", b'{"id": "did:web:e.org"}', AWARDED, NOW),
}


@pytest.mark.parametrize("what", EACH)
def test_what_cannot_be_read_is_passed_over_and_a_bug_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    vault = Desk(tmp_path).create().vault
    report = judged(College().badge().decode())
    entry = replace(entry_of(Read(report.outline.payload, report), report.at), codes=("status_not_saved",))
    vault.add([Item("credential", report.outline.payload.data, summary(entry))])
    (held,) = entries(vault)

    def failing(error: WalletError) -> None:
        def judge(*_: object) -> None:
            raise error

        monkeypatch.setattr("wallet.actions.judge.judge", judge)
        monkeypatch.setattr(evidence, "judge", judge)

    failing(Damaged("torn"))
    EACH[what](vault, held)
    failing(Internal("a bug"))
    with pytest.raises(Internal, match="a bug"):
        EACH[what](vault, held)
