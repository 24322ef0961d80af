"""Entries of tagged lines as records: one reader for the formats that a `TagTable` describes."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from refexport import extra
from refexport.record import File, Record
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.not_applicable import NOT_APPLICABLE, drop_not_applicable
from refexport.syntax.others import keep_others
from refexport.syntax.standard_numbers import set_standard_number
from refexport.syntax.tag_dates import TAGGED_DATE, YEAR_TAGS, better_date, is_said, parse_tagged_date
from refexport.syntax.tag_table import TagTable
from refexport.syntax.tagged import Entry, Syntax, as_list, join, parse, unwrap
from refexport.text import identifiers
from refexport.text.dates import edtf
from refexport.text.names import parse_inverted, plain_person
from refexport.text.pages import normalize_pages
from refexport.text.rich import from_html
from refexport.vocabulary import VARIABLES

Fields = dict[str, Any]
"""Attributes of the record in the making."""

Finish = Callable[[Fields, Entry, dict[str, str]], None]
"""Sets right what depends on several tags: the attributes so far, the entry, the labels not yet applied."""

Prepare = Callable[[Entry], Fields]
"""Takes out of an entry what needs more than its tag to be understood; returns the attributes for it."""

_BLANKS = re.compile(" {2,}")
_DOI_URL = re.compile(r"https?://(?:dx\.)?doi\.org/", re.I)
_FLAT = {name: variable.kind for name, variable in VARIABLES.items()}
_ATTRIBUTE = {name: variable.attribute for name, variable in VARIABLES.items()}


def read(
    source: Source, report: Report, syntax: Syntax, table: TagTable, finish: Finish, prepare: Prepare | None = None
) -> Iterator[Record]:
    """Yield the records of a source.

    Args:
        source: the text.
        report: gets what is wrong with it.
        syntax: how the lines look.
        table: what the tags mean.
        finish: sets right what depends on several tags of an entry.
        prepare: takes from an entry what the table cannot say, and returns the attributes for it.
    """
    text = source
    if not source.text.isascii() and not unicodedata.is_normalized("NFC", source.text):
        text = source.part(unicodedata.normalize("NFC", source.text), source.first_line)
    reader = TagReader(table, finish, prepare)
    for entry in parse(text, report, syntax):
        source.line = entry.line
        record = reader.record(entry)
        keep_others(record)
        if record.volume in NOT_APPLICABLE or record.issue in NOT_APPLICABLE:
            drop_not_applicable(record, report, table.format)
        if record.custom and table.type_tag in record.custom.get(table.format, ()) and record.type == "document":
            message = f"{table.type_tag} names no known type; the record is read as a document"
            raw = entry[table.type_tag][0]
            report.warn("unknown-type", message, source=source.name, line=entry.line, record=record.id or None, raw=raw)
        _warn_of_dates(entry, record, report, source)
        yield record


def _warn_of_dates(entry: Entry, record: Record, report: Report, source: Source) -> None:
    """Warn of months and days that do not exist, of which only the year is read."""
    for tag in ("PY", "Y1", "Y2", "DA"):
        for text in entry.get(tag, ()):
            match = TAGGED_DATE.fullmatch(text.strip())
            if match and (int(match[2] or 0) > 12 or int(match[3] or 0) > 31):
                message = f"{tag} says a month or day that does not exist, which is left out: {text.strip()}"
                report.warn(
                    "date-impossible", message, source=source.name, line=entry.line, record=record.id or None, raw=text
                )


class TagReader:
    """Makes records of entries."""

    def __init__(self, table: TagTable, finish: Finish, prepare: Prepare | None = None) -> None:
        self.table, self.finish, self.prepare = table, finish, prepare
        self._beside: list[str] = []
        """Dates of the record that is read, of which another is its date."""

    def record(self, entry: Entry) -> Record:
        """Return the record of an entry."""
        table = self.table
        fields: Fields = self.prepare(entry) if self.prepare else {}
        kind = join(entry.get(table.type_tag, [""])[0]).upper()
        labels, rest = self._labels(entry)
        named = labels.pop("type", "")
        type = extra.csl_type(named) or table.read_types.get(kind) or table.guess(entry)
        fields["type"] = type
        if rest:
            fields[table.label_rest] = rest
        custom = self._fill(fields, entry, table.reading(type, kind))
        if kind and kind not in table.read_types:
            custom[table.type_tag] = entry[table.type_tag][0]
        fields["custom"] = {table.format: custom} if custom else {}
        if "URL" in fields and "DOI" not in fields and (found := doi_of_url(fields["URL"])):
            fields["DOI"] = found
        self.finish(fields, entry, labels)
        if not any(fields["custom"].values()):
            fields["custom"] = {}
        record = Record(**fields)
        if labels:
            self._apply(record, labels)
        if named:
            extra.keep_exact(record, named)
        return record

    def _labels(self, entry: Entry) -> tuple[dict[str, str], str]:
        values = entry.pop(self.table.label_tag, None)
        if not values:
            return {}, ""
        # A note in the same tag may have paragraphs; a labelled line that was wrapped is one line.
        variable = "note" if self.table.fields.get("note") == self.table.label_tag else ""
        return extra.parse("\n".join(self.text(self.table.label_tag, value, variable) for value in values))

    def _fill(self, fields: Fields, entry: Entry, reading: dict[str, str]) -> dict[str, Any]:
        custom: dict[str, Any] = {}
        self._beside.clear()
        for tag, values in entry.items():
            variable = reading.get(tag)
            if variable is None:
                if tag != self.table.type_tag:
                    self._keep(custom, tag, values)
                continue
            if left := _SETTER_OF[variable](self, fields, variable, tag, values):
                self._keep(custom, tag, left)
        if self._beside:
            # Beside the year, it is read as no more than another year; in the tag of the date, it would be the date.
            tags = [tag for tag in reading if reading[tag] == "issued"]
            year = next((tag for tag in tags if tag in YEAR_TAGS), tags[0])
            self._keep(custom, year, [*self._beside, *as_list(custom.get(year, []))])
        return custom

    def _keep(self, custom: dict[str, Any], tag: str, values: list[str]) -> None:
        texts = [text for text in (self.text(tag, value, "") for value in values) if text]
        if texts:
            custom[tag] = texts if len(texts) > 1 else texts[0]

    def text(self, tag: str, value: str, variable: str) -> str:
        """Return the text of a value: wrapped lines joined, entities resolved."""
        if "\n" in value:
            value = unwrap(value) if variable in self.table.paragraphs else join(value)
        if tag in self.table.raw_tags or ("&" not in value and "<" not in value):
            return value
        return decode(value)

    def _apply(self, record: Record, labels: dict[str, str]) -> None:
        key = labels.pop("citation-key", None)
        if key and not record.id:
            record.id = key
        elif key and key != record.id:
            record.citation_key = key
        left = extra.apply(record, labels)
        if left:
            lines = [f"{extra.label_of(variable)}: {value}" for variable, value in left.items()]
            record.note = "\n".join([*([record.note] if record.note else []), *lines])

    # Setters take (fields, variable, tag, values) and return the values that are left over.

    def _set_text(self, fields: Fields, variable: str, tag: str, values: list[str]) -> list[str]:
        attribute = _ATTRIBUTE[variable]
        text = self.text(tag, values[0], variable)
        if "  " in text:
            text = _BLANKS.sub(" ", text)
        held = fields.get(attribute)
        if not held:
            if text:
                fields[attribute] = text
            held = text
        elif text != held:
            return values
        return [value for value in values[1:] if self.text(tag, value, variable) != held] if len(values) > 1 else []

    def _set_paragraphs(self, fields: Fields, variable: str, tag: str, values: list[str]) -> list[str]:
        texts = [text for text in (self.text(tag, value, variable) for value in values) if text]
        held = fields.get(variable)
        if texts and variable == "abstract" and held:
            return [value for value in values if self.text(tag, value, variable) != held]
        if texts:
            fields[variable] = "\n".join(texts if not held else [held, *texts])
        return []

    def _set_names(self, fields: Fields, variable: str, tag: str, values: list[str]) -> list[str]:
        attribute = _ATTRIBUTE[variable]
        names = tuple([plain_person(value) or parse_inverted(self.text(tag, value, "")) for value in values if value])
        fields[attribute] = fields[attribute] + names if attribute in fields else names
        return []

    def _set_date(self, fields: Fields, variable: str, tag: str, values: list[str]) -> list[str]:
        date = parse_tagged_date(self.text(tag, values[0], ""))
        if date:
            fields.setdefault(_ATTRIBUTE[variable], date)
        return values[1:]

    def _set_issued(self, fields: Fields, variable: str, tag: str, values: list[str]) -> list[str]:
        # The year and the date stand in different tags; which of them says more is seen when both are there.
        texts = [text for text in (self.text(tag, value, "") for value in values) if text]
        held = fields.get("issued")
        if not texts:
            return []
        found = fields["issued"] = better_date(held, tag, texts[0])
        if held is not None and held != found and not is_said(edtf(held), found):
            self._beside.append(edtf(held))
        return [text for text in texts if not is_said(text, found)]

    def _set_keywords(self, fields: Fields, variable: str, tag: str, values: list[str]) -> list[str]:
        words: list[str] = []
        for value in values:
            if ";" in value or "\n" in value:
                words += self._keywords(value)
            else:
                words.append(value)
        lone = self.table.keywords == "lone" and len(words) == 1
        if lone and "," in words[0] and not values[0].rstrip().endswith(";"):
            words = [word.strip() for word in words[0].split(",")]
        held = fields.get("keyword", ())
        fields["keyword"] = tuple(dict.fromkeys([*held, *(word for word in words if word)]))
        return []

    def _keywords(self, value: str) -> list[str]:
        if self.table.keywords == "line":
            return [join(value)]
        if "\n" not in value and ";" not in value:
            return [value]
        lines = value.split("\n")
        return [part.strip() for line in lines for part in self.text("", line, "").split(";") if part.strip()]

    def _set_doi(self, fields: Fields, variable: str, tag: str, values: list[str]) -> list[str]:
        left = []
        for value in values:
            text = self.text(tag, value, "")
            found = identifiers.doi(text)
            if not found or fields.setdefault("DOI", found).lower() != found.lower() or identifiers.has_remark(text):
                left.append(value)
        return left

    def _set_number(self, fields: Fields, variable: str, tag: str, values: list[str]) -> list[str]:
        """Set ISBN or ISSN by what the value is, else the one that the type has."""
        for value in values:
            set_standard_number(fields, variable, self.text(tag, value, ""))
        return []

    def _set_page(self, fields: Fields, variable: str, tag: str, values: list[str]) -> list[str]:
        page = normalize_pages(self.text(tag, values[0], ""))
        if page:
            fields["page"] = page
        return values[1:]

    def _set_urls(self, fields: Fields, variable: str, tag: str, values: list[str]) -> list[str]:
        files = []
        for value in values:
            for text in (part.strip() for part in value.split("\n")):
                text = self.text(tag, text, "")
                if not text:
                    continue
                if text.startswith("PM:") and text[3:].isdigit():
                    fields.setdefault("PMID", text[3:])
                elif fields.setdefault("URL", text) != text:
                    files.append(File(text))
        if files:
            fields["files"] = (*fields.get("files", ()), *files)
        return []

    def _set_files(self, fields: Fields, variable: str, tag: str, values: list[str]) -> list[str]:
        paths = [self.text(tag, part.strip(), "") for value in values for part in value.split("\n")]
        media_type = "text/html" if tag == "L2" else None
        files = tuple(File(path, media_type=media_type) for path in paths if path)
        fields["files"] = (*fields.get("files", ()), *files)
        return []

    def _set_id(self, fields: Fields, variable: str, tag: str, values: list[str]) -> list[str]:
        for place, value in enumerate(values):
            text = self.text(tag, value, "")
            if not text.isdigit():
                fields["id"] = text
                return values[:place] + values[place + 1 :]
        return values  # serial numbers of the file, no keys


Setter = Callable[[TagReader, Fields, str, str, list[str]], list[str]]

_BY_KIND: dict[str, Setter] = {
    "text": TagReader._set_text,
    "number": TagReader._set_text,
    "name": TagReader._set_names,
    "date": TagReader._set_date,
}
_SETTERS: dict[str, Setter] = {
    "abstract": TagReader._set_paragraphs,
    "annote": TagReader._set_paragraphs,
    "note": TagReader._set_paragraphs,
    "issued": TagReader._set_issued,
    "keyword": TagReader._set_keywords,
    "files": TagReader._set_files,
    "id": TagReader._set_id,
    "DOI": TagReader._set_doi,
    "ISBN": TagReader._set_number,
    "ISSN": TagReader._set_number,
    "URL": TagReader._set_urls,
    "page": TagReader._set_page,
}


_SETTER_OF: dict[str, Setter] = {**{name: _BY_KIND[kind] for name, kind in _FLAT.items()}, **_SETTERS}


def doi_of_url(url: str) -> str | None:
    """Return the DOI that an address resolves, or `None`."""
    return identifiers.doi(url) if _DOI_URL.match(url) else None


@lru_cache(maxsize=4096)
def decode(value: str) -> str:
    """Return a value with its entities resolved and its HTML as CSL's markup."""
    value = html.unescape(value)
    return from_html(value.replace("&", "&amp;")) if "<" in value else value
