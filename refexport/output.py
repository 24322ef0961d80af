"""Where text goes: a file, written whole or not at all (`refexport.replacing`), standard output, an open file."""

from __future__ import annotations

import io
import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from refexport.compression import SUFFIXES, packing
from refexport.errors import OutputError, UsageError
from refexport.replacing import STDOUT, PathPlace, Place, put, scratch_told, told


class NewFile:
    """A file in the making, which takes its place when it is complete.

    Args:
        place: where it will stand.

    Raises:
        OutputError: nothing can be written there.
    """

    def __init__(self, place: Path | Place) -> None:
        self._place = PathPlace(place) if isinstance(place, Path) else place
        self._packer: IO[bytes] | None = None
        self._is_given = False
        suffix = Path(self._place.name).suffix.lower()
        try:
            if suffix in SUFFIXES:
                self._packer = packing(self._place.file, suffix)
            self._bytes = self._packer or self._place.file
            self._text = io.TextIOWrapper(self._bytes, encoding="utf-8", errors="replace", newline="")
        except BaseException:
            self._place.abandon()
            raise

    def write(self, piece: str | bytes) -> None:
        """Add text, or bytes as they are.

        Raises:
            OutputError: there is no room for it.
        """
        with told(self._place.name):
            if isinstance(piece, str):
                self._text.write(piece)
            else:
                self._text.flush()
                self._bytes.write(piece)

    def commit(self) -> None:
        """Put the file in its place: now, or at the end of `together`.

        Raises:
            OutputError: it cannot be written; what stood there is untouched.
        """
        with told(self._place.name):
            self._text.flush()
            self._text.detach()
            if self._packer:
                self._packer.close()
            self._place.complete()
        self._is_given = True
        put(self._place)

    def discard(self) -> None:
        """Leave what stood there, unless the new file was committed."""
        if self._is_given:
            return
        for file in (self._text, self._packer):
            with suppress(OSError, ValueError, AttributeError):
                file.close()  # type: ignore[union-attr]
        self._place.abandon()


class Stream:
    """Standard output or an open file, which get text as it comes, or with `hold` when it is complete.

    Args:
        file: an open text file; `None` is standard output.
        hold: whether nothing is to be written before `commit`.
    """

    def __init__(self, file: IO[Any] | None, hold: bool = False) -> None:
        self._file = file
        self._held: IO[bytes] | None = None
        if hold:
            with scratch_told():
                self._held = tempfile.TemporaryFile()  # noqa: SIM115  closed with this object
        if file is None:
            with told(STDOUT):
                sys.stdout.flush()

    def write(self, piece: str | bytes) -> None:
        """Add text, or to standard output bytes as they are.

        Raises:
            OutputError: there is no room for it.
        """
        if self._held is not None:
            with scratch_told():
                self._held.write(piece.encode("utf-8", "surrogatepass") if isinstance(piece, str) else piece)
        elif self._file is None:
            with told(STDOUT):
                sys.stdout.buffer.write(piece.encode("utf-8", "replace") if isinstance(piece, str) else piece)
        else:
            _write_text(self._file, piece)

    def commit(self) -> None:
        """Write what was held back.

        Raises:
            OutputError: there is no room for it.
        """
        if self._held is not None:
            held, self._held = self._held, None
            with scratch_told():
                held.seek(0)
            with io.TextIOWrapper(held, encoding="utf-8", errors="surrogatepass", newline="") as texts:
                while text := texts.read(1 << 20):
                    self.write(text)
        if self._file is None:
            with told(STDOUT):
                sys.stdout.buffer.flush()

    def discard(self) -> None:
        """Write no more."""
        if self._held is not None:
            with suppress(OSError):
                self._held.close()


class Nowhere:
    """Takes text for nothing."""

    def write(self, piece: str | bytes) -> None:
        """Do nothing."""

    def commit(self) -> None:
        """Do nothing."""

    def discard(self) -> None:
        """Do nothing."""


Output = NewFile | Stream | Nowhere


def open_output(path: str | os.PathLike[str] | IO[Any] | NewFile, *, hold: bool = False) -> Output:
    """Return what takes text for a path, an open text file, or `-` for standard output; a new file is one.

    Args:
        path: where the text goes.
        hold: whether nothing may be written before it is complete; a file never is.

    Raises:
        OutputError: nothing can be written there.
    """
    if isinstance(path, NewFile):
        return path
    if not isinstance(path, str | os.PathLike):
        return Stream(path, hold)
    return Stream(None, hold) if os.fspath(path) == "-" else NewFile(Path(path))


def write_pieces(pieces: Iterable[str | bytes], path: str | os.PathLike[str] | IO[Any] | NewFile) -> None:
    """Write text or bytes to a path, text to an open text file, or with `-` either to standard output.

    A file is replaced only by the complete new one, so that a reader, or an error half-way, never sees a part.  A
    suffix `.gz`, `.xz` or `.zst` has it compressed.

    Args:
        pieces: written as they come.
        path: of the file; its folder must exist.

    Raises:
        OutputError: it cannot be written; a file that stood there is untouched.
    """
    pieces = iter(pieces)
    output = open_output(path)
    try:
        for piece in pieces:
            output.write(piece)
        output.commit()
    finally:
        output.discard()


def marked(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the pieces of a text with a byte-order mark before the first, if it has none."""
    rest = iter(pieces)
    first = next(rest, "")
    yield first if first.startswith("\ufeff") else f"\ufeff{first}"
    yield from rest


def refuse_same(outputs: Iterable[object], inputs: Iterable[object] = ()) -> None:
    """Check that no two outputs are one file.

    Args:
        outputs: paths and open files; `-`, devices and open files may stand twice.
        inputs: what none of them may be either.

    Raises:
        UsageError: two are, and would overwrite each other.
    """
    read = set(map(_identity, inputs))
    seen: dict[object, object] = {None: None}
    for path in outputs:
        identity = _identity(path)
        if identity is not None and identity in read:
            raise UsageError(f"{path}: is read, and would be overwritten; name another file")
        if identity is not None and identity in seen:
            raise UsageError(f"{path}: is written twice, also as {seen[identity]}; name different files")
        seen[identity] = path


def _identity(path: object) -> object:
    """Return what two names of a file have in common; nothing for what is no file."""
    if not isinstance(path, str | os.PathLike) or os.fspath(path) == "-":
        return None
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return os.path.realpath(path)
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _write_text(file: IO[Any], text: str | bytes) -> None:
    try:
        file.write(text)
    except TypeError:
        raise OutputError("the output file is open in binary mode; open it as text: open(path, 'w')") from None
