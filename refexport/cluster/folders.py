"""Folders of shards, wherever fsspec reaches, in which every file is written whole or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from refexport.cluster.naming import NOTES, is_url, public, wild
from refexport.cluster.stores import State, Stored, is_local, locate, one_line, protocols, state_of
from refexport.errors import OutputError, RefexportError, UsageError
from refexport.output import NewFile
from refexport.replacing import PathPlace, Place, remove_forgotten, synchronise

_AT_CLOSE = frozenset({"s3", "s3a", "gs", "gcs"})
"""Protocols of stores where an object is there when its upload is complete, and until then the one before it."""


class Folder:
    """Where shards are written.

    Args:
        url: URL or path, with the slash at its end.

    Raises:
        UsageError: there is no such protocol, it cannot be reached, or the name is that of a pattern.
    """

    def __init__(self, url: str) -> None:
        self.fs, path = locate(url)
        self.path = path.rstrip("/")
        self.local = is_local(self.fs)
        self.name = public(url) if is_url(url) else self.path + "/"
        if wild(self.path) and not self.local:
            raise UsageError(f"{self.name}: the name of a folder must have none of * ? [")

    def holds(self, file: Stored) -> bool:
        """Return whether a file lies in this folder."""
        return bool(file.fs == self.fs) and file.path.startswith(self.path + "/")

    def at(self, relative: str) -> str:
        """Return the path of a file in it."""
        return f"{self.path}/{relative}"

    def listing(self) -> dict[str, State]:
        """Return the files in it and what they are, by their names.

        Raises:
            OutputError: the store does not tell.
        """
        try:
            self.fs.invalidate_cache()
            found = self.fs.find(self.path, detail=True)
        except FileNotFoundError:
            return {}
        except Exception as error:
            raise OutputError(f"{self.name}: cannot be read: {one_line(error)}") from None
        return {path[len(self.path) + 1 :]: state_of(info) for path, info in found.items()}

    def contents(self, names: Iterable[str]) -> dict[str, bytes]:
        """Return what files in it hold, by their names; what cannot be read is left out."""
        paths = [self.at(name) for name in names]
        # What reads many at once would take these for patterns.
        odd = [path for path in paths if wild(path)]
        plain = [path for path in paths if not wild(path)]
        read = dict(self.fs.cat(plain, on_error="omit")) if plain else {}
        for path in odd:
            with suppress(OSError):
                read[path] = self.fs.cat_file(path)
        return {path[len(self.path) + 1 :]: data for path, data in read.items()}

    def state(self, relative: str) -> State:
        """Return what a file in it is now."""
        path = self.at(relative)
        self.fs.invalidate_cache(self.fs._parent(path))
        return state_of(self.fs.info(path))

    def sha256(self, relative: str) -> str:
        """Return the checksum of a file in it."""
        digest = hashlib.sha256()
        file = Stored(self.fs, self.at(relative), self.name + relative, relative, {})
        for chunk in file.raw().stored():
            digest.update(chunk)
        return digest.hexdigest()

    def place(self, relative: str, run: str) -> Place:
        """Return where a file is written.

        Args:
            relative: its name in the folder.
            run: stands in the names of temporary files.

        Raises:
            OutputError: it cannot be.
        """
        path = self.at(relative)
        try:
            if self.local:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                return PathPlace(Path(path), f"{run}.")
            return _StorePlace(self, relative, run)
        except RefexportError:
            raise
        except Exception as error:
            raise OutputError(f"{self.name}{relative}: cannot be written: {one_line(error)}") from None

    def write(self, relative: str, pieces: Iterable[str], run: str) -> None:
        """Write a text file in it, whole or not at all.

        Raises:
            OutputError: it cannot be.
        """
        file = NewFile(self.place(relative, run))
        try:
            for piece in pieces:
                file.write(piece)
            file.commit()
        except RefexportError:
            raise
        except Exception as error:
            raise OutputError(f"{self.name}{relative}: cannot be written: {one_line(error)}") from None
        finally:
            file.discard()

    def remove_forgotten(self, names: Iterable[str]) -> None:
        """Remove temporary files that nobody writes to any more; only this machine's own folders tell."""
        for name in names if self.local else ():
            remove_forgotten(self.at(name))

    def synchronise(self, names: Iterable[str]) -> None:
        """Have the names of files, and of what is noted of them, outlast a power cut, where that is this machine's."""
        for folder in self._folders(names) if self.local else ():
            synchronise(folder)

    def _folders(self, names: Iterable[str]) -> set[str]:
        """Return the folders in which a run writes: those of outputs, of what is noted of them, and the whole one."""
        written = (path for name in names for path in (name, f"{NOTES}/{name}"))
        return {self.path, *(os.path.dirname(self.at(path)) for path in written)}

    def sweep(self, names: Iterable[str], run: str) -> None:
        """Remove what killed workers left of their unfinished files.

        Args:
            names: of the outputs of a run.
            run: what stands in the names of its temporary files.
        """
        if self.local:
            for path in (path for folder in self._folders(names) for path in Path(folder).glob(f".*.{run}.*.part")):
                with suppress(OSError):
                    path.unlink()
        elif not _AT_CLOSE.intersection(protocols(self.fs)):
            with suppress(Exception):
                for path in self.fs.ls(self.at(NOTES), detail=False):
                    if os.path.basename(path).startswith(f".{run}."):
                        self.fs.rm_file(path)


class _StorePlace:
    """A file of a store: an upload that is completed or given up, or else a temporary file that is moved."""

    def __init__(self, folder: Folder, relative: str, run: str) -> None:
        self.name = folder.name + relative
        self.folder: str | None = None
        self._fs, self._path = folder.fs, folder.at(relative)
        self._moved = not _AT_CLOSE.intersection(protocols(self._fs))
        self._written = self._path
        if self._moved:
            self._written = folder.at(f"{NOTES}/.{run}.{uuid.uuid4().hex}.part")
            for path in (self._written, self._path):
                self._fs.makedirs(self._fs._parent(path), exist_ok=True)
        self._opened = self._fs.open(self._written, "wb")
        # Whatever writes to it closes it on the way out, which would complete an upload.
        self.file: IO[bytes] = _Tee(self._opened)  # type: ignore[assignment]
        self._done = False

    def complete(self) -> None:
        # An upload is in its place with its end.
        if self._moved:
            self._opened.close()

    def settle(self) -> None:
        self._opened.close()
        if self._moved:
            self._move()
        self._done = True

    def _move(self) -> None:
        # A copy within the store; a rename, where the store knows it, is one step.
        if type(self._fs).mv is not _plain_mv():
            self._fs.mv(self._written, self._path)
        else:
            self._fs.cp_file(self._written, self._path)
            self._fs.rm_file(self._written)

    def abandon(self) -> None:
        if self._done:
            return
        with suppress(Exception):
            if self._moved:
                self._opened.close()
                self._fs.rm_file(self._written)
            else:
                self._opened.discard()
        if not self._moved:
            # Python closes what is forgotten.
            self._opened.closed = True
        self._done = True


def _plain_mv() -> Callable[..., Any]:
    from fsspec import AbstractFileSystem

    return AbstractFileSystem.mv  # type: ignore[no-any-return]


class Measured:
    """A place whose bytes are counted, and come there only if a condition holds then.

    Args:
        place: where they go.
        check: raises if it does not hold.
    """

    def __init__(self, place: Place, check: Callable[[], None]) -> None:
        self.name, self.folder = place.name, place.folder
        self._place, self._check = place, check
        self._tee = _Tee(place.file)
        self.file: IO[bytes] = self._tee  # type: ignore[assignment]
        self.settled = False

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._tee.size

    @property
    def sha256(self) -> str:
        """Their checksum."""
        return self._tee.digest.hexdigest()

    def complete(self) -> None:
        """Have all bytes stored."""
        self._place.complete()

    def settle(self) -> None:
        """Put the bytes in their place."""
        self._check()
        self._place.settle()
        self.settled = True

    def abandon(self) -> None:
        """Give the bytes up."""
        self._place.abandon()


class _Tee(io.RawIOBase):
    """Writes to a file, which it does not close."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.size = 0
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        view = memoryview(data)
        self._file.write(view)
        self.digest.update(view)
        self.size += view.nbytes
        return view.nbytes
