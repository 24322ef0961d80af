"""RefWorks tagged.

A record is lines of `XX value` from `RT` to the next `RT` or a blank line; lines without a tag belong to the value
above.  People are `Family,Given,Suffix`, one a line.  What no variable holds (`SR`, `AD`, `CL` …) is kept in
`custom["refworks"]`.

Source: RefWorks, "RefWorks Tagged Format" and "Reference types".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from refexport.parts import parts_before_line
from refexport.record import Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.tag_table import TagTable

TYPES: dict[str, str] = {
    "article-journal": "Journal Article",
    "article-magazine": "Magazine Article",
    "article-newspaper": "Newspaper Article",
    "bill": "Bills/Resolutions",
    "book": "Book, Whole",
    "broadcast": "Podcast",
    "chapter": "Book, Section",
    "collection": "Catalog",
    "dataset": "Dataset",
    "document": "Generic",
    "graphic": "Artwork",
    "hearing": "Hearing",
    "legal_case": "Case/Court Decisions",
    "legislation": "Laws/Statutes",
    "manuscript": "Unpublished Material",
    "map": "Map",
    "motion_picture": "Motion Picture",
    "musical_score": "Music Score",
    "paper-conference": "Conference Proceedings",
    "patent": "Patent",
    "personal_communication": "Personal Communication",
    "post-weblog": "Blog",
    "report": "Report",
    "software": "Computer Program",
    "song": "Sound Recording",
    "speech": "Lecture",
    "standard": "Standard",
    "thesis": "Dissertation/Thesis",
    "webpage": "Web Page",
}
"""CSL type to RefWorks' reference type."""

READ_TYPES: dict[str, str] = {
    **{name.upper(): type for type, name in TYPES.items()},
    "ABSTRACT": "article-journal",
    "BOOK, EDITED": "book",
    "DISSERTATION": "thesis",
    "DISSERTATION/THESIS, UNPUBLISHED": "thesis",
    "GRANT": "document",
    "JOURNAL": "article-journal",
    "JOURNAL, ELECTRONIC": "article-journal",
    "MONOGRAPH": "book",
    "ONLINE DISCUSSION FORUM/BLOGS": "post",
    "ONLINE DISCUSSION FORUM": "post",
    "THESIS": "thesis",
    "VIDEO/DVD": "motion_picture",
    "VIDEO/ DVD": "motion_picture",
    "ONLINE VIDEO": "motion_picture",
}
"""RefWorks' reference type, upper case, those of older versions too, to CSL type."""

FIELDS: dict[str, str] = {
    "author": "A1",
    "editor": "A2",
    "translator": "A4",
    "collection-editor": "A6",
    "title": "T1",
    "title-short": "ST",
    "container-title": "JF",
    "container-title-short": "JO",
    "collection-title": "T3",
    "abstract": "AB",
    "note": "NO",
    "language": "LA",
    "publisher": "PB",
    "publisher-place": "PP",
    "archive_location": "AN",
    "call-number": "CN",
    "source": "DS",
    "DOI": "DO",
    "ISSN": "SN",
    "URL": "UL",
    "PMID": "PMID",
    "volume": "VO",
    "issue": "IS",
    "page": "SP",
    "edition": "ED",
    "issued": "YR",
    "accessed": "RD",
    "keyword": "K1",
    "id": "ID",
    "files": "LK",
    "original-title": "OT",
}
"""CSL variable to tag; `FD` holds month and day beside the year of `YR`."""

_IN_BOOK = {"container-title": "T2", "ISBN": "SN"}
_BOOK = {"collection-title": "T2", "ISBN": "SN"}

BY_TYPE: dict[str, dict[str, str]] = {
    "book": _BOOK,
    "chapter": _IN_BOOK,
    "document": {"ISBN": "SN"},
    "legal_case": {"authority": "PB"},
    "paper-conference": _IN_BOOK,
    "patent": {"number": "IS", "ISBN": "SN"},
    "report": {"number": "IS", "collection-title": "T2", "ISBN": "SN"},
    "thesis": {"genre": "OT", "ISBN": "SN"},
    "webpage": {"container-title": "T2"},
}
"""What is different for a type."""

ALSO_READ: dict[str, str] = {
    "T2": "container-title",
    "A5": "contributor",
    "DB": "archive",
    "FD": "issued",
    "JF": "container-title",
    "JO": "container-title-short",
    "MD": "medium",
    "SE": "section",
    "WT": "container-title",
}
"""Further tags of the same variables."""

TABLE = TagTable(
    format="refworks",
    types=TYPES,
    read_types=READ_TYPES,
    fields=FIELDS,
    by_type=BY_TYPE,
    also_read=ALSO_READ,
    also_read_by_type={},
    order=(),
    label_tag="",
    type_tag="RT",
    paragraphs=frozenset({"abstract", "note"}),
    guess=lambda entry: _guess(entry),
)

_TAG = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|)")
_SNIFF = re.compile(r"(?:^|\n)RT [A-Z][A-Za-z/, ]+\n(?:[A-Z][A-Z0-9] .*\n){2}")


def _guess(entry: Mapping[str, list[str]]) -> str:
    return "article-journal" if "JF" in entry else "document"


def split_line(line: str) -> tuple[str, str] | tuple[None, str]:
    """Return tag and value of a line, or `None` and its text."""
    match = _TAG.fullmatch(line)
    if match:
        return match[1], (match[2] or "").strip()
    return None, line.strip()


def sniff(head: str) -> int:
    """Return how surely a text is RefWorks'."""
    return 85 if _SNIFF.search(head) else 0


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of a RefWorks file."""
    from refexport.syntax import tag_reader
    from refexport.syntax.tagged import Syntax

    syntax = Syntax(name="RefWorks", split=split_line, start="RT", end=None, ignore=frozenset({"ER"}))
    return tag_reader.read(source, report, syntax, TABLE, _finish)


def _finish(fields: dict[str, Any], entry: dict[str, list[str]], labels: dict[str, str]) -> None:
    custom: dict[str, Any] = next(iter(fields["custom"].values()), {})
    if last := custom.pop("OP", None):
        first = fields.get("page", "")
        fields["page"] = f"{first}-{last}" if first and first != last else str(last)
    if fields["type"] not in ("book", "report") and "container_title" not in fields and "collection_title" in fields:
        fields["container_title"] = fields.pop("collection_title")


FORMAT = Format(
    id="refworks", name="RefWorks tagged", suffixes=(), sniff=sniff, read=read, parts=parts_before_line("RT ")
)
