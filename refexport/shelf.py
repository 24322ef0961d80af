"""A list whose items stand on disk where it is long, and are read one by one from any place."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from refexport.scratch import Scratch

T = TypeVar("T")

KEPT = 5_000
"""Items that are kept in memory; where there are more, all of them go to a temporary file."""


class Shelf(Generic[T]):
    """A list of items that are appended, read and replaced, with eight bytes of memory an item where it is long.

    An item that was read and then changed is not changed here: put it back in its place.

    Args:
        items: that it begins with.
        kept: items that are kept in memory.
    """

    def __init__(self, items: Iterable[T] = (), kept: int = KEPT) -> None:
        self._kept = kept
        self._here: list[T] = []
        self._scratch: Scratch | None = None
        self._places = array("Q")
        for item in items:
            self.append(item)

    def append(self, item: T) -> None:
        """Add an item."""
        if self._scratch is None:
            self._here.append(item)
            if len(self._here) > self._kept:
                self._spill()
        else:
            self._places.append(self._scratch.put(item))

    def _spill(self) -> None:
        self._scratch = Scratch()
        self._places.extend(map(self._scratch.put, self._here))
        self._here = []

    def __len__(self) -> int:
        return len(self._here) + len(self._places)

    def __getitem__(self, place: int) -> T:
        if self._scratch is None:
            return self._here[place]
        return self._scratch.get(self._places[place])  # type: ignore[no-any-return]

    def __setitem__(self, place: int, item: T) -> None:
        if self._scratch is None:
            self._here[place] = item
        else:
            self._places[place] = self._scratch.put(item)

    def __iter__(self) -> Iterator[T]:
        for place in range(len(self)):
            yield self[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence | Shelf) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]
