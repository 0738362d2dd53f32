import mmap

import pytest

from wallet.vault import buffer
from wallet.vault.buffer import Buffer


@pytest.mark.parametrize("sizes", [(), (0,), (1, 0, 99), (99, 2), (100, 100, 250, 1), (101, 1)])
def test_what_goes_in_is_there_in_order(monkeypatch: pytest.MonkeyPatch, sizes: tuple[int, ...]) -> None:
    monkeypatch.setattr(buffer, "SMALL", 100)
    monkeypatch.setattr(buffer, "LARGE", 200)
    made, data = Buffer(), [bytes((number,)) * size for number, size in enumerate(sizes)]
    for each in data:
        made.add(each)
    assert b"".join(made.parts()) == b"".join(data)
    assert made.size == sum(sizes)


def test_sixty_four_mebibytes_are_few_parts() -> None:
    made = Buffer()
    for _ in range(16):
        made.add(bytes(4 * 1024 * 1024))
    assert len(made.parts()) <= 3


@pytest.mark.parametrize("windows", [False, True])
def test_a_system_without_large_pages(monkeypatch: pytest.MonkeyPatch, *, windows: bool) -> None:
    monkeypatch.delattr(mmap, "MADV_HUGEPAGE", raising=False)
    if windows:
        monkeypatch.setattr(buffer, "_PRIVATE", 0)
    made = Buffer()
    made.add(b"abc")
    assert b"".join(made.parts()) == b"abc"
