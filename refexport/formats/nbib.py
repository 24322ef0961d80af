"""MEDLINE, as PubMed exports it (`.nbib`); ERIC's and Ovid's ways of it are read too.

A record is lines of `XXXX- value`, the tag filled with blanks to four letters; lines that begin with blanks belong to
the value above; a blank line ends the record.  `PMID` stands first.  A person has `FAU` (`Family, Given`) and `AU`
(`Family FM`), a group `CN`, in the order of the article; `AUID` gives the ORCID iD of the person above.  The DOI is the
`AID` (or `LID`) that ends in `[doi]`.  `TI` ends in a full stop that is not part of the title.  `LA` is the language's
code of three letters (`eng`), read as its tag (`en`); each ISSN has an `IS` of its own.

What no tag holds is written as labelled lines into the general notes, `GN  - Type: book`, and read from there.
Tags that no variable stands for (`MHDA`, `JID`, `AD` …) are kept in `custom["nbib"]` and written back.

Source: NLM, "MEDLINE/PubMed Data Element (Field) Descriptions"; PubMed help, "Publication types".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from refexport.parts import Before, framed, parts_before_line, plain_frame
from refexport.record import Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.tag_table import Every, TagTable
from refexport.targets import Target
from refexport.text.languages import language_tag
from refexport.vocabulary import ITEM_TYPES

if TYPE_CHECKING:
    from refexport.syntax.tag_writer import TagWriter
    from refexport.syntax.tagged import Entry

TYPES: dict[str, str] = {
    **dict.fromkeys(ITEM_TYPES, "Journal Article"),
    "article": "Preprint",
    "article-newspaper": "Newspaper Article",
    "book": "Book",
    "chapter": "Book Chapter",
    "dataset": "Dataset",
    "entry-dictionary": "Dictionary",
    "entry-encyclopedia": "Encyclopedia",
    "graphic": "Pictorial Work",
    "interview": "Interview",
    "legal_case": "Legal Case",
    "legislation": "Legislation",
    "manuscript": "Unpublished Work",
    "map": "Map",
    "motion_picture": "Video-Audio Media",
    "paper-conference": "Congress",
    "patent": "Patent",
    "periodical": "Periodical",
    "report": "Technical Report",
    "review-book": "Book Review",
    "speech": "Lecture",
    "thesis": "Academic Dissertation",
    "webpage": "Web Archive",
}
"""CSL type to publication type; of all but articles, preprints, books and their chapters `GN  - Type: …` says more."""

READ_TYPES: dict[str, str] = {
    "PREPRINT": "article",
    "JOURNAL ARTICLE": "article-journal",
    "JOURNAL ARTICLES": "article-journal",
    "BOOK": "book",
    "BOOKS": "book",
    "BOOK CHAPTER": "chapter",
}
"""Publication type, upper case, to CSL type; those above win.  All other records are told by their titles."""

FIELDS: dict[str, str] = {
    "PMID": "PMID",
    "title": "TI",
    "original-title": "TT",
    "container-title": "JT",
    "container-title-short": "TA",
    "collection-title": "CTI",
    "abstract": "AB",
    "note": "GN",
    "language": "LA",
    "publisher": "PB",
    "publisher-place": "PL",
    "license": "CI",
    "DOI": "AID",
    "ISSN": "IS",
    "ISBN": "ISBN",
    "PMCID": "PMC",
    "volume": "VI",
    "issue": "IP",
    "page": "PG",
    "edition": "EN",
    "author": "FAU",
    "editor": "FED",
    "issued": "DP",
    "available-date": "DEP",
    "keyword": "OT",
    "URL": "URL",
}
"""CSL variable to MEDLINE tag; all others are labelled lines of `GN`."""

BY_TYPE: dict[str, dict[str, str]] = {"chapter": {"container-title": "BTI"}}
"""What is different for a type."""

ALSO_READ: dict[str, str] = {"MH": "keyword", "BTI": "container-title", "ISSN": "ISSN"}
"""Tags that are read, not written.  `AU`, `CN`, `AUID`, `ED` and `LID` are read too: see above."""

TABLE = TagTable(
    format="nbib",
    types=TYPES,
    read_types=READ_TYPES,
    fields=FIELDS,
    by_type=BY_TYPE,
    also_read=ALSO_READ,
    also_read_by_type={},
    order=tuple(
        "PMID IS ISBN VI IP DP TI BTI CTI PG LID AB CI FAU FED LA PT DEP TT PL PB TA JT EN PMC OT AID GN".split()
    ),
    label_tag="GN",
    type_tag="PT",
    raw_tags=Every(),
    paragraphs=frozenset(),
    keywords="line",
    structural=frozenset({"PMID"}),
    telling={
        **dict.fromkeys(("AU", "CN", "AUID", "ED", "LID"), frozenset()),
        "OWN": frozenset({"ERIC"}),
        "PT": frozenset({*READ_TYPES, *(kind.upper() for kind in TYPES.values())}),
    },
    tag_pattern="[A-Z]{2,4}",
    guess=lambda entry: _guess(entry),
)

_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}-(?: (.*)|)")
_SNIFF = re.compile(r"(?:^|\n)(?:PMID|OWN )- \S+.*\n(?:[A-Z]{2,4} {0,2}- .*\n|\s+.*\n){2}")
_KIND_OF_ISSN = re.compile(r"^[ep]?issn-", re.I)
_REST = {"LEGISLATION": "legislation", "LEGAL CASE": "legal_case", "DATASET": "dataset"}


def split_line(line: str) -> tuple[str, str] | tuple[None, str]:
    """Return tag and value of a line, or `None` and its text."""
    if line[:1] == " ":
        return None, line.strip()
    match = _TAG.fullmatch(line)
    if match:
        return match[1], (match[2] or "").strip()
    return None, line.strip()


def sniff(head: str) -> int:
    """Return how surely a text is MEDLINE."""
    return 95 if _SNIFF.search(head) else 0


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of a MEDLINE file."""
    from refexport.syntax import tag_reader
    from refexport.syntax.nbib import NAME_TAGS
    from refexport.syntax.tagged import Syntax

    syntax = Syntax(
        name="MEDLINE",
        split=split_line,
        start="PMID",
        end=None,
        ends_at_blank=True,
        start_anywhere=True,
        track=NAME_TAGS,
    )
    return tag_reader.read(source, report, syntax, TABLE, _finish, _prepare)


def _prepare(entry: Entry) -> dict[str, Any]:
    from refexport.syntax.nbib import NAME_TAGS, people

    fields: dict[str, Any] = {}
    if entry.sequence:
        authors, editors = people(entry)
        for tag in NAME_TAGS:
            entry.pop(tag, None)
        fields = {attribute: names for attribute, names in (("author", authors), ("editor", editors)) if names}
    _identifiers(entry, fields)
    for tag in ("IS", "ISSN"):
        if tag in entry:
            entry[tag] = list(dict.fromkeys(_KIND_OF_ISSN.sub("", value).partition(" (")[0] for value in entry[tag]))
    for tag in ("TI", "CTI"):
        if tag in entry and entry[tag][0].endswith(".") and not entry[tag][0].endswith(".."):
            entry[tag][0] = entry[tag][0][:-1]
    _type_first(entry)
    return fields


def _identifiers(entry: Entry, fields: dict[str, Any]) -> None:
    """Take the DOI out of `AID` and `LID`, an address out of ERIC's, and the article number for want of pages."""
    left: dict[str, list[str]] = {}
    for tag in ("AID", "LID"):
        for value in entry.pop(tag, ()):
            number, _, kind = value.rpartition(" [")
            if kind == "doi]":
                fields.setdefault("DOI", number)
            elif value.startswith("http"):
                fields.setdefault("URL", value)
            else:
                left.setdefault(tag, []).append(value)
            if kind == "pii]" and tag == "LID" and "PG" not in entry:
                fields["page"] = number
    entry.update(left)
    if "doi.org/10." in fields.get("URL", "") and "DOI" not in fields:
        fields["DOI"] = fields["URL"].partition("doi.org/")[2]


def _type_first(entry: Entry) -> None:
    """Let the publication type that tells the item type stand first, and alone if it is an article's only one."""
    kinds = entry.get("PT")
    if kinds:
        upper = [kind.upper() for kind in kinds]
        best = next((upper.index(kind) for kind in READ_TYPES if kind in upper), None)
        if best is not None:
            entry["PT"] = [kinds[best]]
            if others := kinds[:best] + kinds[best + 1 :]:
                entry["\0PT"] = others


def _guess(entry: Any) -> str:
    if entry.get("OWN") == ["ERIC"] and not entry.keys() & {"VI", "ISSN"}:
        return "report"
    if "BTI" in entry and not entry.keys() & {"JT", "TA"}:
        return "chapter" if "TI" in entry else "book"
    kinds = [] if entry.keys() & {"JT", "TA"} else [kind.upper() for kind in entry.get("PT", ())]
    return next((_REST[kind] for kind in kinds if kind in _REST), "article-journal")


def _finish(fields: dict[str, Any], entry: dict[str, list[str]], labels: dict[str, str]) -> None:
    custom: dict[str, Any] = next(iter(fields["custom"].values()), {})
    kinds = [*entry.get("PT", ()), *entry.get("\0PT", ())]
    custom.pop("\0PT", None)
    others = [kind for kind in kinds if kind.upper() not in READ_TYPES and kind != TYPES.get(fields["type"])]
    if others:
        custom["PT"] = others if len(others) > 1 else others[0]
    else:
        custom.pop("PT", None)
    if "BTI" in entry and "title" not in fields and fields["type"] == "book" and "container_title" in fields:
        fields["title"] = fields.pop("container_title")
    if fields["type"] == "report" and entry.get("OWN") == ["ERIC"] and "container_title" in fields:
        fields["publisher"] = fields.pop("container_title")
    if "language" in fields and "language" not in labels:
        fields["language"] = language_tag(fields["language"])
    if fields.get("language") == "und":
        del fields["language"]


def body(records: Iterable[Record], report: Report, target: Target, before: Before) -> Iterator[str]:
    """Yield MEDLINE records."""
    from refexport.syntax.nbib import NbibWriter

    writer = NbibWriter(TABLE, report, target, "{:<4}- {}".format, "\n", read, _whole)
    return map(writer.text, records)


def _whole(writer: TagWriter, record: Record, lines: list[str]) -> str:
    return "\n".join([*lines, f"PT  - {TYPES.get(record.type, 'Journal Article')}", "", ""])


FORMAT = Format(
    id="nbib",
    name="MEDLINE/PubMed",
    suffixes=(".nbib",),
    sniff=sniff,
    read=read,
    write=framed(body, plain_frame),
    parts=parts_before_line("\nPMID", r"\nPMID *-"),
    body=body,
    frame=plain_frame,
)
