"""Labels in free text, as in Zotero's Extra field: what a format has no field for, kept as `Label: value` lines.

`PMID: 33081809`, `Citation Key: lu2024`, `Type: preprint`, `Original Date: 1999`, `Illustrator: Doe || Jane`:
a label is the name of a CSL variable, or that which Zotero shows for it, in any case, with blanks, hyphens or
underscores.  `tex.NAME: value` is a field for BibTeX.

Source: Zotero documentation, "Citing fields from Extra"; Better BibTeX, "Extra fields"; citeproc-js, "Cheater
syntax for odd fields", for `Family || Given`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from refexport.record import Date, Name, Record
from refexport.report import Report
from refexport.text import identifiers
from refexport.text.dates import edtf, parse_date
from refexport.text.names import family_of, given_of, person
from refexport.text.rich import plain
from refexport.vocabulary import ITEM_TYPES, VARIABLES

_LINE = re.compile(r"\s*(?:\{:)?([A-Za-z#][\w .#-]{1,40}?)\s*:\s+(\S.*?)\s*")
_TEX = re.compile(r"(?:bib)?tex[.](\w[\w.+-]*)", re.I)

_ZOTERO_LABELS = {
    "archive-id": "archive_location",
    "book-title": "container-title",
    "cast-member": "performer",
    "conference-name": "event-title",
    "date": "issued",
    "event": "event-title",
    "event-name": "event-title",
    "journal-abbr": "container-title-short",
    "journal-abbreviation": "container-title-short",
    "library-catalog": "source",
    "loc-in-archive": "archive_location",
    "num-pages": "number-of-pages",
    "original-publication-date": "original-date",
    "original-publisher-place": "original-publisher-place",
    "pages": "page",
    "place": "publisher-place",
    "proceedings-title": "container-title",
    "publication-title": "container-title",
    "pubmed-id": "PMID",
    "pubmed-central-id": "PMCID",
    "pmc": "PMCID",
    "pmc-id": "PMCID",
    "rights": "license",
    "running-time": "dimensions",
    "series": "collection-title",
    "series-editor": "collection-editor",
    "series-number": "collection-number",
    "short-title": "title-short",
    "scriptwriter": "script-writer",
    "episode-number": "number",
    "forum-title": "container-title",
    "network": "publisher",
    "post-type": "genre",
    "program-title": "container-title",
    "repository": "publisher",
}
_VARIABLES = {name.lower().replace("_", "-"): name for name in VARIABLES}

LABELS: dict[str, str] = {**_ZOTERO_LABELS, **_VARIABLES, "type": "type"}
"""Labels, lower case with hyphens, to CSL variables or `type`."""

ZOTERO_TYPES: dict[str, str] = {
    "artwork": "graphic",
    "audioRecording": "song",
    "blogPost": "post-weblog",
    "bookSection": "chapter",
    "case": "legal_case",
    "computerProgram": "software",
    "conferencePaper": "paper-conference",
    "dictionaryEntry": "entry-dictionary",
    "email": "personal_communication",
    "encyclopediaArticle": "entry-encyclopedia",
    "film": "motion_picture",
    "forumPost": "post",
    "instantMessage": "personal_communication",
    "journalArticle": "article-journal",
    "letter": "personal_communication",
    "magazineArticle": "article-magazine",
    "newspaperArticle": "article-newspaper",
    "podcast": "broadcast",
    "preprint": "article",
    "presentation": "speech",
    "radioBroadcast": "broadcast",
    "statute": "legislation",
    "tvBroadcast": "broadcast",
    "videoRecording": "motion_picture",
}
"""Zotero's item types that CSL names otherwise, to CSL's."""

TYPE_LABELS = {"article": "preprint"}
"""CSL types for which Zotero reads another word after `Type:`."""

ZOTERO = "zotero"
"""Key in `Record.custom` of what Zotero tells apart and CSL does not: its item type, under `type`."""

_EXACT = {
    name.lower(): name
    for name in ("email", "instantMessage", "podcast", "radioBroadcast", "tvBroadcast", "videoRecording")
}
"""Zotero's item types that are not the first which their CSL type stands for, by lower case."""

_TELEVISED = ("container_title", "publisher", "publisher_place", "event_place", "archive", "archive_location", "source")
"""What Zotero's television broadcasts have and its podcasts have not."""
_RECORDED = ("publisher_place", "event_place", "volume", "number_of_volumes", "collection_title", "ISBN")
"""What Zotero's video recordings have and its films have not."""


def type_label(record: Record) -> str:
    """Return the word after `Type:` by which Zotero finds the item type that has the fields of a record.

    CSL has one type where Zotero has two or three; which is meant is told by what was read, or else by the fields,
    as Zotero itself tells it in reading CSL-JSON.
    """
    if exact := exact_type(record):
        return exact
    if record.type == "broadcast":
        return "tvBroadcast" if any(getattr(record, name) for name in _TELEVISED) else "podcast"
    if record.type == "motion_picture" and is_video(record):
        return "videoRecording"
    return TYPE_LABELS.get(record.type, record.type)


def is_video(record: Record) -> bool:
    """Return whether a motion picture is a published recording: it was read as one, or has what only these have."""
    if record.type != "motion_picture":
        return False
    return exact_type(record) == "videoRecording" or any(getattr(record, name) for name in _RECORDED)


def exact_type(record: Record) -> str:
    """Return Zotero's item type that a record was read to have, where its CSL type does not say it, or `""`."""
    kept = record.custom.get(ZOTERO, {}).get("type") if record.custom else None
    return kept if kept in ZOTERO_TYPES and ZOTERO_TYPES[kept] == record.type else ""


def named_exactly(word: str) -> str:
    """Return the CSL type of an item type of Zotero's that CSL does not tell apart, named as Zotero does, or `""`."""
    return ZOTERO_TYPES[word] if word in _EXACT.values() else ""


def keep_exact(record: Record, raw: str) -> None:
    """Keep the item type that a text names where neither the CSL type nor the other fields of the record say it."""
    exact = _EXACT.get(raw.strip().lower().replace(" ", "").replace("-", ""))
    if exact and ZOTERO_TYPES[exact] == record.type and type_label(record) != exact:
        record.custom.setdefault(ZOTERO, {})["type"] = exact


def is_told(record: Record, format: str, field: str) -> bool:
    """Return whether a custom field is the exact type, which formats with a `Type:` line keep there."""
    return format == ZOTERO and field == "type" and bool(exact_type(record))


_TYPES = {name.lower().replace("_", "-"): name for name in ITEM_TYPES} | {
    name.lower(): type for name, type in ZOTERO_TYPES.items()
}

_LABEL_OF = {name: name.replace("-", " ").replace("_", " ").title() for name in VARIABLES} | {
    "DOI": "DOI",
    "ISBN": "ISBN",
    "ISSN": "ISSN",
    "PMCID": "PMCID",
    "PMID": "PMID",
    "publisher-place": "Place",
    "URL": "URL",
    "arxiv": "arXiv",
    "license": "Rights",
    "title-short": "Short Title",
    "type": "Type",
}


_FIELDS_OF_TYPE = {
    "article": {"publisher": "Repository"},
    "broadcast": {
        "container-title": "Program Title",
        "number": "Episode Number",
        "performer": "Cast Member",
        "publisher": "Network",
    },
    "dataset": {"publisher": "Repository"},
    "motion_picture": {"performer": "Cast Member"},
    "post": {"container-title": "Forum Title", "genre": "Post Type"},
}
"""CSL types for which Zotero's field has another name, by which alone it takes a labelled line for the field."""


def parse(text: str) -> tuple[dict[str, str], str]:
    """Return the labelled values in a text, and the lines that are no such label.

    Args:
        text: of any number of lines.

    Returns:
        CSL variable, `type` or `tex.NAME` to its raw value; names that stand on several lines are joined by a
        line break.  Of other labels that stand twice the first counts, the second stays a line.
    """
    values: dict[str, str] = {}
    rest = []
    for line in text.split("\n"):
        variable, value = _label(line)
        if not variable or (variable in values and not _is_name(variable)):
            rest.append(line)
        else:
            values[variable] = f"{values[variable]}\n{value}" if variable in values else value
    return values, "\n".join(rest).strip("\n")


def _is_name(variable: str) -> bool:
    return variable in VARIABLES and VARIABLES[variable].kind == "name"


def _label(line: str) -> tuple[str | None, str]:
    if ":" not in line:
        return None, ""
    match = _LINE.fullmatch(line)
    if not match:
        return None, ""
    label, value = match[1], match[2]
    if line.lstrip().startswith("{:"):
        value = value.removesuffix("}").rstrip()
    if tex := _TEX.fullmatch(label):
        return f"tex.{tex[1]}", value
    return LABELS.get(label.lower().replace(" ", "-").replace("_", "-").replace(".", "")), value


def is_tex_name(name: str) -> bool:
    """Return whether `tex.NAME: value` is read back as the field of that name."""
    return _label(f"tex.{name}: x") == (f"tex.{name}", "x")


def apply(record: Record, values: dict[str, str]) -> dict[str, str]:
    """Convert labelled values and set them on a record where it has no value yet.

    Args:
        record: is changed.
        values: as `parse` gives them.

    Returns:
        The values that were not taken: the record has another, or they are not what their label says.
    """
    left = {}
    for variable, raw in values.items():
        if not _take(record, variable, raw):
            left[variable] = raw
    if "type" in values:
        keep_exact(record, values["type"])
    return left


def _take(record: Record, variable: str, raw: str) -> bool:
    if variable == "type":
        type = csl_type(raw)
        if type:
            record.type = type
        return type is not None
    if variable.startswith("tex."):
        fields = record.custom.setdefault("bibtex", {})
        return bool(fields.setdefault(variable[4:], raw) == raw)
    value = convert(variable, raw)
    if not value:
        return bool(record[variable] == raw)
    there = record[variable]
    if not there or (isinstance(value, str) and there == plain(value)):
        # A field without italics and the like says the same as a line with them, only less.
        record[variable] = there = value
    return bool(there == value)


def csl_type(raw: str) -> str | None:
    """Return the CSL type that a text names by CSL's or Zotero's name, in any case, or `None`."""
    raw = raw.strip().lower()
    found = _TYPES.get(raw.replace("_", "-")) if raw else None
    return found or (_TYPES.get(raw.replace(" ", "").replace("-", "")) if raw else None)


def convert(variable: str, raw: str) -> Any:
    """Return the value of a variable that a raw text stands for, or `None`.

    Args:
        variable: CSL's name.
        raw: text of one line, or for names of one line each.
    """
    kind = VARIABLES[variable].kind
    if kind == "date":
        return parse_date(raw)
    if kind == "name":
        return tuple(parse_name(line) for line in raw.split("\n") if line.strip())
    if variable == "DOI":
        return identifiers.doi(raw)
    if variable == "PMID":
        return identifiers.pmid(raw) or (raw if raw.isdigit() else None)
    if variable == "PMCID":
        return identifiers.pmcid(raw)
    if variable == "arxiv":
        return identifiers.arxiv(raw)
    return raw.strip() or None


def parse_name(text: str) -> Name:
    """Return the name that `Family || Given, Suffix` says; without bars, that of an institution."""
    family, bars, given = text.partition("||")
    if not bars:
        return Name(literal=text.strip())
    given, _, suffix = given.partition(",")
    return person(family.strip(), given.strip(), suffix.strip())


def lines(
    record: Record,
    variables: Iterable[str],
    report: Report | None = None,
    format: str = "",
    seen: Callable[[str], str] = str,
) -> list[str]:
    """Return `Label: value` lines for those of some variables that a record has.

    Args:
        record: where the values come from.
        variables: CSL variables, in the order of the lines; `type` and `tex.NAME` too.
        report: gets a loss where the value read back from the line is not the record's.
        format: id of the format that the loss is laid to.
        seen: what a reader of the format makes of a text on such a line.
    """
    found = []
    for variable in variables:
        for path, value in _values(record, variable):
            text = text_of(value)
            if not text:
                continue
            found.append(f"{label_of(variable, record.type)}: {text}")
            if report and not _reversible(variable, value, seen(text)):
                report.lose(record.id, path, "altered", "does not fit on a labelled line", format=format, value=value)
    return found


def _values(record: Record, variable: str) -> list[tuple[str, Any]]:
    if variable == "type":
        return [("type", type_label(record))]
    if variable.startswith("tex."):
        return [(f"custom.bibtex.{variable[4:]}", record.custom.get("bibtex", {}).get(variable[4:]))]
    value = record[variable]
    attribute = VARIABLES[variable].attribute
    if isinstance(value, tuple):
        return [(f"{attribute}[{number}]", name) for number, name in enumerate(value)]
    return [(attribute, value)]


def _reversible(variable: str, value: Any, text: str) -> bool:
    if isinstance(value, Name):
        return parse_name(text) == value
    if variable == "type":
        return True
    if variable.startswith("tex."):
        return bool(text == value)
    return bool(convert(variable, text) == value)


def label_of(variable: str, type: str = "") -> str:
    """Return the label of a CSL variable: `original-date` → `Original Date`.

    Args:
        variable: its name.
        type: CSL type of the record, for which Zotero may have a field of another name.
    """
    return _FIELDS_OF_TYPE.get(type, {}).get(variable) or _LABEL_OF.get(variable, variable)


def text_of(value: Any) -> str:
    """Return a value as it stands after its label, on one line."""
    if isinstance(value, Name):
        value = _name_text(value)
    elif isinstance(value, Date):
        value = edtf(value)
    return " ".join(str(value).split()) if value else ""


def _name_text(name: Name) -> str:
    if name.literal is not None:
        return name.literal
    given = given_of(name)
    return f"{family_of(name)} || {given}, {name.suffix}" if name.suffix else f"{family_of(name)} || {given}"
