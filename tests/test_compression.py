"""Compressed input: read, and refused where it is a trap."""

from __future__ import annotations

import gzip
import lzma

import pytest

from refexport.compression import decompress
from refexport.errors import InputError

TEXT = b"TY  - JOUR\nER  - \n" * 1000


@pytest.mark.parametrize(
    ("data", "plain"),
    [
        (TEXT, TEXT),
        (b"", b""),
        (gzip.compress(TEXT, mtime=0), TEXT),
        (lzma.compress(TEXT), TEXT),
        (gzip.compress(TEXT, mtime=0) + gzip.compress(b"more", mtime=0), TEXT + b"more"),
        (gzip.compress(b"", mtime=0), b""),
    ],
)
def test_unpacks(data: bytes, plain: bytes) -> None:
    assert decompress(data, "a") == plain


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_refuses_a_bomb(pack) -> None:
    with pytest.raises(InputError, match="a: unpacks to more than 200 times"):
        decompress(pack(bytes(80_000_000)), "a")


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_says_that_it_is_cut_off(pack) -> None:
    with pytest.raises(InputError, match="cut off"):
        decompress(pack(TEXT)[:-9], "a")


def test_says_that_it_is_corrupt() -> None:
    with pytest.raises(InputError, match="corrupt"):
        decompress(gzip.compress(TEXT)[:12] + b"\xff" * 40, "a")
