"""Item types and variables of CSL 1.0.2, each once, with kind and meaning.

Source: CSL 1.0.2 specification, appendices III (types) and IV (variables).
`license` and `arxiv` are ours: reference managers carry both, CSL has neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "name", "date"]


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a record: its name, kind and meaning."""

    name: str
    """As CSL writes it: `container-title`."""
    kind: Kind
    """CSL's standard variables are `text`."""
    meaning: str
    """One line for a person."""

    @property
    def attribute(self) -> str:
        """Name of the attribute of `refexport.Record`: `container_title`."""
        return self.name.replace("-", "_")


ITEM_TYPES: dict[str, str] = {
    "article": "A self-contained work made public without a journal's peer review, such as a preprint",
    "article-journal": "An article in a scholarly journal",
    "article-magazine": "An article in a magazine",
    "article-newspaper": "An article in a newspaper",
    "bill": "A proposed piece of legislation",
    "book": "A book, or any other self-contained printed or electronic work",
    "broadcast": "A recorded work broadcast over radio, television or the net",
    "chapter": "A part of a book cited on its own",
    "classic": "A classical or ancient work, cited by its own divisions",
    "collection": "A collection of an archive or museum",
    "dataset": "A data set",
    "document": "A document of no other type",
    "entry": "An entry in a database, dictionary or catalogue",
    "entry-dictionary": "An entry in a dictionary",
    "entry-encyclopedia": "An entry in an encyclopedia",
    "event": "An organised event, such as an exhibition or conference, cited itself",
    "figure": "An illustration or diagram in a scholarly work",
    "graphic": "A still visual work: painting, photograph, drawing",
    "hearing": "A hearing by a government body",
    "interview": "An interview",
    "legal_case": "A decision of a court",
    "legislation": "A law that was enacted",
    "manuscript": "An unpublished work, in hand or type",
    "map": "A geographic map",
    "motion_picture": "A film or video recording",
    "musical_score": "Printed or written music",
    "pamphlet": "A short, often ephemeral, unbound publication",
    "paper-conference": "A paper in the proceedings of a conference",
    "patent": "A patent or patent application",
    "performance": "A live performance",
    "periodical": "An issue or run of a periodical, cited as a whole",
    "personal_communication": "A letter, e-mail or conversation",
    "post": "A post on a social platform, forum or mailing list",
    "post-weblog": "A post on a blog",
    "regulation": "A rule of an administrative body",
    "report": "A report by an institution",
    "review": "A review of something other than a book",
    "review-book": "A review of a book",
    "software": "A computer program",
    "song": "A sound recording",
    "speech": "A talk that is not published in proceedings",
    "standard": "A technical standard",
    "thesis": "A work handed in for a degree",
    "treaty": "An agreement between states",
    "webpage": "A page or site on the web",
}
"""Every CSL item type, with its meaning."""


def _table(kind: Kind, meanings: dict[str, str]) -> dict[str, Variable]:
    return {name: Variable(name, kind, meaning) for name, meaning in meanings.items()}


NAME_VARIABLES = _table(
    "name",
    {
        "author": "Author",
        "chair": "Chair of a session or panel",
        "collection-editor": "Editor of the series",
        "compiler": "Compiler of a collected work",
        "composer": "Composer of a musical work",
        "container-author": "Author of the container, such as the book of a chapter",
        "contributor": 'Minor contributor, named after "with"',
        "curator": "Curator of an exhibit or collection",
        "director": "Director of a film or broadcast",
        "editor": "Editor",
        "editorial-director": "Managing editor (directeur de la publication)",
        "executive-producer": "Executive producer of a series",
        "guest": "Guest on a programme",
        "host": "Host of a programme",
        "illustrator": "Illustrator",
        "interviewer": "Interviewer",
        "narrator": "Narrator of an audio book or film",
        "organizer": "Organiser of an event",
        "original-author": "Author of the original, where the author in hand reworked it",
        "performer": "Performer",
        "producer": "Producer of a film or broadcast",
        "recipient": "Recipient of a letter",
        "reviewed-author": "Author of the work under review",
        "script-writer": "Writer of a screenplay or script",
        "series-creator": "Creator of a television series",
        "translator": "Translator",
    },
)
"""Contributors by role."""

DATE_VARIABLES = _table(
    "date",
    {
        "issued": "Date of publication",
        "accessed": "Date on which the source was consulted",
        "available-date": "Date on which the work became available, such as first publication online",
        "event-date": "Date of the event",
        "original-date": "Date of publication of the original",
        "submitted": "Date of submission, as of a manuscript or patent application",
    },
)
"""Dates."""

TEXT_VARIABLES = _table(
    "text",
    {
        "title": "Title of the work",
        "title-short": "Short form of the title",
        "container-title": "Title of the container: journal, book, site, album",
        "container-title-short": "Abbreviated title of the container",
        "collection-title": "Title of the series or collection",
        "volume-title": "Title of the volume",
        "volume-title-short": "Short form of the volume's title",
        "part-title": "Title of the part",
        "original-title": "Title of the original, or of the work before translation",
        "reviewed-title": "Title of the work under review",
        "reviewed-genre": "Kind of the work under review",
        "abstract": "Abstract",
        "annote": "The user's annotation",
        "note": "Further facts that should be shown with the work",
        "genre": 'Kind of the work, such as "Doctoral dissertation"',
        "medium": 'Medium or format, such as "CD" or "Oil on canvas"',
        "dimensions": "Physical size or running time",
        "scale": "Scale of a map",
        "language": "Language of the work, as a BCP 47 tag where it is known",
        "publisher": "Publisher, university, studio, label or repository",
        "publisher-place": "Place of publication",
        "original-publisher": "Publisher of the original",
        "original-publisher-place": "Place of publication of the original",
        "event-title": "Name of the event, such as the conference",
        "event-place": "Place of the event",
        "authority": "Issuing body: court, committee, patent office",
        "jurisdiction": "Jurisdiction of a legal work",
        "division": "Division of the authority, such as a chamber of the court",
        "references": "Works or resources that the work refers to, such as a case's history",
        "archive": "Archive that holds the work",
        "archive_collection": "Collection within the archive",
        "archive_location": "Shelf mark or location within the archive",
        "archive-place": "Place of the archive",
        "call-number": "Call number in a library",
        "source": "Catalogue or database that the record comes from",
        "status": 'Stage of publication, such as "in press"',
        "license": "Licence or rights of use (not in CSL 1.0.2, but carried by Zotero and DataCite)",
        "DOI": "Digital Object Identifier, without resolver: `10.1000/182`",
        "ISBN": "International Standard Book Number or numbers, separated by a blank",
        "ISSN": "International Standard Serial Number or numbers, separated by a blank",
        "PMCID": "PubMed Central id: `PMC4821226`",
        "PMID": "PubMed id: `33081809`",
        "arxiv": "arXiv id without prefix: `2101.00001` (not in CSL)",
        "URL": "Address on the web",
        "citation-key": "Key that the user cites the work by, where it is not the id",
        "year-suffix": "Letter after the year, where the data fixes it",
    },
)
"""CSL's standard variables, and the two of our own."""

NUMBER_VARIABLES = _table(
    "number",
    {
        "volume": "Volume",
        "issue": "Issue",
        "page": "Page, range or ranges of pages, or an article number where no `number` holds it",
        "page-first": "First page, where it is not the beginning of `page`",
        "number": "Number of the work: report, patent, standard, article",
        "number-of-pages": "Number of pages",
        "number-of-volumes": "Number of volumes",
        "edition": "Edition",
        "chapter-number": "Number of the chapter",
        "collection-number": "Number within the series",
        "part-number": "Number of the part",
        "printing-number": "Number of the printing",
        "section": "Section, such as that of a newspaper or law",
        "supplement-number": "Number of the supplement",
        "version": "Version",
    },
)
"""Numbers, which may be text: `S4`, `3-5`."""

CITE_VARIABLES = _table(
    "number",
    {
        "citation-label": 'Label of the citation, as in "Lu24"',
        "citation-number": "Number of the work in the list",
        "first-reference-note-number": "Number of the note that first cites the work",
        "locator": "Place within the work that a cite points at",
    },
)
"""Variables that citing gives a work; a record does not hold them."""

VARIABLES: dict[str, Variable] = {
    **TEXT_VARIABLES,
    **NUMBER_VARIABLES,
    **NAME_VARIABLES,
    **DATE_VARIABLES,
}
"""Every variable that a record holds."""

RAW_VARIABLES = frozenset(
    {"DOI", "ISBN", "ISSN", "PMCID", "PMID", "arxiv", "URL", "citation-key", "language", "year-suffix"}
)
"""Text variables whose value is never markup: written as it is, neither escaped for TeX nor styled."""

PARAGRAPH_VARIABLES = frozenset({"abstract", "annote", "note"})
"""Text variables of several lines; in all others a line break is a blank."""
