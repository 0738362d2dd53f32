"""One connection: to an address that was checked, and with one deadline for all of it."""

import io
import socket
import ssl
from collections.abc import Callable, Sequence
from http.client import HTTPConnection
from threading import Thread
from time import monotonic
from typing import Any, NamedTuple

from wallet.net.outcomes import Outcome, Stop
from wallet.wording import say

BLOCK = 64 * 1024


class Endpoint(NamedTuple):
    """Where a name leads."""

    address: str
    port: int


class Deadline:
    """A moment by which everything must be over."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    def left(self) -> float:
        """Seconds that remain.  Raises :class:`Stop` (``too_slow``) when there are none."""
        left = self._end - monotonic()
        if left <= 0:
            raise Stop(Outcome.TOO_SLOW)
        return left


def resolve(host: str, port: int) -> list[Endpoint]:
    """Every address of a name, as the system finds them.  Raises ``OSError`` or ``UnicodeError``."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(Endpoint(str(sockaddr[0]), int(sockaddr[1])) for *_, sockaddr in found))


def endpoints(host: str, port: int, lookup: Callable[[str, int], Sequence[Endpoint]], end: Deadline) -> list[Endpoint]:
    """Where ``host`` leads, in the time there is: the system's lookup knows no time limit, so it runs in a thread.

    Raises :class:`Stop` with ``name_unknown`` or ``too_slow``.
    """
    found: list[Endpoint] = []

    def look() -> None:
        try:
            found.extend(lookup(host, port))
        except (OSError, UnicodeError):
            return

    # A daemon, so that a lookup that hangs does not keep the program from ending.
    lookup_thread = Thread(target=look, daemon=True)
    lookup_thread.start()
    lookup_thread.join(end.left())
    end.left()
    if not found:
        raise Stop(Outcome.NAME_UNKNOWN, host)
    return found


def connect(places: Sequence[Endpoint], end: Deadline) -> socket.socket:
    """A connection to the first of ``places`` that answers.  Raises :class:`Stop`."""
    for place in places:
        family = socket.AF_INET6 if ":" in place.address else socket.AF_INET
        wire = socket.socket(family, socket.SOCK_STREAM)
        try:
            wire.settimeout(end.left() / 2 if place != places[-1] else end.left())
            wire.connect((place.address, place.port))
        except OSError:
            wire.close()
        except Stop:
            wire.close()
            raise
        else:
            return wire
    end.left()
    raise Stop(Outcome.UNREACHABLE)


def secured(wire: socket.socket, host: str, context: ssl.SSLContext, end: Deadline) -> ssl.SSLSocket:
    """TLS over a connection, with the certificate checked against ``host``.  Raises :class:`Stop`."""
    try:
        wire.settimeout(end.left())
        # An answer that ends without TLS saying so was cut short by somebody (RFC 8446 6.1).
        return context.wrap_socket(wire, server_hostname=host, suppress_ragged_eofs=False)
    except TimeoutError:
        raise Stop(Outcome.TOO_SLOW) from None
    except ssl.SSLCertVerificationError as error:
        raise Stop(Outcome.TLS_FAILED, error.verify_message) from None
    except OSError:
        raise Stop(Outcome.TLS_FAILED, say("it does not speak TLS as it should")) from None
    except ValueError:  # a host that no certificate can name
        raise Stop(Outcome.TLS_FAILED, say("its name fits no certificate")) from None


class TimedSocket:
    """A socket whose every read and write is held to one deadline; all that ``http.client`` uses of a socket."""

    def __init__(self, wire: socket.socket, end: Deadline) -> None:
        self._wire = wire
        self._end = end

    def sendall(self, data: bytes) -> None:
        """Send it all, in the time there is."""
        self._wire.settimeout(self._end.left())
        self._wire.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What arrives, as a file."""
        return _Bounded(_Incoming(self._wire, self._end), BLOCK)

    def close(self) -> None:
        """Nothing yet: ``http.client`` closes a socket while it still reads the answer from it."""

    def end(self) -> None:
        """Close the connection."""
        self._wire.close()


class _Incoming(io.RawIOBase):
    def __init__(self, wire: socket.socket, end: Deadline) -> None:
        super().__init__()
        self._wire = wire
        self._end = end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._wire.settimeout(self._end.left())
        return self._wire.recv_into(buffer)


class _Bounded(io.BufferedReader):
    def read(self, size: int | None = -1) -> bytes:
        """``size`` bytes, never all: ``http.client`` asks for that where a server says that a chunk has -1 bytes."""
        if size is None or size < 0:
            raise ValueError("a chunk of no size")
        return super().read(size)


class Connection(HTTPConnection):
    """HTTP over a line that is open already; it can open none itself."""

    def __init__(self, line: TimedSocket, host: str) -> None:
        super().__init__(host)
        self.sock = line  # all that it uses of a socket
        self.auto_open = 0
