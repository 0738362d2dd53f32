"""An independent reader of ``wallet-vault/1``, written from wallet/vault/FORMAT.md alone.

    python decrypt.py WALLET < secret

prints one JSON document: objects by id, registers, and the slot that opened.
It imports nothing of the wallet, and anything odd is a ``ValueError``.
"""

import hashlib
import hmac
import json
import struct
import sys
import unicodedata
import zlib
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def need(condition: object, what: str) -> None:
    if not condition:
        raise ValueError(what)


def info(label: str, vault_id: bytes) -> bytes:
    return b"wallet-vault/1/" + label.encode() + b"/" + vault_id


def subkey(key: bytes, label: str, vault_id: bytes) -> bytes:
    return HKDFExpand(SHA256(), 32, info(label, vault_id)).derive(key)


def canonical(value: Any) -> bytes:  # enough for members that are ASCII text and whole numbers
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def unseal(key: bytes, aad: bytes, sealed: bytes) -> bytes:
    aes = Cipher(algorithms.AES256(key), modes.ECB()).encryptor().update  # noqa: S305 - single blocks, as XAES asks
    nonce, top = sealed[:24], int.from_bytes(aes(bytes(16)), "big")
    k1 = (top << 1) % (1 << 128) ^ (0x87 if top >> 127 else 0)
    message_key = b""
    for i in (1, 2):
        block = k1 ^ int.from_bytes(bytes([0, i]) + b"X\0" + nonce[:12], "big")
        message_key += aes(block.to_bytes(16, "big"))
    return AESGCM(message_key).decrypt(nonce[12:], sealed[24:], aad)


def unframe(plain: bytes, step: int) -> bytes:
    codec, length = struct.unpack(">BI", plain[:5])
    content, filler = plain[5 : 5 + length], plain[5 + length :]
    need(len(content) == length and not any(filler) and len(filler) < step, "frame")
    need((len(plain) + 40) % step == 0 and codec in (0, 1), "frame")
    return zlib.decompress(content) if codec else content


def bech32m(text: str, prefix: str) -> bytes:
    text = "".join(letter for letter in unicodedata.normalize("NFKC", text).lower() if letter.isalnum())
    need(text.startswith(prefix + "1"), "prefix")
    words = [ALPHABET.index(letter) for letter in text[len(prefix) + 1 :]]
    check = 1
    for value in [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + words:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> i & 1 else 0
    need(check == 0x2BC830A3, "checksum")
    bits = "".join(f"{word:05b}" for word in words[:-6])
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits) // 8 * 8, 8))


def key_encryption_key(slot: Any, secret: str) -> bytes:
    salt, vault_id = bytes.fromhex(slot["salt"]), bytes.fromhex(slot["vault_id"])
    if slot["type"] == "argon2id":
        derivation = Argon2id(salt=salt, length=32, iterations=slot["t"], lanes=slot["p"], memory_cost=slot["m"])
        return derivation.derive(unicodedata.normalize("NFC", secret).encode())
    prefix = {"recovery": "walletrescue", "keyfile": "walletkey"}[slot["type"]]
    return HKDF(SHA256(), 32, salt, info("kek", vault_id)).derive(bech32m(secret, prefix))


def root_keys(wallet: Path, secret: str) -> tuple[dict[int, list[bytes]], bytes, str]:
    """Root keys by epoch, as the slots that open lead to them, and the type of the newest of these."""
    files = {}
    for path in sorted((wallet / "keys").iterdir()):
        data = path.read_bytes()
        files[path.name] = json.loads(data)
        need(path.name == hashlib.sha256(data).hexdigest() + ".json" and canonical(files[path.name]) == data, "slot")
    held: dict[str, tuple[int, bytes]] = {}
    opened = []
    for slot in sorted(files.values(), key=lambda slot: -slot["epoch"]):
        if slot["type"] == "link" or slot["key_id"] in held:
            continue
        try:
            kek = key_encryption_key(slot, secret)
        except ValueError:
            continue  # not that kind of secret
        vault_id = bytes.fromhex(slot["vault_id"])
        if hmac.compare_digest(subkey(kek, "commit", vault_id).hex(), slot["commit"]):
            aad = canonical({name: value for name, value in slot.items() if name not in ("commit", "wrapped")})
            wrapped = bytes.fromhex(slot["wrapped"])
            root = AESGCM(subkey(kek, "wrap", vault_id)).decrypt(bytes(12), wrapped, aad)
            held |= {slot["key_id"]: (slot["epoch"], root), **follow_links(files.values(), root, slot, vault_id)}
            opened.append(slot)
    need(opened, "no slot opens")
    roots: dict[int, list[bytes]] = {}
    for epoch, root in held.values():
        roots.setdefault(epoch, []).append(root)
    return roots, bytes.fromhex(opened[0]["vault_id"]), opened[0]["type"]


def follow_links(files: Any, root: bytes, slot: Any, vault_id: bytes) -> dict[str, tuple[int, bytes]]:
    found = {}
    for link in files:
        earlier = all(1 <= older["epoch"] < link["epoch"] for older in link.get("older", ()))
        if link["type"] == "link" and link["key_id"] == slot["key_id"] and earlier:
            label = b"link\0" + vault_id + bytes.fromhex(link["key_id"])
            plain = unseal(subkey(root, "link", vault_id), label, bytes.fromhex(link["sealed"]))
            need(len(plain) == 32 * len(link["older"]), "link")
            for number, older in enumerate(link["older"]):
                one = plain[32 * number : 32 * number + 32]
                need(subkey(one, "key-id", vault_id)[:8].hex() == older["key_id"], "link")
                found[older["key_id"]] = older["epoch"], one
    return found


def check_header(wallet: Path, root: bytes, vault_id: bytes) -> None:
    data = (wallet / "wallet.json").read_bytes()
    header = json.loads(data)
    need(canonical(header) == data and header["version"] == 1 and header["required"] == [], "header")
    mac = header.pop("mac")
    need(mac == hmac.digest(subkey(root, "header", vault_id), canonical(header), "sha256").hex(), "mac")


def read_pack(path: Path, roots: dict[int, list[bytes]], vault_id: bytes) -> tuple[str, Any]:
    """Its name and head; no head when its key is not at hand."""
    data = path.read_bytes()
    name, version = hashlib.sha256(data).hexdigest(), struct.pack(">I", 1)
    need(path.name == name + ".wvp" and path.parent.name == name[:2], "name")
    named = {subkey(root, "key-id", vault_id)[:8]: (epoch, root) for epoch, of in roots.items() for root in of}
    key_id = data[8:16]
    need(data[:8] == b"WVPK" + version, "prefix")
    if key_id not in named:
        return name, None
    epoch, root = named[key_id]
    key = subkey(root, "pack", vault_id)
    end = 20 + struct.unpack(">I", data[16:20])[0]
    rest = data[end:]
    head = json.loads(unframe(unseal(key, b"head\0" + vault_id + key_id + version, data[20:end]), 1024))
    need(head["v"] == 1 and not head["need"] and head["size"] == len(data), "head")
    need(head["rest"] == hashlib.sha256(rest).hexdigest(), "rest")
    head["key_id"] = key_id.hex()
    head["retires"] = {op["on"][4:] for op in head["ops"] if op.get("key") == "retired" and op["on"][:4] == "key:"}
    for other, (its_epoch, _) in named.items():
        need(its_epoch < epoch or other.hex() not in head["retires"], "retires")
    for entry in head["objs"]:
        sealed, object_id = rest[entry["off"] : entry["off"] + entry["len"]], bytes.fromhex(entry["id"])
        entry["body"] = unframe(unseal(key, b"body\0" + vault_id + key_id + object_id, sealed), 256)
        message = entry["kind"].encode() + b"\0" + entry["body"]
        need(hmac.digest(subkey(roots[1][0], "id", vault_id), message, "sha256")[:16] == object_id, "id")
    return name, head


def decrypt(wallet: Path, secret: str) -> dict[str, Any]:
    roots, vault_id, slot = root_keys(wallet, secret)
    check_header(wallet, roots[1][0], vault_id)
    read = dict(read_pack(path, roots, vault_id) for path in (wallet / "packs").glob("*/*"))
    packs = {name: head for name, head in read.items() if head is not None}
    retired = {key_id for head in packs.values() for key_id in head["retires"]}
    timely = [head for head in packs.values() if head["key_id"] not in retired]
    taken_over = {name for head in timely for name in head["sup"]}
    packs = {name: head for name, head in packs.items() if head["key_id"] not in retired or name in taken_over}
    replaced = {name for head in packs.values() for name in head["sup"]}
    need(read.keys() - packs.keys() <= replaced, "key")
    heads = {name: head for name, head in packs.items() if name not in replaced}
    drops = {dot for head in heads.values() for op in head["ops"] if op["op"] == "drop" for dot in op["dots"]}
    dots = {f"{e.get('born', name)}:{e['id']}": e for name, head in heads.items() for e in head["objs"]}
    objects = {dots[dot]["id"]: dots[dot] for dot in sorted(dots.keys() - drops, reverse=True)}
    operations = [(h, i, op) for h in heads.values() for i, op in enumerate(h["ops"]) if op["op"] == "set"]
    stamped = [(op.get("at", [*h["hlc"], h["dev"], h["seq"], i]), op) for h, i, op in operations]
    registers: dict[str, Any] = {}
    for _, op in sorted(stamped, key=lambda write: write[0]):
        registers.setdefault(op["on"], {})[op["key"]] = op["val"]
    return {"slot": slot, "objects": objects, "registers": registers}


if __name__ == "__main__":
    found = decrypt(Path(sys.argv[1]), sys.stdin.read())
    sys.stdout.write(json.dumps(found, default=bytes.hex))
