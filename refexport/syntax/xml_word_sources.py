"""Word's bibliography sources: its types and fields, and the sources that a document holds as records.

A source that a document holds says less than its types have names for: a thesis is a report, a letter "Misc".

Source: ECMA-376, part 1, section 22.6, "Bibliography", and its schema (`CT_SourceType`, `CT_AuthorType`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from refexport.extra import convert
from refexport.record import Date, Name, Record
from refexport.report import Report
from refexport.source import Source
from refexport.syntax import xml
from refexport.text import identifiers
from refexport.text.dates import parse_date
from refexport.text.pages import normalize_pages

ID = "word-sources"

NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/bibliography"

TYPES: dict[str, str] = {
    "article": "DocumentFromInternetSite",
    "article-journal": "JournalArticle",
    "article-magazine": "ArticleInAPeriodical",
    "article-newspaper": "ArticleInAPeriodical",
    "bill": "Misc",
    "book": "Book",
    "broadcast": "Film",
    "chapter": "BookSection",
    "classic": "Book",
    "collection": "Misc",
    "dataset": "ElectronicSource",
    "document": "Misc",
    "entry": "BookSection",
    "entry-dictionary": "BookSection",
    "entry-encyclopedia": "BookSection",
    "event": "Misc",
    "figure": "Art",
    "graphic": "Art",
    "hearing": "Misc",
    "interview": "Interview",
    "legal_case": "Case",
    "legislation": "Misc",
    "manuscript": "Misc",
    "map": "Misc",
    "motion_picture": "Film",
    "musical_score": "Misc",
    "pamphlet": "Book",
    "paper-conference": "ConferenceProceedings",
    "patent": "Patent",
    "performance": "Performance",
    "periodical": "Misc",
    "personal_communication": "Misc",
    "post": "DocumentFromInternetSite",
    "post-weblog": "DocumentFromInternetSite",
    "regulation": "Misc",
    "report": "Report",
    "review": "JournalArticle",
    "review-book": "JournalArticle",
    "software": "ElectronicSource",
    "song": "SoundRecording",
    "speech": "ConferenceProceedings",
    "standard": "Report",
    "thesis": "Report",
    "treaty": "Misc",
    "webpage": "InternetSite",
}
"""CSL types to Word's source types."""

COMMON = {
    "title": "Title",
    "title-short": "ShortTitle",
    "publisher-place": "City",
    "publisher": "Publisher",
    "volume": "Volume",
    "issue": "Issue",
    "page": "Pages",
    "edition": "Edition",
    "number-of-volumes": "NumberVolumes",
    "chapter-number": "ChapterNumber",
    "medium": "Medium",
    "version": "Version",
    "note": "Comments",
    "URL": "URL",
    "DOI": "DOI",
    "ISBN": "StandardNumber",
    "ISSN": "StandardNumber",
    "number": "StandardNumber",
    "container-title": "PublicationTitle",
}
OF_TYPE: dict[str, dict[str, str]] = {
    "Art": {"publisher": "Institution"},
    "ArticleInAPeriodical": {"container-title": "PeriodicalTitle"},
    "Book": {"container-title": ""},
    "BookSection": {"container-title": "BookTitle"},
    "Case": {
        "authority": "Court",
        "number": "CaseNumber",
        "container-title": "Reporter",
        "title-short": "AbbreviatedCaseNumber",
    },
    "ConferenceProceedings": {"event-title": "ConferenceName", "container-title": "ConferenceName"},
    "DocumentFromInternetSite": {"container-title": "InternetSiteTitle"},
    "Film": {"publisher": "Distributor", "container-title": ""},
    "InternetSite": {"container-title": "InternetSiteTitle", "publisher": "ProductionCompany"},
    "JournalArticle": {"container-title": "JournalName"},
    "Patent": {"number": "PatentNumber", "genre": "Type", "jurisdiction": "CountryRegion", "container-title": ""},
    "Performance": {"publisher": "Theater", "container-title": ""},
    "Report": {"publisher": "Institution", "genre": "ThesisType", "division": "Department", "container-title": ""},
    "SoundRecording": {"publisher": "ProductionCompany", "container-title": "AlbumTitle", "number": "RecordingNumber"},
}
"""Fields of a source type that differ from the common ones; empty where it has none."""

ROLES = {
    "author": "Author",
    "editor": "Editor",
    "translator": "Translator",
    "container-author": "BookAuthor",
    "compiler": "Compiler",
    "composer": "Composer",
    "director": "Director",
    "interviewer": "Interviewer",
    "performer": "Performer",
    "producer": "ProducerName",
    "script-writer": "Writer",
}
FIRST_ROLES = {"Art": "Artist", "Interview": "Interviewee", "Patent": "Inventor"}
"""What Word calls the author in some types."""

DATES = {"issued": ("Year", "Month", "Day"), "accessed": ("YearAccessed", "MonthAccessed", "DayAccessed")}
MONTHS = "January February March April May June July August September October November December".split()

TOLD = frozenset(
    "article-journal article-magazine book chapter graphic interview legal_case motion_picture paper-conference patent "
    "performance report software song webpage".split()
)
"""Types that Word's source type says."""

_READ_TYPES = {word: type for type, word in reversed(TYPES.items()) if type in TOLD or word not in ("Report", "Misc")}
_READ_TYPES |= {word: type for type, word in TYPES.items() if type in TOLD}
_READ_TYPES |= {
    "ArticleInAPeriodical": "article-magazine",
    "DocumentFromInternetSite": "webpage",
    "ElectronicSource": "document",
    "Misc": "document",
}
_PEOPLE = {tag: variable for variable, tag in ROLES.items()} | dict.fromkeys(FIRST_ROLES.values(), "author")
_PEOPLE |= {"Conductor": "performer", "Counsel": "author"}
_OTHER_FIELDS = {"PublicationTitle": "container-title", "Broadcaster": "publisher", "Station": "publisher"}
_SETTINGS = frozenset({"Tag", "SourceType", "Guid", "LCID", "RefOrder", "Author"})
_MONTH = re.compile(r"[^\W\d_]+|\d+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-\w+)*", re.I)


def read_sources(source: Source, report: Report) -> Iterator[Record]:
    """Yield the sources of a `b:Sources` document; the id of each is its tag.

    Args:
        source: the document.
        report: gets what is broken in it.
    """
    for element in xml.elements(source, report, ("Source",)):
        yield _Reader(element).record


class _Reader:
    """One source on its way to a record."""

    def __init__(self, element: xml.Element) -> None:
        self.fields = {xml.local(child): xml.text_of(child) for child in element}
        self.record = Record(id=self.fields.get("Tag", ""))
        self.type = self.fields.get("SourceType", "Misc")
        self.record.type = _READ_TYPES.get(self.type, "document")
        if self.type == "Report" and self.fields.get("ThesisType"):
            self.record.type = "thesis"
        self._variables()
        for variable, names in DATES.items():
            self.record[variable] = self._date(names)
        for author in element:
            if xml.local(author) == "Author":
                for role in author:
                    self._people(xml.local(role), role)
        language = self.fields.get("LCID", "")
        if _LANGUAGE.fullmatch(language):
            self.record.language = language

    def _variables(self) -> None:
        dates = {name for names in DATES.values() for name in names}
        own = {field: variable for variable, field in OF_TYPE.get(self.type, {}).items() if field}
        known = _OTHER_FIELDS | {field: variable for variable, field in COMMON.items()} | own
        for field, text in self.fields.items():
            if not text or field in _SETTINGS or field in dates:
                continue
            variable = known.get(field)
            if field == "StandardNumber":
                variable = "ISBN" if identifiers.isbns(text) else "ISSN" if identifiers.issns(text) else "number"
            value = convert(variable, text) if variable else None
            if variable == "page":
                value = normalize_pages(text)
            if variable and value and not self.record[variable]:
                self.record[variable] = value
            else:
                self.record.custom.setdefault(ID, {})[field] = text

    def _date(self, names: tuple[str, ...]) -> Date | None:
        year, month, day = (self.fields.get(name, "") for name in names)
        if not year:
            return None
        whole = " ".join(part for part in (day, month, year) if part)
        if month.isdecimal():
            whole = "-".join([year, month.zfill(2), *([day.zfill(2)] if day.isdecimal() else [])])
        return parse_date(whole)

    def _people(self, role: str, element: xml.Element) -> None:
        names = tuple(
            filter(None, (_name(each) for each in element.iter() if xml.local(each) in ("Person", "Corporate")))
        )
        variable = _PEOPLE.get(role)
        if variable and names and not self.record[variable]:
            self.record[variable] = names
        elif names:
            self.record.custom.setdefault(ID, {})[f"Author/{role}"] = "; ".join(map(str, names))


def _name(element: xml.Element) -> Name | None:
    if xml.local(element) == "Corporate":
        text = xml.text_of(element)
        return Name(literal=text) if text else None
    parts = {xml.local(child): xml.text_of(child) for child in element}
    given = " ".join(part for part in (parts.get("First"), parts.get("Middle")) if part)
    family = parts.get("Last", "")
    if not family and not given:
        return None
    return Name(family=family or None, given=given or None) if family else Name(literal=given)
