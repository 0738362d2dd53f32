"""Make the golden wallet of the present format version; run once, when a version is new.

    PYTHONPATH=tests python tests/vault/golden/make.py

What it writes is committed and never made again: wallets like it are on
people's disks.  It holds every kind of object and operation, a removal, a
compaction and two root keys, and opens with a passphrase or a recovery code.
"""

import io
import json
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path
from random import Random

from vault_desk import CHEAP, PASSPHRASE, Desk, credential

from wallet.vault import Item, slots
from wallet.vault.compaction import compact, rekey

HERE = Path(__file__).parent
SECRET = "pässword for ever"
KINDS = ("evidence", "lookup", "stack", "context", "share", "holder-key", "of a later version")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), random=Random(1).randbytes)
        made = desk.create().vault
        ids = [one.id for one in made.add(credential(n, 300 * 3**n) for n in range(6))]
        made.add(
            Item(kind, f"{kind}: Żółty 🎓".encode(), {"title": kind, "nested": [1, None, {"a": [True]}]})
            for kind in KINDS
        )
        made.set_all(
            [(ids[0].hex(), "tag:python", True), (ids[0].hex(), "note", "für später"), ("wallet", "name", "Ada")]
        )
        made.drop([ids[1]])
        desk.clock.forward(days=1)
        compact(made)
        code = Random(2).randbytes(32)
        made = rekey(
            made,
            lambda keys: [
                slots.passphrase_slot(keys, SECRET.encode(), CHEAP, desk.random(16)),
                slots.secret_slot(keys, "recovery", code, desk.random(16)),
            ],
        )
        desk.clock.forward(days=1)
        made.add([credential(7)])
        made.set(ids[0].hex(), "note", "newer")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in desk.all_files():
                archive.writestr(zipfile.ZipInfo(path.relative_to(desk.wallet).as_posix()), path.read_bytes())
        told = {
            "passphrase": SECRET,
            "former": PASSPHRASE.decode(),
            "recovery": slots.recovery_code(code),
            "bodies": {name: sha256(made.body(bytes.fromhex(name))).hexdigest() for name in made.contents.objects},
            "kinds": {name: row.table[0] for name, row in sorted(made.contents.objects.items())},
            "about": {name: made.about(name) for name in (ids[0].hex(), "wallet")},
            "fingerprint": made.fingerprint,
        }
        (HERE / "wallet-vault-1.zip").write_bytes(packed.getvalue())
        (HERE / "wallet-vault-1.json").write_text(json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
