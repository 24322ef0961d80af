"""BibTeX, as LaTeX and every reference manager read it.

Read are BibTeX and BibLaTeX alike, with what programs add: Zotero's, JabRef's and Mendeley's `file`, `shortjournal`,
`pmid`, `eprinttype`; `fjournal`, `lccn`, `numpages`; entries in parentheses, quoted values, `#`, `@string` wherever it
stands, months as macros or words, macros of journals that BibTeX's styles and AASTeX define, commands that a
`@preamble` defines, `crossref` and `xdata`; lists of names with commas or `&` where `and` is missing, which is reported
as a guess.  LaTeX becomes Unicode and CSL's markup; `url`, `doi` and `file` are raw.  Fields that no variable stands
for are kept in `custom["bibtex"]` and written back, lists of names and what is for TeX as they are written;
`@preamble`s and `@comment`s stay with the first record.  The `and others` of a list, and the `et al.`, are no names,
but come back in each format that has a sign for them.

Written is UTF-8, each value in braces, with TeX's specials escaped; an institution's name in braces; pages with `--`;
`year`, `month` and `day`, and `date` beside them where they do not say all; capitals that must stay in braces, in
English titles alone.  Types that Zotero would drop are `@misc`, and `entrysubtype` says which they are.  Variables that
BibTeX has no field for stand in BibLaTeX's, or under their own name: `archivelocation`, `director`.

Source: BibTeX 0.99d, "btxdoc" and "btxhak"; Zotero's import as probed; JabRef's and Mendeley's exports.
"""

from __future__ import annotations

import re

from refexport.syntax.bib_fields import BY_TYPE, COMMON, Dialect
from refexport.syntax.bib_format import bib_format

ID = "bibtex"

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
    "dataset": "misc",
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
    "performance": "misc",
    "periodical": "misc",
    "personal_communication": "letter",
    "post": "online",
    "post-weblog": "online",
    "regulation": "legislation",
    "report": "techreport",
    "review": "article",
    "review-book": "article",
    "software": "software",
    "song": "audio",
    "speech": "unpublished",
    "standard": "misc",
    "thesis": "phdthesis",
    "treaty": "legislation",
    "webpage": "online",
}
"""CSL types to entry types; `entrysubtype` keeps those that the entry type does not tell."""

FIELDS: dict[str, str] = {**COMMON, "call-number": "lccn"}
"""CSL variables to fields, where a type does not have it otherwise; what BibTeX lacks is BibLaTeX's, or our own."""

DIALECT = Dialect(ID, TYPES, FIELDS, BY_TYPE)

_SNIFF = re.compile(
    r"^[ \t]*@[ \t]*(?:article|book|booklet|conference|inbook|incollection|inproceedings|manual|mastersthesis|misc|"
    r"phdthesis|proceedings|techreport|unpublished|online|thesis|report|string|preamble|comment|[a-z]+(?=[ \t]*[{(]"
    r"[ \t]*[^\s,={}]+[ \t]*,))[ \t]*[{(]",
    re.I | re.M,
)


def sniff(head: str) -> int:
    """Return how surely a text is BibTeX."""
    return 90 if _SNIFF.search(head) else 0


FORMAT = bib_format(DIALECT, "BibTeX", ".bib", sniff)
