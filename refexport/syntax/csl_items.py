"""Records as CSL-JSON items in files for other programs: what `item_of` gives, made portable and whole.

* `journalAbbreviation` stands beside `container-title-short`, which Zotero and pandoc do not read.
* PMID, PMCID and arXiv id stand on labelled lines of `note` too, from which Zotero takes them, and so does the DOI of
  a type that has none in Zotero.
* What CSL-JSON has no key for stands under `custom.refexport`, so that nothing is lost on the way back.

Source: CSL-JSON schema 1.0.2, `custom`; Zotero's import of CSL-JSON.
"""

from __future__ import annotations

from typing import Any

import msgspec

from refexport import extra
from refexport.item import ID, OURS, item_of_date, stays
from refexport.item_values import clean_text, keywords_of, paragraphs_of
from refexport.record import Date, Name, Record
from refexport.report import Report
from refexport.targets import Target
from refexport.text import identifiers
from refexport.text.dates import readable
from refexport.text.names import family_of, given_of
from refexport.unnamed import AND_OTHERS, OTHERS, cut_lists
from refexport.vocabulary import ITEM_TYPES, NAME_VARIABLES, PARAGRAPH_VARIABLES, RAW_VARIABLES, VARIABLES

_NOT_IN_ZOTERO_LIST = {"software": "book"}
"""Types for which Zotero refuses a whole file, and those that stand for them, with a line `type: …` in the note, which
Zotero and citeproc-js read; CSL before 1.0.2 had software among books."""

_STANDS_FOR_IT = (
    "Zotero refuses a file with this type; a book, and a line of the note says what it is; --target pandoc keeps it"
)
_UNREAD_BY_ZOTERO = tuple(
    "annote archive_collection archive-place available-date division event-date jurisdiction original-author "
    "original-date original-publisher original-publisher-place original-title page-first part-number part-title "
    "printing-number reviewed-genre reviewed-title status supplement-number volume-title volume-title-short "
    "chair compiler curator editorial-director executive-producer illustrator narrator organizer series-creator "
    "year-suffix".split()
)
_UNREAD_OF_SOFTWARE = ("collection-title", "genre", "medium")
"""What Zotero reads for software, and not for the book that stands for it."""
_BLANKS = "line breaks and runs of blanks are read as one blank"
_WITH_DOI = frozenset({"article", "article-journal", "dataset", "paper-conference", "standard"})
"""Types for which Zotero has a field for the DOI: for others it takes one from a line of the note alone."""


def exchange_item(record: Record, report: Report, target: Target, format: str = ID) -> dict[str, Any]:
    """Return a record as a CSL-JSON item for a file; names in it are `Name`s, which msgspec encodes.

    Args:
        record: any record.
        report: gets what the target makes necessary to alter.
        target: who is to read the file.
        format: id of the format that the losses are laid to.
    """
    item: dict[str, Any] = {"id": record.id, "type": record.type}
    ours: dict[str, Any] = {}
    for name, value in record.variables():
        if type(value) is str:
            item[name] = value
            if ("  " in value or "\n" in value) and name not in RAW_VARIABLES and not _is_kept(name, value):
                report.lose(record.id, VARIABLES[name].attribute, "altered", _BLANKS, format=format, value=value)
        elif type(value) is tuple:
            item[name] = _names(record, name, value, ours, report, target, format)
        elif value is not None:
            item[name] = _date(value, target)
            if value.qualifier:
                ours.setdefault("qualifier", {})[name] = value.qualifier
    item.pop("arxiv", None)
    if record.ISSN and " " in record.ISSN:
        item["ISSN"] = identifiers.listed_issns(record.ISSN)
    if record.container_title_short:
        item["journalAbbreviation"] = record.container_title_short
    if record.keyword:
        _put_keywords(record, item, ours)
    if format == ID and not target.csl_json_software and record.type in _NOT_IN_ZOTERO_LIST:
        item["type"], ours["type"] = _NOT_IN_ZOTERO_LIST[record.type], record.type
        report.lose(record.id, "type", "altered", _STANDS_FOR_IT, format=format, value=record.type)
    _put_note(record, item, ours, target, format)
    for field in ("files", "part"):
        if value := getattr(record, field):
            ours[field] = msgspec.to_builtins(value)
    if record.custom:
        _put_custom(record, item, ours, target)
    if ours:
        item["custom"] = {**item.get("custom", {}), OURS: ours}
    return item


def _is_kept(variable: str, text: str) -> bool:
    """Return whether a text with blanks or breaks is read as it is: one-line variables have no line breaks."""
    return (paragraphs_of if variable in PARAGRAPH_VARIABLES else clean_text)(text) == text


def _names(
    record: Record,
    variable: str,
    names: tuple[Name, ...],
    ours: dict[str, Any],
    report: Report,
    target: Target,
    format: str,
) -> tuple[Name, ...]:
    for name in names:
        if name.orcid:
            orcids = {str(place): each.orcid for place, each in enumerate(names) if each.orcid}
            ours.setdefault("orcid", {})[variable] = orcids
            names = tuple(msgspec.structs.replace(each, orcid=None) for each in names)
            break
    if target.csl_json_others and VARIABLES[variable].attribute in cut_lists(record):
        names = (*names, Name(literal=OTHERS))
    if not target.csl_json_whole_names:
        return names
    whole = tuple(map(_whole, names))
    if whole != names:
        reason = "the target drops particles and suffixes in keys of their own: they stand in family and given name"
        report.lose(record.id, VARIABLES[variable].attribute, "altered", reason, format=format)
    return whole


def _whole(name: Name) -> Name:
    if name.literal is not None or not (name.non_dropping_particle or name.dropping_particle or name.suffix):
        return name
    given = given_of(name)
    if name.suffix:
        given = f"{given}, {name.suffix}" if given else name.suffix
    return Name(family_of(name) or None, given or None)


def _date(date: Date, target: Target) -> dict[str, Any]:
    item = item_of_date(date)
    if target.csl_json_date_text and date.start and date.start[0] > 0 and not date.literal:
        item["literal"] = readable(date) or str(date)
    return item


def _put_keywords(record: Record, item: dict[str, Any], ours: dict[str, Any]) -> None:
    item["keyword"] = "; ".join(record.keyword)
    if keywords_of(item["keyword"]) != record.keyword:
        ours["keyword"] = list(record.keyword)


def _put_note(record: Record, item: dict[str, Any], ours: dict[str, Any], target: Target, format: str) -> None:
    labelled: list[str] = [name for name in ("PMID", "PMCID") if name in item]
    if format == ID and extra.exact_type(record):
        labelled.insert(0, "type")
    if record.DOI and record.type not in _WITH_DOI:
        labelled.append("DOI")
    if record.arxiv:
        labelled.append("arxiv")
        if identifiers.arxiv(record.arxiv) != record.arxiv:
            ours["arxiv"] = record.arxiv
    if "type" in ours:
        labelled += [name for name in _UNREAD_OF_SOFTWARE if name in item]
    if target.csl_json_labels:
        labelled += _more_labels(record, item)
    note = record.note
    named = target.csl_json_whole_names and any(name in NAME_VARIABLES for name in labelled)
    if named or (note and ":" in note and extra.parse(note)[0]):
        # What looks like a label here is the user's own text, or names that are whole in their own key.
        ours["note"] = note
        if record.arxiv:
            ours["arxiv"] = record.arxiv
    lines = extra.lines(record, labelled)
    if "type" in ours:
        lines.insert(0, f"type: {record.type}")
    if lines:
        item["note"] = "\n".join([*([note] if note else []), *lines])


def _more_labels(record: Record, item: dict[str, Any]) -> list[str]:
    labelled = [name for name in _UNREAD_BY_ZOTERO if name in item]
    if record.title_short and record.title_short == record.title:
        # From its own key Zotero takes no short title that is the title.
        labelled.append("title-short")
    if record.id and not record.citation_key:
        item["citation-key"] = record.id
    return labelled


def _put_custom(record: Record, item: dict[str, Any], ours: dict[str, Any], target: Target) -> None:
    told = target.csl_json_others and all(getattr(record, name, None) for name in cut_lists(record))
    for format, fields in record.custom.items():
        for key, value in fields.items():
            if format == ID and key == "custom" and isinstance(value, dict):
                item["custom"] = value
            elif format == ID and key not in item and stays(key, value, item):
                item[key] = value
            elif not (told and format == OURS and key == AND_OTHERS):
                ours.setdefault("custom", {}).setdefault(format, {})[key] = value


TYPES: dict[str, str] = {type: type for type in ITEM_TYPES}
"""CSL type to that of an item: the same."""

FIELDS: dict[str, str] = {
    **{name: name for name in VARIABLES},
    "id": "id",
    "type": "type",
    "keyword": "keyword (joined by `; `)",
    "container-title-short": "container-title-short, journalAbbreviation",
    "DOI": "DOI, for some types a line of note",
    "PMID": "PMID, a line of note",
    "PMCID": "PMCID, a line of note",
    "arxiv": "a line of note",
    "files": "custom.refexport.files",
    "custom": "custom.refexport.custom",
}
"""CSL variable to keys of an item."""
