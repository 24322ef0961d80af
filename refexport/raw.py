"""The bytes of an input, piece by piece, compression undone, and once more from the beginning if need be."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from refexport.compression import unpacked
from refexport.errors import UsageError
from refexport.replacing import scratch_told

STEP = 1 << 20
"""Bytes that are read at a time."""


class Raw:
    """The bytes of an input.

    Args:
        open: returns the pieces of the input as it is stored, from the beginning.
        name: of the input, for messages.
        size: bytes as they are stored, where that is known.
    """

    def __init__(self, open: Callable[[], Iterator[bytes]], name: str, size: int | None = None) -> None:
        self._open, self.name = open, name
        self.size = size
        self.taken = 0
        """Bytes, as they are stored, that were read last."""

    @classmethod
    def of(cls, data: bytes, name: str) -> Raw:
        """Return bytes as an input."""
        steps = range(0, len(data), STEP)
        return cls(lambda: (data[place : place + STEP] for place in steps), name, len(data))

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes from the beginning, unpacked, about a megabyte at a time."""
        return unpacked(self.stored(), self.name)

    def stored(self) -> Iterator[bytes]:
        """Yield the bytes from the beginning, as they are stored."""
        self.taken = 0
        for chunk in self._open():
            self.taken += len(chunk)
            yield chunk


def open_raw(path: str | os.PathLike[str] | IO[Any] | Raw) -> tuple[Raw | str, str]:
    """Return what a path, an open file or `-` for standard input holds, and its name; bytes with a name are that.

    Raises:
        UsageError: there is no such file, it is a directory, or it may not be read.
    """
    if isinstance(path, Raw):
        return path, path.name
    if not isinstance(path, str | os.PathLike):
        if not hasattr(path, "read"):
            raise UsageError(f"a path or an open file is needed, not {type(path).__name__}; `loads` reads a text")
        name = str(getattr(path, "name", "<file>"))
        data = path.read()
        return (data if isinstance(data, str) else Raw.of(data, name)), name
    name = os.fspath(path)
    if name == "-":
        return Raw(_Spooled(sys.stdin.buffer).chunks, name), name
    try:
        file = Path(name).open("rb")  # noqa: SIM115  a pipe is read when it is asked for
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            return Raw(_Spooled(file).chunks, name), name
        file.close()
    except FileNotFoundError:
        raise UsageError(f"{name}: {_missing(name)}") from None
    except IsADirectoryError:
        raise UsageError(f"{name}: is a directory; name the files in it") from None
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {error.strerror}") from None
    except ValueError as error:  # a null byte, which no path can have
        raise UsageError(f"{name}: cannot be read: {error}") from None
    return Raw(lambda: _file_chunks(name), name, status.st_size), name


def _missing(name: str) -> str:
    """Return what is said of an input that is no file, and may be something else that stands for a record."""
    if re.match(r"https?://|(?:doi:\s*)?10\.\d{4,9}/|pmid:|\d{6,9}$|arxiv:", name, re.I):
        return "no such file, and nothing is fetched from the network; save the record as RIS or BibTeX first"
    if any(sign in name for sign in "*?["):
        return "no file's name is like that; check the pattern"
    return "no such file; check the path"


def _file_chunks(name: str) -> Iterator[bytes]:
    with Path(name).open("rb") as file:
        while chunk := file.read(STEP):
            yield chunk


class _Spooled:
    """A pipe, whose bytes come once: what was read is kept in a temporary file."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._kept: IO[bytes] | None = None

    def chunks(self) -> Iterator[bytes]:
        if self._kept is None:
            with scratch_told():
                self._kept = TemporaryFile()  # noqa: SIM115  closed with this object
        place = 0
        while chunk := self._at(self._kept, place):
            place += len(chunk)
            yield chunk

    def _at(self, kept: IO[bytes], place: int) -> bytes:
        with scratch_told():
            kept.seek(place)
            chunk = kept.read(STEP)
        if not chunk and (chunk := self._stream.read(STEP)):
            with scratch_told():
                kept.seek(place)
                kept.write(chunk)
        return chunk
