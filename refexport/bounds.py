"""Records whose values are no longer, and whose markup is nested no deeper, than the limits say.

Readers look after what their formats nest; this is about what comes out of any of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from refexport.limits import advice, limit, nesting
from refexport.record import Record
from refexport.report import Report
from refexport.source import Source
from refexport.text.rich import pieces, plain


def bounded(records: Iterator[Record], source: Source, report: Report) -> Iterator[Record]:
    """Yield records, without values that are too long, and without markup that is nested too deep.

    Args:
        records: as a reader yields them.
        source: from which it reads them.
        report: gets an error for each value that is left out, and a warning for each that loses its markup.
    """
    bounds: _Bounds | None = None
    for record in records:
        if bounds is None:
            bounds = _Bounds(source, report)
        if bounds.is_long:
            bounds.shorten(record)
        bounds.flatten(record)
        yield record


class _Bounds:
    """What the values of records may hold, and whether the text of a source can hold one that is too long at all."""

    def __init__(self, source: Source, report: Report) -> None:
        self.source, self.report = source, report
        self.most, self.deepest = limit("value-chars"), nesting()
        self.is_long = len(source.text) + limit("expansion") > self.most

    def shorten(self, record: Record) -> None:
        """Leave out the values of a record that are too long."""
        for attribute in Record.__struct_fields__:
            value = getattr(record, attribute)
            size = _longest(value)
            if size > self.most:
                setattr(record, attribute, getattr(Record(), attribute))
                message = f"'{attribute}' holds {size:,} characters and is left out; {advice('value-chars')}"
                self._tell("error", "value-too-long", message, record)

    def flatten(self, record: Record) -> None:
        """Take the markup off the values of a record in which it is nested too deep."""
        deepest = self.deepest
        least = deepest * len("<i>")
        # What Rich shows is what differs from the default, found without a step of Python's for all that does not.
        for _, value in record.__rich_repr__():
            if type(value) is str and len(value) > least and value.count("<") > deepest:
                self._flatten_markup(record)
                return

    def _flatten_markup(self, record: Record) -> None:
        for attribute, value in zip(Record.__struct_fields__, msgspec.structs.astuple(record), strict=True):
            if type(value) is str and _depth(value) > self.deepest:
                setattr(record, attribute, plain(value))
                message = f"the markup of '{attribute}' is nested more than {self.deepest} deep and is left out"
                self._tell("warning", "nested-too-deep", f"{message}; {advice('nesting')}", record)

    def _tell(self, severity: Any, code: str, message: str, record: Record) -> None:
        self.report.add(severity, code, message, source=self.source.name, line=self.source.where(), record=record.id)


def _longest(value: Any) -> int:
    """Return the length of the longest text in a value."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, msgspec.Struct):
        return max(map(_longest, msgspec.structs.astuple(value)), default=0)
    if isinstance(value, dict):
        return max(map(_longest, (*value, *value.values())), default=0)
    return max(map(_longest, value), default=0) if isinstance(value, tuple | list) else 0


def _depth(text: str) -> int:
    """Return how deep the tags of a rich text are nested."""
    if "<" not in text:
        return 0
    depth = deepest = 0
    for is_tag, piece in pieces(text):
        if is_tag:
            depth = max(depth - 1, 0) if piece.startswith("</") else depth + 1
            deepest = max(deepest, depth)
    return deepest
