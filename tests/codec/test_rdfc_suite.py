"""The official RDF canonicalization test suite, read from a folder beside the project.

The suite is the folder ``tests`` of W3C's rdf-canon repository: its
``manifest.jsonld`` and ``rdfc10/``.  Nothing of it is kept here.  To run it:

    RDF_CANON_TESTS=path/to/rdf-canon/tests pytest tests/codec/test_rdfc_suite.py
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from nquads import parse

from wallet.codec import rdfc
from wallet.errors import Refused

FOLDER = Path(os.environ.get("RDF_CANON_TESTS", ""))


def entries() -> list[Any]:
    manifest = FOLDER / "manifest.jsonld"
    if "RDF_CANON_TESTS" not in os.environ or not manifest.exists():
        reason = "needs the W3C rdf-canon tests: set RDF_CANON_TESTS to their folder"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="absent")]
    rows = json.loads(manifest.read_text(encoding="utf-8"))["entries"]
    return [pytest.param(row, id=row["id"].rpartition("#")[2]) for row in rows]


@pytest.mark.parametrize("row", entries())
def test_the_official_suite_of_the_w3c(row: dict[str, Any]) -> None:
    quads = parse((FOLDER / row["action"]).read_text(encoding="utf-8"))
    algorithm = row.get("hashAlgorithm", "SHA256").lower()
    kind = row["type"].removeprefix("rdfc:RDFC10")
    if kind == "NegativeEvalTest":
        with pytest.raises(Refused, match=r"^too_complex$"):
            rdfc.canonicalize(quads, hash=algorithm)
        return
    result = (FOLDER / row["result"]).read_text(encoding="utf-8")
    if kind == "MapTest":
        issued = rdfc.issue_labels(quads, hash=algorithm)
        assert {name[2:]: label[2:] for name, label in issued.items()} == json.loads(result)
        return
    assert kind == "EvalTest"
    assert rdfc.canonicalize(quads, hash=algorithm) == result
