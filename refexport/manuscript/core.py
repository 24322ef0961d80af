"""What all manuscripts have in common: citations in, the text of each and the reference list out.

A kind of manuscript is one module: it scans a file into a `Manuscript`, whose citations stand in reading order (a
note's where the note is called), and writes what `render` makes of them.  Nothing here knows a file's syntax.

Source: CSL 1.0.2 specification, "Citation-specific Options"; pandoc User's Guide, "Citations in note styles".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from refexport.csl import Cite, Cluster, Processor
from refexport.csl.locale import Locale, load_locale
from refexport.csl.tree import SUPERSCRIPT
from refexport.errors import RefexportError, UnknownKeys
from refexport.manuscript.authors import author_of, short_authors
from refexport.manuscript.library import Library
from refexport.record import Record
from refexport.reference_list import Bibliography
from refexport.registry import Markup
from refexport.report import Report

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
    alone: bool = False
    """Whether nothing but the first author (`\\citeauthor`) is wanted."""
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


@dataclass(slots=True)
class Rendered:
    """What takes the place of a citation."""

    text: str
    """In the sentence; empty where the style cites in notes and no author is wanted."""
    note: str | None = None
    """The content of a note that is new, called behind `text` and behind the punctuation that follows."""
    raised: bool = False
    """Whether `text` is a superscript, before which there is no blank."""


@dataclass(slots=True)
class Rendering:
    """A manuscript's citations and reference list in a style."""

    texts: list[Rendered]
    """One for each citation, in their order."""
    bibliography: Bibliography | None
    """The reference list; nothing where the style has none."""
    clusters: list[Cluster]
    """The citations as the processor saw them: ids of records, numbers of notes."""
    unused: list[str]
    """Ids of the records that nothing cites."""
    processor: Processor
    """That made them: style, locale, markup."""
    records: Mapping[str, Record] = field(default_factory=dict)
    """The library's, by id: what live citations carry with them."""


@dataclass(slots=True)
class Manuscript:
    """A manuscript that was scanned."""

    name: str
    """File name for diagnostics."""
    citations: list[Citation]
    """In reading order."""
    nocite: list[Mention] = field(default_factory=list)
    """Keys that are listed without being cited."""
    bibliography: list[Path] = field(default_factory=list)
    """Libraries that the manuscript itself names."""
    style: str | None = None
    """Style that the manuscript itself names: an id, or the path of a `.csl` file."""
    locale: str | None = None
    """Language that the manuscript itself names."""
    source: Any = None
    """What its kind needs to write it back."""
    abbreviations: dict[str, dict[str, str]] | None = None
    """By variable, full → abbreviated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of manuscript: plain callables that scan and write it."""

    id: str
    """`markdown`, `latex`, `docx`."""
    name: str
    """What the user reads."""
    suffixes: tuple[str, ...]
    """File name suffixes of manuscripts, lower case, with their dot."""
    outputs: dict[str, tuple[str, ...]]
    """What can be written: what the user types after `--to`, and its suffixes; the first is written by default."""
    scan: Callable[[str, Report], Manuscript]
    """Read a path (`-`: standard input)."""
    markup: Callable[[str], str | Markup]
    """The markup of citations in an output."""
    write: Callable[[Manuscript, Rendering, str, str, Report], None]
    """Write a manuscript with its rendering, as an output (`html`), to a path."""


def render(
    manuscript: Manuscript,
    library: Library,
    style: str | Path | bytes,
    *,
    locale: str | None = None,
    markup: str | Markup = "html",
    keep_going: bool = False,
    progress: Callable[[str], None] | None = None,
    report: Report | None = None,
) -> Rendering:
    """Return the texts of all citations of a manuscript, and its reference list.

    Args:
        manuscript: as scanned; it is not changed.
        library: what may be cited.
        style: name of a style, path of a `.csl` file, or its XML.
        locale: such as `de-DE`; by default the style's own, then `en-US`.
        markup: what texts are written as.
        keep_going: mark keys that are unknown as `[?key]`, where else nothing is written.
        progress: called with what is being done.
        report: collects unknown keys, works that are cited under two keys, and entries that nothing cites.

    Returns:
        The texts and the list.

    Raises:
        UnknownKeys: keys are in no library, and `keep_going` is off; the report names each with its line.
        StyleError: the style cannot be read.
        UnknownStyle: there is no such style.
    """
    report = report if report is not None else Report()
    tell = progress or (lambda what: None)
    known = library.resolve(manuscript, report)
    if known.missing and not keep_going:
        count = len(known.missing)
        keys = "a key is" if count == 1 else f"{count} keys are"
        raise UnknownKeys(f"{manuscript.name}: {keys} in no library; nothing written (--keep-going marks them)")
    tell("reading the style")
    wanted = [library.records[id] for id in known.order]
    processor = Processor(style, wanted, locale or manuscript.locale, markup, manuscript.abbreviations)
    clusters = _clusters(manuscript.citations, known.ids, processor.is_note_style)
    tell(f"formatting {len(clusters):,} citations")
    texts = _texts(manuscript.citations, clusters, known.ids, known.uncited, processor, library.records)
    tell(f"formatting {len(known.order):,} references")
    listed = processor.bibliography(clusters, known.uncited) if processor.has_bibliography else None
    return Rendering(texts, listed, clusters, known.unused, processor, library.records)


def _clusters(citations: Sequence[Citation], ids: dict[str, str], is_note_style: bool) -> list[Cluster]:
    """Return citations as the processor takes them: known works only, with the number of the note of each."""
    out = []
    made = 0
    """Notes that are new so far."""
    made_before: dict[int, int] = {}
    """By own note, the new ones before it."""
    for citation in citations:
        cites = [replace(cite, id=ids[cite.id]) for cite in citation.cites if cite.id in ids]
        if citation.in_text and cites and cites[0].id == ids.get(citation.cites[0].id):
            cites[0].suppress_author = not citation.alone
        number = 0
        if citation.note:
            number = citation.note + made_before.setdefault(citation.note, made)
        elif (is_note_style or citation.own_note) and not citation.alone:
            made += 1
            number = citation.notes_before + made
        if cites and number and not citation.note:
            cites[0].prefix = cites[0].prefix[:1].upper() + cites[0].prefix[1:]
        # Nothing but an author is no cite of the work: the next one is still the first.
        out.append(Cluster([] if citation.alone else cites, note=number))
    return out


def _texts(
    citations: Sequence[Citation],
    clusters: Sequence[Cluster],
    ids: dict[str, str],
    uncited: Sequence[str],
    processor: Processor,
    records: Mapping[str, Record],
) -> list[Rendered]:
    alone = [ids[c.cites[0].id] for c in citations if c.alone and c.cites[0].id in ids]
    among = [*alone, *uncited]
    texts = processor.cite(clusters, among)
    writer = _Writer(processor, ids, list(dict.fromkeys([*_cited(clusters), *among])), records)
    return [
        writer.write(citation, cluster, text)
        for citation, cluster, text in zip(citations, clusters, texts, strict=True)
    ]


def _cited(clusters: Iterable[Cluster]) -> Iterator[str]:
    return (cite.id for cluster in clusters for cite in cluster.cites)


class _Writer:
    """Puts a citation together: author, brackets, the note that it makes, and the keys that nobody knows."""

    def __init__(
        self, processor: Processor, ids: dict[str, str], among: list[str], records: Mapping[str, Record]
    ) -> None:
        self.processor = processor
        self.records = records
        self.ids = ids
        self.among = among
        self.escape = processor.markup.escape
        self.superscript = processor.markup.nodes.get(SUPERSCRIPT, ("", ""))[0]
        self.authors: dict[tuple[str, bool], str] = {}

    def write(self, citation: Citation, cluster: Cluster, text: str) -> Rendered:
        """Return what takes the place of a citation."""
        author = self._author(citation)
        unknown = self._unknown(citation)
        if citation.alone:
            return Rendered(author or unknown)
        if not cluster.cites:
            text = unknown
        elif unknown:
            text = f"{text} {unknown}"
        if citation.note and self.processor.is_note_style:
            return Rendered(_in_note(citation, author, text))
        if cluster.note and not citation.note:
            return Rendered(author, text)
        raised = bool(self.superscript) and text.startswith(self.superscript)
        return Rendered(f"{author}{'' if raised else ' '}{text}" if author else text, raised=raised and not author)

    def _author(self, citation: Citation) -> str:
        if not (citation.in_text or citation.alone) or citation.cites[0].id not in self.ids:
            return ""
        key = self.ids[citation.cites[0].id], citation.full_authors or citation.alone
        if key not in self.authors:
            text = author_of(self.processor, key[0], self.among)
            if not text and key[1]:
                text = self.escape(short_authors(self.records[key[0]], locale_of(self.processor)))
            self.authors[key] = text
        return self.authors[key]

    def _unknown(self, citation: Citation) -> str:
        keys = [cite.id for cite in citation.cites if cite.id not in self.ids]
        return self.escape(f"[{'; '.join(f'?{key}' for key in keys)}]") if keys else ""


def _in_note(citation: Citation, author: str, text: str) -> str:
    """Return a citation as it stands in a note that has words of its own."""
    whole = text if citation.opens and citation.closes else text.removesuffix(".")
    if author:
        return f"{author}, {whole}" if whole else author
    return whole if citation.opens else f"({whole.removesuffix('.')})"


def locale_of(processor: Processor) -> Locale:
    """Return the terms and options of the locale that a processor writes in."""
    return load_locale(processor.locale, processor.style.locales)


def settled(before: str, after: str, punctuation_in_quote: bool) -> tuple[str, int]:
    """Return the text before a note's call, and how many characters of the text after come before the call.

    Args:
        before: what stands before the citation, blanks and all.
        after: what stands behind it.
        punctuation_in_quote: whether the locale sets a full stop and comma inside of closing quotes.
    """
    before = before.rstrip(" \t\n\u00a0~") if before.strip() else before
    count = 0
    while count < len(after) and after[count] in ".,;:!?":
        count += 1
    mark = after[:count]
    if not mark:
        return before, 0
    if before and before[-1] in ".!?,;:" and mark[0] in ".,":
        return before, 1  # the sentence ended already
    if punctuation_in_quote and mark[0] in ".," and before and before[-1] in "\"'”’":
        return f"{before[:-1]}{mark}{before[-1]}", count
    return before + mark, count


def read_library(paths: Sequence[str | Path], report: Report, from_format: str | None = None) -> Library:
    """Return the records of files as one library.

    Args:
        paths: of libraries in any format.
        report: collects what is wrong in them, keys that stand twice among it.
        from_format: id of their format; by default each is recognised.

    Raises:
        RefexportError: there is no such file, or none can be read.
    """
    from refexport.conversion import stream_all

    if not paths:
        raise RefexportError("no library to cite from: name one with --bibliography, or in the manuscript")
    records = list(stream_all([str(path) for path in paths], from_format, report=report))
    return Library(records, [str(path) for path in paths])
