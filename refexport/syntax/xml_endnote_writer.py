"""Writes one record as a `record` element of EndNote XML.

Source: EndNote's DTD (RSXML.dtd), for the elements and their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from refexport import extra
from refexport.record import Date, Record
from refexport.report import Change, Report
from refexport.syntax import xml
from refexport.syntax.others import ET_AL, lose_cut
from refexport.syntax.trial import MISREAD, stand
from refexport.syntax.xml_endnote import PERIODICALS, REF_TYPES, layout, variables
from refexport.syntax.xml_endnote_reader import ID, MEANING, PUBMED, convert, numbered, read_back, take_lines
from refexport.syntax.xml_names import to_author
from refexport.syntax.xml_style import PLAIN, lines_to_styles, to_styles
from refexport.targets import Target
from refexport.text.dates import edtf, parse_date, readable
from refexport.text.identifiers import listed_issns, pmid
from refexport.unnamed import AND_OTHERS, OURS, cut_lists
from refexport.vocabulary import DATE_VARIABLES, NAME_VARIABLES, RAW_VARIABLES

_ORDER = (
    "ref-type contributors auth-address auth-affiliaton titles periodical alt-periodical pages volume number issue "
    "secondary-volume secondary-issue num-vols edition section reprint-edition reprint-status keywords dates "
    "pub-location publisher orig-pub isbn accession-num call-num report-id coden electronic-resource-num abstract "
    "label image caption notes research-notes work-type reviewed-item availability remote-source meeting-place "
    "work-location work-extent pack-method size repro-ratio remote-database-name remote-database-provider language "
    "urls access-date modified-date custom1 custom2 custom3 custom4 custom5 custom6 custom7 misc1 misc2 misc3"
).split()
_LEAVES = (
    "authors secondary-authors tertiary-authors subsidiary-authors translated-authors title secondary-title "
    "tertiary-title alt-title short-title translated-title full-title abbr-1 abbr-2 abbr-3 year pub-dates"
).split()
_PLACE = {name: place for place, name in enumerate(_ORDER)}
_LEAF_PLACE = {name: place for place, name in enumerate(_LEAVES)}
_PATH = re.compile(r"[A-Za-z][\w-]*(?:/[A-Za-z][\w-]*)?", re.A)
_PMCID = re.compile(r"PMC\d+")
_OWNER = '<database name="refexport.enl">refexport.enl</database><source-app name="refexport">refexport</source-app>'
_WITH_DOI = frozenset({"Journal Article", "Electronic Article", "Conference Proceedings"})
"""Types that Zotero reads as one with a field for the DOI."""
_UNREAD = {
    "Computer Program": ("genre", "version"),
    "Electronic Article": ("publisher", "number"),
    "Patent": ("call-number",),
}
"""Variables whose element Zotero makes a note of, though it takes them from a line."""
_RETYPED = {
    "article": ("publisher",),
    "broadcast": ("container-title", "publisher", "publisher-place"),
    "dataset": ("publisher",),
    "post": ("container-title", "genre"),
    "standard": ("publisher",),
}
"""CSL types that a line tells Zotero, and what it has read by then for a field that such items lack."""
_KNOWN = frozenset(path for name in (*REF_TYPES, "") for path in layout(name).values()) | {"titles/alt-title", "number"}
"""Paths that hold a variable in one type or another."""
_LATER = frozenset({"PMID", "PMCID", "source", "URL", "note", "annote", "citation-key"})
_MULTILINE = frozenset({"abstract"})


class Writer:
    """One record on its way to a `record` element."""

    def __init__(self, record: Record, name: str, read_as: str, report: Report, target: Target) -> None:
        self.record = record
        self.report = report
        self.target = target
        self.name = name
        self.fields: dict[str, str] = {}
        told = read_as == record.type and not extra.exact_type(record)
        self.lines: list[str] = [] if told else ["type"]
        self.cut: set[str] = set()
        """Attributes of the lists of names that go on, and are written so."""

    def xml(self, number: int) -> str:
        """Return the element, `number` counting the records of the file from 1."""
        self._variables()
        self._identifiers()
        self._keywords()
        self._urls()
        self._label_and_notes()
        self._custom()
        return self._record(number, self.fields)

    def _record(self, number: int, fields: dict[str, str]) -> str:
        kind = f'<ref-type name="{self.name}">{REF_TYPES[self.name][0]}</ref-type>'
        content = "".join(self._ordered(fields))
        keys = self._foreign_key()
        return f"<record>{_OWNER}<rec-number>{number}</rec-number>{keys}{kind}{content}</record>\n"

    def _ordered(self, fields: dict[str, str]) -> Iterator[str]:
        groups: dict[str, str] = {}
        for path in sorted(fields, key=_place):
            top, _, leaf = path.partition("/")
            content = fields[path]
            groups[top] = groups.get(top, "") + (f"<{leaf}>{content}</{leaf}>" if leaf else content)
        for top, content in groups.items():
            yield f"<{top}>{content}</{top}>"

    def _lose(self, field: str, change: Change, reason: str, value: object = None) -> None:
        self.report.lose(self.record.id, field, change, reason, format=ID, value=value)

    def _variables(self) -> None:
        places = layout(self.name)
        for variable, value in self.record.variables():
            path = places.get(variable)
            if variable in _LATER:
                continue
            if path == "isbn":
                self._number(variable)
            elif variable in NAME_VARIABLES:
                self._names(variable, path)
            elif not path:
                self.lines.append(variable)
            elif variable in DATE_VARIABLES:
                self._date(variable, path, value)
            else:
                self._text(variable, path, value)

    def _text(self, variable: str, path: str, value: str) -> None:
        if path not in _MULTILINE and "\n" in value:
            value = value.replace("\n", " ")
            self._lose(variable.replace("-", "_"), "altered", "line breaks became blanks", value)
        if variable in RAW_VARIABLES or variable == "page":
            if convert(variable, value) != value:
                self.lines.append(variable)
                return
            self.fields[path] = self._plain(value)
            return
        self.fields[path] = self._styled(variable, value)
        if path == "titles/secondary-title" and variable == "container-title" and self.name in PERIODICALS:
            self.fields["periodical/full-title"] = self.fields[path]

    def _styled(self, variable: str, value: str) -> str:
        styles, whole = to_styles(value, self.target.endnote_xml_span_tags)
        if value != value.strip():
            self._lose(variable.replace("-", "_"), "altered", "blanks at its ends are cut", value)
        if not whole:
            self._lose(variable.replace("-", "_"), "altered", "EndNote has no face for some of its markup", value)
        return styles

    def _names(self, variable: str, path: str | None) -> None:
        role = ""
        if not path and variable == "author" and not self._taken("contributors/authors"):
            path, role = "contributors/authors", "author"
        if not path:
            self.lines.append(variable)
            return
        authors = []
        for number, name in enumerate(self.record[variable]):
            author, lost = to_author(name, role)
            authors.append(author)
            if lost:
                field = f"{variable.replace('-', '_')}[{number}].{lost}"
                self._lose(field, "dropped", "EndNote has no place for it in a name", getattr(name, lost))
        attribute = variable.replace("-", "_")
        if self.target.et_al and attribute in cut_lists(self.record):
            authors.append(to_author(ET_AL, role)[0])
            self.cut.add(attribute)
        self.fields[path] = "".join(authors)

    def _taken(self, path: str) -> bool:
        variable = variables(self.name).get(path)
        return bool(variable and self.record[variable])

    def _date(self, variable: str, path: str, date: Date) -> None:
        text = next((text for text in (readable(date), edtf(date)) if text and parse_date(text) == date), None)
        if text is None:
            text = edtf(date)
            self._lose(variable.replace("-", "_"), "altered", "EndNote's dates do not say all of it", date)
        styled = f"{PLAIN}{xml.escape(text)}</style>"
        if path != "dates":
            self.fields[path] = styled
            return
        year = str(date.start[0]) if date.start and date.start[0] > 999 else ""
        if year:
            self.fields["dates/year"] = f"{PLAIN}{year}</style>"
        if text != year:
            self.fields["dates/pub-dates"] = f"<date>{styled}</date>"

    def _number(self, variable: str) -> None:
        """Write the first of the numbers that the type would be read to have, the others on lines."""
        own = layout(self.name).get("number") == "isbn"
        order = ("number",) if own else ("ISSN", "ISBN") if self.name in PERIODICALS else ("ISBN", "ISSN")
        fitting = (name for name in order if self.record[name] and numbered(self.name, self.record[name])[0] == name)
        if next(fitting, "") == variable and numbered(self.name, self.record[variable])[1] == self.record[variable]:
            self.fields["isbn"] = self._plain(listed_issns(self.record[variable]))
        else:
            self.lines.append(variable)

    def _identifiers(self) -> None:
        record, place = self.record, layout(self.name).get("PMCID")
        if record.PMCID and place and _PMCID.fullmatch(record.PMCID):
            self.fields[place] = self._plain(record.PMCID)
        elif record.PMCID:
            self.lines.append("PMCID")
        # Zotero takes the identifiers only from lines, and a DOI too where its type has no field for one.
        lined = self.target.endnote_xml_label_lines
        for variable in (*_UNREAD.get(self.name, ()), *_RETYPED.get(record.type, ())) if lined else ():
            if record[variable] and variable not in self.lines:
                self.lines.append(variable)
        if lined and record.DOI and self.name not in _WITH_DOI and convert("DOI", record.DOI) == record.DOI:
            self.lines.append("DOI")
        medline = not record.source or PUBMED.search(record.source)
        element = medline and pmid(record.PMID or "") == record.PMID and self.target.endnote_xml_pmid_number
        if record.PMID and (lined or not element):
            self.lines.append("PMID")
        if record.PMID and element:
            self.fields["accession-num"] = self._plain(record.PMID)
            self.fields["remote-database-name"] = self._plain("PubMed")
        if record.source == "PubMed" and "accession-num" in self.fields:
            self.lines.append("source")
        elif record.source:
            self._text("source", "remote-database-name", record.source)

    def _keywords(self) -> None:
        words = [" ".join(word.split()) for word in self.record.keyword]
        if words != list(self.record.keyword):
            self._lose("keyword", "altered", "line breaks became blanks", self.record.keyword)
        if words:
            self.fields["keywords"] = "".join(
                f"<keyword>{PLAIN}{xml.escape(word)}</style></keyword>" for word in words if word
            )

    def _urls(self) -> None:
        found: dict[str, str] = {}
        if self.record.URL:
            group = "related-urls" if self.target.endnote_xml_related_urls else "web-urls"
            found[group] = f"<url>{PLAIN}{xml.escape(self.record.URL)}</style></url>"
        for number, file in enumerate(self.record.files):
            pdf = file.path.lower().endswith(".pdf") or file.media_type == "application/pdf"
            group = "pdf-urls" if pdf else "text-urls"
            found[group] = found.get(group, "") + f"<url>{PLAIN}{xml.escape(file.path)}</style></url>"
            for part in ("title", "media_type"):
                if value := getattr(file, part):
                    self._lose(f"files[{number}].{part}", "dropped", "EndNote keeps a file's address only", value)
        if len({"pdf-urls", "text-urls"} & set(found)) == 2 and _order_changes(self.record):
            self._lose("files", "altered", "EndNote keeps PDF files apart from others", self.record.files)
        if found:
            self.fields["urls"] = "".join(f"<{group}>{urls}</{group}>" for group, urls in found.items())

    def _label_and_notes(self) -> None:
        """Write the key, the notes, and the lines of what has no element of its own."""
        record = self.record
        self._report_labels()
        lines = extra.lines(record, self.lines, self.report, ID)
        if lines and take_lines(Record(), "\n".join(lines)):
            self._lose("annote", "altered", "gets a labelled line that is not read as a field", record.annote)
        label, notes, research = [record.citation_key or record.id], record.note, record.annote
        if self.target.endnote_xml_label_lines:
            label, lines = [*label, *lines], []
        self.fields["label"] = self._lined("note", label, feed=True) if len(label) > 1 else self._plain(label[0])
        if notes:
            self.fields["notes"] = self._styled("note", notes)
        if lines:
            self.fields["research-notes"] = self._lined("annote", [*(research.split("\n") if research else ()), *lines])
        elif research:
            self.fields["research-notes"] = self._styled("annote", research)

    def _report_labels(self) -> None:
        """Report an annotation of lines that are read as fields, and the fields."""
        text = self.record.annote
        if not text or ":" not in text:
            return
        read = Record()
        if take_lines(read, text) != text:
            self._lose("annote", "altered", "has labelled lines that are read as fields", text)
            if self.record.type != read.type != "document":
                self._lose("type", "altered", "is read from a line of the annotation", read.type)
            for name, value in read.variables():
                if not self.record[name]:
                    self._lose(name.replace("-", "_"), "altered", "is read from a line of the annotation", value)

    def _lined(self, own: str, lines: list[str], feed: bool = False) -> str:
        """Return labelled lines after a text of the record's; tags without a face stay in them as tags."""
        styles, whole = lines_to_styles(lines, feed)
        for variable in () if whole else (own, *self.lines):
            if variable != "type" and "<" in str(value := self.record[variable]):
                self._lose(variable.replace("-", "_"), "altered", "EndNote has no face for some of its markup", value)
        return styles

    def _plain(self, text: str) -> str:
        return f"{PLAIN}{xml.escape(text)}</style>"

    def _foreign_key(self) -> str:
        record = self.record
        if not record.citation_key and " " not in record.id:
            return ""
        return f'<foreign-keys><key app="refexport" db-id="id">{xml.escape(record.id)}</key></foreign-keys>'

    def _custom(self) -> None:
        doubtful: dict[str, str] = {}
        for format, fields in self.record.custom.items():
            for path, value in fields.items():
                if extra.is_told(self.record, format, path):
                    continue
                if format == OURS and path == AND_OTHERS:
                    lose_cut(self.record, self.cut, self.report, ID)
                    continue
                reason = self._unwritable(format, path, value)
                if reason:
                    self._lose(f"custom.{format}.{path}", "dropped", reason, value)
                elif path.partition("/")[0] in MEANING or path in _KNOWN or not is_plain(value):
                    doubtful[path] = value
                else:
                    self.fields[path] = _own(path, value)
        if doubtful:
            standing = stand(doubtful, ID, self._back)
            self.fields.update({path: _own(path, value) for path, value in standing.items()})
            for path in doubtful:
                if path not in standing:
                    self._lose(f"custom.{ID}.{path}", "dropped", MISREAD, doubtful[path])
        if self.record.part:
            self._lose("part", "dropped", "EndNote has no place for it", self.record.part)

    def _unwritable(self, format: str, path: str, value: object) -> str:
        """Return why a custom field has no element, or nothing."""
        if format != ID:
            return "a field of another format"
        if not (isinstance(value, str) and value and _PATH.fullmatch(path)):
            return "no text, or not the path of an element"
        return "its element holds another value" if path in self.fields else ""

    def _back(self, some: dict[str, str]) -> Record | None:
        fields = self.fields | {path: _own(path, value) for path, value in some.items()}
        return read_back(self._record(1, fields))


def _own(path: str, value: str) -> str:
    """Return the content of a custom field's element, or of several, one for each line."""
    texts = [to_styles(line)[0] for line in value.split("\n")]
    if path == "dates/pub-dates":
        return "".join(f"<date>{text}</date>" for text in texts)
    tag = path.rpartition("/")[2]
    return f"</{tag}><{tag}>".join(texts)


def is_plain(text: str) -> bool:
    """Return whether a text is read from an element as it is."""
    return text.isprintable() and "<" not in text and "  " not in text and text.strip() == text


@lru_cache(maxsize=1024)
def _place(path: str) -> tuple[int, int]:
    top, _, leaf = path.partition("/")
    return _PLACE.get(top, len(_PLACE)), _LEAF_PLACE.get(leaf, len(_LEAF_PLACE))


def _order_changes(record: Record) -> bool:
    """Return whether files come back in another order, text before PDF."""
    is_pdf = [file.path.lower().endswith(".pdf") or file.media_type == "application/pdf" for file in record.files]
    return is_pdf != sorted(is_pdf)
