"""Writing a file whole or not at all."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

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


class NewFile:
    """A file in the making, which takes its place when it is complete.

    Args:
        path: where it will stand; the folder must exist.

    Raises:
        OutputError: nothing can be written there.
    """

    def __init__(self, path: Path) -> None:
        self._path = Path(os.path.realpath(path))
        self._temporary: str | None = None
        self._open: list[IO[Any]] = []
        if self._path.is_dir():
            raise OutputError(f"{self._path}: is a directory; name a file in it")
        with _told(self._path):
            self._text = self._layers()

    def _layers(self) -> io.TextIOWrapper:
        # A pipe or device such as /dev/null cannot be renamed over.
        if self._path.exists() and not self._path.is_file():
            file: IO[bytes] = self._path.open("wb")
        else:
            place = {"dir": self._path.parent, "prefix": f".{self._path.name}.", "suffix": ".part"}
            handle, self._temporary = tempfile.mkstemp(**place)  # type: ignore[call-overload]
            file = open(handle, "wb")  # noqa: SIM115  stays open until the file is complete
        self._open.append(file)
        if self._path.suffix.lower() in SUFFIXES:
            file = packing(file, self._path.suffix.lower())
            self._open.append(file)
        text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
        self._open.append(text)
        return text

    def write(self, text: str) -> None:
        """Add text.

        Raises:
            OutputError: there is no room for it.
        """
        with _told(self._path):
            self._text.write(text)

    def commit(self) -> None:
        """Put the file in its place.

        Raises:
            OutputError: it cannot be written; what stood there is untouched.
        """
        with _told(self._path):
            self._text.flush()
            self._text.detach()
            raw, *packers, _ = self._open
            for file in packers:
                file.close()
            raw.flush()
            if self._temporary:
                os.fsync(raw.fileno())
            raw.close()
            if self._temporary:
                os.chmod(self._temporary, _mode(self._path))
                os.replace(self._temporary, self._path)
                self._temporary = None

    def discard(self) -> None:
        """Leave what stood there, unless the new file is there already."""
        for file in reversed(self._open):
            with suppress(OSError, ValueError):
                file.close()
        if self._temporary:
            with suppress(FileNotFoundError):
                os.unlink(self._temporary)


class _told:  # noqa: N801  used as a statement
    """Turns what the system refuses into one line with the path."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise OutputError(f"{self._path}: cannot be written: {error.strerror or error}") from None


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


def open_output(path: str | os.PathLike[str] | IO[Any], *, hold: bool = False) -> Output:
    """Return what takes text for a path, an open text file, or `-` for standard output.

    Args:
        path: where the text goes.
        hold: whether nothing may be written before it is complete; a file never is.

    Raises:
        OutputError: nothing can be written there.
    """
    if not isinstance(path, str | os.PathLike):
        return Stream(path, hold)
    return Stream(None, hold) if os.fspath(path) == "-" else NewFile(Path(path))


def write_pieces(pieces: Iterable[str], path: str | os.PathLike[str] | IO[Any]) -> None:
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


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o7777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
