"""A list that can only grow, and stands on disk where it is long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Generic, TypeVar, overload

from refexport.scratch import Scratch

T = TypeVar("T")

KEPT = 10_000
"""Items that are kept in memory before they are written to a temporary file."""


class Spilled(Generic[T]):
    """A list: appended to, counted and gone through in order.

    Args:
        kept: items that are kept in memory.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._scratch: Scratch | None = None
        self._places: list[int] = []
        self._spilled = 0
        self._last: list[T] = []

    def append(self, item: T) -> None:
        """Add an item."""
        self._last.append(item)
        if len(self._last) >= self._kept:
            self._spill()

    def extend(self, items: Iterable[T]) -> None:
        """Add several items."""
        for item in items:
            self.append(item)

    def _spill(self) -> None:
        if self._scratch is None:
            self._scratch = Scratch()
        self._places.append(self._scratch.put(self._last))
        self._spilled += len(self._last)
        self._last = []

    def __len__(self) -> int:
        return self._spilled + len(self._last)

    def __iter__(self) -> Iterator[T]:
        for place in list(self._places):
            assert self._scratch is not None
            yield from self._scratch.get(place)
        yield from self._last

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            return list(islice(self, start, stop, step)) if step > 0 else list(self)[place]
        place += len(self) if place < 0 else 0
        if not 0 <= place < len(self):
            raise IndexError(place)
        return next(islice(self, place, None))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, list | Spilled) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]
