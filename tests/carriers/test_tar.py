"""What Learner Credential Wallet exports: a tar file with a folder of credentials and one of profiles."""

import json
import tarfile
from io import BytesIO

import pytest

from wallet import carriers
from wallet.errors import Unreadable

BADGE = b'{"credentialSubject":{}}'
PROFILE = json.dumps({"profileName": "Default", "verificationKey": {"privateKeyMultibase": "zSecret"}}).encode()


def packed(files: dict[str, bytes], mode: str = "w") -> bytes:
    out = BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, BytesIO(content))
    return out.getvalue()


EXPORT = {"manifest.yml": b"ubc-version: '0.1'\n", "profiles/default.json": PROFILE, "credentials/bafy1.json": BADGE}


def test_the_credentials_of_an_export_are_found_and_the_rest_is_named() -> None:
    told: list[tuple[str, str]] = []
    found = carriers.unwrap(packed(EXPORT), "w.tar", left_out=lambda name, error: told.append((name, error.message)))
    assert [(one.name, one.data) for one in found] == [("w.tar!credentials/bafy1.json", BADGE)]
    assert [name for name, _ in told] == ["w.tar!manifest.yml", "w.tar!profiles/default.json"]
    assert "zSecret" not in str(told)


def test_what_systems_add_is_not_spoken_of() -> None:
    told: list[str] = []
    added = {"._manifest.yml": b"x", "credentials/.DS_Store": b"x", **EXPORT}
    assert len(carriers.unwrap(packed(added), "w.tar", left_out=lambda name, _: told.append(name))) == 1
    assert len(told) == 2


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (packed({"manifest.yml": b"x"}), "no_credentials"),
        (packed({"a.json": BADGE})[:-9728], "tar_damaged"),
        (packed({"a.json": BADGE}, "w:gz"), "compressed"),
    ],
)
def test_an_archive_of_which_nothing_is_taken_says_why(data: bytes, slug: str) -> None:
    with pytest.raises(Unreadable) as caught:
        carriers.unwrap(data, "w.tar")
    assert caught.value.kind == slug


def test_an_archive_is_opened_in_no_other() -> None:
    told: list[str] = []
    inside = {"more.tar": packed({"a.json": BADGE}), "b.json": BADGE + b" "}
    found = carriers.unwrap(packed(inside), "w.tar", left_out=lambda _, error: told.append(error.kind))
    assert ([one.data for one in found], told) == ([BADGE + b" "], ["too_deep"])
