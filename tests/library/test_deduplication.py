"""Duplicates found and merged in a library: order, keys, origins, links, doubts."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from library import related
from library.duplicates import works
from library.perturb import duplicate
from strategies import records

from refexport import Date, Name, Record, Report
from refexport.library import values
from refexport.library.deduplication import dedupe

libraries = st.one_of(
    st.lists(records(), max_size=6).map(
        lambda found: [record.copy(id=f"k{place}") for place, record in enumerate(found)]
    ),
    related.libraries(),
)


@given(libraries)
def test_a_library_with_itself_gives_the_library(library: list[Record]) -> None:
    once = dedupe(library).records
    twice = dedupe([*library, *(record.copy(id=f"{record.id}-copy") for record in library)]).records
    assert twice == once


@given(libraries)
def test_order_and_keys_are_kept(library: list[Record]) -> None:
    kept = [record.id for record in dedupe(library).records]
    assert kept == sorted(set(kept), key=[record.id for record in library].index)


@given(libraries)
def test_every_value_is_kept_or_reported(library: list[Record]) -> None:
    report = Report()
    result = dedupe(library, report=report)
    lost = {(loss.record, loss.field) for loss in report.losses}
    by_key = {record.id: record for record in library}
    for merged in result.merged:
        for key in merged.members:
            for name, value in by_key[key].variables():
                assert merged.record[name], name
                if isinstance(value, str) and not values.is_said_by(value, str(merged.record[name])):
                    origin = merged.origins[name]
                    assert (key, name) in lost or origin.rule in ("richer writing", "full form", "fuller", "all")


@given(libraries)
def test_the_input_is_left_alone(library: list[Record]) -> None:
    before = [record.copy() for record in library]
    dedupe(library)
    assert library == before


def test_real_records_come_together_again(shared: Path) -> None:
    rnd = random.Random(7)
    library, work_of = [], {}
    for number, record in enumerate(works(shared / "corpus" / "real-records.csl.json")):
        for copy in (record, duplicate(rnd, record)):
            library.append(copy.copy(id=f"k{len(library)}"))
            work_of[library[-1].id] = number
    rnd.shuffle(library)
    result = dedupe(library)
    wrong = [merged.members for merged in result.merged if len({work_of[key] for key in merged.members}) > 1]
    assert len(wrong) <= 0.001 * len(result.merged), wrong
    assert len(result.merged) >= 0.97 * len(library) / 2


PREPRINT = Record(
    id="pre",
    type="article",
    title="Glass in the lagoon: a survey of furnaces",
    author=(Name(family="Moro", given="Ugo"),),
    publisher="bioRxiv",
    DOI="10.1101/2020.01.01",
    issued=Date((2020,)),
)
PUBLISHED = PREPRINT.copy(
    id="pub", type="article-journal", DOI="10.1000/glass.7", publisher=None, container_title="Glass", volume="3"
)


def test_a_preprint_is_kept_apart_and_linked() -> None:
    copy = PUBLISHED.copy(id="copy", DOI=None, page="1-9")
    result = dedupe([PREPRINT, PUBLISHED, copy])
    assert [record.id for record in result.records] == ["pre", "pub"]
    assert result.versions == [("pre", "pub")]
    assert result.records[0].custom["refexport"] == {"is-preprint-of": ["pub"]}
    assert result.records[1].custom["refexport"] == {"has-preprint": ["pre"]}
    assert dedupe(result.records).records == result.records


def test_each_value_has_its_origin() -> None:
    one = PUBLISHED.copy(id="one", title="GLASS IN THE LAGOON", author=(Name(family="Moro", given="U."),), page="101-9")
    two = PUBLISHED.copy(id="two", issued=Date((2020, 5, 1)), volume="3", note="Read again", DOI=None)
    report = Report()
    result = dedupe([one, two], report=report)
    (merged,) = result.merged
    assert merged.record.id == "one"
    assert merged.members == ("one", "two")
    assert merged.record.title == "Glass in the lagoon: a survey of furnaces"
    assert merged.record.author == (Name(family="Moro", given="Ugo"),)
    assert merged.record.issued == Date((2020, 5, 1))
    told = {name: (origin.record, origin.rule) for name, origin in merged.origins.items()}
    assert told["title"] == ("two", "full form")
    assert told["author"] == ("two", "fuller")
    assert told["DOI"] == ("one", "only")
    assert told["note"] == ("two", "only")
    assert told["volume"] == ("one", "same")
    assert report.losses == []


def test_a_value_that_is_not_kept_is_a_loss() -> None:
    report = Report()
    fuller = PUBLISHED.copy(id="b", publisher="Murano Press", issue="4", page="2-8")
    other = fuller.copy(id="c", publisher="Lagoon House")
    result = dedupe([PUBLISHED, fuller, other], report=report)
    assert len(result.records) == 1
    assert [(loss.record, loss.field, loss.value) for loss in report.losses] == [("c", "publisher", "Lagoon House")]


BOOK = Record(id="second", type="book", title="A history of glass", author=(Name(family="Moro", given="Ugo"),))
EDITIONS = [BOOK.copy(edition="2"), BOOK.copy(id="third", edition="3")]


def test_a_record_that_fits_two_works_is_left_to_a_person() -> None:
    vague = EDITIONS[0].copy(id="vague", edition=None, publisher="Lagoon")
    result = dedupe([*(book.copy(publisher="Lagoon") for book in EDITIONS), vague])
    assert len(result.records) == 3
    assert {(pair.first.id, pair.second.id) for pair in result.doubts} == {("second", "vague"), ("third", "vague")}


def test_a_person_decides() -> None:
    vague = EDITIONS[0].copy(id="vague", edition=None, publisher="Lagoon")
    library = [*(book.copy(publisher="Lagoon") for book in EDITIONS), vague]
    result = dedupe(library, answers={("vague", "third"): "same"})
    assert [merged.members for merged in result.merged] == [("third", "vague")]
    assert not result.doubts
    apart = dedupe([PUBLISHED, PUBLISHED.copy(id="b", page="2-8")], answers={("b", "pub"): "different"})
    assert len(apart.records) == 2


def test_a_decision_for_a_copy_counts_and_one_for_nobody_is_named() -> None:
    report = Report()
    library = [PUBLISHED, PUBLISHED.copy(id="copy"), PUBLISHED.copy(id="b", page="2-8")]
    answers = {("copy", "b"): "different", ("pub", "nobody"): "same"}
    result = dedupe(library, answers=answers, report=report)
    assert [record.id for record in result.records] == ["pub", "b"]
    assert [(one.code, one.record) for one in report.diagnostics] == [("unknown-key", "nobody")]
