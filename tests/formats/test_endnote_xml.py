"""EndNote XML: names, styles, keys and lines, for EndNote and for Zotero, and through bibutils."""

from __future__ import annotations

import pytest
from formats.bibutils import bibtex_of
from formats.losses import unreported
from hypothesis import given
from lxml import etree
from strategies import records

from refexport import Date, File, Name, Record, Report, dumps, loads
from refexport.formats.endnote_xml import FIELDS, TYPES
from refexport.syntax.xml_endnote import REF_TYPES
from refexport.vocabulary import VARIABLES

ID = "endnote-xml"


def element(record: Record, target: str | None = None) -> etree._Element:
    return etree.fromstring(dumps([record], ID, target=target).encode()).find("records/record")


def text(record: Record, path: str, target: str | None = None) -> str | None:
    found = element(record, target).find(path)
    return None if found is None else "".join(found.itertext())


def back(record: Record, target: str | None = None) -> Record:
    return loads(dumps([record], ID, target=target), ID)[0]


@pytest.mark.parametrize("target", [None, "zotero", "endnote"])
@given(record=records())
def test_every_target_changes_only_what_the_report_says(target: str | None, record: Record) -> None:
    report = Report()
    written = dumps([record], ID, target=target, report=report)
    assert unreported(record, loads(written, ID)[0], report.losses) == [], written


def test_the_tables_are_whole() -> None:
    assert set(TYPES.values()) <= set(REF_TYPES)
    assert set(VARIABLES) <= set(FIELDS)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (Name("Smith", "J. O.", suffix="Jr."), "Smith, J. O., Jr."),
        (Name("Gogh", "Vincent", non_dropping_particle="van"), "van Gogh, Vincent"),
        (Name(literal="World Health Organization"), "World Health Organization,"),
        (Name(literal="University of California, Los Angeles"), "University of California, Los Angeles,"),
        (Name(literal="Plato"), "Plato,"),
    ],
)
def test_names_are_written_as_endnote_writes_them(name: Name, expected: str) -> None:
    record = Record(id="k", author=(name,))
    assert text(record, "contributors/authors/author") == expected
    assert back(record).author == (name,)


@pytest.mark.parametrize(
    "name", [Name("van Gogh", "Vincent"), Name("Madonna"), Name(literal="Smith,"), Name("A, B", "C")]
)
def test_a_name_that_its_text_does_not_tell_has_attributes(name: Name) -> None:
    assert back(Record(id="k", author=(name,))).author == (name,)


def test_an_orcid_is_a_loss() -> None:
    report = Report()
    dumps([Record(id="k", author=(Name("Doe", "J"), Name("Roe", "R", orcid="0000-0002-1825-0097")))], ID, report=report)
    assert [(loss.field, loss.change) for loss in report.losses] == [("author[1].orcid", "dropped")]


def test_markup_is_faces_and_small_capitals_are_a_loss_but_for_zotero() -> None:
    caps = '<span style="font-variant:small-caps;">x</span>'
    record = Record(id="k", title="The <i>a <b>b</b></i> H<sub>2</sub>O", publisher=caps)
    faces = [style.get("face") for style in element(record).iterfind("titles/title/style")]
    assert faces == ["normal", "italic", "italic bold", "normal", "subscript", "normal"]
    assert (back(record).title, back(record).publisher) == (record.title, "x")
    assert back(record, "zotero") == record


def test_the_key_is_the_label_and_a_second_key_does_not_hide_the_first() -> None:
    assert text(Record(id="lu2024"), "label") == "lu2024"
    record = Record(id="http://zotero.org/items/1", citation_key="lu2024")
    assert text(record, "label") == "lu2024"
    assert back(record) == record


def test_a_pmid_is_an_accession_number_and_a_line_of_the_label() -> None:
    record = Record(id="k", type="article-journal", PMID="33081809", PMCID="PMC7579937")
    for target in (None, "endnote"):
        assert text(record, "accession-num", target) == "33081809"
        assert text(record, "remote-database-name", target) == "PubMed"
        assert text(record, "custom2", target) == "PMC7579937"
    assert text(record, "accession-num", "zotero") is None, "Zotero makes a note of it"
    assert text(record, "label") == text(record, "label", "zotero") == "k\nPMID: 33081809"
    assert text(record, "label", "endnote") == "k"
    assert back(record) == back(record, "zotero") == back(record, "endnote") == record


def test_what_has_no_element_is_a_line_of_the_label_or_for_endnote_in_the_notes() -> None:
    record = Record(id="k", type="article", note="Own.", annote="Mine.", original_date=Date((1999, 5)))
    lines = ["Type: preprint", "Original Date: 1999-05"]
    assert text(record, "research-notes", "endnote") == "\r".join(["Mine.", *lines])
    for target in (None, "zotero"):
        assert text(record, "research-notes", target) == "Mine."
        # Zotero makes a note of its own of it, as it does of a note in RIS or BibTeX.
        assert text(record, "notes", target) == "Own."
        assert text(record, "label", target) == "\n".join(["k", *lines])
    assert back(record) == back(record, "zotero") == back(record, "endnote") == record


def test_a_doi_is_told_to_zotero_where_its_type_has_none() -> None:
    book, article = (Record(id="k", type=type, DOI="10.1000/182") for type in ("book", "article-journal"))
    assert text(book, "electronic-resource-num") == text(article, "electronic-resource-num") == "10.1000/182"
    assert (text(book, "label"), text(article, "label")) == ("k\nDOI: 10.1000/182", "k")
    assert back(book) == book


def test_a_dataset_is_told_to_zotero_which_takes_it_for_a_report() -> None:
    assert text(Record(id="k", type="dataset"), "label", "endnote") == "k"
    assert text(Record(id="k", type="dataset"), "label") == "k\nType: dataset"


def test_a_recording_of_a_film_is_none_that_was_only_shown() -> None:
    film, video = (Record(id="k", type="motion_picture", publisher_place=place) for place in (None, "Ulm"))
    assert [element(record).find("ref-type").get("name") for record in (film, video)] == [
        "Film or Broadcast",
        "Audiovisual Material",
    ]
    assert back(video) == video


def test_editors_of_a_book_stand_where_each_program_has_them() -> None:
    record = Record(id="k", type="book", title="B", editor=(Name("Doe", "J"),))
    assert text(record, "contributors/tertiary-authors/author") == "Doe, J"
    assert element(record, "endnote").find("ref-type").get("name") == "Edited Book"
    assert back(record) == back(record, "endnote") == record


def test_addresses_and_files() -> None:
    record = Record(id="k", URL="https://a.org/?x=1&y", files=(File("https://a.org/x.pdf"),))
    assert text(record, "urls/web-urls") == "https://a.org/?x=1&y"
    assert text(record, "urls/related-urls/url", "endnote") == "https://a.org/?x=1&y"
    assert text(record, "urls/pdf-urls/url") == "https://a.org/x.pdf"
    assert back(record) == back(record, "endnote") == record


@pytest.mark.parametrize(
    ("date", "year", "published"),
    [
        (Date((2020,)), "2020", None),
        (Date((2020, 10, 21)), "2020", "2020-10-21"),
        (Date((2019,), (2020,)), "2019", "2019-2020"),
        (Date((1998,), season=1), "1998", "Spring 1998"),
        (Date((1850,), circa=True), "1850", "ca. 1850"),
        (Date((-44,)), None, "44 BCE"),
        (Date(literal="in press"), None, "in press"),
    ],
)
def test_dates(date: Date, year: str | None, published: str | None) -> None:
    record = Record(id="k", issued=date)
    assert (text(record, "dates/year"), text(record, "dates/pub-dates/date")) == (year, published)
    assert back(record) == record


def test_a_day_without_its_year_takes_that_of_the_record() -> None:
    xml = "<xml><records><record><ref-type>17</ref-type><dates><year>2020</year><pub-dates><date>Oct 21</date>"
    xml += "</pub-dates></dates></record></records></xml>"
    assert loads(xml, ID)[0].issued == Date((2020, 10, 21))


def test_own_elements_are_kept_and_those_of_others_are_a_loss() -> None:
    record = Record(id="k", custom={ID: {"auth-address": "Ulm", "titles/alt-title": "T"}, "ris": {"U1": "x"}})
    report = Report()
    again = loads(dumps([record], ID, report=report), ID)[0]
    assert again.custom == {ID: record.custom[ID]}
    assert [loss.field for loss in report.losses] == ["custom.ris.U1"]


@pytest.mark.parametrize("field", ["x><y", "a b", "../x", "a/b/c", ""])
def test_a_custom_field_forges_no_element(field: str) -> None:
    report = Report()
    record = Record(id="k", custom={ID: {field: "v"}})
    assert len(element(record)) == 5
    dumps([record], ID, report=report)
    assert [loss.change for loss in report.losses] == ["dropped"]


def test_an_unknown_type_is_said() -> None:
    found = loads('<xml><records><record><ref-type name="Foo">999</ref-type></record></records></xml>', ID)
    assert [(d.code, d.line) for d in found.report.warnings] == [("unknown-type", 1)]


def test_bibutils_reads_it() -> None:
    record = Record(
        id="lu2024", type="article-journal", title="The <i>FTO</i> gene & obesity", volume="12", issue="3", page="1-9",
        author=(Name("Berg", "Jan", non_dropping_particle="van der"),), container_title="J Things", DOI="10.1000/182",
        issued=Date((2020, 10)),
    )  # fmt: skip
    found = bibtex_of(dumps([record], ID), "endx2xml")
    for expected in (
        "@Article{lu2024,",
        "van der Berg, Jan",
        "The FTO gene",
        '"J Things"',
        '"12"',
        '"3"',
        "10.1000/182",
    ):
        assert expected in found
