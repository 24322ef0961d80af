"""Web of Science, tagged ("Plain Text File"), also that of its other databases (BIOSIS, CAB, …).

A record is lines of `XX value` from `PT` to `ER`; lines without a tag belong to the value above, and in `AU`, `AF` and
the other tags of people each is a person: `AF` in full where it stands, else `AU`.  `DT` tells more of the type than
`PT` does.  ORCID iDs come from `OI`, by name.  What no variable holds (`C1`, `CR`, `TC`, `UT` …) is kept in
`custom["wos"]`; `FN`, the name of the database, is each record's `source`.

Source: Clarivate, "Web of Science Core Collection Field Tags"; "BIOSIS Previews Field Tags".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from refexport.parts import parts_before_line
from refexport.record import Name, Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.tag_table import TagTable

if TYPE_CHECKING:
    from refexport.syntax.tagged import Entry

TYPES: dict[str, str] = {
    "article-journal": "J",
    "article": "J (DT Preprint)",
    "book": "B",
    "chapter": "B (DT Book Chapter)",
    "dataset": "J (DT Data Set)",
    "paper-conference": "C; B or S (DT Proceedings Paper)",
    "patent": "P",
    "review-book": "J (DT Book Review)",
    "software": "J (DT Software)",
}
"""CSL type to publication type, and to the document type where that decides."""

FIELDS: dict[str, str] = {
    "title": "TI",
    "container-title": "SO",
    "container-title-short": "JI",
    "collection-title": "SE",
    "abstract": "AB",
    "language": "LA",
    "publisher": "PU",
    "publisher-place": "PI",
    "event-title": "CT",
    "event-place": "CL",
    "event-date": "CY",
    "DOI": "DI",
    "ISSN": "SN",
    "ISBN": "BN",
    "PMID": "PM",
    "volume": "VL",
    "issue": "IS",
    "page": "BP",
    "number": "AR",
    "part-number": "PN",
    "supplement-number": "SU",
    "author": "AU",
    "container-author": "BA",
    "editor": "BE",
    "available-date": "EA",
    "keyword": "DE",
}
"""CSL variable to tag; `issued` is `PD` and `PY` together."""

BY_TYPE: dict[str, dict[str, str]] = {
    "book": {"number-of-pages": "PG"},
    "patent": {"number": "PN", "publisher": "AE", "jurisdiction": "PC"},
}
"""What is different for a type."""

ALSO_READ: dict[str, str] = {
    "EI": "ISSN",
    "J9": "container-title-short",
    "ID": "keyword",
    "MA": "number",
    "MC": "keyword",
    "MQ": "keyword",
    "PS": "page",
}
"""Further tags of the same variables."""

TABLE = TagTable(
    format="wos",
    types=TYPES,
    read_types={},
    fields=FIELDS,
    by_type=BY_TYPE,
    also_read=ALSO_READ,
    also_read_by_type={"P": {"SN": "", "SO": "", "PU": ""}},
    order=(),
    label_tag="",
    type_tag="PT",
    raw_tags=frozenset(),
    paragraphs=frozenset(),
    guess=lambda entry: _guess(entry),
)

_KNOWN = frozenset(
    "FN VR PT AU AF BA BF CA GP BE TI SO SE BS LA DT CT CY CL SP HO DE ID AB C1 C3 RP EM RI OI FU FP FX CR NR TC Z9 U1 "
    "U2 PU PI PA SN EI BN J9 JI PD PY VL IS PN SU SI MA BP EP AR DI D2 EA EY PG P2 WC WE SC GA PM OA HC HP DA UT ER EF "
    "AE CO PC PL PV PS DG PS MC MQ CC DL BD TA ST TM GE CN SD MI OR DS AN ED TN RT SA XX PE CI CP CD CH IP GP LT "
    "MR KP FM NT D1 PR RG RC BN1 FT".split()
)
_TAG = re.compile(r"[A-Z][A-Z0-9](?: |$)")
_INDENTED = re.compile(r"\n   ?\S")
_PEOPLE = ("AU", "AF", "BA", "BF", "CA", "BE")
_SNIFF = re.compile(r"(?:^|\n)(?:FN .*\nVR \d|PT [A-Z]\n(?:AU |UT |TI ))")
_NAME_OF_FILE = re.compile(r"(?:^|\n)FN (.+)")
_ADDRESS = re.compile(r"(?<!\s)\s*\((?=[^()@]*@)[^()]*\)")


def _guess(entry: Mapping[str, list[str]]) -> str:
    kind = entry.get("PT", ["J"])[0].strip().upper()
    document = " ".join(entry.get("DT", ())).lower()
    if kind == "P" or document == "patent":
        return "patent"
    for text, type in (
        ("preprint", "article"),
        ("data set", "dataset"),
        ("software", "software"),
        ("book chapter", "chapter"),
    ):
        if text in document:
            return type
    if "proceedings paper" in document and kind != "J":
        return "paper-conference"
    if kind == "J":
        return "review-book" if document == "book review" else "article-journal"
    return "book" if kind == "B" else "paper-conference" if "CT" in entry else "chapter"


def split_line(line: str) -> tuple[str, str] | tuple[None, str]:
    """Return tag and value of a line, or `None` and its text."""
    tag = line[:2]
    if tag in _KNOWN and line[2:3] in ("", " "):
        return tag, line[3:].strip()
    return None, line.strip()


def split_indented_line(line: str) -> tuple[str, str] | tuple[None, str]:
    """Do as `split_line` in a file whose wrapped lines are indented, as databases write them: there any tag is one."""
    return (line[:2], line[3:].strip()) if _TAG.match(line) else (None, line.strip())


def sniff(head: str) -> int:
    """Return how surely a text is Web of Science's."""
    return 95 if _SNIFF.search(head) else 0


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of a Web of Science file."""
    from refexport.syntax import tag_reader
    from refexport.syntax.tagged import Syntax

    database = _NAME_OF_FILE.search(source.head)
    name = database[1].strip() if database else ""

    def finish(fields: dict[str, Any], entry: dict[str, list[str]], labels: dict[str, str]) -> None:
        if name:
            fields["source"] = name
        for custom in fields["custom"].values():
            custom.pop("PT", None)
        _finish(fields)

    split = split_indented_line if _INDENTED.search(source.text) else split_line
    syntax = Syntax(name="Web of Science", split=split, start="PT", end="ER", ignore=frozenset({"FN", "VR", "EF"}))
    return tag_reader.read(source, report, syntax, TABLE, finish, _prepare)


def _prepare(entry: Entry) -> dict[str, Any]:
    from refexport.syntax.tagged import join
    from refexport.text.dates import make_date

    fields: dict[str, Any] = {}
    written = {tag: entry.pop(tag) for tag in _PEOPLE if tag in entry}
    people = {tag: _people(values) for tag, values in written.items()}
    author = _fuller(people, "AU", "AF")
    for short, full in (("AU", "AF"), ("BA", "BF")):
        if len(people.get(full, ())) < len(people.get(short, ())) and full in written:
            entry[full] = written[full]  # full names of some, which is not said of whom
    author += tuple(Name(literal=str(name).replace(", ", " ")) for name in people.get("CA", ()))
    fields["author"] = _with_orcids(author, entry)
    fields["container_author"] = _fuller(people, "BA", "BF")
    fields["editor"] = people.get("BE", ())
    year, date = (join(entry.pop(tag, [""])[0]) for tag in ("PY", "PD"))
    if year or date:
        fields["issued"] = make_date(date if year and year in date else f"{date} {year}".strip())
    last = entry.pop("EP", [""])[0]
    first = entry.get("BP", [""])[0]
    if first and last.strip("+") and not first.endswith("+"):
        entry["BP"] = [f"{first}-{last}"]
        entry.pop("PS", None)
    if "JI" in entry:
        entry.pop("J9", None)
    for tag in ("DE", "ID", "MC", "MQ"):
        if tag in entry:
            entry[tag] = [join(value) for value in entry[tag]]
    return {attribute: value for attribute, value in fields.items() if value}


def _people(values: list[str]) -> tuple[Name, ...]:
    from refexport.text.names import parse_inverted

    lines = (_ADDRESS.sub("", line).strip() for value in values for line in value.split("\n"))
    return tuple(parse_inverted(line) for line in lines if line)


def _fuller(people: dict[str, tuple[Name, ...]], short: str, full: str) -> tuple[Name, ...]:
    names, fuller = people.get(short, ()), people.get(full, ())
    return fuller if len(fuller) >= len(names) else names


def _with_orcids(names: tuple[Name, ...], entry: Mapping[str, list[str]]) -> tuple[Name, ...]:
    """Return names with the ORCID iDs of `OI`: `Chen, Ling/0000-0002-1825-0097; …`."""
    from refexport.text import identifiers

    known = {}
    for pair in re.split(r"[;\n]+", "; ".join(entry.get("OI", ()))):
        name, _, number = pair.rpartition("/")
        if orcid := identifiers.orcid(number):
            known[name.strip().casefold()] = orcid
    if not known:
        return names
    return tuple(_with_orcid(name, known) for name in names)


def _with_orcid(name: Name, known: dict[str, str]) -> Name:
    orcid = known.get(str(name).casefold())
    return msgspec.structs.replace(name, orcid=orcid) if orcid else name


def _finish(fields: dict[str, Any]) -> None:
    if fields["type"] == "paper-conference" and "container_title" not in fields and "collection_title" in fields:
        fields["container_title"] = fields["collection_title"]
    short, full = fields.get("container_title_short"), fields.get("container_title")
    if short and short == full:
        del fields["container_title_short"]


FORMAT = Format(
    id="wos", name="Web of Science tagged", suffixes=(".ciw",), sniff=sniff, read=read, parts=parts_before_line("PT ")
)
