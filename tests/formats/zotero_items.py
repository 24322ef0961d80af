"""Compares records with the Zotero items that they stand for.

Run as a program, it lists what differs: `python tests/formats/zotero_items.py ris bibtex`.
"""

from __future__ import annotations

import html
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from refexport import Date, Name, Record, loads
from refexport.text.dates import parse_date
from refexport.text.languages import language_tag
from refexport.text.rich import plain

FORMAT_OF_FILE = {
    "bibtex": "bibtex",
    "csl-json": "csl-json",
    "datacite-json": "datacite",
    "endnote-xml": "endnote-xml",
    "medlinenbib": "nbib",
    "mods": "mods",
    "openalex-json": "openalex",
    "pubmed-xml": "pubmed-xml",
    "referbibix": "enw",
    "refworks-tagged": "refworks",
    "ris": "ris",
    "web-of-science-tagged": "wos",
}

# Zotero's item types as CSL types; where two are right, both stand here.
TYPES: dict[str, tuple[str, ...]] = {
    "artwork": ("graphic",),
    "audioRecording": ("song",),
    "bill": ("bill",),
    "blogPost": ("post-weblog",),
    "book": ("book",),
    "bookSection": ("chapter",),
    "case": ("legal_case",),
    "computerProgram": ("software",),
    "conferencePaper": ("paper-conference",),
    "dataset": ("dataset",),
    "dictionaryEntry": ("entry-dictionary",),
    "document": ("document",),
    "email": ("personal_communication",),
    "encyclopediaArticle": ("entry-encyclopedia",),
    "film": ("motion_picture",),
    "hearing": ("hearing",),
    "journalArticle": ("article-journal",),
    "letter": ("personal_communication",),
    "magazineArticle": ("article-magazine",),
    "manuscript": ("manuscript",),
    "map": ("map",),
    "newspaperArticle": ("article-newspaper",),
    "patent": ("patent",),
    "preprint": ("article",),
    "report": ("report",),
    "statute": ("legislation",),
    "thesis": ("thesis",),
    "videoRecording": ("motion_picture",),
    "webpage": ("webpage",),
}

# Zotero's fields as the variables that may hold them.
FIELDS: dict[str, tuple[str, ...]] = {
    "abstractNote": ("abstract",),
    "archive": ("archive", "source"),
    "archiveLocation": ("archive_location", "call-number", "PMID"),
    "artworkMedium": ("medium",),
    "artworkSize": ("dimensions",),
    "billNumber": ("number",),
    "callNumber": ("call-number",),
    "codeNumber": ("volume", "number", "container-title"),
    "company": ("publisher",),
    "conferenceName": ("event-title",),
    "country": ("publisher-place", "jurisdiction"),
    "court": ("authority",),
    "DOI": ("DOI",),
    "distributor": ("publisher",),
    "docketNumber": ("number",),
    "edition": ("edition",),
    "genre": ("genre",),
    "institution": ("publisher",),
    "ISBN": ("ISBN",),
    "ISSN": ("ISSN",),
    "issue": ("issue",),
    "journalAbbreviation": ("container-title-short", "container-title"),
    "language": ("language",),
    "legislativeBody": ("authority",),
    "letterType": ("genre",),
    "manuscriptType": ("genre",),
    "mapType": ("genre",),
    "numberOfVolumes": ("number-of-volumes",),
    "numPages": ("number-of-pages",),
    "pages": ("page",),
    "patentNumber": ("number",),
    "PMCID": ("PMCID",),
    "PMID": ("PMID",),
    "place": ("publisher-place", "event-place"),
    "publisher": ("publisher",),
    "reporter": ("container-title",),
    "reporterVolume": ("volume",),
    "reportNumber": ("number",),
    "reportType": ("genre",),
    "repository": ("publisher", "archive"),
    "rights": ("license",),
    "runningTime": ("dimensions",),
    "scale": ("scale",),
    "section": ("section",),
    "series": ("collection-title",),
    "seriesNumber": ("collection-number",),
    "seriesTitle": ("collection-title",),
    "shortTitle": ("title-short",),
    "studio": ("publisher",),
    "thesisType": ("genre",),
    "university": ("publisher",),
    "url": ("URL",),
    "versionNumber": ("version",),
    "volume": ("volume",),
    "websiteType": ("genre",),
}
_CONTAINERS = "publicationTitle bookTitle proceedingsTitle websiteTitle blogTitle dictionaryTitle encyclopediaTitle"
FIELDS |= dict.fromkeys([*_CONTAINERS.split(), "code"], ("container-title",))

TITLES = ("title", "caseName", "nameOfAct", "subject")
DATES = ("date", "issueDate", "dateDecided", "dateEnacted")


@dataclass(frozen=True)
class Difference:
    """A field in which a record is not as the item has it."""

    case: int
    """Number of the input, from 0."""
    item: int
    """Number of the item in the input, from 0."""
    field: str
    """Of the item: `itemType`, `title`, `creators`, `date`, or another."""
    expected: Any
    """What the item has."""
    found: Any
    """What the record has."""

    @property
    def core(self) -> bool:
        """Whether it is a difference in type, title, creators or date."""
        return self.field in {"itemType", "title", "creators", "date", "count"}


def compare(case: int, item: int, wanted: dict[str, Any], record: Record | None) -> Iterator[Difference]:
    """Yield what differs between an item and the record that was read for it."""
    if record is None:
        yield Difference(case, item, "count", wanted.get("title"), None)
        return
    if record.type not in TYPES[wanted["itemType"]]:
        yield Difference(case, item, "itemType", wanted["itemType"], record.type)
    title = next((wanted[field] for field in TITLES if wanted.get(field)), "")
    if fold(title) != fold(record.title or ""):
        yield Difference(case, item, "title", title, record.title)
    if creators(wanted) != people(record):
        yield Difference(case, item, "creators", creators(wanted), people(record))
    date = next((wanted[field] for field in DATES if wanted.get(field)), "")
    if fold_date(parse_date(str(date))) != fold_date(record.issued):
        yield Difference(case, item, "date", date, record.issued)
    for field, variables in FIELDS.items():
        if not wanted.get(field):
            continue
        found = [attribute(record, name) for name in variables]
        # `eng`, `English` and `en` say the same.
        folded = fold(language_tag(wanted[field]) if field == "language" else str(wanted[field]))
        if folded not in map(fold, map(language_tag, found) if field == "language" else found):
            yield Difference(case, item, field, wanted[field], found)
    tags = {fold(tag["tag"] if isinstance(tag, dict) else tag) for tag in wanted.get("tags", [])}
    if tags != set(map(fold, record.keyword)):
        yield Difference(case, item, "tags", tags, record.keyword)


def fields_of(wanted: dict[str, Any]) -> int:
    """Return how many fields of an item are compared."""
    others = sum(1 for field in FIELDS if wanted.get(field))
    return 4 + others + bool(wanted.get("tags"))


def attribute(record: Record, name: str) -> str:
    """Return a variable of a record as text."""
    return str(getattr(record, name.replace("-", "_")) or "")


def fold(text: str) -> str:
    """Return a text as it is compared: no markup, plain dashes and quotes, single blanks, no case."""
    text = re.sub(r"</?\w+[^<>]*>", " ", html.unescape(plain(text)))
    text = re.sub("[‐‑‒–—−]+|--+", "-", text).translate(str.maketrans("‘’“”\u00a0", "''\"\" "))
    text = unicodedata.normalize("NFC", " ".join(text.split())).casefold()
    return re.sub(r"\s*([-,;/])\s*", r"\1", text).strip(" .")


def fold_date(date: Date | None) -> str:
    """Return a date as it is compared: its parts, or its text."""
    if date is None:
        return ""
    return str((date.start, date.season)) if date.start else fold(date.literal or "").removeprefix("0000").strip()


def creators(wanted: dict[str, Any]) -> list[str]:
    """Return the creators of an item as they are compared, sorted within and over roles."""
    return sorted(
        fold_name(" ".join(creator.get(key) or "" for key in ("firstName", "lastName", "name")))
        for creator in wanted.get("creators", [])
    )


def people(record: Record) -> list[str]:
    """Return the contributors of a record as they are compared."""
    return sorted(
        fold_name(full(name))
        for _, value in record.variables()
        if isinstance(value, tuple) and value and isinstance(value[0], Name)
        for name in value
    )


def full(name: Name) -> str:
    """Return a name in running order."""
    parts = (name.given, name.suffix, name.dropping_particle, name.non_dropping_particle, name.family, name.literal)
    return " ".join(part for part in parts if part)


def fold_name(text: str) -> str:
    """Return a name as it is compared: its words, without punctuation."""
    return " ".join(sorted(re.findall(r"[^\W_]+", fold(text))))


@dataclass
class Outcome:
    """How the cases of one format came out."""

    items: int
    """Number of items."""
    fields: int
    """Number of fields."""
    differences: list[Difference]
    """Every difference."""

    @property
    def core(self) -> float:
        """Share of items right in type, title, creators and date."""
        wrong = {(d.case, d.item) for d in self.differences if d.core}
        return 1 - len(wrong) / self.items

    @property
    def all_fields(self) -> float:
        """Share of fields that are right."""
        return 1 - len(self.differences) / self.fields


def run(path: Path) -> Outcome:
    """Read every case of a file, as the format that its name says, and compare."""
    outcome = Outcome(0, 0, [])
    for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        records = loads(case["input"], FORMAT_OF_FILE[path.stem])
        for position, wanted in enumerate(case["items"]):
            record = records[position] if position < len(records) else None
            outcome.items += 1
            outcome.fields += fields_of(wanted)
            outcome.differences += compare(number, position, wanted, record)
        if len(records) > len(case["items"]):
            outcome.differences.append(Difference(number, len(case["items"]), "count", None, len(records)))
    return outcome


def main() -> None:
    """Print what differs in the files named, or in all."""
    folder = Path(__file__).resolve().parents[3] / "shared" / "import-cases"
    for stem in sys.argv[1:] or FORMAT_OF_FILE:
        outcome = run(folder / f"{stem}.json")
        for d in outcome.differences:
            print(f"  {'*' if d.core else ' '} {d.case}/{d.item} {d.field}: {d.expected!r}\n        {d.found!r}")
        print(f"{stem}: {outcome.items} items, core {outcome.core:.1%}, fields {outcome.all_fields:.1%}\n")


if __name__ == "__main__":
    main()
