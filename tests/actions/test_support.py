"""What ``wallet formats`` claims is what the tables do."""

from wallet.actions.support import supported
from wallet.carriers import CARRIERS
from wallet.formats import FORMATS
from wallet.proofs import PROOFS
from wallet.status import STATUS


def test_every_row_of_every_table_is_told_with_its_label() -> None:
    found = supported()
    for rows, table in (
        (found.carriers, CARRIERS),
        (found.formats, FORMATS),
        (found.proofs, PROOFS),
        (found.status, STATUS),
    ):
        assert [row.id for row in rows] == list(table)
        assert all(row.label for row in rows)
    assert "eddsa-rdfc-2022" in next(row.label for row in found.proofs if row.id == "data-integrity")
    assert {"Ed25519", "P-256", "did:key"} <= {row.id for row in found.keys}
    assert found.contexts > 80
