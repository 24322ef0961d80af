"""Fields, content controls and bookmarks of a Word document, in the order in which a person reads it.

Instructions are split over runs, nested in other fields, and their data may stand beside them; citations stand in
notes, tables, text boxes and headers.  One pass of Expat over each part finds them all, however deep they lie.

Source: ECMA-376, part 1, sections 17.16.18 (`fldChar`), 17.16.19 (`fldSimple`), 17.16.23 (`instrText`), 17.16.17
(`fldData`), 17.5.2 (content controls), 17.13.6 (bookmarks), 17.11 (notes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from refexport.errors import InputError
from refexport.manuscript.word_package import ENDNOTES, FOOTER, FOOTNOTES, HEADER, Package
from refexport.manuscript.word_story import NOTE_REFERENCES

_NOTES = frozenset(NOTE_REFERENCES.values())


@dataclass(slots=True)
class Found:
    """A field, a content control, a bookmark, or the call of a note."""

    kind: str
    """`field`, `control`, `bookmark`, `footnote` or `endnote`."""
    text: str = ""
    """Instruction of a field, tag of a control, name of a bookmark, id of a note."""
    data: str = ""
    """What a field has in `fldData`, in Base64."""
    paragraph: int = 0
    """Number of the paragraph, from 1, in its part."""
    nested: list[Found] = field(default_factory=list)
    """Fields in the instruction of a field."""


class _Reader:
    """Reads one part."""

    def __init__(self) -> None:
        self.stories: dict[str, list[Found]] = {"": []}
        """What was found, by id of the note it stands in."""
        self.note = ""
        self.paragraph = 0
        self.open: list[tuple[Found, list[str], bool]] = []
        """Fields that have not ended: with the pieces of the instruction, and whether the result has begun."""
        self.texts: list[str] | None = None
        """Where characters go."""
        self.data: list[str] = []
        self.skipped = 0
        """Depth of what is a copy for old programs."""
        self.local: dict[str, str] = {}

    def run(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(data, True)
        while self.open:
            self._finish()

    def _name(self, tag: str) -> str:
        name = self.local.get(tag)
        if name is None:
            name = self.local[tag] = tag.rpartition("}")[2]
        return name

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._name(tag)
        if name == "Fallback" or self.skipped:
            self.skipped += 1
        elif name == "p":
            self.paragraph += 1
        elif name == "instrText":
            self.texts = self.open[-1][1] if self.open and not self.open[-1][2] else None
        elif name == "fldChar":
            self._mark(_attribute(attributes, "fldCharType"))
        elif name == "fldData":
            self.texts = self.data = []
        elif name == "fldSimple":
            self._add(Found("field", _attribute(attributes, "instr"), paragraph=self.paragraph))
        elif name == "tag":
            self._add(Found("control", _attribute(attributes, "val"), paragraph=self.paragraph))
        elif name == "bookmarkStart":
            self._add(Found("bookmark", _attribute(attributes, "name"), paragraph=self.paragraph))
        elif name in NOTE_REFERENCES:
            self._add(Found(NOTE_REFERENCES[name], _attribute(attributes, "id"), paragraph=self.paragraph))
        elif name in _NOTES:
            self.note = _attribute(attributes, "id")

    def _end(self, tag: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        name = self._name(tag)
        if name == "instrText":
            self.texts = None
        elif name == "fldData":
            self.texts = None
            if self.open:
                self.open[-1][0].data += "".join(self.data)
        elif name in _NOTES:
            self.note = ""

    def _characters(self, text: str) -> None:
        if self.texts is not None and not self.skipped:
            self.texts.append(text)

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            found = Found("field", paragraph=self.paragraph)
            self._add(found)
            self.open.append((found, [], False))
        elif kind == "separate" and self.open:
            found, pieces, _ = self.open[-1]
            self.open[-1] = found, pieces, True
        elif kind == "end" and self.open:
            self._finish()

    def _finish(self) -> None:
        found, pieces, _ = self.open.pop()
        found.text = "".join(pieces)

    def _add(self, found: Found) -> None:
        """Put what was found where it belongs: into the instruction of an open field, or the story."""
        if found.kind == "field" and self.open and not self.open[-1][2]:
            self.open[-1][0].nested.append(found)
        else:
            self.stories.setdefault(self.note, []).append(found)


def _attribute(attributes: dict[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if key.rpartition("}")[2] == name), "")


def fields(package: Package) -> Iterator[Found]:
    """Yield what stands in a document in reading order: a note's where the note is called, headers last.

    Raises:
        InputError: a part of it is not well-formed.
    """
    notes: dict[tuple[str, str], list[Found]] = {}
    for kind, type in (("footnote", FOOTNOTES), ("endnote", ENDNOTES)):
        for part in package.related(package.main, type):
            for id, found in _read(package, part).items():
                notes.setdefault((kind, id), []).extend(found)
    for each in _read(package, package.main)[""]:
        yield from notes.pop((each.kind, each.text), ()) if each.kind in _NOTES else (each,)
    for type in (HEADER, FOOTER):
        for part in package.related(package.main, type):
            for found in _read(package, part).values():
                yield from found
    for rest in notes.values():
        yield from rest


def _read(package: Package, part: str) -> dict[str, list[Found]]:
    reader = _Reader()
    try:
        reader.run(package.read(part))
    except expat.ExpatError as error:
        raise InputError(f"{package.name}: {part}: not well-formed XML: {error}") from None
    return reader.stories
