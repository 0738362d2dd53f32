"""Credentials that are neither plain JSON nor a bare token, from the file to a share: kept as they came."""

import json
import zipfile
from collections.abc import Callable

import pytest
from command_desk import Desk, make_desk
from issuer_kit import College

DIPLOMA = b"""<?xml version="1.0" encoding="UTF-8"?>
<europassCredential xmlns="http://data.europa.eu/snb" id="urn:credential:1">
  <issuer idref="urn:org"/><issued>2021-09-03T10:00:04Z</issued>
  <title><text lang="en">Sewing course</text></title>
  <credentialSubject id="urn:person"><fullName><text lang="en">Lilly Rose</text></fullName></credentialSubject>
  <agentReferences><organization id="urn:org"><prefLabel><text lang="en">Craft School</text></prefLabel></organization>
  </agentReferences>
</europassCredential>"""
TOKEN = College().badge("Welding").decode()
ENVELOPE = json.dumps(
    {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{TOKEN}",
    }
).encode()

__all__ = ["make_desk"]  # a fixture


@pytest.mark.parametrize(
    ("name", "data", "title", "suffix"),
    [("diploma.xml", DIPLOMA, "Sewing course", ".xml"), ("envelope.json", ENVELOPE, "Welding", ".json")],
)
def test_it_is_kept_shown_and_shared_as_it_came(
    make_desk: Callable[..., Desk], name: str, data: bytes, title: str, suffix: str
) -> None:
    desk = make_desk()
    desk.file(name, data)
    assert desk("verify", desk.folder / name, "--json").data["results"][0]["verdict"] == "cannot_tell"
    assert desk("import", desk.folder / name).code == 0
    (listed,) = desk("list", "--json").data["credentials"]
    assert listed["title"] == title
    assert title in desk("show", title).out
    bundle = desk.folder / "bundle.zip"
    assert desk("share", title, "-o", bundle, "--yes").code == 0
    with zipfile.ZipFile(bundle) as made:
        (inside,) = [member for member in made.namelist() if member.startswith("credentials/")]
        assert inside.endswith(suffix)
        assert made.read(inside) == data
    received = desk("verify", bundle, "--json")
    assert received.code == 4
    assert title in received.out
