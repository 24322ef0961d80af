"""PubMed XML: what its articles and books become, also compressed."""

from __future__ import annotations

import gzip

import pytest

from refexport import Date, Name, Record, loads
from refexport.formats.pubmed_xml import FIELDS, TYPES
from refexport.vocabulary import ITEM_TYPES, VARIABLES


def document(article: str = "", citation: str = "", data: str = "") -> str:
    return (
        '<?xml version="1.0"?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
        '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd"><PubmedArticleSet><PubmedArticle><MedlineCitation>'
        f"<PMID>1</PMID><Article>{article}</Article>{citation}</MedlineCitation><PubmedData>{data}</PubmedData>"
        "</PubmedArticle></PubmedArticleSet>"
    )


def read(article: str = "", citation: str = "", data: str = "") -> Record:
    return loads(document(article, citation, data))[0]


def test_the_tables_name_what_there_is() -> None:
    assert set(TYPES) <= set(ITEM_TYPES)
    assert set(FIELDS) <= set(VARIABLES) | {"keyword", "custom"}


def test_compressed_files_are_read() -> None:
    assert loads(gzip.compress(document("<ArticleTitle>T.</ArticleTitle>").encode()))[0].title == "T"


@pytest.mark.parametrize(
    ("xml", "title", "original"),
    [
        ("<ArticleTitle>The <i>FTO</i> gene.</ArticleTitle>", "The <i>FTO</i> gene", None),
        ("<ArticleTitle>Why?</ArticleTitle>", "Why?", None),
        ("<ArticleTitle>[Pain.]</ArticleTitle><VernacularTitle>Schmerz.</VernacularTitle>", "Pain", "Schmerz"),
        ("<ArticleTitle/><VernacularTitle>Schmerz.</VernacularTitle>", "Schmerz", None),
        ("<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>Schmerz.</VernacularTitle>", "Schmerz", None),
    ],
)
def test_titles(xml: str, title: str, original: str | None) -> None:
    record = read(xml)
    assert (record.title, record.original_title) == (title, original)


def test_a_structured_abstract_keeps_its_labels() -> None:
    parts = '<AbstractText Label="AIMS">To <sup>x</sup>.</AbstractText><AbstractText>More.</AbstractText>'
    assert read(f"<Abstract>{parts}</Abstract>").abstract == "AIMS: To <sup>x</sup>.\nMore."


def test_names() -> None:
    authors = (
        "<Author><LastName>van Gogh</LastName><ForeName>Vincent W</ForeName><Initials>VW</Initials></Author>"
        "<Author><LastName>Doe</LastName><Initials>J</Initials><Suffix>Jr</Suffix>"
        '<Identifier Source="ORCID">http://orcid.org/0000-0002-1825-0097</Identifier></Author>'
        "<Author><CollectiveName>EBMT, Study Group.</CollectiveName></Author>"
        "<Author><LastName>Plato</LastName></Author>"
    )
    assert read(f"<AuthorList>{authors}</AuthorList>").author == (
        Name("Gogh", "Vincent W", non_dropping_particle="van"),
        Name("Doe", "J", suffix="Jr", orcid="0000-0002-1825-0097"),
        Name(literal="EBMT, Study Group"),
        Name(literal="Plato"),
    )


@pytest.mark.parametrize(
    ("xml", "date"),
    [
        ("<Year>2000</Year><Month>Nov</Month><Day>07</Day>", Date((2000, 11, 7))),
        ("<Year>2000</Year><Season>Spring</Season>", Date((2000,), season=1)),
        ("<MedlineDate>2000 Nov-Dec</MedlineDate>", Date((2000, 11), (2000, 12))),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", Date((1998, 12), (1999, 1))),
    ],
)
def test_dates(xml: str, date: Date) -> None:
    assert read(f"<Journal><JournalIssue><PubDate>{xml}</PubDate></JournalIssue></Journal>").issued == date


def test_a_date_online_is_the_other_date() -> None:
    journal = "<Journal><JournalIssue><PubDate><Year>2008</Year></PubDate></JournalIssue></Journal>"
    online = "<ArticleDate><Year>2007</Year><Month>12</Month><Day>23</Day></ArticleDate>"
    assert read(journal + online).available_date == Date((2007, 12, 23))
    assert read(online).issued == Date((2007, 12, 23))


def test_identifiers_are_the_articles_own_not_those_of_its_references() -> None:
    ids = '<ArticleId IdType="doi">10.1000/182</ArticleId><ArticleId IdType="pmc">PMC123</ArticleId>'
    cited = ids.replace("182", "999").replace("123", "999")
    references = f"<ReferenceList><Reference><ArticleIdList>{cited}</ArticleIdList></Reference></ReferenceList>"
    record = read(data=f"{references}<ArticleIdList>{ids}</ArticleIdList>")
    assert (record.DOI, record.PMCID, record.PMID) == ("10.1000/182", "PMC123", "1")


def test_pages_are_given_in_full() -> None:
    assert read("<Pagination><MedlinePgn>132-42</MedlinePgn></Pagination>").page == "132-142"
    assert read("<Pagination><StartPage>5</StartPage><EndPage>9</EndPage></Pagination>").page == "5-9"
    assert read('<ELocationID EIdType="pii">1344917</ELocationID>').page == "1344917"
    assert read('<ELocationID EIdType="pii">S0140-6736(20)30183-5</ELocationID>').page is None


def test_corrections_are_kept() -> None:
    note = '<CommentsCorrections RefType="RetractionIn"><RefSource>Nature. 2020;1:2</RefSource><PMID>7</PMID>'
    record = read(citation=f"<CommentsCorrectionsList>{note}</CommentsCorrections></CommentsCorrectionsList>")
    assert record.custom["pubmed-xml"]["RetractionIn"] == "Nature. 2020;1:2 PMID: 7"


def test_keywords_and_headings() -> None:
    lists = (
        "<MeshHeadingList><MeshHeading><DescriptorName>Mice</DescriptorName><QualifierName>x</QualifierName>"
        "</MeshHeading></MeshHeadingList><KeywordList><Keyword>gene</Keyword><Keyword>Mice</Keyword></KeywordList>"
    )
    assert read(citation=lists).keyword == ("gene", "Mice")


def test_a_preprint_is_no_article() -> None:
    kinds = "<PublicationTypeList><PublicationType>Preprint</PublicationType></PublicationTypeList>"
    record = read(f"<Journal><Title>bioRxiv</Title></Journal>{kinds}")
    assert (record.type, record.publisher, record.container_title) == ("article", "bioRxiv", None)


def test_a_citation_of_nothing_is_reported() -> None:
    found = loads(
        "<PubmedArticleSet>\n<PubmedArticle><MedlineCitation/></PubmedArticle></PubmedArticleSet>", "pubmed-xml"
    )
    assert [(d.code, d.line) for d in found.report.errors] == [("no-citation", 2)]
