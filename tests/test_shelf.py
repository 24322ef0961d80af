"""A list on disk behaves as one in memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import records

from refexport import Record
from refexport.shelf import Shelf

KEPT = 2
"""Few enough that most lists go to disk."""


@given(st.lists(records(), max_size=6), st.data())
def test_a_shelf_is_a_list(found: list[Record], data: st.DataObject) -> None:
    shelf = Shelf(found, kept=KEPT)
    assert len(shelf) == len(found)
    assert shelf == found
    for place in data.draw(st.permutations(range(len(found)))):
        found[place] = found[place].copy(id=f"new{place}")
        shelf[place] = found[place]
        assert shelf[place] == found[place]
    shelf.append(Record(id="last"))
    assert list(shelf) == [*found, Record(id="last")]
    assert shelf[-1] == Record(id="last")


def test_what_is_not_there_is_an_error() -> None:
    for count in (1, KEPT + 1):
        with pytest.raises(IndexError):
            Shelf(range(count), kept=KEPT)[count]


def test_two_go_through_it_at_once() -> None:
    shelf = Shelf(range(5), kept=KEPT)
    assert [(one, other) for one in shelf for other in shelf] == [
        (one, other) for one in range(5) for other in range(5)
    ]
