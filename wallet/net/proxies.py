"""The proxy that the learner's surroundings name, in the variables that every program reads.

``HTTPS_PROXY`` or ``https_proxy``, else ``ALL_PROXY`` or ``all_proxy``; hosts in
``NO_PROXY`` or ``no_proxy`` are asked directly.  ``HTTP_PROXY`` counts in lower
case only, for plain http.  A proxy looks names up itself, so the addresses
behind them are its to check; what is private by name is refused before.
"""

import socket
from base64 import b64encode
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from wallet.net.outcomes import Outcome, Stop
from wallet.net.places import Place
from wallet.net.wire import Deadline
from wallet.wording import say

_HEAD_LIMIT = 16 * 1024


class Proxy(NamedTuple):
    """A proxy that speaks plain HTTP and opens a tunnel with CONNECT (RFC 9110 9.3.6)."""

    host: str
    port: int
    authorization: str = ""
    """What it wants to be told, ready to send; empty when it asks for nothing."""


def proxy_for(place: Place, environment: Mapping[str, str]) -> Proxy | None:
    """The proxy to ask ``place`` through, or None to ask it directly.

    Raises :class:`Stop` (``proxy_refused``) for one of a kind that is not supported.
    """
    names = ("https_proxy", "HTTPS_PROXY") if place.scheme == "https" else ("http_proxy",)
    named = next((environment[name] for name in (*names, "all_proxy", "ALL_PROXY") if environment.get(name)), "")
    if not named or _excepted(place.host, environment.get("no_proxy") or environment.get("NO_PROXY") or ""):
        return None
    try:
        parts = urlsplit(named if "://" in named else f"http://{named}")
        port = parts.port or 80
    except ValueError:
        raise Stop(Outcome.PROXY_REFUSED, say("its address is not valid")) from None
    if parts.scheme != "http" or not parts.hostname:
        raise Stop(
            Outcome.PROXY_REFUSED, say("only http:// proxies are supported, not {scheme}://", scheme=parts.scheme[:20])
        )
    login = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    told = "Basic " + b64encode(login.encode()).decode() if parts.username else ""
    return Proxy(parts.hostname, port, told)


def _excepted(host: str, exceptions: str) -> bool:
    for name in exceptions.replace(" ", "").lower().split(","):
        bare = name.removeprefix("*").removeprefix(".")
        if name == "*" or (bare and (host == bare or host.endswith("." + bare))):
            return True
    return False


def open_tunnel(wire: socket.socket, proxy: Proxy, place: Place, end: Deadline) -> None:
    """Have the proxy connect us with ``place`` (CONNECT); afterwards ``wire`` leads there.

    Raises :class:`Stop` (``proxy_refused``) unless it says 200.
    """
    host = f"[{place.host}]" if ":" in place.host else place.host
    lines = [f"CONNECT {host}:{place.port} HTTP/1.1", f"Host: {host}:{place.port}"]
    lines += [f"Proxy-Authorization: {proxy.authorization}"] * bool(proxy.authorization)
    wire.settimeout(end.left())
    wire.sendall("\r\n".join((*lines, "", "")).encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):  # byte by byte: what follows belongs to the server behind it
        wire.settimeout(end.left())
        byte = wire.recv(1)
        if not byte or len(head) > _HEAD_LIMIT:
            raise Stop(Outcome.PROXY_REFUSED, say("its answer is broken"))
        head += byte
    status = head.split(b" ", 2)[1:2]
    if status != [b"200"]:
        code = status[0][:3].decode("ascii", "replace") if status else ""
        raise Stop(
            Outcome.PROXY_REFUSED,
            say("it answered {code}", code=code) if code.isdecimal() else say("its answer is broken"),
        )
