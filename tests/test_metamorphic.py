"""What must hold of every well-signed credential, whoever made it: signed content cannot change, formatting may.

pytest tests/test_metamorphic.py            a sample of the changes to each
pytest tests/test_metamorphic.py -m long    a thousand changes to each
"""

import copy
import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from test_vectors import ACCEPTED, CANNOT_TELL, CLOCK, network
from vectors import VECTORS, cases

from wallet.actions.grounds import Asked
from wallet.actions.judge import judge
from wallet.actions.knowledge import gather
from wallet.carriers import unwrap
from wallet.codec import jsonld, rdfc
from wallet.codec.contexts import ContextLibrary
from wallet.errors import Refused, Unreadable
from wallet.report import Report, Verdict

Json = dict[str, Any]
LIBRARY = ContextLibrary()


def documents() -> list[Any]:
    """Every credential with an embedded proof that holds."""
    kinds = cases("ob3-embedded", "ob3-endorsement", "vc20", "vc11", "clr2")
    return [
        case
        for case in kinds
        if case.values[0] is None
        or (
            case.values[0]["expected"]["signature"] == "valid"
            and case.values[0]["path"] not in CANNOT_TELL
            and not case.values[0]["path"].endswith("jwt")
        )
    ]


def verdict_of(document: Json | bytes) -> Report | None:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    try:
        (payload,) = unwrap(data, "badge")
        return judge(payload, gather(network().get), Asked(CLOCK))
    except Unreadable:
        return None


def signed(document: Json) -> str:
    """The canonical form that an RDF suite signs, or why there is none."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    try:
        return rdfc.canonicalize(jsonld.walk(bare, LIBRARY).quads)
    except Refused as refusal:
        return refusal.code


def is_rdf(document: Json) -> bool:
    return "-jcs-" not in json.dumps(document["proof"])


# --- changes -----------------------------------------------------------------


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        if path or key != "proof":
            yield (*path, key)
            yield from places(inner, (*path, key))


def at(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


def other(value: Any, rng: random.Random) -> Any:
    """Another value, of the same type or of another."""
    if isinstance(value, str) and rng.random() < 0.7:
        return rng.choice([value + "x", value.upper(), "", "2031-01-01T00:00:00Z", "https://evil.example/"])
    return rng.choice([[value, "x"], {"id": "urn:x"}, 7, True, [value], "x", {"@value": "x"}, None])


def change(document: Json, rng: random.Random) -> None:
    path = rng.choice(list(places(document)))
    parent, key = at(document, path[:-1]), path[-1]
    match rng.randrange(5):
        case 0 | 1:
            parent[key] = other(parent[key], rng)
        case 2:
            del parent[key]
        case 3 if isinstance(parent, dict):
            parent[rng.choice(["gpa", "name", "https://schema.org/name", "type", "id", "@id", str(key) + "s"])] = (
                parent.pop(key)
            )
        case _:
            inner = parent[key] if isinstance(parent[key], dict) else document
            inner[rng.choice(["gpa", "name", "description", "achievement", "validUntil", "@context"])] = rng.choice(
                ["4.0", {"name": "x"}, ["x"], {"gpa": "https://e.example/gpa"}]
            )


def check_changes(row: Json, count: int) -> None:
    good = json.loads((VECTORS / row["path"]).read_bytes())
    before = verdict_of(good)
    assert before is not None
    assert before.checks[1].result.value in ("pass", "note")
    form = signed(good)
    for seed in range(count):
        changed = copy.deepcopy(good)
        change(changed, random.Random(f"{row['path']}{seed}"))
        after = verdict_of(changed)
        if changed == good or after is None or after.checks[1].result.value not in ("pass", "note"):
            continue
        assert is_rdf(good), (seed, "a JCS suite signs every member")
        assert signed(changed) == form, (seed, "other content was accepted")
        assert after.verdict is before.verdict


@pytest.mark.parametrize("row", documents())
def test_changed_content_is_never_accepted(row: Json) -> None:
    check_changes(row, 25)


@pytest.mark.long
@pytest.mark.parametrize("row", documents())
def test_changed_content_is_never_accepted_in_full(row: Json) -> None:
    check_changes(row, 1000)


# --- formatting --------------------------------------------------------------


def backwards(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: backwards(inner) for key, inner in reversed(value.items())}
    return [backwards(inner) for inner in value] if isinstance(value, list) else value


_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
FORMATS: dict[str, Callable[[Json], bytes]] = {
    "indented": lambda document: json.dumps(document, indent=3).encode(),
    "members the other way round": lambda document: json.dumps(backwards(document)).encode(),
    "as little as can be": lambda document: json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode(),
    "escaped": lambda document: _TEXT.sub(
        lambda text: text[0].replace("e", "\\u0065"), json.dumps(document, ensure_ascii=False)
    ).encode(),
}


@pytest.mark.parametrize("row", documents())
def test_formatting_changes_nothing(row: Json) -> None:
    good = json.loads((VECTORS / row["path"]).read_bytes())
    before = verdict_of(good)
    assert before is not None
    for name, form in FORMATS.items():
        after = verdict_of(form(good))
        assert after is not None, name
        assert [check.code for check in after.checks] == [check.code for check in before.checks], name


def test_no_well_signed_vector_is_left_out() -> None:
    """The changes above would prove little if they were made to few."""
    rows = [case.values[0] for case in documents() if case.values[0] is not None]
    if not rows:
        pytest.skip("needs the shared test material: ../shared/vectors/manifest.json is not there")
    accepted = [row for row in rows if (report := verdict_of((VECTORS / row["path"]).read_bytes())) is not None
                and report.verdict in {*ACCEPTED, Verdict.CANNOT_TELL, Verdict.REJECTED}]  # fmt: skip
    assert len(accepted) == len(rows) > 80
