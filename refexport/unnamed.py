"""Lists of names that go on in the work itself, beyond those that a record has: kept beside the record, in `custom`."""

from __future__ import annotations

from collections.abc import Iterable

from refexport.record import Record

OURS = "refexport"
"""Key in `Record.custom` of what is told of a record beside its variables, by whatever format."""
AND_OTHERS = "and others"
"""Key in it: the attributes, with blanks between, whose lists of names end in `and others` or `et al.`"""
OTHERS = "others"
"""The literal name by which pandoc's CSL-JSON has it."""


def cut_lists(record: Record) -> frozenset[str]:
    """Return the attributes of a record whose lists of names go on in the work itself."""
    told = record.custom.get(OURS, {}).get(AND_OTHERS) if record.custom else None
    return frozenset(told.split()) if isinstance(told, str) else frozenset()


def keep_cut(record: Record, attributes: Iterable[str]) -> None:
    """Keep beside a record which of its lists of names go on."""
    cut = list(attributes)
    if cut:
        cut = sorted({*cut, *cut_lists(record)})
        record.custom = {**record.custom, OURS: {**record.custom.get(OURS, {}), AND_OTHERS: " ".join(cut)}}
