"""What the shards of a run are called: pure functions over names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from refexport.compression import SUFFIXES
from refexport.errors import UsageError

MANIFEST = "_manifest.json"
"""What stands in a folder of shards, for people and programs."""
NOTES = "_manifest"
"""Folder with an entry and a report for each shard."""

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{12}\.[0-9a-f]{8}\.part")
_NO_KEY = re.compile(r"[^A-Za-z0-9_.]")
_SECRET = re.compile(r"(?<=://)([^/@:]*):[^/@]*@")


def is_url(name: str) -> bool:
    """Return whether a name is a URL, as `s3://bucket/a.ris` is, and no path."""
    return bool(_URL.match(name))


def is_folder(name: str) -> bool:
    """Return whether an output is named as a folder: it ends with a slash."""
    return name.endswith("/") and name != "/"


def public(url: str) -> str:
    """Return a URL without the password, and for the web without the query, which may hold a key."""
    url = _SECRET.sub(r"\1@", url)
    return url.partition("?")[0] if url.startswith(("http://", "https://")) else url


def wild(path: str) -> bool:
    """Return whether a path is a pattern."""
    return any(sign in path for sign in "*?[")


def fixed(path: str) -> str:
    """Return the folder, with its slash, that everything lies in that a pattern can match: `in/2026-*/*.ris` → `in/`.

    Args:
        path: a pattern, or the path of one file.
    """
    signs = [place for sign in "*?[" if (place := path.find(sign)) >= 0]
    return path[: path.rfind("/", 0, min(signs, default=len(path))) + 1]


def is_hidden(relative: str) -> bool:
    """Return whether a pattern passes over a file: its name, or a folder's, begins with a dot, or a run made it."""
    parts = relative.split("/")
    return any(part.startswith(".") for part in parts) or NOTES in parts[:-1] or parts[-1] == MANIFEST


def is_temporary(relative: str) -> bool:
    """Return whether a file is one that a run had not finished."""
    return bool(_TEMPORARY.fullmatch(relative.rpartition("/")[2]))


def shard_name(relative: str, suffix: str) -> str:
    """Return the name of what a file becomes: `2026/a.xml.gz` → `2026/a.jsonl`.

    Args:
        relative: path of the input below the folder that its pattern names.
        suffix: of the output.
    """
    path = PurePosixPath(relative)
    if path.suffix.lower() in SUFFIXES:
        path = path.with_suffix("")
    return str(path.with_name(path.stem + suffix))


def key_suffix(output: str) -> str:
    """Return what the keys of a shard end with: `2026/pubmed-1.bib.gz` → `:2026_pubmed_1`.

    Neither the colon nor a hyphen is in what follows it, with which writers number keys; so keys that end with
    different suffixes are different.
    """
    path = PurePosixPath(output)
    if path.suffix.lower() in SUFFIXES:
        path = path.with_suffix("")
    return ":" + _NO_KEY.sub("_", str(path.with_suffix("")))


def refuse_same_suffixes(outputs: Iterable[str]) -> None:
    """Check that the keys of no two shards end alike.

    Raises:
        UsageError: those of two do; BibTeX takes keys for the same that differ in case alone.
    """
    seen: dict[str, str] = {}
    for name in outputs:
        suffix = key_suffix(name)
        other = seen.setdefault(suffix.casefold(), name)
        if other != name:
            raise UsageError(f"the keys of {other} and {name} would both end with {suffix}; rename one of the inputs")


def refuse_collisions(named: Iterable[tuple[str, str]], folder: str, anycase: bool) -> None:
    """Check that no two inputs become the same file.

    Args:
        named: pairs of an input and the name of its output.
        folder: in which they stand.
        anycase: whether names that differ in case alone may be the same.

    Raises:
        UsageError: two do.
    """
    seen: dict[str, str] = {}
    for source, name in named:
        if NOTES in name.split("/")[:-1] or name == MANIFEST:
            raise UsageError(f"{source}: its output would be {folder}{name}, which is the manifest's; rename the input")
        other = seen.setdefault(name.casefold() if anycase else name, source)
        if other != source:
            advice = "a pattern in quotes, as 'in/*/*.ris', keeps the folders; else use an output folder for each"
            raise UsageError(f"{other} and {source} would both become {folder}{name}; {advice}")
