"""A library checked: by its records, or as a file with the lines of what is found, and put right where it is certain.

A file is repaired in its own text, so that all the rest of it stays as it is: comments, order, spaces, line ends.
What comes out is read again before it is written; a repair that does not read back as it should is left undone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from io import StringIO

from refexport.conversion import detect_format, loads, stream
from refexport.library.findings import Finding, matches, repaired
from refexport.library.places import Places
from refexport.library.rules import record_findings
from refexport.record import Record
from refexport.report import Report
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
    """A file that was checked."""

    source: str
    """Its name."""
    findings: list[Finding]
    """What is wrong, in the order of the lines."""
    fixed: list[Finding] = field(default_factory=list)
    """What was put right."""
    text: str | None = None
    """The repaired text, where something was put right; line ends are those of the file."""


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
        fix: whether to put right what is certain; the caller writes the text.
        select: codes, or their first words, to look for; by default all.
        ignore: codes, or their first words, to leave out.
        this_year: as in `check`.

    Raises:
        UsageError: no such file or format.
        InputError: the file as a whole cannot be read.
    """
    report = Report()
    source = Source.open(path, report)
    id = format or detect_format(source).id
    records = _read(source, id, report)
    places = Places(source.text, id, records)
    wanted = [*_diagnosed(report, records), *check(records, this_year=this_year)]
    chosen = [one for one in wanted if _is_wanted(one.code, select, ignore)]
    checked = Checked(source.name, _placed(chosen, places, source.name))
    if fix:
        _repair(checked, source, id, records, places)
    return checked


def _read(source: Source, id: str, report: Report) -> list[Record]:
    file = StringIO(source.text)
    file.name = source.name
    return list(stream(file, id, report=report))


def _is_wanted(code: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    return (not select or matches(code, select)) and not matches(code, ignore)


def _diagnosed(report: Report, records: Sequence[Record]) -> list[Finding]:
    """Return what the reader found wrong, as findings; what it only remarks on is none."""
    return [
        Finding(one.code, one.message, one.record, value=one.raw, source=one.source, line=one.line)
        for one in report.diagnostics
        if one.severity != "info"
    ]


def _placed(findings: list[Finding], places: Places, source: str) -> list[Finding]:
    placed = [replace(one, source=source, line=one.line or places.line(one.record, one.value)) for one in findings]
    return sorted(placed, key=lambda one: one.line or 0)


Repairs = dict[str, list[Finding]]
"""What is to be put right, by the key of the record."""


def _repair(checked: Checked, source: Source, id: str, records: list[Record], places: Places) -> None:
    """Put right what is certain in the text, and move it from what is found to what is fixed."""
    wanted: Repairs = defaultdict(list)
    for finding in checked.findings:
        if finding.certain and finding.record is not None:
            wanted[finding.record].append(finding)
    _, unread = _edited(source.text, id, records, places, wanted)
    if unread:
        _keep_what_reads_back(source.text, id, records, places, wanted, unread)
    while wanted:
        text, unread = _edited(source.text, id, records, places, wanted)
        if not unread:
            done = {id_of(one) for found in wanted.values() for one in found}
            checked.fixed = [one for one in checked.findings if id_of(one) in done]
            checked.findings = [one for one in checked.findings if id_of(one) not in done]
            checked.text = text
            return
        for key in unread:
            del wanted[key]


def _keep_what_reads_back(
    text: str, id: str, records: list[Record], places: Places, wanted: Repairs, unread: set[str]
) -> None:
    """Try the repairs of records that do not read back one by one, so that one that fails holds up no other."""
    tried = {key: wanted.pop(key) for key in unread}
    for number in range(max(map(len, tried.values()))):
        alone = {key: [found[number]] for key, found in tried.items() if number < len(found)}
        _, failed = _edited(text, id, records, places, alone)
        for key in sorted(alone.keys() - failed):
            wanted.setdefault(key, []).extend(alone[key])


def id_of(finding: Finding) -> tuple[str, str | None, str | None]:
    """Return what tells a finding from others of the same file."""
    return finding.code, finding.record, finding.field


def _edited(text: str, id: str, records: list[Record], places: Places, wanted: Repairs) -> tuple[str, set[str]]:
    """Return the text with all repairs, and the keys of the records that do not read back as they should."""
    pieces, end = [], 0
    for key in sorted(wanted, key=lambda key: places.span(key)):
        start, stop = places.span(key)
        entry = text[start:stop]
        for finding in wanted[key]:
            entry = entry.replace(finding.value or "", finding.suggestion or "") if finding.value else entry
        pieces += [text[end:start], entry]
        end = stop
    pieces.append(text[end:])
    edited = "".join(pieces)
    meant = [repaired(record, wanted.get(record.id, [])) for record in records]
    return edited, _misread(edited, id, records, meant, wanted)


def _misread(edited: str, id: str, records: list[Record], meant: list[Record], wanted: Repairs) -> set[str]:
    again = loads(edited, id)
    if len(again) != len(meant):
        return set(wanted)
    # A key that is made from a title or a name is another one when these are put right.
    wrong = {
        record.id
        for record, found, wish in zip(records, again, meant, strict=True)
        if found.copy(id="") != wish.copy(id="")
    }
    return wrong & set(wanted) or (set(wanted) if wrong else set())
