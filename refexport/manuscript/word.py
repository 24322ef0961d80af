"""Word documents (.docx): keys typed as `[@key]` become citations, `{{bibliography}}` the reference list.

* Citations stand in the body, tables, text boxes, footnotes and endnotes, however Word has cut their text into runs.
* A style that cites in notes makes footnotes; a citation in a note stays in it.
* `docx-zotero` writes the fields of Zotero's Word plugin, so that a co-author goes on with Zotero.
* Only paragraphs with a citation change; all other bytes of the text, and all other parts, stay as they are.

Source: ECMA-376, part 1, section 17; pandoc User's Guide, "Citation syntax".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from refexport.errors import UsageError
from refexport.manuscript import word_list
from refexport.manuscript.citation import warn_of_words
from refexport.manuscript.core import Citation, Kind, Manuscript, Rendering, locale_of, settled
from refexport.manuscript.word_keys import find
from refexport.manuscript.word_notes import NewNotes, renumber
from refexport.manuscript.word_package import (
    ENDNOTES,
    FOOTNOTES,
    Element,
    Package,
    open_package,
)
from refexport.manuscript.word_runs import MARKUP, runs
from refexport.manuscript.word_story import Block, Story, parse_block, split, w, write_blocks
from refexport.manuscript.word_styles import Styles
from refexport.manuscript.word_text import Paragraph, paragraphs
from refexport.manuscript.word_zotero import Fields, set_preferences
from refexport.output import write_pieces
from refexport.registry import Markup
from refexport.report import Report

LIVE = "docx-zotero"
"""The output with live citations."""
_TAG = re.compile(rb"<[^>]*>")
_MARKER = re.compile(r"\s*\{\{\s*bibliography\s*\}\}\s*", re.I)
_HARMLESS = frozenset({"/hyperlink"})
_FOOTNOTE_CALL = b"noteReference"


@dataclass(slots=True)
class Place:
    """Where a citation stands."""

    paragraph: Paragraph
    start: int
    end: int
    copies: list[tuple[Paragraph, int, int]] = field(default_factory=list)
    """The same citation in copies for old programs."""


@dataclass(slots=True)
class Parsed:
    """A paragraph that may change."""

    story: Story
    block: Block
    element: Element


@dataclass(slots=True)
class Document:
    """A Word document that was scanned."""

    package: Package
    body: Story
    notes: dict[str, Story]
    """Footnotes and endnotes by `footnote` and `endnote`, where there are any."""
    parsed: list[Parsed] = field(default_factory=list)
    footnotes: list[tuple[int, str]] = field(default_factory=list)
    """Its own footnotes as they are called: the number among all notes, and the id."""
    markers: list[Parsed] = field(default_factory=list)
    """Where the list is wanted."""


def scan(path: str, report: Report) -> Manuscript:
    """Return the citations of a Word document.

    Args:
        path: of the document, `-` for standard input.
        report: gets what of it lies outside of the file.

    Raises:
        UsageError: there is no such file.
        InputError: it is no Word document, or must not be read.
    """
    package = open_package(path)
    _report_external(package, report)
    notes = {}
    for kind, type in (("footnote", FOOTNOTES), ("endnote", ENDNOTES)):
        for part in package.related(package.main, type)[:1]:
            notes[kind] = split(part, package.read(part), path)
    document = Document(package, split(package.main, package.read(package.main), path), notes)
    scanner = _Scanner(document, report)
    for block in document.body.blocks:
        scanner.block(document.body, block, block.number)
    return Manuscript(path, scanner.citations, source=document)


def _report_external(package: Package, report: Report) -> None:
    found = []
    for name in package.names():
        if name.endswith(".rels") and "/_rels/" in f"/{name}":
            folder, _, base = name.rpartition("_rels/")
            found += [each for each in package.relationships(folder + base.removesuffix(".rels")) if each.external]
    for each in dict.fromkeys(each for each in found if each.type not in _HARMLESS):
        message = f"it refers to a file outside ({each.type[1:]}: {each.target[:120]}), which was not opened"
        report.warn("external", message, source=package.name, raw=each.target)


class _Scanner:
    """Walks the document in reading order."""

    def __init__(self, document: Document, report: Report) -> None:
        self.document = document
        self.report = report
        self.contents = Styles(document.package).contents()
        self.citations: list[Citation] = []
        self.count = 0
        """Notes that were called so far."""
        self.blocks: dict[tuple[str, str], list[Block]] = {}
        for kind, story in document.notes.items():
            for block in story.blocks:
                self.blocks.setdefault((kind, block.note), []).append(block)

    def block(self, story: Story, block: Block, line: int, note: int = 0) -> None:
        """Scan a paragraph, and the notes that it calls."""
        data = story.bytes_of(block)
        marker = not note and b"{" in data and bool(_MARKER.fullmatch(_TAG.sub(b"", data).decode("utf-8", "replace")))
        if not marker and b"@" not in data and (note or _FOOTNOTE_CALL not in data):
            return
        element = parse_block(data, block.scope, f"{self.document.package.name}: {story.part}")
        if self._repeats(element, line):
            return
        parsed = Parsed(story, block, element)
        if marker:
            self.document.markers.append(parsed)
            return
        before = len(self.citations)
        for paragraph in paragraphs(element):
            self._paragraph(paragraph, block, line, note, before)
        if len(self.citations) > before:
            self.document.parsed.append(parsed)

    def _repeats(self, element: Element, line: int) -> bool:
        """Return whether a paragraph is of a table of contents, which Word itself renews from the headings."""
        style = element.find(f"{w('pPr')}/{w('pStyle')}")
        if style is None or style.get(w("val")) not in self.contents:
            return False
        if any(find(each) for each in paragraphs(element)):
            message = "a citation in a table of contents is left as it is; update the table in Word (F9)"
            self.report.warn("contents", message, source=self.document.package.name, line=line)
        return True

    def _paragraph(self, paragraph: Paragraph, block: Block, line: int, note: int, first: int) -> None:
        typed = find(paragraph)
        if paragraph.fallback and self._copied(paragraph, typed, first):
            return
        whole = not paragraph.boxed and note
        events: list[tuple[int, Any]] = [(each.start, each) for each in typed]
        if not note:
            events += [(at, (kind, id)) for at, kind, id in paragraph.notes]
        for _, event in sorted(events, key=lambda event: event[0]):
            if isinstance(event, tuple):
                self._note(event, line)
                continue
            warn_of_words(event.swallowed, self.report, self.document.package.name, line)
            self.citations.append(
                Citation(
                    event.cites,
                    line=line,
                    note=note,
                    notes_before=self.count - bool(note),
                    opens=bool(whole and block.first and not paragraph.text[: event.start].strip()),
                    closes=bool(whole and block.last and not paragraph.text[event.end :].strip()),
                    place=Place(paragraph, event.start, event.end),
                )
            )

    def _note(self, note: tuple[str, str], line: int) -> None:
        self.count += 1
        number = self.count
        if note[0] == "footnote":
            self.document.footnotes.append((number, note[1]))
        for block in self.blocks.pop(note, ()):
            self.block(self.document.notes[note[0]], block, line, number)

    def _copied(self, paragraph: Paragraph, typed: list[Any], first: int) -> bool:
        """Take the citations of a copied text box as copies of those in the box itself."""
        for citation in self.citations[first:]:
            place: Place = citation.place
            texts = place.paragraph.text, paragraph.text
            if texts[0] != texts[1] or not typed:
                continue
            for each in typed:
                if (each.start, each.end) == (place.start, place.end):
                    place.copies.append((paragraph, each.start, each.end))
        return not typed or any(copy[0] is paragraph for each in self.citations[first:] for copy in each.place.copies)


def write(manuscript: Manuscript, rendering: Rendering, to: str, path: str, report: Report) -> None:
    """Write a Word document with its citations and reference list.

    Args:
        manuscript: from `scan`; it can be written once.
        rendering: in our markup.
        to: `docx`, or `docx-zotero` for live citations.
        path: of the file to write.
        report: gets what the document has no place for.

    Raises:
        UsageError: Word would not open the document under that suffix.
        OutputError: the file cannot be written.
    """
    suffix = ".docm" if manuscript.source.package.macros else ".docx"
    if path != "-" and Path(path).suffix.lower() != suffix:
        raise UsageError(f"{path}: Word opens this document as {suffix} only; name a file with that suffix")
    write_pieces([written(manuscript, rendering, to, report)], path)


def written(manuscript: Manuscript, rendering: Rendering, to: str, report: Report) -> bytes:
    """Return a Word document with its citations and reference list; the arguments are those of `write`."""
    document: Document = manuscript.source
    _Writer(document, manuscript, rendering, to == LIVE, report).run()
    return document.package.data()


class _Writer:
    """Puts citations and the list into a document."""

    def __init__(
        self, document: Document, manuscript: Manuscript, rendering: Rendering, live: bool, report: Report
    ) -> None:
        self.document = document
        self.name = manuscript.name
        self.citations = manuscript.citations
        self.rendering = rendering
        self.report = report
        self.styles = Styles(document.package)
        self.notes = NewNotes(document.package, document.notes.get("footnote"), self.styles)
        self.fields = _fields(rendering) if live else None
        self.in_quote = locale_of(rendering.processor).flag("punctuation-in-quote")

    def run(self) -> None:
        """Do all of it; parts that change are in the package afterwards."""
        calls = [self._call(number) for number in range(len(self.citations))]
        # From the last one on, so that the places before stay right.
        for number in reversed(range(len(self.citations))):
            self._citation(number, calls[number])
        for each in self.document.parsed:
            block = each.block
            each.story.edits.append((block.start, block.end, write_blocks([each.element], block.scope)))
        self._list()
        self.notes.finish()
        for story in (self.document.body, *self.document.notes.values()):
            if story.edits:
                self.document.package.changed[story.part] = story.result()
        if self.notes.count and self.notes.story:
            renumber(self.document.package, self.document.body.part, self.notes.story.part)
        if self.fields:
            set_preferences(self.document.package, self.fields.preferences())

    def _call(self, number: int) -> Element | None:
        """Return the call of the note that a citation makes; notes are made in the order of the text."""
        note = self.rendering.texts[number].note
        place: Place = self.citations[number].place
        if note is None or place.paragraph.boxed:
            return None
        footnotes = self.document.footnotes
        index = bisect_right(footnotes, self.citations[number].notes_before, key=lambda each: each[0])
        return self.notes.add(self._runs(number, note, None), footnotes[index - 1][1] if index else "")

    def _runs(self, number: int, text: str, like: Element | None) -> list[Element]:
        result = runs(text, like)
        cluster = self.rendering.clusters[number]
        if self.fields and cluster.cites and result:
            return self.fields.citation(cluster, number, text, result)
        return result

    def _citation(self, number: int, call: Element | None) -> None:
        rendered = self.rendering.texts[number]
        place: Place = self.citations[number].place
        text = rendered.text
        if rendered.note is not None and call is None:
            text = f"{text} ({rendered.note.removesuffix('.')})".lstrip()
            message = "a text box can hold no footnote; the citation stands in brackets"
            self.report.warn("no-footnote", message, source=self.name, line=self.citations[number].line)
        for paragraph, start, end in ((place.paragraph, place.start, place.end), *place.copies):
            like = paragraph.properties_at(start)
            new = self._runs(number, text, like) if text else []
            if call is not None:
                start, end, moved = _around(paragraph.text, start, end, self.in_quote)
                new += [*_plain(moved, like), call]
            elif rendered.raised:
                start -= len(paragraph.text[:start]) - len(paragraph.text[:start].rstrip(" \u00a0"))
            paragraph.replace(start, end, new)

    def _list(self) -> None:
        listed = self.rendering.bibliography
        markers = self.document.markers
        if listed is None and markers:
            message = "the style has no reference list; the paragraph {{bibliography}} is left out"
            self.report.warn("no-list", message, source=self.name, line=markers[0].block.number)
        texts = [entry.text for entry in listed.entries] if listed else []
        for marker in markers[1:]:
            message = "the reference list stands at the first {{bibliography}}; this one is left out"
            self.report.warn("second-list", message, source=self.name, line=marker.block.number)
        new: list[Element] = []
        if texts and listed:
            instruction = self.fields.bibliography([entry.id for entry in listed.entries]) if self.fields else ""
            new = word_list.paragraphs(texts, listed.layout, self.styles, instruction)
        body = self.document.body
        for at, marker in enumerate(markers):
            block = marker.block
            kept = [] if new and not at and marker.element.find(f".//{w('sectPr')}") is None else [_emptied(marker)]
            data = write_blocks([*([] if at else new), *kept], block.scope)
            body.edits.append((block.start, block.end, data))
        if new and not markers:
            body.edits.append((body.end, body.end, write_blocks(new, body.scope)))


def _fields(rendering: Rendering) -> Fields:
    return Fields(rendering.processor, rendering.records, rendering.clusters)


def _around(text: str, start: int, end: int, in_quote: bool) -> tuple[int, int, str]:
    """Return what a note's call takes the place of, with the punctuation that now stands before it."""
    before, count = settled(text[:start], text[end:], in_quote)
    common = 0
    while common < min(start, len(before)) and text[common] == before[common]:
        common += 1
    return common, end + count, before[common:]


def _plain(text: str, like: Element | None) -> list[Element]:
    if not text:
        return []
    return runs(MARKUP.escape(text), like)


def _emptied(marker: Parsed) -> Element:
    """Return a paragraph without its text, for the sake of its properties."""
    for child in list(marker.element):
        if child.tag != w("pPr"):
            marker.element.remove(child)
    return marker.element


def _markup(to: str) -> str | Markup:
    return MARKUP


KIND = Kind(
    id="docx",
    name="Word",
    suffixes=(".docx", ".docm"),
    outputs={"docx": (".docx", ".docm"), LIVE: ()},
    scan=scan,
    markup=_markup,
    write=write,
)
