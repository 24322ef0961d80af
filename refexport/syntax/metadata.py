"""What the registration agencies' JSON formats have in common: careful access to values that may be of any type.

Source: the REST APIs of Crossref, DataCite and OpenAlex, whose fields may be null, absent, texts or lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from refexport.item_values import clean_text, paragraphs_of
from refexport.record import Record
from refexport.report import Report
from refexport.text.rich import from_html

_BLANK: tuple[Any, ...] = (None, "", [], {})


def text_of(value: Any) -> str | None:
    """Return a value as plain text on one line; of a list, its first text."""
    if value is None:
        return None  # most fields are absent
    if type(value) is list:
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
    if type(value) is list:
        return [item for item in value if type(item) is dict]
    return [value] if type(value) is dict else []


def item(value: Any) -> dict[str, Any]:
    """Return an object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def kept(source: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Return those of some fields that say anything, for a record's `custom`."""
    return {key: source[key] for key in keys if key in source and source[key] not in _BLANK}


def unsaid(source: dict[str, Any], attributes: Mapping[str, str], record: Record) -> Iterator[tuple[str, Any]]:
    """Yield the texts of some fields that a record, made of them, does not hold; what is no text as it is.

    The one text of a list is taken for read.

    Args:
        source: the fields.
        attributes: names of fields to the attributes of the record, with blanks between, that may hold them.
        record: as it was read.
    """
    for key in attributes:
        if key not in source:
            continue
        value = source[key]
        if value in _BLANK or (type(value) is list and len(value) == 1 and type(value[0]) is str):
            continue
        texts = [text for text in map(text_of, _listed(value)) if text]
        held = [str(text) for name in attributes[key].split() if (text := getattr(record, name))]
        left = [text for text in texts if not any(text in each or _even(text) in _even(each) for each in held)]
        if left or not texts:
            yield key, (left if len(left) > 1 else left[0]) if left else value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _even(text: str) -> str:
    """Return the letters and digits of a text, without markup."""
    return "".join(filter(str.isalnum, from_html(text) if "<" in text or "&" in text else text)).lower()


def report_affiliations(
    report: Report,
    record: str | None,
    people: list[dict[str, Any]],
    format: str,
    *,
    role: str = "author",
    keys: tuple[str, ...] = ("affiliation",),
) -> None:
    """Report the affiliations of people, for which a record has no place, as one loss.

    Args:
        report: gets the loss.
        record: identifier of the record.
        people: as the format has them.
        format: its id.
        role: what they are to the work.
        keys: which of their fields hold affiliations.
    """
    lost = [person[key] for person in people for key in keys if person.get(key) not in _BLANK]
    if lost:
        reason = "names have no place for it"
        report.lose(record or "", f"{role}.affiliation", "dropped", reason, format=format, value=lost)
