"""LaTeX's citation commands, and what each means.

Source: LaTeX2e unofficial reference manual, `\\cite`; natbib 8.31, "Reference sheet"; biblatex 3.20 manual,
"Citation commands"; jurabib and apacite are not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from refexport.manuscript.citation import Part


@dataclass(frozen=True, slots=True)
class Command:
    """How a command cites."""

    in_text: bool = False
    """Whether the authors are part of the sentence."""
    bare: bool = False
    """Whether the style's brackets are left out."""
    suppress_author: bool = False
    only: Part | None = None
    note: Literal["", "always", "outside"] = ""
    """Whether it makes a note: always, or where it stands in none."""


_PLAIN = Command()
_BARE = Command(bare=True)
_IN_TEXT = Command(in_text=True)

COMMANDS = {
    "cite": _PLAIN,
    "shortcite": _PLAIN,
    # natbib
    "citet": _IN_TEXT,
    "citep": _PLAIN,
    "citealt": Command(in_text=True, bare=True),
    "citealp": _BARE,
    "citeauthor": Command(only="author"),
    "citefullauthor": Command(only="author"),
    "citeyear": Command(only="year"),
    "citeyearpar": Command(suppress_author=True),
    "citenum": _BARE,
    "onlinecite": _BARE,
    # biblatex
    "parencite": _PLAIN,
    "autocite": _PLAIN,
    "supercite": _PLAIN,
    "smartcite": Command(note="outside"),
    "footcite": Command(note="always"),
    "footcitetext": Command(note="always"),
    "textcite": _IN_TEXT,
    "citetitle": Command(only="title"),
    "citedate": Command(only="year"),
    "fullcite": Command(only="entry"),
    "footfullcite": Command(only="entry", note="always"),
}
"""By name in small letters, as `\\Citet` differs from `\\citet` only in its first letter's capital."""

MULTIPLE = {
    "cites": _PLAIN,
    "parencites": _PLAIN,
    "autocites": _PLAIN,
    "supercites": _PLAIN,
    "smartcites": Command(note="outside"),
    "footcites": Command(note="always"),
    "textcites": _IN_TEXT,
}
"""Commands that take arguments for each key: `\\cites[see][]{a}[4]{b}`."""

NOTES = frozenset(("footnote", "endnote", "footnotetext", "sidenote", "thanks", "marginnote"))
"""Commands whose argument is a note."""

PACKAGES = frozenset(
    "natbib biblatex biblatex-chicago cite apacite jurabib chicago harvard backref csquotes-cite citeref".split()
)
"""Packages that have nothing to do in a document whose citations are text."""

_BY_ARGUMENTS = (
    "printshorthands printbibheading bibbysection bibbysegment bibbycategory newrefsection newrefsegment newrefcontext "
    "endrefsection endrefsegment endrefcontext",
    "bibliographystyle citestyle setcitestyle addbibresource addglobalbib addsectionbib executebibliographyoptions "
    "printbiblist declarebibliographycategory ateverybibitem ateverycitekey ateverycite atbeginbibliography "
    "declareprintbibliographydefaults declaresourcemap declarelabelalphatemplate declarelabeldate declarelabeltitle "
    "assignrefcontextentries assignrefcontextcats assignrefcontextkeyws",
    "defcitealias addtocategory defbibfilter defbibcheck defbibheading defbibnote defbibentryset newbibmacro "
    "renewbibmacro providebibmacro declarefieldformat declarenameformat declarelistformat declareindexfieldformat "
    "declaredelimformat declarenamealias declarelanguagemapping declaresortingtemplate declarebiblatexoption "
    "definebibliographystrings definebibliographyextras declarebibliographydriver",
    "declaredatainheritance",
    "defbibenvironment",
    "declarecitecommand",
    "bibpunct",
)
SETTINGS = {name: count for count, names in enumerate(_BY_ARGUMENTS) for name in names.split()}
"""Commands of those packages that are taken out, by name in small letters, to the number of their arguments."""

SETTERS = frozenset("renewcommand setlength addtolength setcounter".split())
"""LaTeX's commands that are taken out where they set something of those packages."""

SET = frozenset(
    "bibfont bibsep bibsection bibpreamble bibhang bibsetup bibitemsep bibinitsep bibnamesep bibparsep bibnumfmt "
    "citenumfont citestarts citemid biburllcpenalty biburlucpenalty biburlnumpenalty maxnames minnames maxcitenames "
    "mincitenames maxbibnames minbibnames abbrvpenalty lownamepenalty highnamepenalty mkbibnamefamily mkbibnamegiven "
    "mkbibnameprefix".split()
)
"""What they set, beside what ends in `delim` or `punct`."""

SECTIONS = frozenset("refsection refsegment refcontext".split())
"""Environments of biblatex, of which only the content stays."""

VERBATIM = frozenset(
    "verbatim verbatim* Verbatim Verbatim* BVerbatim LVerbatim lstlisting minted comment filecontents "
    "filecontents* alltt".split()
)
"""Environments whose content is no LaTeX."""
