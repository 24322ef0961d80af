"""BibLaTeX, the format of biber, as a format of its own.

It differs from BibTeX in what is written; either is understood in reading.  Dates are EDTF in `date`, `urldate`,
`origdate` and `eventdate`; the journal is `journaltitle`, the place `location` (`address` for a conference paper, whose
`location` Zotero takes for the place of the event), that of the event `venue`; the language stands in `langid` as
babel names it, and as it is in `language`; contributors of other roles are `editora`, `editorb` and `editorc` with
their `editoratype`; the publisher of what is `@online` or `@misc` is its `organization`; a volume's own title is the
`title` or `booktitle` of a work with a `maintitle`.
Fields that no variable stands for (`related`, `crossref` to nowhere, `options`) are kept in `custom["biblatex"]`.

Types that Zotero would drop (`@dataset`, `@standard`, `@periodical`, `@review`) are `@misc` with `entrysubtype`, unless
the target takes them.

Source: BibLaTeX manual 3.20, chapter 2; biber 2.19; Zotero's import as probed.
"""

from __future__ import annotations

import re

from refexport.syntax.bib_fields import BY_TYPE, COMMON, Dialect
from refexport.syntax.bib_format import bib_format

ID = "biblatex"

TYPES: dict[str, str] = {
    "article": "misc",
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "bill": "legislation",
    "book": "book",
    "broadcast": "video",
    "chapter": "incollection",
    "classic": "book",
    "collection": "misc",
    "dataset": "dataset",
    "document": "misc",
    "entry": "inreference",
    "entry-dictionary": "inreference",
    "entry-encyclopedia": "inreference",
    "event": "misc",
    "figure": "artwork",
    "graphic": "artwork",
    "hearing": "misc",
    "interview": "misc",
    "legal_case": "jurisdiction",
    "legislation": "legislation",
    "manuscript": "unpublished",
    "map": "misc",
    "motion_picture": "movie",
    "musical_score": "misc",
    "pamphlet": "booklet",
    "paper-conference": "inproceedings",
    "patent": "patent",
    "performance": "performance",
    "periodical": "periodical",
    "personal_communication": "letter",
    "post": "online",
    "post-weblog": "online",
    "regulation": "legislation",
    "report": "report",
    "review": "review",
    "review-book": "review",
    "software": "software",
    "song": "audio",
    "speech": "unpublished",
    "standard": "standard",
    "thesis": "thesis",
    "treaty": "legal",
    "webpage": "online",
}
"""CSL types to entry types; `entrysubtype` keeps those that the entry type does not tell."""

FIELDS: dict[str, str] = {
    **COMMON,
    "annote": "annotation",
    "call-number": "library",
    "issued": "date",
    "publisher-place": "location",
}
"""CSL variables to fields, where a type does not have it otherwise; what BibLaTeX lacks is our own."""

_OTHERWISE: dict[str, dict[str, str]] = {
    "paper-conference": {"event-place": "venue", "publisher-place": "address"},
    "thesis": {"publisher": "institution"},
}
_BY_TYPE = {
    type: {
        **{name: "journaltitle" if field == "journal" else field for name, field in table.items()},
        **_OTHERWISE.get(type, {}),
    }
    for type, table in BY_TYPE.items()
}

DIALECT = Dialect(ID, TYPES, FIELDS, _BY_TYPE, biblatex=True)

_ENTRY = re.compile(r"^[ \t]*@[ \t]*[a-z]+[ \t]*[{(][ \t]*[^\s,={}]+[ \t]*,", re.I | re.M)
_ONLY_BIBLATEX = re.compile(
    r"^\s*(?:@(?:online|thesis|report|collection|mvbook|dataset|software|inreference|bookinbook)[ \t]*\{|"
    r"(?:journaltitle|date|location|langid|eventtitle|maintitle|origdate|eprintclass|editoratype|xdata)\s*=)",
    re.I | re.M,
)
_ONLY_BIBTEX = re.compile(
    r"^\s*(?:@(?:phdthesis|mastersthesis|techreport|conference)[ \t]*\{|"
    r"(?:journal|year|address|school|archiveprefix)\s*=)",
    re.I | re.M,
)


def sniff(head: str) -> int:
    """Return how surely a text is BibLaTeX and not BibTeX, which reads it too."""
    if not _ENTRY.search(head):
        return 0
    return 95 if _ONLY_BIBLATEX.search(head) and not _ONLY_BIBTEX.search(head) else 85


FORMAT = bib_format(DIALECT, "BibLaTeX", ".biblatex", sniff)
