"""A record as a CSL-JSON item, and back.

CSL-JSON is what citation processors read and reference managers embed, so this
mapping is used by the CSL-JSON format, the citation engines and manuscripts.

Source: CSL-JSON schema 1.0.2 (`csl-data.json`).
"""

from __future__ import annotations

from typing import Any

from refexport.record import Date, Name, Record
from refexport.vocabulary import VARIABLES

_NAME_KEYS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")


def item_of(record: Record) -> dict[str, Any]:
    """Return a record as a CSL-JSON item.

    Args:
        record: any record; what CSL-JSON has no key for is left out.
    """
    item: dict[str, Any] = {"id": record.id, "type": record.type}
    for name, value in record.variables():
        kind = VARIABLES[name].kind
        if kind == "name":
            item[name] = [item_of_name(person) for person in value]
        elif kind == "date":
            item[name] = item_of_date(value)
        else:
            item[name] = value
    return item


def item_of_name(name: Name) -> dict[str, Any]:
    """Return a name as a CSL-JSON name object."""
    item: dict[str, Any] = {}
    for key in _NAME_KEYS:
        value = getattr(name, key.replace("-", "_"))
        if value:
            item[key] = value
    if name.comma_suffix:
        item["comma-suffix"] = True
    if name.static_ordering:
        item["static-ordering"] = True
    return item


def item_of_date(date: Date) -> dict[str, Any]:
    """Return a date as a CSL-JSON date object."""
    item: dict[str, Any] = {}
    if date.start:
        item["date-parts"] = [list(parts) for parts in (date.start, date.end) if parts]
    if date.season:
        item["season"] = date.season
    if date.circa:
        item["circa"] = True
    if date.literal:
        item["literal"] = date.literal
    return item
