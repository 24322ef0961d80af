"""Files written beside their place, and renamed over what stood there when they are whole: one, or several together.

A path goes through three steps: bytes are written to a temporary file in its folder, `complete` has them on the disk
with the old file's owner and permissions, `settle` renames.  Whatever needs room, or time, comes before the first
rename of a run; so one that is killed leaves the old files or the new ones, and no file is ever a part.
"""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Any, Protocol

from refexport.errors import OutputError

fcntl: Any
try:
    import fcntl
except ImportError:  # Windows, where nobody can remove a file that is open
    fcntl = None

STDOUT = "standard output"
_LONGEST = 200
"""Bytes of a file's name that are taken into that of its temporary file; systems take 255 in all."""
_BUFFER = 1 << 18
_END = re.compile(r"[0-9a-f]{8}\.part")
_DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/(\d+)|/dev/std(in|out|err)")


class Place(Protocol):
    """Where bytes will stand when they are complete; until then, what stands there is untouched."""

    name: str
    """Path or URL, whose suffix says whether the bytes are compressed."""
    file: IO[bytes]
    """Takes the bytes."""
    folder: str | None
    """Folder on this machine that is to be synchronised when the file was renamed in it."""

    def complete(self) -> None:
        """Have all bytes stored: what is left to do needs no more room."""

    def settle(self) -> None:
        """Put the bytes in their place."""

    def abandon(self) -> None:
        """Give the bytes up, unless they are in their place already."""


class PathPlace:
    """A path: the bytes are written beside it and renamed.

    A symbolic link stays and its target is replaced; owner, permissions and extended attributes of the old file are
    kept as far as the system lets us.  Of a file with several names (hard links), this name gets the new file.  What is
    no file, as a pipe or a device, is written in place.

    Args:
        path: its folder must exist.
        mark: stands in the temporary file's name: who gives it removes what killed processes left, and has the names
            in the folder outlast a power cut, once for many files.  Else both are done for each.

    Raises:
        OutputError: nothing can be written there.
    """

    def __init__(self, path: Path, mark: str = "") -> None:
        self.name = str(path)
        self.folder: str | None = None
        self._temporary: str | None = None
        with told(self.name):
            self.file = _device(path) or self._begun(Path(os.path.realpath(path)), mark)

    def _begun(self, target: Path, mark: str) -> IO[bytes]:
        try:
            return self._opened(target, mark)
        except BaseException:
            if self._temporary:
                os.unlink(self._temporary)
            raise

    def _opened(self, target: Path, mark: str) -> IO[bytes]:
        self._target, folder = target, str(target.parent)
        self.folder = None if mark else folder
        there = target.exists()
        # A rename would go through, but who protects a file wants it to stay.
        if there and not os.access(target, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        start = f".{_shortened(target.name)}."
        if not mark:
            _sweep(folder, start)
        # What replaces a file that others may not read must not be read by them before.
        begin = os.path.join(folder, start + mark)
        self._temporary, descriptor = _created(begin, 0o600 if there else 0o666, folder)
        return io.BufferedWriter(io.FileIO(descriptor, "wb"), _BUFFER)

    def complete(self) -> None:
        """Have the file on the disk, with the permissions of the old one."""
        self.file.flush()
        if self._temporary:
            _resemble(self._temporary, self._target)
            os.fsync(self.file.fileno())
        if not self._temporary or not fcntl:
            self.file.close()

    def settle(self) -> None:
        """Rename the complete file."""
        if self._temporary:
            os.replace(self._temporary, self._target)
            self._temporary = None
        # Not before: the lock that tells others that this file is not forgotten ends with it.
        with suppress(OSError):
            self.file.close()

    def abandon(self) -> None:
        """Remove what was written, unless it was renamed."""
        with suppress(OSError, ValueError):
            self.file.close()
        if self._temporary:
            with suppress(OSError):
                os.unlink(self._temporary)


def _device(path: Path) -> IO[bytes] | None:
    """Return what stands open for a path that cannot be renamed over; nothing for a file, or where there is none."""
    if match := _DESCRIPTOR.fullmatch(str(path)):
        number = int(match[1]) if match[1] else ("in", "out", "err").index(match[2])
        # Opened by its name, a file that a shell appends to would be cut off.
        return os.fdopen(os.dup(number), "wb")
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise OutputError(f"{path}: is a directory; name a file in it")
    return None if stat.S_ISREG(mode) else open(path, "wb")


def _shortened(name: str) -> str:
    while len(os.fsencode(name)) > _LONGEST:
        name = name[:-1]
    return name


def _created(begin: str, mode: int, folder: str) -> tuple[str, int]:
    """Return a new file's path, and its descriptor, which holds a lock."""
    while True:
        path = f"{begin}{os.urandom(4).hex()}.part"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            descriptor = os.open(path, flags, mode)
        except PermissionError as error:
            advice = f"{error.strerror} in {folder}, where the new file is made before it replaces the old"
            raise PermissionError(error.errno, advice) from None
        if _is_ours(descriptor):
            return path, descriptor
        os.close(descriptor)


def _is_ours(descriptor: int) -> bool:
    """Lock a file that was just made; return whether nobody took it for a forgotten one before."""
    if not fcntl:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # not every file system has locks; there, nobody removes it either
        return True
    return os.fstat(descriptor).st_nlink > 0


def _sweep(folder: str, start: str) -> None:
    """Remove what killed runs have left of files that would have come to the same place."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(start) and _END.fullmatch(entry.name, len(start)):
                remove_forgotten(entry.path)


def remove_forgotten(path: str) -> None:
    """Remove a temporary file, unless someone is writing it."""
    with suppress(OSError):
        if not fcntl:
            os.unlink(path)
            return
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(path)
        finally:
            os.close(descriptor)


def _resemble(new: str, old: Path) -> None:
    """Give a file the owner, permissions and extended attributes of another, if that is there."""
    try:
        status = os.stat(old)
    except FileNotFoundError:
        return
    mode = stat.S_IMODE(status.st_mode)
    if _owned(new, status):
        with suppress(OSError):
            shutil.copystat(old, new)
        with suppress(OSError):
            os.utime(new)
    else:
        # Another group must not read what only the old one might.
        mode &= 0o707 | (mode & 0o007) << 3
    with suppress(OSError):
        os.chmod(new, mode)


def _owned(new: str, status: os.stat_result) -> bool:
    """Give a file its owner and group; return whether the group, at least, is what it was."""
    if not hasattr(os, "chown"):
        return True
    for owner in (status.st_uid, -1):
        with suppress(OSError):
            os.chown(new, owner, status.st_gid)
            return True
    return os.stat(new).st_gid == status.st_gid


class told:  # noqa: N801  used as a statement
    """Turns what the system refuses into one line with the path.

    Args:
        name: of what is written.
        advice: what to do about it.
    """

    def __init__(self, name: str, advice: str = "") -> None:
        self._name, self._advice = name, advice

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        # That nobody reads on, as after `| head`, is no error of the output.
        if isinstance(error, OSError) and not (isinstance(error, BrokenPipeError) and self._name == STDOUT):
            reason = error.strerror or str(error)
            if isinstance(error, FileNotFoundError) and not Path(self._name).parent.exists():
                reason = "there is no such folder; make it first"
            raise OutputError(f"{self._name}: cannot be written: {reason}{self._advice}") from None


def scratch_told() -> told:
    """Return what turns the refusal to write a temporary file into one line."""
    import tempfile

    with told("temporary files", "; TMPDIR names a folder for them"):
        folder = tempfile.gettempdir()
    return told(f"a temporary file in {folder}", "; TMPDIR names another folder for them")


_waiting: ContextVar[list[Place] | None] = ContextVar("refexport_waiting", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Have the files that are written inside take their places at the end: all of them, or after an exception none.

    Inside another one, its end counts.

    Raises:
        OutputError: a file cannot be put in its place; the message names those that were before.
    """
    if _waiting.get() is not None:
        yield
        return
    places: list[Place] = []
    token = _waiting.set(places)
    try:
        yield
        _settle(places)
    finally:
        _waiting.reset(token)
        for place in places:
            place.abandon()


def put(place: Place) -> None:
    """Put complete bytes in their place: now, or at the end of `together`.

    Raises:
        OutputError: they cannot be, or another file waits for the same place.
    """
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append(place)
        names = [os.path.realpath(each.name) for each in waiting if each.folder is not None]
        if place.folder is not None and names.count(names[-1]) > 1:
            raise OutputError(f"{place.name}: is written twice; name different files")
        return
    try:
        _settle([place])
    finally:
        place.abandon()


def _settle(places: list[Place]) -> None:
    for number, place in enumerate(places):
        try:
            with told(place.name):
                place.settle()
        except OutputError as error:
            before = ", ".join(each.name for each in places[:number])
            raise OutputError(f"{error}; replaced before it: {before}") if before else error from None
    for folder in dict.fromkeys(place.folder for place in places):
        if folder is not None:
            synchronise(folder)


def synchronise(folder: str) -> None:
    """Have the names in a folder outlast a power cut, where the system can."""
    if not fcntl:
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
