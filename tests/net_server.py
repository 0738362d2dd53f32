"""An internet of one's own on loopback: a TLS server that answers for any host, well or in ways that servers do not.

The program asks it through a :class:`wallet.net.Network` whose lookup leads
every name here and whose rule permits 127.0.0.1: both are arguments that only
a test can pass.
"""

import _socket
import gzip
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from certificate_kit import usage
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from wallet.net import Network
from wallet.net.addresses import is_public
from wallet.net.wire import Endpoint

CLOCK = datetime(2026, 11, 22, 21, tzinfo=UTC)
LOOPBACK = "127.0.0.1"
HOSTS = ("good.example", "www.good.example", "other.example", "college.example", "xn--bcher-kva.example")
"""What the server can show certificates for."""


@dataclass
class Request:
    """What arrived."""

    host: str
    target: str
    headers: dict[str, str]
    text: str

    @property
    def url(self) -> str:
        return f"https://{self.host}{self.target}"


class Line:
    """The server's end of a connection; it may say anything, at any pace."""

    def __init__(self, wire: socket.socket) -> None:
        self.wire = wire

    def raw(self, data: bytes) -> None:
        self.wire.sendall(data)

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.raw("\r\n".join((*lines, "", "")).encode("latin-1") + body)

    def json(self, body: bytes, **headers: str) -> None:
        self.say(200, body, Content_Type="application/json", **headers)


Handler = Callable[[Line, Request], None]


@dataclass
class Internet:
    """Pages and handlers by URL, and what was asked of whom."""

    port: int
    tls: ssl.SSLContext
    pages: dict[str, bytes] = field(default_factory=dict)
    handlers: dict[str, Handler] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    """Hosts that lead elsewhere than here, or, with an empty list, nowhere."""
    requests: list[Request] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)

    def lookup(self, host: str, _port: int) -> list[Endpoint]:
        self.looked_up.append(host)
        found = self.names.get(host, [LOOPBACK])
        if not found:
            raise OSError("no such host")
        return [Endpoint(address, self.port) for address in found]

    @property
    def network(self) -> Network:
        return Network(self.lookup, lambda address: address == LOOPBACK or is_public(address), lambda: self.tls)

    def page(self, url: str, body: bytes) -> None:
        self.pages[url] = body

    def serve(self, urls: Mapping[str, bytes]) -> None:
        self.pages.update(urls)

    def answer(self, line: Line, request: Request) -> None:
        self.requests.append(request)
        url = request.url
        handler = self.handlers.get(url) or self.handlers.get(urlsplit(url).path)
        if handler:
            handler(line, request)
        elif url in self.pages:
            line.json(self.pages[url])
        else:
            line.say(404)

    def asked(self) -> list[str]:
        return [request.url for request in self.requests]


@contextmanager
def internet(folder: Path, monkeypatch: pytest.MonkeyPatch, *, hosts: tuple[str, ...] = ()) -> Iterator[Internet]:
    """A running server; sockets to loopback are allowed while it runs, and no others."""
    allow_loopback(monkeypatch)
    authority = Authority(folder)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind((LOOPBACK, 0))
    listener.listen(64)
    trusting = ssl.create_default_context(cafile=str(authority.root))
    net = Internet(listener.getsockname()[1], trusting)
    server = authority.server((*HOSTS, *hosts))
    worker = Thread(target=_accept, args=(listener, server, net), daemon=True)
    worker.start()
    try:
        yield net
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        worker.join(5)


def allow_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(self: socket.socket, address: tuple[str, int]) -> None:
        assert address[0] == LOOPBACK, f"a test tried to reach {address[0]}"
        _socket.socket.connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


def _accept(listener: socket.socket, server: ssl.SSLContext, net: Internet) -> None:
    while True:
        try:
            wire, _ = listener.accept()
        except OSError:
            return
        Thread(target=_converse, args=(wire, server, net), daemon=True).start()


def _converse(wire: socket.socket, server: ssl.SSLContext, net: Internet) -> None:
    with suppress(OSError, ssl.SSLError, ValueError, IndexError), wire:
        wire.settimeout(10)
        first = wire.recv(1, socket.MSG_PEEK)
        secure = first == b"\x16"  # a TLS handshake
        line = server.wrap_socket(wire, server_side=True) if secure else wire
        with line:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += line.recv(1)
            request = _request(head)
            if request.text.startswith("CONNECT "):
                _tunnel(line, server, net, request)
                return
            net.answer(Line(line), request)
            if secure and isinstance(line, ssl.SSLSocket):
                line.unwrap()


def _tunnel(wire: socket.socket, server: ssl.SSLContext, net: Internet, request: Request) -> None:
    """What a proxy does; everything it is asked for leads back here."""
    net.requests.append(request)
    wire.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
    with server.wrap_socket(wire, server_side=True) as line:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += line.recv(1)
        net.answer(Line(line), _request(head))
        line.unwrap()


def _request(head: bytes) -> Request:
    text = head.decode("latin-1")
    first, *lines = text.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if line)
    return Request(headers.get("Host", ""), first.split(" ")[1], headers, text)


class Authority:
    """A certificate authority for one test run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A test's own authority")])
        self.root = folder / "root.pem"
        self.root.write_bytes(self._certificate(self.name, self.key, (), authority=True))

    def server(self, hosts: tuple[str, ...], *, days: int = 30) -> ssl.SSLContext:
        """What a server needs to answer for ``hosts``; with negative ``days`` its certificate is over."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test's server")])
        path = self.folder / f"server{days}.pem"
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(pem + self._certificate(subject, key, hosts, days=days))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _certificate(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        hosts: tuple[str, ...],
        *,
        authority: bool = False,
        days: int = 30,
    ) -> bytes:
        now = datetime.now(UTC)
        start, end = now - timedelta(days=60), now + timedelta(days=days)
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end)
        builder = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        # Python 3.13 asks an authority for what its key may be used for.
        builder = builder.add_extension(usage(sign=not authority, ca=authority), critical=True)
        key_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        builder = builder.add_extension(key_id, critical=False)
        own = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = builder.add_extension(own, critical=False)
        if hosts:
            names = x509.SubjectAlternativeName([x509.DNSName(host) for host in dict.fromkeys(hosts)])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


# What servers do that they should not, each by a name.

PAGE = b'{"id": "https://good.example/page"}'


def slow(line: Line, _: Request) -> None:
    """One byte at a time, each well within any time limit for a byte."""
    line.raw(b"HTTP/1.1 200 OK\r\n\r\n")
    for _byte in range(200):
        line.raw(b" ")
        time.sleep(0.05)


def slow_header(line: Line, _: Request) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Drip: " + b"." * 300:
        line.raw(bytes([byte]))
        time.sleep(0.05)


def silent(_: Line, __: Request) -> None:
    time.sleep(3)


def endless(line: Line, _: Request) -> None:
    line.raw(b"HTTP/1.1 200 OK\r\n\r\n")
    for _block in range(1000):
        line.raw(b"{" * 65536)


def endless_interim(line: Line, _: Request) -> None:
    for _time in range(100_000):
        line.raw(b"HTTP/1.1 100 Continue\r\n\r\n")


def announced_huge(line: Line, _: Request) -> None:
    line.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{")


def bomb(line: Line, _: Request) -> None:
    line.json(gzip.compress(b"0" * 4_000_000), Content_Encoding="gzip")


def broken_gzip(line: Line, _: Request) -> None:
    line.json(gzip.compress(PAGE)[:-5], Content_Encoding="gzip")


def unknown_coding(line: Line, _: Request) -> None:
    line.json(PAGE, Content_Encoding="br")


def truncated(line: Line, _: Request) -> None:
    line.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + PAGE)


def truncated_without_length(line: Line, _: Request) -> None:
    line.raw(b"HTTP/1.1 200 OK\r\n\r\n" + PAGE[:10])
    line.wire.shutdown(socket.SHUT_RDWR)


def chunked_garbage(line: Line, _: Request) -> None:
    line.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + PAGE)


def chunked_cut(line: Line, _: Request) -> None:
    line.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + PAGE)


def header_flood(line: Line, _: Request) -> None:
    line.raw(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(500)) + b"\r\n" + PAGE)


def header_long(line: Line, _: Request) -> None:
    line.raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n" + PAGE)


def no_http(line: Line, _: Request) -> None:
    line.raw(b"SSH-2.0-OpenSSH_9.6\r\n")


def hang_up(line: Line, _: Request) -> None:
    line.wire.close()


def status(code: int, body: bytes = b"", **headers: str) -> Handler:
    return lambda line, _: line.say(code, body, **headers)


def onward(location: str, code: int = 302) -> Handler:
    return status(code, Location=location)
