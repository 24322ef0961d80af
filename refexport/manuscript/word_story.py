"""The stories of a Word document (body, footnotes, endnotes) as bytes with marked paragraphs.

A story is never written anew: only the bytes of paragraphs that change are exchanged, so that all the rest stays as
Word wrote it, down to the order of attributes.

Source: ECMA-376, part 1, section 17.2 (body), 17.3.1 (paragraphs), 17.11 (notes); Expat's byte index of events.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from refexport.errors import InputError
from refexport.manuscript.word_package import Element, parse_xml

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MARKUP_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
NOTE_REFERENCES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}

_END_TAG = re.compile(rb"</[\w.:-]+\s*>")
_SHELL = "shell"


def w(name: str) -> str:
    """Return a name of WordprocessingML as lxml has it: `{…}p`."""
    return f"{{{W}}}{name}"


@dataclass(slots=True)
class Block:
    """A paragraph that is in no other one."""

    start: int
    """Of its bytes in the story."""
    end: int
    scope: dict[str, str]
    """Prefixes of namespaces around it."""
    number: int
    """From 1, in the story; those in text boxes are not counted."""
    note: str = ""
    """Id of the note it belongs to."""
    first: bool = False
    """Whether it is the first of its note."""
    last: bool = False
    """Whether it is the last of its note."""


@dataclass(slots=True)
class Story:
    """A part with text."""

    part: str
    """Its name in the package."""
    data: bytes
    blocks: list[Block] = field(default_factory=list)
    """Paragraphs with a sign of a citation, a marker or the call of a note."""
    end: int = 0
    """Where paragraphs may be added: before the properties of the last section."""
    scope: dict[str, str] = field(default_factory=dict)
    """Prefixes of namespaces at the root."""
    notes: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Where each note begins and ends, by its id; without Word's separators."""
    edits: list[tuple[int, int, bytes]] = field(default_factory=list)
    """What takes the place of which bytes."""

    def bytes_of(self, block: Block) -> bytes:
        """Return a paragraph as it stands."""
        return self.data[block.start : block.end]

    def result(self) -> bytes:
        """Return the story with its edits."""
        out, place = [], 0
        for start, end, new in sorted(self.edits, key=lambda edit: edit[:2]):
            out += [self.data[place:start], new]
            place = end
        return b"".join([*out, self.data[place:]])


class _Splitter:
    """Marks paragraphs while Expat reads."""

    def __init__(self, story: Story, name: str) -> None:
        self.story = story
        self.name = name
        self.path: list[str] = []
        self.depth = 0
        """Of paragraphs in paragraphs."""
        self.scope: dict[str, list[str]] = {}
        self.namespaces: set[str] = set()
        self.number = 0
        """Of the paragraph."""
        self.start = 0
        """Of its bytes."""
        self.note = ""
        self.note_start = 0
        """Number of the note's first paragraph."""
        self.section = -1
        self.parser = parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartNamespaceDeclHandler = self._declare
        parser.EndNamespaceDeclHandler = self._forget
        parser.StartDoctypeDeclHandler = self._refuse

    def run(self) -> None:
        try:
            self.parser.Parse(self.story.data, True)
        except expat.ExpatError as error:
            raise InputError(f"{self.name}: {self.story.part}: not well-formed XML: {error}") from None
        # Expat takes any text for a namespace; libxml2, which reads and writes the paragraphs, does not.
        names = {f"n{number}": uri for number, uri in enumerate(sorted(self.namespaces))}
        parse_xml(b"".join(_shell(names)), f"{self.name}: {self.story.part}")

    def _refuse(self, *_: object) -> None:
        raise InputError(f"{self.name}: {self.story.part} declares a DTD, which no Word document may; refused")

    def _declare(self, prefix: str | None, uri: str) -> None:
        self.scope.setdefault(prefix or "", []).append(uri)
        if uri and prefix != "xml":
            self.namespaces.add(uri)

    def _forget(self, prefix: str | None) -> None:
        self.scope[prefix or ""].pop()

    def _current(self) -> dict[str, str]:
        return {prefix: uris[-1] for prefix, uris in self.scope.items() if uris and uris[-1]}

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self.path:
            self.story.scope = self._current()
            if tag.startswith(STRICT):
                raise InputError(
                    f"{self.name}: saved as Strict Open XML; save it as Word Document (.docx), which all programs read"
                )
        if tag == _P:
            if not self.depth:
                self.number += 1
                self.start = self.parser.CurrentByteIndex
            self.depth += 1
        elif tag in _NOTES:
            self.note = attributes.get(_ID, "")
            self.note_start = self.number + 1
            if attributes.get(_TYPE, "normal") == "normal":
                self.story.notes[self.note] = (self.parser.CurrentByteIndex, -1)
        elif tag == _SECTION and len(self.path) == 2:
            self.section = self.parser.CurrentByteIndex
        self.path.append(tag)

    def _end(self, tag: str) -> None:
        self.path.pop()
        place = self.parser.CurrentByteIndex
        if tag == _P:
            self.depth -= 1
            if not self.depth:
                self._keep(place)
        elif tag in _NOTES:
            if self.story.blocks and self.story.blocks[-1].number == self.number:
                self.story.blocks[-1].last = True
            if self.note in self.story.notes:
                self.story.notes[self.note] = (self.story.notes[self.note][0], self._end_of("note", place))
            self.note = ""
        elif tag == _BODY:
            self.story.end = self.section if self.section >= 0 else place

    def _keep(self, place: int) -> None:
        """Keep a paragraph that may hold what is looked for; most hold nothing."""
        data, end = self.story.data, self._end_of("p", place)
        if any(data.find(sign, self.start, end) >= 0 for sign in _SIGNS):
            first = bool(self.note) and self.number == self.note_start
            block = Block(self.start, end, self._current(), self.number, self.note, first)
            self.story.blocks.append(block)

    def _end_of(self, name: str, place: int) -> int:
        """Return where an element ends, from where Expat says that its end begins."""
        match = _END_TAG.match(self.story.data, place)
        # Of an empty tag, Expat gives the place behind it.
        own = match and match[0].strip(b"</> \t\r\n").rpartition(b":")[2].endswith(name.encode())
        return match.end() if match and own else place


_SIGNS = (b"@", b"{", b"noteReference")
_P = f"{W}}}p"
_BODY = f"{W}}}body"
_SECTION = f"{W}}}sectPr"
_NOTES = (f"{W}}}footnote", f"{W}}}endnote")
_ID = f"{W}}}id"
_TYPE = f"{W}}}type"


def split(part: str, data: bytes, name: str) -> Story:
    """Return a part as a story.

    Args:
        part: its name in the package.
        data: its XML, in UTF-8.
        name: of the file, for messages.

    Raises:
        InputError: it is not well-formed, declares a DTD, or is in the strict format.
    """
    story = Story(part, data)
    _Splitter(story, name).run()
    return story


def parse_block(data: bytes, scope: dict[str, str], name: str) -> Element:
    """Return a paragraph's element, in the namespaces that are around it."""
    opening, closing = _shell(scope)
    return parse_xml(opening + data + closing, name)[0]


def write_blocks(elements: list[Element], scope: dict[str, str]) -> bytes:
    """Return elements as bytes that may stand where these namespaces are declared."""
    from lxml import etree

    opening, closing = _shell(scope)
    shell = etree.fromstring(opening + closing)
    shell.extend(elements)
    data: bytes = etree.tostring(shell, encoding="utf-8")
    return data[data.index(b">") + 1 : data.rindex(b"</")] if elements else b""


def _shell(scope: dict[str, str]) -> tuple[bytes, bytes]:
    from xml.sax.saxutils import quoteattr

    names = "".join(
        f" xmlns{':' if prefix else ''}{prefix}={quoteattr(uri)}" for prefix, uri in scope.items() if prefix != "xml"
    )
    return f"<{_SHELL}{names}>".encode(), f"</{_SHELL}>".encode()
