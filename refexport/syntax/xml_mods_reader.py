"""Reads one `mods` element.

Source: MODS 3.7 user guidelines, Library of Congress; collections of the Library of Congress, Indiana University,
the U.S. Government Publishing Office, bibutils and Zotero, for what stands where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from refexport.record import Date, File, Name, Record
from refexport.syntax.leftover import keep
from refexport.syntax.mods_leftover import keep_unread
from refexport.syntax.mods_names import name_of, role_of
from refexport.syntax.others import keep_others
from refexport.syntax.xml import Element
from refexport.syntax.xml_mods import (
    DETAILS,
    ID,
    NAMESPACE,
    NUMBERS,
    OTHER_DATES,
    from_variable,
    qualified,
    scale_of,
    text_of,
)
from refexport.text import identifiers
from refexport.text.dates import between, parse_date
from refexport.text.languages import language_tag
from refexport.text.pages import normalize_pages
from refexport.vocabulary import VARIABLES

_PAGES = re.compile(r"(?:^|[\s,;])(\d+)\s*(?:p\b|pp\b|pages|leaves)")
_VARIABLE_OF_DETAIL = {detail: variable for variable, detail in DETAILS.items()} | {
    "chapter": "chapter-number",
}
_DATE_OF_OTHER = {other: variable for variable, other in OTHER_DATES.items()}
_NUMBER_TYPES = frozenset(NUMBERS.values()) | {"number", "preferred citation", "docket number"}
_CERTAIN_DATES = ("dateIssued", "copyrightDate", "dateCreated", "dateModified", "dateOther")


def strip_namespace(element: Element) -> None:
    """Rename an element and all below it that are of its namespace to their local names."""
    end = element.tag.rfind("}") + 1
    if end:
        namespace = element.tag[:end]
        for child in element.iter(f"{namespace}*"):
            # In broken XML a name may be left that lxml does not take back: `a:b`, `1`.
            with suppress(ValueError):
                child.tag = child.tag[end:]


def fill(record: Record, mods: Element) -> None:
    """Set on a record what a `mods` element without namespaces says, except for its type."""
    related: dict[str, list[Element]] = {}
    for item in mods.iterfind("relatedItem"):
        related.setdefault(item.get("type") or "host", []).append(item)
    hosts = related.get("host", [])
    _titles(record, mods)
    _names(record, mods, {})
    _origin(record, mods)
    _locations(record, mods)
    _identifiers(record, mods)
    _part(record, mods, "issue" if hosts else "number")
    _description(record, mods)
    for host in hosts:
        _host(record, host)
    for series in related.get("series", []):
        _series(record, series)
    _other_works(record, related)
    _notes(record, mods)
    record.keyword = tuple(dict.fromkeys(word for word in map(text_of, mods.iterfind("subject/topic")) if word))
    keep_others(record)
    _extension(record, mods)
    keep_unread(record, mods, related)


def title_of(element: Element) -> str:
    """Return the title in a `titleInfo`, with its article and subtitle."""
    if len(element) == 1 and element[0].tag == "title":
        return text_of(element[0])
    article, title, subtitle = (text_of(element.find(name)) for name in ("nonSort", "title", "subTitle"))
    if article:
        title = f"{article}{'' if article[-1] in chr(39) + '’' else ' '}{title}"
    if not subtitle:
        return title
    return f"{title} {subtitle}" if title.endswith(":") else f"{title}: {subtitle}"


def _titles(record: Record, mods: Element) -> None:
    for info in mods.iterfind("titleInfo"):
        kind, title = info.get("type"), title_of(info)
        if kind is None and not record.title:
            record.title = title or None
            record.part_number = text_of(info.find("partNumber")) or None
            record.part_title = text_of(info.find("partName")) or None
        elif kind == "abbreviated" and not record.title_short:
            record.title_short = title or None
        elif title:
            keep(record, ID, f"titleInfo:{kind or 'further'}", title)
    if not record.title:
        others = (info for info in mods.iterfind("titleInfo") if info.get("type") != "abbreviated")
        record.title = next(filter(None, map(title_of, others)), None)


def _names(record: Record, element: Element, roles: dict[str, str]) -> None:
    """Add the names in an element; `roles` renames CSL's roles, for names of a container or series."""
    found: dict[str, list[Name]] = {}
    for child in element.iterfind("name"):
        name, terms = name_of(record, child)
        if child.get("type") == "conference":
            if name and record.event_title and name.literal:
                keep(record, ID, "name:conference", name.literal)
            record.event_title = record.event_title or (name.literal if name else None)
            continue
        variable, told = role_of(tuple(terms))
        variable = roles.get(variable, variable)
        if name and variable:
            found.setdefault(variable, []).append(name)
            if not told:
                keep(record, ID, "name/role", f"{name}: {', '.join(terms)}")
        elif name:
            keep(record, ID, f"name:{terms[-1]}", str(name))
    for variable, names in found.items():
        record[variable] = (*record[variable], *names)


def _origin(record: Record, element: Element) -> None:
    for origin in element.iterfind("originInfo"):
        record.publisher = record.publisher or text_of(origin.find("publisher")) or None
        record.edition = record.edition or text_of(origin.find("edition")) or None
        places = [term for term in origin.iterfind("place/placeTerm") if term.get("type") != "code"]
        record.publisher_place = record.publisher_place or (text_of(places[0]) if places else "") or None
        for other in origin.iterfind("dateOther"):
            variable = _DATE_OF_OTHER.get(other.get("type", ""))
            if variable and not record[variable]:
                record[variable] = _one_date(other)
    if not record.issued:
        record.issued = _issued(element)


def _issued(element: Element) -> Date | None:
    for name in _CERTAIN_DATES:
        found = [date for date in element.iterfind(f"originInfo/{name}") if date.get("type") not in _DATE_OF_OTHER]
        dates = [date for date in _dates(found) if date.start or date.literal]
        if dates:
            # A date that parses says more than "c1999" beside it.
            return next((date for date in dates if date.start and not date.circa), dates[0])
    return None


def _dates(elements: list[Element]) -> Iterator[Date]:
    begin = next((element for element in elements if element.get("point") == "start"), None)
    end = next((element for element in elements if element.get("point") == "end"), None)
    if begin is not None and end is not None:
        first, last = _one_date(begin), _one_date(end)
        if first and last and first.start and last.start:
            yield between(first, last)
    for element in elements:
        if date := _one_date(element):
            yield date


def _one_date(element: Element) -> Date | None:
    date = parse_date(text_of(element))
    return qualified(date, element.get("qualifier")) if date else None


def _identifiers(record: Record, element: Element) -> None:
    for child in element.iterfind("identifier"):
        kind, text = (child.get("type") or "").lower(), text_of(child)
        if text and child.get("invalid") == "yes":
            keep(record, ID, f"identifier:invalid {kind}".strip(), text)
        elif text:
            _identifier(record, kind, text)


def _identifier(record: Record, kind: str, text: str) -> None:
    if kind == "doi" and not record.DOI:
        record.DOI = identifiers.doi(text) or text
    elif kind == "isbn":
        record.ISBN = _joined(record.ISBN, " ".join(identifiers.isbns(text)) or text)
    elif kind in ("issn", "issn-l"):
        record.ISSN = _joined(record.ISSN, " ".join(identifiers.issns(text)) or text)
    elif kind in ("pmid", "pubmed", "pubmedid") and not record.PMID:
        record.PMID = identifiers.pmid(text) or text
    elif kind in ("pmc", "pmcid") and not record.PMCID:
        record.PMCID = identifiers.pmcid(text) or text
    elif kind == "arxiv" and not record.arxiv:
        record.arxiv = identifiers.arxiv(text) or text
    elif kind in _NUMBER_TYPES and not record.number:
        record.number = text
    elif kind == "citekey" and not record.id:
        record.id = text
    elif kind == "uri" and not record.URL and text.startswith("http"):
        record.URL = text
    elif kind != "uri" or text not in {record.URL, *(file.path for file in record.files)}:
        keep(record, ID, f"identifier:{kind or 'untyped'}", text)


def _joined(before: str | None, text: str) -> str:
    if not before or text in before.split():
        return before or text
    return f"{before} {text}"


def _locations(record: Record, element: Element) -> None:
    urls = list(element.iterfind("location/url"))
    pages = [url for url in urls if url.get("access") not in ("raw object", "preview")]
    first = next((url for url in pages if url.get("usage")), pages[0] if pages else None)
    if first is not None and text_of(first):
        record.URL = text_of(first)
        record.accessed = record.accessed or parse_date(first.get("dateLastAccessed", ""))
    for url in urls:
        if url is not first and (path := text_of(url)):
            record.files += (File(path, url.get("displayLabel"), url.get("note")),)
    for location in element.iterfind("location"):
        record.archive = record.archive or text_of(location.find("physicalLocation")) or None
        record.archive_location = record.archive_location or text_of(location.find("shelfLocator")) or None


def _part(record: Record, element: Element, number: str) -> None:
    """Set volume, issue and pages; `number` is what a detail of that type is: the issue in a host, else the number."""
    for part in element.iterfind("part"):
        for detail in part.iterfind("detail"):
            kind = (detail.get("type") or "").lower()
            text = text_of(detail.find("number")) or text_of(detail.find("title"))
            variable = number if kind == "number" else _VARIABLE_OF_DETAIL.get(kind)
            if variable and text and not record[variable]:
                record[variable] = text
            elif text:
                keep(record, ID, f"detail:{kind}", text)
        for extent in part.iterfind("extent"):
            if (extent.get("unit") or "page").startswith("page") and not record.page:
                record.page = _page(extent)
        if not record.issued and (date := part.find("date")) is not None:
            record.issued = _one_date(date)


def _page(extent: Element) -> str | None:
    first, last, listed = (text_of(extent.find(name)) for name in ("start", "end", "list"))
    if listed:
        return normalize_pages(listed)
    return f"{first}-{last}" if first and last and first != last else first or last or None


def _description(record: Record, mods: Element) -> None:
    language = mods.find("language")
    terms = [] if language is None else list(language.iterfind("languageTerm"))
    if terms:
        code = next((term for term in terms if term.get("type") != "text"), terms[0])
        record.language = language_tag(text_of(code)) or None
        for term in mods.iterfind("language/languageTerm"):
            if language_tag(text := text_of(term)) != record.language:
                keep(record, ID, "language/languageTerm", text)
    record.abstract = "\n".join(filter(None, map(text_of, mods.iterfind("abstract")))) or None
    record.call_number = ", ".join(filter(None, map(text_of, mods.iterfind("classification")))) or None
    record.license = text_of(mods.find("accessCondition")) or None
    record.scale = scale_of(text_of(mods.find("subject/cartographics/scale"))) or None
    record.source = text_of(mods.find("recordInfo/recordContentSource")) or None
    for extent in mods.iterfind("physicalDescription/extent"):
        _extent(record, extent.get("unit"), text_of(extent))
    form = mods.find("physicalDescription/form")
    record.medium = text_of(form) or None if form is not None and not form.get("authority") else None


def _extent(record: Record, unit: str | None, text: str) -> None:
    if unit == "pages":
        record.number_of_pages = text or None
    elif unit == "volumes":
        record.number_of_volumes = text or None
    elif not unit and (match := _PAGES.search(text)):
        record.number_of_pages = record.number_of_pages or match[1]
    elif text:
        record.dimensions = record.dimensions or text


def _host(record: Record, host: Element) -> None:
    for info in host.iterfind("titleInfo"):
        title = title_of(info)
        if info.get("type") == "abbreviated":
            record.container_title_short = record.container_title_short or title or None
        else:
            record.container_title = record.container_title or title or None
    _names(record, host, {"author": "container-author"})
    _origin(record, host)
    _part(record, host, "issue")
    before = record.id
    _identifiers(record, host)
    record.id = before
    for url in host.iterfind("location/url"):
        if not record.URL and text_of(url):
            record.URL = text_of(url)


def _series(record: Record, series: Element) -> None:
    info = series.find("titleInfo")
    if info is not None and not record.collection_title:
        record.collection_title = title_of(info) or None
        record.collection_number = text_of(info.find("partNumber")) or None
    number = series.find("part/detail/number")
    record.collection_number = record.collection_number or text_of(number) or None
    _names(record, series, {"editor": "collection-editor"})
    _identifiers(record, series)


def _other_works(record: Record, related: dict[str, list[Element]]) -> None:
    for item in related.get("original", []):
        info = item.find("titleInfo")
        record.original_title = title_of(info) or None if info is not None else None
        _names(record, item, {"author": "original-author"})
        record.original_publisher = text_of(item.find("originInfo/publisher")) or None
        record.original_publisher_place = text_of(item.find("originInfo/place/placeTerm")) or None
        record.original_date = _issued(item)
    for item in related.get("reviewOf", []):
        info = item.find("titleInfo")
        record.reviewed_title = title_of(info) or None if info is not None else None
        record.reviewed_genre = text_of(item.find("genre")) or None
        _names(record, item, {"author": "reviewed-author"})


def _notes(record: Record, mods: Element) -> None:
    plain = []
    for note in mods.iterfind("note"):
        kind, text = note.get("type"), text_of(note)
        if kind == "annotation" and not record.annote:
            record.annote = text or None
        elif kind and text:
            keep(record, ID, f"note:{kind}", text)
        elif text:
            plain.append(text)
    record.note = "\n".join(plain) or None
    for path in ("tableOfContents", "targetAudience", "subject/geographic", "subject/temporal"):
        for element in mods.iterfind(path):
            if text := text_of(element):
                keep(record, ID, path, text)


def _extension(record: Record, mods: Element) -> None:
    for element in mods.iterfind(f"extension/{{{NAMESPACE}}}variable"):
        variable, value = from_variable(element)
        if variable in VARIABLES:
            record[variable] = value
