"""A buffer for large amounts of data that arrive in small pieces."""

import mmap
from contextlib import suppress

Part = bytes | bytearray | memoryview
"""Bytes on their way to the disk."""
_PRIVATE = getattr(mmap, "MAP_PRIVATE", 0) | getattr(mmap, "MAP_ANONYMOUS", 0)
"""Flags for private memory, since only that is given large pages; Windows needs none."""
SMALL, LARGE = 256 * 1024, 64 * 1024 * 1024
"""Bytes of the first piece and of each later one; what is never filled takes no memory."""


class Buffer:
    """Bytes that are appended, each copied once and never moved.

    Uses large pages where the system has them, since the first touch of an
    ordinary page takes longer than sealing what goes into it.
    """

    def __init__(self) -> None:
        self._pieces: list[mmap.mmap] = []
        self._left = 0
        self.size = 0
        """Bytes appended so far."""

    def add(self, data: bytes) -> None:
        """Append ``data``."""
        size = len(data)
        if size > self._left or not self._pieces:
            self._left = max(size, LARGE if self._pieces else SMALL)
            self._pieces.append(_piece(self._left))
        self._pieces[-1].write(data)
        self._left -= size
        self.size += size

    def parts(self) -> list[Part]:
        """All of it, in few parts."""
        return [memoryview(piece)[: piece.tell()] for piece in self._pieces]


def _piece(size: int) -> mmap.mmap:
    if not _PRIVATE:
        return mmap.mmap(-1, size)
    piece = mmap.mmap(-1, size, flags=_PRIVATE)
    with suppress(AttributeError, OSError):  # not every system has large pages, or gives them
        piece.madvise(mmap.MADV_HUGEPAGE)
    return piece
