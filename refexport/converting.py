"""How `refexport.convert` does its work: part by part where formats allow it, or else with all records at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from refexport.choosing import parts_of, source_format
from refexport.errors import InputError
from refexport.given import Given
from refexport.journals import Journals
from refexport.keys import KeyMaker
from refexport.output import Nowhere, Output, marked, open_output, write_pieces
from refexport.parts import Frame
from refexport.pipeline import Collector, Done, Plan, Task, guarded
from refexport.record import Part, Record
from refexport.registry import Format
from refexport.replacing import together
from refexport.report import Report
from refexport.sound import sound
from refexport.source import PathOrFile, Source
from refexport.splitting import divide, is_limited, refuse
from refexport.targets import Target

Progress = Callable[[int], None]
"""Called with the number of records so far."""
Share = Callable[[float], None]
"""Called with how much of the work is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """Where a conversion goes, and how."""

    formats: list[Format]
    """Of the outputs."""
    outputs: list[PathOrFile]
    """Paths and open files."""
    target: Target
    """The program that is to read them."""
    strict: bool
    """Whether nothing is written if anything is lost."""
    dry_run: bool
    """Whether nothing is written at all."""
    bom: bool
    """Whether a byte-order mark comes first."""
    progress: Progress | None
    """Called now and then."""
    share: Share | None = None
    """Called before it, if that is known."""
    key_suffix: str = ""
    """Stands at the end of every key."""

    def by_parts(
        self,
        inputs: list[PathOrFile],
        format: str | None,
        part: Part | None,
        journals: Journals | None,
        jobs: int | None,
        report: Report,
    ) -> None:
        """Convert inputs of any size; see `refexport.convert`."""
        from refexport.workers import run

        sources = [Source.open(path, report) for path in inputs]
        plan = Plan(tuple(fmt.id for fmt in self.formats), self.target, journals, part, self.key_suffix)
        done = run(_tasks(sources, format), plan, jobs)
        collector = Collector(report, sources, self.progress, self.share)
        first = _until_records(done, collector)
        if report.errors and not collector.count:
            # An empty file must not take the place of a library because its input was broken.
            return
        outputs = self._open_all()
        try:
            for number, each in enumerate(chain(first, done)):
                if number >= len(first):
                    collector.add(each)
                for output, texts in zip(outputs, each.texts, strict=bool(each.texts)):
                    output.write(texts)
            for output in outputs:
                output.finish()
            collector.finish()
            if not (self.strict and (report.losses or report.errors)):
                with together():
                    for output in outputs:
                        output.file.commit()
        finally:
            for output in outputs:
                output.file.discard()

    def as_a_whole(self, records: list[Record], report: Report) -> None:
        """Write records that are all there."""
        places = zip(self.formats, self.outputs, strict=True)
        files = [file for fmt, path in places for file in files_of(records, fmt, path, report, self.target)]
        if self.strict or self.dry_run:
            files = [(iter(list(pieces)), path) for pieces, path in files]
            if self.dry_run or report.losses or report.errors:
                return
        with together():
            for pieces, path in files:
                write_pieces(marked(pieces) if self.bom else pieces, path)

    def _open_all(self) -> list[Framed]:
        opened: list[Framed] = []
        for fmt, path in zip(self.formats, self.outputs, strict=True):
            assert fmt.frame is not None
            try:
                file = Nowhere() if self.dry_run else open_output(path, hold=self.strict)
            except BaseException:
                for framed in opened:
                    framed.file.discard()
                raise
            opened.append(Framed(fmt.frame(self.target), file, self.bom))
        return opened


class Framed:
    """An output with what stands around its records."""

    def __init__(self, frame: Frame, file: Output, bom: bool) -> None:
        self.frame, self.file = frame, file
        self._mark = "\ufeff" if bom else ""
        self._written = False

    def write(self, texts: list[str]) -> None:
        """Add records."""
        if not texts:
            return
        before = self.frame.between if self._written else self._started(self.frame.start)
        self._written = True
        self.file.write(before + self.frame.between.join(texts))

    def finish(self) -> None:
        """Add what stands at the end."""
        frame = self.frame
        if self._written:
            self.file.write(frame.end)
        else:
            self.file.write(self._started(frame.start + frame.end if frame.empty is None else frame.empty))

    def _started(self, text: str) -> str:
        return text if text.startswith("\ufeff") else self._mark + text


def _until_records(done: Iterator[Done], collector: Collector) -> list[Done]:
    """Take parts until one has records: before anything is written it must be known that something was read."""
    taken = []
    for each in done:
        collector.add(each)
        taken.append(each)
        if each.count:
            break
    return taken


def _tasks(sources: list[Source], format: str | None) -> Iterator[Task | Done]:
    sizes: list[int] = [getattr(source.raw, "size", None) or 0 for source in sources]
    known = sum(sizes) if all(sizes) else 0
    for number, source in enumerate(sources):
        try:
            fmt = source_format(source, format)
            for part in parts_of(source, fmt):
                taken = sum(sizes[:number]) + getattr(source.raw, "taken", 0)
                yield Task(number, fmt.id, part, taken / known if known else None)
        except InputError as error:
            yield Done(None, unreadable=str(error), input=number)


def files_of(
    records: Iterable[Record], fmt: Format, path: PathOrFile, report: Report, target: Target
) -> Iterator[tuple[Iterator[str], PathOrFile]]:
    """Yield the pieces of each file and its path; there is one, unless the target takes no more in one file."""
    refuse(fmt, target)
    if not is_limited(target):
        yield pieces_of(records, fmt, report, target), path
        return
    keyed = list(KeyMaker().assign(records, report))
    for part, part_path in divide(keyed, fmt, path, report, target):
        yield pieces_of(part, fmt, report, target), part_path


def pieces_of(records: Iterable[Record], fmt: Format, report: Report, target: Target) -> Iterator[str]:
    """Yield the pieces of an output."""
    assert fmt.write is not None
    given = Given(records)
    # Before anything is written it must be known that something could be read.
    records = iter(given)
    first = list(islice(records, 1))
    keyed = KeyMaker().assign(sound(chain(first, records), report, fmt.id), report)
    return guarded(given.explained(fmt.write(keyed, report, target)), f"writing format '{fmt.id}' failed")
