"""Real file systems that are full, read-only or oddly named, and what a wallet leaves on none of them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from programs import program

PASSPHRASE = "correct horse battery"
SMALL = "import wallet.vault.slots as s; s.calibrated = lambda *_: s.Cost(64, 1, 1); "
WALLET = f'"$PYTHON" -c "{SMALL}from wallet.__main__ import main; main()"'
MOUNT = 'set -u; mount -t tmpfs -o size="$SIZE" tmpfs "$DISK"; wallet() { ' + WALLET + ' "$@"; }\n'


def on_disk(tmp_path: Path, script: str, size: str = "1m") -> "subprocess.CompletedProcess[str]":
    """Run a script in which ``wallet`` works on a disk of its own, mounted where nobody else sees it."""
    program("unshare", "util-linux")
    disk = tmp_path / "ein Datenträger ✓"
    disk.mkdir(exist_ok=True)
    (tmp_path / "secret").write_text(PASSPHRASE)
    (tmp_path / "secret").chmod(0o600)
    for number in range(3):
        (tmp_path / f"{number}.json").write_text(json.dumps(badge(number)))
    environment = os.environ | {
        "PYTHON": sys.executable, "SIZE": size, "DISK": str(disk), "FILES": str(tmp_path),
        "WALLET_DIR": str(disk / "mój portfel"), "WALLET_PASSWORD_FILE": str(tmp_path / "secret"),
        "WALLET_STATE_DIR": str(tmp_path / "s"), "WALLET_CACHE_DIR": str(tmp_path / "c"),
    }  # fmt: skip
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", MOUNT + script], env=environment, capture_output=True, text=True, check=False
    )
    if "unshare failed" in done.stderr or "mount: " in done.stderr:
        pytest.skip("this system lets nobody mount a disk of their own")
    return done


def badge(number: int) -> dict[str, object]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
        "id": f"urn:example:{number}", "issuer": "did:example:1", "name": f"Badge {number}",
        "credentialSubject": {"id": "did:example:2", "text": os.urandom(90_000).hex()},
    }  # fmt: skip


def test_a_full_disk_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    script = """
    wallet init --recovery-file "$FILES/code" >/dev/null || exit 90
    for n in 0 1 2; do
        wallet import "$FILES/$n.json" >/dev/null 2>>"$FILES/errors"; echo "import $n: $?"
    done
    head -c 2000000 /dev/zero >"$DISK/filler" 2>/dev/null
    wallet tag "Badge 0" python >/dev/null 2>>"$FILES/errors"; echo "tag: $?"
    wallet list --json; echo "list: $?"
    rm "$DISK/filler"
    wallet tag "Badge 0" python >/dev/null; echo "tag: $?"
    wallet check --read-data; echo "check: $?"
    """
    done = on_disk(tmp_path, script, "260k")
    lines = done.stdout.splitlines()
    imported = [line for line in lines if line.startswith("import")]
    assert imported[0].endswith(": 0")
    assert imported[-1].endswith((": 15", ": 5")), done.stdout + done.stderr
    kept = sum(line.endswith(": 0") for line in imported)
    (document,) = [json.loads(line) for line in lines if line.startswith("{")]
    assert len(document["data"]["credentials"]) == kept
    assert [line for line in lines if line.startswith(("tag", "list", "check"))] == [
        "tag: 15", "list: 0", "tag: 0", "check: 0"
    ], done.stderr  # fmt: skip
    said = (tmp_path / "errors").read_text()
    assert "no space left" in said
    assert "Traceback" not in said + done.stderr


def test_a_read_only_disk_can_be_read(tmp_path: Path) -> None:
    script = """
    wallet init --recovery-file "$FILES/code" >/dev/null || exit 90
    wallet import "$FILES/0.json" >/dev/null
    mount -o remount,ro "$DISK"
    for words in list check "status" "show badge"; do wallet $words >/dev/null; echo "$words: $?"; done
    wallet tag "Badge 0" python; echo "tag: $?"
    wallet password --new-password-file "$FILES/secret"; echo "password: $?"
    """
    done = on_disk(tmp_path, script, "3m")
    lines = done.stdout.splitlines()
    assert lines == ["list: 0", "check: 0", "status: 0", "show badge: 0", "tag: 15", "password: 15"], done.stderr
    assert done.stderr.count("read-only") >= 2
    assert "Traceback" not in done.stderr


def test_a_list_opens_few_files(tmp_path: Path) -> None:
    """Of the wallet, its memory and its cache: header, place, and the two files of the cache, besides key slots."""
    strace = program("strace", "strace")
    script = f"""
    wallet init --recovery-file "$FILES/code" >/dev/null || exit 90
    for n in 1 2 3 4; do wallet tag 2>/dev/null >/dev/null; done
    "$PYTHON" -c "$FILL" && wallet list >/dev/null
    {strace} -f -e trace=open,openat,openat2 -o "$FILES/trace" "$PYTHON" -m wallet list | wc -l
    """
    fill = """
import os
from pathlib import Path
from wallet import vault
from wallet.vault import Item, Passphrase, Place
at = Place(*(Path(os.environ[name]) for name in ("WALLET_DIR", "WALLET_STATE_DIR", "WALLET_CACHE_DIR")))
opened = vault.open(at, Passphrase(Path(os.environ["WALLET_PASSWORD_FILE"]).read_bytes()))
opened.add((Item("credential", b"%d" % n, {"title": str(n)}) for n in range(400)), judged=True)
"""
    os.environ["FILL"] = fill
    try:
        done = on_disk(tmp_path, script, "9m")
    finally:
        del os.environ["FILL"]
    assert done.stdout.split() == ["401"], done.stderr
    own = tuple(f"{tmp_path}/{name}/" for name in ("ein Datenträger ✓", "s", "c"))
    traced = (
        (tmp_path / "trace").read_text().encode().decode("unicode_escape").encode("latin-1").decode(errors="replace")
    )
    opened = [line for line in traced.splitlines() if "O_DIRECTORY" not in line and "= -1" not in line]
    files = {line.split('"')[1] for line in opened if any(f'"{name}' in line for name in own)}
    besides = {name for name in files if "/keys/" in name}
    assert len(besides) == 2
    assert {Path(name).name for name in files - besides} == {"wallet.json", "place.json", "seen.bin", "cache.bin"}
