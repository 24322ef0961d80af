"""Libraries merged and held against each other."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from library import related
from strategies import records

from refexport import Date, Name, Record, Report, diff, merge
from refexport.library.comparison import changes
from refexport.library.deduplication import digest

strangers = st.lists(records(), max_size=5).map(
    lambda found: [record.copy(id=f"k{place}") for place, record in enumerate(found)]
)
libraries = st.one_of(strangers, related.libraries())


GLASS = Record(
    id="moro2001",
    type="article-journal",
    title="A history of glass in the lagoon",
    author=(Name(family="Moro", given="Ugo"),),
    container_title="BMC Glass",
    issued=Date((2001,)),
    DOI="10.1000/182",
)
SAND = Record(id="bo1999", type="book", title="Sand", author=(Name(family="Bo", given="Al"),), issued=Date((1999,)))


def joined_through(first: list[Record], second: list[Record]) -> bool:
    """Return whether two records may become one through a third that is equal to one and has the key of the other."""
    keys = {(record.id, digest(record)) for record in [*first, *second]}
    return len({found for _, found in keys}) < len(keys)


@given(libraries)
def test_merge_with_itself_changes_nothing(library: list[Record]) -> None:
    once = merge([library]).records
    assert merge([library, library]).records == once
    assert merge([once]).records == once
    assert merge([once, once]).records == once


@given(strangers, strangers)
def test_merging_a_library_in_again_changes_nothing(first: list[Record], second: list[Record]) -> None:
    # A record may have been joined through an equal one that has since been merged into something else.
    assume(not joined_through(first, second))
    both = merge([first, second]).records
    assert merge([both, second]).records == both


def test_a_record_is_joined_through_an_equal_one() -> None:
    first, second = [Record(id="k0", title="A")], [Record(id="k0", title="A", note="n"), Record(id="k1", title="A")]
    assert [(record.id, record.note) for record in merge([first, second]).records] == [("k0", "n")]


def test_two_records_are_joined_through_one_of_another_library() -> None:
    stub, whole = Record(id="k0", type="chapter"), Record(id="k1", type="chapter", title_short="Sand", note="n")
    assert [record.id for record in merge([[stub, whole]]).records] == ["k0", "k1"]
    both = merge([[stub, whole], [whole.copy(id="k0")]]).records
    assert [(record.id, record.note) for record in both] == [("k0", "n")]


@given(libraries, libraries)
def test_keys_are_unique(first: list[Record], second: list[Record]) -> None:
    both = merge([first, second]).records
    assert len({record.id for record in both}) == len(both)


@given(strangers, strangers)
def test_the_first_library_comes_first(first: list[Record], second: list[Record]) -> None:
    assume(not joined_through(first, second))
    mine = [record.id for record in merge([first]).records]
    both = [record.id for record in merge([first, second]).records]
    assert both[: len(mine)] == mine


def test_records_that_share_an_identifier_become_one() -> None:
    report = Report()
    other = GLASS.copy(id="glass", title="A History of Glass", page="1-9", DOI="10.1000/182")
    result = merge([[SAND, GLASS], [other]], names=["a.bib", "b.ris"], report=report)
    assert [record.id for record in result.records] == ["bo1999", "moro2001"]
    (merged,) = result.merged
    assert merged.members == ("a.bib:moro2001", "b.ris:glass")
    assert merged.origins["page"].record == "b.ris:glass"
    assert merged.origins["title"].record == "a.bib:moro2001"


def test_different_works_under_one_key_get_two() -> None:
    report = Report()
    result = merge([[SAND], [GLASS.copy(id="bo1999")]], report=report)
    assert [record.id for record in result.records] == ["bo1999", "bo1999a"]
    assert [one.code for one in report.diagnostics] == ["duplicate-key"]


def test_chapters_that_share_their_books_isbn_stay() -> None:
    one = Record(id="a", type="chapter", title="Furnaces", ISBN="978-3-16-148410-0", container_title="Glass")
    two = one.copy(id="b", title="Pipes and tongs")
    assert len(merge([[one], [two]]).records) == 2


@given(libraries)
def test_a_library_does_not_differ_from_itself(library: list[Record]) -> None:
    assert not diff(library, library)
    assert not diff(library, list(reversed(library)))


@given(libraries, libraries)
def test_diff_there_and_back(first: list[Record], second: list[Record]) -> None:
    there, back = diff(first, second), diff(second, first)
    assert len(first) - len(there.removed) == len(second) - len(there.added)
    assert bool(there) == bool(back)


# The library after, and the lines that tell it from SAND and GLASS.
DIFFERENCES: dict[str, tuple[list[Record], list[str]]] = {
    "nothing": ([SAND, GLASS], []),
    "order": ([GLASS, SAND], []),
    "removed": ([SAND], ["- moro2001: A history of glass in the lagoon"]),
    "added": ([SAND, GLASS, SAND.copy(id="new", title="Lime")], ["+ new: Lime"]),
    "changed": (
        [SAND, GLASS.copy(issued=Date((2002, 3)), page="7", DOI=None)],
        [
            "~ moro2001: A history of glass in the lagoon",
            "    DOI: 10.1000/182 → (none)",
            "    page: (none) → 7",
            "    issued: 2001 → 2002-03",
        ],
    ),
    "another key": (
        [SAND, GLASS.copy(id="glass", author=(*GLASS.author, Name(family="Bo", given="Al")))],
        [
            "~ moro2001: A history of glass in the lagoon",
            "    id: moro2001 → glass",
            "    author: Moro, Ugo → Moro, Ugo; Bo, Al",
        ],
    ),
}


@pytest.mark.parametrize("what", DIFFERENCES)
def test_difference(what: str) -> None:
    after, lines = DIFFERENCES[what]
    found = diff([SAND, GLASS], after)
    assert list(found.lines()) == lines
    assert bool(found) == bool(lines)
    told = found.as_dict()
    assert [len(told[part]) for part in ("added", "removed", "changed")] == [
        sum(line.startswith(sign) for line in lines) for sign in "+-~"
    ]


@given(records(), records())
def test_changes_are_all_that_differs(first: Record, second: Record) -> None:
    fields = changes(first, second)
    assert bool(fields) == (first != second)
    for name, (before, after) in fields.items():
        assert before != after, name
