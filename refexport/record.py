"""The normalized record: `Record`, and the `Name`, `Date` and `File` it is made of.

A record holds the variables of CSL 1.0.2 under CSL's own names, with hyphens
as underscores (`container_title`), and a few things beside them: keywords,
files, the part of a page it was found in, and custom fields.  Its values are
normalized when they are read, and trusted from then on:

* text is Unicode in NFC, with CSL's inline markup: `<i>`, `<b>`, `<sup>`,
  `<sub>`, `<span style="font-variant:small-caps;">` and
  `<span class="nocase">`; no LaTeX, no entities;
* names are split, dates are parsed, identifiers are bare;
* what could not be parsed is kept as text (`Name.literal`, `Date.literal`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress
from typing import Any, Literal

import msgspec

from refexport.vocabulary import VARIABLES

Part = Literal["article", "citing", "reference"]

Custom = dict[str, dict[str, Any]]


class Name(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, rename="kebab"):
    """A person, or with `literal` an institution or a name that was not split.

    Source: CSL-JSON name objects, CSL 1.0.2 specification, "Names".
    """

    family: str | None = None
    """Family name, without a non-dropping particle that was told apart."""
    given: str | None = None
    """Given names or initials."""
    dropping_particle: str | None = None
    """Particle that goes when the given name does: `von` in "Ludwig von Beethoven"."""
    non_dropping_particle: str | None = None
    """Particle that always stays with the family name: `van` in "Vincent van Gogh"."""
    suffix: str | None = None
    """`Jr.`, `3rd`."""
    literal: str | None = None
    """The whole name of an institution, or of a person whose name has no parts."""
    comma_suffix: bool = False
    """Whether a comma stands before the suffix in running order: "Smith, Jr."."""
    static_ordering: bool = False
    """Whether the family name always comes first, as in Chinese or Hungarian."""
    orcid: str | None = None
    """ORCID iD, bare: `0000-0002-1825-0097`."""

    def __str__(self) -> str:
        """Return the name as `particle Family, Given, suffix`, or its literal."""
        if self.literal is not None:
            return self.literal
        family = " ".join(p for p in (self.non_dropping_particle, self.family) if p)
        given = " ".join(p for p in (self.given, self.dropping_particle) if p)
        return ", ".join(p for p in (family, given, self.suffix) if p)


class Date(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, rename="kebab"):
    """A date, partial date or range, or with `literal` alone a date that was not understood.

    Source: CSL-JSON date objects, CSL 1.0.2 specification, "Dates"; EDTF level 1.
    """

    start: tuple[int, ...] = ()
    """Year, month, day, as many as are known, counted from 1; years before 1 CE are negative (-44 is 44 BCE)."""
    end: tuple[int, ...] = ()
    """The same for the end of a range; empty where there is none."""
    season: int | None = None
    """1 spring, 2 summer, 3 autumn, 4 winter."""
    circa: bool = False
    """Whether the date is approximate or uncertain."""
    literal: str | None = None
    """The date as text, where it does not parse: "Spring 1998?", "in press"."""
    qualifier: str | None = None
    """EDTF's signs, where `circa` means more than that all of the date is approximate (`~`): `?` uncertain, `%` both;
    of a range whose ends differ those of the beginning and the end, `?/`, `/~`."""

    @property
    def year(self) -> int | None:
        """The year, or that in which a range begins."""
        return self.start[0] if self.start else None

    @property
    def month(self) -> int | None:
        """The month, from 1 to 12."""
        return self.start[1] if len(self.start) > 1 else None

    @property
    def day(self) -> int | None:
        """The day of the month, from 1 to 31."""
        return self.start[2] if len(self.start) > 2 else None

    def __str__(self) -> str:
        """Return the date as `2020-10-21`, a range as `2020-10/2021`, or its literal."""
        if not self.start:
            return self.literal or (f"/{_iso(self.end)}" if self.end else "")
        begin = _iso(self.start)
        return f"{begin}/{_iso(self.end)}" if self.end else begin


def _iso(parts: tuple[int, ...]) -> str:
    year, *rest = parts
    sign = "-" if year < 0 else ""
    return "-".join([f"{sign}{abs(year):04d}", *(f"{part:02d}" for part in rest)])


class File(msgspec.Struct, frozen=True, omit_defaults=True, repr_omit_defaults=True, rename="kebab"):
    """A file or link that belongs to a record."""

    path: str
    """Path or URL, raw."""
    title: str | None = None
    """What the user sees, e.g. "Full Text PDF"."""
    media_type: str | None = None
    """MIME type, e.g. `application/pdf`."""


_RENAME = {variable.attribute: variable.name for variable in VARIABLES.values()}


class Record(msgspec.Struct, kw_only=True, omit_defaults=True, repr_omit_defaults=True, rename=_RENAME):
    """One work, normalized.

    Every variable of CSL is an attribute, `None` (or `()` for names) where the
    work has none: `record.title`, `record.container_title`, `record.author[0].family`,
    `record.issued.year`.  `record["container-title"]` is the same by CSL's name.
    """

    id: str = ""
    """Citation key, as the source has it or as made by `refexport.keys`."""
    type: str = "document"
    """Item type of CSL 1.0.2, e.g. `article-journal`; see `refexport.vocabulary.ITEM_TYPES`."""

    # Text variables: CSL inline markup, NFC.
    title: str | None = None
    """Title of the work."""
    title_short: str | None = None
    """Short form of the title."""
    container_title: str | None = None
    """Title of the container: journal, book, site, album."""
    container_title_short: str | None = None
    """Abbreviated title of the container."""
    collection_title: str | None = None
    """Title of the series or collection."""
    volume_title: str | None = None
    """Title of the volume."""
    volume_title_short: str | None = None
    """Short form of the volume's title."""
    part_title: str | None = None
    """Title of the part."""
    original_title: str | None = None
    """Title of the original, or of the work before translation."""
    reviewed_title: str | None = None
    """Title of the work under review."""
    reviewed_genre: str | None = None
    """Kind of the work under review."""
    abstract: str | None = None
    """Abstract."""
    annote: str | None = None
    """The user's annotation."""
    note: str | None = None
    """Further facts that should be shown with the work."""
    genre: str | None = None
    """Kind of the work, such as "Doctoral dissertation"."""
    medium: str | None = None
    """Medium or format, such as "CD" or "Oil on canvas"."""
    dimensions: str | None = None
    """Physical size or running time."""
    scale: str | None = None
    """Scale of a map."""
    language: str | None = None
    """Language of the work, as a BCP 47 tag where it is known."""
    publisher: str | None = None
    """Publisher, university, studio, label or repository."""
    publisher_place: str | None = None
    """Place of publication."""
    original_publisher: str | None = None
    """Publisher of the original."""
    original_publisher_place: str | None = None
    """Place of publication of the original."""
    event_title: str | None = None
    """Name of the event, such as the conference."""
    event_place: str | None = None
    """Place of the event."""
    authority: str | None = None
    """Issuing body: court, committee, patent office."""
    jurisdiction: str | None = None
    """Jurisdiction of a legal work."""
    division: str | None = None
    """Division of the authority, such as a chamber of the court."""
    references: str | None = None
    """Works or resources that the work refers to, such as a case's history."""
    archive: str | None = None
    """Archive that holds the work."""
    archive_collection: str | None = None
    """Collection within the archive."""
    archive_location: str | None = None
    """Shelf mark or location within the archive."""
    archive_place: str | None = None
    """Place of the archive."""
    call_number: str | None = None
    """Call number in a library."""
    source: str | None = None
    """Catalogue or database that the record comes from."""
    status: str | None = None
    """Stage of publication, such as "in press"."""
    license: str | None = None
    """Licence or rights of use (not in CSL 1.0.2, but carried by Zotero and DataCite)."""
    DOI: str | None = None
    """Digital Object Identifier, without resolver: `10.1000/182`."""
    ISBN: str | None = None
    """International Standard Book Number or numbers, separated by a blank."""
    ISSN: str | None = None
    """International Standard Serial Number or numbers, separated by a blank."""
    PMCID: str | None = None
    """PubMed Central id: `PMC4821226`."""
    PMID: str | None = None
    """PubMed id: `33081809`."""
    arxiv: str | None = None
    """arXiv id without prefix: `2101.00001` (not in CSL)."""
    URL: str | None = None
    """Address on the web."""
    citation_key: str | None = None
    """Key that the user cites the work by, where it is not the id."""
    year_suffix: str | None = None
    """Letter after the year, where the data fixes it."""
    # Number variables.
    volume: str | None = None
    """Volume."""
    issue: str | None = None
    """Issue."""
    page: str | None = None
    """Page, range or ranges of pages, or an article number where no `number` holds it."""
    page_first: str | None = None
    """First page, where it is not the beginning of `page`."""
    number: str | None = None
    """Number of the work: report, patent, standard, article."""
    number_of_pages: str | None = None
    """Number of pages."""
    number_of_volumes: str | None = None
    """Number of volumes."""
    edition: str | None = None
    """Edition."""
    chapter_number: str | None = None
    """Number of the chapter."""
    collection_number: str | None = None
    """Number within the series."""
    part_number: str | None = None
    """Number of the part."""
    printing_number: str | None = None
    """Number of the printing."""
    section: str | None = None
    """Section, such as that of a newspaper or law."""
    supplement_number: str | None = None
    """Number of the supplement."""
    version: str | None = None
    """Version."""
    # Name variables.
    author: tuple[Name, ...] = ()
    """Author."""
    chair: tuple[Name, ...] = ()
    """Chair of a session or panel."""
    collection_editor: tuple[Name, ...] = ()
    """Editor of the series."""
    compiler: tuple[Name, ...] = ()
    """Compiler of a collected work."""
    composer: tuple[Name, ...] = ()
    """Composer of a musical work."""
    container_author: tuple[Name, ...] = ()
    """Author of the container, such as the book of a chapter."""
    contributor: tuple[Name, ...] = ()
    """Minor contributor, named after "with"."""
    curator: tuple[Name, ...] = ()
    """Curator of an exhibit or collection."""
    director: tuple[Name, ...] = ()
    """Director of a film or broadcast."""
    editor: tuple[Name, ...] = ()
    """Editor."""
    editorial_director: tuple[Name, ...] = ()
    """Managing editor (directeur de la publication)."""
    executive_producer: tuple[Name, ...] = ()
    """Executive producer of a series."""
    guest: tuple[Name, ...] = ()
    """Guest on a programme."""
    host: tuple[Name, ...] = ()
    """Host of a programme."""
    illustrator: tuple[Name, ...] = ()
    """Illustrator."""
    interviewer: tuple[Name, ...] = ()
    """Interviewer."""
    narrator: tuple[Name, ...] = ()
    """Narrator of an audio book or film."""
    organizer: tuple[Name, ...] = ()
    """Organiser of an event."""
    original_author: tuple[Name, ...] = ()
    """Author of the original, where the author in hand reworked it."""
    performer: tuple[Name, ...] = ()
    """Performer."""
    producer: tuple[Name, ...] = ()
    """Producer of a film or broadcast."""
    recipient: tuple[Name, ...] = ()
    """Recipient of a letter."""
    reviewed_author: tuple[Name, ...] = ()
    """Author of the work under review."""
    script_writer: tuple[Name, ...] = ()
    """Writer of a screenplay or script."""
    series_creator: tuple[Name, ...] = ()
    """Creator of a television series."""
    translator: tuple[Name, ...] = ()
    """Translator."""
    # Date variables.
    issued: Date | None = None
    """Date of publication."""
    accessed: Date | None = None
    """Date on which the source was consulted."""
    available_date: Date | None = None
    """Date on which the work became available, such as first publication online."""
    event_date: Date | None = None
    """Date of the event."""
    original_date: Date | None = None
    """Date of publication of the original."""
    submitted: Date | None = None
    """Date of submission, as of a manuscript or patent application."""
    # Beside CSL's variables.
    keyword: tuple[str, ...] = ()
    """Keywords, one each, without markup."""
    files: tuple[File, ...] = ()
    """Attached files and further links."""
    part: Part | None = None
    """Part of an article's page that the record was found in."""
    custom: Custom = {}
    """Fields that no variable holds, by id of the format they came from: `{"bibtex": {"timestamp": "2020-10-21"}}`."""

    def __getitem__(self, variable: str) -> Any:
        """Return the value of a variable by CSL's name, e.g. `record["container-title"]`."""
        return getattr(self, VARIABLES[variable].attribute)

    def __setitem__(self, variable: str, value: Any) -> None:
        """Set a variable by CSL's name."""
        setattr(self, VARIABLES[variable].attribute, value)

    def variables(self) -> Iterator[tuple[str, Any]]:
        """Yield `(CSL's name, value)` of each variable that has a value, in the vocabulary's order."""
        values = msgspec.structs.astuple(self)[_FIRST:]
        # Most variables have no value, and `compress` passes them over without a step of Python's.
        return compress(zip(_NAMES, values, strict=False), values)

    def copy(self, **changes: Any) -> Record:
        """Return a copy in which the given attributes have new values."""
        return msgspec.structs.replace(self, **changes)


_NAMES = tuple(VARIABLES)
_FIRST = Record.__struct_fields__.index(next(iter(VARIABLES.values())).attribute)
"""Where the variables begin among the fields; they stand in the vocabulary's order."""
