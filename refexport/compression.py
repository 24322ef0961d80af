"""Undoing gzip and xz, with a limit on what a small file may grow to."""

from __future__ import annotations

from typing import Protocol

from refexport.errors import InputError

GZIP = b"\x1f\x8b"
XZ = b"\xfd7zXZ"

FREE = 64 * 1024 * 1024
"""Bytes that any input may grow to."""
RATIO = 200
"""How many times its size an input may grow to beyond that; text of references stays under 20."""
_STEP = 1024 * 1024


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


def decompress(data: bytes, name: str) -> bytes:
    """Return data without its gzip or xz compression, told by its first bytes; other data as it is.

    Args:
        data: the whole input.
        name: of the file, for the message.

    Raises:
        InputError: the data is cut off or corrupt, or grows beyond what references can.
    """
    if not data.startswith((GZIP, XZ)):
        return data
    limit = max(FREE, RATIO * len(data))
    result = bytearray()
    rest = data
    while rest.startswith((GZIP, XZ)):
        # Both formats allow several members one after the other, and parallel packers write them.
        rest = _member(rest, name, limit, result)
    return bytes(result)


def _member(data: bytes, name: str, limit: int, result: bytearray) -> bytes:
    unpacker = _decompressor(data)
    pending = data
    while not unpacker.eof:
        try:
            piece = unpacker.decompress(pending, _STEP)
        except Exception as error:
            raise InputError(f"{name}: the compressed data is corrupt: {error}; fetch the file again") from None
        pending = getattr(unpacker, "unconsumed_tail", b"")
        if not piece and not pending and not unpacker.eof:
            raise InputError(f"{name}: the compressed data is cut off; fetch the file again")
        result += piece
        if len(result) > limit:
            raise InputError(f"{name}: unpacks to more than {RATIO} times its size; refused as a decompression bomb")
    return unpacker.unused_data


def _decompressor(data: bytes) -> _Decompressor:
    if data.startswith(GZIP):
        import zlib

        return zlib.decompressobj(wbits=31)
    import lzma

    return lzma.LZMADecompressor(memlimit=256 * _STEP)
