"""Files wherever fsspec reaches: found, told apart, and read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from refexport.cluster.naming import fixed, is_hidden, is_url, public, wild
from refexport.errors import InputError, RefexportError, UsageError
from refexport.raw import STEP, Raw

State = dict[str, str | int]
"""What tells a file from what it was before."""

_TAGS = ("ETag", "etag", "md5Hash", "generation", "content_md5")
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")


def one_line(error: BaseException) -> str:
    """Return what an exception says, on one line."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return " ".join(str(error).split()) or type(error).__name__


def locate(url: str) -> tuple[Any, str]:
    """Return the file system of a URL or path, and the path in it.

    Raises:
        UsageError: there is no such protocol, or it cannot be reached.
        RefexportError: fsspec, or the driver of the protocol, is not installed.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise RefexportError("shards need the extra dask: pip install 'refexport[dask]'") from None
    if "::" in url:
        raise UsageError(f"{public(url)}: URLs within URLs are not read; name the files themselves")
    try:
        fs, path = url_to_fs(url)
    except ImportError as error:
        raise RefexportError(f"{public(url)}: the driver of its store is missing: {one_line(error)}") from None
    except Exception as error:
        raise UsageError(f"{public(url)}: {one_line(error)}; check the URL") from None
    return fs, str(path)


def is_local(fs: Any) -> bool:
    """Return whether a file system is this machine's own."""
    return "file" in protocols(fs)


def is_memory(fs: Any) -> bool:
    """Return whether a file system lives in one process."""
    return "memory" in protocols(fs)


def protocols(fs: Any) -> tuple[str, ...]:
    """Return what URLs of a file system begin with."""
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)


def state_of(info: dict[str, Any]) -> State:
    """Return the size of a file and its ETag or the like, or else when it was changed.

    Args:
        info: what its file system tells of it.
    """
    state: State = {} if info.get("size") is None else {"size": int(info["size"])}
    for kind, names in (("etag", _TAGS), ("changed", _TIMES)):
        for name in names:
            if info.get(name) is not None:
                return {**state, kind: _plain(info[name])}
    return state


def _plain(value: Any) -> str:
    # The same store may tell a time in two ways, for one file and in a listing.
    return str(value.timestamp()) if hasattr(value, "timestamp") else str(value).strip('"')


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is there."""

    fs: Any
    """Its file system."""
    path: str
    """Path in it."""
    name: str
    """URL or path, for people."""
    relative: str
    """Path below the folder that its pattern names."""
    state: State
    """What it was when it was found."""

    def raw(self) -> Raw:
        """Return its bytes as an input."""
        size = self.state.get("size")
        return Raw(self._chunks, self.name, size if isinstance(size, int) else None)

    def _chunks(self) -> Iterator[bytes]:
        try:
            with self.fs.open(self.path, "rb") as file:
                place = 0
                # In memory, all who read a file share one position.
                while file.seek(place) == place and (chunk := file.read(STEP)):
                    place += len(chunk)
                    yield chunk
        except FileNotFoundError:
            raise InputError(f"{self.name}: no such file where it is worked on; all must see the same files") from None
        except (RefexportError, GeneratorExit):
            raise
        except Exception as error:
            raise InputError(f"{self.name}: cannot be read: {one_line(error)}") from None

    def check(self) -> None:
        """Check that the file is what it was.

        Raises:
            InputError: it was changed.
        """
        self.fs.invalidate_cache(self.fs._parent(self.path))
        if state_of(self.fs.info(self.path)) != self.state:
            raise InputError(f"{self.name}: was changed while it was converted; run again")


def find(url: str) -> list[Stored]:
    """Return the files that a URL, a path or a pattern names, in order.

    Raises:
        UsageError: there is none, or it is a folder.
        InputError: the store does not tell.
    """
    fs, root = locate(url)
    try:
        fs.invalidate_cache()
        found = _matched(fs, root)
    except FileNotFoundError:
        found = {}
    except Exception as error:
        raise InputError(f"{public(url)}: cannot be read: {one_line(error)}") from None
    if not found:
        raise UsageError(f"{public(url)}: no such file; check the path")
    if root in found and found[root]["type"] == "directory":
        raise UsageError(f"{public(url)}: is a folder; name the files in it, as '{public(url).rstrip('/')}/*'")
    below = len(fixed(root)) if root not in found else root.rfind("/") + 1
    head = url[: -len(root)] if is_url(url) and url.endswith(root) else ""
    return [
        Stored(fs, path, public(head + path), public(path)[below:], _state(fs, path, info))
        for path, info in sorted(found.items())
    ]


def _matched(fs: Any, root: str) -> dict[str, dict[str, Any]]:
    web = root.startswith(("http://", "https://"))
    # A file may have a bracket in its name.
    if web or not wild(root) or ("*" not in root and fs.exists(root)):
        return {root: fs.info(root)}
    below = len(fixed(root))
    found = fs.glob(root, detail=True).items()
    return {path: info for path, info in found if info["type"] == "file" and not is_hidden(path[below:])}


def _state(fs: Any, path: str, info: dict[str, Any]) -> State:
    state = state_of(info)
    # Some listings tell less than is known of one file.
    return state if len(state) > 1 else state_of(fs.info(path))
