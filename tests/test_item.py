"""CSL-JSON items as they are found in the wild, and records as items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import records

from refexport import Date, Name, Record, Report
from refexport.item import item_of, record_of
from refexport.item_values import keywords_of


def read(**item: Any) -> Record:
    return record_of(item)


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ({"date-parts": [[2020, 10, 21]]}, Date((2020, 10, 21))),
        ({"date-parts": [["2020", "10", "21"]]}, Date((2020, 10, 21))),
        ({"date-parts": [["2020", 10]]}, Date((2020, 10))),
        ({"date-parts": [[1964, 13], [1965, 16]]}, Date(literal="Spring 1964–Winter 1965")),
        ({"date-parts": [[2020.0]]}, Date((2020,))),
        ({"date-parts": [[2020, 0, 0]]}, Date((2020,))),
        ({"date-parts": [[2020, None, None]]}, Date((2020,))),
        ({"date-parts": [["2020", "", ""]]}, Date((2020,))),
        ({"date-parts": [[2020, 10, 21, 12, 0, 0]]}, Date((2020, 10, 21))),
        ({"date-parts": [2020, 10]}, Date((2020, 10))),
        ({"date-parts": [[2019], [2020]]}, Date((2019,), (2020,))),
        ({"date-parts": [[2019, 5], [0]]}, Date((2019, 5))),
        ({"date-parts": [[-44, 3, 15]]}, Date((-44, 3, 15))),
        ({"date-parts": [[]]}, None),
        ({"date-parts": []}, None),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": [[0]]}, None),
        ({"date-parts": [["2013", "May"]]}, Date((2013, 5))),
        ({"date-parts": [["in press"]]}, Date(literal="in press")),
        ({"date-parts": [["2013-05-01"]]}, Date((2013, 5, 1))),
        ({"date-parts": [[1998]], "season": 1}, Date((1998,), season=1)),
        ({"date-parts": [[1998]], "season": "2"}, Date((1998,), season=2)),
        ({"date-parts": [[1998]], "season": "Autumn"}, Date((1998,), season=3)),
        ({"date-parts": [[1998, 16]]}, Date((1998,), season=4)),
        ({"date-parts": [[1998, 21]]}, Date((1998,), season=1)),
        ({"date-parts": [["2011"]], "season": "März"}, Date((2011, 3))),
        ({"date-parts": [[1998]], "season": "Michaelmas"}, Date(literal="Michaelmas 1998")),
        ({"date-parts": [[1850]], "circa": True}, Date((1850,), circa=True)),
        ({"date-parts": [[1850]], "circa": "1"}, Date((1850,), circa=True)),
        ({"date-parts": [[1850]], "circa": "false"}, Date((1850,))),
        ({"date-parts": [[1850]], "circa": 0}, Date((1850,))),
        ({"literal": "Spring 1998?"}, Date(literal="Spring 1998?")),
        ({"literal": "2011-08-00"}, Date((2011, 8))),
        ({"literal": "about 1850"}, Date((1850,), circa=True)),
        ({"literal": ""}, None),
        ({"raw": "2019/2020"}, Date((2019,), (2020,))),
        ({"raw": "21 Oct 2020", "literal": None}, Date((2020, 10, 21))),
        ({"year": 2020, "month": "5"}, Date((2020, 5))),
        ({"date-parts": [[2020]], "literal": "2020"}, Date((2020,))),
        ("2020-10-21", Date((2020, 10, 21))),
        ("2004-06/2006-08", Date((2004, 6), (2006, 8))),
        ("1984~", Date((1984,), circa=True)),
        (2020, Date((2020,))),
        ([[2020, 10]], Date((2020, 10))),
        ([2020, 10], Date((2020, 10))),
        ([{"year": 2019}, {"year": 2020}], Date((2019,), (2020,))),
        ({}, None),
        (None, None),
    ],
)
def test_dates(value: Any, date: Date | None) -> None:
    assert read(issued=value).issued == date


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ([{"family": "Lu", "given": "Yi"}], (Name("Lu", "Yi"),)),
        ([{"family": " Lu ", "given": ""}], (Name("Lu"),)),
        ([{"given": "Cher"}], (Name(given="Cher"),)),
        ([{"literal": "WHO"}], (Name(literal="WHO"),)),
        ([{"name": "WHO"}], (Name(literal="WHO"),)),
        ([{"family": "Lu", "given": "Yi", "literal": "Yi Lu"}], (Name("Lu", "Yi"),)),
        ([{"family": 5, "given": None}], (Name("5"),)),
        ([{"family": "", "given": ""}, {}, None], ()),
        (
            [{"family": "Gogh", "non-dropping-particle": "van", "dropping-particle": "", "given": "V", "suffix": "Jr"}],
            (Name("Gogh", "V", non_dropping_particle="van", suffix="Jr"),),
        ),
        ([{"family": "King", "suffix": "Jr.", "comma-suffix": 1}], (Name("King", suffix="Jr.", comma_suffix=True),)),
        ([{"family": "Mao", "given": "Z", "static-ordering": "true"}], (Name("Mao", "Z", static_ordering=True),)),
        (["Lu, Yi", "WHO"], (Name("Lu", "Yi"), Name(literal="WHO"))),
        ("Lu, Yi", (Name("Lu", "Yi"),)),
        ({"family": "Lu", "given": "Yi"}, (Name("Lu", "Yi"),)),
        (
            [{"family": "Lu", "given": "Y", "ORCID": "http://orcid.org/0000-0002-1825-0097"}],
            (Name("Lu", "Y", orcid="0000-0002-1825-0097"),),
        ),
    ],
)
def test_names(value: Any, names: tuple[Name, ...]) -> None:
    assert read(author=value).author == names


@pytest.mark.parametrize(
    ("key", "value", "attribute", "expected"),
    [
        ("volume", 5, "volume", "5"),
        ("volume", 5.0, "volume", "5"),
        ("volume", 1.5, "volume", "1.5"),
        ("title", "  A\n title\t of  blanks ", "title", "A title of blanks"),
        ("title", "e\u0301", "title", "é"),
        ("title", "a\x00b", "title", "ab"),
        ("title", ["Crossref's way"], "title", "Crossref's way"),
        ("title", "A &amp; <i>b</i>", "title", "A &amp; <i>b</i>"),
        (
            "title",
            '<span style="font-variant: small-caps">A</span>',
            "title",
            '<span style="font-variant:small-caps;">A</span>',
        ),
        ("abstract", "One.\r\n\r\n Two. ", "abstract", "One.\n\nTwo."),
        ("page", "1–15", "page", "1-15"),
        ("page", "pp. 3--5", "page", "3-5"),
        ("DOI", "https://doi.org/10.1000/x", "DOI", "10.1000/x"),
        ("DOI", "none", "DOI", "none"),
        ("PMCID", "4821226", "PMCID", "PMC4821226"),
        ("PMID", 33081809, "PMID", "33081809"),
        ("ISSN", "1234-5679, 2049-3630", "ISSN", "1234-5679 2049-3630"),
        ("ISSN", ["1234-5679", "2049-3630"], "ISSN", "1234-5679 2049-3630"),
        ("ISBN", "978 3 16 148410 0", "ISBN", "978 3 16 148410 0"),
        ("journalAbbreviation", "J Foo", "container_title_short", "J Foo"),
        ("shortTitle", "Foo", "title_short", "Foo"),
        ("event", "Conference", "event_title", "Conference"),
        ("archive-location", "Box", "archive_location", "Box"),
        ("keyword", "a; b, c;a", "keyword", ("a", "b, c")),
        ("keyword", "a, b", "keyword", ("a", "b")),
        ("keyword", ["a", "b"], "keyword", ("a", "b")),
        ("id", 7, "id", "7"),
        ("id", "Smith2020", "id", "Smith2020"),
        ("type", "journal-article", "type", "article-journal"),
        ("type", "journalArticle", "type", "article-journal"),
        ("type", "Book", "type", "book"),
        ("type", None, "type", "document"),
        ("title", None, "title", None),
        ("title", "", "title", None),
        ("title", True, "title", None),
    ],
)
def test_values(key: str, value: Any, attribute: str, expected: Any) -> None:
    assert getattr(read(**{key: value}), attribute) == expected


def test_unknown_keys_are_kept() -> None:
    record = read(foo=[1], bar="", volume={"a": 1}, categories=["x"], custom={"mine": 1})
    assert record.custom == {
        "csl-json": {"foo": [1], "bar": "", "volume": {"a": 1}, "categories": ["x"], "custom": {"mine": 1}}
    }


def test_two_abbreviations_that_differ_are_both_kept() -> None:
    record = record_of({"journalAbbreviation": "B", "container-title-short": "A"})
    assert (record.container_title_short, record.custom) == ("A", {"csl-json": {"journalAbbreviation": "B"}})


def test_unknown_type_is_told_and_kept() -> None:
    report = Report()
    record = record_of({"id": "a", "type": "hologram"}, report, source="x.json", line=7)
    assert (record.type, record.custom) == ("document", {"csl-json": {"type": "hologram"}})
    assert [(d.code, d.line, d.source) for d in report.diagnostics] == [("unknown-type", 7, "x.json")]
    assert [(loss.field, loss.change) for loss in report.losses] == [("type", "guessed")]


def test_what_stands_beside_the_parts_of_names_is_a_loss() -> None:
    report = Report()
    record_of(
        {"id": "a", "author": [{"family": "Lu", "affiliation": "Here"}, {"family": "Xu", "affiliation": []}]}, report
    )
    assert [(loss.field, loss.change, loss.value) for loss in report.losses] == [
        ("author[0].affiliation", "dropped", "Here")
    ]


@pytest.mark.parametrize(
    ("note", "attributes", "left"),
    [
        ("PMID: 5\nPMCID: PMC77", {"PMID": "5", "PMCID": "PMC77"}, None),
        ("Seen.\nOriginal Date: 1999\nMore.", {"original_date": Date((1999,))}, "Seen.\nMore."),
        ("type: dataset", {"type": "dataset"}, None),
        ("{:DOI: 10.1000/x}", {"DOI": "10.1000/x"}, None),
        ("Illustrator: Doe || Jane", {"illustrator": (Name("Doe", "Jane"),)}, None),
        ("Mind: the gap", {}, "Mind: the gap"),
    ],
)
def test_labels_in_notes(note: str, attributes: dict[str, Any], left: str | None) -> None:
    record = read(type="book", note=note)
    assert {name: getattr(record, name) for name in attributes} == attributes
    assert record.note == left


def test_labels_that_say_otherwise_stay_in_the_note() -> None:
    record = read(DOI="10.1000/a", note="DOI: 10.1000/b")
    assert (record.DOI, record.note) == ("10.1000/a", "DOI: 10.1000/b")


_SCALARS = st.sampled_from([None, True, 0, -3, 2020, 1.5, "", "x", "2020", "a: b", "Title: x"])
_LISTS = st.lists(_SCALARS, max_size=3)
_OBJECTS = st.dictionaries(st.sampled_from(["family", "literal", "date-parts", "season", "author"]), _SCALARS | _LISTS)
JUNK = _SCALARS | _LISTS | _OBJECTS | st.lists(_OBJECTS | _LISTS, max_size=2)
KEYS = st.sampled_from(
    ["id", "type", "title", "author", "issued", "note", "keyword", "custom", "ISSN", "DOI", "page", "x"]
)


@given(item=st.dictionaries(KEYS, JUNK, max_size=6))
def test_no_item_makes_it_fail(item: dict[str, Any]) -> None:
    record_of(item, Report())


@given(refexport=st.dictionaries(st.sampled_from("type arxiv note keyword files part orcid custom".split()), JUNK))
def test_nor_does_what_stands_where_our_own_should(refexport: dict[str, Any]) -> None:
    record_of({"id": "a", "custom": {"refexport": refexport}}, Report())


def dates_of(record: Record) -> Iterator[tuple[str, Date]]:
    return ((name, value) for name in record.__struct_fields__ if isinstance(value := getattr(record, name), Date))


@given(record=records())
def test_processors_get_what_csl_has(record: Record) -> None:
    record.note = record.arxiv = None
    back = record_of(item_of(record))
    # CSL has dates that are near, and no word for those that are uncertain.
    near = {name: msgspec.structs.replace(date, qualifier=None) for name, date in dates_of(record)}
    expected = record.copy(files=(), keyword=keywords_of("; ".join(record.keyword)), **near)
    assert back == expected
