"""BibTeX, as LaTeX and every reference manager read it.

Read are BibTeX and BibLaTeX alike, with what programs add: Zotero's, JabRef's and Mendeley's `file`, `shortjournal`,
`pmid`, `eprinttype`; `fjournal`, `lccn`, `numpages`; entries in parentheses, quoted values, `#`, `@string` wherever it
stands, months as macros or words, `crossref` and `xdata`.  LaTeX becomes Unicode and CSL's markup; `url`, `doi` and
`file` are raw.  Fields that no variable stands for are kept in `custom["bibtex"]` and written back, lists of names and
what is for TeX as they are written; `@preamble`s and `@comment`s stay with the first record.

Written is UTF-8, each value in braces, with TeX's specials escaped; an institution's name in braces; pages with `--`;
`year`, `month` and `day`, and `date` beside them where they do not say all; capitals that must stay in braces, in
English titles alone.  Types that Zotero would drop are `@misc`, and `entrysubtype` says which they are.  Variables that
BibTeX has no field for stand in BibLaTeX's, or under their own name: `archivelocation`, `director`.

Source: BibTeX 0.99d, "btxdoc" and "btxhak"; Zotero's import as probed; JabRef's and Mendeley's exports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from refexport.parts import Before, framed, plain_frame
from refexport.record import Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.bib_fields import BY_TYPE, COMMON, Dialect
from refexport.targets import Target

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


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of a BibTeX file."""
    from refexport.syntax import bib_library

    return bib_library.read(source, report, DIALECT)


def body(records: Iterable[Record], report: Report, target: Target, before: Before) -> Iterator[str]:
    """Yield BibTeX entries."""
    from refexport.syntax.bib_writer import Writer

    return Writer(DIALECT, report, target, before.key).write(records)


def keys() -> Callable[[str], str]:
    """Return what makes a key of each record's id, one that no entry before it has."""
    from refexport.syntax.bib_keys import BibKeys

    return BibKeys(biblatex=DIALECT.biblatex).key


def parts(source: Source) -> Iterator[Source]:
    """Yield the parts of a file of any size."""
    from refexport.syntax.bib_parts import parts_of

    return parts_of(source)


FORMAT = Format(
    id=ID,
    name="BibTeX",
    suffixes=(".bib",),
    sniff=sniff,
    read=read,
    parts=parts,
    write=framed(body, plain_frame, keys),
    body=body,
    frame=plain_frame,
    keys=keys,
)
