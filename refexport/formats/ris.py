"""RIS, as reference managers, publishers and databases exchange it.

A record is lines of `XX  - value` from `TY` to `ER`; what a tag means depends on the type.  Read are the dialects of
EndNote, Zotero, Mendeley, Reference Manager and ProCite, Citavi, and of publishers: `Y1`/`PY`/`DA`, `T1`/`TI`/`CT`,
`JO`/`JF`/`JA`/`J1`/`J2`/`T2`/`BT`, `A1`/`AU`, `N2`/`AB`, one or two blanks or none around the hyphen, tags in lower
case, wrapped lines, blank lines in records, a missing `TY` or `ER`; and what databases do otherwise: Scopus' PMID in
`C2`, its `Guyon I.` and IEEE Xplore's `K. He` among the people, EBSCOhost's DOI in `L3`, Web of Science's `JI`.

What no tag holds is written as labelled lines, `M2  - PMID: 33081809`, `M2  - Type: preprint`,
`M2  - Illustrator: Doe || Jane`: Zotero puts them into Extra and from there into its fields, and so does our reader.
Tags that no variable stands for are kept in `custom["ris"]` and written back.

Text is unescaped from HTML but in `AB`, `N1` and `RN`, as Zotero does, and only what would be taken for an entity or a
tag is escaped.  Line breaks are kept in these three tags alone, as wrapped lines that look like no tag.

Source: RIS format specification (Reference Manager 10 and EndNote 20 export), Zotero's import of RIS as probed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from refexport.parts import Before, framed, parts_before_line, plain_frame
from refexport.record import Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.tag_table import LABEL, TagTable
from refexport.targets import Target

TYPES: dict[str, str] = {
    "article": "RPRT",
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "broadcast": "MPCT",
    "chapter": "CHAP",
    "classic": "CLSWK",
    "collection": "MANSCPT",
    "dataset": "DATA",
    "document": "GEN",
    "entry": "ENCYC",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "event": "GEN",
    "figure": "FIGURE",
    "graphic": "ART",
    "hearing": "HEAR",
    "interview": "PCOMM",
    "legal_case": "CASE",
    "legislation": "STAT",
    "manuscript": "MANSCPT",
    "map": "MAP",
    "motion_picture": "MPCT",
    "musical_score": "MUSIC",
    "pamphlet": "PAMP",
    "paper-conference": "CONF",
    "patent": "PAT",
    "performance": "GEN",
    "periodical": "JFULL",
    "personal_communication": "PCOMM",
    "post": "BLOG",
    "post-weblog": "BLOG",
    "regulation": "STAT",
    "report": "RPRT",
    "review": "JOUR",
    "review-book": "JOUR",
    "software": "COMP",
    "song": "SOUND",
    "speech": "SLIDE",
    "standard": "STAND",
    "thesis": "THES",
    "treaty": "STAT",
    "webpage": "ELEC",
}
"""CSL type to RIS type; where RIS' type is read as another (`READ_TYPES`), `M2  - Type: …` says which it is."""

READ_TYPES: dict[str, str] = {
    "ABST": "article-journal",
    "ADVS": "motion_picture",
    "AGGR": "document",
    "ANCIENT": "document",
    "ART": "graphic",
    "BILL": "bill",
    "BLOG": "post-weblog",
    "BOOK": "book",
    "CASE": "legal_case",
    "CHAP": "chapter",
    "CHART": "graphic",
    "CLSWK": "book",
    "COMP": "software",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "CTLG": "article-magazine",
    "DATA": "dataset",
    "DBASE": "dataset",
    "DICT": "entry-dictionary",
    "EBOOK": "book",
    "ECHAP": "chapter",
    "EDBOOK": "book",
    "EJOUR": "article-journal",
    "ELEC": "webpage",
    "ENCYC": "entry-encyclopedia",
    "EQUA": "document",
    "FIGURE": "graphic",
    "GEN": "document",
    "GOVDOC": "report",
    "GRANT": "document",
    "GRNT": "document",
    "HEAR": "hearing",
    "ICOMM": "personal_communication",
    "INPR": "manuscript",
    "JFULL": "article-journal",
    "JOUR": "article-journal",
    "LEGAL": "legal_case",
    "MANSCPT": "manuscript",
    "MAP": "map",
    "MGZN": "article-magazine",
    "MPCT": "motion_picture",
    "MULTI": "motion_picture",
    "MUSIC": "song",
    "NEWS": "article-newspaper",
    "PAMP": "manuscript",
    "PAT": "patent",
    "PCOMM": "personal_communication",
    "RPRT": "report",
    "SER": "book",
    "SLIDE": "speech",
    "SOUND": "song",
    "STAND": "standard",
    "STAT": "legislation",
    "THES": "thesis",
    "UNBILL": "manuscript",
    "UNPB": "manuscript",
    "UNPD": "manuscript",
    "VIDEO": "motion_picture",
    "WEB": "webpage",
}
"""RIS type, those of every vendor, to CSL type."""

FIELDS: dict[str, str] = {
    "title": "TI",
    "title-short": "ST",
    "container-title": "T2",
    "container-title-short": "J2",
    "collection-title": "T3",
    "abstract": "AB",
    "annote": "RN",
    "note": "N1",
    "genre": "M3¶",
    "language": "LA",
    "publisher": "PB",
    "publisher-place": "CY",
    "archive": "DB",
    "archive_location": "AN",
    "call-number": "CN",
    "source": "DP",
    "license": "CR",
    "reviewed-title": "RI¶",
    "DOI": "DO",
    "ISBN": "SN",
    "URL": "UR",
    "volume": "VL",
    "issue": "IS",
    "page": "SP",
    "number": "M1¶",
    "number-of-volumes": "NV",
    "edition": "ET",
    "section": "SE",
    "author": "AU",
    "translator": "A4",
    "issued": "DA",
    "accessed": "Y2",
    "keyword": "KW",
    "files": "L1",
    "id": "ID",
}
"""CSL variable to RIS tag; all others are labelled lines of `M2`.  `¶`: the tag, and a labelled line beside it."""

_JOURNAL = {"ISSN": "SN", "ISBN": LABEL, "number": "C7¶", "PMCID": "C2¶"}
_ARTICLE = {**_JOURNAL, "editor": "A2"}
_LAW = {"number": "M1", "chapter-number": "ET", "references": "OP"}
_ENTRY = {"editor": "A2", "collection-editor": "A3"}
_BOOK = {
    "collection-title": "T2",
    "collection-editor": "A2",
    "editor": "A3",
    "number-of-pages": "SP",
    "collection-number": "M1",
}
_FILM = {
    "director": "AU",
    "producer": "A3",
    "contributor": "A4",
    "dimensions": "SP",
    "genre": "C4¶",
    "medium": "C5",
    "container-title": "T2¶",
}
_WEB = {"genre": "M3", "volume": LABEL, "number": LABEL}

BY_TYPE: dict[str, dict[str, str]] = {
    "article": {
        "number": "SN",
        "genre": "M3",
        "collection-title": "T2",
        "collection-editor": "A2",
        "publisher": "PB¶",
    },
    "article-journal": _ARTICLE,
    "article-magazine": _JOURNAL,
    "article-newspaper": _JOURNAL,
    "bill": {**_LAW, "authority": "T3", "author": "A2"},
    "book": _BOOK,
    "broadcast": {**_FILM, "publisher": "PB¶", "publisher-place": "CY¶"},
    "chapter": {
        **_ENTRY,
        "collection-number": "SV",
        "number-of-volumes": "IS",
        "chapter-number": "SE¶",
        "container-author": "C2",
        "number": LABEL,
    },
    "classic": _BOOK,
    "collection": {"number-of-pages": "SP", "genre": "M3"},
    "dataset": {"version": "ET", "number": "NV", "contributor": "A4"},
    "document": {"editor": "A2"},
    "entry": _ENTRY,
    "entry-dictionary": _ENTRY,
    "entry-encyclopedia": _ENTRY,
    "figure": {"dimensions": "C3", "medium": "M3"},
    "graphic": {"dimensions": "C3", "medium": "M3"},
    "hearing": {**_LAW, "authority": "T3", "section": "T2"},
    "interview": {"genre": "M3"},
    "legal_case": {
        "container-title": "A2",
        "collection-title": LABEL,
        "authority": "PB",
        "number": "SV",
        "references": "OP",
        "contributor": "A4",
        "title-short": LABEL,
        "section": "SE¶",
    },
    "legislation": {**_LAW, "title-short": LABEL},
    "manuscript": {"number-of-pages": "SP", "genre": "M3"},
    "map": {"scale": "C1", "collection-title": "T2", "collection-editor": "A3", "genre": "M3"},
    "motion_picture": _FILM,
    "musical_score": {"medium": "C5", "performer": "A2"},
    "paper-conference": {
        **_ENTRY,
        "event-title": "T2¶",
        "container-title": "C3",
        "publisher-place": "C1",
        "contributor": "A4",
    },
    "patent": {
        "number": "SN",
        "authority": "A2",
        "submitted": "C1",
        "jurisdiction": "C3",
        "references": "C5",
        "status": "C6",
        "call-number": "M1",
        "contributor": "C4",
        "volume": LABEL,
    },
    "periodical": _ARTICLE,
    "personal_communication": {"recipient": "A2", "genre": "M3"},
    "post": {**_WEB, "container-title": "T2¶", "genre": "M3¶"},
    "post-weblog": _WEB,
    "regulation": {**_LAW, "title-short": LABEL},
    "report": {"number": "SN", "genre": "M3", "collection-title": "T2", "collection-editor": "A2"},
    "review": _ARTICLE,
    "review-book": _ARTICLE,
    "software": {"version": "ET", "medium": "M1", "collection-title": "T2", "genre": "LA", "language": LABEL},
    "song": {"medium": "C5", "performer": "A2"},
    "speech": {"event-title": "T2", "genre": "M3"},
    "standard": {"number": "SN", "collection-title": "T2", "publisher": "PB¶"},
    "thesis": {"number-of-pages": "SP", "genre": "M3", "contributor": "A3"},
    "treaty": {**_LAW, "title-short": LABEL},
    "webpage": _WEB,
}
"""What is different for a type."""

ALSO_READ: dict[str, str] = {
    "A1": "author",
    "AV": "archive_location",
    "CT": "title",
    "ED": "editor",
    "H1": "source",
    "H2": "call-number",
    "L2": "files",
    "L4": "files",
    "LK": "files",
    "N2": "abstract",
    "PI": "publisher-place",
    "PU": "publisher",
    "PY": "issued",
    "T1": "title",
    "Y1": "issued",
}
"""Tags of dialects.  `EP`, `M1`, `JA`, `JF`, `JO`, `J1` and `BT` are read too: what they mean depends on others."""

ALSO_READ_BY_TYPE: dict[str, dict[str, str]] = {
    "ADVS": {"T2": ""},
    "CASE": {"ST": "title-short"},
    "CHAP": {"M1": "number-of-volumes", "NV": "number-of-volumes"},
    "CONF": {"CY": "publisher-place"},
    "CPAPER": {"CY": "publisher-place"},
    "EDBOOK": {"AU": "editor", "A1": "editor"},
    "ECHAP": {"M1": "number-of-volumes", "NV": "number-of-volumes"},
    "EJOUR": {"M1": "issue"},
    "ELEC": {"VL": "", "M1": "accessed"},
    "JOUR": {"M1": "issue"},
    "MULTI": {"C1": "performer", "SP": "page"},
    "SLIDE": {"A2": "author"},
    "STAT": {"ST": "title-short"},
    "UNPB": {"A2": "editor", "A3": "collection-editor", "IS": "issue"},
    "VIDEO": {"C1": "performer", "SP": "page"},
}
"""What some of RIS' types read otherwise; an empty name leaves the tag to the custom fields."""

ORDER = (
    "TY TI AU T2 A2 T3 A3 A4 AB C1 C2 C3 C4 C5 C6 C7 CN CY PY DA DO DP ET VL IS SP EP J2 LA M1 M3 NV OP PB RI SE SN SV "
    "ST UR AN DB CR Y2 L1 L2 N1 RN KW M2 ID".split()
)

TABLE = TagTable(
    format="ris",
    types=TYPES,
    read_types=READ_TYPES,
    fields=FIELDS,
    by_type=BY_TYPE,
    also_read=ALSO_READ,
    also_read_by_type=ALSO_READ_BY_TYPE,
    order=tuple(ORDER),
    label_tag="M2",
    type_tag="TY",
    raw_tags=frozenset({"AB", "N1", "RN"}),
    keywords="lone",
    misread=frozenset({"GEN", "STAND"}),
    exact_types={"email": "ICOMM", "videoRecording": "VIDEO"},
    structural=frozenset({"TY", "ER"}),
    key_tags=frozenset({"LB"}),
    drops_doi_notes=True,
    telling=dict.fromkeys(("EP", "JA", "JF", "JO", "J1", "BT", "JI", "L3"), frozenset()),
)

_SNIFF = re.compile(r"(?:^|\n)[ \t]*(?:TY {1,2}- *[A-Za-z]+|[Tt]y {1,2}- *([A-Za-z]+))\s*(?:\n|$)")
KNOWN_TAGS = frozenset({"TY", "ER", *ORDER, *ALSO_READ, "EP", "JA", "JF", "JO", "J1", "BT"})


def sniff(head: str) -> int:
    """Return how surely a text is RIS."""
    match = _SNIFF.search(head)
    return 90 if match and (match[1] is None or match[1].upper() in READ_TYPES) else 0


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of a RIS file."""
    from refexport.syntax import tag_reader
    from refexport.syntax.ris_dialects import finish, prepare
    from refexport.syntax.ris_lines import QUICK, splitter
    from refexport.syntax.tagged import Syntax

    split = splitter(source.text, KNOWN_TAGS)
    syntax = Syntax(name="RIS", split=split, start="TY", end="ER", line=QUICK, opener="TY  - ", closer="ER  -")
    return tag_reader.read(source, report, syntax, TABLE, finish, prepare)


def body(records: Iterable[Record], report: Report, target: Target, before: Before) -> Iterator[str]:
    """Yield RIS records."""
    from refexport.syntax.ris_lines import whole
    from refexport.syntax.tag_writer import TagWriter

    writer = TagWriter(TABLE, report, target, lambda tag, text: f"{tag}  - {text}", "\r\n", read, whole)
    return map(writer.text, records)


FORMAT = Format(
    id="ris",
    name="RIS",
    suffixes=(".ris",),
    sniff=sniff,
    read=read,
    write=framed(body, plain_frame),
    parts=parts_before_line("TY", r"TY(?: {0,2}-[ \n]| {1,2}-)"),
    body=body,
    frame=plain_frame,
)
