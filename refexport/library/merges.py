"""The records of a library that were made of several, each made again when it is asked for."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Protocol, overload

from refexport.library.merging import Merged, merge_records
from refexport.record import Record
from refexport.report import Report
from refexport.shelf import Shelf

Library = Sequence[Record] | Shelf[Record]


class Labels(Protocol):
    """Gives what a record is called, by its place."""

    def __getitem__(self, place: int, /) -> str: ...


class Merges(Sequence[Merged]):
    """Records that were made of several: their places and keys, each made again when it is asked for."""

    def __init__(self, library: Library, labels: Labels | None) -> None:
        self._library, self._labels = library, labels
        self._made: list[tuple[Sequence[int], str]] = []

    def add(self, places: list[int], key: str) -> None:
        """Take in the places of the records that became one, and its key."""
        self._made.append((array("Q", places), key))

    def make(self, places: Sequence[int], report: Report | None = None) -> Merged:
        """Return the records at some places as one."""
        called = [self._labels[place] for place in places] if self._labels else None
        return merge_records([self._library[place] for place in places], report, called)

    def groups(self) -> Iterator[tuple[Sequence[int], str]]:
        """Yield the places of the records that became one, and its key."""
        yield from self._made

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, place: int) -> Merged: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Merged]: ...
    def __getitem__(self, place: int | slice) -> Merged | Sequence[Merged]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        places, key = self._made[place]
        merged = self.make(places)
        merged.record = merged.record.copy(id=key)
        return merged
