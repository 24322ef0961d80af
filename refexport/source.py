"""What a reader reads: `Source`, bytes with a name, decoded once with care."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from refexport.compression import decompress
from refexport.errors import InputError, UsageError
from refexport.report import Report

HEAD = 4096
"""Characters of the beginning that a format is recognised by."""

_MAGIC = (
    (b"%PDF", "a PDF", "export the reference list from the program that made it"),
    (b"PK\x03\x04", "a ZIP archive or Office document", "unpack it, or save it as text"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed", "unpack it first: unzstd FILE"),
    (b"SQLite format 3", "an SQLite database", "export from the program that it belongs to"),
)

PathOrFile = str | os.PathLike[str] | IO[Any]


class Source:
    """Bytes or text with a name, as readers get them.

    Args:
        data: the whole input, gzip or xz undone where its first bytes say so; `str` needs no decoding.
        name: file name for diagnostics; `-` is standard input, `<text>` a string.
        report: where remarks on the encoding go.
    """

    def __init__(self, data: bytes | str, name: str = "<text>", report: Report | None = None) -> None:
        self.data = data if isinstance(data, str) else decompress(data, name)
        self.name = name
        self.report = report if report is not None else Report()
        self.line: int | Callable[[], int] | None = None
        """Line of the record that was read last, if its reader says so; a function where it is dear to find."""

    @classmethod
    def open(cls, path: PathOrFile, report: Report | None = None) -> Source:
        """Return the source at a path, in an open file, or with `-` on standard input.

        Raises:
            UsageError: there is no such file, it is a directory, or it may not be read.
        """
        if not isinstance(path, str | os.PathLike):
            return cls(path.read(), str(getattr(path, "name", "<file>")), report)
        name = os.fspath(path)
        if name == "-":
            return cls(sys.stdin.buffer.read(), "-", report)
        return cls(_read_bytes(name), name, report)

    def where(self) -> int | None:
        """Return the line of the record that was read last, if its reader says so."""
        return self.line() if callable(self.line) else self.line

    @property
    def suffix(self) -> str:
        """The suffix of the name, lower case, without that of a compression: `.bib`."""
        return Path(self.name.lower().removesuffix(".gz").removesuffix(".xz")).suffix

    @cached_property
    def text(self) -> str:
        """The whole text, decoded, without a byte-order mark, lines ended by `\\n`.

        UTF-8 and UTF-16 are told by their marks or by trial; what is neither is
        taken for Windows-1252, with a warning.

        Raises:
            InputError: the data is not text.
        """
        text = self.data if isinstance(self.data, str) else self._decode(self.data)
        return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")

    @property
    def head(self) -> str:
        """The beginning of the text, at most `HEAD` characters, without leading blank space."""
        return self.text[: 2 * HEAD].lstrip()[:HEAD]

    def _decode(self, data: bytes) -> str:
        encoding = _utf16(data)
        if encoding:
            return data.decode(encoding, errors="replace")
        self._refuse_binary(data)
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.report.warn(
                "not-utf-8",
                "not UTF-8, read as Windows-1252; save the file as UTF-8 if letters are wrong",
                source=self.name,
                line=line,
            )
            return _cp1252(data)

    def _refuse_binary(self, data: bytes) -> None:
        for magic, what, advice in _MAGIC:
            if data.startswith(magic):
                raise InputError(f"{self.name}: this is {what}, not a file of references: {advice}")
        if b"\0" in data[: 16 * HEAD]:
            raise InputError(f"{self.name}: this is a binary file, not a file of references: export it as text")


def _read_bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{name}: no such file; check the path") from None
    except IsADirectoryError:
        raise UsageError(f"{name}: is a directory; name the files in it") from None
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {error.strerror}") from None


def _utf16(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:200]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 3 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) // 3 and not odd else None


def _cp1252(data: bytes) -> str:
    # Windows leaves five bytes undefined; Latin-1 keeps them as control characters.
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
