"""What changed between a record and its copy that came back, and was not reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from refexport import Loss, Record
from refexport.vocabulary import VARIABLES

ATTRIBUTES = ("id", "type", *(variable.attribute for variable in VARIABLES.values()), "keyword", "files", "part")

_SIBLING = {"bibtex": "biblatex", "biblatex": "bibtex"}
"""Formats that read each other's fields as their own."""


def base(field: str) -> str:
    """Return the attribute that a loss is about: `author[2].suffix` → `author`."""
    return field.partition("[")[0].partition(".")[0].replace("-", "_")


def unreported(record: Record, back: Record | None, losses: Iterable[Loss]) -> list[str]:
    """Return what differs in the copy without a loss that says so, as `attribute: before -> after`."""
    if back is None:
        return ["the whole record"]
    losses = [loss for loss in losses if loss.record == record.id]
    told = {base(loss.field) for loss in losses}
    changed = [
        f"{name}: {getattr(record, name)!r} -> {getattr(back, name)!r}"
        for name in ATTRIBUTES
        if getattr(record, name) != getattr(back, name) and name not in told
    ]
    paths = {loss.field for loss in losses if base(loss.field) == "custom"}
    return [*changed, *(change for path, change in _custom(record, back) if not paths & {"custom", path})]


def _custom(record: Record, back: Record) -> Iterator[tuple[str, str]]:
    """Yield the paths of custom fields that are gone or other, and how."""
    for format, fields in record.custom.items():
        for name, value in fields.items():
            if name.startswith("@"):
                continue  # of a whole .bib file, not of the record that it is kept with
            found = {**back.custom.get(_SIBLING.get(format, ""), {}), **back.custom.get(format, {})}.get(name)
            if found != value:
                path = f"custom.{format}.{name}"
                yield path, f"{path}: {value!r} -> {found!r}"
