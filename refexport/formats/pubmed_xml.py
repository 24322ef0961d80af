"""PubMed XML: what PubMed's E-utilities and its yearly files give, articles and books; read only.

* The title loses the full stop that PubMed adds, and the brackets that mark a translated one; the original stands
  in `original-title`.  Without an English title the vernacular one is the title.
* A structured abstract keeps its labels, a paragraph each: `METHODS: …`.
* Keywords are the authors' own and, after them, the MeSH headings' descriptors, each once.
* Pages are given in full (`132-42` is `132-142`); where there are none, a publisher's item id that looks like an
  article number stands there.
* A preprint is an `article`, and its server the publisher.
* Retractions, errata and other corrections are custom fields under their `RefType` (`RetractionIn`, `ErratumIn`,
  `UpdateIn` …), as are the publication types, the other abstracts and the journal's NLM id.
* Elements that no variable stands for (affiliations, grants, chemicals, data banks, MeSH qualifiers, investigators, and
  whatever is unknown here) are custom fields under their paths (`Article/GrantList`), a line for each part of a list;
  only attributes, and what stands under "Left behind", are not kept.

Source: NLM, "MEDLINE/PubMed XML Element Descriptions" and the PubMed DTD of 2025.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from refexport.record import Date, Name, Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax import pubmed_leftover as leftover
from refexport.syntax import xml
from refexport.syntax.leftover import keep
from refexport.syntax.pubmed_leftover import ID, LEFT_BEHIND, Parts
from refexport.syntax.xml_inline import rich_of
from refexport.syntax.xml_parts import parts_of
from refexport.text import identifiers
from refexport.text.dates import make_date, parse_date
from refexport.text.languages import language_tag
from refexport.text.names import person
from refexport.text.pages import split_pages
from refexport.unnamed import keep_cut

__all__ = ["FIELDS", "FORMAT", "LEFT_BEHIND", "TYPES"]

TYPES: dict[str, str] = {
    "article": "Preprint",
    "article-journal": "Journal Article",
    "article-newspaper": "Newspaper Article",
    "book": "PubmedBookArticle without ArticleTitle",
    "chapter": "PubmedBookArticle with ArticleTitle",
    "dataset": "Dataset",
    "thesis": "Academic Dissertation",
}
"""CSL types to the `PublicationType` or element that makes a record one of them."""

FIELDS: dict[str, tuple[str, ...]] = {
    "abstract": ("Abstract/AbstractText",),
    "author": ("AuthorList/Author",),
    "available-date": ("ArticleDate",),
    "collection-title": ("CollectionTitle",),
    "container-title": ("Journal/Title", "BookTitle"),
    "container-title-short": ("Journal/ISOAbbreviation", "MedlineTA"),
    "DOI": ("ArticleId[@IdType='doi']", "ELocationID[@EIdType='doi']"),
    "edition": ("Edition",),
    "editor": ("AuthorList[@Type='editors']/Author",),
    "ISBN": ("Isbn",),
    "ISSN": ("Journal/ISSN",),
    "issue": ("JournalIssue/Issue",),
    "chapter-number": ("LocationLabel[@Type='chapter']",),
    "issued": ("PubDate",),
    "keyword": ("KeywordList/Keyword", "MeshHeadingList/MeshHeading/DescriptorName"),
    "language": ("Language",),
    "license": ("Abstract/CopyrightInformation",),
    "medium": ("Medium",),
    "number": ("ReportNumber",),
    "original-title": ("VernacularTitle",),
    "page": ("Pagination/MedlinePgn", "ELocationID[@EIdType='pii']"),
    "PMCID": ("ArticleId[@IdType='pmc']",),
    "PMID": ("PMID",),
    "publisher": ("Publisher/PublisherName",),
    "publisher-place": ("Publisher/PublisherLocation",),
    "status": ("PublicationStatus",),
    "title": ("ArticleTitle", "BookTitle", "VernacularTitle"),
    "URL": ("ArticleId[@IdType='bookaccession']",),
    "volume": ("JournalIssue/Volume", "Volume"),
    "volume-title": ("VolumeTitle",),
    "custom": ("CommentsCorrections", "PublicationType", "NlmUniqueID", "OtherAbstract", "all others"),
}
"""CSL variables to the elements that they are read from."""

_TYPE_OF = {label: type for type, label in TYPES.items() if " with" not in label}
_ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,5}\d{0,12}(?:[.-]\d{1,6})?")
_BOOKSHELF = "https://www.ncbi.nlm.nih.gov/books/"


_ROOTS = (
    "PubmedArticleSet PubmedBookArticleSet MedlineCitationSet PubmedArticle PubmedBookArticle MedlineCitation".split()
)


def _sniff(head: str) -> int:
    if any(root in head for root in ("<PubmedArticle", "<PubmedBookArticle", "<MedlineCitation")):
        return 100
    return -1 if xml.is_foreign(head, _ROOTS) else 0


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of a PubMed XML file.

    Args:
        source: the file.
        report: gets what is broken in it.
    """
    old = "<MedlineCitationSet" in source.head
    tags = ("MedlineCitation",) if old else ("PubmedArticle", "PubmedBookArticle")
    for element in xml.elements(source, report, tags):
        name = xml.local(element)
        parts = {} if old else xml.children(element)
        if name == "PubmedBookArticle":
            record = _book(element)
        else:
            citation = element if old else parts.get("MedlineCitation")
            record = _article(citation, parts.get("PubmedData")) if citation is not None else None
        if record is None or not (record.title or record.PMID):
            message = "a citation without a title and a PMID was passed over"
            report.error("no-citation", message, source=source.name, line=xml.line_of(element, source))
        else:
            leftover.keep_unread(record, None if old else element, parts, leftover.TOP)
            yield record


def _article(citation: xml.Element, data: xml.Element | None) -> Record | None:
    about = xml.children(citation)
    article = about.get("Article")
    if article is None:
        return None
    parts, beside = xml.children(article), xml.children(data)
    record = Record(type="article-journal", PMID=_text(about, "PMID"))
    _titles(record, parts)
    _journal(record, xml.children(parts.get("Journal")), xml.children(about.get("MedlineJournalInfo")))
    _dates(record, parts)
    record.author = _people(record, parts.get("AuthorList"))
    if (authors := parts.get("AuthorList")) is not None and authors.get("CompleteYN") == "N" and record.author:
        keep_cut(record, ["author"])
    _set_abstract(record, parts.get("Abstract"))
    record.language = _language(parts.get("Language"))
    record.keyword = _keywords(record, citation if "KeywordList" in about else None, about.get("MeshHeadingList"))
    leftover.keep_corrections(record, citation, about)
    locations = _locations(article)
    _identifiers(record, beside.get("ArticleIdList"), locations)
    _publication_type(record, parts.get("PublicationTypeList"))
    _pages(record, locations.get("pii"), parts.get("Pagination"))
    if _text(beside, "PublicationStatus") == "aheadofprint" and not record.volume:
        record.status = "ahead of print"
    leftover.of_article(record, citation, about, parts)
    leftover.keep_unread(record, data, beside, leftover.DATA, "PubmedData/")
    return record


def _text(parts: Parts, name: str) -> str | None:
    element = parts.get(name)
    return None if element is None else xml.text_of(element) or None


def _titles(record: Record, parts: Parts) -> None:
    title, vernacular = rich_of(parts.get("ArticleTitle")), rich_of(parts.get("VernacularTitle"))
    title, vernacular = _bare_title(title), _bare_title(vernacular)
    # PubMed has this where a title is still to be translated.
    if title.startswith("Not Available") and vernacular:
        title = ""
    record.title = title or vernacular or None
    record.original_title = vernacular if title and vernacular else None


def _bare_title(title: str) -> str:
    title = title.removesuffix(".") if not title.endswith("..") else title
    if title.startswith("[") and title.endswith("]"):
        return title[1:-1].removesuffix(".")
    return title


def _journal(record: Record, journal: Parts, medline: Parts) -> None:
    if not journal:
        return
    title = rich_of(journal.get("Title")).replace(" : ", ": ")
    record.container_title = title.removesuffix(".") or None
    record.container_title_short = _text(journal, "ISOAbbreviation") or _text(medline, "MedlineTA")
    record.ISSN = _text(journal, "ISSN")
    issue = xml.children(journal.get("JournalIssue"))
    record.volume, record.issue = _text(issue, "Volume"), _text(issue, "Issue")
    record.issued = _date(issue.get("PubDate"))


def _dates(record: Record, parts: Parts) -> None:
    online = _date(parts.get("ArticleDate"))
    if record.issued is None:
        record.issued = online
    elif online != record.issued:
        record.available_date = online


def _date(element: xml.Element | None) -> Date | None:
    parts = xml.children(element)
    if medline := _text(parts, "MedlineDate"):
        return parse_date(medline)
    year = _text(parts, "Year")
    if not year:
        return None
    return make_date(year, _text(parts, "Month") or _text(parts, "Season"), _text(parts, "Day"))


def _people(record: Record, authors: xml.Element | None) -> tuple[Name, ...]:
    found = []
    for author in authors if authors is not None else ():
        if author.tag != "Author":
            keep(record, ID, f"AuthorList/{author.tag}", xml.text_of(author))
            continue
        parts = xml.children(author)
        if name := _name(author, parts):
            found.append(name)
        if "AffiliationInfo" in parts or not parts.keys() <= leftover.AUTHOR:
            leftover.keep_affiliations(record, name, author, parts)
    return tuple(found)


def _name(author: xml.Element, parts: Parts) -> Name | None:
    family, given = _raw(parts, "LastName"), _raw(parts, "ForeName") or _raw(parts, "Initials")
    if not family:
        literal = _text(parts, "CollectiveName") or given
        return Name(literal=literal.removesuffix(".")) if literal else None
    name = _person(family, given, _raw(parts, "Suffix"))
    identifier = author.find("Identifier[@Source='ORCID']") if "Identifier" in parts else None
    if identifier is None or not (orcid := identifiers.orcid(xml.text_of(identifier))):
        return name
    return Name(
        name.family, name.given, name.dropping_particle, name.non_dropping_particle, name.suffix, name.literal,
        orcid=orcid,
    )  # fmt: skip


def _raw(parts: Parts, name: str) -> str:
    element = parts.get(name)
    return "" if element is None else element.text or ""


@lru_cache(maxsize=65536)
def _person(family: str, given: str, suffix: str) -> Name:
    family, given = xml.collapse(family), xml.collapse(given)
    return person(family, given, xml.collapse(suffix)) if given else Name(literal=family)


def _set_abstract(record: Record, abstract: xml.Element | None) -> None:
    record.abstract = leftover.abstract_of(abstract)
    if abstract is not None:
        record.license = xml.text_of(abstract.find("CopyrightInformation")) or None


def _language(first: xml.Element | None) -> str | None:
    found = xml.text_of(first)
    return language_tag(found) if found else None


def _keywords(record: Record, holder: xml.Element | None, headings: xml.Element | None) -> tuple[str, ...]:
    words = []
    for word in holder.iterfind("KeywordList/*") if holder is not None else ():
        if word.tag == "Keyword":
            words.append(xml.text_of(word))
        else:
            keep(record, ID, f"KeywordList/{word.tag}", xml.text_of(word))
    # The descriptor stands first; to look for it by its name takes longer.
    words += [xml.text_of(heading[0]) for heading in headings if len(heading)] if headings is not None else []
    return tuple(dict.fromkeys(word.removesuffix(".") for word in words if word))


def _locations(article: xml.Element) -> dict[str | None, str]:
    """Return the kinds and texts of the valid electronic locations, DOI and publisher's item id."""
    found: dict[str | None, str] = {}
    for child in article:
        if child.tag == "ELocationID" and child.get("ValidYN") != "N":
            found.setdefault(child.get("EIdType"), xml.text_of(child))
    return found


def _identifiers(record: Record, ids: xml.Element | None, locations: dict[str | None, str]) -> None:
    for child in ids if ids is not None else ():
        kind, text = child.get("IdType"), xml.text_of(child)
        if kind == "doi" and not record.DOI:
            record.DOI = identifiers.doi(text)
        elif kind == "pmc":
            record.PMCID = identifiers.pmcid(text)
        elif kind == "pubmed" and not record.PMID:
            record.PMID = text
        elif kind == "bookaccession":
            record.URL = _BOOKSHELF + text
        elif text not in (record.DOI, record.PMID):
            keep(record, ID, f"ArticleId:{kind}", text)
    doi = locations.get("doi", "")
    if not record.DOI:
        record.DOI = identifiers.doi(doi)
    elif doi and doi.lower() != record.DOI.lower():
        keep(record, ID, "ELocationID:doi", doi)


def _publication_type(record: Record, listed: xml.Element | None) -> None:
    kinds = [xml.text_of(kind) for kind in listed] if listed is not None else []
    if kinds:
        keep(record, ID, "PublicationType", "\n".join(kinds))
    record.type = next((_TYPE_OF[kind] for kind in kinds if kind in _TYPE_OF), record.type)
    if record.type == "article":
        record.publisher, record.container_title = record.container_title, None
        record.container_title_short = None


def _pages(record: Record, pii: str | None, element: xml.Element | None) -> None:
    pagination = xml.children(element)
    leftover.keep_unread(record, element, pagination, leftover.PAGES, "Pagination/")
    if pages := _text(pagination, "MedlinePgn") or _from_to(pagination):
        first, last = split_pages(pages)
        record.page = f"{first}-{last}" if last else first
    elif record.type == "article":
        record.number = pii
    elif pii and _ARTICLE_NUMBER.fullmatch(pii) and len(pii) < 16:
        record.page = pii
    if pii and pii not in (record.page, record.number) and "ArticleId:pii" not in record.custom.get(ID, ()):
        keep(record, ID, "ArticleId:pii", pii)


def _from_to(pagination: Parts) -> str | None:
    first, last = _text(pagination, "StartPage"), _text(pagination, "EndPage")
    return f"{first}-{last}" if first and last else first


def _book(element: xml.Element) -> Record | None:
    document = element.find("BookDocument")
    about = xml.children(document)
    book = about.get("Book")
    if document is None or book is None:
        return None
    imprint = xml.children(book)
    record = Record(type="book", PMID=_text(about, "PMID"))
    _titles(record, about)
    book_title = _bare_title(rich_of(imprint.get("BookTitle"))) or None
    if record.title:
        record.type, record.container_title = "chapter", book_title
    else:
        record.title = book_title
    _imprint(record, imprint, xml.children(imprint.get("Publisher")))
    record.ISBN = " ".join(xml.text_of(isbn) for isbn in book.iterfind("Isbn")) or None
    _book_people(record, document, book)
    record.issued = _date(imprint.get("PubDate")) or _date(about.get("ContributionDate"))
    _set_abstract(record, about.get("Abstract"))
    record.language = _language(about.get("Language"))
    record.keyword = _keywords(record, document, about.get("MeshHeadingList"))
    label = about.get("LocationLabel")
    if label is not None and label.get("Type") == "chapter":
        record.chapter_number = xml.text_of(label) or None
    locations = _locations(document)
    _identifiers(record, about.get("ArticleIdList"), locations)
    _pages(record, locations.get("pii"), about.get("Pagination"))
    leftover.of_book(record, document, about, imprint)
    data = element.find("PubmedBookData")
    leftover.keep_unread(record, data, xml.children(data), leftover.DATA, "PubmedBookData/")
    return record


def _imprint(record: Record, book: Parts, publisher: Parts) -> None:
    record.publisher = _text(publisher, "PublisherName")
    record.publisher_place = _text(publisher, "PublisherLocation")
    record.collection_title = _text(book, "CollectionTitle")
    record.volume, record.volume_title = _text(book, "Volume"), _text(book, "VolumeTitle")
    record.edition, record.number = _text(book, "Edition"), _text(book, "ReportNumber")
    record.medium = _text(book, "Medium")


def _book_people(record: Record, document: xml.Element, book: xml.Element) -> None:
    lists = [(False, authors) for authors in document.iterfind("AuthorList")]
    lists += [(True, authors) for authors in book.iterfind("AuthorList")]
    for of_book, authors in lists:
        people = _people(record, authors)
        is_editors, is_own = authors.get("Type") == "editors", not of_book or record.type == "book"
        role = "editor" if is_editors else "author" if is_own else "container_author"
        if not getattr(record, role):
            setattr(record, role, people)
        elif people:
            keep(record, ID, "AuthorList", "; ".join(map(str, people)))


FORMAT = Format(
    id=ID,
    name="PubMed XML",
    suffixes=(".xml",),
    sniff=_sniff,
    read=read,
    parts=parts_of("PubmedArticle", "PubmedBookArticle", "MedlineCitation"),
)
