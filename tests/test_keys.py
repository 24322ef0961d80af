"""Citation keys: readable, ASCII, unique, the same on every run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import records

from refexport import Date, Name, Record, Report
from refexport.keys import KeyMaker, make_key
from refexport.source import Source


def person(family: str) -> tuple[Name, ...]:
    return (Name(family=family, given="A."),)


@pytest.mark.parametrize(
    ("record", "key"),
    [
        (Record(author=person("Lu"), issued=Date((2024,)), title="Unraveling the genetic basis"), "lu2024unraveling"),
        (Record(author=person("Müller"), issued=Date((1999, 5)), title="The <i>FTO</i> gene"), "muller1999fto"),
        (Record(author=person("O'Brien"), issued=Date((2001,)), title="Über die Größe"), "obrien2001grosse"),
        (Record(author=person("Иванов"), issued=Date((2001,)), title="О мышах"), "ivanov2001myshakh"),
        (Record(author=(Name(literal="World Health Organization"),), title="Mice"), "worldmice"),
        (Record(editor=person("Smith-Jones"), title="2020 in mice"), "smithjonesmice"),
        (Record(title="Of mice"), "mice"),
        (Record(PMID="123"), "pmid123"),
        (Record(issued=Date((-44,)), title="De bello"), "44bello"),
        (Record(), "document"),
    ],
)
def test_made_key(record: Record, key: str) -> None:
    assert make_key(record) == key


def test_keys_in_the_source_stay_as_they_are() -> None:
    report = Report()
    given_ = [Record(id="Smith2020"), Record(id="smith2020"), Record(id="a b/c")]
    assert [record.id for record in KeyMaker().assign(given_, report)] == ["Smith2020", "smith2020", "a b/c"]
    assert report.diagnostics == []


def test_duplicates_get_letters_and_a_warning() -> None:
    report = Report()
    source = Source("", "lib.bib")
    source.line = 7
    keys = [record.id for record in KeyMaker().assign([Record(id="a")] * 30, report, source)]
    assert keys[:4] == ["a", "aa", "ab", "ac"]
    assert len(set(keys)) == 30
    assert len(report.warnings) == 29
    assert str(report.warnings[0]) == "lib.bib:7: key 'a' stands here twice; the later record is now 'aa'"


@given(st.lists(records(), max_size=8))
def test_keys_are_unique_and_made_ones_ascii(found: list[Record]) -> None:
    nameless = [record.copy(id="") for record in found]
    keys = [record.id for record in KeyMaker().assign(nameless, Report())]
    assert len(set(keys)) == len(keys)
    assert all(key and key.isascii() and key.isalnum() for key in keys)


@given(st.lists(records(), min_size=1, max_size=6))
def test_keys_stay_when_records_are_added_after(found: list[Record]) -> None:
    nameless = [record.copy(id="") for record in found]
    first = [record.id for record in KeyMaker().assign(nameless[:-1], Report())]
    assert [record.id for record in KeyMaker().assign(nameless, Report())][:-1] == first
