"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from refexport.errors import OutputError


def replace_file(path: Path, pieces: Iterable[str]) -> None:
    """Write text to a path as UTF-8; an existing file is replaced only by the complete new one.

    The text is written beside the file and renamed over it, so that a reader, or
    an error half-way, never sees a part.  A symbolic link stays and its target is
    replaced; an existing file's permissions are kept.

    Args:
        path: of the file; its folder must exist.
        pieces: of the text, written as they come.

    Raises:
        OutputError: the file cannot be written; what stood there is untouched.
    """
    path = Path(os.path.realpath(path))
    if path.is_dir():
        raise OutputError(f"{path}: is a directory; name a file in it")
    if path.exists() and not path.is_file():
        _write_special(path, pieces)
        return
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from None
    try:
        with open(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from None
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def marked(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the pieces of a text with a byte-order mark before the first, if it has none."""
    rest = iter(pieces)
    first = next(rest, "")
    yield first if first.startswith("\ufeff") else f"\ufeff{first}"
    yield from rest


def _write_special(path: Path, pieces: Iterable[str]) -> None:
    # A pipe or device such as /dev/null cannot be renamed over.
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        file.writelines(pieces)


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o7777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
