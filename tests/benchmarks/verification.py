"""Verification speed against other implementations, as ratios of one interleaved run.

    npm ci --prefix tests/peers
    pip install openvc-core openbadgeslib
    python tests/benchmarks/verification.py [--compiled FOLDER] [CREDENTIAL.json | TOKEN.jwt ...]

``FOLDER`` holds the program as its compiled wheel has it; then that is ours:

    HATCH_BUILD_HOOK_ENABLE_MYPYC=true pip install --target FOLDER git+file://$PWD

Without a file it makes its own: an Open Badge 3.0 with an eddsa-rdfc-2022
proof, and the same badge as a token with EdDSA, ES256 and RS256.

Every contender is a warm process of its own that verifies the same file again
and again; rounds go in turn, so that a machine that slows down slows them all.
Ours runs the whole policy layer: all seven checks, from bytes to verdict.  A
JOSE library does none of that, so tokens are also taken apart and verified
alone, as it does; what a bare signature of their kind takes is the floor.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

PEERS = Path(__file__).parent.parent / "peers"
ROUNDS = 9
SECONDS_A_ROUND = 0.5


class Contender:
    """A process that verifies one file and tells how long a number of rounds took."""

    def __init__(self, name: str, command: list[str], compiled: str = "") -> None:
        self.name = name
        self.times: list[float] = []
        self.work: list[float] = []
        """Processor seconds of the same rounds, which other programs on the machine disturb less."""
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=PEERS,
            env=os.environ | ({"PYTHONPATH": compiled} if compiled else {}),
        )
        assert self._answer() == {"verified": True}, f"{name} does not verify the file"
        self._count = max(1, int(SECONDS_A_ROUND / self._run(20)[0] * 20))

    def round(self) -> None:
        seconds, work = self._run(self._count)
        self.times.append(seconds / self._count)
        self.work.append(work / self._count)

    def _run(self, count: int) -> tuple[float, float]:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{count}\n")
        self._process.stdin.flush()
        answer = self._answer()
        return float(answer["seconds"]), float(answer["work"])

    def _answer(self) -> dict[str, float | bool]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"{self.name} stopped"
        return dict(json.loads(line))

    def stop(self) -> None:
        self._process.communicate("", timeout=10)


def contenders(path: str, compiled: str) -> list[Contender]:
    """Whoever claims to verify this kind of file; a peer that is not installed is left out and said so."""
    ours = [sys.executable, __file__, "--work"]
    wanted = {"wallet, compiled": [*ours, "wallet", path]} if compiled else {}
    wanted |= {"wallet": [*ours, "wallet", path], "bare signature": [*ours, "bare", path]}
    if path.endswith(".jwt"):
        wanted["wallet, the token alone"] = [*ours, "token", path]
        wanted["npm jose"] = ["node", "verification.mjs", "jose", path]
    else:
        wanted["npm @digitalbazaar/vc"] = ["node", "verification.mjs", "digitalbazaar", path]
        wanted["npm @digitalcredentials/verifier-core"] = ["node", "verification.mjs", "verifier-core", path]
        wanted["PyPI openvc-core"] = [*ours, "openvc", path]
        wanted["PyPI openbadgeslib"] = [*ours, "openbadgeslib", path]
    found = []
    for name, command in wanted.items():
        try:
            found.append(Contender(name, command, compiled if name == "wallet, compiled" else ""))
        except (AssertionError, OSError) as error:
            print(f"left out: {name}: {error}")
    return found


def compare(path: str, compiled: str) -> None:
    """Print the median time of each and its ratio to ours, round by round."""
    field = contenders(path, compiled)
    for _ in range(ROUNDS):
        for contender in field:
            contender.round()
    ours = field[0]
    print(f"\n{Path(path).name}: {ROUNDS} interleaved rounds")
    for contender in field:
        ratios = [theirs / own for theirs, own in zip(contender.times, ours.times, strict=True)]
        work = statistics.median(theirs / own for theirs, own in zip(contender.work, ours.work, strict=True))
        print(
            f"  {contender.name:<40} {statistics.median(contender.times) * 1e6:>9.0f} us"
            f"   {statistics.median(ratios):>6.2f} x ours ({min(ratios):.2f} to {max(ratios):.2f})"
            f"   processor {work:>6.2f} x"
        )
        contender.stop()


# --- the other side of the pipe ----------------------------------------------


def work(which: str, path: str) -> None:
    """Be a contender: read counts, answer with seconds."""
    kinds = {"wallet": _wallet, "token": _token, "bare": _bare, "openvc": _openvc, "openbadgeslib": _openbadgeslib}
    verify = kinds[which](Path(path).read_bytes())
    print(json.dumps({"verified": verify()}), flush=True)
    for line in sys.stdin:
        started, worked = perf_counter(), process_time()
        for _ in range(int(line)):
            verify()
        print(json.dumps({"seconds": perf_counter() - started, "work": process_time() - worked}), flush=True)


def _wallet(data: bytes):  # noqa: ANN202 - a closure for the loop above
    from wallet.actions.grounds import Asked
    from wallet.actions.judge import judge
    from wallet.actions.knowledge import gather
    from wallet.carriers import unwrap
    from wallet.report import CheckId, Result

    known = gather(lambda _: None)
    asked = Asked(datetime.now(UTC))

    def verify() -> bool:
        (payload,) = unwrap(data, "badge")
        report = judge(payload, known, asked)
        return any(c.id is CheckId.INTEGRITY and c.result is Result.PASS for c in report.checks)

    return verify


def _token(data: bytes):  # noqa: ANN202 - as above
    """What a JOSE library does: takes the token apart, reads its claims, verifies its signature under a key at hand."""
    from wallet.actions.knowledge import gather
    from wallet.codec import jose
    from wallet.model import KeyRef
    from wallet.proofs import jws, signatures

    known = gather(lambda _: None)

    def verify() -> bool:
        token = jose.parse_compact(data)
        found = known.key(KeyRef(token.header["kid"], jose.claims(token)["iss"], "assertionMethod"))
        assert found.key is not None
        return signatures.verify(found.key, jws.algorithm(token.header, found), token.signature, token.signing_input)

    return verify


def _bare(data: bytes):  # noqa: ANN202 - as above
    """One verification of 64 bytes by a key at hand, of the kind in the file: what no verifier can be faster than."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA256

    message = bytes(64)
    alg = json.loads(urlsafe_b64decode(data.split(b".")[0] + b"==")).get("alg") if data.startswith(b"eyJ") else "EdDSA"
    how: tuple[Any, ...] = {"ES256": (ec.ECDSA(SHA256()),), "RS256": (padding.PKCS1v15(), SHA256())}.get(alg, ())
    private: Any = ed25519.Ed25519PrivateKey.generate()
    if alg != "EdDSA":
        private = ec.generate_private_key(ec.SECP256R1()) if alg == "ES256" else rsa.generate_private_key(65537, 2048)
    signature, public = private.sign(message, *how), private.public_key()

    def verify() -> bool:
        public.verify(signature, message, *how)
        return True

    return verify


def _openvc(data: bytes):  # noqa: ANN202 - as above
    from openvc import verify_credential  # type: ignore[import-untyped, unused-ignore] # may be absent

    contexts = _official_contexts()
    return lambda: bool(verify_credential(json.loads(data), extra_contexts=contexts))


def _openbadgeslib(data: bytes):  # noqa: ANN202 - as above
    from openbadgeslib.ob3 import OB3LdpVerifier  # type: ignore[import-untyped, unused-ignore] # may be absent

    verifier = OB3LdpVerifier()
    return lambda: bool(verifier.verify(data))


def _official_contexts() -> dict[str, Any]:
    """The vocabularies that this one does not bring along, from beside the checkout."""
    from vectors import CONTEXTS

    index = json.loads((CONTEXTS / "manifest.json").read_text())
    wanted = [url for url in index if "/ob/v3p0/" in url]
    return {url: json.loads((CONTEXTS / index[url]["file"]).read_text()) for url in wanted}


# --- what is verified when no file is given ------------------------------------


def samples(folder: Path) -> list[Path]:
    """A demo badge, and tokens of it whose issuer is its own key, which also stands in the header."""
    from proof_kit import make_key, token

    from wallet.actions import demo

    badge = demo.files(datetime.now(UTC), os.urandom)["statistics.json"]
    made = [folder / "eddsa-rdfc-2022.json"]
    made[0].write_bytes(badge)
    for kind in ("Ed25519", "P-256", "RSA"):
        key = make_key(kind)
        jwk = _jwk(key.private.public_key())
        did = "did:jwk:" + _b64(json.dumps(jwk).encode())
        claims = json.loads(badge) | {"iss": did, "issuer": {"id": did, "type": ["Profile"], "name": "Demo College"}}
        del claims["proof"]
        made.append(folder / f"{kind}.jwt")
        made[-1].write_text(token(claims | {"jti": claims["id"]}, key, typ="JWT", jwk=jwk, kid=f"{did}#0"))
    return made


def _jwk(public: Any) -> dict[str, str]:
    """The public key as a JWK (RFC 7517, RFC 8037)."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    if isinstance(public, ed25519.Ed25519PublicKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": _b64(public.public_bytes_raw())}
    numbers = public.public_numbers()
    if isinstance(public, ec.EllipticCurvePublicKey):
        x, y = (_b64(number.to_bytes(32)) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}
    return {"kty": "RSA", "n": _b64(numbers.n.to_bytes(256)), "e": _b64(numbers.e.to_bytes(3))}


def _b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def main() -> None:
    """Compare on each file."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--compiled", type=Path, metavar="FOLDER")
    words.add_argument("paths", type=Path, nargs="*", metavar="FILE")
    chosen = words.parse_args()
    compiled = str(chosen.compiled.resolve()) if chosen.compiled else ""
    with TemporaryDirectory() as folder:
        for path in chosen.paths or samples(Path(folder)):
            compare(str(path.resolve()), compiled)


if __name__ == "__main__":
    sys.path.insert(0, str(PEERS.parent))
    if sys.argv[1:2] == ["--work"]:
        work(*sys.argv[2:4])
    else:
        main()
