"""Which format an input is in, which one an output gets, and which program it is for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from refexport.errors import InputError, UnknownFormat, UnknownTarget
from refexport.registry import FORMATS, Format, suggest
from refexport.source import PathOrFile, Source, without_compression
from refexport.targets import PORTABLE, TARGETS, Target


def as_list(paths: PathOrFile | Iterable[PathOrFile]) -> list[PathOrFile]:
    """Return one path or open file, or several, as a list."""
    one = isinstance(paths, str | os.PathLike) or hasattr(paths, "read") or hasattr(paths, "write")
    return [paths] if one else list(paths)  # type: ignore[list-item,arg-type]


LIKELY: dict[str, tuple[str, ...]] = {
    ".bib": ("biblatex", "bibtex"),
    ".ciw": ("wos",),
    ".enw": ("enw",),
    ".json": ("crossref", "csl-json", "datacite", "jsonl", "openalex"),
    ".jsonl": ("jsonl",),
    ".nbib": ("nbib",),
    ".ris": ("ris",),
    ".xml": ("endnote-xml", "mods", "pubmed-xml"),
}
"""Suffixes to the formats that are asked first, in the order of their ids: to load all takes a third of a short run."""
_SURE = 80
"""How sure of the content a format must be that the file name speaks for, to be taken before the others are asked."""


def detect_format(source: Source) -> Format:
    """Return the format of a source, recognised by content first, then by file name.

    Raises:
        InputError: it is empty, or no format knows it.
    """
    head = source.head
    if not head:
        raise InputError(f"{source.name}: the file is empty; export it again")
    best, score = _surest([FORMATS.get(id) for id in LIKELY.get(source.suffix, ())], source)
    if best and score >= _SURE:
        return best
    readable = [fmt for fmt in FORMATS.load_all().values() if isinstance(fmt, Format) and fmt.read]
    best, score = _surest(readable, source)
    if best and (score > 0 or (score == 0 and source.suffix in best.suffixes)):
        return best
    if best := _written_only(source):
        raise InputError(f"{source.name}: {best.name} is written, not read; export it as RIS, BibTeX or CSL-JSON")
    known = ", ".join(fmt.id for fmt in readable)
    raise InputError(f"{source.name}: the format was not recognised; name it with --from ({known})")


def _written_only(source: Source) -> Format | None:
    loaded = [fmt for fmt in FORMATS.load_all().values() if isinstance(fmt, Format)]
    best, score = _surest([fmt for fmt in loaded if not fmt.read], source)
    if score >= _SURE:
        return best
    formats = [fmt for fmt in loaded if source.suffix in fmt.suffixes]
    return None if not formats or any(fmt.read for fmt in formats) else formats[0]


def _surest(formats: list[Format], source: Source) -> tuple[Format | None, int]:
    """Return the format that is surest of a source, and how sure."""
    scores = {fmt.id: fmt.sniff(source.head) if fmt.sniff else 0 for fmt in formats}
    # The file name decides between formats that are equally sure of the content.
    best = max(formats, key=lambda fmt: (scores[fmt.id], source.suffix in fmt.suffixes), default=None)
    return best, scores[best.id] if best else 0


def format_of_path(path: PathOrFile) -> str:
    """Return the id of the format that is written to files with a path's suffix.

    Raises:
        UnknownFormat: no format that can be written has this suffix.
    """
    name = os.fspath(path) if isinstance(path, str | os.PathLike) else str(getattr(path, "name", ""))
    suffix = Path(without_compression(name)).suffix
    for id in LIKELY.get(suffix, ()):
        if suffix in (fmt := FORMATS.get(id)).suffixes and fmt.write:
            return id
    loaded = [fmt for fmt in FORMATS.load_all().values() if isinstance(fmt, Format) and fmt.write]
    for fmt in loaded:
        if suffix and suffix in fmt.suffixes:
            return fmt.id
    known = ", ".join(fmt.id for fmt in loaded)
    lack = "standard output has no suffix" if name == "-" else f"{name or 'output'}: the suffix names no format"
    raise UnknownFormat(f"{lack}; say which with --to ({known})")


def source_format(source: Source, id: str | None) -> Format:
    """Return the format that a source is read in: the one named, or else the one recognised.

    Raises:
        InputError: the source is empty, or no format knows it.
        UnknownFormat: no such format, or one that is not read.
    """
    fmt = _readable(id) if id else detect_format(source)
    if not source.head:
        raise InputError(f"{source.name}: the file is empty; export it again")
    return fmt


def parts_of(source: Source, fmt: Format) -> Iterator[Source]:
    """Yield the parts of a source, one where its format has none."""
    return fmt.parts(source) if fmt.parts else iter([source])


def _named(id: str) -> Format:
    """Return the format of an id; what is a suffix of files gets those formats as the advice."""
    try:
        return FORMATS.get(id)
    except UnknownFormat:
        suffix = f".{id.lower().lstrip('.')}"
        formats = [fmt.id for fmt in FORMATS.load_all().values() if isinstance(fmt, Format) and suffix in fmt.suffixes]
        if not formats:
            raise
        raise UnknownFormat(f"unknown format '{id}'; did you mean {' or '.join(formats)} ({suffix})?") from None


def _readable(id: str) -> Format:
    fmt = _named(id)
    if not fmt.read:
        raise UnknownFormat(f"format '{id}' is written, not read")
    return fmt


def writable(id: str) -> Format:
    """Return the format of an id.

    Raises:
        UnknownFormat: no such format, or one that is not written.
    """
    fmt = _named(id)
    if not fmt.write:
        writable = [f.id for f in FORMATS.load_all().values() if isinstance(f, Format) and f.write]
        raise UnknownFormat(f"format '{id}' is read, not written; {suggest(id, writable)}")
    return fmt


def target_of(id: str | None) -> Target:
    """Return the target of an id, for `None` the one that any program reads.

    Raises:
        UnknownTarget: no such target.
    """
    if id is None:
        return PORTABLE
    if id.lower() not in TARGETS:
        raise UnknownTarget(f"unknown target '{id}'; {suggest(id, TARGETS)}")
    return TARGETS[id.lower()]
