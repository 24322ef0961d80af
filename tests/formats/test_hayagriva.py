"""Hayagriva: read back with a YAML parser, and held against what the format's documentation allows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from strategies import records

from refexport import Date, Name, Record, Report, dumps
from refexport.formats.hayagriva import EXACT, TYPES
from refexport.vocabulary import ITEM_TYPES

yaml = pytest.importorskip("yaml", reason="PyYAML reads the output back")

ENTRY_TYPES = frozenset(
    "article chapter entry anthos report thesis web scene artwork patent case newspaper legislation manuscript "
    "original post misc performance periodical proceedings book blog reference conference anthology repository "
    "thread video audio exhibition".split()
)
FIELDS = frozenset(
    "type title author date parent abstract genre editor affiliated call-number publisher location organization issue "
    "volume volume-total chapter edition page-range page-total time-range runtime url serial-number language archive "
    "archive-location note".split()
)
ROLES = frozenset(
    "translator afterword foreword introduction annotator commentator holder compiler founder collaborator organizer "
    "cast-member composer producer executive-producer writer cinematography director illustrator narrator".split()
)


def entries(*items: Record, report: Report | None = None) -> dict[str, Any]:
    return yaml.safe_load(dumps(items, "hayagriva", report=report))


def entry(report: Report | None = None, **values: Any) -> dict[str, Any]:
    return entries(Record(id="a", **values), report=report)["a"]


def test_article_in_a_journal() -> None:
    found = entry(
        type="article-journal",
        title="Kinetics",
        author=(Name(family="Doan", given="T. D."), Name(family="Haug", given="Hartmut", suffix="Jr.")),
        issued=Date(start=(2020, 10, 14)),
        page="165126-165139",
        DOI="10.1103/PhysRevB.102.165126",
        ISSN="0163-1829",
        container_title="Physical Review B",
        container_title_short="Phys. Rev. B",
        volume="102",
        issue="16",
        publisher="American Physical Society",
    )
    assert found == {
        "type": "article",
        "title": "Kinetics",
        "author": ["Doan, T. D.", "Haug, Hartmut, Jr."],
        "date": "2020-10-14",
        "page-range": "165126-165139",
        "serial-number": {"doi": "10.1103/PhysRevB.102.165126"},
        "parent": [
            {
                "type": "periodical",
                "title": {"value": "Physical Review B", "short": "Phys. Rev. B"},
                "volume": 102,
                "issue": 16,
                "publisher": "American Physical Society",
                "serial-number": {"issn": "0163-1829"},
            }
        ],
    }


def test_chapter_in_a_book_of_a_series_and_its_original() -> None:
    found = entry(
        type="chapter",
        title="C",
        container_title="B",
        editor=(Name(family="Ed", given="E."),),
        publisher="P",
        publisher_place="Paris",
        edition="2",
        collection_title="S",
        collection_number="7",
        original_title="O",
        original_date=Date(start=(1999,)),
    )
    book, original = found["parent"]
    assert book["publisher"] == {"name": "P", "location": "Paris"}
    assert (book["title"], book["editor"], book["edition"]) == ("B", ["Ed, E."], 2)
    assert book["parent"] == [{"type": "anthology", "title": "S", "volume": 7}]
    assert original == {"type": "original", "title": "O", "date": "1999"}


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (Name(literal="World Health Organization, Geneva"), {"name": "World Health Organization, Geneva"}),
        (
            Name(family="Gogh", given="V.", non_dropping_particle="van"),
            {"name": "Gogh", "given-name": "V.", "prefix": "van"},
        ),
        (Name(family="de Lima Prata", given="K."), {"name": "de Lima Prata", "given-name": "K."}),
        (Name(family="De Santis", given="G."), "De Santis, G."),
        (Name(given="Plato"), {"name": "Plato"}),
        (Name(family="A, B", given="C"), {"name": "A, B", "given-name": "C"}),
    ],
)
def test_names(name: Name, written: Any) -> None:
    assert entry(author=(name,))["author"] == [written]


@pytest.mark.parametrize(
    ("date", "written", "losses"),
    [
        (Date(start=(2020, 2)), "2020-02", 0),
        (Date(start=(-1,)), "0000", 0),
        (Date(start=(-44, 3, 15)), "-0043-03-15", 0),
        (Date(start=(2020,), end=(2021,)), "2020", 1),
        (Date(start=(2020,), circa=True), "2020", 1),
        (Date(literal="in press"), None, 1),
    ],
)
def test_dates(date: Date, written: str | None, losses: int) -> None:
    report = Report()
    assert entry(report, type="book", issued=date).get("date") == written
    assert len(report.losses) == losses


@pytest.mark.parametrize(
    ("title", "written", "losses"),
    [
        ("Plain: text # not a comment", "Plain: text # not a comment", 0),
        ('On <span class="nocase">iPhones</span>', "On {iPhones}", 0),
        ("The <i>FTO</i> gene", "The FTO gene", 1),
        ("Costs $5 {or} \\more", "Costs \\$5 \\{or\\} \\\\more", 0),
        ('"x"\n  - y: z', '"x"\n  - y: z', 0),
        ("1999", "1999", 0),
        ("yes", "yes", 0),
        ("a\u2028b\x85c\x00", "a\u2028b\nc", 1),
    ],
)
def test_titles(title: str, written: Any, losses: int) -> None:
    report = Report()
    assert entry(report, type="book", title=title)["title"] == written
    assert len(report.losses) == losses


def test_what_would_spoil_the_file_is_left_out_and_reported() -> None:
    report = Report()
    found = entry(
        report, type="book", URL="not an address", language="Old English", number_of_pages="xii, 300",
        accessed=Date(start=(2020,)), keyword=("k",), custom={"ris": {"C1": "x"}}, annote="n",
    )  # fmt: skip
    assert found == {"type": "book"}
    assert {loss.field for loss in report.losses} == {
        "URL", "language", "number-of-pages", "accessed", "keyword", "custom.ris.C1", "annote",
    }  # fmt: skip


def test_address_with_the_day_of_access() -> None:
    found = entry(type="webpage", URL="https://x.org/?a=1#b", accessed=Date(start=(2020, 1, 2)))
    assert found["url"] == {"value": "https://x.org/?a=1#b", "date": "2020-01-02"}


@pytest.mark.parametrize("type", ITEM_TYPES)
def test_types(type: str) -> None:
    report = Report()
    assert entry(report, type=type, title="T")["type"] in ENTRY_TYPES
    assert TYPES[type][1] in ENTRY_TYPES | {""}
    assert [loss.field for loss in report.losses] == ([] if type in EXACT else ["type"])


def test_no_records_are_an_empty_mapping() -> None:
    assert entries() == {}


def test_keys_are_kept() -> None:
    records = [Record(id=id) for id in ("Smith2020", "smith2020", "yes", "12", "a: b", "- x")]
    assert list(entries(*records)) == [record.id for record in records]


def _check(node: dict[str, Any]) -> None:
    assert set(node) <= FIELDS
    assert node["type"] in ENTRY_TYPES
    assert all(isinstance(node[name], int) for name in ("page-total", "volume-total") if name in node)
    assert re.fullmatch(r"-?\d{4}(-\d\d){0,2}", node.get("date", "2020"))
    assert {affiliated["role"] for affiliated in node.get("affiliated", ())} <= ROLES
    for parent in node.get("parent", ()):
        _check(parent)


@given(item=records())
def test_every_value_is_there_or_reported(item: Record) -> None:
    report = Report()
    text = dumps([item], "hayagriva", report=report)
    ((key, found),) = yaml.safe_load(text).items()
    assert key == item.id
    _check(found)
    told = {loss.field.partition("[")[0] for loss in report.losses}
    strings = set(_strings(found))
    for name, value in item.variables():
        if isinstance(value, str) and "<" not in value and name not in told:
            assert value in strings


def _strings(value: Any):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _strings(part)
    else:
        yield re.sub(r"\\([\\{}$])", r"\1", str(value))


def test_several_issns_are_listed() -> None:
    text = dumps([Record(id="k", type="article-journal", container_title="J", ISSN="0027-8424 1091-6490")], "hayagriva")
    assert 'issn: "0027-8424, 1091-6490"' in text
