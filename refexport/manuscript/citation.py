"""A citation of a manuscript, and what takes its place.

Source: pandoc User's Guide, "Citation syntax"; natbib, "Reference sheet"; biblatex manual, "Citation commands".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from refexport.csl import Cite, Processor
from refexport.csl.locale import Locale, load_locale
from refexport.report import Report

Part = Literal["author", "year", "title", "entry"]
"""What may stand in place of a citation; `entry` is that of the reference list."""

EVERYTHING = "*"
"""The key that lists every record: `nocite: "@*"`, `\\nocite{*}`."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A key that belongs to the reference list without being cited."""

    key: str
    """As typed, or `*` for all records."""
    line: int | None = None
    """Where it stands, from 1."""


@dataclass(slots=True)
class Citation:
    """A citation of a manuscript: its cites, and where they stand."""

    cites: list[Cite]
    """In the order typed; their ids are keys as typed."""
    line: int = 0
    """Of the manuscript, from 1; of a Word document the paragraph."""
    note: int = 0
    """Which of the manuscript's own notes it stands in, from 1 in the order of their calls; 0 in the text."""
    notes_before: int = 0
    """How many own notes are called before it; of a citation in a note, before that note."""
    in_text: bool = False
    """Whether the first author is part of the sentence: `@lu2024 found`, `\\citet{lu2024}`."""
    full_authors: bool = False
    """Whether `in_text` names the authors in every style, as LaTeX does; Markdown's numbered styles show the number."""
    only: Part | None = None
    """Part of the work that is wanted in the sentence in place of a citation (`\\citeauthor`)."""
    bare: bool = False
    """Whether the citation goes without the brackets that the style sets around it (`\\citealp`)."""
    own_note: bool = False
    """Whether it makes a note in every style (`\\footcite`)."""
    opens: bool = False
    """In a note: whether nothing stands before it."""
    closes: bool = False
    """In a note: whether nothing stands behind it."""
    place: Any = None
    """What its kind of manuscript needs to write it back."""


def warn_of_words(keys: list[str], report: Report, source: str, line: int) -> None:
    """Warn of keys that stand in the words around another one, where they cite nothing."""
    for key in keys:
        message = f"'@{key}' is taken for words that follow another key: put a semicolon before it to cite it too"
        report.warn("citation-in-words", message, source=source, line=line)


@dataclass(slots=True)
class Rendered:
    """What takes the place of a citation."""

    text: str
    """In the sentence; empty where the style cites in notes and no author is wanted."""
    note: str | None = None
    """The content of a note that is new, called behind `text` and behind the punctuation that follows."""
    raised: bool = False
    """Whether `text` is a superscript, before which there is no blank."""


def locale_of(processor: Processor) -> Locale:
    """Return the terms and options of the locale that a processor writes in."""
    return load_locale(processor.locale, processor.style.locales)


def is_numbered(processor: Processor) -> bool:
    """Return whether the style of a processor cites by numbers."""
    style = processor.style
    waiting, seen = [style.citation.element], set()
    while waiting:
        for element in waiting.pop().walk():
            if element.get("variable") == "citation-number" and element.tag != "key":
                return True
            macro = element.get("macro")
            if macro in style.macros and macro not in seen:
                seen.add(macro)
                waiting.append(style.macros[macro])
    return False
