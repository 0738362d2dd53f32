"""What the wallet notes of a credential when it is judged again is what it notes on import."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from issuer_kit import College
from judge_kit import judged
from vault_desk import Desk

from wallet.actions.add import entry_of
from wallet.actions.reading import Read
from wallet.actions.rejudging import verdict_register
from wallet.vault import Item
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
