"""What BibTeX's and BibLaTeX's types and fields mean: the tables that both formats share.

Source: BibTeX, "btxdoc"; BibLaTeX manual 3.20, sections 2.1 (types) and 2.2 (fields); Zotero's, JabRef's and Mendeley's
fields as their exports have them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from refexport.vocabulary import DATE_VARIABLES, NAME_VARIABLES, RAW_VARIABLES, VARIABLES

_OWN_NAMES = {
    "abstract": "abstract",
    "accessed": "urldate",
    "annote": "annote",
    "arxiv": "eprint",
    "available-date": "availabledate",
    "chapter-number": "chapter",
    "collection-editor": "serieseditor",
    "collection-number": "seriesnumber",
    "collection-title": "series",
    "container-author": "bookauthor",
    "container-title": "booktitle",
    "container-title-short": "shortjournal",
    "event-place": "venue",
    "genre": "type",
    "issued": "year, month, day, date",
    "license": "copyright",
    "medium": "howpublished",
    "number-of-pages": "pagetotal",
    "number-of-volumes": "volumes",
    "original-date": "origdate",
    "original-publisher": "origpublisher",
    "original-publisher-place": "origlocation",
    "original-title": "origtitle",
    "page": "pages",
    "page-first": "firstpage",
    "part-number": "part",
    "publisher-place": "address",
    "printing-number": "printing",
    "status": "pubstate",
    "supplement-number": "supplement",
    "title-short": "shorttitle",
    "volume-title-short": "shortvolumetitle",
}


def plain_name(variable: str) -> str:
    """Return the field for a variable that neither format has one for: `archive_location` → `archivelocation`."""
    return variable.replace("-", "").replace("_", "").lower()


COMMON: dict[str, str] = {
    **{name: _OWN_NAMES.get(name) or plain_name(name) for name in VARIABLES},
    "keyword": "keywords",
    "files": "file",
    "id": "(citation key)",
    "type": "(entry type), entrysubtype",
}
"""CSL variables to fields, where a type does not have it otherwise."""

_ARTICLE = {"container-title": "journal", "issue": "number", "number": "eid"}
_BOOK = {"collection-number": "number", "number": "documentnumber"}
_LAW = {"section": "chapter", "chapter-number": "chapternumber"}
_INSTITUTION = {"publisher": "institution"}

BY_TYPE: dict[str, dict[str, str]] = {
    **dict.fromkeys(("article-journal", "article-magazine", "article-newspaper", "review", "review-book"), _ARTICLE),
    **dict.fromkeys(("book", "chapter", "classic", "pamphlet", "collection"), _BOOK),
    **dict.fromkeys(("entry", "entry-dictionary", "entry-encyclopedia"), _BOOK),
    **dict.fromkeys(("bill", "legislation", "regulation"), _LAW),
    "paper-conference": {"event-place": "location", "collection-number": "number", "number": "documentnumber"},
    "patent": {"authority": "assignee"},
    "periodical": {"issue": "number", "number": "documentnumber"},
    "report": _INSTITUTION,
    "standard": _INSTITUTION,
    "thesis": {"publisher": "school"},
}
"""What a type has otherwise."""

ALSO_READ: dict[str, str] = {
    "access-date": "accessed",
    "accessed": "accessed",
    "addendum": "note",
    "address": "publisher-place",
    "annotation": "annote",
    "annote": "annote",
    "arxiv": "arxiv",
    "arxivid": "arxiv",
    "assignee": "authority",
    "bdsk-url-1": "URL",
    "bookauthor": "container-author",
    "booktitle": "container-title",
    "callnumber": "call-number",
    "comment": "annote",
    "copyright": "license",
    "eid": "number",
    "articleno": "number",
    "article-number": "number",
    "ee": "URL",
    "elocation-id": "number",
    "eventtitle": "event-title",
    "holder": "authority",
    "howpublished": "medium",
    "institution": "publisher",
    "isbn13": "ISBN",
    "isbn-13": "ISBN",
    "issue": "issue",
    "issuetitle": "volume-title",
    "journal": "container-title",
    "journal-full": "container-title",
    "journal-iso": "container-title-short",
    "journaltitle": "container-title",
    "keyword": "keyword",
    "langid": "language",
    "hyphenation": "language",
    "lastaccessed": "accessed",
    "lastchecked": "accessed",
    "lccn": "call-number",
    "library": "call-number",
    "license": "license",
    "link": "URL",
    "local-url": "files",
    "localfile": "files",
    "location": "publisher-place",
    "notes": "annote",
    "numpages": "number-of-pages",
    "organization": "publisher",
    "origauthor": "original-author",
    "origyear": "original-date",
    "page": "page",
    "pdf": "files",
    "pmc": "PMCID",
    "pubmed": "PMID",
    "pubmedid": "PMID",
    "review": "annote",
    "rights": "license",
    "school": "publisher",
    "shortbooktitle": "container-title-short",
    "venue": "event-place",
    "number": "number",
}
"""Fields of dialects, and of the other format, to what they mean where no field of the format's own says it."""

KEPT_RAW: frozenset[str] = frozenset(
    "afterword annotator commentator foreword introduction namea nameb namec shortauthor shorteditor sortname execute "
    "options".split()
)
"""Fields that no variable stands for, and that are kept as they are written: lists of names, whose braces say what is
one name, and what is for TeX."""

ROLES: dict[str, str] = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    **{name: name for name in NAME_VARIABLES},
    **{plain_name(name): name for name in NAME_VARIABLES},
    "collaborator": "contributor",
    "redactor": "editor",
    "founder": "editorial-director",
    "managing editor": "editorial-director",
    "narration": "narrator",
}
"""What `editortype`, `editoratype`, `authortype` and the like say, to CSL's roles."""

READ_TYPES: dict[str, str] = {
    "article": "article-journal",
    "artwork": "graphic",
    "audio": "song",
    "book": "book",
    "bookinbook": "chapter",
    "booklet": "book",
    "collection": "book",
    "commentary": "book",
    "conference": "paper-conference",
    "dataset": "dataset",
    "data": "dataset",
    "electronic": "webpage",
    "image": "graphic",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "inreference": "entry-encyclopedia",
    "jurisdiction": "legal_case",
    "legal": "treaty",
    "legislation": "legislation",
    "letter": "personal_communication",
    "magazine": "article-magazine",
    "manual": "book",
    "mastersthesis": "thesis",
    "misc": "document",
    "movie": "motion_picture",
    "music": "song",
    "mvbook": "book",
    "mvcollection": "book",
    "mvproceedings": "book",
    "mvreference": "book",
    "newspaper": "article-newspaper",
    "online": "webpage",
    "other": "document",
    "patent": "patent",
    "performance": "performance",
    "periodical": "periodical",
    "phdthesis": "thesis",
    "preprint": "article",
    "presentation": "speech",
    "proceedings": "book",
    "reference": "book",
    "report": "report",
    "review": "review",
    "software": "software",
    "softwareversion": "software",
    "standard": "standard",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "suppperiodical": "article-journal",
    "talk": "speech",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
    "video": "motion_picture",
    "webpage": "webpage",
    "www": "webpage",
}
"""Entry types of both formats and of dialects to CSL types."""

SUBTYPES: dict[str, str] = {"magazine": "article-magazine", "newspaper": "article-newspaper", "preprint": "article"}
"""Words in `entrysubtype` to CSL types; it may be the name of a CSL type too."""

SUBTYPE_OF: dict[str, str] = {type: word for word, type in SUBTYPES.items()}

GENRES: dict[str, str] = {
    "bathesis": "Bachelor's thesis",
    "candthesis": "Candidate's thesis",
    "mathesis": "Master's thesis",
    "phdthesis": "PhD thesis",
    "resreport": "Research report",
    "techreport": "Technical report",
    "datacd": "Data CD",
    "audiocd": "Audio CD",
    "software": "Software",
    "patent": "Patent",
    "patentde": "German patent",
    "patenteu": "European patent",
    "patentfr": "French patent",
    "patentuk": "British patent",
    "patentus": "U.S. patent",
    "patreq": "Patent request",
    "patreqde": "German patent request",
    "patreqeu": "European patent request",
    "patreqfr": "French patent request",
    "patrequk": "British patent request",
    "patrequs": "U.S. patent request",
}
"""BibLaTeX's localisation keys in `type` to what they print."""

STATES: dict[str, str] = {
    "forthcoming": "forthcoming",
    "inpreparation": "in preparation",
    "inpress": "in press",
    "prepublished": "pre-published",
    "submitted": "submitted",
}
"""BibLaTeX's localisation keys in `pubstate` to what they print."""

PLACES: dict[str, str] = {
    "countryde": "Germany",
    "countryep": "European Union",
    "countryeu": "European Union",
    "countryfr": "France",
    "countryuk": "United Kingdom",
    "countryus": "United States of America",
}
"""BibLaTeX's localisation keys in the `location` of a patent to what they print."""

SERIES: dict[str, str] = {"newseries": "new series", "oldseries": "old series"}
"""BibLaTeX's localisation keys in `series` to what they print."""

LOCALISED: dict[str, dict[str, str]] = {
    "genre": GENRES,
    "status": STATES,
    "publisher_place": PLACES,
    "collection_title": SERIES,
}
"""Attributes whose fields may hold a localisation key."""


def localised(attribute: str, text: str) -> str:
    """Return what a text prints that is one of BibLaTeX's localisation keys, or a list of them; any other as it is."""
    keys = LOCALISED[attribute]
    return " and ".join([keys.get(part, part) for part in text.split(" and ")])


PRIMARY: dict[str, str] = {
    "broadcast": "director",
    "motion_picture": "director",
    "song": "performer",
    "performance": "performer",
    "musical_score": "composer",
    "interview": "interviewer",
    "event": "organizer",
    "bill": "contributor",
}
"""The role that stands in `author` for types whose works have no author, with `authortype`."""


@dataclass(frozen=True, eq=False)
class Dialect:
    """One of the two formats, for the reader and the writer that they share."""

    id: str
    """Format id."""
    types: dict[str, str]
    """CSL types to entry types."""
    fields: dict[str, str]
    """CSL variables to fields."""
    by_type: dict[str, dict[str, str]] = field(default_factory=lambda: BY_TYPE)
    """What a CSL type has otherwise."""
    biblatex: bool = False
    """Whether dates are `date`, roles are `editora`, and volumes of multi-volume works have a `maintitle`."""

    def writing(self, type: str) -> dict[str, str]:
        """Return variables to fields for a CSL type."""
        return {**self.fields, **self.by_type.get(type, {})}

    def reading(self, type: str) -> dict[str, str]:
        """Return fields to variables for a CSL type."""
        return {name: variable for variable, name in self.writing(type).items() if variable not in _APART}


_APART = frozenset({"issued", "id", "type", "arxiv"})

KINDS: dict[str, str] = {
    **{name: variable.kind for name, variable in VARIABLES.items()},
    **dict.fromkeys(RAW_VARIABLES, "raw"),
    "language": "language",
    "keyword": "keyword",
    "files": "files",
    "page": "page",
}
"""How a variable's field is read and written."""

RAW_FIELDS = frozenset(
    name
    for name, variable in (*((name, variable) for variable, name in COMMON.items()), *ALSO_READ.items())
    if KINDS.get(variable) == "raw" and name != "eprint"
)
"""Fields that are read as they stand, whatever TeX would make of it."""

DATES = frozenset(DATE_VARIABLES)
