"""Records out of a Word document: what Zotero, Mendeley, EndNote and Word itself have embedded, each once.

* Zotero: fields `ADDIN ZOTERO_ITEM CSL_CITATION {json}`, or bookmarks whose text is in the document's properties.
* Mendeley Desktop: fields `ADDIN CSL_CITATION {json}`; Mendeley Cite: content controls with the JSON in their tag.
* EndNote: fields `ADDIN EN.CITE` with XML in the instruction or, in Base64, in the data of the field or a nested one.
* Word: fields `CITATION tag`, with the sources in a part `b:Sources`; those that are not cited come last.

The records stand in the order in which the paper cites them.  The addresses of Zotero's items are kept in
`custom["zotero"]`, so that live citations written from the library are those of the same items.

Source: Zotero's `integration.js`; EndNote's RSXML.dtd; ECMA-376, part 1, sections 17.16.5.8 (`CITATION`) and 22.6.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from refexport.conversion import Records
from refexport.errors import InputError
from refexport.item import record_of
from refexport.keys import KeyMaker
from refexport.manuscript.word_fields import Found, fields
from refexport.manuscript.word_package import CUSTOM_PROPERTIES, CUSTOM_XML, Package, open_package
from refexport.manuscript.word_zotero import MADE
from refexport.record import Record
from refexport.report import Report
from refexport.source import Source
from refexport.syntax import xml
from refexport.syntax.xml_endnote_reader import Reader
from refexport.syntax.xml_word_sources import read_sources

MOST_DATA = 64 << 20
"""Characters of Base64 in one field."""
_MENDELEY = "MENDELEY_CITATION_v3_"
_BOOKMARK = re.compile(r"ZOTERO_BREF_\w+")
_NUMBERED = re.compile(r"_(\d{1,9})$")
_WORD = re.compile(r"\s*CITATION\s+(?P<first>\S+)", re.I)
_MORE = re.compile(r"\\m\s+(\S+)", re.I)
_FOREIGN_ID = re.compile(r"\d+|ITEM-\d+|.*[/\s].*|[\da-f]{8}-[\da-f-]{27}", re.S | re.I)
"""Ids of items within a program or a document, which are no keys."""


def extract(path: str, *, report: Report | None = None) -> Records:
    """Return the records that are embedded in a Word document, each once, in the order in which it cites them.

    Args:
        path: of the document, `-` for standard input.
        report: collects citations that hold no record, and fields that cannot be read.

    Raises:
        UsageError: there is no such file.
        InputError: it is no Word document, or must not be read.
    """
    report = report if report is not None else Report()
    package = open_package(path)
    reader = _Extractor(package, report)
    for found in fields(package):
        reader.take(found)
    reader.rest()
    records = list(KeyMaker().assign(reader.unique.records, report))
    report.records += len(records)
    return Records(records, report)


class _Unique:
    """Records, each work once."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.known: dict[object, int] = {}

    def add(self, record: Record, names: Iterable[object]) -> None:
        """Add a record unless it is there, by a name of its own, by its DOI and title, or letter by letter.

        Args:
            record: with no id, or one that is its key.
            names: that tell it from all others in the document, such as its address.
        """
        title = (record.title or "").casefold()
        bare = record.copy(id="", custom={})
        marks = [*names, ("whole", msgspec.json.encode(bare))]
        if record.DOI and title:
            marks.append(("doi", record.DOI.lower(), title))
        place = next((self.known[mark] for mark in marks if mark in self.known), None)
        if place is None:
            place = len(self.records)
            self.records.append(record)
        for mark in marks:
            self.known.setdefault(mark, place)


class _Extractor:
    """Turns what stands in a document into records."""

    def __init__(self, package: Package, report: Report) -> None:
        self.package = package
        self.report = report
        self.unique = _Unique()
        self.sources = {source.id: source for source in self._sources()}
        self._texts: dict[str, str] | None = None
        self.citavi = False

    def take(self, found: Found) -> None:
        """Take the records of a field, a control or a bookmark, and of the fields nested in it."""
        if found.kind == "field":
            waiting = [found]
            while waiting:
                each = waiting.pop()
                self._field(each)
                waiting += [nested for nested in reversed(each.nested) if not _is_data(nested, each)]
        elif found.kind == "control" and found.text.startswith(_MENDELEY):
            self._guarded(found, self._control)
        elif found.kind == "control" and found.text.startswith("CitaviPlaceholder"):
            if not self.citavi:
                self._error("citavi", "Citavi's citations are not read; export the project from Citavi", found)
            self.citavi = True
        elif found.kind == "bookmark" and _BOOKMARK.fullmatch(found.text):
            self._guarded(found, self._bookmark)

    def rest(self) -> None:
        """Take Word's sources that nothing cites."""
        for source in self.sources.values():
            self.unique.add(source, [("tag", source.id)])

    def _field(self, found: Found) -> None:
        text = found.text.strip()
        if text.startswith(("ADDIN ZOTERO_ITEM", "ADDIN CSL_CITATION")):
            self._guarded(found, lambda each: self._json(each.text, each))
        elif text.startswith("ADDIN EN.CITE"):
            self._guarded(found, self._endnote)
        elif match := _WORD.match(text):
            for tag in (match["first"], *_MORE.findall(text)):
                self._tag(tag.strip('"'), found)

    def _guarded(self, found: Found, read: Callable[[Found], None]) -> None:
        """Read something; whatever is wrong in it is an error of the report, and the rest still comes out."""
        try:
            read(found)
        except (ValueError, RecursionError, InputError, TypeError, AttributeError) as error:
            reason = str(error).removeprefix(f"{self.package.name}: ") or type(error).__name__
            self._error("unreadable-citation", f"a citation cannot be read: {reason}", found, found.text)

    def _error(self, code: str, message: str, found: Found, raw: str | None = None) -> None:
        where = f" (paragraph {found.paragraph})" if found.paragraph else ""
        self.report.error(code, f"{message}{where}", source=self.package.name, raw=raw)

    def _json(self, text: str, found: Found) -> None:
        start = text.find("{")
        if start < 0:
            raise ValueError("it holds no JSON")
        value = _decoded(text[start:])
        items = value.get("citationItems")
        if not isinstance(items, list):
            raise ValueError("it holds no items")
        for item in items:
            self._item(item, found)

    def _item(self, item: dict[str, Any], found: Found) -> None:
        uris = [uri for uri in _listed(item.get("uris", item.get("uri"))) if isinstance(uri, str)]
        data = item.get("itemData")
        if not isinstance(data, dict):
            known = any(("uri", uri) in self.unique.known for uri in uris)
            if not known:
                self._error("no-record", f"a citation holds no record ({', '.join(uris) or item.get('id')})", found)
            return
        record = record_of(data, self.report, source=self.package.name)
        own = str(item.get("id", ""))
        key = data.get("citation-key")
        record.id = key if isinstance(key, str) and key else record.id
        if _FOREIGN_ID.fullmatch(record.id):
            record.id = ""
        if record.citation_key == record.id:
            record.citation_key = None
        zotero = [uri for uri in uris if "zotero.org/" in uri and not uri.startswith(MADE)]
        if zotero:
            record.custom = {**record.custom, "zotero": {**record.custom.get("zotero", {}), "uris": zotero}}
        names: list[object] = [("uri", uri) for uri in uris]
        self.unique.add(record, names or ([("id", own)] if own and not own.startswith("ITEM-") else []))

    def _control(self, found: Found) -> None:
        self._json(_base64(found.text.removeprefix(_MENDELEY)).decode("utf-8"), found)

    def _bookmark(self, found: Found) -> None:
        text = self._properties().get(found.text, "")
        if "CSL_CITATION" in text:
            self._json(text, found)

    def _properties(self) -> dict[str, str]:
        """Return the custom properties of the document, long ones put together."""
        if self._texts is None:
            pieces: dict[str, list[tuple[int, str]]] = {}
            for part in self.package.related("", CUSTOM_PROPERTIES):
                for each in self.package.parse(part):
                    name = each.get("name", "")
                    match = _NUMBERED.search(name)
                    stem, number = (name[: match.start()], int(match[1])) if match else (name, 0)
                    pieces.setdefault(stem, []).append((number, "".join(each.itertext())))
            self._texts = {stem: "".join(text for _, text in sorted(each)) for stem, each in pieces.items()}
        return self._texts

    def _endnote(self, found: Found) -> None:
        start = found.text.find("<")
        if start >= 0:
            text = found.text[start:]
        else:
            data = [found.data, *(nested.data for nested in found.nested)]
            text = next((_base64(each).decode("utf-8", "replace") for each in data if each.strip()), "")
        if not text.strip("\0 \n"):
            if found.nested or "EN.CITE.DATA" not in found.text:
                raise ValueError("it holds no data")
            return
        source = Source(text.replace("\0", ""), self.package.name)
        for cite in xml.elements(source, self.report, ("Cite",)):
            self._cite(cite, source, found)

    def _cite(self, cite: xml.Element, source: Source, found: Found) -> None:
        element = cite.find(".//record")
        number = xml.text_of(cite.find("RecNum"))
        if element is None:
            told = " ".join(filter(None, (xml.text_of(cite.find(tag)) for tag in ("Author", "Year"))))
            self._error("no-record", f"EndNote has embedded no record for {told or 'a citation'} #{number}", found)
            return
        key = element.find("foreign-keys/key[@app='EN']")
        name = ("endnote", key.get("db-id"), xml.text_of(key)) if key is not None else None
        record = Reader(element, source, self.report).record
        if name and record.custom.get("endnote-xml"):
            # The number and the database of the author's own library mean nothing elsewhere.
            own = {k: v for k, v in record.custom["endnote-xml"].items() if k not in ("rec-number", "foreign-keys/key")}
            record.custom = {k: v for k, v in {**record.custom, "endnote-xml": own}.items() if v}
        self.unique.add(record, [name] if name else [])

    def _sources(self) -> Iterator[Record]:
        for part in self.package.related(self.package.main, CUSTOM_XML):
            if b"/bibliography" in self.package.read(part):
                yield from read_sources(Source(self.package.read(part), f"{self.package.name}: {part}"), self.report)

    def _tag(self, tag: str, found: Found) -> None:
        if tag in self.sources:
            self.unique.add(self.sources[tag], [("tag", tag)])
        else:
            self._error("no-record", f"the document has no source for the tag '{tag}'", found)


def _is_data(nested: Found, outer: Found) -> bool:
    """Return whether a field is nothing but the data of the one around it."""
    return "ADDIN EN.CITE.DATA" in nested.text and "ADDIN EN.CITE" in outer.text


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _base64(text: str) -> bytes:
    """Return what Base64 says, that for addresses and without its padding too."""
    if len(text) > MOST_DATA:
        raise ValueError("its data is too large")
    text = "".join(text.split()).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError(f"its Base64 is broken: {error}") from None


def _decoded(text: str) -> dict[str, Any]:
    """Return the JSON object that a text begins with."""
    value, _ = json.JSONDecoder(strict=False).raw_decode(text)
    if not isinstance(value, dict):
        raise ValueError("its JSON is no object")
    return value
