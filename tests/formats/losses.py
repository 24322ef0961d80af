"""What changed between a record and its copy that came back, and was not reported."""

from __future__ import annotations

from collections.abc import Iterable

from refexport import Loss, Record
from refexport.vocabulary import VARIABLES

ATTRIBUTES = ("id", "type", *(variable.attribute for variable in VARIABLES.values()), "keyword", "files", "part")


def base(field: str) -> str:
    """Return the attribute that a loss is about: `author[2].suffix` → `author`."""
    return field.partition("[")[0].partition(".")[0].replace("-", "_")


def unreported(record: Record, back: Record | None, losses: Iterable[Loss]) -> list[str]:
    """Return what differs in the copy without a loss that says so, as `attribute: before -> after`."""
    if back is None:
        return ["the whole record"]
    told = {base(loss.field) for loss in losses if loss.record == record.id}
    return [
        f"{name}: {getattr(record, name)!r} -> {getattr(back, name)!r}"
        for name in ATTRIBUTES
        if getattr(record, name) != getattr(back, name) and name not in told
    ]
