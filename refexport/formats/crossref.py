"""Crossref's JSON, as its REST API gives it: one work, a list, or a message of items; read only.

* Titles and abstracts have JATS or HTML markup, which becomes rich text; a subtitle follows its title behind a colon.
* A chapter with two container titles is in the book that comes last, of the series that comes first.
* `issued` is the date of print where there is one, for volume and issue are those of the print; the date online is
  `available-date` then.
* An article number is `page` where there are no pages, as in Zotero.
* A preprint's `publisher` is the server, as far as `institution` names it.
* Affiliations have no place in a record: they are reported as a loss.
* What no variable stands for (funders, relations, the number of citations, further titles, licences and dates, and
  whatever is unknown here) is kept in `custom["crossref"]`, from within other objects under its path
  (`event.acronym`); only what stands under "Left behind" is not.
  Of a key that stands twice in one object the last counts, without a word.

Source: Crossref REST API, "Metadata formats"; Crossref schema 5.3.1 for the types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from refexport import extra
from refexport.item_values import date_of
from refexport.record import Date, Name, Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.json_items import JsonItems
from refexport.syntax.leftover import rules, unread_keys
from refexport.syntax.metadata import item, items_of, paragraphs, report_affiliations, rich_text_of, text_of, unsaid
from refexport.text import identifiers
from refexport.text.names import person
from refexport.text.pages import normalize_pages
from refexport.vocabulary import ITEM_TYPES

ID = "crossref"

READ_TYPES: dict[str, str] = {
    "book": "book",
    "book-chapter": "chapter",
    "book-part": "chapter",
    "book-section": "chapter",
    "book-series": "book",
    "book-set": "book",
    "book-track": "chapter",
    "component": "document",
    "database": "dataset",
    "dataset": "dataset",
    "dissertation": "thesis",
    "edited-book": "book",
    "grant": "document",
    "journal": "periodical",
    "journal-article": "article-journal",
    "journal-issue": "periodical",
    "journal-volume": "periodical",
    "monograph": "book",
    "other": "document",
    "peer-review": "review",
    "posted-content": "article",
    "proceedings": "book",
    "proceedings-article": "paper-conference",
    "proceedings-series": "book",
    "reference-book": "book",
    "reference-entry": "entry",
    "report": "report",
    "report-component": "report",
    "report-series": "report",
    "standard": "standard",
    "standard-series": "standard",
}
"""Crossref's types to CSL's."""

TYPES: dict[str, str] = {csl: crossref for crossref, csl in reversed(READ_TYPES.items())}
"""CSL type to Crossref's."""

FIELDS: dict[str, str] = {
    "title": "title, subtitle",
    "title-short": "short-title",
    "original-title": "original-title",
    "container-title": "container-title",
    "container-title-short": "short-container-title",
    "collection-title": "container-title (the first of two)",
    "abstract": "abstract",
    "publisher": "publisher, institution",
    "publisher-place": "publisher-location",
    "authority": "standards-body",
    "genre": "degree, subtype",
    "language": "language",
    "license": "license",
    "DOI": "DOI",
    "ISBN": "ISBN",
    "ISSN": "ISSN",
    "URL": "resource, URL",
    "arxiv": "DOI of arXiv",
    "volume": "volume",
    "issue": "issue, journal-issue",
    "page": "page, article-number",
    "number": "report-number, award",
    "edition": "edition-number",
    "part-number": "part-number",
    "event-title": "event",
    "event-place": "event",
    "event-date": "event",
    "author": "author",
    "chair": "chair",
    "editor": "editor",
    "translator": "translator",
    "issued": "published-print, published, issued, approved, posted",
    "available-date": "published-online",
    "keyword": "subject",
    "custom": "funder, relation, update-to, clinical-trial-number, is-referenced-by-count and all others",
}
"""CSL variable to Crossref's field."""

LEFT_BEHIND: dict[str, str] = {
    "Crossref's bookkeeping": "indexed created deposited score prefix member source reference-count references-count "
    "content-domain update-policy message message-type message-version author/sequence author/authenticated-orcid",
    "the works that the work cites": "reference",
    "addresses for text mining": "link",
    "the kind of each ISBN and ISSN": "isbn-type issn-type",
    "from when a licence holds, and for which version": "license/start license/delay-in-days license/content-version",
    "dates of the issue, which are the work's": "journal-issue/published-print journal-issue/published-online",
    "the same again": "resource container-title-short short-container-title",
}
"""Why something is in no record, to the fields."""

_DATES = ("published-print", "published", "issued", "approved", "posted", "published-online", "created")
_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/", re.I)
_ABSTRACT = re.compile(r"^(?:abstract|summary)\n", re.I)
_OWN = re.compile(r'"(?:is-referenced-by-count|reference-count|short-container-title|content-domain)"\s*:')
_LIST = re.compile(r'"container-title"\s*:\s*\[')
_CSL = re.compile(r'"(?:id|note|keyword|journalAbbreviation|title-short|annote|citation-key)"\s*:\s*"')
"""Keys that CSL-JSON has, and no work of Crossref."""
_NAME = ("given", "family", "suffix", "name", "literal", "ORCID", "affiliation")
_ROLES = ("author", "chair", "editor", "translator")
_SAID = {
    "title": "title",
    "subtitle": "title",
    "short-title": "title_short",
    "original-title": "original_title",
    "container-title": "container_title collection_title",
    "publisher": "publisher",
    "article-number": "page",
    "award": "number",
    "subtype": "genre",
}
"""Fields that may have more than a record has room for, to the attributes that hold what they say."""
_MORE_DATES = "approved posted published-other accepted content-created content-updated".split()
_KNOWN = rules(
    [
        *" ".join(LEFT_BEHIND.values()).split(),
        *_SAID,
        *_DATES[:-1],
        *_MORE_DATES,
        *"abstract degree DOI edition-number ISBN ISSN part-number publisher publisher-location subject type "
        "URL volume institution/name institution/place license/URL standards-body/name journal-issue/issue "
        "event/name event/location event/start event/end issue page report-number language".split(),
        *(f"{role}/{part}" for role in _ROLES for part in _NAME),
        *(f"{role}/{part}" for role in _ROLES[1:] for part in ("sequence", "authenticated-orcid")),
    ]
)
"""Keys of a work that are read or left behind."""
_CSL_TYPE = re.compile(r'"type"\s*:\s*"(?:' + "|".join(sorted(ITEM_TYPES - READ_TYPES.keys())) + r')"')
_TYPE = re.compile(r'"type"\s*:\s*"(?:' + "|".join(READ_TYPES) + r')"')


def sniff(head: str) -> int:
    """Return how surely a text is Crossref's JSON: fields and types that only Crossref has."""
    if head[:1] not in ("[", "{") or '"http://datacite.org' in head or "https://openalex.org" in head:
        return 0
    if '"message-type"' in head:
        return 98
    if _OWN.search(head) and ('"DOI"' in head or _TYPE.search(head)):
        return 95
    # CSL-JSON of some programs has lists where it should have texts.
    is_csl = _CSL.search(head) or not (_TYPE.search(head) or '"DOI"' in head)
    return 95 if _LIST.search(head) and not is_csl and not _CSL_TYPE.search(head) else 0


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of Crossref's works."""
    items = JsonItems(source, report, unwrap)
    for work in items:
        if "message" in work and isinstance(work["message"], dict):
            work = work["message"]
        record = _record(work)
        for role in _ROLES:
            if role in work:
                report_affiliations(report, record.DOI, items_of(work[role]), ID, role=role)
        kind = text_of(work.get("type")) or ""
        if kind not in READ_TYPES and not extra.csl_type(kind):
            message = f"type '{kind}' is none of Crossref's; read as 'document'"
            report.warn("unknown-type", message, source=source.name, line=items.line, record=record.DOI)
        yield record


def unwrap(value: Any) -> list[Any]:
    """Return the works in a decoded answer."""
    if isinstance(value, list):
        return value
    message = value.get("message", value) if isinstance(value, dict) else value
    if isinstance(message, list):
        return message
    if isinstance(message, dict) and isinstance(message.get("items"), list):
        return list(message["items"])
    return [message]


def _record(work: dict[str, Any]) -> Record:
    kind = text_of(work.get("type")) or ""
    record = Record(type=READ_TYPES.get(kind) or extra.csl_type(kind) or "document")
    _set_titles(record, work)
    for attribute, key in _TEXTS:
        if text := text_of(work.get(key)):
            setattr(record, attribute, text)
    for role in _ROLES:
        if names := work.get(role):
            setattr(record, role, tuple(name for name in map(_name, items_of(names)) if name))
    _set_numbers(record, work)
    _set_dates(record, work)
    _set_identifiers(record, work)
    _set_publisher(record, work)
    _set_event(record, item(work.get("event")))
    abstract = paragraphs(work.get("abstract"))
    record.abstract = _ABSTRACT.sub("", abstract) if abstract else None
    subjects = work.get("subject")
    if isinstance(subjects, list):
        record.keyword = tuple(dict.fromkeys(text for text in map(text_of, subjects) if text))
    custom = unread_keys(work, _KNOWN)
    custom.update(unsaid(work, _SAID, record))
    _keep_further(record, work, custom)
    if custom:
        record.custom[ID] = custom
    return record


def _keep_further(record: Record, work: dict[str, Any], custom: dict[str, Any]) -> None:
    """Keep the dates, licences, institutions and degree that are not in the record, or beside the one that is."""
    for key in _MORE_DATES:
        if key in work and (date := date_of(work[key])) and date not in (record.issued, record.available_date):
            custom[key] = str(date)
    if record.type != "thesis" and (degree := text_of(work.get("degree"))):
        custom["degree"] = degree
    for key, path, held in (("license", "URL", record.license), ("institution", "name", record.publisher)):
        if key in work:
            texts = dict.fromkeys(text_of(entry.get(path)) for entry in items_of(work[key]))
            if others := [text for text in texts if text and text != held]:
                custom[key] = others


_TEXTS = (
    # The second is that of content negotiation.
    ("container_title_short", "container-title-short"),
    ("container_title_short", "short-container-title"),
    ("publisher_place", "publisher-location"),
    ("language", "language"),
    ("volume", "volume"),
    ("edition", "edition-number"),
    ("part_number", "part-number"),
)


def _set_titles(record: Record, work: dict[str, Any]) -> None:
    title, subtitle = rich_text_of(work.get("title")), rich_text_of(work.get("subtitle"))
    if title and subtitle and subtitle.lower() not in title.lower():
        title = f"{title}{'' if title[-1] in '?!:' else ':'} {subtitle}"
    record.title = title or subtitle
    record.title_short = rich_text_of(work.get("short-title"))
    record.original_title = rich_text_of(work.get("original-title"))
    containers = work.get("container-title")
    found = map(rich_text_of, containers if isinstance(containers, list) else [containers])
    titles = [title for title in found if title]
    if len(titles) > 1 and record.type in ("chapter", "paper-conference", "entry"):
        record.collection_title = titles[0]
    record.container_title = titles[-1] if titles else None
    if record.type in ("book", "report", "standard") and record.container_title:
        record.collection_title, record.container_title = record.container_title, None


def _set_numbers(record: Record, work: dict[str, Any]) -> None:
    record.issue = text_of(work.get("issue")) or text_of(item(work.get("journal-issue")).get("issue"))
    page = text_of(work.get("page")) or text_of(work.get("article-number"))
    record.page = normalize_pages(page) if page else None
    record.number = text_of(work.get("report-number")) or text_of(work.get("award"))


def _set_dates(record: Record, work: dict[str, Any]) -> None:
    dates: dict[str, Date | None] = {key: date_of(work[key]) for key in _DATES if work.get(key)}
    record.issued = next((date for date in dates.values() if date and date.start), None)
    online = dates.get("published-online")
    if online and online != record.issued:
        record.available_date = online


def _set_identifiers(record: Record, work: dict[str, Any]) -> None:
    record.DOI = identifiers.doi(text_of(work.get("DOI")) or "")
    for variable in ("ISBN", "ISSN"):
        found = work.get(variable)
        texts = [text_of(value) for value in found] if isinstance(found, list) else [text_of(found)]
        numbers = dict.fromkeys(text.rpartition("/")[2] for text in texts if text)
        setattr(record, variable, " ".join(numbers) or None)
    if record.DOI and record.DOI.lower().startswith("10.48550/arxiv."):
        record.arxiv = identifiers.arxiv(record.DOI[len("10.48550/arxiv.") :])
    address = text_of(work.get("URL"))
    if not address or _RESOLVER.match(address):
        address = text_of(item(item(work.get("resource")).get("primary")).get("URL"))
    record.URL = address
    licenses = (text_of(entry.get("URL")) for entry in items_of(work.get("license")))
    record.license = next((url for url in licenses if url), None)


def _set_publisher(record: Record, work: dict[str, Any]) -> None:
    record.publisher = text_of(work.get("publisher"))
    institution = (items_of(work.get("institution")) or [{}])[0]
    name = text_of(institution.get("name"))
    if name and record.type in ("article", "thesis"):
        record.publisher = name
    if name and not record.publisher:
        record.publisher = name
    if place := text_of(institution.get("place")):
        record.publisher_place = record.publisher_place or place
    body = work.get("standards-body")
    record.authority = text_of(item(body).get("name")) if isinstance(body, dict) else text_of(body)
    subtype = text_of(work.get("subtype"))
    if record.type == "thesis":
        record.genre = text_of(work.get("degree"))
    elif subtype:
        record.genre = subtype.replace("_", " ").capitalize()


def _set_event(record: Record, event: dict[str, Any]) -> None:
    if not event:
        return
    record.event_title = rich_text_of(event.get("name"))
    record.event_place = text_of(event.get("location"))
    start, end = date_of(event.get("start") or ""), date_of(event.get("end") or "")
    if start and start.start:
        until = end.start if end and end.start > start.start else ()
        record.event_date = Date(start.start, until)


def _name(entry: dict[str, Any]) -> Name | None:
    family, given = text_of(entry.get("family")), text_of(entry.get("given"))
    orcid = identifiers.orcid(text_of(entry.get("ORCID")) or "")
    if family or given:
        name = person(family, given or "", text_of(entry.get("suffix")) or "") if family else Name(literal=given)
    elif text := text_of(entry.get("name")) or text_of(entry.get("literal")):
        name = Name(literal=text)
    else:
        return None
    return msgspec.structs.replace(name, orcid=orcid) if orcid else name


def parts(source: Source) -> Iterator[Source]:
    """Yield the parts of a file of any size."""
    from refexport.syntax.json_parts import parts_of

    return parts_of(source)


FORMAT = Format(id=ID, name="Crossref JSON", suffixes=(), sniff=sniff, read=read, parts=parts)
