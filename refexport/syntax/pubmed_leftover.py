"""What of a PubMed record no variable stands for: what is kept, and what is left behind.

Source: NLM, "MEDLINE/PubMed XML Element Descriptions" and the PubMed DTD of 2025.
"""

from __future__ import annotations

from refexport.record import Name, Record
from refexport.syntax.leftover import keep, text_of
from refexport.syntax.xml import Element, children
from refexport.syntax.xml import text_of as xml_text
from refexport.syntax.xml_inline import rich_of

ID = "pubmed-xml"

Parts = dict[str, Element]
"""The first child of each name that an element has."""

LEFT_BEHIND: dict[str, str] = {
    "when PubMed got, indexed and changed the record": "DateCreated DateCompleted DateRevised History",
    "how far PubMed is with it": "PublicationStatus CitationSubset",
    "the works that the work cites": "ReferenceList NumberOfReferences CommentsCorrections[@RefType='Cites']",
    "what NLM's catalogue says of the journal": "MedlineJournalInfo/Country MedlineJournalInfo/ISSNLinking "
    "MedlineJournalInfo/MedlineTA",
    "identifiers of people but for ORCID iDs, and of affiliations": "Author/Identifier AffiliationInfo/Identifier",
    "made of the other elements": "CitationString Author/Initials",
}
"""Why something is in no record, to the elements."""

_LEFT = "DateCreated DateCompleted DateRevised CitationSubset NumberOfReferences CitationString ReferenceList"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


TOP = _names("MedlineCitation PubmedData BookDocument PubmedBookData")
"""What stands in a `PubmedArticle` or `PubmedBookArticle` and is looked into."""
PAGES = _names("StartPage EndPage MedlinePgn")
"""What is read of a `Pagination`."""
CITATION = _names(
    f"{_LEFT} PMID Article CommentsCorrectionsList OtherAbstract KeywordList MeshHeadingList MedlineJournalInfo"
)
"""What stands in a `MedlineCitation` and is read, looked into or left behind."""
MEDLINE = _names("NlmUniqueID Country ISSNLinking MedlineTA")
"""The same of `MedlineJournalInfo`."""
ARTICLE = _names(
    "Journal ArticleTitle VernacularTitle Pagination ELocationID Abstract AuthorList PublicationTypeList ArticleDate "
    "Language"
)
"""The same of an `Article`."""
JOURNAL = _names("ISSN Title ISOAbbreviation JournalIssue")
"""The same of a `Journal`."""
ISSUE = _names("Volume Issue PubDate")
"""The same of a `JournalIssue`."""
ABSTRACT = _names("AbstractText CopyrightInformation")
"""The same of an `Abstract`."""
DATA = _names("History PublicationStatus ArticleIdList ReferenceList")
"""The same of `PubmedData` and `PubmedBookData`."""
DOCUMENT = _names(
    f"{_LEFT} PMID ArticleIdList ArticleTitle VernacularTitle Pagination AuthorList Abstract KeywordList "
    "MeshHeadingList ELocationID Book Language LocationLabel ContributionDate"
)
"""The same of a `BookDocument`."""
BOOK = _names(
    "BookTitle PubDate AuthorList Isbn Publisher CollectionTitle Volume VolumeTitle Edition ReportNumber Medium"
)
"""The same of a `Book`."""
PUBLISHER = _names("PublisherName PublisherLocation")
"""The same of a `Publisher`."""
AUTHOR = _names("LastName ForeName Initials Suffix CollectiveName Identifier Affiliation AffiliationInfo")
"""The same of an `Author`."""


def abstract_of(abstract: Element | None) -> str | None:
    """Return the paragraphs of an abstract, with their labels."""
    if abstract is None:
        return None
    paragraphs = []
    for part in abstract:
        if part.tag != "AbstractText":
            continue
        text, label = rich_of(part), (part.get("Label") or "").strip()
        if text and label and label != "UNLABELLED":
            text = f"{label}: {text}"
        if text:
            paragraphs.append(text)
    return "\n".join(paragraphs) or None


def keep_corrections(record: Record, citation: Element, about: Parts) -> None:
    """Keep corrections and comments under their kinds, the journal's NLM id, and the other abstracts."""
    for correction in about.get("CommentsCorrectionsList", ()):
        kind = correction.get("RefType", "")
        if kind == "Cites":
            continue
        parts = children(correction)
        if kind:
            keep_unread(record, correction, parts, _CORRECTION, f"{kind}/")
        else:
            keep(record, ID, f"CommentsCorrectionsList/{correction.tag}", text_of(correction))
        source, pmid, note = (xml_text(parts.get(name)) for name in ("RefSource", "PMID", "Note"))
        if text := " ".join(filter(None, (source, f"PMID: {pmid}" if pmid else "", note))):
            keep(record, ID, kind, text)
    if journal := xml_text(children(about.get("MedlineJournalInfo")).get("NlmUniqueID")):
        keep(record, ID, "NlmUniqueID", journal)
    for other in citation.iterfind("OtherAbstract") if "OtherAbstract" in about else ():
        if abstract := abstract_of(other):
            keep(record, ID, "OtherAbstract", abstract)
        keep_unread(record, other, children(other), ABSTRACT, "OtherAbstract/")


_CORRECTION = _names("RefSource PMID Note")


def of_article(record: Record, citation: Element, about: Parts, parts: Parts) -> None:
    """Keep what no variable stands for in a `MedlineCitation`.

    Args:
        record: as it was read; is changed.
        citation: the element.
        about: the first of its children of each name.
        parts: the same of its `Article`.
    """
    article = about["Article"]
    keep_qualifiers(record, about.get("MeshHeadingList"))
    keep_unread(record, citation, about, CITATION)
    keep_unread(record, article, parts, ARTICLE, "Article/")
    if len(parts) != len(article):
        keep_languages(record, article)
    journal = parts.get("Journal")
    of_journal = children(journal)
    keep_unread(record, journal, of_journal, JOURNAL, "Article/Journal/")
    for known, path, element in (
        (ISSUE, "Article/Journal/JournalIssue/", of_journal.get("JournalIssue")),
        (MEDLINE, "MedlineJournalInfo/", about.get("MedlineJournalInfo")),
        (ABSTRACT, "Article/Abstract/", parts.get("Abstract")),
    ):
        for child in element if element is not None else ():
            if child.tag not in known and (text := text_of(child)):
                keep(record, ID, path + child.tag, text)


def of_book(record: Record, document: Element, about: Parts, imprint: Parts) -> None:
    """Keep what no variable stands for in a `BookDocument`.

    Args:
        record: as it was read; is changed.
        document: the element.
        about: the first of its children of each name.
        imprint: the same of its `Book`.
    """
    keep_qualifiers(record, about.get("MeshHeadingList"))
    keep_unread(record, document, about, DOCUMENT)
    keep_languages(record, document)
    keep_unread(record, about["Book"], imprint, BOOK, "Book/")
    publisher, abstract = imprint.get("Publisher"), about.get("Abstract")
    keep_unread(record, publisher, children(publisher), PUBLISHER, "Book/Publisher/")
    keep_unread(record, abstract, children(abstract), ABSTRACT, "Abstract/")
    if not record.chapter_number and "LocationLabel" in about:
        keep(record, ID, "LocationLabel", text_of(about["LocationLabel"]))
    if "PubDate" in imprint and "ContributionDate" in about:
        keep(record, ID, "ContributionDate", " ".join(map(text_of, about["ContributionDate"])))


def keep_unread(record: Record, element: Element | None, parts: Parts, known: frozenset[str], path: str = "") -> None:
    """Keep the elements that no variable stands for.

    Args:
        record: as it was read; is changed.
        element: what holds them, or nothing.
        parts: the first of its children of each name.
        known: names of those that are no business of this function.
        path: of the element, with a slash behind it.
    """
    if element is None or (len(parts) == len(element) and parts.keys() <= known):
        return
    for child in element:
        if child.tag not in known and (text := text_of(child)):
            keep(record, ID, path + child.tag, text)


def keep_languages(record: Record, element: Element) -> None:
    """Keep the languages of a work behind its first."""
    for child in [*element.iterfind("Language")][1:]:
        keep(record, ID, "Language", text_of(child))


def keep_affiliations(record: Record, name: Name | None, author: Element, parts: Parts) -> None:
    """Keep the affiliations of an author, and whatever else is said of one, behind the family name."""
    who = (name.family or name.literal) if name else ""
    if len(parts) == len(author) and "AffiliationInfo" in parts and parts.keys() <= AUTHOR:
        keep(record, ID, "Affiliation", f"{who}: {_affiliation(parts['AffiliationInfo'])}")
        return
    for child in author:
        tag = child.tag
        if tag in _AFFILIATIONS:
            keep(record, ID, "Affiliation", f"{who}: {_affiliation(child)}")
        elif tag not in AUTHOR and (text := text_of(child)):
            keep(record, ID, f"Author/{tag}", f"{who}: {text}")


_AFFILIATIONS = frozenset({"Affiliation", "AffiliationInfo"})


def _affiliation(element: Element) -> str:
    """Return an affiliation without the identifiers that may stand behind it."""
    if element.tag != "AffiliationInfo" or not len(element):
        return xml_text(element)
    if len(element) == 1:
        return xml_text(element[0])
    return ", ".join([xml_text(child) for child in element if child.tag != "Identifier"])


def keep_qualifiers(record: Record, headings: Element | None) -> None:
    """Keep the qualifiers of MeSH headings, whose descriptors are keywords: `Brain: surgery, pathology`."""
    lines = []
    for heading in headings if headings is not None else ():
        if len(heading) > 1:
            descriptor, *qualifiers = [child.text or "" for child in heading]
            lines.append(f"{descriptor}: {', '.join(qualifiers)}")
        elif not len(heading):
            keep(record, ID, f"MeshHeadingList/{heading.tag}", text_of(heading))
    if lines:
        keep(record, ID, "MeshHeading/QualifierName", "\n".join(lines))
