"""gzip, xz and Zstandard: undone piece by piece, with a limit on what a small file may grow to; and made.

Source: RFC 1952 (gzip, members one after the other), the .xz file format 1.2.1, RFC 8878 (Zstandard frames).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from refexport.errors import InputError, OutputError
from refexport.limits import advice, limit

GZIP = b"\x1f\x8b"
XZ = b"\xfd7zXZ"
ZSTD = b"\x28\xb5\x2f\xfd"
SUFFIXES = (".gz", ".xz", ".zst")
"""Suffixes of files that are compressed when they are written."""

FREE = 64 * 1024 * 1024
"""Bytes that any input may grow to."""
_STEP = 1024 * 1024
_FED = 8192
_MAGIC = (GZIP, XZ, ZSTD)
_ENOUGH = max(map(len, _MAGIC))


def decompress(data: bytes, name: str) -> bytes:
    """Return data without its compression, told by its first bytes; other data as it is.

    Args:
        data: the whole input.
        name: of the file, for the message.

    Raises:
        InputError: the data is cut off or corrupt, or grows beyond what references can.
    """
    return b"".join(unpacked(iter([data]), name)) if data.startswith(_MAGIC) else data


def unpacked(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Yield data without its compression, told by its first bytes, at most a megabyte at a time.

    Args:
        chunks: the input, in pieces of any size.
        name: of the file, for the message.

    Raises:
        InputError: as for `decompress`.
    """
    first = b""
    for chunk in chunks:
        first += chunk
        if len(first) >= _ENOUGH:
            break
    if first.startswith(_MAGIC):
        yield from _Unpacker(first, chunks, name).pieces()
        return
    if first:
        yield first
    yield from chunks


class _Unpacker:
    """Undoes the compression of one input, member after member, which parallel packers write."""

    def __init__(self, first: bytes, chunks: Iterator[bytes], name: str) -> None:
        self.chunks, self.name = chunks, name
        self.data, self.at = first, 0
        self.taken, self.made = len(first), 0
        self.most = limit("unpack-ratio")

    def pieces(self) -> Iterator[bytes]:
        while self._begins_member():
            yield from self._member()

    def _begins_member(self) -> bool:
        start = self._take(_ENOUGH)
        while len(start) < _ENOUGH and (more := self._take(_ENOUGH - len(start))):
            start += more
        if self.at >= len(start):
            self.at -= len(start)
        else:  # a part of it was the end of the chunk before
            self.data, self.at = start + self.data[self.at :], 0
        return start.startswith(_MAGIC)

    def _take(self, count: int) -> bytes:
        if self.at >= len(self.data):
            self.data, self.at = next(self.chunks, b""), 0
            self.taken += len(self.data)
        piece = self.data[self.at : self.at + count]
        self.at += len(piece)
        return piece

    def _member(self) -> Iterator[bytes]:
        unpacker = _decompressor(self.data, self.name)
        while not unpacker.eof:
            # Little at a time: what follows a member is handed back, and members may be tiny.
            fed = self._take(_FED) if getattr(unpacker, "needs_input", True) else b""
            try:
                piece = unpacker.decompress(fed, _STEP)
            except Exception as error:
                message = f"{self.name}: the compressed data is corrupt: {error}; fetch the file again"
                raise InputError(message) from None
            self.at -= len(getattr(unpacker, "unconsumed_tail", b""))
            if piece:
                yield self._counted(piece)
            elif not fed and not unpacker.eof:
                raise InputError(f"{self.name}: the compressed data is cut off; fetch the file again")
        self.at -= len(unpacker.unused_data)

    def _counted(self, piece: bytes) -> bytes:
        self.made += len(piece)
        if self.made > max(FREE, self.most * self.taken):
            reason = f"unpacks to more than {self.most} times its size; refused as a decompression bomb"
            raise InputError(f"{self.name}: {reason}; {advice('unpack-ratio')}")
        return piece


def _decompressor(data: bytes, name: str) -> Any:
    if data.startswith(GZIP):
        import zlib

        return zlib.decompressobj(wbits=31)
    if data.startswith(ZSTD):
        return _Zstd(name)
    import lzma

    return lzma.LZMADecompressor(memlimit=256 * _STEP)


class _Zstd:
    """A Zstandard frame, whose library sets no limit to what one call gives: it gets a little less at a time."""

    _FED = 1024

    def __init__(self, name: str) -> None:
        library = _zstandard(InputError, f"{name}: Zstandard")
        self._unpacker = library.ZstdDecompressor(max_window_size=256 * _STEP).decompressobj()
        self.unconsumed_tail = b""

    @property
    def eof(self) -> bool:
        return bool(self._unpacker.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._unpacker.unused_data)

    def decompress(self, data: bytes, most: int, /) -> bytes:
        """Return what the first bytes of the data give; the others are left over."""
        self.unconsumed_tail = data[self._FED :]
        return bytes(self._unpacker.decompress(data[: self._FED]))


def _zstandard(error: type[Exception], what: str) -> Any:
    try:
        import zstandard
    except ImportError:
        raise error(f"{what} needs the package zstandard: pip install 'refexport[zstd]'") from None
    return zstandard


def packing(file: IO[bytes], suffix: str) -> IO[bytes]:
    """Return a file whose bytes go to another one, compressed as a suffix says.

    The bytes are the same on every run: no name and no time stand in them.

    Args:
        file: open for writing in binary mode.
        suffix: `.gz`, `.xz` or `.zst`.

    Raises:
        OutputError: the library for it is not installed.
    """
    if suffix == ".gz":
        import gzip

        return gzip.GzipFile("", "wb", 6, file, mtime=0)  # type: ignore[return-value]
    if suffix == ".xz":
        import lzma

        return lzma.LZMAFile(file, "wb", preset=3)
    packer = _zstandard(OutputError, suffix).ZstdCompressor(level=6)
    return packer.stream_writer(file, closefd=False)  # type: ignore[no-any-return]
