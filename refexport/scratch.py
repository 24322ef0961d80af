"""Objects that are kept in a temporary file instead of in memory."""

from __future__ import annotations

import pickle
from tempfile import TemporaryFile
from typing import Any
from weakref import finalize

from refexport.replacing import scratch_told


class Scratch:
    """A temporary file of objects, each found by the place where it begins; it is gone with this object."""

    def __init__(self) -> None:
        with scratch_told():
            self._file = TemporaryFile()  # noqa: SIM115  closed with this object
        finalize(self, self._file.close)

    def put(self, item: Any) -> int:
        """Write an object at the end, and return its place."""
        with scratch_told():
            place = self._file.seek(0, 2)
            pickle.dump(item, self._file, pickle.HIGHEST_PROTOCOL)
        return place

    def get(self, place: int) -> Any:
        """Return the object at a place."""
        with scratch_told():
            self._file.seek(place)
            return pickle.load(self._file)
