"""Lists of journal abbreviations, and records whose missing title they fill in.

A list has a line for each journal: `full title;abbreviation`, then perhaps the shortest unique abbreviation and how
often the journal appears; commas may stand for the semicolons, and a field in quotes holds either.  A title is found
in any case, with or without the dots of ISO 4 (`J. Transl. Med.`), which NLM leaves out (`J Transl Med`), with `and`
for `&`, and without `The` before it.

Source: JabRef documentation, "Manage journal abbreviations"; ISO 4:1997, 4.5 (full stops); NLM Catalog, "Abbreviated
journal titles".
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections.abc import Iterable, Iterator

import msgspec

from refexport.errors import InputError
from refexport.record import Record
from refexport.report import Report
from refexport.source import PathOrFile, Source
from refexport.text.rich import plain

TYPES = frozenset({"article-journal", "article-magazine", "article-newspaper", "review", "review-book"})
"""CSL types whose container is a journal."""

_SIGNS = re.compile(r"[.,:;'’()\[\]/–—-]+")


class Journals:
    """Full titles and abbreviations of journals, each found by the other."""

    def __init__(self) -> None:
        self._short: dict[str, str] = {}
        self._full: dict[str, str] = {}
        self._ambiguous: set[str] = set()

    @classmethod
    def read(cls, paths: PathOrFile | Iterable[PathOrFile], report: Report | None = None) -> Journals:
        """Return the list in a file, or in several, of which the first that has a journal counts.

        Args:
            paths: paths or open files, in JabRef's layout.
            report: gets a warning for each line without an abbreviation.

        Raises:
            UsageError: no such file.
            InputError: a file has no line of a title and an abbreviation.
        """
        report = report if report is not None else Report()
        journals = cls()
        one = isinstance(paths, str | os.PathLike) or hasattr(paths, "read")
        for path in [paths] if one else paths:  # type: ignore[union-attr]
            journals._read(Source.open(path, report), report)  # type: ignore[arg-type]
        return journals

    def _read(self, source: Source, report: Report) -> None:
        lines = source.text.split("\n")
        rows = csv.reader(lines, delimiter=_delimiter(lines), skipinitialspace=True)
        found = False
        try:
            for row in rows:
                full, short, shortest = [" ".join(field.split()) for field in (*row[:3], "", "", "")[:3]]
                if full and short:
                    self.add(full, short, shortest)
                    found = True
                elif full or short:
                    message = "no title with an abbreviation; write TITLE;ABBREVIATION"
                    report.warn("no-abbreviation", message, source=source.name, line=rows.line_num, raw=full or short)
        except csv.Error as error:
            raise InputError(f"{source.name}:{rows.line_num}: not a list of journals: {error}") from None
        if not found:
            raise InputError(f"{source.name}: no journals in it; write a line TITLE;ABBREVIATION for each")

    def add(self, full: str, short: str, shortest: str = "") -> None:
        """Add a journal; what is known of a title stays as it is.

        Args:
            full: the title.
            short: its abbreviation.
            shortest: another one, by which the title is found too; a number is not one, but how often it appears.
        """
        self._short.setdefault(fold(full), short)
        for key in {fold(short), fold("" if shortest.isdigit() else shortest)} - {""}:
            if fold(self._full.setdefault(key, full)) != fold(full):
                self._ambiguous.add(key)

    def fingerprint(self) -> str:
        """Return a checksum of all that is known."""
        known = (sorted(self._short.items()), sorted(self._full.items()), sorted(self._ambiguous))
        return hashlib.sha256(repr(known).encode("utf-8", "surrogatepass")).hexdigest()

    def short(self, full: str) -> str | None:
        """Return the abbreviation of a title, or `None`."""
        return self._short.get(fold(full))

    def full(self, short: str) -> str | None:
        """Return the title that an abbreviation stands for, or `None` if there is none, or more than one."""
        key = fold(short)
        return None if key in self._ambiguous else self._full.get(key)

    def fill(self, records: Iterable[Record], report: Report | None = None) -> Iterator[Record]:
        """Yield records with the missing one of full and abbreviated journal title filled in.

        Records that change are copies.  Where the title of the journal is an abbreviation, it becomes the abbreviated
        title; what the record has in both stays as it is.

        Args:
            records: of any type.
            report: gets a warning for an abbreviation of more than one journal.
        """
        told: set[str] = set()
        for record in records:
            if record.type not in TYPES or not (record.container_title or record.container_title_short):
                yield record
                continue
            if report is not None:
                self._tell(record, report, told)
            title, short = self._titles(record.container_title, record.container_title_short)
            if (title, short) != (record.container_title, record.container_title_short):
                record = msgspec.structs.replace(record, container_title=title, container_title_short=short)
            yield record

    def _titles(self, title: str | None, short: str | None) -> tuple[str | None, str | None]:
        if title and short and fold(title) != fold(short):
            return title, short
        given = title or short or ""
        if found := self.short(given) if title else None:
            return title, short if short and fold(short) == fold(found) else found
        full = self.full(given)
        return (full, short or given) if full else (title, short)

    def _tell(self, record: Record, report: Report, told: set[str]) -> None:
        text = record.container_title_short or record.container_title or ""
        key = fold(text)
        alone = not (record.container_title and record.container_title_short)
        if alone and key in self._ambiguous and key not in self._short and key not in told:
            told.add(key)
            message = f"'{text}' abbreviates more than one journal of the list; its title is not filled in"
            report.warn("ambiguous-journal", message, record=record.id or None, raw=text)


JournalLists = Journals | PathOrFile | Iterable[PathOrFile] | None
"""A list of journals, or where its files are."""


def filled(records: Iterable[Record], journals: JournalLists, report: Report) -> Iterable[Record]:
    """Return records with the missing titles of their journals filled in, if there is a list of them.

    Raises:
        UsageError: no such file.
        InputError: a file is no list of journals.
    """
    if journals is None:
        return records
    lists = journals if isinstance(journals, Journals) else Journals.read(journals, report)
    return lists.fill(records, report)


def fold(title: str) -> str:
    """Return a title as titles are compared: no case, markup or punctuation, `and` for `&`, no `The` before it."""
    text = _SIGNS.sub(" ", plain(title).casefold().replace("&", " and "))
    return " ".join(text.split()).removeprefix("the ")


def _delimiter(lines: list[str]) -> str:
    """Return what most lines are split at: in JabRef's older lists a semicolon, since version 5 a comma."""
    written = [re.sub(r'"[^"]*"', "", line) for line in lines if line.strip()]
    return ";" if sum(";" in line for line in written) * 2 >= len(written) else ","
