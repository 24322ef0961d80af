"""Reading, writing and converting files of references."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from refexport.bounds import bounded
from refexport.choosing import as_list, detect_format, format_of_path, parts_of, source_format, target_of, writable
from refexport.converting import Conversion, Progress, Share, files_of, pieces_of
from refexport.errors import InputError, UsageError
from refexport.journals import JournalLists, Journals, filled
from refexport.keys import KeyMaker
from refexport.output import marked, refuse_same, write_pieces
from refexport.pipeline import guarded, tell_empty
from refexport.record import Part, Record
from refexport.replacing import together
from refexport.report import Report
from refexport.source import PathOrFile, Source
from refexport.splitting import is_limited, refuse

__all__ = [
    "Records",
    "convert",
    "detect_format",
    "dumps",
    "loads",
    "read",
    "stream",
    "stream_all",
    "write",
    "write_pieces",
]


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
    if not isinstance(text, str | bytes):
        raise UsageError(f"a text or bytes are needed, not {type(text).__name__}; `read` reads a file")
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
    fmt, program = writable(format), target_of(target)
    refuse(fmt, program)
    return "".join(pieces_of(filled(records, journals, report), fmt, report, program))


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
    fmt, program = writable(format or format_of_path(path)), target_of(target)
    with together():
        for pieces, part in files_of(filled(records, journals, report), fmt, path, report, program):
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
    jobs: int | None = None,
    key_suffix: str = "",
    progress: Progress | None = None,
    share: Share | None = None,
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
        jobs: number of processes that work on it; the result is the same for any.  By default one for each core if
            there is much to do, and else this one alone.
        key_suffix: stands at the end of every citation key, so that none is a key of another file.
        progress: called with the number of records read so far.
        share: called before it with how much of the work is done, 0 to 1, if that is known.
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
    refuse_same(as_list(output))
    program = target_of(target)
    formats = [writable(to or format_of_path(path)) for path in as_list(output)]
    for fmt in formats:
        refuse(fmt, program)
    work = Conversion(formats, as_list(output), program, strict, dry_run, bom, progress, share, key_suffix)
    lists = journals if journals is None or isinstance(journals, Journals) else Journals.read(journals, report)
    if select is None and not is_limited(program) and all(fmt.body and fmt.frame for fmt in formats):
        work.by_parts(as_list(inputs), from_format, part, lists, jobs, report)
        return report
    found = stream_all(inputs, from_format, part=part, report=report, keys=KeyMaker(key_suffix))
    records = list(_counted(found, progress))
    if report.errors and not records:
        # An empty file must not take the place of a library because its input was broken.
        return report
    if select is not None:
        records = list(select(records))
        report.records = len(records)
    work.as_a_whole(list(filled(records, lists, report)), report)
    return report


def _counted(records: Iterator[Record], progress: Progress | None) -> Iterator[Record]:
    if progress is None:
        yield from records
        return
    for number, record in enumerate(records, start=1):
        yield record
        progress(number)


def stream_all(
    inputs: PathOrFile | Iterable[PathOrFile | Source],
    format: str | None = None,
    *,
    part: Part | None = None,
    report: Report | None = None,
    keys: KeyMaker | None = None,
    taken: list[int] | None = None,
) -> Iterator[Record]:
    """Yield the records of several inputs in order, with keys unique over all of them.

    All inputs are opened before the first record comes, so that a missing one is found out early.
    An input that cannot be read as a whole is an error in the report, unless it is the only one.

    Args:
        inputs: paths, open files or sources, read in this order.
        format: id of the inputs' format; by default each is recognised.
        part: of an article's page, yield only this part.
        report: collects diagnostics and losses.
        keys: makes the keys.
        taken: gets how many records each input has.

    Raises:
        UsageError: no such file or format.
        InputError: none of the inputs can be read.
    """
    report = report if report is not None else Report()
    sources = [path if isinstance(path, Source) else Source.open(path, report) for path in as_list(inputs)]  # type: ignore[arg-type]
    keys = keys or KeyMaker()
    unreadable = 0
    taken = taken if taken is not None else []
    for source in sources:
        taken.append(0)
        try:
            for record in _records(source, format, part, report, keys):
                taken[-1] += 1
                yield record
        except InputError as error:
            unreadable += 1
            if unreadable == len(sources):
                raise
            report.error("unreadable", str(error).removeprefix(f"{source.name}: "), source=source.name)


def _records(
    source: Source, format: str | None, part: Part | None, report: Report, keys: KeyMaker | None
) -> Iterator[Record]:
    fmt = source_format(source, format)
    keys = keys or KeyMaker()
    count = 0
    for piece in parts_of(source, fmt):
        assert fmt.read is not None
        found = guarded(fmt.read(piece, report), f"{source.name}: format '{fmt.id}' failed")
        wanted = (record for record in bounded(found, piece, report) if part is None or record.part == part)
        for record in keys.assign(wanted, report, piece):
            source.line = piece.line
            report.records += 1
            count += 1
            yield record
    if not count:
        tell_empty(source, report)
