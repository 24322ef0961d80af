"""MODS XML, version 3.7: the Library of Congress's schema, which libraries, bibutils and Zotero exchange.

* The item type stands in `genre` with the authority `local`, under the name that Zotero gives it, and under its
  MARC genre where there is one.  Without those, `genre`, `typeOfResource`, the host and the issuance decide.
* The container is a `relatedItem` of type `host`, the series one of type `series`, the original one of type
  `original`, the work under review one of type `reviewOf`; volume, issue and pages are in `part`.
* Names have MARC relator codes; corporate authors are names of type `corporate`, the event is one of type
  `conference`.
* Dates are W3CDTF, or EDTF where that is not enough.
* Text keeps CSL's markup as tags in the text, as Zotero writes and reads it; a line break is a carriage return.
* What MODS has no element for, or does not say exactly, stands in `extension` as `variable` elements.
* Typed notes, further titles, geographic and temporal subjects and unknown identifiers are custom fields, and so is
  every other element that no variable stands for, under its path (`originInfo/dateCaptured`, of a related work
  `host/part/text`), with its type behind a colon; only attributes, and what stands under "Left behind", are not kept.
  They are written back as the elements that they were.

Source: MODS 3.7 schema and user guidelines, Library of Congress; MARC genre terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from refexport import extra
from refexport.parts import Before, Frame, framed
from refexport.record import Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax import xml
from refexport.syntax.leftover import keep
from refexport.syntax.mods_leftover import LEFT_BEHIND
from refexport.syntax.xml_mods import DETAILS, ID, NAMESPACE, OTHER_DATES, RELATORS, Kind, text_of
from refexport.syntax.xml_mods_reader import fill, strip_namespace
from refexport.syntax.xml_mods_writer import Writer
from refexport.syntax.xml_parts import parts_of
from refexport.targets import Target
from refexport.vocabulary import VARIABLES

__all__ = ["FIELDS", "FORMAT", "LEFT_BEHIND", "TYPES"]

TYPES: dict[str, Kind] = {
    "article": Kind("preprint"),
    "article-journal": Kind("journalArticle", marc="article", host="journal"),
    "article-magazine": Kind("magazineArticle", marc="article", host="magazine"),
    "article-newspaper": Kind("newspaperArticle", marc="article", host="newspaper"),
    "bill": Kind("bill", marc="legislation"),
    "book": Kind("book", marc="book"),
    "broadcast": Kind("tvBroadcast", resource="moving image"),
    "chapter": Kind("bookSection", host="book"),
    "classic": Kind(),
    "collection": Kind(),
    "dataset": Kind("dataset", resource="software, multimedia"),
    "document": Kind("document"),
    "entry": Kind(),
    "entry-dictionary": Kind("dictionaryEntry", host="dictionary"),
    "entry-encyclopedia": Kind("encyclopediaArticle", host="encyclopedia"),
    "event": Kind(),
    "figure": Kind(resource="still image"),
    "graphic": Kind("artwork", marc="picture", resource="still image"),
    "hearing": Kind("hearing"),
    "interview": Kind("interview", marc="interview"),
    "legal_case": Kind("case", marc="legal case and case notes"),
    "legislation": Kind("statute", marc="legislation"),
    "manuscript": Kind("manuscript"),
    "map": Kind("map", marc="map", resource="cartographic"),
    "motion_picture": Kind("film", marc="motion picture", resource="moving image"),
    "musical_score": Kind(resource="notated music"),
    "pamphlet": Kind(),
    "paper-conference": Kind("conferencePaper", host="conference publication"),
    "patent": Kind("patent", marc="patent"),
    "performance": Kind(),
    "periodical": Kind(marc="periodical"),
    "personal_communication": Kind("letter", marc="letter"),
    "post": Kind("forumPost", host="web site"),
    "post-weblog": Kind("blogPost", host="web site"),
    "regulation": Kind(),
    "report": Kind("report", marc="technical report"),
    "review": Kind(marc="review", host="journal"),
    "review-book": Kind(marc="review", host="journal"),
    "software": Kind("computerProgram", marc="computer program", resource="software, multimedia"),
    "song": Kind("audioRecording", marc="sound", resource="sound recording"),
    "speech": Kind("presentation", marc="speech"),
    "standard": Kind("standard", marc="standard or specification"),
    "thesis": Kind("thesis", marc="thesis"),
    "treaty": Kind(marc="treaty"),
    "webpage": Kind("webpage", marc="web site"),
}
"""CSL types to Zotero's name, the MARC genre, that of the host, and the type of resource."""

_ORIGIN = {"publisher": "originInfo/publisher", "publisher-place": "originInfo/place/placeTerm"}
_PLACES: dict[str, str] = {
    **_ORIGIN,
    **{name: f"name[role={code or term}]" for name, (code, term) in RELATORS.items()},
    **{name: f"part/detail[@type={kind}]" for name, kind in DETAILS.items()},
    **{name: f"originInfo/dateOther[@type={kind}]" for name, kind in OTHER_DATES.items()},
    "abstract": "abstract",
    "accessed": "location/url/@dateLastAccessed",
    "annote": "note[@type=annotation]",
    "archive": "location/physicalLocation",
    "archive_location": "location/shelfLocator",
    "arxiv": "identifier[@type=arxiv]",
    "call-number": "classification",
    "collection-editor": "relatedItem[@type=series]/name[role=edt]",
    "collection-number": "relatedItem[@type=series]/titleInfo/partNumber",
    "collection-title": "relatedItem[@type=series]/titleInfo/title",
    "container-author": "relatedItem[@type=host]/name[role=aut]",
    "container-title": "relatedItem[@type=host]/titleInfo/title",
    "container-title-short": "relatedItem[@type=host]/titleInfo[@type=abbreviated]/title",
    "dimensions": "physicalDescription/extent",
    "DOI": "identifier[@type=doi]",
    "edition": "originInfo/edition",
    "event-title": "name[@type=conference]",
    "genre": "genre",
    "ISBN": "identifier[@type=isbn]",
    "ISSN": "identifier[@type=issn]",
    "issued": "originInfo/dateIssued",
    "language": "language/languageTerm",
    "license": "accessCondition",
    "medium": "physicalDescription/form",
    "note": "note",
    "number": "identifier[@type=number]",
    "number-of-pages": "physicalDescription/extent[@unit=pages]",
    "number-of-volumes": "physicalDescription/extent[@unit=volumes]",
    "original-author": "relatedItem[@type=original]/name[role=aut]",
    "original-date": "relatedItem[@type=original]/originInfo/dateIssued",
    "original-publisher": "relatedItem[@type=original]/originInfo/publisher",
    "original-publisher-place": "relatedItem[@type=original]/originInfo/place/placeTerm",
    "original-title": "relatedItem[@type=original]/titleInfo/title",
    "page": "part/extent[@unit=page]",
    "part-number": "titleInfo/partNumber",
    "part-title": "titleInfo/partName",
    "PMCID": "identifier[@type=pmc]",
    "PMID": "identifier[@type=pmid]",
    "reviewed-author": "relatedItem[@type=reviewOf]/name[role=aut]",
    "reviewed-genre": "relatedItem[@type=reviewOf]/genre",
    "reviewed-title": "relatedItem[@type=reviewOf]/titleInfo/title",
    "scale": "subject/cartographics/scale",
    "source": "recordInfo/recordContentSource",
    "title": "titleInfo/title",
    "title-short": "titleInfo[@type=abbreviated]/title",
    "URL": "location/url",
}
FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("identifier[@type=citekey]",),
    "keyword": ("subject/topic",),
    "files": ("location/url[@access='raw object']",),
    **{name: (_PLACES.get(name) or f"extension/variable[@name={name}]",) for name in VARIABLES},
}
"""CSL variables to the elements that hold them; those of the container, with its volume and pages, in the host."""

_GENRES: dict[str, str] = {
    **{kind.marc: type for type, kind in reversed(TYPES.items()) if kind.marc},
    "article": "article-journal",
    "art original": "graphic",
    "art reproduction": "graphic",
    "book chapter": "chapter",
    "computer software": "software",
    "conference paper": "paper-conference",
    "conference publication": "paper-conference",
    "database": "dataset",
    "dissertation": "thesis",
    "electronic resource": "webpage",
    "film": "motion_picture",
    "journal article": "article-journal",
    "magazine article": "article-magazine",
    "newspaper article": "article-newspaper",
    "ph.d. thesis": "thesis",
    "photograph": "graphic",
    "report": "report",
    "slide": "graphic",
    "software": "software",
    "theses": "thesis",
    "videorecording": "motion_picture",
    "website": "webpage",
}
_HOSTS = {
    "academic journal": "article-journal",
    "book": "chapter",
    "conference publication": "paper-conference",
    "dictionary": "entry-dictionary",
    "encyclopedia": "entry-encyclopedia",
    "journal": "article-journal",
    "magazine": "article-magazine",
    "newspaper": "article-newspaper",
    "periodical": "article-journal",
    "web site": "webpage",
}
_RESOURCES = {
    "cartographic": "map",
    "moving image": "motion_picture",
    "notated music": "musical_score",
    "software, multimedia": "software",
    "sound recording": "song",
    "sound recording-musical": "song",
    "sound recording-nonmusical": "song",
    "still image": "graphic",
}


_GOVINFO = {
    "BILLS": "bill",
    "CFR": "regulation",
    "CHRG": "hearing",
    "CPRT": "report",
    "CRPT": "report",
    "FR": "regulation",
    "PLAW": "legislation",
    "STATUTE": "legislation",
    "USCOURTS": "legal_case",
}
"""Collections of the U.S. Government Publishing Office, which calls everything "government publication"."""


_MODS = "http://www.loc.gov/mods/v3"


def _sniff(head: str) -> int:
    if "http://www.loc.gov/mods/" in head and ("mods>" in head or "mods " in head or "modsCollection" in head):
        return 100
    if "<modsCollection" in head or "<mods>" in head or "<mods " in head:
        return 90
    return -1 if xml.is_foreign(head, ("modsCollection", "mods")) else 0


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of a MODS file, one `mods` or a `modsCollection` of them.

    Args:
        source: the file.
        report: gets what is broken in it.
    """
    for element in xml.elements(source, report, ("mods",), _MODS):
        strip_namespace(element)
        if len(element):
            record = Record()
            fill(record, element)
            _set_type(record, element)
            yield record


def _set_type(record: Record, mods: xml.Element) -> None:
    """Set the type, by what says it most surely, and the genre, if a `genre` is left for that."""
    record.type, used = _type(record, mods)
    if record.type in ("bill", "hearing", "legislation"):
        _govinfo(record, mods)
    genres = [(genre.get("authority"), text_of(genre)) for genre in mods.iterfind("genre") if genre is not used]
    record.genre = next((text for authority, text in genres if text and not authority), record.genre)
    for authority, text in genres:
        types = (_ZOTERO.get(text), _GENRES.get(text.lower()))
        if text and text not in (record.genre, TYPES[record.type].marc) and record.type not in types:
            keep(record, ID, f"genre:{authority or 'further'}", text)
    for resource in map(text_of, mods.iterfind("typeOfResource")):
        if resource and resource not in _RESOURCES and resource != "text":
            keep(record, ID, "typeOfResource", resource)


def _govinfo(record: Record, mods: xml.Element) -> None:
    """Set what the U.S. Government Publishing Office says in its own elements: chamber, Congress, short title."""
    chamber = text_of(mods.find("extension/chamber")) or text_of(mods.find("extension/originChamber"))
    record.authority = record.authority or chamber.capitalize() or None
    record.chapter_number = record.chapter_number or text_of(mods.find("extension/congress")) or None
    record.title_short = record.title_short or text_of(mods.find("extension/shortTitle")) or None
    if record.authority and record.type != "hearing" and mods.find("extension/collectionCode") is not None:
        _measure(record)


def _measure(record: Record) -> None:
    """Make of a bill or an act what is cited: its short title, and Congress as authority, not as author.

    The Publishing Office names both chambers as authors of every measure, and the committee it went to as a
    contributor.  What no variable holds is kept as a note, and the official title as an alternative one.
    """
    for role in ("author", "contributor"):
        names = record[role]
        bodies = [name.literal for name in names if (name.literal or "").startswith(_CONGRESS)]
        record[role] = tuple(name for name in names if name.literal not in bodies)
        for body in filter(None, bodies):
            keep(record, ID, "note:congress", body)
    if record.title and record.title_short and record.title != record.title_short:
        fields = record.custom.setdefault(ID, {})
        others = str(fields.get("titleInfo:alternative", "")).split("\n")
        kept = [title for title in others if title and title != record.title_short]
        fields["titleInfo:alternative"] = "\n".join([record.title, *kept])
        record.title, record.title_short = record.title_short, None


_CONGRESS = "United States. Congress."


def _type(record: Record, mods: xml.Element) -> tuple[str, xml.Element | None]:
    exact = mods.find(f"extension/{{{NAMESPACE}}}variable[@name='type']")
    if exact is not None and text_of(exact) in TYPES:
        return text_of(exact), None
    for genre in mods.iterfind("genre[@authority='local']"):
        if type := _ZOTERO.get(text_of(genre)):
            return type, genre
    if type := _GOVINFO.get(text_of(mods.find("extension/collectionCode"))):
        return type, None
    host = mods.find("relatedItem[@type='host']")
    for genre in mods.iterfind("genre"):
        type = _GENRES.get(text_of(genre).lower())
        if type and (type != "article-journal" or host is None):
            return type, genre
    resource = _RESOURCES.get(text_of(mods.find("typeOfResource")).lower())
    genre = next((genre for genre in mods.iterfind("genre") if text_of(genre).lower() in _GENRES), None)
    if host is not None and not (record.publisher and text_of(mods.find("originInfo/issuance")) == "monographic"):
        return resource or _part_type(host), genre
    return resource or _whole_type(record, mods), genre


_ZOTERO = {kind.zotero: type for type, kind in TYPES.items() if kind.zotero} | {
    name: type for name, type in extra.ZOTERO_TYPES.items() if type in TYPES
}


def _part_type(host: xml.Element) -> str:
    for genre in host.iterfind("genre"):
        if type := _HOSTS.get(text_of(genre).lower()):
            return type
    issuance = text_of(host.find("originInfo/issuance"))
    kinds = {detail.get("type") for detail in host.iterfind("part/detail")}
    if issuance in ("continuing", "serial") or "issue" in kinds or host.find("identifier[@type='issn']") is not None:
        return "article-journal"
    return "chapter"


def _whole_type(record: Record, mods: xml.Element) -> str:
    if text_of(mods.find("originInfo/issuance")) in ("continuing", "serial"):
        return "periodical"
    if record.ISBN or record.publisher or text_of(mods.find("originInfo/issuance")):
        return "book"
    return "document"


def body(records: Iterable[Record], report: Report, target: Target, before: Before) -> Iterator[str]:
    """Yield each record as a `mods` element.

    Args:
        records: of any type.
        report: gets what could not be carried.
        target: makes no difference to MODS.
        before: makes none either.
    """
    for record in records:
        kind = TYPES.get(record.type, TYPES["document"])
        text = Writer(record, kind, _ZOTERO.get(kind.zotero) == record.type, report, read).xml()
        yield xml.allowed(text, record, report, ID)


def frame(target: Target) -> Frame:
    """Return the `modsCollection` around the records."""
    root = f'<modsCollection xmlns="{_MODS}" xmlns:r="{NAMESPACE}">'
    return Frame(f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n', end="</modsCollection>\n")


FORMAT = Format(
    id=ID,
    name="MODS XML",
    suffixes=(".xml", ".mods"),
    sniff=_sniff,
    read=read,
    parts=parts_of("mods"),
    write=framed(body, frame),
    body=body,
    frame=frame,
)
