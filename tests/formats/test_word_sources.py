"""Word's Sources.xml: fields by type, names, dates, and a loss for all that Word has no field for."""

from __future__ import annotations

import pytest
from formats.losses import base
from hypothesis import given
from lxml import etree
from strategies import records

from refexport import Date, Name, Record, Report, dumps
from refexport.formats.word_sources import FIELDS, TYPES
from refexport.vocabulary import ITEM_TYPES, VARIABLES

NS = {"b": "http://schemas.openxmlformats.org/officeDocument/2006/bibliography"}


def source(record: Record) -> etree._Element:
    return etree.fromstring(dumps([record], "word-sources").encode()).find("b:Source", NS)


def field(record: Record, name: str) -> str | None:
    return source(record).findtext(f"b:{name}", namespaces=NS)


@given(record=records())
def test_every_value_is_there_or_reported(record: Record) -> None:
    report = Report()
    text = dumps([record], "word-sources", report=report)
    etree.fromstring(text.encode())
    lost = {base(loss.field) for loss in report.losses}
    silent = [name for name, _ in record.variables() if name.replace("-", "_") not in lost and not FIELDS.get(name)]
    assert silent == []


def test_the_tables_are_whole() -> None:
    assert set(TYPES) == set(ITEM_TYPES)
    assert set(FIELDS) <= set(VARIABLES) | {"id"}


def test_the_container_has_the_name_of_its_type() -> None:
    assert field(Record(id="k", type="article-journal", container_title="C"), "JournalName") == "C"
    assert field(Record(id="k", type="chapter", container_title="C"), "BookTitle") == "C"
    assert field(Record(id="k", type="webpage", container_title="C"), "InternetSiteTitle") == "C"


def test_names() -> None:
    record = Record(id="k", author=(Name("Gogh", "Vincent", non_dropping_particle="van"), Name(literal="WHO")))
    assert [n.text for n in source(record).iter(f"{{{NS['b']}}}Last")] == ["van Gogh", "WHO"]
    alone = source(Record(id="k", author=(Name(literal="WHO, Geneva"),)))
    assert alone.findtext("b:Author/b:Author/b:Corporate", namespaces=NS) == "WHO, Geneva"


def test_dates() -> None:
    record = Record(id="k", issued=Date((2020, 10, 21)), accessed=Date(literal="in May"))
    assert [field(record, name) for name in ("Year", "Month", "Day", "YearAccessed")] == [
        "2020",
        "October",
        "21",
        "in May",
    ]


def test_the_guid_is_that_of_the_key() -> None:
    first, again, other = (field(Record(id=id, title=t), "Guid") for id, t in (("a", "x"), ("a", "y"), ("b", "x")))
    assert first == again != other


@pytest.mark.parametrize("text", ["x" * 300, "</b:Title><b:Year>1</b:Year>"])
def test_long_texts_are_cut_and_none_forges_a_field(text: str) -> None:
    report = Report()
    dumps([Record(id="k", title=text)], "word-sources", report=report)
    record = Record(id="k", title=text)
    assert field(record, "Title") == text[:255]
    assert field(record, "Year") is None
    assert ("title" in {loss.field for loss in report.losses}) == (len(text) > 255)


@pytest.mark.parametrize(
    ("language", "tag", "losses"),
    [
        ("de-CH", "de-CH", []),
        (None, "en-US", []),
        ("ger", "de", ["language"]),
        ("English", "en", ["language"]),
        ("Middle High German", "en-US", ["language"]),
    ],
)
def test_languages_are_tags(language: str | None, tag: str, losses: list[str]) -> None:
    report = Report()
    text = dumps([Record(id="k", type="book", language=language)], "word-sources", report=report)
    assert f"<b:LCID>{tag}</b:LCID>" in text
    assert [loss.field for loss in report.losses] == losses


def test_several_issns_are_listed() -> None:
    record = Record(id="k", type="article-journal", ISSN="0027-8424 1091-6490")
    assert field(record, "StandardNumber") == "0027-8424, 1091-6490"
