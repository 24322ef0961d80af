"""Records that a program gives, which may be none, or hold what no record does: said in one line, before or after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from refexport.errors import RefexportError, UsageError
from refexport.record import Record


class Given:
    """The records that a program gives to a writer, one after the other.

    Args:
        records: must be an iterable of records.

    Raises:
        UsageError: it is a record itself, or no iterable.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        if isinstance(records, Record) or not hasattr(records, "__iter__"):
            raise UsageError(f"records are given as a list, not as a {type(records).__name__}")
        self._records = iter(records)
        self._last: Record | None = None

    def __iter__(self) -> Iterator[Record]:
        """Yield the records.

        Raises:
            UsageError: one of them is none.
        """
        for number, record in enumerate(self._records, start=1):
            if not isinstance(record, Record):
                kind = type(record).__name__
                raise UsageError(f"record {number} is a {kind}, not a Record; `loads` makes records of CSL-JSON")
            self._last = record
            yield record

    def explained(self, pieces: Iterator[Any]) -> Iterator[Any]:
        """Yield what a writer makes of the records; say which value it failed on, if that is of the wrong type.

        Raises:
            UsageError: a record holds a value that no record may.
        """
        try:
            yield from pieces
        except (RefexportError, GeneratorExit, KeyboardInterrupt):
            raise
        except Exception:
            # To look at each record first would cost every writer what hardly a program ever does.
            if self._last is not None and (reason := mistyped(self._last)):
                raise UsageError(f"record '{self._last.id}': {reason}") from None
            raise


def mistyped(record: Record) -> str | None:
    """Return what is wrong with the types of a record's values, or `None`."""
    try:
        msgspec.convert(msgspec.to_builtins(record), Record)
    except (msgspec.ValidationError, TypeError, ValueError) as error:
        return str(error)
    return None
