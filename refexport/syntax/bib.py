"""BibTeX's syntax: a text as its entries, one by one.

bibtexparser's splitter says what a block is.  In front of it stands a quick one that knows only well-formed entries in
braces, and hands every other block to bibtexparser; `blocks` gives bibtexparser's own blocks for either, and a test
compares them.  What bibtexparser gives up is mended where the mistake is a known one: a comma that is missing
between two fields, a brace behind a backslash that closes a field after all (`{C:\\}`), a blank between `@` and type.

Source: BibTeX 0.99d, "btxdoc"; bibtexparser 2.1, `splitter.py`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it logs comes back as failed blocks

_START = re.compile(r"@\w*[ \t]*(?=[{(])")
_LINE_START = re.compile(r"^[ \t\r\f\v]*(?=@\w*[ \t]*[{(])", re.M)
_ENTRY = re.compile(r'@(\w+)[ \t]*\{([^,{}"=@\\]*),')
_BARE = re.compile(r"@(\w+)[ \t]*\{([^,{}\"=@\\]*)\}")
_BRACED = (
    r"\{(?:[^{}]++|(?<=\\)[{}]|\{(?:[^{}]++|(?<=\\)[{}]|\{(?:[^{}]++|(?<=\\)[{}])*+(?<!\\)\})*+(?<!\\)\})*+(?<!\\)\}"
)
_QUOTED = r'"(?:[^"{]++|(?<=\\)"|\{(?!"))*+(?<!\\)"'
_PART = rf'(?:{_BRACED}|{_QUOTED}|[^\s{{}}",#=()@\\]++)'
_FIELD = re.compile(rf'\s*([^\s{{}}"=,@#()\\]+)\s*=\s*({_PART}(?:\s*#\s*{_PART})*+)\s*(?:,|(?=\}}))')
_GROUP = re.compile(_BRACED)
_LINE_END = re.compile(r"[ \t\r]*\n")
_LONGEST_OF_LINES = 1 << 14
"""Characters of an entry that is looked for as lines: without a bound, each entry without an end would take a look
through the whole file."""
_END = re.compile(r"\s*\}")
_NO_ENTRIES = frozenset({"comment", "preamble", "string"})
_INNER_START = re.compile(r"\n\s*@\w*[ \t]*[{(]")
_SPACED_START = re.compile(r"(^|\n)([ \t]*)@\s*([A-Za-z]+)\s*(?=[{(])")


MAX_MENDED = 50
"""Entries on one line that are mended: after each, bibtexparser reads the line again."""


@dataclass(slots=True)
class Entry:
    """An entry as it stands in the text."""

    type: str
    """Entry type, lower case."""
    key: str
    """Citation key."""
    fields: list[tuple[str, str]]
    """Field names and values as they are written, enclosed and not yet concatenated."""
    line: int
    """Line in the text, from 1."""
    start: int = 0
    """Where it begins in the text."""
    end: int = 0
    """Where it ends."""
    simple: bool = True
    """Whether each value is sure to be one whole: a group, a quote, a macro, or these joined by `#`."""
    is_open: bool = False
    """Whether nothing closes it."""


@dataclass(slots=True)
class Failure:
    """A block that is no entry, string, preamble or comment."""

    message: str
    """What is wrong."""
    line: int
    """Line in the text, from 1."""
    raw: str
    """The block."""


@dataclass(slots=True)
class Macro:
    """A `@string`."""

    name: str
    """Name, lower case."""
    value: str
    """Value as it is written."""


@dataclass(slots=True)
class Block:
    """A `@preamble` or a `@comment`."""

    kind: str
    """`preamble` or `comment`."""
    text: str
    """What stands in its braces, as it is written."""


Item = Entry | Failure | Macro | Block


@dataclass(slots=True)
class Reader:
    """Reads the blocks of one text in order."""

    text: str
    line: int = 1
    at: int = 0
    _counted: int = field(default=0, repr=False)

    def items(self) -> Iterator[Item]:
        """Yield what stands in the text, but for what stands between entries."""
        text = self.text
        while match := _START.search(text, self.at):
            comment, start = self.at, match.start()
            if "@" in text[comment:start]:
                yield from self._mended(comment, start)
            entry = quick_entry(text, start)
            if entry:
                entry.line = self.line_at(start)
                self.at = entry.end
                yield entry
            else:
                yield from self._slow(start)
        if "@" in text[self.at :]:
            yield from self._mended(self.at, len(text))

    def line_at(self, place: int) -> int:
        """Return the line of a place that is not before the last one asked for."""
        self.line += self.text.count("\n", self._counted, place)
        self._counted = place
        return self.line

    def _slow(self, start: int) -> Iterator[Item]:
        """Yield what bibtexparser makes of the text from here to the next line that begins a block."""
        end = region_end(self.text, start)
        line = self.line_at(start)
        self.at = end
        yield from slow_items(self.text[start:end], line)

    def _mended(self, start: int, end: int) -> Iterator[Item]:
        """Yield the entries in a comment that TeX would see and bibtexparser does not: `@ article {`."""
        comment = self.text[start:end]
        mended = _SPACED_START.sub(r"\1\2@\3", comment)
        if mended != comment and (match := _START.search(mended)):
            line = self.line_at(start)
            yield from slow_items(mended[match.start() :], line + mended.count("\n", 0, match.start()))


def quick_entry(text: str, start: int) -> Entry | None:
    """Return the well-formed entry in braces that begins here, or `None` where that is not sure."""
    head = _ENTRY.match(text, start)
    if not head:
        return _bare_entry(text, start)
    type = head[1].lower()
    if type in _NO_ENTRIES or type.startswith(("comment", "preamble", "string")):
        return None
    if entry := _entry_of_lines(text, head.end()):
        entry.type, entry.key, entry.start = type, head[2].strip(), start
        return entry
    return _entry_of_fields(text, head)


def _entry_of_lines(text: str, at: int) -> Entry | None:
    """Return the entry whose fields stand in braces, one a line, as most programs write them, or `None`.

    Args:
        text: the whole.
        at: behind the comma after the key.
    """
    close = text.find("\n}", at, at + _LONGEST_OF_LINES) if _LINE_END.match(text, at) else -1
    if close < 0 or text.find("\\", at, close) >= 0:
        return None
    first, *lines = text[at:close].split("\n")
    if first.strip() or not lines:
        return None
    fields: list[tuple[str, str]] = []
    for line in lines:
        name, _, value = line.partition("=")
        name, value = name.strip(), value.strip()
        if value[-1:] == ",":
            value = value[:-1].rstrip()
        elif line is not lines[-1]:
            return None
        if value[:1] != "{" or value[-1:] != "}" or len(value) < 2 or not name.isidentifier():
            return None
        if (value.find("{", 1) > 0 or value.find("}", 1, -1) > 0) and not _GROUP.fullmatch(value):
            return None
        fields.append((name, value))
    return Entry("", "", fields, 0, 0, close + 2)


def _entry_of_fields(text: str, head: re.Match[str]) -> Entry | None:
    """Return the well-formed entry with this beginning, however it is laid out, or `None` where that is not sure."""
    fields: list[tuple[str, str]] = []
    at = head.end()
    while match := _FIELD.match(text, at):
        name, value = match.groups()
        if "@" in value and _INNER_START.search(value):
            return None
        fields.append((name, value))
        at = match.end()
    end = _END.match(text, at)
    if not end:
        return None
    return Entry(head[1].lower(), head[2].strip(), fields, 0, head.start(), end.end())


def _bare_entry(text: str, start: int) -> Entry | None:
    head = _BARE.match(text, start)
    if not head or head[1].lower().startswith(("comment", "preamble", "string")):
        return None
    return Entry(head[1].lower(), head[2].strip(), [], 0, start, head.end())


def region_end(text: str, start: int) -> int:
    """Return where the next line begins that opens a block, or the end."""
    line_end = text.find("\n", start)
    if line_end < 0:
        return len(text)
    match = _LINE_START.search(text, line_end + 1)
    return match.end() if match else len(text)


def slow_items(region: str, line: int) -> Iterator[Item]:
    """Yield the items of a part of a text as bibtexparser sees them, its failures mended where they can be.

    Args:
        region: from the beginning of a block to that of another.
        line: where it begins in the whole text.
    """
    left = MAX_MENDED
    while region:
        found = parser_blocks(region)
        failed = bool(found) and _kind(found[0]) == "ParsingFailedBlock"
        mended = _mended_entry(region) if failed and left else None
        if not mended:
            yield from _items(found, region, line)
            return
        mended.line = line
        yield mended
        left -= 1
        # What follows on the same line may be an entry too.
        line += region.count("\n", 0, mended.end)
        region = region[mended.end :]


def _items(found: list[Any], region: str, line: int) -> Iterator[Item]:
    for block in found:
        kind = _kind(block)
        if kind == "DuplicateFieldKeyBlock":
            block, kind = block.ignore_error_block, "Entry"
        if kind == "Entry":
            fields = [(item.key, item.value) for item in block.fields]
            yield Entry(block.entry_type, block.key, fields, line + block.start_line, simple=False)
        elif kind == "String":
            yield Macro(block.key.lower(), block.value)
        elif kind == "Preamble":
            yield Block("preamble", block.value)
        elif kind == "ExplicitComment":
            yield Block("comment", block.comment)
        elif kind == "ParsingFailedBlock":
            reason = str(getattr(block.error, "abort_reason", block.error)).strip().rstrip(".")
            yield Failure(reason, line + block.start_line, region.strip() if block is found[0] else block.raw)


def _kind(block: object) -> str:
    return type(block).__name__


def _mended_entry(region: str) -> Entry | None:
    """Return the entry of a failed block read as TeX counts braces, which no backslash hides, or `None`."""
    from refexport.syntax.bib_lenient import lenient_entry

    return lenient_entry(region)


def parser_blocks(text: str) -> list[Any]:
    """Return bibtexparser's blocks of a text; one that repeats a key stands as itself."""
    from bibtexparser.splitter import Splitter

    blocks: list[Any] = Splitter(text).split().blocks
    return [block.ignore_error_block if _kind(block) == "DuplicateBlockKeyBlock" else block for block in blocks]


def blocks(text: str) -> Iterator[Any]:
    """Yield bibtexparser's blocks of a text: the same, and in the same order, as its splitter gives.

    Entries that the quick splitter knows are made from what it found; bibtexparser makes all others.

    Args:
        text: a whole file.
    """
    reader = Reader(text)
    comment = 0
    while match := _START.search(text, reader.at):
        start = match.start()
        yield from _comment(text, comment, start)
        entry = quick_entry(text, start)
        if entry:
            yield _block(text, entry, reader.line_at(start) - 1)
            reader.at = comment = entry.end
        else:
            end = region_end(text, start)
            for block in parser_blocks(text[start:end]):
                _move(block, reader.line_at(start) - 1)
                yield block
            reader.at = comment = end
    yield from _comment(text, comment, len(text))


def _comment(text: str, start: int, end: int) -> Iterator[Any]:
    from bibtexparser.model import ImplicitComment

    comment = text[start:end]
    stripped = comment.strip()
    if stripped:
        line = text.count("\n", 0, start) + comment[: comment.index(stripped)].count("\n")
        yield ImplicitComment(start_line=line, raw=stripped, comment=stripped)


def _block(text: str, entry: Entry, line: int) -> Any:
    from bibtexparser.model import DuplicateFieldKeyBlock, Field
    from bibtexparser.model import Entry as Block

    at = _ENTRY.match(text, entry.start)
    fields, place = [], at.end() if at else entry.start
    while match := _FIELD.match(text, place):
        equals = text.index("=", match.end(1))
        fields.append(Field(match[1], match[2], line + text.count("\n", entry.start, equals)))
        place = match.end()
    block = Block(entry.type, entry.key, fields, line, text[entry.start : entry.end])
    names = [name for name, _ in entry.fields]
    twice = {name for name in names if names.count(name) > 1}
    return DuplicateFieldKeyBlock(duplicate_keys=twice, entry=block) if twice else block


def _move(block: Any, lines: int) -> None:
    """Count the lines of a block, and of its fields, from the beginning of the whole text."""
    inner = getattr(block, "ignore_error_block", None)
    for part in (block, *((inner,) if inner else ())):
        part._start_line_in_file += lines
    for item in getattr(inner or block, "fields", ()):
        item._start_line += lines
