"""A format's own custom fields on trial: whether each would be read back as itself, or be taken for something else.

A custom field may have the name of a field that stands for a variable, in the type that it is written with or in
another: it was read as a further value of it, in a record of another type, or a program made it.  What it is to a
reader depends on its value and on the fields beside it, so it is written and read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from refexport.record import Record
from refexport.report import Report
from refexport.source import Source

Fields = dict[str, Any]

Back = Callable[[Fields], Record | None]
"""Writes the record in hand with some custom fields and nothing else custom, and reads it; nothing for no record."""

MISREAD = "would be read back as another field, or not at all"


def back_of(read: Callable[[Source, Report], Iterator[Record]], text: str) -> Record | None:
    """Return the one record that a text is read as, or `None` if it is not one."""
    found = list(read(Source(text, "-"), Report()))
    return found[0] if len(found) == 1 else None


def stand(fields: Mapping[str, Any], format: str, back: Back) -> Fields:
    """Return those of some custom fields that are read back as they are, and change nothing else.

    Args:
        fields: name to value.
        format: id of the format whose custom fields they are.
        back: writes and reads.
    """
    bare = back({})
    if bare is None:
        return {}
    if _holds(bare, fields, format, back):
        return dict(fields)
    alone = {name: value for name, value in fields.items() if _holds(bare, {name: value}, format, back)}
    if len(alone) < 2 or _holds(bare, alone, format, back):
        return alone
    together: Fields = {}
    for name, value in alone.items():
        if _holds(bare, {**together, name: value}, format, back):
            together[name] = value
    return together


def _holds(bare: Record, fields: Mapping[str, Any], format: str, back: Back) -> bool:
    found = back(dict(fields))
    own = bare.custom.get(format, {})
    return (
        found is not None
        and not own.keys() & fields.keys()
        and found == bare.copy(custom={**bare.custom, format: {**own, **fields}})
    )
