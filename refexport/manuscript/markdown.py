"""Markdown manuscripts, Quarto's and R Markdown's among them.

Citations are pandoc's: `[see @lu2024, pp. 33-35; -@ma2023]`, `@lu2024 [p. 4]`, `@{key with: odd, chars}`; they are
read nowhere inside of code, links or formulas.  The list stands in `::: {#refs}`, else at the end.  What is no
citation stays as it is, but for the fields of the metadata that have done their work.

In a style that cites in notes, a citation becomes a footnote behind the punctuation that follows it; one that stands
in a footnote is set there.

Source: pandoc User's Guide, "Citation syntax", "Citations in note styles", "Placement of the bibliography".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from refexport.manuscript.citation import warn_of_words
from refexport.manuscript.core import Citation, Kind, Manuscript, Mention, Rendering, locale_of
from refexport.manuscript.edits import Edit, edited, line_end
from refexport.manuscript.front_matter import abbreviations_of, beside, read_front, style_of, texts, without
from refexport.manuscript.markdown_blocks import Blocks, Text, read_blocks
from refexport.manuscript.markdown_inline import Found, Scanner
from refexport.manuscript.markdown_output import PANDOC, TEXT, to_html, to_text
from refexport.output import write_pieces
from refexport.registry import Markup
from refexport.report import Report
from refexport.source import Source

QUARTO_CROSS_REFERENCES = frozenset(
    "fig tbl sec eq lst thm lem cor prp cnj def exm exr sol rem alg nte tip wrn imp cau".split()
)
"""What begins the labels that Quarto's `@fig-plot` refers to."""


@dataclass(slots=True)
class _Source:
    """What is needed to write a manuscript back."""

    text: str
    blocks: Blocks
    scanner: Scanner
    metadata: dict[str, Any]
    places: list[tuple[int, int, bool]] = field(default_factory=list)
    """Of each citation its begin and end, and whether words of its paragraph stand before it."""
    line_end: str = "\n"
    """Of the file that was read."""


def scan(path: str, report: Report) -> Manuscript:
    """Return a Markdown manuscript with its citations.

    Args:
        path: of the file; `-` is standard input.
        report: gets what cannot be read.

    Raises:
        UsageError: there is no such file.
        InputError: it is no text, or its metadata is no YAML.
    """
    source = Source.open(path, report)
    manuscript = scan_text(source.text, source.name, report)
    manuscript.source.line_end = line_end(path)
    return manuscript


def scan_text(text: str, name: str, report: Report) -> Manuscript:
    """Return a manuscript that is a text; see `scan`."""
    blocks = read_blocks(text)
    metadata = read_front(blocks.front, name) if blocks.front else {}
    quarto = name.lower().endswith(".qmd")
    scanner = Scanner(
        blocks.references,
        frozenset(blocks.notes),
        metadata.get("lang") if isinstance(metadata.get("lang"), str) else None,
        partial(_is_key, quarto, frozenset(_EXAMPLE.findall(text))),
    )
    source = _Source(text, blocks, scanner, metadata)
    manuscript = Manuscript(name, [], source=source)
    _Collector(manuscript, source, report).run()
    _read_metadata(manuscript, metadata, blocks, report)
    return manuscript


_BLANKS = re.compile(r"\s*")
_EXAMPLE = re.compile(r"(?m)^ {0,3}\(@([\w-]+)\)(?=[ \t])")
"""A label of pandoc's numbered examples, to which `(@label)` then refers."""


def _is_key(quarto: bool, examples: frozenset[str], key: str) -> bool:
    if key in examples:
        return False
    return not (quarto and key.partition("-")[0] in QUARTO_CROSS_REFERENCES and "-" in key)


def _read_metadata(manuscript: Manuscript, metadata: dict[str, Any], blocks: Blocks, report: Report) -> None:
    name = manuscript.name
    manuscript.bibliography = [Path(beside(each, name)) for each in texts(metadata.get("bibliography"))]
    if metadata.get("references") and blocks.front:
        manuscript.references = Source(f"\n{blocks.front}", name=name, report=report)
    manuscript.style = style_of(metadata.get("csl"), name)
    manuscript.locale = metadata["lang"] if isinstance(metadata.get("lang"), str) and metadata["lang"] else None
    manuscript.abbreviations = abbreviations_of(metadata.get("citation-abbreviations"), name, report)
    for each in texts(metadata.get("nocite")):
        keys = [cite.id for found in Scanner().scan(each) for cite in found.cites]
        line = 2 + (blocks.front or "").partition("nocite")[0].count("\n")
        manuscript.nocite += [Mention(key, line) for key in keys]
        if "@*" in each:
            manuscript.nocite.append(Mention("*", line))
    for field_name in ("title", "subtitle", "abstract", "thanks"):
        for each in texts(metadata.get(field_name)):
            if any(found.kind == "citation" for found in Scanner().scan(each)):
                message = f"citations in the metadata field '{field_name}' are left as they are; cite in the text"
                report.warn("citation-in-metadata", message, source=name, line=2)


class _Collector:
    """Brings the citations into the order in which they are read: a footnote's where it is first called."""

    def __init__(self, manuscript: Manuscript, source: _Source, report: Report) -> None:
        self.manuscript = manuscript
        self.source = source
        self.report = report
        self.notes = 0
        """Own notes called so far."""
        self.called: set[str] = set()

    def run(self) -> None:
        for text in self.source.blocks.texts:
            if text.note is None:
                self._text(text, 0, self.notes)
        for label in self.source.blocks.notes:
            if label not in self.called:
                self._note(label)

    def _note(self, label: str) -> None:
        self.called.add(label)
        before = self.notes
        self.notes += 1
        for text in self.source.blocks.notes[label]:
            self._text(text, before + 1, before)

    def _text(self, text: Text, note: int, before: int) -> None:
        inline = 0
        """The inline footnote that is open."""
        content = text.content
        first = _end_of_blanks(content, 0)
        for found in self.source.scanner.scan(content):
            if found.kind == "call" and not note:
                if found.label not in self.called:
                    self._note(found.label)
            elif found.kind == "note" and not note:
                inline, before = self.notes + 1, self.notes
                self.notes += 1
                begins = found.end
            elif found.kind == "end":
                inline = 0
            elif found.kind == "citation":
                before = before if note or inline else self.notes
                citation = self._citation(text, found, note or inline, before, first < found.start)
                if inline and citation:
                    citation.opens = _end_of_blanks(content, begins) >= found.start
                    citation.closes = content.startswith("]", _end_of_blanks(content, found.end))

    def _citation(self, text: Text, found: Found, note: int, before: int, follows: bool) -> Citation | None:
        start, line = text.place(found.start), text.line_of(found.start)
        end = text.place(found.end - 1) + 1
        content = text.content
        if start < 0 or end <= 0:
            raw = content[found.start : found.end]
            message = "a citation in a table cell with an escaped bar is left as it is; take the bar away"
            self.report.error("citation-not-found", message, source=self.manuscript.name, line=line, raw=raw)
            return None
        warn_of_words(found.swallowed, self.report, self.manuscript.name, line)
        citation = Citation(found.cites, line, note, before, found.in_text, place=len(self.source.places))
        if note:
            citation.opens = text.begins_note and not follows
            citation.closes = text.ends_note and _end_of_blanks(content, found.end) == len(content)
        self.source.places.append((start, end, follows))
        self.manuscript.citations.append(citation)
        return citation


def _end_of_blanks(text: str, place: int) -> int:
    match = _BLANKS.match(text, place)
    return match.end() if match else place


def filled(manuscript: Manuscript, rendering: Rendering) -> str:
    """Return a manuscript as Markdown, its citations and its list filled in.

    Args:
        manuscript: as scanned.
        rendering: of its citations.
    """
    source: _Source = manuscript.source
    text = source.text
    inside = locale_of(rendering.processor).flag("punctuation-in-quote")
    notes = _Notes(source.blocks.notes)
    restore = source.scanner.pieces.restore
    edits: list[Edit] = []
    for citation, rendered in zip(manuscript.citations, rendering.texts, strict=True):
        start, end, joins = source.places[citation.place]
        call = "" if rendered.note is None else notes.new(restore(rendered.note))
        edits.append(Edit(start, end, restore(rendered.text), call, rendered.raised, joins))
    listed = _list(rendering, source.metadata)
    if source.blocks.refs and listed:
        edits.append(Edit(*source.blocks.refs, f"{listed.rstrip()}\n"))
        listed = ""
    title = source.metadata.get("reference-section-title")
    if listed and isinstance(title, str) and title:
        listed = f"# {title}\n\n{listed}"
    body = edited(text, source.blocks.front_end, edits, inside)
    front = f"---\n{without(source.blocks.front)}---\n" if source.blocks.front else ""
    parts = [body.rstrip("\n"), listed.rstrip("\n"), notes.text().rstrip("\n")]
    return front + "\n\n".join(part for part in parts if part) + "\n"


class _Notes:
    """Footnotes that a note style makes."""

    def __init__(self, taken: Any) -> None:
        self.taken = set(taken)
        self.made: list[tuple[str, str]] = []

    def new(self, content: str) -> str:
        """Return the call of a new footnote."""
        number = len(self.made) + 1
        label = f"cite-{number}"
        while label in self.taken:
            label += "x"
        self.made.append((label, content))
        return f"[^{label}]"

    def text(self) -> str:
        """Return the definitions."""
        return "\n\n".join(f"[^{label}]: {content}" for label, content in self.made)


def _list(rendering: Rendering, metadata: dict[str, Any]) -> str:
    bibliography = rendering.bibliography
    if bibliography is None or not bibliography.entries or metadata.get("suppress-bibliography") == "true":
        return ""
    return str(bibliography)


def _write(manuscript: Manuscript, rendering: Rendering, to: str, path: str, report: Report) -> None:
    source: _Source = manuscript.source
    text = filled(manuscript, rendering)
    if to == "html":
        layout = rendering.bibliography.layout if rendering.bibliography else None
        text = to_html(text, source.metadata, rendering.processor.locale, layout)
    elif to == "text":
        text = to_text(text)
    write_pieces([text.replace("\n", source.line_end)], path)


def _markup(to: str) -> str | Markup:
    return {"pandoc": PANDOC, "text": TEXT}.get(to, "markdown")


KIND = Kind(
    id="markdown",
    name="Markdown",
    suffixes=(".md", ".markdown", ".qmd", ".rmd"),
    outputs={
        "markdown": (".md", ".markdown"),
        "pandoc": (".qmd", ".rmd"),
        "html": (".html", ".htm"),
        "text": (".txt",),
    },
    scan=scan,
    markup=_markup,
    write=_write,
)
