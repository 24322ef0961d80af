"""The "et al." of a list of names that goes on: read from every format, kept, and written where a format has a sign."""

from __future__ import annotations

import pytest

from refexport import Name, Record, Report, dumps, loads
from refexport.unnamed import AND_OTHERS, OURS

READ = {
    "ris": "TY  - JOUR\nTI  - T\nAU  - Lu, Y.\n{}ER  - \n",
    "enw": "%0 Journal Article\n%T T\n%A Lu, Y.\n{}\n",
    "endnote-xml": (
        "<xml><records><record><ref-type name='Book'>6</ref-type><contributors><authors><author>Lu, Y.</author>"
        "{}</authors></contributors><titles><title>T</title></titles></record></records></xml>"
    ),
    "nbib": "PMID- 1\nTI  - T.\nFAU - Lu, Yi\nAU  - Lu Y\n{}\n",
    "refworks": "RT Journal Article\nT1 T\nA1 Lu, Y.\n{}\n",
    "wos": "FN Clarivate\nVR 1.0\nPT J\nAU Lu, Y\n{}TI T\nER\n\nEF\n",
    "mods": (
        '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>T</title></titleInfo>'
        "<name type='personal'><namePart>Lu, Y.</namePart></name>{}</mods>"
    ),
    "bibtex": "@book{{a, title = {{T}}, author = {{Lu, Y.{}}}}}\n",
    "pubmed-xml": (
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>T</ArticleTitle>"
        "<AuthorList{}><Author><LastName>Lu</LastName><ForeName>Y</ForeName></Author></AuthorList></Article>"
        "</MedlineCitation></PubmedArticle></PubmedArticleSet>"
    ),
    "openalex": (
        '{{"id": "https://openalex.org/W1", "title": "T", '
        '"authorships": [{{"author": {{"display_name": "Y. Lu"}}}}]{}}}'
    ),
}
"""An entry of each format, with a place behind its author."""

SIGNS = {
    "ris": ["AU  - et al.,\n", "AU  - et al\n", "A1  - Et al.\n", "AU  - others\n", "AU  - al., et\n"],
    "enw": ["%A et al.,\n", "%A et al.\n"],
    "endnote-xml": ["<author>et al.,</author>", "<author><style>et al</style></author>", "<author>al, et</author>"],
    "nbib": ["AU  - et al.\n", "FAU - et al.\n", "AU  - Others\n"],
    "refworks": ["A1 et al.\n", "A1 and others\n"],
    "wos": ["   et al.\n"],
    "mods": [
        "<name type='personal'><etal/></name>",
        "<name type='corporate'><namePart>et al.</namePart></name>",
        "<name><namePart>et al</namePart></name>",
    ],
    "bibtex": [" and others", " and et al.", " et al."],
    "pubmed-xml": [' CompleteYN="N"'],
    "openalex": [', "is_authors_truncated": true'],
}

CUT = Record(
    id="lu",
    type="book",
    title="T",
    author=(Name("Lu", "Y."), Name("Pei", "B.")),
    editor=(Name("Li", "Z."),),
    custom={OURS: {AND_OTHERS: "author editor"}},
)

WRITTEN = {
    "ris": ["AU  - Pei, B.\r\nAU  - et al.,\r\n", "Li, Z.\r\nA3  - et al.,\r\n"],
    "enw": ["%A Pei, B.\n%A et al.,\n", "%E Li, Z.\n%E et al.,\n"],
    "endnote-xml": [">et al.,</style></author></authors>", ">et al.,</style></author></tertiary-authors>"],
    "nbib": ["AU  - Pei B\nAU  - et al.\n", "ED  - Li Z\nED  - et al.\n"],
    "mods": ['<name><etal/><role><roleTerm type="code" authority="marcrelator">aut<'],
    "bibtex": ["author = {Lu, Y. and Pei, B. and others}", "editor = {Li, Z. and others}"],
    "biblatex": ["author = {Lu, Y. and Pei, B. and others}", "editor = {Li, Z. and others}"],
    "csv": ['"Lu, Y.; Pei, B.; et al.","Li, Z.; et al."'],
}


@pytest.mark.parametrize(("format", "sign"), [(format, sign) for format, signs in SIGNS.items() for sign in signs])
def test_read(format: str, sign: str) -> None:
    report = Report()
    (record,) = loads(READ[format].format(sign), format, report=report)
    assert [name.family for name in record.author] == ["Lu"]
    assert record.custom[OURS] == {AND_OTHERS: "author"}
    assert [loss for loss in report.losses if loss.field == "author"] == []


@pytest.mark.parametrize("format", READ)
def test_a_list_that_ends_goes_on_nowhere(format: str) -> None:
    (record,) = loads(READ[format].format(""), format)
    assert [name.family for name in record.author] == ["Lu"]
    assert OURS not in record.custom


def test_a_name_that_stands_alone_stays() -> None:
    (record,) = loads("TY  - BOOK\nAU  - Others\nED  - Lu, Y.\nER  - \n", "ris")
    assert [name.literal or name.family for name in record.author] == ["Others"]
    assert OURS not in record.custom


@pytest.mark.parametrize("format", WRITTEN)
def test_written(format: str) -> None:
    report = Report()
    text = dumps([CUT], format, report=report)
    for piece in WRITTEN[format]:
        assert piece in text
    assert [loss for loss in report.losses if OURS in loss.field] == []


@pytest.mark.parametrize("format", sorted(WRITTEN.keys() - {"csv"}))
def test_by_way_of_csl_json_and_back(format: str) -> None:
    way = loads(dumps([CUT], format), format)
    way = loads(dumps(way, "csl-json"), "csl-json")
    (back,) = loads(dumps(way, format), format)
    assert (back.author, back.editor) == (CUT.author, CUT.editor)
    assert back.custom[OURS] == CUT.custom[OURS]


@pytest.mark.parametrize(
    ("format", "target"),
    [("bibtex", "zotero"), ("ris", "zotero"), ("endnote-xml", "zotero"), ("hayagriva", None), ("word-sources", None)],
)
def test_where_there_is_no_sign_the_report_says_so(format: str, target: str | None) -> None:
    report = Report()
    text = dumps([CUT], format, target=target, report=report)
    assert "et al" not in text
    assert "others" not in text
    lost = [(loss.record, loss.change) for loss in report.losses if loss.field == f"custom.{OURS}.{AND_OTHERS}"]
    assert lost == [("lu", "dropped")]


def test_a_list_without_a_tag_of_its_own_is_reported() -> None:
    report = Report()
    record = CUT.copy(guest=(Name("Ro", "A."),), custom={OURS: {AND_OTHERS: "author guest"}})
    dumps([record], "ris", report=report)
    (loss,) = [loss for loss in report.losses if OURS in loss.field]
    assert loss.change == "altered"


def test_pandoc_has_it_as_a_name() -> None:
    text = dumps([CUT], "csl-json", target="pandoc")
    assert text.count('"literal": "others"') == text.count("others") == 2
    assert loads(text, "csl-json")[0] == CUT
    assert "literal" not in dumps([CUT], "csl-json")
