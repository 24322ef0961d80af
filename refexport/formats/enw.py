"""EndNote tagged (`.enw`), also known as Refer and BibIX.

A record is lines of `%X value`; `%0` holds EndNote's name of the type and begins a record, or a blank line does where
a file has no `%0`.  Lines without a tag belong to the value above.  Names are `%A Family, Given, Suffix`, one a line,
a corporate name with a comma behind it.

What no tag holds is written as labelled lines into the notes, `%Z PMID: 33081809`, and read from there.
Tags that no variable stands for are kept in `custom["enw"]` and written back.

Source: EndNote 20 manual, "EndNote Import format" (tags by field), and refer(1) for the ten oldest tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from refexport.parts import Before, before_line, cut, framed, plain_frame
from refexport.record import Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.tag_table import Every, TagTable
from refexport.targets import Target

if TYPE_CHECKING:
    from refexport.syntax.tag_writer import TagWriter

TYPES: dict[str, str] = {
    "article": "Unpublished Work",
    "article-journal": "Journal Article",
    "article-magazine": "Magazine Article",
    "article-newspaper": "Newspaper Article",
    "bill": "Bill",
    "book": "Book",
    "broadcast": "Film or Broadcast",
    "chapter": "Book Section",
    "classic": "Classical Work",
    "collection": "Catalog",
    "dataset": "Dataset",
    "document": "Generic",
    "entry": "Generic",
    "entry-dictionary": "Dictionary",
    "entry-encyclopedia": "Encyclopedia",
    "event": "Generic",
    "figure": "Figure",
    "graphic": "Artwork",
    "hearing": "Hearing",
    "interview": "Interview",
    "legal_case": "Case",
    "legislation": "Statute",
    "manuscript": "Manuscript",
    "map": "Map",
    "motion_picture": "Audiovisual Material",
    "musical_score": "Music",
    "pamphlet": "Pamphlet",
    "paper-conference": "Conference Paper",
    "patent": "Patent",
    "performance": "Generic",
    "periodical": "Serial",
    "personal_communication": "Personal Communication",
    "post": "Discussion Forum",
    "post-weblog": "Blog",
    "regulation": "Legal Rule or Regulation",
    "report": "Report",
    "review": "Journal Article",
    "review-book": "Journal Article",
    "software": "Computer Program",
    "song": "Music",
    "speech": "Generic",
    "standard": "Standard",
    "thesis": "Thesis",
    "treaty": "Statute",
    "webpage": "Web Page",
}
"""CSL type to EndNote's; where EndNote's is read as another, `%Z Type: …` says which it is."""

READ_TYPES: dict[str, str] = {
    "AGGREGATED DATABASE": "dataset",
    "ANCIENT TEXT": "classic",
    "ARTWORK": "graphic",
    "AUDIOVISUAL MATERIAL": "motion_picture",
    "BILL": "bill",
    "BLOG": "post-weblog",
    "BOOK": "book",
    "BOOK SECTION": "chapter",
    "CASE": "legal_case",
    "CATALOG": "book",
    "CHART OR TABLE": "figure",
    "CLASSICAL WORK": "classic",
    "COMPUTER PROGRAM": "software",
    "CONFERENCE PAPER": "paper-conference",
    "CONFERENCE PROCEEDINGS": "paper-conference",
    "DATASET": "dataset",
    "DICTIONARY": "entry-dictionary",
    "DISCUSSION FORUM": "post",
    "EDITED BOOK": "book",
    "ELECTRONIC ARTICLE": "article-journal",
    "ELECTRONIC BOOK": "book",
    "ELECTRONIC BOOK SECTION": "chapter",
    "ELECTRONIC SOURCE": "webpage",
    "ENCYCLOPEDIA": "entry-encyclopedia",
    "EQUATION": "figure",
    "FIGURE": "figure",
    "FILM OR BROADCAST": "motion_picture",
    "GENERIC": "document",
    "GOVERNMENT DOCUMENT": "report",
    "GRANT": "document",
    "HEARING": "hearing",
    "INTERVIEW": "interview",
    "JOURNAL ARTICLE": "article-journal",
    "LEGAL RULE OR REGULATION": "regulation",
    "MAGAZINE ARTICLE": "article-magazine",
    "MANUSCRIPT": "manuscript",
    "MAP": "map",
    "MULTIMEDIA APPLICATION": "software",
    "MUSIC": "song",
    "NEWSPAPER ARTICLE": "article-newspaper",
    "ONLINE DATABASE": "dataset",
    "ONLINE MULTIMEDIA": "motion_picture",
    "PAMPHLET": "pamphlet",
    "PATENT": "patent",
    "PERSONAL COMMUNICATION": "personal_communication",
    "PODCAST": "broadcast",
    "PRESS RELEASE": "webpage",
    "REPORT": "report",
    "SERIAL": "periodical",
    "SOCIAL MEDIA": "post",
    "STANDARD": "standard",
    "STATUTE": "legislation",
    "TELEVISION EPISODE": "broadcast",
    "THESIS": "thesis",
    "UNPUBLISHED WORK": "manuscript",
    "WEB PAGE": "webpage",
}
"""EndNote's type, upper case, to CSL type."""

FIELDS: dict[str, str] = {
    "title": "%T",
    "title-short": "%!",
    "container-title": "%B",
    "container-title-short": "%O",
    "collection-title": "%S",
    "abstract": "%X",
    "note": "%Z",
    "annote": "%<",
    "genre": "%9",
    "language": "%G",
    "publisher": "%I",
    "publisher-place": "%C",
    "archive": "%~",
    "archive_location": "%M",
    "call-number": "%L",
    "source": "%W",
    "reviewed-title": "%*",
    "DOI": "%R",
    "ISBN": "%@",
    "URL": "%U",
    "volume": "%V",
    "issue": "%N",
    "page": "%P",
    "number-of-volumes": "%6",
    "edition": "%7",
    "section": "%&",
    "author": "%A",
    "editor": "%E",
    "collection-editor": "%Y",
    "translator": "%?",
    "issued": "%8",
    "accessed": "%[",
    "keyword": "%K",
    "files": "%>",
    "id": "%F",
}
"""CSL variable to tag (`%D` holds the year beside `%8`); all others are labelled lines of `%Z`."""

_PERIODICAL = {"container-title": "%J", "ISSN": "%@", "number": "%]", "PMCID": "%2"}
_WHOLE = {"number-of-pages": "%P"}
_NUMBERED = {"number": "%@"}

BY_TYPE: dict[str, dict[str, str]] = {
    "article": _NUMBERED,
    "article-journal": _PERIODICAL,
    "article-magazine": _PERIODICAL,
    "article-newspaper": _PERIODICAL,
    "book": _WHOLE,
    "classic": _WHOLE,
    "hearing": {"number": "%N"},
    "interview": {"interviewer": "%E"},
    "legal_case": {"authority": "%I", "number": "%N"},
    "legislation": {"number": "%N"},
    "manuscript": _WHOLE,
    "motion_picture": {"director": "%A", "producer": "%Y", "performer": "%E", "medium": "%9"},
    "patent": _NUMBERED,
    "periodical": _PERIODICAL,
    "personal_communication": {"recipient": "%E"},
    "report": _NUMBERED,
    "review": _PERIODICAL,
    "review-book": _PERIODICAL,
    "software": {"version": "%7"},
    "standard": _NUMBERED,
    "thesis": _WHOLE,
}
"""What is different for a type."""

ALSO_READ: dict[str, str] = {"%D": "issued", "%J": "container-title", "%B": "container-title", "%1": "", "%2": ""}
"""Tags of other types that are read where the type's own table leaves them free."""

TABLE = TagTable(
    format="enw",
    types=TYPES,
    read_types=READ_TYPES,
    fields=FIELDS,
    by_type=BY_TYPE,
    also_read=ALSO_READ,
    also_read_by_type={"EDITED BOOK": {"%A": "editor"}},
    order=tuple("%0 %T %A %E %Y %? %B %J %O %S %V %N %P %] %D %8 %I %C %7 %6 %9 %& %@ %R %2 %X %Z %< %G".split()),
    label_tag="%Z",
    type_tag="%0",
    raw_tags=Every(),
    tag_pattern=r"%[\w@!#$&()*+,./:;<=>?^~{}|\[\]-]",
    structural=frozenset({"%0"}),
    blank_line_ends=True,
    guess=lambda entry: _guess(entry),
)

_TAG = re.compile(r"\s{0,2}(%[0-9A-Z@!#$&()*+,./:;<=>?^~{}|\[\]-])(?:\s+(.*)|)")
_SNIFF = re.compile(r"(?:^|\n)%0 [A-Z]")
_SNIFF_REFER = re.compile(r"^%[A-Z] \S.*(?:\n%[A-Z0-9@] .*){2}")


def _guess(entry: Mapping[str, list[str]]) -> str:
    # Refer's files name no type.
    if "%J" in entry:
        return "article-journal"
    if "%B" in entry:
        return "chapter"
    return "book" if "%I" in entry else "report" if "%R" in entry else "document"


def split_line(line: str) -> tuple[str, str] | tuple[None, str]:
    """Return tag and value of a line, or `None` and its text."""
    if "%" in line[:3]:
        match = _TAG.fullmatch(line)
        if match:
            return match[1], (match[2] or "").strip()
    return None, line.strip()


def sniff(head: str) -> int:
    """Return how surely a text is EndNote tagged."""
    return 90 if _SNIFF.search(head) else 60 if _SNIFF_REFER.match(head) else 0


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of an EndNote tagged file."""
    from refexport.syntax import tag_reader
    from refexport.syntax.tagged import Syntax

    typed = _SNIFF.search(source.head) is not None or _SNIFF.search(source.text) is not None
    start = "%0" if typed else None
    syntax = Syntax(name="EndNote tagged", split=split_line, start=start, end=None, ends_at_blank=not typed)
    return tag_reader.read(source, report, syntax, TABLE, _finish)


def parts(source: Source) -> Iterator[Source]:
    """Yield the parts of a file of any size, if `%0` begins its records; else whether it does must be known first."""
    typed = _SNIFF.search(source.head) is not None
    return cut(source, before_line("%0 ") if typed else lambda text: 0)


def _finish(fields: dict[str, Any], entry: dict[str, list[str]], labels: dict[str, str]) -> None:
    if "%W" in entry and "%~" not in entry and "source" in fields and "archive_location" not in fields:
        # EndNote's database provider stands beside the database; refer's %W is the place of the work.
        fields["archive_location"] = fields.pop("source")
    if "archive_location" in fields and "PMID" not in labels:
        _accession_number(fields)
    if "number_of_pages" in fields and "-" in fields["number_of_pages"]:
        fields["page"] = fields.pop("number_of_pages")
    if fields["type"] == "article-journal" and fields.get("PMCID"):
        from refexport.text import identifiers

        fields["PMCID"] = identifiers.pmcid(fields["PMCID"]) or fields["PMCID"]


def _accession_number(fields: dict[str, Any]) -> None:
    from refexport.text import identifiers

    database = f"{fields.get('archive', '')} {fields.get('source', '')}"
    if found := identifiers.accession_pmid(fields["archive_location"], database):
        fields["PMID"] = found
        del fields["archive_location"]


def body(records: Iterable[Record], report: Report, target: Target, before: Before) -> Iterator[str]:
    """Yield EndNote tagged records."""
    from refexport.syntax.tag_dates import plain_date
    from refexport.syntax.tag_writer import TagWriter

    class Writer(TagWriter):
        year_tag, last_page_tag, html_tag = "%D", "", ""

        def put_source(self, out: list[str], record: Record, variable: str, tag: str, value: str) -> bool:
            return bool(record.archive) and self._put_text(out, record, variable, tag, value)

    Writer.puts = {**TagWriter.puts, "source": Writer.put_source}

    writer = Writer(TABLE, report, target, "{} {}".format, "\n", read, _whole, plain_date)
    return map(writer.text, records)


def _whole(writer: TagWriter, record: Record, lines: list[str]) -> str:
    key = [f"%F {writer.key(record)}"] if record.id else []
    return "\n".join([f"%0 {writer.kind(record)}", *lines, *key, "", ""])


FORMAT = Format(
    id="enw",
    name="EndNote tagged",
    suffixes=(".enw",),
    sniff=sniff,
    read=read,
    parts=parts,
    write=framed(body, plain_frame),
    body=body,
    frame=plain_frame,
)
