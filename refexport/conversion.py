"""Reading, writing and converting files of references."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, TypeVar

from refexport.errors import InputError, OutputError, RefexportError, UnknownFormat, UnknownTarget
from refexport.journals import JournalLists, filled
from refexport.keys import KeyMaker
from refexport.output import marked, replace_file
from refexport.record import Part, Record
from refexport.registry import FORMATS, Format, suggest
from refexport.report import Report
from refexport.source import PathOrFile, Source
from refexport.splitting import divide, is_limited, refuse
from refexport.targets import PORTABLE, TARGETS, Target

T = TypeVar("T")


class Records(list[Record]):
    """A list of records with the report of how they were read."""

    def __init__(self, records: Iterable[Record], report: Report) -> None:
        super().__init__(records)
        self.report = report


def stream(
    path: PathOrFile,
    format: str | None = None,
    *,
    part: Part | None = None,
    report: Report | None = None,
    keys: KeyMaker | None = None,
) -> Iterator[Record]:
    """Yield the records of a file one by one.

    Args:
        path: a path, an open file, or `-` for standard input.
        format: id of the format; by default it is recognised by content, then by file name.
        part: of an article's page, yield only this part.
        report: collects diagnostics and losses.
        keys: share one between inputs whose keys must differ from each other.

    Raises:
        UsageError: no such file, or unknown format.
        InputError: the input as a whole cannot be read.
    """
    report = report if report is not None else Report()
    return _records(Source.open(path, report), format, part, report, keys)


def read(
    path: PathOrFile, format: str | None = None, *, part: Part | None = None, report: Report | None = None
) -> Records:
    """Return the records of a file, as a list whose `report` says what was wrong with it.

    Arguments and exceptions are those of `stream`.
    """
    report = report if report is not None else Report()
    return Records(stream(path, format, part=part, report=report), report)


def loads(text: str | bytes, format: str | None = None, *, report: Report | None = None) -> Records:
    """Return the records in a text, as a list whose `report` says what was wrong with it.

    Args:
        text: the whole text; bytes are decoded as a file's are.
        format: id of the format; by default it is recognised by content.
        report: collects diagnostics and losses.
    """
    report = report if report is not None else Report()
    return Records(_records(Source(text, report=report), format, None, report, None), report)


def dumps(
    records: Iterable[Record],
    format: str,
    *,
    target: str | None = None,
    journals: JournalLists = None,
    report: Report | None = None,
) -> str:
    """Return records as a text in a format.

    Args:
        records: of any number; a record without id gets a citation key.
        format: id of the format, e.g. `ris`.
        target: id of the program that is to read it, e.g. `zotero`; by default any.
        journals: lists of journal abbreviations (see `refexport.journals`), to fill in missing titles.
        report: collects what the format cannot hold.

    Raises:
        UnknownFormat: no such format, or one that is not written.
        UnknownTarget: no such target.
        UsageError: the target does not read the format, or no such list of journals.
    """
    report = report if report is not None else Report()
    fmt, program = _writable(format), _target(target)
    refuse(fmt, program)
    return "".join(_pieces(filled(records, journals, report), fmt, report, program))


def write(
    records: Iterable[Record],
    path: PathOrFile,
    format: str | None = None,
    *,
    target: str | None = None,
    journals: JournalLists = None,
    bom: bool = False,
    report: Report | None = None,
) -> Report:
    """Write records to a file, which is replaced only by a complete new one.

    Args:
        records: of any number; a record without id gets a citation key.
        path: a path, an open text file, or `-` for standard output.  Where the target takes less in one file, it
            becomes several: `out-1.ris`, `out-2.ris` and so on, as the report says.
        format: id of the format; by default the path's suffix decides.
        target: id of the program that is to read it, e.g. `zotero`; by default any.
        journals: lists of journal abbreviations (see `refexport.journals`), to fill in missing titles.
        bom: begin with a byte-order mark, by which some programs on Windows know UTF-8.
        report: collects what the format cannot hold.

    Returns:
        The report.

    Raises:
        UnknownFormat: no such format, or one that is not written.
        UnknownTarget: no such target.
        UsageError: the target does not read the format, or no such list of journals.
        OutputError: the file cannot be written; what stood there is untouched.
    """
    report = report if report is not None else Report()
    fmt, program = _writable(format or format_of_path(path)), _target(target)
    for pieces, part in _files(filled(records, journals, report), fmt, path, report, program):
        write_pieces(marked(pieces) if bom else pieces, part)
    return report


def convert(
    inputs: PathOrFile | Iterable[PathOrFile],
    output: PathOrFile | Iterable[PathOrFile],
    *,
    from_format: str | None = None,
    to: str | None = None,
    target: str | None = None,
    journals: JournalLists = None,
    bom: bool = False,
    part: Part | None = None,
    select: Callable[[list[Record]], Iterable[Record]] | None = None,
    strict: bool = False,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
    report: Report | None = None,
) -> Report:
    """Convert files of references into one file, or into one in each of several formats.

    Args:
        inputs: paths or open files, read in this order.
        output: a path, an open text file, or `-` for standard output; or several of them.  Where the target takes
            less in one file, it becomes several: `out-1.ris`, `out-2.ris` and so on, as the report says.
        from_format: id of the inputs' format; by default each is recognised.
        to: id of the output's format; by default its suffix decides.
        target: id of the program that is to read it, e.g. `zotero`; by default any.
        journals: lists of journal abbreviations (see `refexport.journals`), to fill in missing titles.
        bom: begin with a byte-order mark, by which some programs on Windows know UTF-8.
        part: of an article's page, convert only this part.
        select: chooses and orders the records, such as those that a manuscript cites.
        strict: write nothing if anything is lost.
        dry_run: write nothing, only fill the report.
        progress: called with the number of records read so far.
        report: collects diagnostics and losses.

    Returns:
        The report; with `strict`, nothing was written if it holds errors or losses, and
        without, if it holds errors and no record could be read.

    Raises:
        UsageError: an input, format or target that does not exist.
        InputError: none of the inputs can be read.
        OutputError: the file cannot be written; what stood there is untouched.
    """
    report = report if report is not None else Report()
    outputs = _as_list(output)
    formats = [_writable(to or format_of_path(path)) for path in outputs]
    program = _target(target)
    found = stream_all(inputs, from_format, part=part, report=report)
    first = list(islice(found, 1))
    if report.errors and not first:
        # An empty file must not take the place of a library because its input was broken.
        return report
    wanted: Iterable[Record] = _counted(chain(first, found), progress)
    if select is not None:
        wanted = chosen = list(select(list(wanted)))
        report.records = len(chosen)
    records = filled(wanted, journals, report)
    if len(outputs) > 1:
        records = list(records)
    jobs = zip(formats, outputs, strict=True)
    files = [file for fmt, path in jobs for file in _files(records, fmt, path, report, program)]
    if strict or dry_run:
        files = [(iter(list(pieces)), path) for pieces, path in files]
        if dry_run or report.losses or report.errors:
            return report
    for pieces, path in files:
        write_pieces(marked(pieces) if bom else pieces, path)
    return report


def _files(
    records: Iterable[Record], fmt: Format, path: PathOrFile, report: Report, target: Target
) -> Iterator[tuple[Iterator[str], PathOrFile]]:
    """Yield the pieces of each file and its path; there is one, unless the target takes no more in one file."""
    refuse(fmt, target)
    if not is_limited(target):
        yield _pieces(records, fmt, report, target), path
        return
    keyed = list(KeyMaker().assign(records, report))
    for part, part_path in divide(keyed, fmt, path, report, target):
        yield _pieces(part, fmt, report, target), part_path


def _counted(records: Iterator[Record], progress: Callable[[int], None] | None) -> Iterator[Record]:
    if progress is None:
        yield from records
        return
    for number, record in enumerate(records, start=1):
        yield record
        progress(number)


def stream_all(
    inputs: PathOrFile | Iterable[PathOrFile],
    format: str | None = None,
    *,
    part: Part | None = None,
    report: Report | None = None,
) -> Iterator[Record]:
    """Yield the records of several inputs in order, with keys unique over all of them.

    All inputs are opened before the first record comes, so that a missing one is found out early.
    An input that cannot be read as a whole is an error in the report, unless it is the only one.

    Args:
        inputs: paths or open files, read in this order.
        format: id of the inputs' format; by default each is recognised.
        part: of an article's page, yield only this part.
        report: collects diagnostics and losses.

    Raises:
        UsageError: no such file or format.
        InputError: none of the inputs can be read.
    """
    report = report if report is not None else Report()
    sources = [Source.open(path, report) for path in _as_list(inputs)]
    keys = KeyMaker()
    unreadable = 0
    for source in sources:
        try:
            yield from _records(source, format, part, report, keys)
        except InputError as error:
            unreadable += 1
            if unreadable == len(sources):
                raise
            report.error("unreadable", str(error).removeprefix(f"{source.name}: "), source=source.name)


def _as_list(paths: PathOrFile | Iterable[PathOrFile]) -> list[PathOrFile]:
    one = isinstance(paths, str | os.PathLike) or hasattr(paths, "read") or hasattr(paths, "write")
    return [paths] if one else list(paths)  # type: ignore[list-item,arg-type]


def detect_format(source: Source) -> Format:
    """Return the format of a source, recognised by content first, then by file name.

    Raises:
        InputError: it is empty, or no format knows it.
    """
    head = source.head
    if not head:
        raise InputError(f"{source.name}: the file is empty; export it again")
    readable = [fmt for fmt in FORMATS.load_all().values() if isinstance(fmt, Format) and fmt.read]
    scores = {fmt.id: fmt.sniff(head) if fmt.sniff else 0 for fmt in readable}
    # The file name decides between formats that are equally sure of the content.
    best = max(readable, key=lambda fmt: (scores[fmt.id], source.suffix in fmt.suffixes))
    if scores[best.id] or source.suffix in best.suffixes:
        return best
    known = ", ".join(fmt.id for fmt in readable)
    raise InputError(f"{source.name}: the format was not recognised; name it with --from ({known})")


def format_of_path(path: PathOrFile) -> str:
    """Return the id of the format that is written to files with a path's suffix.

    Raises:
        UnknownFormat: no format that can be written has this suffix.
    """
    name = os.fspath(path) if isinstance(path, str | os.PathLike) else str(getattr(path, "name", ""))
    suffix = Path(name).suffix.lower()
    loaded = [fmt for fmt in FORMATS.load_all().values() if isinstance(fmt, Format) and fmt.write]
    for fmt in loaded:
        if suffix and suffix in fmt.suffixes:
            return fmt.id
    known = ", ".join(fmt.id for fmt in loaded)
    raise UnknownFormat(f"{name or 'output'}: the suffix names no format; say which with --to ({known})")


def _readable(id: str) -> Format:
    fmt = FORMATS.get(id)
    if not fmt.read:
        raise UnknownFormat(f"format '{id}' is written, not read")
    return fmt


def _writable(id: str) -> Format:
    fmt = FORMATS.get(id)
    if not fmt.write:
        writable = [f.id for f in FORMATS.load_all().values() if isinstance(f, Format) and f.write]
        raise UnknownFormat(f"format '{id}' is read, not written; {suggest(id, writable)}")
    return fmt


def _records(
    source: Source, format: str | None, part: Part | None, report: Report, keys: KeyMaker | None
) -> Iterator[Record]:
    fmt = _readable(format) if format else detect_format(source)
    if not source.head:
        raise InputError(f"{source.name}: the file is empty; export it again")
    assert fmt.read is not None
    found = _guarded(fmt.read(source, report), f"{source.name}: format '{fmt.id}' failed")
    wanted = (record for record in found if part is None or record.part == part)
    for record in (keys or KeyMaker()).assign(wanted, report, source):
        report.records += 1
        yield record


def _target(id: str | None) -> Target:
    if id is None:
        return PORTABLE
    if id not in TARGETS:
        raise UnknownTarget(f"unknown target '{id}'; {suggest(id, TARGETS)}")
    return TARGETS[id]


def _pieces(records: Iterable[Record], fmt: Format, report: Report, target: Target) -> Iterator[str]:
    assert fmt.write is not None
    # Before anything is written it must be known that something could be read.
    records = iter(records)
    first = list(islice(records, 1))
    keyed = KeyMaker().assign(chain(first, records), report)
    return _guarded(fmt.write(keyed, report, target), f"writing format '{fmt.id}' failed")


def _guarded(pieces: Iterator[T], what: str) -> Iterator[T]:
    """Yield what a plugin yields; whatever it raises becomes one line with its name."""
    try:
        yield from pieces
    except (RefexportError, GeneratorExit, KeyboardInterrupt):
        raise
    except Exception as error:
        raise RefexportError(f"{what}: {type(error).__name__}: {error}") from error


def write_pieces(pieces: Iterable[str], path: PathOrFile) -> None:
    """Write text to a path, an open text file, or with `-` standard output; see `write`."""
    if not isinstance(path, str | os.PathLike):
        _write_all(path, pieces)
    elif os.fspath(path) == "-":
        sys.stdout.flush()
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    else:
        replace_file(Path(path), pieces)


def _write_all(file: IO[Any], pieces: Iterable[str]) -> None:
    try:
        for piece in pieces:
            file.write(piece)
    except TypeError:
        raise OutputError("the output file is open in binary mode; open it as text: open(path, 'w')") from None
