"""What all manuscripts have in common: citations in, the text of each and the reference list out.

A kind of manuscript is one module: it scans a file into a `Manuscript`, whose citations stand in reading order (a
note's where the note is called), and writes what `render` makes of them.  Nothing here knows a file's syntax.

Source: CSL 1.0.2 specification, "Citation-specific Options"; pandoc User's Guide, "Citations in note styles".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path
from typing import Any

from refexport.csl import Cite, Cluster, Processor
from refexport.errors import UnknownKeys, UsageError
from refexport.keys import KeyMaker
from refexport.manuscript.affixes import PRIVATE
from refexport.manuscript.citation import Citation, Mention, Rendered, is_numbered, locale_of
from refexport.manuscript.edits import settled
from refexport.manuscript.library import Library
from refexport.manuscript.writing import Writer
from refexport.record import Record
from refexport.reference_list import Bibliography
from refexport.registry import Markup
from refexport.report import Report
from refexport.sound import encoded, paired, with_texts
from refexport.source import Source

__all__ = [
    "Citation",
    "Kind",
    "Library",
    "Manuscript",
    "Mention",
    "Rendered",
    "Rendering",
    "locale_of",
    "read_library",
    "render",
    "settled",
]


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
    """Those that are cited or listed, by id: what live citations carry with them."""


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
    references: Source | None = None
    """CSL-YAML that stands in the manuscript itself."""
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
    if not keep_going:
        _refuse_missing(manuscript, len(known.missing))
    tell("reading the style")
    records = {id: _without_marks(library.records[id], report) for id in known.order}
    processor = Processor(style, records.values(), locale or manuscript.locale, markup, manuscript.abbreviations)
    clusters = _clusters(manuscript.citations, known.ids, processor, records)
    tell(f"formatting {len(clusters):,} citations")
    texts = processor.cite(clusters, known.listed)
    tell(f"formatting {len(known.order):,} references")
    listed = processor.bibliography(clusters, known.listed) if processor.has_bibliography else None
    order = [*(cite.id for cluster in clusters for cite in cluster.cites), *known.listed]
    writer = Writer(processor, known.ids, list(dict.fromkeys(order)), records, listed)
    written = [writer.write(*each) for each in zip(manuscript.citations, clusters, texts, strict=True)]
    return Rendering(written, listed, clusters, known.unused, processor, records)


def _without_marks(record: Record, report: Report) -> Record:
    """Return a record without the characters that stand for what a manuscript's author has put around a key."""
    data = encoded(record)
    if data is not None and not any(start in data for start in _PLANES):
        return record
    found, changed = with_texts(record, lambda text: PRIVATE.sub("\ufffd", paired(text)))
    for name in changed:
        if name != "id":
            reason = "private characters of planes 15 and 16, and halves of surrogate pairs, are not shown"
            report.lose(record.id, name, "altered", reason, value=getattr(record, name))
    # The id is what the manuscript cites.
    return found.copy(id=record.id) if changed else record


_PLANES = (b"\xf3", b"\xf4")
"""With what characters of planes 12 to 16 begin in UTF-8."""


def _refuse_missing(manuscript: Manuscript, count: int) -> None:
    if count:
        keys = "a key is" if count == 1 else f"{count} keys are"
        raise UnknownKeys(f"{manuscript.name}: {keys} in no library; nothing written (--keep-going marks them)")


def _clusters(
    citations: Sequence[Citation], ids: dict[str, str], processor: Processor, records: Mapping[str, Record]
) -> list[Cluster]:
    """Return citations as the processor takes them: known works only, with the number of the note of each."""
    is_note_style, numbered = processor.is_note_style, is_numbered(processor)
    out = []
    made = 0
    """Notes that are new so far."""
    made_before: dict[int, int] = {}
    """By own note, the new ones before it."""
    for citation in citations:
        cites = [replace(cite, id=ids[cite.id]) for cite in citation.cites if cite.id in ids]
        if citation.in_text and cites and cites[0].id == ids.get(citation.cites[0].id):
            for cite in _by_the_first_authors(cites, records):
                cite.suppress_author = True
        number = 0
        if citation.note:
            number = citation.note + made_before.setdefault(citation.note, made)
        elif citation.own_note or (is_note_style and not citation.only):
            made += 1
            number = citation.notes_before + made
        if cites and number and not citation.note:
            cites[0].prefix = cites[0].prefix[:1].upper() + cites[0].prefix[1:]
        # A part of a work is no cite of it: the next one is still the first.
        out.append(Cluster([] if citation.only else cites, note=number, fixed=_fixed(citation, cites, numbered)))
    return out


def _by_the_first_authors(cites: Sequence[Cite], records: Mapping[str, Record]) -> Iterator[Cite]:
    """Yield the first cite, whose authors stand in the sentence, and those behind it that have the same."""
    authors = records[cites[0].id].author
    yield cites[0]
    yield from takewhile(lambda cite: authors and not cite.prefix and records[cite.id].author == authors, cites[1:])


def _fixed(citation: Citation, cites: Sequence[Cite], numbered: bool) -> int:
    """Return how many cites stay where they are: "also" makes no sense before "see"."""
    last = max((index for index, cite in enumerate(cites) if cite.prefix), default=0)
    if last:
        return last + 1
    # The author is in the sentence before, and so must be the rest of that cite.
    return int(citation.in_text and not numbered)


def read_library(
    paths: Sequence[str | Path], report: Report, from_format: str | None = None, own: Source | None = None
) -> Library:
    """Return the records of files as one library.

    Args:
        paths: of libraries in any format.
        report: collects what is wrong in them, keys that stand twice among it.
        from_format: id of their format; by default each is recognised.
        own: CSL-YAML of the manuscript's own, which comes before them.

    Raises:
        UsageError: no library is named, or there is no such file.
        InputError: none can be read.
    """
    from refexport.conversion import stream_all

    names = [str(path) for path in paths]
    if own is None and not names:
        raise UsageError("no library to cite from: name one with --bibliography, or in the manuscript")
    keys = KeyMaker()
    records = list(stream_all([own], "csl-yaml", report=report, keys=keys)) if own is not None else []
    records += stream_all(names, from_format, report=report, keys=keys) if names else []
    return Library(records, names)
