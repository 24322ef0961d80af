"""Files no larger than the program takes that is to read them: `out.ris` as `out-1.ris`, `out-2.ris` and so on.

Source: the limits are those of `refexport.targets`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from refexport.compression import SUFFIXES
from refexport.errors import UsageError
from refexport.record import Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import PathOrFile
from refexport.targets import Target

_MEASURED = 256
"""Records that are written at once to see how large they are."""


def refuse(fmt: Format, target: Target) -> None:
    """Check that a program reads a format.

    Raises:
        UsageError: it does not.
    """
    if fmt.id in target.refused:
        raise UsageError(f"{target.name} does not read {fmt.name}; write ris for it")


def is_limited(target: Target) -> bool:
    """Return whether a program takes no more than so much in one file."""
    return bool(target.max_records or target.max_bytes)


def divide(
    records: list[Record], fmt: Format, path: PathOrFile, report: Report, target: Target
) -> Iterator[tuple[list[Record], PathOrFile]]:
    """Yield the records of each file and its path; the report says where there is more than one.

    Args:
        records: all, with their ids.
        fmt: the format in which they are written.
        path: where they would stand in one file; standard output and open files are not divided.
        report: gets what was divided, or could not be.
        target: the program, whose limits count.
    """
    parts = list(_parts(records, fmt, target))
    limits = _limits(target)
    if len(parts) < 2:
        yield records, path
        return
    if not isinstance(path, str | os.PathLike) or os.fspath(path) == "-":
        message = f"{target.name} takes {limits} a file, and this is more; name a file with -o to have it divided"
        report.warn("too-large", message)
        yield records, path
        return
    paths = [numbered(path, number) for number in range(1, len(parts) + 1)]
    message = f"{target.name} takes {limits} a file: divided into {paths[0]} … {paths[-1]}"
    report.add("info", "divided", message, source=os.fspath(path))
    if os.path.exists(further := numbered(path, len(parts) + 1)):
        report.warn("old-part", "was there before and is no part of this; remove it if it is old", source=further)
    yield from zip(parts, paths, strict=True)


def numbered(path: str | os.PathLike[str], number: int) -> str:
    """Return the path of a part: `out.ris` → `out-1.ris`, `out.ris.gz` → `out-1.ris.gz`."""
    whole = Path(path)
    packed = whole.suffix if whole.suffix.lower() in SUFFIXES else ""
    plain = whole.with_suffix("") if packed else whole
    return str(whole.with_name(f"{plain.stem}-{number}{plain.suffix}{packed}"))


def _limits(target: Target) -> str:
    count = f"{target.max_records:,} records" if target.max_records else ""
    size = f"{target.max_bytes // 1_000_000} MB" if target.max_bytes else ""
    return " or ".join(filter(None, (count, size)))


def _parts(records: list[Record], fmt: Format, target: Target) -> Iterator[list[Record]]:
    most = target.max_records or len(records)
    part: list[Record] = []
    size = 0
    for chunk, weight in _chunks(records, fmt, target):
        if part and target.max_bytes and size + weight > target.max_bytes:
            yield part
            part, size = [], 0
        if len(part) + len(chunk) > most:
            room = most - len(part)
            yield part + chunk[:room]
            part, size = chunk[room:], weight
        else:
            part, size = part + chunk, size + weight
    if part or not records:
        yield part


def _chunks(records: list[Record], fmt: Format, target: Target) -> Iterator[tuple[list[Record], int]]:
    """Yield records, as many at once as can stand in one file, and how many bytes they take, if that counts."""
    step = min(_MEASURED, target.max_records or _MEASURED)
    waiting = [records[place : place + step] for place in range(0, len(records), step)][::-1]
    while waiting:
        chunk = waiting.pop()
        weight = _weight(chunk, fmt, target) if target.max_bytes else 0
        if target.max_bytes and weight > target.max_bytes and len(chunk) > 1:
            half = len(chunk) // 2
            waiting += [chunk[half:], chunk[:half]]
        else:
            yield chunk, weight


def _weight(records: Iterable[Record], fmt: Format, target: Target) -> int:
    assert fmt.write is not None
    return sum(len(piece.encode("utf-8", "replace")) for piece in fmt.write(records, Report(), target))
