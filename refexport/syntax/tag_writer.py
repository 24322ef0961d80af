"""Records as lines with tags: one writer for the formats that a `TagTable` describes."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import compress
from operator import attrgetter
from typing import Any, ClassVar

from refexport import extra
from refexport.record import Date, Name, Record
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.others import ET_AL
from refexport.syntax.standard_numbers import set_standard_number
from refexport.syntax.tag_custom import write_custom
from refexport.syntax.tag_dates import date_line, issued_lines, parse_tagged_date
from refexport.syntax.tag_names import name_line
from refexport.syntax.tag_puts import put_files, put_keywords
from refexport.syntax.tag_reader import decode, doi_of_url
from refexport.syntax.tag_table import LABEL, TagTable
from refexport.syntax.tagged import one_line, paragraphs
from refexport.targets import Target
from refexport.text import identifiers
from refexport.text.languages import is_language
from refexport.text.names import plain_text
from refexport.text.pages import is_page, normalize_pages
from refexport.text.rich import plain
from refexport.unnamed import cut_lists
from refexport.vocabulary import VARIABLES

Plan = tuple[Callable[[Record], tuple[Any, ...]], list[tuple[str, str, bool, "Put | None"]]]
"""What returns the values, and for each variable, tag, whether a label is written too, and what writes it."""

_MARKUP = re.compile(r"<(?=[A-Za-z/!?])")


class TagWriter:
    """Writes records.

    Args:
        table: the format's table.
        report: gets the losses.
        target: who is to read it.
        line: puts a tag and a value together, without the line's end.
        end: the line's end.
        read: the format's reader.
        whole: puts the lines of a record together, and what stands around them.
        date_text: writes a date; by default as RIS does.
    """

    def __init__(
        self,
        table: TagTable,
        report: Report,
        target: Target,
        line: Callable[[str, str], str],
        end: str,
        read: Callable[[Source, Report], Iterator[Record]],
        whole: Callable[[TagWriter, Record, list[str]], str],
        date_text: Callable[[Date], str] | None = None,
    ) -> None:
        self.table, self.report, self.target = table, report, target
        self.line, self.end = line, end
        self.read, self.whole = read, whole
        self.date_text = date_text or date_line
        self.markup = target.ris_markup
        self.both = target.ris_labels == "both"
        self.label_only = target.ris_labels == "labels"
        self._plans = _plans_of(type(self), table, target)  # type: ignore[arg-type]

    def kind(self, record: Record) -> str:
        """Return the format's type of a record; one that was unknown in reading as it was."""
        if record.type == "document" and self.table.format in record.custom:
            unknown = record.custom[self.table.format].get(self.table.type_tag)
            if isinstance(unknown, str) and unknown:
                return one_line(unknown)
        exact = self.table.exact_types.get(extra.type_label(record)) if self.table.exact_types else None
        return exact or self.table.types.get(record.type) or self.table.types["document"]

    def text(self, record: Record) -> str:
        """Return the text of a record."""
        return self.whole(self, record, self.lines(record))

    def lines(self, record: Record) -> list[str]:
        """Return the lines of a record, without that of its type and end, and without line ends."""
        kind = self.kind(record)
        if kind not in self.table.exact_types.values():
            kind = ""  # what is not in the tables changes nothing, and is not kept
        values_of, plan = self._plans.get((record.type, kind)) or self._plan(record.type, kind)
        out: list[str] = []
        labelled: list[str] = []
        self.cut: set[str] = set()
        values = values_of(record)
        for (variable, tag, label, put), value in compress(zip(plan, values, strict=True), values):
            if put is not None and put(self, out, record, variable, tag, value):
                if label:
                    labelled.append(variable)
            else:
                labelled.append(variable)
        self._finish(out, record, labelled)
        return out

    def _plan(self, type: str, kind: str) -> Plan:
        attributes, steps = [], []
        for variable, place in self.table.layout_of(type, kind).items():
            tag, label = place.rstrip(LABEL), LABEL in place
            if variable == "id" or (variable == "citation-key" and place == LABEL):
                continue
            if variable == "PMID" and place == LABEL and self.target.ris_pmid_tag in self.table.order:
                tag, label = self.target.ris_pmid_tag, True
            elif tag and label and (self.label_only or not self.both):
                tag, label = ("", True) if self.label_only else (tag, False)
            put = (self.puts.get(variable) or _PUT_BY_KIND[VARIABLES[variable].kind]) if tag else None
            attribute = VARIABLES[variable].attribute if variable in VARIABLES else variable
            attributes.append(attribute)
            steps.append((variable, tag, label, put))
        for field in sorted({"keyword", "files"} - self.table.layout(type).keys()):
            attributes.append(field)
            steps.append((field, "", False, TagWriter._drop))
        self._plans[type, kind] = plan = attrgetter(*attributes), steps
        return plan

    def _finish(self, out: list[str], record: Record, labelled: list[str]) -> None:
        table = self.table
        kind = table.types.get(record.type, "").upper()
        told = table.read_types.get(kind) == record.type and kind not in table.misread
        if not told or extra.is_video(record) or extra.exact_type(record):
            labelled.insert(0, "type")
        if labelled:
            for text in extra.lines(record, labelled, self.report, table.format, self._seen):
                self.put(out, table.label_tag, text)
        key = record.citation_key or record.id
        if key and self._in_key_tag(record, key):
            self.put(out, self.target.ris_key_tag, key)
        elif key:
            self.put(out, table.label_tag, f"Citation Key: {one_line(key)}")
        if "id" not in table.fields and record.citation_key and record.citation_key != record.id:
            for field in ("id", "citation_key"):
                self.lose(record, field, "altered", "one key stands for id and citation key", key)
        if record.custom:
            write_custom(self, out, record)
        if record.part:
            self.lose(record, "part", "dropped", "no tag for the part of a page")
        if record.URL and not record.DOI and doi_of_url(record.URL):
            self.lose(record, "DOI", "guessed", "read back from the URL")

    def _in_key_tag(self, record: Record, key: str) -> bool:
        """Return whether the target's tag for keys holds a key so that it is read as one."""
        tag = self.target.ris_key_tag
        free = tag in self.table.key_tags and tag not in record.custom.get(self.table.format, ())
        return free and bool(record.id) and not key.isdigit() and len(key.split()) == 1

    def _seen(self, text: str) -> str:
        """Return what a labelled line is read as."""
        if "<" not in text and "&" not in text:
            return text
        text = self.escape(self.table.label_tag, text)
        return text if self.table.label_tag in self.table.raw_tags else decode(text)

    def put(self, out: list[str], tag: str, text: str) -> None:
        """Add a line, which whatever the text is stays one."""
        if not text.isprintable():
            text = one_line(text)
        if "&" in text or "<" in text:
            text = self.escape(tag, text)
        out.append(self.line(tag, text))

    def escape(self, tag: str, text: str) -> str:
        """Return a text in which only what a reader would take for an entity or a tag is escaped."""
        if self.markup == "plain":
            text = plain(text)
        if tag in self.table.raw_tags:
            return text
        if "&" in text and html.unescape(text) != text:
            text = text.replace("&", "&amp;")
        if "<" in text and _MARKUP.search(text):
            text = _MARKUP.sub("&lt;", text).replace(">", "&gt;")
        return text

    def key(self, record: Record) -> str:
        """Return a record's id on one line, so that it forges no tag."""
        key = one_line(record.id)
        if key != record.id:
            self.lose(record, "id", "altered", "a value stands on one line", record.id)
        return key

    def lose(self, record: Record, field: str, change: Any, reason: str, value: object = None) -> None:
        """Report a loss."""
        self.report.lose(record.id, field, change, reason, format=self.table.format, value=value)

    # Puts take (out, record, variable, tag, value) and return whether the value has a line.

    def _drop(self, out: list[str], record: Record, variable: str, tag: str, value: Any) -> bool:
        self.lose(record, variable, "dropped", "no tag for it", value)
        return True

    def _put_text(self, out: list[str], record: Record, variable: str, tag: str, value: str) -> bool:
        text = one_line(value)
        if "<" in text:
            self._check_markup(record, variable, tag, text)
        self.put(out, tag, text)
        if text != value or "  " in text:
            reason = "line breaks and runs of blanks are read as one blank"
            self.lose(record, VARIABLES[variable].attribute, "altered", reason, value)
        return True

    def _check_markup(self, record: Record, variable: str, tag: str, text: str) -> None:
        if self.markup == "plain" and plain(text) != text:
            self.lose(
                record, VARIABLES[variable].attribute, "altered", "its markup is gone: the target shows none", text
            )
        elif tag not in self.table.raw_tags and decode(self.escape(tag, text)) != text:
            self.lose(
                record, VARIABLES[variable].attribute, "altered", "what looks like HTML is taken for markup", text
            )

    def _put_paragraphs(self, out: list[str], record: Record, variable: str, tag: str, value: str) -> bool:
        if tag == self.table.label_tag and extra.parse(value)[0]:
            return False  # behind a label of its own, no line of it is read as what it names
        if variable == "note" and self.table.drops_doi_notes and self._drops_note(record, value):
            return True
        text, reason = value, ""
        if not value.isprintable():
            text, reason = self._paragraphs(value)
        if text != value:
            self.lose(record, variable, "altered", reason or "blanks around it are gone", value)
        if "<" in text:
            self._check_markup(record, variable, tag, text)
        if "\n" in text:
            out.append(self.line(tag, self.escape(tag, text).replace("\n", self.end)))
        else:
            self.put(out, tag, text)
        return True

    def _drops_note(self, record: Record, value: str) -> bool:
        """Leave out a note that says the DOI again, as some publishers' do: it would not be read."""
        again = identifiers.is_doi_again(value, record.DOI)
        if again:
            self.lose(record, "note", "dropped", "says no more than the DOI", value)
        return again

    def _paragraphs(self, value: str) -> tuple[str, str]:
        """Return a text with the line breaks that may stay, and what is lost by it."""
        text = paragraphs(value, self.table.blank_line_ends) if self.table.paragraphs else None
        if text is None:
            return one_line(value), "line breaks are blanks here"
        return text, "blanks and empty lines at line breaks are gone"

    def _put_number_of_pages(self, out: list[str], record: Record, variable: str, tag: str, value: str) -> bool:
        return (
            "-" not in value and normalize_pages(value) == value and self._put_text(out, record, variable, tag, value)
        )

    def _put_standard_number(self, out: list[str], record: Record, variable: str, tag: str, value: str) -> bool:
        fields: dict[str, Any] = {}
        set_standard_number(fields, variable, value)
        text = identifiers.listed_issns(value)
        return fields.get(variable) == value and self._put_text(out, record, variable, tag, text)

    def _put_genre(self, out: list[str], record: Record, variable: str, tag: str, value: str) -> bool:
        # A programming language stands where others have the language, and a DOI where EndNote has one: not what is
        # read as such.
        taken = is_language(value) if tag == "LA" else identifiers.is_doi_again(value, record.DOI)
        return not taken and self._put_text(out, record, variable, tag, value)

    def _put_archive_location(self, out: list[str], record: Record, variable: str, tag: str, value: str) -> bool:
        database = f"{record.archive or ''} {record.source or ''}"
        taken = identifiers.accession_pmid(value, database) or identifiers.pmcid(value) == value
        return not taken and self._put_text(out, record, variable, tag, value)

    def _put_pmid(self, out: list[str], record: Record, variable: str, tag: str, value: str) -> bool:
        # Beside the labelled line, in the tag of accession numbers if no other is there.
        if not record.archive_location:
            self.put(out, tag, one_line(value))
        return True

    def _put_doi(self, out: list[str], record: Record, variable: str, tag: str, value: str) -> bool:
        if identifiers.doi(value) != value:
            self.lose(record, "DOI", "altered", "not a DOI as DOIs are written", value)
        return self._put_text(out, record, variable, tag, value)

    def _put_names(self, out: list[str], record: Record, variable: str, tag: str, value: tuple[Name, ...]) -> bool:
        comma = self.target.ris_corporate_comma
        for number, name in enumerate(value):
            if text := plain_text(name):
                out.append(self.line(tag, text))
                continue
            text, change = name_line(name, comma)
            self.put(out, tag, text)
            if change:
                self.lose(record, f"{VARIABLES[variable].attribute}[{number}]{change[0]}", "altered", change[1], name)
        if record.custom and self.goes_on(record, variable):
            self.put(out, tag, f"{ET_AL.literal},")
        return True

    def goes_on(self, record: Record, variable: str) -> bool:
        """Return whether a list of names was cut, and the target is to see it; then it is written so."""
        attribute = VARIABLES[variable].attribute
        if not self.target.et_al or attribute not in cut_lists(record):
            return False
        self.cut.add(attribute)
        return True

    def _put_issued(self, out: list[str], record: Record, variable: str, tag: str, value: Date) -> bool:
        year, full, exact = issued_lines(value, self.date_text)
        if year:
            self.put(out, self.year_tag, year)
        if full:
            self.put(out, tag, full)
        if not exact:
            self.lose(record, "issued", "altered", "no tag for this kind of date", value)
        return True

    def _put_date(self, out: list[str], record: Record, variable: str, tag: str, value: Date) -> bool:
        text = self.date_text(value)
        self.put(out, tag, text)
        if parse_tagged_date(text) != value:
            self.lose(record, VARIABLES[variable].attribute, "altered", "no tag for this kind of date", value)
        return True

    def _put_page(self, out: list[str], record: Record, variable: str, tag: str, value: str) -> bool:
        first, dash, last = value.partition("-")
        single = dash and first and last and first != last and "-" not in last and "," not in value
        both = single and is_page(first) and is_page(last)
        if self.last_page_tag and both and value == normalize_pages(value):
            self.put(out, tag, first)
            self.put(out, self.last_page_tag, last)
            return True
        if normalize_pages(value) != value:
            self.lose(record, "page", "altered", "written with plain hyphens", value)
        return self._put_text(out, record, variable, tag, value)

    writes_unknown_type: ClassVar[bool] = True
    """Whether a type that was unknown in reading is written as it was."""
    year_tag: ClassVar[str] = "PY"
    """Tag of the year alone."""
    last_page_tag: ClassVar[str] = "EP"
    """Tag of the last page; empty where one tag holds the range."""
    html_tag: ClassVar[str] = "L2"
    """Tag of files in HTML."""
    puts: ClassVar[dict[str, Put]]
    """What writes a variable that needs more than its kind."""


@cache
def _plans_of(writer: type[TagWriter], table: TagTable, target: Target) -> dict[tuple[str, str], Plan]:
    """Return the plans, which the writers of all parts share."""
    return {}


Put = Callable[[Any, list[str], Record, str, str, Any], bool]

_PUT_BY_KIND: dict[str, Put] = {
    "text": TagWriter._put_text,
    "number": TagWriter._put_text,
    "name": TagWriter._put_names,
    "date": TagWriter._put_date,
}
TagWriter.puts = {
    "abstract": TagWriter._put_paragraphs,
    "annote": TagWriter._put_paragraphs,
    "note": TagWriter._put_paragraphs,
    "DOI": TagWriter._put_doi,
    "PMID": TagWriter._put_pmid,
    "archive_location": TagWriter._put_archive_location,
    "genre": TagWriter._put_genre,
    "ISBN": TagWriter._put_standard_number,
    "ISSN": TagWriter._put_standard_number,
    "files": put_files,
    "issued": TagWriter._put_issued,
    "keyword": put_keywords,
    "number-of-pages": TagWriter._put_number_of_pages,
    "page": TagWriter._put_page,
}
