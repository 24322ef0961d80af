"""A library checked: by its records, or as a file, part by part, with the lines of what is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b

from refexport.choosing import parts_of, source_format
from refexport.keys import KeyMaker
from refexport.library.findings import Finding, matches
from refexport.library.places import Places
from refexport.library.repair import Repair
from refexport.library.rules import record_findings
from refexport.pipeline import ONCE, guarded
from refexport.record import Record
from refexport.registry import Format
from refexport.report import Diagnostic, Report
from refexport.source import PathOrFile, Source


def check(records: Iterable[Record], *, this_year: int | None = None) -> list[Finding]:
    """Return what is wrong with records, in their order; see `refexport.library.findings.CODES`.

    Args:
        records: of any number.
        this_year: dates later than the next year are wrong; by default today's.
    """
    year = this_year or date.today().year
    library = list(records)
    seen = Counter(record.id for record in library)
    found: list[Finding] = []
    for record in library:
        found.extend(record_findings(record, year))
        if record.id and seen[record.id] > 1:
            message = f"key '{record.id}' stands here {seen[record.id]} times"
            found.append(Finding("duplicate-key", message, record.id, "id", record.id))
    return found


@dataclass(slots=True)
class Checked:
    """A file, or a part of one, that was checked."""

    source: str
    """Name of the file."""
    findings: list[Finding]
    """What is wrong, in the order of the lines."""
    fixed: list[Finding] = field(default_factory=list)
    """What was put right."""
    text: str | None = None
    """The text, repaired where something was put right; line ends are `\\n`, whatever those of the file are."""
    records: int = 0
    """Number of records."""


def check_file(
    path: PathOrFile,
    format: str | None = None,
    *,
    fix: bool = False,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    this_year: int | None = None,
) -> Checked:
    """Return what is wrong with a file of references, with the lines, and its text put right.

    Args:
        path: a path, an open file, or `-` for standard input.
        format: id of the format; by default it is recognised.
        fix: whether to put right what is certain; the caller writes the text, if there is one.
        select: codes, or their first words, to look for; by default all.
        ignore: codes, or their first words, to leave out.
        this_year: as in `check`.

    Raises:
        UsageError: no such file or format.
        InputError: the file as a whole cannot be read.
    """
    source = Source.open(path)
    whole = Checked(source.name, [])
    texts = []
    for part in check_parts(source, format, fix=fix, select=select, ignore=ignore, this_year=this_year):
        whole.findings += part.findings
        whole.fixed += part.fixed
        whole.records += part.records
        texts.append(part.text or "")
    whole.text = "".join(texts) if whole.fixed else None
    return whole


def check_parts(
    source: Source,
    format: str | None = None,
    *,
    fix: bool = False,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    this_year: int | None = None,
    share: Callable[[float], None] | None = None,
) -> Iterator[Checked]:
    """Yield what is wrong with each part of a file, one part in memory at a time.

    Args:
        source: the file; with `fix` it is read twice.
        format: id of the format; by default it is recognised.
        fix: whether to put right what is certain; the texts of all parts are then that of the file.
        select: codes, or their first words, to look for; by default all.
        ignore: codes, or their first words, to leave out.
        this_year: as in `check`.
        share: called with how much of the work is done, 0 to 1, if that is known.

    Raises:
        UsageError: no such format.
        InputError: the file cannot be read, or not further.
    """
    fmt = source_format(source, format)
    scan = _Scan(source, fmt, this_year or date.today().year, select, ignore)
    for part in scan.parts(whole=fix and not _is_its_parts(source, fmt)):
        checked = scan.check(part, fix=fix)
        if share and (size := getattr(source.raw, "size", None)):
            share(getattr(source.raw, "taken", 0) / size)
        yield checked


def _is_its_parts(source: Source, fmt: Format) -> bool:
    """Return whether the parts of a file, one after the other, are the file, so that each can be repaired alone."""
    whole, parts = blake2b(), blake2b()
    with source.silently():
        for block in source.blocks():
            whole.update(block.encode("utf-8", "surrogatepass"))
        for part in parts_of(source, fmt):
            parts.update(part.text.encode("utf-8", "surrogatepass"))
    return whole.digest() == parts.digest()


class _Scan:
    """The parts of a file, checked one after the other."""

    def __init__(
        self, source: Source, fmt: Format, this_year: int, select: tuple[str, ...], ignore: tuple[str, ...]
    ) -> None:
        self.source, self.fmt, self.this_year = source, fmt, this_year
        self.select, self.ignore = select, ignore
        self.keys = KeyMaker()
        self.told: set[str] = set()

    def parts(self, *, whole: bool) -> Iterator[Source]:
        return iter([self.source]) if whole or not self.fmt.parts else parts_of(self.source, self.fmt)

    def check(self, part: Source, *, fix: bool) -> Checked:
        report = Report()
        records = list(self.keys.assign(self.read(part, report), report, part))
        found = self._diagnosed([*self.source.report.diagnostics, *report.diagnostics])
        self.source.report.diagnostics = []
        found += [one for each in records for one in record_findings(each, self.this_year)]
        places = Places(part.text, self.fmt.id, records, part.first_line)
        chosen = [one for one in found if _is_wanted(one.code, self.select, self.ignore)]
        checked = Checked(self.source.name, _placed(chosen, places, self.source.name), records=len(records))
        if fix:
            checked.text = part.text
            Repair(part, records, places, lambda again: list(self.read(again, Report()))).apply(checked)
        return checked

    def read(self, part: Source, report: Report) -> Iterator[Record]:
        assert self.fmt.read is not None
        if part is self.source:
            pieces = parts_of(part, self.fmt)
        else:
            pieces = iter([part])
        for piece in pieces:
            yield from guarded(self.fmt.read(piece, report), f"{part.name}: format '{self.fmt.id}' failed")

    def _diagnosed(self, diagnostics: Sequence[Diagnostic]) -> list[Finding]:
        """Return what the reader found wrong, as findings; what it only remarks on is none."""
        found = []
        for one in diagnostics:
            if one.severity == "info" or (one.code in ONCE and one.code in self.told):
                continue
            self.told.add(one.code)
            found.append(Finding(one.code, one.message, one.record, value=one.raw, source=one.source, line=one.line))
        return found


def _is_wanted(code: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    return (not select or matches(code, select)) and not matches(code, ignore)


def _placed(findings: list[Finding], places: Places, source: str) -> list[Finding]:
    placed = [replace(one, source=source, line=one.line or places.line(one.record, one.value)) for one in findings]
    return sorted(placed, key=lambda one: one.line or 0)
