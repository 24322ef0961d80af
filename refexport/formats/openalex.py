"""OpenAlex's works as JSON: one work, a list, or a page of results; read only.

* The abstract, which OpenAlex gives as an index of words, is put together again.
* Names are written in running order (`George A. Akerlof`) and are split; particles before the family name are told.
* The type is that of `type_crossref` where OpenAlex's own says no more than "article"; a source that is a conference
  makes it a conference paper.
* ISSN-L stands first of the ISSNs; the name of a thesis' university is its publisher.
* Affiliations have no place in a record: they are reported as a loss.
* What no variable stands for (OpenAlex's id, its count of citations, grants, MeSH headings, and whatever is unknown
  here) is kept in `custom["openalex"]`, from within other objects under its path (`biblio.series`); only what stands
  under "Left behind" is not.  Of a key that stands twice in one object the last counts, without a word.

Source: OpenAlex documentation, "Work object".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from refexport.record import File, Name, Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.json_items import JsonItems
from refexport.syntax.leftover import rules, unread_keys
from refexport.syntax.metadata import item, items_of, report_affiliations, rich_text_of, text_of
from refexport.text import identifiers
from refexport.text.dates import parse_date
from refexport.text.names import parse_running
from refexport.unnamed import keep_cut

ID = "openalex"

READ_TYPES: dict[str, str] = {
    "article": "article-journal",
    "blog-post": "post-weblog",
    "book": "book",
    "book-chapter": "chapter",
    "book-part": "chapter",
    "book-review": "review-book",
    "book-section": "chapter",
    "book-series": "book",
    "book-set": "book",
    "component": "document",
    "conference-abstract": "paper-conference",
    "conference-paper": "paper-conference",
    "data-paper": "article-journal",
    "database": "dataset",
    "dataset": "dataset",
    "dissertation": "thesis",
    "edited-book": "book",
    "editorial": "article-journal",
    "erratum": "article-journal",
    "grant": "document",
    "journal-article": "article-journal",
    "journal-issue": "periodical",
    "letter": "article-journal",
    "libguides": "webpage",
    "monograph": "book",
    "other": "document",
    "paratext": "document",
    "peer-review": "review",
    "posted-content": "article",
    "preprint": "article",
    "proceedings": "book",
    "proceedings-article": "paper-conference",
    "reference-book": "book",
    "reference-entry": "entry",
    "report": "report",
    "report-component": "report",
    "report-series": "report",
    "retraction": "article-journal",
    "review": "article-journal",
    "software": "software",
    "software-paper": "article-journal",
    "standard": "standard",
    "supplementary-materials": "document",
}
"""OpenAlex's types, and those of Crossref that it names beside them, to CSL's."""

TYPES: dict[str, str] = {csl: openalex for openalex, csl in reversed(READ_TYPES.items())} | {"article": "preprint"}
"""CSL type to OpenAlex's."""

FIELDS: dict[str, str] = {
    "title": "title, display_name",
    "container-title": "primary_location.source.display_name",
    "publisher": "primary_location.source.host_organization_name; of a thesis, authorships.institutions",
    "abstract": "abstract_inverted_index",
    "language": "language",
    "license": "primary_location.license",
    "status": "is_retracted",
    "DOI": "doi, ids.doi",
    "PMID": "ids.pmid",
    "PMCID": "ids.pmcid",
    "arxiv": "primary_location.landing_page_url, doi",
    "ISSN": "primary_location.source.issn_l, issn",
    "URL": "primary_location.landing_page_url",
    "volume": "biblio.volume",
    "issue": "biblio.issue",
    "page": "biblio.first_page, biblio.last_page",
    "author": "authorships",
    "issued": "publication_date, publication_year",
    "keyword": "keywords",
    "files": "primary_location.pdf_url, best_oa_location.pdf_url",
    "custom": "id, cited_by_count, grants and all others",
}
"""CSL variable to OpenAlex's field."""

LEFT_BEHIND: dict[str, str] = {
    "what OpenAlex finds out of the text": "concepts topics primary_topic sustainable_development_goals keywords/id "
    "keywords/score",
    "counts by year, ranks and costs": "counts_by_year cited_by_percentile_year citation_normalized_percentile fwci "
    "apc_list apc_paid locations_count authors_count countries_distinct_count institutions_distinct_count "
    "concepts_count topics_count relevance_score",
    "other works": "referenced_works referenced_works_count related_works",
    "OpenAlex's bookkeeping": "created_date updated_date created updated cited_by_api_url ngrams_url has_fulltext "
    "fulltext_origin fulltext has_content content_url content_urls indexed_in is_xpac institution_assertions "
    "corresponding_author_ids corresponding_institution_ids abstract_inverted_index_v3 type_id ids/openalex ids/mag",
    "whether and where it may be read free of charge": "open_access is_oa has_pdf_url primary_location/is_oa "
    "primary_location/is_accepted primary_location/is_published primary_location/version best_oa_location/is_oa "
    "best_oa_location/is_accepted best_oa_location/is_published best_oa_location/version",
    "copies elsewhere, but for the best free file": "locations best_oa_location/id best_oa_location/landing_page_url "
    "best_oa_location/license best_oa_location/license_id best_oa_location/source best_oa_location/raw_type "
    "best_oa_location/raw_source_name",
    "what OpenAlex knows of people and institutions": "authorships/author_position authorships/is_corresponding "
    "authorships/institutions authorships/countries authorships/affiliations authorships/author/id "
    "authorships/author/raw_orcid authorships/raw_orcid",
    "the name as printed, where OpenAlex knows the person": "authorships/raw_author_name",
    "what OpenAlex knows of the source": "primary_location/id primary_location/license_id primary_location/raw_type "
    "primary_location/raw_source_name primary_location/source/id primary_location/source/host_organization "
    "primary_location/source/host_organization_lineage primary_location/source/host_organization_lineage_names "
    "primary_location/source/publisher primary_location/source/publisher_id primary_location/source/publisher_lineage "
    "primary_location/source/publisher_lineage_names primary_location/source/host_institution_lineage "
    "primary_location/source/host_institution_lineage_names primary_location/source/is_oa "
    "primary_location/source/is_in_doaj primary_location/source/is_core primary_location/source/is_indexed_in_scopus",
    "what the type or status says already": "is_paratext is_retracted",
}
"""Why something is in no record, to the fields."""

_KNOWN = rules(
    [
        *" ".join(LEFT_BEHIND.values()).split(),
        *"abstract_inverted_index biblio/first_page biblio/issue biblio/last_page biblio/volume doi display_name "
        "ids/doi ids/pmcid ids/pmid is_authors_truncated "
        "keywords/display_name keywords/keyword language publication_date publication_year "
        "title type type_crossref authorships/author/display_name authorships/author/orcid "
        "authorships/raw_affiliation_string authorships/raw_affiliation_strings best_oa_location/pdf_url "
        "primary_location/landing_page_url primary_location/license primary_location/pdf_url "
        "primary_location/source/display_name primary_location/source/host_organization_name "
        "primary_location/source/issn primary_location/source/issn_l primary_location/source/type".split(),
    ]
)
"""Keys of a work that are read or left behind."""

_AFFILIATIONS = ("raw_affiliation_strings", "raw_affiliation_string")
_IN_CONTAINER = frozenset({"article-journal", "chapter", "paper-conference", "entry", "review", "review-book"})


def sniff(head: str) -> int:
    """Return how surely a text is OpenAlex's JSON: addresses of its own."""
    if head[:1] not in ("[", "{"):
        return 0
    if '"https://openalex.org/W' in head:
        return 98
    return 96 if '"abstract_inverted_index"' in head or '"cited_by_percentile_year"' in head else 0


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of OpenAlex's works."""
    items = JsonItems(source, report, unwrap)
    for work in items:
        record = _record(work)
        people = items_of(work.get("authorships"))
        report_affiliations(report, record.DOI, people, ID, keys=_AFFILIATIONS)
        kind = text_of(work.get("type")) or ""
        if kind not in READ_TYPES:
            message = f"type '{kind}' is none of OpenAlex's; read as '{record.type}'"
            report.warn("unknown-type", message, source=source.name, line=items.line, record=record.DOI)
        yield record


def unwrap(value: Any) -> list[Any]:
    """Return the works in a decoded answer."""
    if isinstance(value, dict) and isinstance(value.get("results"), list):
        return list(value["results"])
    return value if isinstance(value, list) else [value]


def _record(work: dict[str, Any]) -> Record:
    location = item(work.get("primary_location"))
    source = item(location.get("source"))
    record = Record(type=_type(work, source))
    record.title = rich_text_of(work.get("title")) or rich_text_of(work.get("display_name"))
    record.author = tuple(name for name in map(_name, items_of(work.get("authorships"))) if name)
    if work.get("is_authors_truncated") is True and record.author:
        keep_cut(record, ["author"])
    date = text_of(work.get("publication_date")) or text_of(work.get("publication_year"))
    record.issued = parse_date(date) if date else None
    record.language = text_of(work.get("language"))
    record.abstract = _abstract(work.get("abstract_inverted_index"))
    record.license = text_of(location.get("license"))
    record.status = "retracted" if work.get("is_retracted") is True else None
    _set_source(record, work, source)
    _set_place(record, item(work.get("biblio")))
    _set_identifiers(record, work, location)
    _set_files(record, work, location)
    record.keyword = _keywords(work)
    custom = unread_keys(work, _KNOWN)
    for key in ("display_name", "host_organization_name"):
        if (text := source.get(key)) and text not in (record.publisher, record.container_title):
            custom[f"primary_location.source.{key}"] = text
    if custom:
        record.custom[ID] = custom
    return record


def _type(work: dict[str, Any], source: dict[str, Any]) -> str:
    own, crossref = text_of(work.get("type")) or "", text_of(work.get("type_crossref")) or ""
    # Most of OpenAlex's types are "article", whatever they are at Crossref.
    kind = crossref if own in ("article", "") and crossref in READ_TYPES else own
    found = READ_TYPES.get(kind, "document")
    if found == "article-journal" and source.get("type") == "conference":
        return "paper-conference"
    if found == "article-journal" and source.get("type") == "repository" and own == "article" and not crossref:
        return "article"
    return found


def _name(authorship: dict[str, Any]) -> Name | None:
    author = item(authorship.get("author"))
    text = text_of(author.get("display_name")) or text_of(authorship.get("raw_author_name"))
    if not text:
        return None
    orcid = identifiers.orcid(text_of(author.get("orcid")) or "")
    name = parse_running(text)
    return msgspec.structs.replace(name, orcid=orcid) if orcid else name


def _abstract(index: Any) -> str | None:
    """Return the text of an index of words with their places."""
    if not isinstance(index, dict):
        return None
    pairs = [
        (place, word)
        for word, places in index.items()
        if type(places) is list
        for place in places
        if type(place) is int
    ]
    words = dict(pairs)
    # Where each place has one word, as it should, numbers alone are to be sorted.
    ordered = map(words.__getitem__, sorted(words)) if len(words) == len(pairs) else [word for _, word in sorted(pairs)]
    return rich_text_of(" ".join(ordered)) if pairs else None


def _set_source(record: Record, work: dict[str, Any], source: dict[str, Any]) -> None:
    name, host = rich_text_of(source.get("display_name")), text_of(source.get("host_organization_name"))
    if record.type in _IN_CONTAINER:
        record.container_title, record.publisher = name, host
    elif record.type == "thesis":
        institutions = [
            text_of(place.get("display_name"))
            for authorship in items_of(work.get("authorships"))[:1]
            for place in items_of(authorship.get("institutions"))
        ]
        record.publisher = next((place for place in institutions if place), None) or host or name
    else:
        record.publisher = name if source.get("type") == "repository" else host or name
    others = source.get("issn")
    numbers = [source.get("issn_l"), *(others if isinstance(others, list) else [])]
    record.ISSN = " ".join(dict.fromkeys(number for number in map(text_of, numbers) if number)) or None


def _set_place(record: Record, biblio: dict[str, Any]) -> None:
    record.volume, record.issue = text_of(biblio.get("volume")), text_of(biblio.get("issue"))
    first, last = text_of(biblio.get("first_page")), text_of(biblio.get("last_page"))
    record.page = f"{first}-{last}" if first and last and first != last else first or last


def _set_identifiers(record: Record, work: dict[str, Any], location: dict[str, Any]) -> None:
    ids = item(work.get("ids"))
    record.DOI = identifiers.doi(text_of(work.get("doi")) or text_of(ids.get("doi")) or "")
    record.PMID = identifiers.pmid(text_of(ids.get("pmid")) or "")
    record.PMCID = identifiers.pmcid(text_of(ids.get("pmcid")) or "")
    address = text_of(location.get("landing_page_url"))
    if address and "arxiv.org/" in address:
        record.arxiv = identifiers.arxiv(address)
    if address and not (record.DOI and identifiers.doi(address) == record.DOI):
        record.URL = address


def _set_files(record: Record, work: dict[str, Any], location: dict[str, Any]) -> None:
    places = [location, item(work.get("best_oa_location"))]
    addresses = dict.fromkeys(text for text in (text_of(place.get("pdf_url")) for place in places) if text)
    record.files = tuple(File(address, "Full Text PDF", "application/pdf") for address in addresses)


def _keywords(work: dict[str, Any]) -> tuple[str, ...]:
    words = items_of(work.get("keywords"))
    texts = (text_of(word.get("display_name")) or text_of(word.get("keyword")) for word in words)
    return tuple(dict.fromkeys(text for text in texts if text))


def parts(source: Source) -> Iterator[Source]:
    """Yield the parts of a file of any size."""
    from refexport.syntax.json_parts import parts_of

    return parts_of(source)


FORMAT = Format(id=ID, name="OpenAlex JSON", suffixes=(), sniff=sniff, read=read, parts=parts)
