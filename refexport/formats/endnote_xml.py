"""EndNote XML: what EndNote exports and imports as "XML", and what SyRF, Zotero and Mendeley read.

* Records are `<xml><records><record>…`, one on each line; the reference type is a number and a name.  The name
  decides on reading, for programs that are not EndNote number the types otherwise.
* Rich text is kept: italic, bold, superscript and subscript are faces of `style`.  Small capitals and nocase have
  no face: a loss, but for Zotero, which reads them as tags in the text.
* The citation key stands in `label`.  If the record has a key of the user's beside its id, the key stands there
  and the id in `foreign-keys`.
* The PMID stands in `accession-num` with `remote-database-name` PubMed, the PMCID in `custom2`.
* What the reference type has no element for stands on labelled lines (`Label: value`) under the key in `label`, from
  where Zotero takes it to its fields, and EndNote shows it; for EndNote alone at the end of `research-notes`.  So does
  the type, where several CSL types share one of EndNote's, and PMID and DOI, where Zotero has no field for them.
* Elements that no variable holds are kept as custom fields under their paths (`auth-address`, `titles/alt-title`).

Source: EndNote's DTD (RSXML.dtd) and table of reference types; Zotero's "Endnote XML" import (2021-07-14).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from refexport.extra import is_video
from refexport.parts import Before, Frame, framed
from refexport.record import Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax import xml
from refexport.syntax.xml_endnote import REF_TYPES, paths
from refexport.syntax.xml_endnote_reader import ID, Reader
from refexport.syntax.xml_endnote_writer import Writer
from refexport.syntax.xml_parts import parts_of
from refexport.targets import Target
from refexport.vocabulary import VARIABLES

TYPES: dict[str, str] = {
    "article": "Electronic Article",
    "article-journal": "Journal Article",
    "article-magazine": "Magazine Article",
    "article-newspaper": "Newspaper Article",
    "bill": "Bill",
    "book": "Book",
    "broadcast": "Film or Broadcast",
    "chapter": "Book Section",
    "classic": "Classical Work",
    "collection": "Generic",
    "dataset": "Dataset",
    "document": "Generic",
    "entry": "Encyclopedia",
    "entry-dictionary": "Dictionary",
    "entry-encyclopedia": "Encyclopedia",
    "event": "Generic",
    "figure": "Figure",
    "graphic": "Artwork",
    "hearing": "Hearing",
    "interview": "Personal Communication",
    "legal_case": "Case",
    "legislation": "Statute",
    "manuscript": "Manuscript",
    "map": "Map",
    "motion_picture": "Film or Broadcast",
    "musical_score": "Music",
    "pamphlet": "Pamphlet",
    "paper-conference": "Conference Proceedings",
    "patent": "Patent",
    "performance": "Generic",
    "periodical": "Serial",
    "personal_communication": "Personal Communication",
    "post": "Web Page",
    "post-weblog": "Blog",
    "regulation": "Legal Rule or Regulation",
    "report": "Report",
    "review": "Journal Article",
    "review-book": "Journal Article",
    "software": "Computer Program",
    "song": "Music",
    "speech": "Conference Paper",
    "standard": "Standard",
    "thesis": "Thesis",
    "treaty": "Legal Rule or Regulation",
    "webpage": "Web Page",
}
"""CSL types to EndNote's; where that is read as another CSL type, a line `Type: …` says which."""

_LINE_TYPES = frozenset({"dataset", "standard"})
"""Types that EndNote has, but Zotero reads as another unless a line says which."""

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("label", "foreign-keys/key"),
    "keyword": ("keywords/keyword",),
    "files": ("urls/pdf-urls/url", "urls/text-urls/url"),
    "citation-key": ("label",),
    **{name: paths(name) or ("label", "research-notes") for name in VARIABLES if name != "citation-key"},
}
"""CSL variables to the elements that hold them in one type or another; the rest are lines of `label`."""

LEFT_BEHIND: dict[str, str] = {
    "the library that the record was in, and its number there": "database source-app rec-number foreign-keys",
    "how EndNote shows a text, but for italic, bold, sub- and superscript": "style/@font style/@size style/@color",
}
"""Why something is in no record, to the elements."""

_BEGIN = '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n'
_END = "</records></xml>\n"


def _sniff(head: str) -> int:
    if "<ref-type" in head and "<record" in head:
        return 100
    if "<xml>" in head and "<records" in head:
        return 80
    return -1 if xml.is_foreign(head, ("xml", "records", "record")) else 0


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of an EndNote XML file.

    Args:
        source: the file.
        report: gets what is broken in it, and records whose type is unknown.
    """
    for element in xml.elements(source, report, ("record",)):
        if len(element):
            yield Reader(element, source, report).record


def body(records: Iterable[Record], report: Report, target: Target, before: Before) -> Iterator[str]:
    """Yield each record as a `record` element.

    Args:
        records: of any type.
        report: gets what could not be carried.
        target: the program that is to read it.
        before: says what number the first record has.
    """
    for number, record in enumerate(records, start=before.number + 1):
        name = _ref_type(record, target)
        read_as = "" if target.endnote_xml_label_lines and record.type in _LINE_TYPES else REF_TYPES[name][1]
        text = Writer(record, name, read_as, report, target).xml(number)
        yield xml.allowed(text, record, report, ID)


def frame(target: Target) -> Frame:
    """Return the elements around the records."""
    return Frame(_BEGIN, end=_END)


def _ref_type(record: Record, target: Target) -> str:
    if record.type == "book" and target.endnote_xml_edited_book and record.editor and not record.author:
        return "Edited Book"
    if is_video(record):
        return "Audiovisual Material"
    return TYPES.get(record.type, "Generic")


FORMAT = Format(
    id=ID,
    name="EndNote XML",
    suffixes=(".xml",),
    sniff=_sniff,
    read=read,
    parts=parts_of("record"),
    write=framed(body, frame),
    body=body,
    frame=frame,
)
