"""What the registration agencies' JSON formats have in common: careful access to values that may be of any type.

Source: the REST APIs of Crossref, DataCite and OpenAlex, whose fields may be null, absent, texts or lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from refexport.item_values import clean_text, paragraphs_of
from refexport.report import Report
from refexport.text.rich import from_html

_BLANK: tuple[Any, ...] = (None, "", [], {})


def text_of(value: Any) -> str | None:
    """Return a value as plain text on one line; of a list, its first text."""
    if isinstance(value, list):
        value = next((item for item in value if item not in _BLANK), None)
    return clean_text(value) or None


def rich_text_of(value: Any) -> str | None:
    """Return a value with HTML or JATS markup as rich text on one line."""
    text = text_of(value)
    if text and ("<" in text or "&" in text):
        return clean_text(from_html(text)) or None
    return text


def paragraphs(value: Any) -> str | None:
    """Return a value with HTML or JATS markup as rich text of one or more lines, blank ones left out."""
    if not isinstance(value, str):
        return text_of(value)
    text = paragraphs_of(from_html(value)) or ""
    return "\n".join(line for line in text.split("\n") if line) or None


def items_of(value: Any) -> list[dict[str, Any]]:
    """Return the objects in a list, or the one object that a value is."""
    if isinstance(value, dict):
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def item(value: Any) -> dict[str, Any]:
    """Return an object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def kept(source: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Return those of some fields that say anything, for a record's `custom`."""
    return {key: source[key] for key in keys if key in source and source[key] not in _BLANK}


def report_affiliations(report: Report, record: str | None, people: list[dict[str, Any]], format: str) -> None:
    """Report the affiliations of authors, for which a record has no place, as one loss."""
    lost = [person["affiliation"] for person in people if person.get("affiliation") not in _BLANK]
    if lost:
        report.lose(
            record or "", "author.affiliation", "dropped", "names have no place for it", format=format, value=lost
        )
