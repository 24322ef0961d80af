"""The blocks of a Markdown file: where in it text stands that may hold citations.

markdown-it-py finds the blocks; each text that it hands to its inline rules is
found again in the file, line by line, so that what is no citation stays as it is.

Source: CommonMark 0.31; pandoc User's Guide, "Footnotes", "Divs and spans", "Extension: yaml_metadata_block".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT = re.compile(r"---[ \t]*\n(.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_DIV = re.compile(r" {0,3}(:{3,})[ \t]*(.*?)[ \t]*:*[ \t]*$")
_REFS = re.compile(r"\{[^{}]*#refs(?![\w-])[^{}]*\}")
_CODE = frozenset(("fence", "code_block", "html_block"))


@dataclass(slots=True)
class Text:
    """A text of the file, as its inline rules see it."""

    content: str
    """Without the signs of the blocks around it."""
    starts: list[int]
    """Where each line of `content` begins in it."""
    places: list[int]
    """Where each of these lines begins in the file; -1 where it was not found again."""
    line: int
    """Of the file, from 1, in which the text begins."""
    note: str | None = None
    """Label of the footnote that it belongs to."""
    begins_note: bool = False
    """Whether it is the first of its footnote."""
    ends_note: bool = False
    """Whether it is the last of its footnote."""

    def place(self, offset: int) -> int:
        """Return where in the file an offset of `content` is, -1 if that is not known."""
        row = bisect_right(self.starts, offset) - 1
        start = self.places[row]
        return -1 if start < 0 else start + offset - self.starts[row]

    def line_of(self, offset: int) -> int:
        """Return the line of the file in which an offset of `content` is."""
        return self.line + bisect_right(self.starts, offset) - 1


@dataclass(slots=True)
class Blocks:
    """What the blocks of a file tell."""

    texts: list[Text]
    """In the order of the file."""
    front: str | None
    """The metadata, as YAML."""
    front_end: int
    """Where the text begins."""
    references: frozenset[str]
    """Labels of links, as markdown-it normalizes them."""
    refs: tuple[int, int] | None = None
    """Where in the file the content of the division for the reference list is."""
    notes: dict[str, list[Text]] = field(default_factory=dict)
    """By label of a footnote, its texts."""


@cache
def block_parser() -> MarkdownIt:
    """Return markdown-it with the blocks of pandoc's Markdown, its inline rules off."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": True}).enable("table").use(footnote_plugin)
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def read_blocks(text: str) -> Blocks:
    """Return the blocks of a file.

    Args:
        text: the whole, its lines ended by `\\n`.
    """
    match = _FRONT.match(text)
    front, end = (match[1] or "", match.end()) if match else (None, 0)
    env: dict[str, Any] = {}
    # Lines keep their numbers where the metadata was.
    tokens = block_parser().parse("\n" * text.count("\n", 0, end) + text[end:], env)
    lines = _line_starts(text)
    blocks = Blocks([], front, end, frozenset(env.get("references", {})))
    _Reader(text, lines, blocks).run(tokens)
    blocks.refs = _refs(text, lines, tokens)
    return blocks


def _line_starts(text: str) -> list[int]:
    starts = [0]
    starts.extend(match.end() for match in re.finditer("\n", text))
    return starts


class _Reader:
    """Walks the tokens once."""

    def __init__(self, text: str, lines: list[int], blocks: Blocks) -> None:
        self.text = text
        self.lines = lines
        self.blocks = blocks
        self.note: str | None = None
        self.cursor = (-1, 0)
        """Line, and where in the file the next cell of it may begin."""

    def run(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token.type == "footnote_reference_open":
                self.note = str(token.meta["label"])
            elif token.type == "footnote_reference_close":
                self._close_note()
            elif token.type == "inline" and token.map and token.content:
                self._add(token.content, token.map[0])

    def _add(self, content: str, line: int) -> None:
        rows = content.split("\n")
        starts, places, offset = [], [], 0
        for index, row in enumerate(rows):
            starts.append(offset)
            places.append(self._find(row, line + index))
            offset += len(row) + 1
        found = Text(content, starts, places, line + 1, self.note)
        self.blocks.texts.append(found)
        if self.note is not None:
            texts = self.blocks.notes.setdefault(self.note, [])
            found.begins_note = not texts
            texts.append(found)

    def _find(self, row: str, line: int) -> int:
        """Return where in the file a row of content begins."""
        if line + 1 > len(self.lines):
            return -1
        start = self.cursor[1] if self.cursor[0] == line else self.lines[line]
        end = self.lines[line + 1] if line + 1 < len(self.lines) else len(self.text)
        bare = row.strip()
        place = self.text.find(bare, start, end)
        if place < 0 and "|" in bare:
            return -1  # a cell with an escaped bar, whose offsets differ
        self.cursor = (line, place + len(bare) if place >= 0 else start)
        return place - (len(row) - len(row.lstrip())) if place >= 0 else -1

    def _close_note(self) -> None:
        if self.note is not None and self.note in self.blocks.notes:
            self.blocks.notes[self.note][-1].ends_note = True
        self.note = None


def _refs(text: str, lines: list[int], tokens: list[Token]) -> tuple[int, int] | None:
    """Return where the content of `::: {#refs}` is in the file."""
    if "#refs" not in text:
        return None
    depth = 0
    begin = -1
    for row, attributes in _divisions(text, tokens):
        if begin < 0:
            if attributes and _REFS.search(attributes):
                begin, depth = lines[row + 1] if row + 1 < len(lines) else len(text), 1
            continue
        depth += 1 if attributes is not None else -1
        if not depth:
            return begin, lines[row]
    return None


def division_lines(text: str) -> list[tuple[int, str | None]]:
    """Return the fences of a text's divisions: row from 0, and attributes, or nothing for one that closes."""
    return _divisions(text, block_parser().parse(text, {})) if ":::" in text else []


def _divisions(text: str, tokens: list[Token]) -> list[tuple[int, str | None]]:
    code = {row for token in tokens if token.type in _CODE and token.map for row in range(*token.map)}
    found: list[tuple[int, str | None]] = []
    for row, line in enumerate(text.split("\n")):
        match = _DIV.match(line) if line.lstrip().startswith(":::") and row not in code else None
        if match:
            found.append((row, match[2] or None))
    return found
