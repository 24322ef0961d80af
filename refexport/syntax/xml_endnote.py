"""How EndNote's reference types lay out the variables of CSL: which element holds what, type by type.

A layout maps CSL variables to paths of elements in `record`; what it maps to nothing goes on a labelled line.
It belongs to a reference type, not to the CSL type that is written as it.

Source: EndNote's table of reference types (EndNote 21, "Reference Types Preferences"), and what Zotero's
"Endnote XML" import makes of each element for each type (2021-07-14), where the two leave a choice.
"""

from __future__ import annotations

from functools import lru_cache

REF_TYPES: dict[str, tuple[int, str]] = {
    "Artwork": (2, "graphic"),
    "Audiovisual Material": (3, "motion_picture"),
    "Bill": (4, "bill"),
    "Book Section": (5, "chapter"),
    "Book": (6, "book"),
    "Case": (7, "legal_case"),
    "Catalog": (8, "book"),
    "Computer Program": (9, "software"),
    "Conference Proceedings": (10, "paper-conference"),
    "Web Page": (12, "webpage"),
    "Generic": (13, "document"),
    "Hearing": (14, "hearing"),
    "Journal Article": (17, "article-journal"),
    "Magazine Article": (19, "article-magazine"),
    "Map": (20, "map"),
    "Film or Broadcast": (21, "motion_picture"),
    "Newspaper Article": (23, "article-newspaper"),
    "Pamphlet": (24, "pamphlet"),
    "Patent": (25, "patent"),
    "Personal Communication": (26, "personal_communication"),
    "Report": (27, "report"),
    "Edited Book": (28, "book"),
    "Statute": (31, "legislation"),
    "Thesis": (32, "thesis"),
    "Unpublished Work": (34, "manuscript"),
    "Manuscript": (36, "manuscript"),
    "Figure": (37, "figure"),
    "Chart or Table": (38, "figure"),
    "Equation": (39, "figure"),
    "Electronic Article": (43, "article-journal"),
    "Electronic Book": (44, "book"),
    "Online Database": (45, "webpage"),
    "Government Document": (46, "report"),
    "Conference Paper": (47, "speech"),
    "Online Multimedia": (48, "webpage"),
    "Classical Work": (49, "classic"),
    "Legal Rule or Regulation": (50, "regulation"),
    "Ancient Text": (51, "classic"),
    "Dictionary": (52, "entry-dictionary"),
    "Encyclopedia": (53, "entry-encyclopedia"),
    "Grant": (54, "report"),
    "Aggregated Database": (55, "webpage"),
    "Blog": (56, "post-weblog"),
    "Serial": (57, "periodical"),
    "Standard": (58, "standard"),
    "Dataset": (59, "dataset"),
    "Electronic Book Section": (60, "chapter"),
    "Music": (61, "song"),
}
"""EndNote's reference types: name to number and the CSL type that it is read as."""

LATER_NAMES = {
    "Conference Poster": "speech",
    "Discussion Forum": "post",
    "Interview": "interview",
    "Multimedia Application": "software",
    "Podcast": "song",
    "Preprint": "article",
    "Press Release": "document",
    "Social Media": "post",
    "Television Episode": "broadcast",
}
"""Types of EndNote 20 and later, which others do not know: read, not written."""

DEFAULT: dict[str, str] = {
    "author": "contributors/authors",
    "editor": "contributors/secondary-authors",
    "collection-editor": "contributors/tertiary-authors",
    "translator": "contributors/subsidiary-authors",
    "title": "titles/title",
    "container-title": "titles/secondary-title",
    "collection-title": "titles/tertiary-title",
    "title-short": "titles/short-title",
    "container-title-short": "alt-periodical/abbr-1",
    "page": "pages",
    "volume": "volume",
    "issue": "issue",
    "number-of-volumes": "num-vols",
    "edition": "edition",
    "section": "section",
    "issued": "dates",
    "publisher-place": "pub-location",
    "publisher": "publisher",
    "ISBN": "isbn",
    "ISSN": "isbn",
    "PMID": "accession-num",
    "call-number": "call-num",
    "DOI": "electronic-resource-num",
    "abstract": "abstract",
    "note": "notes",
    "annote": "research-notes",
    "genre": "work-type",
    "reviewed-title": "reviewed-item",
    "source": "remote-database-name",
    "language": "language",
    "URL": "urls",
    "accessed": "access-date",
    "PMCID": "custom2",
}
"""What holds a variable where the type says nothing else."""

_ARTICLE = {"issue": "number", "number": "custom7"}
_BOOK = {
    "collection-editor": "contributors/secondary-authors",
    "editor": "contributors/tertiary-authors",
    "collection-title": "titles/secondary-title",
    "collection-number": "number",
    "container-title": "",
    "number-of-pages": "pages",
    "page": "",
}
_REPORT = {
    "collection-editor": "contributors/secondary-authors",
    "editor": "contributors/tertiary-authors",
    "collection-title": "titles/secondary-title",
    "container-title": "",
    "number": "isbn",
}
_PAGED = {"number-of-pages": "pages", "page": ""}
_LAW = {"chapter-number": "edition", "edition": "", "number": "misc1", "references": "orig-pub"}
_FILM = {
    "director": "contributors/authors",
    "author": "",
    "producer": "contributors/tertiary-authors",
    "collection-editor": "",
    "contributor": "contributors/subsidiary-authors",
    "translator": "",
    "dimensions": "pages",
    "page": "",
    "medium": "custom5",
    "number": "misc1",
}
_PICTURE = {"medium": "misc2", "dimensions": "custom3"}

_OVERRIDES: dict[str, dict[str, str]] = {
    # EndNote's "Epub Date" is in `edition`.
    "Journal Article": _ARTICLE | {"available-date": "edition", "edition": ""},
    "Magazine Article": _ARTICLE,
    "Newspaper Article": _ARTICLE,
    "Electronic Article": _ARTICLE,
    "Book": _BOOK,
    "Classical Work": _BOOK,
    "Ancient Text": _BOOK,
    "Serial": _BOOK,
    "Catalog": _BOOK,
    "Electronic Book": _BOOK,
    "Edited Book": _BOOK | {"editor": "contributors/authors", "author": ""},
    "Book Section": {"number-of-volumes": "issue", "issue": "", "collection-number": "number"},
    "Electronic Book Section": {"number-of-volumes": "issue", "issue": "", "collection-number": "number"},
    "Conference Proceedings": {
        "event-title": "titles/secondary-title",
        "container-title": "custom3",
        "publisher-place": "custom1",
        "event-place": "pub-location",
        "contributor": "contributors/subsidiary-authors",
        "translator": "",
    },
    "Conference Paper": {
        "event-title": "titles/secondary-title",
        "event-place": "pub-location",
        "container-title": "",
        "publisher-place": "",
    },
    "Report": _REPORT,
    "Standard": _REPORT,
    "Dataset": _REPORT,
    "Grant": _REPORT,
    "Legal Rule or Regulation": _REPORT,
    "Government Document": _REPORT,
    "Thesis": _PAGED,
    "Manuscript": _PAGED,
    "Unpublished Work": _PAGED,
    "Pamphlet": _PAGED,
    "Map": {"collection-title": "titles/secondary-title", "container-title": "", "scale": "custom1"},
    "Computer Program": {
        "collection-title": "titles/secondary-title",
        "container-title": "",
        "version": "edition",
        "edition": "",
        "medium": "misc1",
    },
    "Hearing": _LAW
    | {
        "section": "titles/secondary-title",
        "authority": "titles/tertiary-title",
        "container-title": "",
        "collection-title": "",
    },
    "Bill": _LAW | {"authority": "titles/tertiary-title", "collection-title": ""},
    "Statute": _LAW,
    "Case": {
        "authority": "publisher",
        "publisher": "",
        "number": "number",
        "references": "orig-pub",
        "section": "",
    },
    "Patent": {
        "number": "isbn",
        "submitted": "custom1",
        "jurisdiction": "custom3",
        "references": "custom5",
        "status": "custom6",
        "PMCID": "",
        "volume": "",
        "ISBN": "",
        "ISSN": "",
    },
    "Film or Broadcast": _FILM,
    "Audiovisual Material": _FILM | {"dimensions": "custom3"},
    "Music": {"performer": "contributors/secondary-authors", "editor": "", "medium": "custom5"},
    "Personal Communication": {"recipient": "contributors/secondary-authors", "editor": ""},
    "Interview": {"interviewer": "contributors/secondary-authors", "editor": ""},
    "Artwork": _PICTURE,
    "Figure": _PICTURE,
    "Chart or Table": _PICTURE,
    "Equation": _PICTURE,
    "Web Page": {"volume": ""},
    "Blog": {"genre": "misc2"},
}

PERIODICALS = frozenset({"Journal Article", "Magazine Article", "Newspaper Article", "Electronic Article"})
"""Types whose container stands in `periodical` too."""


@lru_cache(maxsize=64)
def layout(name: str) -> dict[str, str]:
    """Return where a reference type holds CSL's variables: `{"container-title": "titles/secondary-title", …}`."""
    merged = DEFAULT | _OVERRIDES.get(name, {})
    return {variable: path for variable, path in merged.items() if path}


@lru_cache(maxsize=64)
def variables(name: str) -> dict[str, str]:
    """Return the CSL variable that each path of a reference type holds; the inverse of `layout`."""
    taken = {path: variable for variable, path in DEFAULT.items() if layout(name).get(variable) == path}
    return taken | {path: variable for variable, path in layout(name).items() if DEFAULT.get(variable) != path}


def paths(variable: str) -> tuple[str, ...]:
    """Return every path that holds a variable in one type or another; none where only a line does."""
    candidates = [DEFAULT.get(variable, ""), *(table.get(variable, "") for table in _OVERRIDES.values())]
    return tuple(dict.fromkeys(path for path in candidates if path))


@lru_cache(maxsize=1024)
def type_of(name: str, number: str) -> tuple[str, str] | None:
    """Return EndNote's name of a reference type and the CSL type that it is, `None` if neither is known.

    Args:
        name: as the record has it; decides, since other programs number the types otherwise.
        number: as the record has it.
    """
    if name in REF_TYPES:
        return name, REF_TYPES[name][1]
    if name in LATER_NAMES:
        return name, LATER_NAMES[name]
    known = next((known for known, (code, _) in REF_TYPES.items() if number == str(code)), None)
    return (known, REF_TYPES[known][1]) if known else None
