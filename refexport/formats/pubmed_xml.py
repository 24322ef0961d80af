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
from refexport.syntax import xml
from refexport.syntax.xml_inline import rich_of
from refexport.syntax.xml_parts import parts_of
from refexport.text import identifiers
from refexport.text.dates import make_date, parse_date
from refexport.text.languages import language_tag
from refexport.text.names import person
from refexport.text.pages import split_pages

ID = "pubmed-xml"

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
    "issued": ("PubDate",),
    "keyword": ("KeywordList/Keyword", "MeshHeadingList/MeshHeading/DescriptorName"),
    "language": ("Language",),
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
    "custom": ("CommentsCorrections", "PublicationType", "NlmUniqueID", "OtherAbstract"),
}
"""CSL variables to the elements that they are read from."""

_TYPE_OF = {label: type for type, label in TYPES.items() if " with" not in label}
_ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,5}\d{0,12}(?:[.-]\d{1,6})?")
_BOOKSHELF = "https://www.ncbi.nlm.nih.gov/books/"


def _sniff(head: str) -> int:
    if any(root in head for root in ("<PubmedArticle", "<PubmedBookArticle", "<MedlineCitation")):
        return 100
    return 0


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
        if name == "PubmedBookArticle":
            record = _book(element)
        else:
            citation = element if old else element.find("MedlineCitation")
            record = _article(citation, element.find("PubmedData")) if citation is not None else None
        if record is None or not (record.title or record.PMID):
            message = "a citation without a title and a PMID was passed over"
            report.error("no-citation", message, source=source.name, line=xml.line_of(element, source))
        else:
            yield record


def _article(citation: xml.Element, data: xml.Element | None) -> Record | None:
    article = citation.find("Article")
    if article is None:
        return None
    record = Record(type="article-journal", PMID=_text(citation, "PMID"))
    _titles(record, article)
    _journal(record, article, citation)
    _dates(record, article)
    record.author = _people(article.find("AuthorList"))
    record.abstract = _abstract(article.find("Abstract"))
    record.language = _language(article)
    record.keyword = _keywords(citation)
    _corrections(record, citation)
    _identifiers(record, None if data is None else data.find("ArticleIdList"), article)
    _publication_type(record, article)
    _pages(record, article)
    if data is not None and _text(data, "PublicationStatus") == "aheadofprint" and not record.volume:
        record.status = "ahead of print"
    return record


def _text(element: xml.Element, path: str) -> str | None:
    return xml.text_of(element.find(path)) or None


def _titles(record: Record, article: xml.Element) -> None:
    title, vernacular = rich_of(article.find("ArticleTitle")), rich_of(article.find("VernacularTitle"))
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


def _journal(record: Record, article: xml.Element, citation: xml.Element) -> None:
    journal = article.find("Journal")
    if journal is None:
        return
    title = rich_of(journal.find("Title")).replace(" : ", ": ")
    record.container_title = title.removesuffix(".") or None
    record.container_title_short = _text(journal, "ISOAbbreviation") or _text(citation, "MedlineJournalInfo/MedlineTA")
    record.ISSN = _text(journal, "ISSN")
    record.volume, record.issue = _text(journal, "JournalIssue/Volume"), _text(journal, "JournalIssue/Issue")
    record.issued = _date(journal.find("JournalIssue/PubDate"))


def _dates(record: Record, article: xml.Element) -> None:
    online = _date(article.find("ArticleDate"))
    if record.issued is None:
        record.issued = online
    elif online != record.issued:
        record.available_date = online


def _date(element: xml.Element | None) -> Date | None:
    if element is None:
        return None
    if medline := _text(element, "MedlineDate"):
        return parse_date(medline)
    year = _text(element, "Year")
    if not year:
        return None
    return make_date(year, _text(element, "Month") or _text(element, "Season"), _text(element, "Day"))


def _people(authors: xml.Element | None) -> tuple[Name, ...]:
    if authors is None:
        return ()
    found = (_name(author) for author in authors.iterfind("Author"))
    return tuple(name for name in found if name)


def _name(author: xml.Element) -> Name | None:
    family, given = author.findtext("LastName"), author.findtext("ForeName") or author.findtext("Initials")
    if not family:
        literal = _text(author, "CollectiveName") or given
        return Name(literal=literal.removesuffix(".")) if literal else None
    name = _person(family, given or "", author.findtext("Suffix") or "")
    identifier = author.find("Identifier[@Source='ORCID']")
    if identifier is None or not (orcid := identifiers.orcid(xml.text_of(identifier))):
        return name
    return Name(
        name.family, name.given, name.dropping_particle, name.non_dropping_particle, name.suffix, name.literal,
        orcid=orcid,
    )  # fmt: skip


@lru_cache(maxsize=65536)
def _person(family: str, given: str, suffix: str) -> Name:
    family, given = xml.collapse(family), xml.collapse(given)
    return person(family, given, xml.collapse(suffix)) if given else Name(literal=family)


def _abstract(abstract: xml.Element | None) -> str | None:
    if abstract is None:
        return None
    paragraphs = []
    for part in abstract.iterfind("AbstractText"):
        text, label = rich_of(part), (part.get("Label") or "").strip()
        if text and label and label != "UNLABELLED":
            text = f"{label}: {text}"
        if text:
            paragraphs.append(text)
    return "\n".join(paragraphs) or None


def _language(article: xml.Element) -> str | None:
    found = [xml.text_of(language) for language in article.iterfind("Language")]
    return language_tag(found[0]) if found and found[0] else None


def _keywords(citation: xml.Element) -> tuple[str, ...]:
    own = [xml.text_of(word) for word in citation.iterfind("KeywordList/Keyword")]
    mesh = [xml.text_of(word) for word in citation.iterfind("MeshHeadingList/MeshHeading/DescriptorName")]
    return tuple(dict.fromkeys(word.removesuffix(".") for word in [*own, *mesh] if word))


def _corrections(record: Record, citation: xml.Element) -> None:
    fields: dict[str, str] = {}
    for correction in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        kind = correction.get("RefType", "")
        pmid = _text(correction, "PMID")
        text = f"{_text(correction, 'RefSource') or ''}{f' PMID: {pmid}' if pmid else ''}".strip()
        if kind != "Cites" and text:
            fields[kind] = f"{fields[kind]}\n{text}" if kind in fields else text
    if journal := _text(citation, "MedlineJournalInfo/NlmUniqueID"):
        fields["NlmUniqueID"] = journal
    if other := _abstract(citation.find("OtherAbstract")):
        fields["OtherAbstract"] = other
    if fields:
        record.custom[ID] = fields


def _identifiers(record: Record, ids: xml.Element | None, article: xml.Element) -> None:
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
    for child in article.iterfind("ELocationID") if not record.DOI else ():
        if child.get("EIdType") == "doi" and child.get("ValidYN") != "N":
            record.DOI = identifiers.doi(xml.text_of(child))


def _publication_type(record: Record, article: xml.Element) -> None:
    kinds = [xml.text_of(kind) for kind in article.iterfind("PublicationTypeList/PublicationType")]
    if kinds:
        record.custom.setdefault(ID, {})["PublicationType"] = "\n".join(kinds)
    record.type = next((_TYPE_OF[kind] for kind in kinds if kind in _TYPE_OF), record.type)
    if record.type == "article":
        record.publisher, record.container_title = record.container_title, None
        record.container_title_short = None


def _pages(record: Record, article: xml.Element) -> None:
    item = article.find("ELocationID[@EIdType='pii']")
    pii = xml.text_of(item)
    if pages := _text(article, "Pagination/MedlinePgn") or _from_to(article):
        first, last = split_pages(pages)
        record.page = f"{first}-{last}" if last else first
    elif record.type == "article":
        record.number = pii or None
    elif pii and _ARTICLE_NUMBER.fullmatch(pii) and len(pii) < 16:
        record.page = pii


def _from_to(article: xml.Element) -> str | None:
    first, last = _text(article, "Pagination/StartPage"), _text(article, "Pagination/EndPage")
    return f"{first}-{last}" if first and last else first


def _book(element: xml.Element) -> Record | None:
    document = element.find("BookDocument")
    book = None if document is None else document.find("Book")
    if document is None or book is None:
        return None
    record = Record(type="book", PMID=_text(document, "PMID"))
    _titles(record, document)
    book_title = _bare_title(rich_of(book.find("BookTitle"))) or None
    if record.title:
        record.type, record.container_title = "chapter", book_title
    else:
        record.title = book_title
    _imprint(record, book)
    _book_people(record, document, book)
    record.issued = _date(book.find("PubDate")) or _date(document.find("ContributionDate"))
    record.abstract = _abstract(document.find("Abstract"))
    record.language = _language(document)
    record.keyword = _keywords(document)
    _identifiers(record, document.find("ArticleIdList"), document)
    _pages(record, document)
    return record


def _imprint(record: Record, book: xml.Element) -> None:
    record.publisher = _text(book, "Publisher/PublisherName")
    record.publisher_place = _text(book, "Publisher/PublisherLocation")
    record.collection_title = _text(book, "CollectionTitle")
    record.volume, record.volume_title = _text(book, "Volume"), _text(book, "VolumeTitle")
    record.edition, record.number = _text(book, "Edition"), _text(book, "ReportNumber")
    record.ISBN = " ".join(xml.text_of(isbn) for isbn in book.iterfind("Isbn")) or None


def _book_people(record: Record, document: xml.Element, book: xml.Element) -> None:
    lists = [(False, authors) for authors in document.iterfind("AuthorList")]
    lists += [(True, authors) for authors in book.iterfind("AuthorList")]
    for of_book, authors in lists:
        people = _people(authors)
        if authors.get("Type") == "editors":
            record.editor = record.editor or people
        elif not of_book or record.type == "book":
            record.author = record.author or people
        else:
            record.container_author = people


FORMAT = Format(
    id=ID,
    name="PubMed XML",
    suffixes=(".xml",),
    sniff=_sniff,
    read=read,
    parts=parts_of("PubmedArticle", "PubmedBookArticle", "MedlineCitation"),
)
