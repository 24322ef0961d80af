"""A record as a CSL-JSON item, and back.

CSL-JSON is what citation processors read and reference managers embed, so this
mapping is used by the CSL-JSON format, the citation engines and manuscripts.

Source: CSL-JSON schema 1.0.2 (`csl-data.json`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from refexport import extra
from refexport.item_values import (
    clean_text,
    custom_of,
    date_of,
    identifier,
    keywords_of,
    names_of,
    page_of,
    paragraphs_of,
    raw_text,
)
from refexport.record import Date, Name, Record
from refexport.report import Report
from refexport.unnamed import OTHERS, keep_cut
from refexport.vocabulary import ITEM_TYPES, PARAGRAPH_VARIABLES, RAW_VARIABLES, VARIABLES

ID = "csl-json"

OURS = "refexport"
"""Key in an item's `custom` object under which stands what CSL-JSON has no key for."""

_OTHERS = Name(literal=OTHERS)

ALIASES: dict[str, str] = {
    "journalAbbreviation": "container-title-short",
    "shortTitle": "title-short",
    "event": "event-title",
    "archive-location": "archive_location",
    "archive-collection": "archive_collection",
    "citationKey": "citation-key",
    "citekey": "citation-key",
    "arXiv": "arxiv",
    "copyright": "license",
    "rights": "license",
    "doi": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "pmcid": "PMCID",
    "pmid": "PMID",
    "url": "URL",
}
"""Keys of older versions and of other programs, to CSL variables."""

WILD_TYPES: dict[str, str] = {
    "book-chapter": "chapter",
    "book-part": "chapter",
    "book-section": "chapter",
    "component": "document",
    "dissertation": "thesis",
    "edited-book": "book",
    "journal-article": "article-journal",
    "monograph": "book",
    "posted-content": "article",
    "proceedings": "book",
    "proceedings-article": "paper-conference",
    "reference-book": "book",
    "reference-entry": "entry",
    "peer-review": "review",
    "preprint": "article",
    "misc": "document",
    "other": "document",
}
"""Types that registration agencies put into CSL-JSON, to CSL's."""

Convert = Callable[[Any], Any]


def _convert(variable: str) -> Convert:
    kind = VARIABLES[variable].kind
    if kind == "name":
        return names_of
    if kind == "date":
        return date_of
    if variable in PARAGRAPH_VARIABLES:
        return paragraphs_of
    if variable == "page":
        return page_of
    if variable in ("DOI", "ISBN", "ISSN", "PMCID", "PMID", "arxiv"):
        return identifier(variable)
    return raw_text if variable in RAW_VARIABLES else clean_text


_READ: dict[str, tuple[str, Convert]] = {
    **{name: (variable.attribute, _convert(name)) for name, variable in VARIABLES.items()},
    "keyword": ("keyword", keywords_of),
}
_NOT_VARIABLES = frozenset({"id", "type", "custom"})
_OWN = _NOT_VARIABLES | {OURS}


NOT_CSL = "an item has none of CSL's keys, such as type or title; it is left out"


def is_item(item: Mapping[str, Any]) -> bool:
    """Return whether an object has a key of CSL's, by which it could be an item; any other text of JSON has none."""
    return any(key in _READ or key in ALIASES or key in _OWN for key in item)


def record_of(
    item: Mapping[str, Any],
    report: Report | None = None,
    *,
    source: str | None = None,
    line: int | None = None,
) -> Record:
    """Return a CSL-JSON item as a record.

    Numbers and names may be written in any way that is seen in the wild; what no variable holds is kept in
    `custom["csl-json"]`, and labelled lines of `note` are read as what their labels say.

    Args:
        item: the item, decoded from JSON.
        report: gets a warning for a type that is not CSL's, and the loss of what is left out of names.
        source: file name for the warning.
        line: line of the item for the warning.
    """
    record = Record()
    unknown: dict[str, Any] = {}
    aliases: dict[str, Any] = {}
    cut: list[str] = []
    for key, value in item.items():
        plan = _READ.get(key)
        if plan is None:
            if value is None or key in _NOT_VARIABLES:
                continue
            (aliases if key in ALIASES else unknown)[key] = value
            continue
        got = plan[1](value)
        if plan[1] is names_of and len(got) > 1 and got[-1] == _OTHERS:
            got = got[:-1]
            cut.append(plan[0])
        if got:
            setattr(record, plan[0], got)
        elif not _is_blank(value):
            unknown[key] = value
    record.id = raw_text(item.get("id")) or ""
    if aliases:
        _take_aliases(record, aliases, unknown)
    _take_type(record, item.get("type"), unknown, report, source, line)
    _finish(record, item, unknown)
    keep_cut(record, cut)
    if report is not None:
        _report_names(record, item, report)
    return record


def stays(key: str, value: Any, item: Mapping[str, Any]) -> bool:
    """Return whether a custom field is read as such from a key of its own in an item, and as nothing else.

    Args:
        key: of the field.
        value: of it.
        item: what else is in the item.
    """
    if key in _OWN or key in ("itemData", "note"):
        return False
    if key not in _READ and key not in ALIASES:
        return value is not None
    texts = {name: text for name, text in item.items() if isinstance(text, str) and name not in _OWN}
    found, bare = record_of({**texts, key: value}), record_of(texts)
    own = bare.custom.get(ID, {})
    return found == bare.copy(custom={**bare.custom, ID: {**own, key: value}})


def _take_aliases(record: Record, aliases: dict[str, Any], unknown: dict[str, Any]) -> None:
    for key, value in aliases.items():
        attribute, convert = _READ[ALIASES[key]]
        got = convert(value)
        if got and not getattr(record, attribute):
            setattr(record, attribute, got)
        elif not _is_blank(value) and got != getattr(record, attribute):
            unknown[key] = value


def _take_type(
    record: Record, raw: Any, unknown: dict[str, Any], report: Report | None, source: str | None, line: int | None
) -> None:
    if isinstance(raw, str) and raw in ITEM_TYPES:
        record.type = raw
        return
    name = (clean_text(raw) or "").lower()
    found = WILD_TYPES.get(name) or extra.csl_type(name)
    record.type = found or "document"
    if found or not name:
        return
    unknown["type"] = raw
    if report is not None:
        message = f"type '{name}' is none of CSL's; read as 'document'"
        report.warn("unknown-type", message, source=source, line=line, record=record.id)
        report.lose(record.id, "type", "guessed", "not a type of CSL", format=ID, value=raw)


def _finish(record: Record, item: Mapping[str, Any], unknown: dict[str, Any]) -> None:
    ours = None
    if item.get("custom"):
        custom = item["custom"]
        if isinstance(custom, dict) and isinstance(custom.get(OURS), dict):
            ours = custom[OURS]
            custom = {key: value for key, value in custom.items() if key != OURS}
        if custom:
            unknown["custom"] = custom
    if unknown:
        record.custom[ID] = unknown
    if record.note and ":" in record.note and not (ours and "note" in ours):
        _take_labels(record)
    if record.citation_key and record.citation_key == record.id:
        record.citation_key = None
    if ours is not None:
        custom_of(record, ours)


def _take_labels(record: Record) -> None:
    values, rest = extra.parse(record.note or "")
    if not values:
        return
    left = extra.apply(record, values)
    # What was not taken stays where it was, so that the note reads as it did.
    lines = [f"{extra.label_of(variable)}: {line}" for variable, raw in left.items() for line in raw.split("\n")]
    record.note = "\n".join(part for part in (rest, *lines) if part) or None


_NAME_KEYS_READ = frozenset(
    "family given dropping-particle non-dropping-particle suffix literal name comma-suffix static-ordering parse-names "
    "ORCID orcid sequence authenticated-orcid".split()
)


_DATE_KEYS_READ = frozenset("date-parts season circa literal raw edtf year month day date-time timestamp".split())
"""Keys of a date that are read, and those by which registration agencies say the same again."""


def _report_names(record: Record, item: Mapping[str, Any], report: Report) -> None:
    """Report what stands beside the parts of names and dates, for a record has no place for it."""
    for variable, value in item.items():
        if type(value) is list:
            if attribute := _NAME_VARIABLES.get(variable):
                for place, name in enumerate(value):
                    if type(name) is dict and not (len(name) == 2 and "family" in name and "given" in name):
                        _report_beside(record, name, _NAME_KEYS_READ, f"{attribute}[{place}]", "names", report)
        elif type(value) is dict and len(value) > 1 and (attribute := _DATE_VARIABLES.get(variable)):
            _report_beside(record, value, _DATE_KEYS_READ, attribute, "dates", report)


def _report_beside(
    record: Record, value: dict[str, Any], known: frozenset[str], path: str, kind: str, report: Report
) -> None:
    if known.issuperset(value):
        return
    reason = f"{kind} have no place for it"
    for key, beside in value.items():
        if key not in known and not _is_blank(beside):
            report.lose(record.id, f"{path}.{key}", "dropped", reason, format=ID, value=beside)


_DATE_VARIABLES = {name: variable.attribute for name, variable in VARIABLES.items() if variable.kind == "date"}
_NAME_VARIABLES = {name: variable.attribute for name, variable in VARIABLES.items() if variable.kind == "name"}


def _is_blank(value: Any) -> bool:
    """Return whether a value says nothing: null, an empty text, list or object, or lists of only these."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, list):
        return all(map(_is_blank, value))
    if isinstance(value, dict):
        return all(map(_is_blank, value.values()))
    return value is None or value is False


def item_of(record: Record) -> dict[str, Any]:
    """Return a record as a CSL-JSON item, as citation processors take it.

    Args:
        record: any record; what CSL-JSON has no key for is left out.
    """
    item: dict[str, Any] = {"id": record.id, "type": record.type}
    for name, attribute, kind in _WRITE:
        value = getattr(record, attribute)
        if not value:
            continue
        if kind == "name":
            item[name] = [item_of_name(person) for person in value]
        elif kind == "date":
            item[name] = item_of_date(value)
        else:
            item[name] = value
    if record.keyword:
        item["keyword"] = "; ".join(record.keyword)
    return item


_WRITE = tuple((name, variable.attribute, variable.kind) for name, variable in VARIABLES.items() if name != "arxiv")

_NAME_KEYS = tuple(
    (key, key.replace("-", "_"))
    for key in ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")
)


def item_of_name(name: Name) -> dict[str, Any]:
    """Return a name as a CSL-JSON name object."""
    item: dict[str, Any] = {key: value for key, attribute in _NAME_KEYS if (value := getattr(name, attribute))}
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
