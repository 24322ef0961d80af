"""CSV for a spreadsheet: one row a record, documented columns; write only.

The first row names the columns.  Most columns are a variable of CSL under its
own name; `author` and the other contributors are `Family, Given` joined by
`; `, with `et al.` behind a list that goes on, dates are ISO 8601
(`2020-10-21`, a range `2020-10/2021`), and `year` is the year of issue alone,
for sorting.  Variables without a column stand in `extra`, as lines
`Label: value`.

* Texts are plain: markup is left out, and reported where there was any.
* A cell that a spreadsheet would run as a formula, because it begins with
  `=`, `+`, `-`, `@` or their full-width forms, a tab or a line break, is
  written with an apostrophe before it, and reported; so is what stands behind
  a semicolon, tab or line break in a cell, where a program that expects other
  borders begins a cell of its own.  Control characters are left out.
* Lines end in CR LF, cells are quoted where they must be (RFC 4180).  UTF-8,
  with a byte-order mark where the target asks for one.

Source: RFC 4180; OWASP, "CSV Injection".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from refexport.parts import Before, Frame, framed
from refexport.record import Date, Name, Record
from refexport.registry import Format
from refexport.report import Report
from refexport.syntax.others import lose_cut
from refexport.targets import Target
from refexport.text.cells import defused, row
from refexport.text.dates import edtf
from refexport.text.rich import plain
from refexport.unnamed import AND_OTHERS, OURS, cut_lists
from refexport.vocabulary import ITEM_TYPES, RAW_VARIABLES, VARIABLES

ID = "csv"

TYPES: dict[str, str] = {type: type for type in ITEM_TYPES}
"""The column `type` holds CSL's own type."""

_COLUMNS = (
    "author", "editor", "translator", "issued", "title", "container-title", "container-title-short",
    "collection-title", "collection-number", "volume", "issue", "page", "number", "edition", "chapter-number",
    "number-of-pages", "number-of-volumes", "publisher", "publisher-place", "event-title", "event-place",
    "event-date", "genre", "medium", "version", "status", "language", "DOI", "PMID", "PMCID", "arxiv", "ISBN",
    "ISSN", "URL", "accessed", "archive", "archive_location", "call-number", "source", "license", "abstract",
    "note", "annote",
)  # fmt: skip

FIELDS: dict[str, str] = {
    **dict.fromkeys(VARIABLES, "extra"),
    **{name: name for name in _COLUMNS},
    "keyword": "keyword",
    "files": "files",
}
"""CSL variable to column."""

_EXTRA = tuple(name for name in VARIABLES if FIELDS[name] == "extra")

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

COLUMNS: tuple[str, ...] = ("id", "type", "year", *_COLUMNS, "keyword", "files", "part", "extra")
"""The first row."""


class _Row:
    """Makes the row of one record, and tells what is not in it as it was."""

    def __init__(self, record: Record, report: Report) -> None:
        self.record = record
        self.report = report
        self.cut: set[str] = set()

    def lose(self, field: str, change: Any, reason: str, value: object) -> None:
        self.report.lose(self.record.id, field, change, reason, format=ID, value=value)

    def cells(self) -> list[str]:
        """Return the cells in the order of `COLUMNS`."""
        record = self.record
        values = dict(record.variables())
        row = {name: self._text(name, values[name]) for name in _COLUMNS if name in values}
        row |= {"id": record.id, "type": record.type, "part": record.part or ""}
        row["year"] = str(record.issued.year) if record.issued and record.issued.year else ""
        row["keyword"] = "; ".join(record.keyword)
        row["files"] = "; ".join(file.path for file in record.files)
        row["extra"] = "\n".join(self._labelled(name, values[name]) for name in _EXTRA if name in values)
        self._report_lost()
        return [self._defused(name, row.get(name, "")) for name in COLUMNS]

    def _labelled(self, name: str, value: Any) -> str:
        return f"{name}: {' '.join(self._text(name, value).split())}"

    def _text(self, name: str, value: Any) -> str:
        kind = VARIABLES[name].kind
        if kind == "name":
            goes_on = self._goes_on(VARIABLES[name].attribute)
            return "; ".join([*(self._person(f"{name}[{i}]", person) for i, person in enumerate(value)), *goes_on])
        if kind == "date":
            return self._date(name, value)
        text = value if name in RAW_VARIABLES else plain(value)
        if text != value:
            self.lose(name, "altered", "a cell has no markup", value)
        return str(text).replace("\r\n", "\n").replace("\r", "\n")

    def _goes_on(self, attribute: str) -> list[str]:
        if not self.record.custom or attribute not in cut_lists(self.record):
            return []
        self.cut.add(attribute)
        return ["et al."]

    def _person(self, place: str, name: Name) -> str:
        if name.orcid:
            self.lose(f"{place}.orcid", "dropped", "a cell of names has no place for it", name.orcid)
        return str(name)

    def _date(self, name: str, date: Date) -> str:
        if date.qualifier and date.start:
            return edtf(date)
        seasons = {1: "spring", 2: "summer", 3: "autumn", 4: "winter"}
        season = seasons.get(date.season or 0, "")
        remark = date.literal if date.start and date.literal else ""
        return " ".join(part for part in ("circa" if date.circa else "", season, str(date), remark) if part)

    def _report_lost(self) -> None:
        for file in self.record.files:
            if file.title or file.media_type:
                self.lose("files", "altered", "only the path is written", file.title or file.media_type)
        for origin, fields in self.record.custom.items():
            for field, value in fields.items():
                if origin == OURS and field == AND_OTHERS:
                    lose_cut(self.record, self.cut, self.report, ID)
                    continue
                self.lose(f"custom.{origin}.{field}", "dropped", "there is no column for it", value)

    def _defused(self, name: str, text: str) -> str:
        seen = _CONTROL.sub("", text)
        if seen != text:
            self.lose(name, "altered", "control characters are left out", text)
        safe = defused(seen)
        if safe != seen and name != "year":
            self.lose(name, "altered", "begins like a formula, written with an apostrophe before it", text)
        return safe


def body(records: Iterable[Record], report: Report, target: Target, before: Before) -> Iterator[str]:
    """Yield one row a record."""
    for record in records:
        yield row(_Row(record, report).cells())


def frame(target: Target) -> Frame:
    """Return the row of column names."""
    mark = "\ufeff" if target.csv_byte_order_mark else ""
    return Frame(mark + row(COLUMNS))


FORMAT = Format(
    id=ID, name="CSV for a spreadsheet", suffixes=(".csv",), write=framed(body, frame), body=body, frame=frame
)
