"""Writing a file whole or not at all."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Protocol

from refexport.compression import SUFFIXES, packing
from refexport.errors import OutputError


def replace_file(path: Path, pieces: Iterable[str]) -> None:
    """Write text to a path as UTF-8; an existing file is replaced only by the complete new one.

    The text is written beside the file and renamed over it, so that a reader, or
    an error half-way, never sees a part.  A symbolic link stays and its target is
    replaced; an existing file's permissions are kept.  A suffix `.gz`, `.xz` or
    `.zst` has the file compressed.

    Args:
        path: of the file; its folder must exist.
        pieces: of the text, written as they come.

    Raises:
        OutputError: the file cannot be written; what stood there is untouched.
    """
    file = NewFile(path)
    try:
        for piece in pieces:
            file.write(piece)
        file.commit()
    finally:
        file.discard()


class Place(Protocol):
    """Where bytes will stand when they are complete; until then, what stands there is untouched."""

    name: str
    """Path or URL, whose suffix says whether the bytes are compressed."""
    file: IO[bytes]
    """Takes the bytes."""

    def settle(self) -> None:
        """Put the bytes in their place."""

    def abandon(self) -> None:
        """Give the bytes up, unless they are in their place already."""


class PathPlace:
    """A path: the bytes are written beside it and renamed.

    Args:
        path: its folder must exist.
        mark: stands in the temporary file's name, so that what a killed process left can be told.

    Raises:
        OutputError: nothing can be written there.
    """

    def __init__(self, path: Path, mark: str = "") -> None:
        self._path = Path(os.path.realpath(path))
        self.name = str(self._path)
        self._temporary: str | None = None
        if self._path.is_dir():
            raise OutputError(f"{self._path}: is a directory; name a file in it")
        with _told(self.name):
            self.file = self._opened(mark)

    def _opened(self, mark: str) -> IO[bytes]:
        # A pipe or device such as /dev/null cannot be renamed over.
        if self._path.exists() and not self._path.is_file():
            return self._path.open("wb")
        temporary = str(self._path.with_name(f".{self._path.name}.{mark}{os.urandom(4).hex()}.part"))
        # What replaces a file that others may not read must not be read by them before.
        mode = 0o600 if self._path.exists() else 0o666
        file = open(temporary, "xb", opener=lambda path, flags: os.open(path, flags, mode))  # noqa: SIM115
        self._temporary = temporary
        return file

    def settle(self) -> None:
        """Rename the complete file."""
        self.file.flush()
        if self._temporary:
            os.fsync(self.file.fileno())
        self.file.close()
        if self._temporary:
            if self._path.exists():
                os.chmod(self._temporary, self._path.stat().st_mode & 0o7777)
            os.replace(self._temporary, self._path)
            self._temporary = None

    def abandon(self) -> None:
        """Remove what was written, unless it was renamed."""
        with suppress(OSError, ValueError):
            self.file.close()
        if self._temporary:
            with suppress(FileNotFoundError):
                os.unlink(self._temporary)


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
        suffix = Path(self._place.name).suffix.lower()
        try:
            if suffix in SUFFIXES:
                self._packer = packing(self._place.file, suffix)
            file = self._packer or self._place.file
            self._text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
        except BaseException:
            self._place.abandon()
            raise

    def write(self, text: str) -> None:
        """Add text.

        Raises:
            OutputError: there is no room for it.
        """
        with _told(self._place.name):
            self._text.write(text)

    def commit(self) -> None:
        """Put the file in its place.

        Raises:
            OutputError: it cannot be written; what stood there is untouched.
        """
        with _told(self._place.name):
            self._text.flush()
            self._text.detach()
            if self._packer:
                self._packer.close()
            self._place.settle()

    def discard(self) -> None:
        """Leave what stood there, unless the new file is there already."""
        for file in (self._text, self._packer):
            with suppress(OSError, ValueError, AttributeError):
                file.close()  # type: ignore[union-attr]
        self._place.abandon()


class _told:  # noqa: N801  used as a statement
    """Turns what the system refuses into one line with the path."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise OutputError(f"{self._name}: cannot be written: {error.strerror or error}") from None


class Stream:
    """Standard output or an open file, which get text as it comes, or with `hold` when it is complete.

    Args:
        file: an open text file; `None` is standard output.
        hold: whether nothing is to be written before `commit`.
    """

    def __init__(self, file: IO[Any] | None, hold: bool = False) -> None:
        self._file = file
        self._held: IO[str] | None = None
        if hold:
            options = {"encoding": "utf-8", "errors": "surrogatepass", "newline": ""}
            self._held = tempfile.TemporaryFile("w+", **options)  # type: ignore[call-overload]  # noqa: SIM115
        if file is None:
            sys.stdout.flush()

    def write(self, text: str) -> None:
        """Add text."""
        if self._held is not None:
            self._held.write(text)
        elif self._file is None:
            sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        else:
            _write_text(self._file, text)

    def commit(self) -> None:
        """Write what was held back."""
        if self._held is not None:
            held, self._held = self._held, None
            held.seek(0)
            while text := held.read(1 << 20):
                self.write(text)
            held.close()
        if self._file is None:
            sys.stdout.buffer.flush()

    def discard(self) -> None:
        """Write no more."""
        if self._held is not None:
            self._held.close()


class Nowhere:
    """Takes text for nothing."""

    def write(self, text: str) -> None:
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


def write_pieces(pieces: Iterable[str], path: str | os.PathLike[str] | IO[Any] | NewFile) -> None:
    """Write text to a path, an open text file, or with `-` standard output.

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


def _write_text(file: IO[Any], text: str) -> None:
    try:
        file.write(text)
    except TypeError:
        raise OutputError("the output file is open in binary mode; open it as text: open(path, 'w')") from None
