"""What a reader reads: `Source`, bytes with a name, decoded once with care, whole or piece by piece."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import IO, Any

from refexport.compression import SUFFIXES
from refexport.errors import InputError
from refexport.limits import advice, limit
from refexport.raw import STEP, Raw, open_raw
from refexport.report import Report

HEAD = 4096
"""Characters of the beginning that a format is recognised by."""

_MAGIC = (
    (b"%PDF", "a PDF", "export the reference list from the program that made it"),
    (
        b"PK\x03\x04",
        "a ZIP archive or Office document",
        "unpack it, or save it as text; `refexport extract` takes the records out of a Word document",
    ),
    (b"SQLite format 3", "an SQLite database", "export from the program that it belongs to"),
)

PathOrFile = str | os.PathLike[str] | IO[Any]


class Source:
    """Bytes or text with a name, as readers get them.

    Args:
        data: the whole input, compression undone where its first bytes say so; `str` needs no decoding.
        name: file name for diagnostics; `-` is standard input, `<text>` a string.
        report: where remarks on the encoding go.
    """

    def __init__(self, data: bytes | str | Raw, name: str = "<text>", report: Report | None = None) -> None:
        self.raw: Raw | str = Raw.of(data, name) if isinstance(data, bytes) else data
        self.name = name
        self.report = report if report is not None else Report()
        self.line: int | Callable[[], int] | None = None
        """Line of the record that was read last, if its reader says so; a function where it is dear to find."""
        self.first_line = 1
        """Line of the file at which the text begins, where it is a part of one (see `refexport.parts`)."""
        self.shared: Any = None
        """What the reader of a part must know of the whole."""
        self.encoding: str | None = None
        """Name of the encoding, where the format declares one."""
        self._told = False

    @classmethod
    def open(cls, path: PathOrFile, report: Report | None = None) -> Source:
        """Return the source at a path, in an open file, or with `-` on standard input.

        Raises:
            UsageError: there is no such file, it is a directory, or it may not be read.
        """
        data, name = open_raw(path)
        return cls(data, name, report)

    def where(self) -> int | None:
        """Return the line of the record that was read last, if its reader says so."""
        return self.line() if callable(self.line) else self.line

    def part(self, text: str, first_line: int, shared: Any = None) -> Source:
        """Return a part of this source, whose head is that of the whole.

        Args:
            text: of the part.
            first_line: line of the whole at which the text begins.
            shared: what its reader must know of the whole.
        """
        part = Source(text, self.name, self.report)
        part.first_line, part.shared = first_line, shared
        part.__dict__["head"] = self.head
        return part

    @property
    def suffix(self) -> str:
        """The suffix of the name, lower case, without that of a compression: `.bib`."""
        return Path(without_compression(self.name)).suffix

    @cached_property
    def text(self) -> str:
        """The whole text, decoded, without a byte-order mark, lines ended by `\\n`.

        UTF-8 and UTF-16 are told by their marks or by trial; lines that are neither are
        taken for Windows-1252, with a warning.

        Raises:
            InputError: the data is not text, or there is more of it than can be read as a whole.
        """
        most, size, pieces = limit("whole-bytes"), 0, []
        for piece in self.blocks():
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise InputError(f"{self.name}: longer than {most:,} characters; {advice('whole-bytes')}")
        return "".join(pieces)

    @cached_property
    def head(self) -> str:
        """The beginning of the text, at most `HEAD` characters, without leading blank space."""
        start = ""
        with self.silently():
            for block in self.blocks():
                start += block[: 2 * HEAD]
                if len(start) >= 2 * HEAD:
                    break
        return start[: 2 * HEAD].lstrip()[:HEAD]

    @contextmanager
    def silently(self) -> Iterator[None]:
        """Look at the text before it is read, which is when it is said what is wrong with its encoding."""
        told, self._told = self._told, True
        try:
            yield
        finally:
            self._told = told

    def blocks(self) -> Iterator[str]:
        """Yield the text as `text` has it, about a megabyte at a time.

        Raises:
            InputError: the data is not text.
        """
        if "text" in self.__dict__:
            yield from _slices(self.text)
            return
        carried, first = "", True
        for block in _slices(self.raw) if isinstance(self.raw, str) else self._decoded(self.raw):
            block = carried + block
            if first and block:
                block, first = block.removeprefix("\ufeff"), False
            # A line break of two characters may stand at the border of two blocks.
            carried = "\r" if block.endswith("\r") else ""
            if block := block[: len(block) - len(carried)]:
                yield block.replace("\r\n", "\n").replace("\r", "\n") if "\r" in block else block
        if carried:
            yield "\n"

    def start(self) -> bytes:
        """Return the first bytes, none of a text that needs no decoding."""
        return b"" if isinstance(self.raw, str) else next(self.raw.chunks(), b"")

    def _decoded(self, raw: Raw) -> Iterator[str]:
        chunks = raw.chunks()
        first = next(chunks, b"")
        encoding = self.encoding or _utf16(first)
        if encoding:
            yield from self._by_name(encoding, first, chunks)
            return
        self._refuse_binary(first)
        rest, lines = b"", 0
        while first or rest:
            following = next(chunks, b"")
            data = rest + first
            # A character may stand at the border of two blocks.
            whole = len(data) - _incomplete(data) if following else len(data)
            yield self._utf8(data[:whole], lines)
            if not self._told:
                lines += data.count(b"\n", 0, whole)
            rest, first = data[whole:], following

    def _by_name(self, encoding: str, first: bytes, chunks: Iterator[bytes]) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        for chunk in chain([first], chunks, [b""]):
            text = decoder.decode(chunk, not chunk)
            if "\ufffd" in text and not self._told:
                self._told = True
                message = f"there are bytes that are no {encoding}; the letter U+FFFD stands for them"
                self.report.warn("not-decodable", message, source=self.name)
            yield text

    def _utf8(self, data: bytes, lines: int) -> str:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            if not self._told:
                self._told = True
                message = "not UTF-8, read as Windows-1252; save the file as UTF-8 if letters are wrong"
                line = lines + data.count(b"\n", 0, error.start) + 1
                self.report.warn("not-utf-8", message, source=self.name, line=line)
            return "\n".join(map(_line, data.split(b"\n")))

    def _refuse_binary(self, data: bytes) -> None:
        for magic, what, to_do in _MAGIC:
            if data.startswith(magic):
                raise InputError(f"{self.name}: this is {what}, not a file of references: {to_do}")
        if b"\0" in data[: 16 * HEAD]:
            raise InputError(f"{self.name}: this is a binary file, not a file of references: export it as text")


def _slices(text: str) -> Iterator[str]:
    return (text[place : place + STEP] for place in range(0, len(text), STEP))


def without_compression(name: str) -> str:
    """Return a file name, lower case, without the suffix of a compression: `a.bib.gz` → `a.bib`."""
    name = name.lower()
    return next((name[: -len(suffix)] for suffix in SUFFIXES if name.endswith(suffix)), name)


def _incomplete(data: bytes) -> int:
    """Return how many bytes at the end begin a character of UTF-8 that is not complete."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            return 0
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if back < length else 0
    return 0


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


def _line(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # Windows leaves five bytes undefined; Latin-1 keeps them as control characters.
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
