"""Reads one `record` element of EndNote XML.

Source: EndNote's DTD (RSXML.dtd); exports of EndNote X–21, Zotero, Mendeley, Papers and colwiz.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refexport import extra
from refexport.record import Date, File, Record
from refexport.report import Report
from refexport.source import Source
from refexport.syntax import xml
from refexport.syntax.leftover import keep
from refexport.syntax.others import keep_others
from refexport.syntax.xml_endnote import PERIODICALS, layout, type_of, variables
from refexport.syntax.xml_names import from_author
from refexport.syntax.xml_style import from_styles
from refexport.text import identifiers
from refexport.text.dates import parse_date
from refexport.text.languages import language_tag
from refexport.text.pages import normalize_pages
from refexport.vocabulary import DATE_VARIABLES, NAME_VARIABLES

ID = "endnote-xml"

SKIPPED = frozenset({"database", "source-app", "rec-number", "foreign-keys", "ref-type"})
"""Elements that are EndNote's own, or read apart."""
_LINED = frozenset({"abstract", "notes", "research-notes"})
_PMC = re.compile(r"\bPMC\d+\b", re.I)
PUBMED = re.compile(r"pubmed|medline|\bnlm\b", re.I)
"""Names of databases whose accession numbers are PMIDs."""


class Reader:
    """One `record` element on its way to a record."""

    def __init__(self, element: xml.Element, source: Source, report: Report) -> None:
        self.element = element
        self.record = Record()
        self.name = self._type(source, report)
        self.held = variables(self.name)
        self.texts: list[tuple[str, str]] = []
        application = element.find("source-app")
        self.ours = application is not None and application.get("name") == "refexport"
        for child in element:
            self._child(child.tag, child)
        self._alternate_journal()
        if not self.ours:
            self._own_fields()
        self._key()
        self._labels()
        keep_others(self.record)

    def _type(self, source: Source, report: Report) -> str:
        reference = self.element.find("ref-type")
        label, number = ("", "") if reference is None else (reference.get("name") or "", xml.text_of(reference))
        known = type_of(label.strip(), number)
        if known is None:
            known = ("Journal Article", "article-journal")
            if self.element.find("periodical/full-title") is None:
                known = ("Generic", "document")
            message = f"no EndNote type is called '{label}' or numbered '{number}'; taken for {known[1]}"
            report.warn("unknown-type", message, source=source.name, line=xml.line_of(self.element, source))
        name, self.record.type = known
        return name

    def _child(self, tag: str, element: xml.Element) -> None:
        if special := _SPECIAL.get(tag):
            special(self, element)
        elif tag in ("titles", "periodical", "alt-periodical") and len(element):
            for leaf in element:
                self._field(f"{tag}/{leaf.tag}", leaf)
        elif tag not in SKIPPED:
            self._field(tag, element)

    def _field(self, path: str, element: xml.Element) -> None:
        text = from_styles(element)
        if not text:
            return
        if "\n" in text and path not in _LINED:
            text = xml.collapse(text)
        variable = self.held.get(path)
        value = convert(variable, text) if variable else None
        if variable and value and not self.record[variable]:
            # What we wrote is a tag already, or else the user's own word.
            self.record[variable] = language_tag(text) if variable == "language" and not self.ours else value
        else:
            self.keep(path, text)

    def keep(self, path: str, text: str) -> None:
        keep(self.record, ID, path, text)

    def _contributors(self, element: xml.Element) -> None:
        for group in element:
            default = self.held.get(f"contributors/{group.tag}") or _GROUPS.get(group.tag, "contributor")
            self._unknown(f"contributors/{group.tag}", group, "author")
            for child in group.iter("author"):
                name, role = from_author(child)
                if name:
                    variable = role if role in NAME_VARIABLES else default
                    self.record[variable] = (*self.record[variable], name)

    def _unknown(self, path: str, element: xml.Element, *known: str) -> None:
        """Keep what an element of others has in it beside those."""
        if not len(element) and (text := xml.text_of(element)):
            self.keep(path, text)
        for child in element:
            if child.tag not in known and (text := xml.text_of(child)):
                self.keep(path if "/" in path else f"{path}/{child.tag}", text)

    def _periodical(self, element: xml.Element) -> None:
        for leaf in element:
            text = from_styles(leaf)
            if leaf.tag == "full-title" and text:
                if not self.record.container_title and self.name in PERIODICALS:
                    self.record.container_title = text
                elif text not in {xml.text_of(title) for title in self.element.iterfind("titles/*")}:
                    self._field("periodical/full-title", leaf)
            elif leaf.tag == "abbr-1" and text and not self.record.container_title_short:
                self.record.container_title_short = text
            else:
                self._field(f"periodical/{leaf.tag}", leaf)

    def _alternate_journal(self) -> None:
        """Take the alternate title of a journal for its abbreviation, as EndNote does, where there is no other."""
        fields = self.record.custom.get(ID, {})
        if self.name in PERIODICALS and not self.record.container_title_short and "titles/alt-title" in fields:
            self.record.container_title_short = fields.pop("titles/alt-title")

    def _own_fields(self) -> None:
        """Take what EndNote's own types have in fields that other programs use otherwise."""
        record, fields = self.record, self.record.custom.get(ID, {})
        if self.name == "Web Page" and not record.accessed and "number" in fields:
            # "Access Date" and "Access Year".
            day, year = str(fields["number"]), str(fields.get("volume", ""))
            accessed = parse_date(day if year in day else f"{day} {year}")
            if accessed and accessed.start:
                record.accessed = accessed
                for path in ("number", "volume"):
                    fields.pop(path, None)
        if self.name == "Thesis" and record.volume and not record.genre and record.volume[0].isalpha():
            record.genre, record.volume = record.volume, None  # "Degree"
        if self.name == "Thesis" and record.collection_editor and not record.contributor:
            record.contributor, record.collection_editor = record.collection_editor, ()  # "Advisor"
        if not any(record.custom.values()):
            record.custom = {}

    def _dates(self, element: xml.Element) -> None:
        year, date = xml.text_of(element.find("year")), xml.text_of(element.find("pub-dates/date"))
        self._unknown("dates", element, "year", "pub-dates")
        for group in element.iterfind("pub-dates"):
            self._unknown("dates/pub-dates", group, "date")
        for further in [*element.iterfind("pub-dates/date")][1:]:
            self.keep("dates/pub-dates", xml.text_of(further))
        text = f"{date} {year}".strip() if date and not re.search(r"\d{4}", date) else date or year
        issued = parse_date(text)
        if issued and not issued.start and year and date and (plain := parse_date(year)) and plain.start:
            issued = plain
            self.keep("dates/pub-dates", date)
        elif issued and issued.start and year and parse_date(year) and str(issued.start[0]) not in year:
            self.keep("dates/year", year)
        self.record.issued = issued

    def _keywords(self, element: xml.Element) -> None:
        if not len(element) and (text := xml.text_of(element)):
            self.keep("keywords", text)
        found = (xml.text_of(child) for child in element)
        self.record.keyword += tuple(word for word in found if word)

    def _isbn(self, element: xml.Element) -> None:
        text = xml.text_of(element)
        if text:
            variable, value = numbered(self.name, text)
            if self.record[variable] and self.record[variable] != value:
                self.keep("isbn", text)
                return
            self.record[variable] = value
            if variable == "ISBN" and (issns := identifiers.issns_beside_isbns(text)):
                self.record.ISSN = " ".join(dict.fromkeys(issns))

    def _accession(self, element: xml.Element) -> None:
        text = xml.text_of(element)
        database = " ".join(xml.text_of(self.element.find(f"remote-database-{kind}")) for kind in ("name", "provider"))
        is_pmid = PUBMED.search(database) or any(
            identifiers.pmid(xml.text_of(url)) == text for url in self.element.iterfind("urls/*/url")
        )
        if text.isdigit() and is_pmid and len(text) < 10:
            self.record.PMID = text
        elif text:
            self.keep("accession-num", text)

    def _database(self, element: xml.Element) -> None:
        text = " ".join(from_styles(element).split())
        # The name alone says where the PMID is from; a catalogue that the user named stands on a line.
        if text and not (text == "PubMed" and self.record.PMID):
            self.record.source = text

    def _custom(self, element: xml.Element) -> None:
        text = xml.text_of(element)
        match = _PMC.search(text)
        if match and match[0] != text:
            match = _PMC.fullmatch(text.rpartition(":")[2].strip())  # `PMCID: PMC123`, and nothing else
        if match and not self.record.PMCID and "PMCID" in self.held.values():
            self.record.PMCID = match[0].upper()
        else:
            self._field(element.tag, element)

    def _urls(self, element: xml.Element) -> None:
        self._unknown("urls", element, *_URLS)
        for group in element:
            self._unknown(f"urls/{group.tag}", group, "url")
        for name in _URLS:
            for child in element.iterfind(f"{name}/url"):
                address = xml.text_of(child)
                if not address:
                    continue
                if name in ("web-urls", "related-urls") and not self.record.URL:
                    self.record.URL = address
                else:
                    self.record.files += (File(address),)

    def _text(self, element: xml.Element) -> None:
        if text := from_styles(element):
            self.texts.append((element.tag, text))

    def _key(self) -> None:
        label = next((text for tag, text in self.texts if tag == "label"), "")
        key = label.partition("\n")[0].strip()
        own = xml.text_of(self.element.find("foreign-keys/key[@app='refexport']"))
        if own:
            self.record.id = own
            self.record.citation_key = key if key and " " not in key else None
        elif key and " " not in key:
            self.record.id = key
        elif key:
            self.keep("label", key)

    def _labels(self) -> None:
        """Take the labelled lines of notes, now that every element has had its say; the rest is the note."""
        for tag, text in self.texts:
            if tag == "label":
                text = text.partition("\n")[2]
            # We put no lines into `notes`, so that those which look like one there are the user's.
            rest = text if self.ours and tag == "notes" else take_lines(self.record, text)
            variable = "annote" if tag == "research-notes" else "note"
            if rest:
                before = self.record[variable]
                self.record[variable] = f"{before}\n{rest}" if before else rest


_SPECIAL: dict[str, Callable[[Reader, xml.Element], None]] = {
    "contributors": Reader._contributors,
    "periodical": Reader._periodical,
    "dates": Reader._dates,
    "keywords": Reader._keywords,
    "isbn": Reader._isbn,
    "accession-num": Reader._accession,
    "remote-database-name": Reader._database,
    "custom2": Reader._custom,
    "custom3": Reader._custom,
    "custom7": Reader._custom,
    "urls": Reader._urls,
    "label": Reader._text,
    "notes": Reader._text,
    "research-notes": Reader._text,
}
MEANING = frozenset({*_SPECIAL, *SKIPPED, "contributors", "alt-periodical"})
"""Elements that mean something to the reader, whatever the type."""
_URLS = ("web-urls", "related-urls", "text-urls", "pdf-urls", "image-urls")
_GROUPS = {"authors": "author", "translated-authors": "translator"}


def read_back(text: str) -> Record | None:
    """Return what a `record` element is read as, or `None` if it is no XML."""
    from lxml import etree

    try:
        element = etree.fromstring(text.encode("utf-8", "replace"))
    except etree.XMLSyntaxError:
        return None
    return Reader(element, Source("", "-"), Report()).record


def take_lines(record: Record, text: str) -> str:
    """Set on a record what the labelled lines of a text say, and return the other lines."""
    if ":" not in text:
        return text
    values, rest = extra.parse(text)
    left = extra.apply(record, values) if values else {}
    kept = [f"{extra.label_of(variable)}: {value}" for variable, raw in left.items() for value in raw.split("\n")]
    return "\n".join([line for line in (rest, *kept) if line])


def numbered(name: str, text: str) -> tuple[str, str]:
    """Return the variable that an `isbn` element holds in a reference type, and its value."""
    own_number = layout(name).get("number") == "isbn"
    if name == "Patent":
        return "number", text
    if found := identifiers.isbns(text):
        return "ISBN", " ".join(dict.fromkeys(found))
    if found := identifiers.issns(text):
        return "ISSN", " ".join(dict.fromkeys(found))
    if own_number:
        return "number", text
    return ("ISSN" if name in PERIODICALS or name == "Serial" else "ISBN"), text


def convert(variable: str, text: str) -> str | Date | None:
    """Return the value of a variable that an element's text stands for, `None` if it is none."""
    if variable in DATE_VARIABLES:
        return parse_date(text)
    if variable == "DOI":
        return identifiers.doi(text)
    return normalize_pages(text) if variable == "page" else text
