"""Compares records with the Zotero items that they stand for.

What says the same counts as the same: markup and the characters that stand for it (`<sub>2</sub>`, `₂`), dashes and
quotes of every shape, `eng` and `en`, a part's number and title in fields of their own or behind the title.  A date
without a year is no date: of the words in a template (`Date of Publication`), Zotero makes `0000 Date`, we a literal.
And a type that an input states and Zotero does not have is right where it is read as what it states (`STATED`).

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

# What an input states as its type and Zotero has no type for, so that it takes another; each with the CSL type that it
# is.  GRANT and UNPB become journal articles in Zotero, as every type that it does not know.
STATED: dict[str, tuple[str, dict[str, str]]] = {
    "ris": (r"(?m)^TY  - (\w+)", {"GRANT": "document", "STAND": "standard", "STD": "standard", "UNPB": "manuscript"}),
    "mods": (r"<typeOfResource>([\w ]+)<", {"notated music": "musical_score"}),
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


def compare(case: int, item: int, wanted: dict[str, Any], record: Record | None, type: str) -> Iterator[Difference]:
    """Yield what differs between an item and the record that was read for it; `type` is right besides Zotero's."""
    if record is None:
        yield Difference(case, item, "count", wanted.get("title"), None)
        return
    if record.type not in (*TYPES[wanted["itemType"]], type):
        yield Difference(case, item, "itemType", wanted["itemType"], record.type)
    title = next((wanted[field] for field in TITLES if wanted.get(field)), "")
    if fold(title) not in (fold(record.title or ""), fold(with_part(record))):
        yield Difference(case, item, "title", title, record.title)
    if creators(wanted) != people(record):
        yield Difference(case, item, "creators", creators(wanted), people(record))
    date = next((wanted[field] for field in DATES if wanted.get(field)), "")
    if fold_date(date_of(str(date))) != fold_date(record.issued):
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


def with_part(record: Record) -> str:
    """Return the title with the number and the title of the part behind it, as Zotero joins them."""
    part = ": ".join(filter(None, (record.part_number, record.part_title)))
    return f"{record.title}. {part}" if part else record.title or ""


def fold(text: str) -> str:
    """Return a text as it is compared: no markup, plain dashes, quotes, digits and letters, single blanks, no case."""
    text = re.sub(r"</?\w+[^<>]*>", " ", html.unescape(re.sub(r"</?su[bp]>", "", plain(text))))
    text = re.sub("[‐‑‒–—−]+|--+", "-", text).translate(str.maketrans("‘’“”\u00a0", "''\"\" "))
    text = unicodedata.normalize("NFKC", " ".join(text.split())).casefold()
    return re.sub(r"\s*([-,;/])\s*", r"\1", text).strip(" .")


def date_of(text: str) -> Date | None:
    """Return the date of an item, if it has a year: Zotero writes 0000 where there is none."""
    return None if text.startswith("0000") else parse_date(text)


def fold_date(date: Date | None) -> str:
    """Return a date as it is compared: its parts, or its text if that names a year."""
    if date is None:
        return ""
    literal = fold(date.literal or "")
    return str((date.start, date.season)) if date.start else literal * bool(re.search(r"\d{4}", literal))


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
    pattern, csl_types = STATED.get(path.stem, ("", {}))
    for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        stated = re.findall(pattern, case["input"]) if pattern else []
        types = [csl_types.get(kind, "") for kind in stated] if len(stated) == len(case["items"]) else []
        records = loads(case["input"], FORMAT_OF_FILE[path.stem])
        for position, wanted in enumerate(case["items"]):
            record = records[position] if position < len(records) else None
            outcome.items += 1
            outcome.fields += fields_of(wanted)
            outcome.differences += compare(number, position, wanted, record, types[position] if types else "")
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
