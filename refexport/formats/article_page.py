"""A literature site's page of an article, with the articles that cite it and its references; read only.

The page is read as text, as a reader copies or saves it, or as HTML, as a browser saves it.  Its sections:

* the title, and under *Overview* journal, publisher, date, PMID and the number of citations, which is kept in
  `custom["article-page"]["citations"]`, as are other lines there under their labels in small letters;
* *Authors* and *Affiliations*; where the site says that they "will be listed", there are none;
* *Abstract*;
* *Citing Articles*: title, a line of authors, journal, date, volume, issue and pages, and one of PMID, PMC and DOI;
* *References*: number, and all of it in one line that ends in the word of a link, "View".

Each record knows its `part`: `article`, `citing` or `reference`; they come in the order of the page.

* Journals are given by their abbreviation alone: it is `container-title` and `container-title-short`, for styles and
  formats ask for either.
* Article numbers stand in `page`, as in Zotero; short ranges (`2907-12`) stay as they are written.
* Titles lose the full stop that ends them, not `?` or `!`.
* Works of preprint servers are of the type `article`, all others `article-journal`.
* A section that is absent gives a warning; a reference that is cut off, an error with its line.  It is a record if
  its journal and year are there.

Source: the site's pages; NLM, "Citing Medicine", for the order within references.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from refexport.record import Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.citation_line import (
    clean_title,
    parse_authors,
    parse_people,
    set_ids,
    set_journal,
    set_place,
    split_authors_and_journal,
    split_ids,
    split_source,
    split_title_and_journal,
)
from refexport.syntax.page import NUMBER, Line, is_html, numbered_entries, page_lines
from refexport.syntax.xml import is_foreign
from refexport.text.dates import parse_date
from refexport.text.digits import whole
from refexport.text.identifiers import doi, pmcid, pmid
from refexport.text.rich import plain

ID = "article-page"

FIELDS: dict[str, str] = {
    "title": "the line above Overview; the first line of a citing article",
    "container-title": "Journal",
    "container-title-short": "Journal",
    "publisher": "Publisher",
    "issued": "Date",
    "PMID": "PMID",
    "PMCID": "PMC",
    "DOI": "DOI",
    "author": "Authors",
    "abstract": "Abstract",
    "volume": "before the brackets or the colon",
    "issue": "in brackets",
    "page": "after the colon",
    "status": "ahead of print",
    "available-date": "Epub",
    "custom": "Citations, and other lines of Overview",
}
"""CSL variable to where the page has it."""

TYPES: dict[str, str] = {"article-journal": "article", "article": "article of a preprint server"}
"""CSL type to what the page shows."""

SECTIONS = ("overview", "authors", "affiliations", "abstract", "citing articles", "references")

_BREADCRUMB = re.compile(r"^[»>]|\bPMID:\s*\d+\s*$")
_LABEL = re.compile(
    r"(Journal|Publisher|Date|PMID|PMCID|PMC|DOI|Citations?|ISSN|Volume|Issue|Pages?|Language|Specialt(?:y|ies))"
    r"\b:?\s*(.*)",
    re.I,
)
_PLACEHOLDER = re.compile(
    r"soon will be listed|will be (?:listed|added) (?:here|soon)|not (?:yet )?(?:listed|available)|^loading", re.I
)
_FOOTNOTES = re.compile(r"(?<=[^\W\d_])\s*\d{1,2}(?:\s*,\s*\d{1,2})*(?=\s*(?:,|$))")
_VIEW = re.compile(r"\s*\bView$")
_OVERVIEW = re.compile(r"(?:^|\n|>)\s*Overview\s*(?:\n|<)", re.I)
_PMID_LINE = re.compile(r"\bPMID\b\W{0,3}(?:<[^>]*>\s*)*\d+", re.I)


def sniff(head: str) -> int:
    """Return how surely a text is such a page: its sections, or at least that it is HTML."""
    if _OVERVIEW.search(head) and (_PMID_LINE.search(head) or "Journal" in head):
        return 95
    if re.search(r"^Citing Articles\s*$", head, re.M) and "PMID: " in head:
        return 90
    if head.startswith("<?xml") and is_foreign(head, ("html",)):
        return 0
    if is_html(head):
        return 70 if _PMID_LINE.search(head) else 30
    return 60 if re.match(r"» Articles » PMID: \d+", head) else 0


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of a page: the article, those that cite it, its references."""
    yield from _Page(page_lines(source), source, report).records()


class _Page:
    """A page cut into its sections.

    Args:
        lines: of the page.
        source: for its name.
        report: gets what cannot be read.
    """

    def __init__(self, lines: list[Line], source: Source, report: Report) -> None:
        self.lines, self.source, self.report = lines, source, report
        self.places = _headings(lines)
        self.sections = _sections(lines, self.places)
        self.last = lines[-1].number if lines else 1

    def records(self) -> Iterator[Record]:
        """Yield the records in page order."""
        if not self.sections:
            message = "no section of an article's page is here (Overview, Citing Articles, References)"
            self.report.error("no-article", message, source=self.source.name, line=1)
            return
        article = self._article()
        if article is not None:
            yield article
        cited = article is None or article.custom.get(ID, {}).get("citations") != 0
        if "citing articles" in self.sections:
            yield from self._citing(self.sections["citing articles"])
        elif cited:
            self._absent("citing articles")
        if "references" in self.sections:
            yield from self._references(self.sections["references"])
        else:
            self._absent("references")

    def _absent(self, section: str) -> None:
        later = [self._line(name) for name in SECTIONS[SECTIONS.index(section) :] if name in self.places]
        message = f"the page has no section '{section.title()}'; its records are missing if the page was cut off"
        self._warn("no-section", message, min(later, default=self.last))

    def _line(self, section: str) -> int:
        return self.lines[self.places[section]].number

    def _warn(self, code: str, message: str, line: int, raw: str | None = None) -> None:
        self.report.warn(code, message, source=self.source.name, line=line, raw=raw)

    def _error(self, code: str, message: str, line: int, raw: str) -> None:
        self.report.error(code, message, source=self.source.name, line=line, raw=raw)

    # The article

    def _article(self) -> Record | None:
        if "overview" not in self.sections:
            self._absent("overview")
            return None
        record = Record(type="article-journal", part="article")
        record.title = clean_title(_title(self.lines[: self.places["overview"]])) or None
        if not record.title:
            self._warn("no-title", "no title stands above 'Overview'", self._line("overview"))
        self._overview(record, self.sections["overview"])
        self._people(record)
        record.abstract = "\n".join(line.text for line in self.sections.get("abstract", [])) or None
        if record.abstract is None:
            self._absent("abstract")
        return record

    def _overview(self, record: Record, lines: list[Line]) -> None:
        custom: dict[str, object] = {}
        position = 0
        while position < len(lines):
            text = plain(lines[position].text)
            position += 1
            match = _LABEL.fullmatch(text)
            if not match:
                self._unlabelled(custom, text)
                continue
            label, value = match[1].lower(), match[2].strip()
            if not value and position < len(lines) and not _LABEL.match(lines[position].text):
                value = plain(lines[position].text)
                position += 1
            if value:
                _set_overview(record, custom, label, value)
        if custom:
            record.custom[ID] = custom

    @staticmethod
    def _unlabelled(custom: dict[str, object], text: str) -> None:
        more = custom.setdefault("overview", [])
        assert isinstance(more, list)
        more.append(text)

    def _people(self, record: Record) -> None:
        lines = [line for line in self.sections.get("authors", []) if not _PLACEHOLDER.search(line.text)]
        others = [line for line in self.sections.get("affiliations", []) if not _PLACEHOLDER.search(line.text)]
        if not lines and others and _looks_like_names(others[0].text):
            lines, others = others[:1], others[1:]  # the page's two headings stand together, above both
        if lines:
            text = (" " if "," in lines[0].text else ", ").join(plain(line.text) for line in lines)
            record.author, more = parse_people(_FOOTNOTES.sub("", text))
            self._tell_of_more(more, lines[0].number, text)
        if others:
            record.custom.setdefault(ID, {})["affiliations"] = [plain(line.text) for line in others]

    def _set_authors(self, record: Record, text: str, line: int) -> None:
        record.author, more = parse_authors(text)
        self._tell_of_more(more, line, text)

    def _tell_of_more(self, more: bool, line: int, text: str) -> None:
        if more:
            self._warn("et-al", "the page names not all authors: 'et al.' stands behind them", line, text)

    # The articles that cite it

    def _citing(self, lines: list[Line]) -> Iterator[Record]:
        lines = [line for line in lines if not NUMBER.fullmatch(line.text)]
        position = 0
        while position < len(lines):
            entry = lines[position : position + 3]
            record, taken = self._citing_article(
                entry, position + 3 >= len(lines) and self._ends_with("citing articles")
            )
            position += taken
            if record is not None:
                yield record

    def _ends_with(self, section: str) -> bool:
        """Return whether the page ends with a section, so that its last record may be cut off."""
        return all(name not in self.places for name in SECTIONS[SECTIONS.index(section) + 1 :])

    def _citing_article(self, entry: list[Line], last: bool) -> tuple[Record | None, int]:
        """Return the record of title, source and ids, and how many of the lines it took."""
        record = Record(type="article-journal", part="citing", title=clean_title(entry[0].text))
        following = [plain(line.text) for line in entry[1:]]
        parts = split_source(split_ids(following[0])[0]) if following else None
        if parts is None:
            return self._citing_without_source(record, entry, following)
        self._set_source(record, parts.head, entry[1].number)
        set_place(record, parts)
        ids = split_ids(following[0])[1]
        taken = 2
        if not ids and len(following) > 1 and not split_ids(following[1])[0]:
            ids, taken = following[1], 3
        set_ids(record, ids)
        if last and not ids and not parts.whole:
            self._error("cut-off", "the page is cut off within this article", entry[1].number, following[0])
        return record, taken

    def _set_source(self, record: Record, head: str, line: int) -> None:
        authors, journal = split_authors_and_journal(head)
        set_journal(record, journal)
        if authors:
            self._set_authors(record, authors, line)

    def _citing_without_source(
        self, record: Record, entry: list[Line], following: list[str]
    ) -> tuple[Record | None, int]:
        place = next((n for n, text in enumerate(following) if not split_ids(text)[0] and split_ids(text)[1]), None)
        if place is not None:
            set_ids(record, following[place])
            raw = " ".join([entry[0].text, *following[:place]])
            message = "no line of authors, journal and year is read for this article"
            self._error("no-source", message, entry[0].number, raw)
            return record, place + 2
        taken = len(entry) if len(entry) < 3 else 1
        raw = " ".join(line.text for line in entry[:taken])
        message = "the page is cut off within this article, or this is none; it is left out"
        self._error("cut-off", message, entry[taken - 1].number, raw)
        return None, taken

    # Its references

    def _references(self, lines: list[Line]) -> Iterator[Record]:
        entries = numbered_entries(lines, _VIEW)
        viewed = any(_VIEW.search(text) for _, text in entries)
        for position, (line, text) in enumerate(entries):
            last = position == len(entries) - 1
            record = self._reference(line, text, last, viewed)
            if record is not None:
                yield record

    def _reference(self, line: int, text: str, last: bool, viewed: bool) -> Record | None:
        closed = bool(_VIEW.search(text))
        body, ids = split_ids(_VIEW.sub("", text))
        authors, _, rest = (f" {body}").partition(" . ")
        if not rest:
            authors, rest = "", body
        record = Record(type="article-journal", part="reference")
        parts = split_source(rest.strip())
        if parts is None and (closed or ids):
            return self._unread_reference(record, authors, rest, ids, line, text)
        if parts is None or (last and not closed and (viewed or not text.endswith("."))):
            self._error("cut-off", "the page is cut off within this reference", line, text)
        if parts is None:
            return None
        title, journal = split_title_and_journal(parts.head)
        record.title = title or None
        set_journal(record, journal)
        set_place(record, parts)
        if authors.strip():
            self._set_authors(record, authors.strip(), line)
        set_ids(record, ids)
        return record

    def _unread_reference(self, record: Record, authors: str, rest: str, ids: str, line: int, text: str) -> Record:
        message = "no journal and year are read from this reference; all of it is kept as its title"
        self._warn("no-source", message, line, text)
        record.type, record.title = "document", clean_title(rest) or None
        if authors.strip():
            self._set_authors(record, authors.strip(), line)
        set_ids(record, ids)
        return record


def _sections(lines: list[Line], places: dict[str, int]) -> dict[str, list[Line]]:
    """Return the lines of each section."""
    ends = [*sorted(places.values()), len(lines)]
    return {name: lines[place + 1 : next(end for end in ends if end > place)] for name, place in places.items()}


def _headings(lines: list[Line]) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        name = line.text.lower().rstrip(":")
        if name in SECTIONS:
            found.setdefault(name, []).append(place)
    # The page's own menu may name its sections too, above the title: the section is where its content follows.
    overview = [place for place in found.get("overview", []) if _has_label(lines[place + 1 : place + 4])]
    begin = overview[0] if overview else -1
    places = {name: next((place for place in all if place > begin), None) for name, all in found.items()}
    places["overview"] = overview[0] if overview else None
    return {name: place for name, place in places.items() if place is not None}


def _has_label(lines: list[Line]) -> bool:
    return any(_LABEL.fullmatch(line.text) for line in lines)


def _title(above: list[Line]) -> str:
    """Return the title in the lines above "Overview": the main heading, or what follows the path to the page."""
    above = [line for line in above if line.text.lower().rstrip(":") not in SECTIONS]
    headings = [line.text for line in above if line.heading]
    if headings or not above:
        return headings[-1] if headings else ""
    paths = [place for place, line in enumerate(above) if _BREADCRUMB.search(line.text)]
    return " ".join(line.text for line in above[paths[-1] + 1 :]) if paths else above[-1].text


def _set_overview(record: Record, custom: dict[str, object], label: str, value: str) -> None:
    if label == "journal":
        set_journal(record, value)
    elif label == "date":
        record.issued = parse_date(value.rstrip("."))
    elif label == "pmid" and pmid(value):
        record.PMID = pmid(value)
    elif label in ("pmc", "pmcid") and pmcid(value):
        record.PMCID = pmcid(value)
    elif label == "doi" and doi(value):
        record.DOI = doi(value)
    elif label in ("citations", "citation"):
        count = whole(value.replace(",", ""))
        custom["citations"] = value if count is None else count
    elif label in ("pages", "page"):
        record.page = value
    elif label in ("publisher", "volume", "issue", "language"):
        setattr(record, label, value)
    elif label == "issn":
        record.ISSN = value
    else:
        custom[label] = value


def _looks_like_names(text: str) -> bool:
    names, _ = parse_people(_FOOTNOTES.sub("", plain(text)))
    people = [name for name in names if name.given and len(str(name).split()) < 6]
    return not text[:1].isdecimal() and len(people) * 2 > len(names)


FORMAT = Format(id=ID, name="Article page (text or HTML)", suffixes=(".html", ".htm"), sniff=sniff, read=read)
