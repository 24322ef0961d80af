"""DataCite's JSON: one DOI, a list, or an answer of its REST API (JSON:API, with `data` and `attributes`); read only.

* The type is that of `resourceTypeGeneral`; for the old "Text", `citeproc` or the words of `resourceType` tell more.
* The container is the related item that the work is published in, or `container`: a series for books and reports,
  the journal or book for articles and chapters.
* A subtitle follows its title behind a colon; a translated title is the title where there is no other.
* The abstract is the one in the work's language, where there are several.
* Contributors of all types that CSL has no role for (data collectors, hosting institutions) are `contributor`.
* Affiliations have no place in a record: they are reported as a loss.
* What no variable stands for (funders, related works, places, sizes, formats, further titles, dates, descriptions and
  identifiers, what each contributor did, and whatever is unknown here) is kept in `custom["datacite"]`, from within
  other objects under its path (`relatedItems.number`); only what stands under "Left behind" is not.
  Of a key that stands twice in one object the last counts, without a word.

Source: DataCite Metadata Schema 4.6; DataCite REST API.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from refexport.record import Name, Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.datacite_leftover import KNOWN, LEFT_BEHIND, keep_further
from refexport.syntax.json_items import JsonItems
from refexport.syntax.leftover import unread_keys
from refexport.syntax.metadata import item, items_of, paragraphs, report_affiliations, rich_text_of, text_of
from refexport.text import identifiers
from refexport.text.dates import parse_date
from refexport.text.names import parse_inverted, person
from refexport.text.pages import normalize_pages
from refexport.vocabulary import ITEM_TYPES

ID = "datacite"

__all__ = ["FIELDS", "FORMAT", "LEFT_BEHIND", "READ_TYPES", "TYPES"]

READ_TYPES: dict[str, str] = {
    "Audiovisual": "motion_picture",
    "Award": "document",
    "Book": "book",
    "BookChapter": "chapter",
    "Collection": "collection",
    "ComputationalNotebook": "software",
    "ConferencePaper": "paper-conference",
    "ConferenceProceeding": "book",
    "DataPaper": "article",
    "Dataset": "dataset",
    "Dissertation": "thesis",
    "Event": "event",
    "Image": "graphic",
    "Instrument": "document",
    "InteractiveResource": "webpage",
    "Journal": "periodical",
    "JournalArticle": "article-journal",
    "Model": "dataset",
    "OutputManagementPlan": "report",
    "PeerReview": "review",
    "PhysicalObject": "document",
    "Preprint": "article",
    "Project": "document",
    "Report": "report",
    "Service": "software",
    "Software": "software",
    "Sound": "song",
    "Standard": "standard",
    "StudyRegistration": "document",
    "Workflow": "document",
    "Other": "document",
}
"""DataCite's `resourceTypeGeneral` to CSL types; for "Text", see above."""

TYPES: dict[str, str] = {csl: datacite for datacite, csl in reversed(READ_TYPES.items())} | {"article": "Preprint"}
"""CSL type to DataCite's."""

FIELDS: dict[str, str] = {
    "title": "titles, with subtitle",
    "container-title": "relatedItems (IsPublishedIn), container, descriptions (SeriesInformation)",
    "collection-title": "container of a book or report",
    "abstract": "descriptions (Abstract)",
    "genre": "types.resourceType, where it says more than the type",
    "language": "language",
    "publisher": "publisher",
    "license": "rightsList",
    "version": "version",
    "DOI": "doi, id",
    "ISBN": "relatedItems, container, relatedIdentifiers, identifiers",
    "ISSN": "relatedItems, container, relatedIdentifiers",
    "arxiv": "identifiers, relatedIdentifiers",
    "PMID": "relatedIdentifiers",
    "URL": "url",
    "volume": "relatedItems, container",
    "issue": "relatedItems, container",
    "page": "relatedItems, container, sizes",
    "number-of-pages": "sizes",
    "edition": "relatedItems",
    "author": "creators",
    "editor": "contributors (Editor)",
    "producer": "contributors (Producer)",
    "translator": "contributors (Translator)",
    "contributor": "contributors of other types",
    "issued": "dates (Issued), publicationYear",
    "available-date": "dates (Available)",
    "submitted": "dates (Submitted)",
    "keyword": "subjects",
    "custom": "fundingReferences, relatedIdentifiers, geoLocations, sizes, titles, dates, descriptions and others",
}
"""CSL variable to DataCite's field."""

_ROLES = {"Editor": "editor", "Producer": "producer", "Translator": "translator"}
_DATES = frozenset({"Issued", "Available", "Submitted"})
_WORDS = {
    "journalarticle": "article-journal", "article": "article-journal", "thesis": "thesis", "dissertation": "thesis",
    "bookchapter": "chapter", "chapter": "chapter", "book": "book", "report": "report", "preprint": "article",
    "conferencepaper": "paper-conference", "poster": "speech", "presentation": "speech", "lecture": "speech",
}  # fmt: skip
"""Words of `resourceType`, letters alone, to CSL types."""
_IN_SERIES = frozenset({"book", "report", "standard", "dataset", "thesis", "document"})
_PAGES = re.compile(r"(\d+\s*[-–]\s*\d+)\s*(?:pages|pp?\.?|Seiten|S\.)?", re.I)
_PAGE_COUNT = re.compile(r"(\d+)\s*(?:pages|pp\.?|Seiten|S\.)", re.I)
_PAGE = re.compile(r"[A-Za-z]{0,3}\d[\w.-]*|[ivxlcdm]+", re.I)
_OWN = re.compile(r'"(?:resourceTypeGeneral|schemaOrg|publicationYear|relatedIdentifiers|rightsList)"\s*:')


def sniff(head: str) -> int:
    """Return how surely a text is DataCite's JSON: fields that only DataCite has."""
    if head[:1] not in ("[", "{"):
        return 0
    return 95 if _OWN.search(head) and ('"doi' in head.lower() or '"creators"' in head) else 0


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of DataCite's DOIs."""
    items = JsonItems(source, report, unwrap)
    for entry in items:
        work = {"id": entry.get("id"), **entry["attributes"]} if isinstance(entry.get("attributes"), dict) else entry
        record = _record(work)
        report_affiliations(report, record.DOI, items_of(work.get("creators")), ID)
        report_affiliations(report, record.DOI, items_of(work.get("contributors")), ID, role="contributor")
        general = text_of(item(work.get("types")).get("resourceTypeGeneral")) or ""
        if general not in READ_TYPES and general != "Text":
            message = f"type '{general}' is none of DataCite's; read as '{record.type}'"
            report.warn("unknown-type", message, source=source.name, line=items.line, record=record.DOI)
        yield record


def unwrap(value: Any) -> list[Any]:
    """Return the DOIs in a decoded answer."""
    data = value.get("data", value) if isinstance(value, dict) else value
    return data if isinstance(data, list) else [data]


def _record(work: dict[str, Any]) -> Record:
    record = Record(type=_type(item(work.get("types"))))
    custom = unread_keys(work, KNOWN)
    _set_titles(record, items_of(work.get("titles")), custom)
    record.author = tuple(name for name in map(_name, items_of(work.get("creators"))) if name)
    _set_contributors(record, items_of(work.get("contributors")), custom)
    publisher = work.get("publisher")
    record.publisher = text_of(publisher.get("name") if isinstance(publisher, dict) else publisher)
    record.language, record.version = text_of(work.get("language")), text_of(work.get("version"))
    record.URL = text_of(work.get("url"))
    record.DOI = identifiers.doi(text_of(work.get("doi")) or text_of(work.get("id")) or "")
    listed = items_of(work.get("rightsList"))
    rights = [text_of(entry.get("rights")) or text_of(entry.get("rightsUri")) for entry in listed]
    record.license = ", ".join(dict.fromkeys(text for text in rights if text)) or None
    subjects = (text_of(entry.get("subject")) for entry in items_of(work.get("subjects")))
    record.keyword = tuple(dict.fromkeys(text for text in subjects if text))
    _set_container(record, work)
    _set_dates(record, work, custom)
    _set_sizes(record, work.get("sizes"), custom)
    _set_descriptions(record, items_of(work.get("descriptions")), custom)
    _set_identifiers(record, work)
    _set_genre(record, item(work.get("types")))
    keep_further(record, work, custom)
    if custom:
        record.custom[ID] = custom
    return record


def _type(types: dict[str, Any]) -> str:
    general, citeproc = text_of(types.get("resourceTypeGeneral")), text_of(types.get("citeproc"))
    if general in READ_TYPES:
        return READ_TYPES[general]
    # The citeproc type is "article" wherever DataCite knows no better.
    if citeproc in ITEM_TYPES and citeproc != "article":
        return citeproc
    words = re.sub(r"[^a-z]", "", (text_of(types.get("resourceType")) or "").lower())
    return _WORDS.get(words) or next((type for word, type in _WORDS.items() if word in words), citeproc or "document")


def _set_titles(record: Record, titles: list[dict[str, Any]], custom: dict[str, Any]) -> None:
    by_kind: dict[str, list[str]] = {}
    for entry in titles:
        if text := rich_text_of(entry.get("title")):
            by_kind.setdefault(text_of(entry.get("titleType")) or "", []).append(text)
    main = by_kind.get("") or by_kind.get("TranslatedTitle") or next(iter(by_kind.values()), [])
    if not main:
        return
    record.title = main.pop(0)
    if subtitles := by_kind.get("Subtitle"):
        record.title += f"{'' if record.title[-1] in '?!:' else ':'} {subtitles.pop(0)}"
    if others := {kind or "title": texts for kind, texts in by_kind.items() if texts}:
        custom["titles"] = others


def _set_contributors(record: Record, contributors: list[dict[str, Any]], custom: dict[str, Any]) -> None:
    by_role: dict[str, list[Name]] = {}
    by_kind: dict[str, list[str]] = {}
    for entry in contributors:
        name, kind = _name(entry), text_of(entry.get("contributorType")) or ""
        if name:
            by_role.setdefault(_ROLES.get(kind, "contributor"), []).append(name)
            if kind and kind not in _ROLES:
                by_kind.setdefault(kind, []).append(str(name))
    if by_kind:
        custom["contributors"] = by_kind
    for role, names in by_role.items():
        setattr(record, role, tuple(dict.fromkeys(names)))


def _name(entry: dict[str, Any]) -> Name | None:
    text = text_of(entry.get("name")) or ""
    family, given = text_of(entry.get("familyName")), text_of(entry.get("givenName"))
    if family and entry.get("nameType") != "Organizational":
        name = person(family, given or "")
    elif ", " in text and entry.get("nameType") != "Organizational":
        name = parse_inverted(text)
    elif text or given:
        name = Name(literal=text or given)
    else:
        return None
    ids = map(_orcid, items_of(entry.get("nameIdentifiers")))
    orcid = next((found for found in ids if found), None)
    return msgspec.structs.replace(name, orcid=orcid) if orcid else name


def _orcid(entry: dict[str, Any]) -> str | None:
    scheme = (text_of(entry.get("nameIdentifierScheme")) or "").upper()
    return identifiers.orcid(text_of(entry.get("nameIdentifier")) or "") if scheme == "ORCID" else None


def _set_container(record: Record, work: dict[str, Any]) -> None:
    related = next((i for i in items_of(work.get("relatedItems")) if i.get("relationType") == "IsPublishedIn"), {})
    container = item(work.get("container"))
    title = _related_title(related) or rich_text_of(container.get("title"))
    if title and record.type in _IN_SERIES and not related:
        record.collection_title = title
    else:
        record.container_title = title
    for attribute in ("volume", "issue", "edition"):
        setattr(record, attribute, text_of(related.get(attribute)) or text_of(container.get(attribute)))
    first, last = _pages(related) if related else (None, None)
    if not first:
        first, last = _pages(container)
    record.page = f"{first}-{last}" if first and last and first != last else first
    if not record.editor:
        people = items_of(related.get("contributors"))
        editors = (_name(entry) for entry in people if entry.get("contributorType") == "Editor")
        record.editor = tuple(name for name in editors if name)


def _related_title(related: dict[str, Any]) -> str | None:
    titles = items_of(related.get("titles"))
    main = next((entry for entry in titles if not entry.get("titleType")), titles[0] if titles else {})
    return rich_text_of(main.get("title"))


def _pages(place: dict[str, Any]) -> tuple[str | None, str | None]:
    # What DataCite takes for the first page is often the rest of a series' name.
    first, last = text_of(place.get("firstPage")), text_of(place.get("lastPage"))
    return (first if first and _PAGE.fullmatch(first) else None), (last if last and _PAGE.fullmatch(last) else None)


def _set_dates(record: Record, work: dict[str, Any], custom: dict[str, Any]) -> None:
    dates: dict[str | None, str] = {}
    others: dict[str, str] = {}
    for entry in items_of(work.get("dates")):
        kind, date = text_of(entry.get("dateType")), text_of(entry.get("date"))
        if date and (kind in dates or kind not in _DATES):
            others[kind or "date"] = f"{others[kind or 'date']}, {date}" if (kind or "date") in others else date
        if date:
            dates.setdefault(kind, date)
    related = next((i for i in items_of(work.get("relatedItems")) if i.get("relationType") == "IsPublishedIn"), {})
    # A chapter is published with its book, and not when its copy comes into a repository.
    published = text_of(related.get("publicationYear")) if record.type == "chapter" else None
    year = published or dates.get("Issued") or text_of(work.get("publicationYear")) or text_of(work.get("published"))
    year = year or dates.get("Created")
    record.issued = parse_date(year) if year else None
    if "Issued" in dates and record.issued != parse_date(dates["Issued"]):
        others["Issued"] = dates["Issued"]
    if others:
        custom["dates"] = others
    for attribute, kind in (("available_date", "Available"), ("submitted", "Submitted")):
        if date := dates.get(kind):
            setattr(record, attribute, parse_date(date))


def _set_sizes(record: Record, sizes: Any, custom: dict[str, Any]) -> None:
    texts = [text for text in map(text_of, sizes if isinstance(sizes, list) else [sizes]) if text]
    others = []
    for text in texts:
        if (match := _PAGES.fullmatch(text)) and not record.page:
            record.page = normalize_pages(match[1])
        elif (match := _PAGE_COUNT.fullmatch(text)) and not record.number_of_pages:
            record.number_of_pages = match[1]
        else:
            others.append(text)
    if others:
        custom["sizes"] = others


def _set_descriptions(record: Record, descriptions: list[dict[str, Any]], custom: dict[str, Any]) -> None:
    abstracts = [entry for entry in descriptions if entry.get("descriptionType") == "Abstract"]
    language = (record.language or "").lower()
    own = [entry for entry in abstracts if language and (text_of(entry.get("lang")) or "").lower() == language]
    if chosen := (own or abstracts)[:1]:
        record.abstract = paragraphs(chosen[0].get("description"))
    others = []
    for entry in descriptions:
        text = paragraphs(entry.get("description"))
        if entry in chosen or not text:
            continue
        series = entry.get("descriptionType") == "SeriesInformation"
        if series and not (record.container_title or record.collection_title):
            attribute = "collection_title" if record.type in _IN_SERIES else "container_title"
            setattr(record, attribute, " ".join(text.split()))
        else:
            others.append({"type": text_of(entry.get("descriptionType")), "text": text})
    if others:
        custom["descriptions"] = others


def _set_identifiers(record: Record, work: dict[str, Any]) -> None:
    found: dict[str, list[str]] = {}
    for kind, value in _identifiers(work):
        if kind and value:
            found.setdefault(kind.upper().removeprefix("E"), []).append(value)
    record.ISBN = " ".join(dict.fromkeys(found.get("ISBN", []))) or None
    record.ISSN = " ".join(dict.fromkeys(found.get("ISSN", []))) or None
    for attribute, take in (("arxiv", identifiers.arxiv), ("PMID", identifiers.pmid), ("PMCID", identifiers.pmcid)):
        for value in found.get(attribute.upper(), []):
            setattr(record, attribute, take(value))


def _set_genre(record: Record, types: dict[str, Any]) -> None:
    """Take the words of the type for the genre, where they say more than the type."""
    words = text_of(types.get("resourceType"))
    if not words:
        return
    even = re.sub(r"[^a-z]", "", words.lower())
    known = {(text_of(types.get("resourceTypeGeneral")) or "").lower(), record.type.replace("-", "")}
    if even not in known and even not in _WORDS:
        record.genre = words


def _identifiers(work: dict[str, Any]) -> Iterator[tuple[str | None, str | None]]:
    """Yield kind and value of the identifiers of the container and of the work itself."""
    container = item(work.get("container"))
    yield text_of(container.get("identifierType")), text_of(container.get("identifier"))
    for related in items_of(work.get("relatedItems")):
        if related.get("relationType") == "IsPublishedIn":
            id = item(related.get("relatedItemIdentifier"))
            yield text_of(id.get("relatedItemIdentifierType")), text_of(id.get("relatedItemIdentifier"))
    for id in items_of(work.get("relatedIdentifiers")):
        if id.get("relationType") in ("IsPartOf", "IsPublishedIn", "IsIdenticalTo"):
            yield text_of(id.get("relatedIdentifierType")), text_of(id.get("relatedIdentifier"))
    for key, kind in (("identifiers", "identifier"), ("alternateIdentifiers", "alternateIdentifier")):
        for id in items_of(work.get(key)):
            yield text_of(id.get(f"{kind}Type")), text_of(id.get(kind))


def parts(source: Source) -> Iterator[Source]:
    """Yield the parts of a file of any size."""
    from refexport.syntax.json_parts import parts_of

    return parts_of(source)


FORMAT = Format(id=ID, name="DataCite JSON", suffixes=(), sniff=sniff, read=read, parts=parts)
