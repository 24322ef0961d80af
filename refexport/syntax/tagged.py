"""Formats of lines with a tag before each value: RIS, EndNote tagged, MEDLINE, Web of Science, RefWorks.

`parse` is rispy's parser with what it leaves out, so that no line of the input is lost:

* rispy forgets a record without `ER`, and everything in it when the next `TY` comes: here the missing `ER` is
  supplied, and said;
* rispy skips lines before `TY` in silence: here a tag there begins a record, and other text is said;
* rispy knows no line numbers: here each entry has that of its first line, and each warning its own;
* rispy keeps the first of a repeated tag and splits `UR` at `;`: here every tag has the list of its values;
* rispy takes only `XX  - value`: each format here says what its tag line is, with one blank, no blank after the
  hyphen, or lower-case letters;
* rispy takes five times as long as it need: a quick way for well-formed records stands in front of it, and a test
  holds the one against the other;
* rispy joins wrapped lines with a blank, or makes them values of their own: here they belong to the value above,
  and `unwrap` tells broken lines from paragraphs where that matters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from rispy.parser import RisParser

from refexport.report import Report
from refexport.source import Source
from refexport.syntax.tag_table import Every

BATCH = 500
"""Entries that are held at a time."""

Split = Callable[[str], tuple[str, str] | tuple[None, str]]
"""Cuts a line into tag and value, or `None` and the text of a line that continues the value above."""


class Entry(dict[str, list[str]]):
    """The values of one record by tag, in the order of the file; wrapped lines are joined by `\\n`."""

    line: int = 0
    """Line of the source that it begins at."""
    sequence: list[tuple[str, int]]
    """Tag and place among its values, for those tags whose order among each other tells something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """How the lines of a format look."""

    name: str
    """What the user reads in messages: `RIS`."""
    split: Split
    """Cuts a line into tag and value."""
    start: str | None
    """Tag that begins a record; where there is none, any tag does."""
    end: str | None
    """Tag that ends a record; where there is none, a new start or a blank line does."""
    ends_at_blank: bool = False
    """Whether a blank line ends a record."""
    start_anywhere: bool = False
    """Whether the start tag may stand behind others, so that only its second begins a new record."""
    ignore: frozenset[str] = field(default=frozenset())
    """Tags of the file, not of a record."""
    track: frozenset[str] = field(default=frozenset())
    """Tags whose order among each other is kept in `Entry.sequence`."""
    line: re.Pattern[str] | None = None
    """Tag and value of a line as most programs write it, for the quick way through well-formed records."""
    opener: str = ""
    """What a well-formed record begins with."""
    closer: str = ""
    """What its last line begins with; nothing but blanks follows."""


def parse(source: Source, report: Report, syntax: Syntax) -> Iterator[Entry]:
    """Yield the entries of a source.

    Args:
        source: the text.
        report: gets what is wrong with lines, with their numbers.
        syntax: how the lines look.
    """
    if syntax.line is None:
        yield from thorough(source, report, syntax)
        return
    text, at, line = source.text, 0, source.first_line
    while at < len(text):
        found = quick_entry(text, at, syntax)
        if found:
            entry, end = found
            entry.line = line
            yield entry
        else:
            # What is not understood goes to rispy, up to the next record.
            border = text.find(f"\n{syntax.opener}", at)
            region, end = (text[at:border], border + 1) if border >= 0 else (text[at:], len(text))
            yield from thorough(source.part(region, line), report, syntax)
        line += text.count("\n", at, end)
        at = end


def thorough(source: Source, report: Report, syntax: Syntax) -> Iterator[Entry]:
    """Yield the entries of a source as rispy finds them; arguments are those of `parse`."""
    parser = _Parser(source, report, syntax)
    while not parser.done:
        yield from parser.parse_lines(parser.feed)


def quick_entry(text: str, at: int, syntax: Syntax) -> tuple[Entry, int] | None:
    """Return the well-formed entry that begins here and where the line after it begins, or `None` if it is not sure.

    Blank lines behind it are passed.
    """
    assert syntax.line is not None
    close = text.find(f"\n{syntax.closer}", at)
    if close < 0 or not text.startswith(syntax.opener, at):
        return None
    found = syntax.line.findall(text, at, close)
    end = text.find("\n", close + 1) + 1 or len(text)
    if len(found) != text.count("\n", at, close) + 1 or text[close + 1 + len(syntax.closer) : end].strip():
        return None
    entry = Entry()
    entry.sequence = []
    for tag, value in found:
        if tag in entry:
            entry[tag].append(value.strip())
        else:
            entry[tag] = [value.strip()]
    if len(entry[syntax.start or ""]) > 1:
        return None
    while text.startswith("\n", end):
        end += 1
    return entry, end


class _Same(dict[str, str]):
    """Names every tag by itself."""

    def __missing__(self, tag: str) -> str:
        return tag


class _Parser(RisParser):  # type: ignore[misc]
    END_TAG = "\0end"

    def __init__(self, source: Source, report: Report, syntax: Syntax) -> None:
        super().__init__(mapping=_Same(), list_tags=Every(), delimiter_tags_mapping={}, ignore=[])
        self.source, self.report, self.syntax = source, report, syntax
        self.number = 0
        self.open: Entry | None = None
        self.tag = ""
        self.more: list[str] = []
        """Lines that go on the last value of the tag; put together only when they are all there."""
        self.done = False
        self.feed = self._feed()
        self.track = syntax.track
        self._count = 0
        self._outside = False

    def parse_line(self, line: Any) -> Any:
        return line

    def _feed(self) -> Iterator[tuple[str | None, str]]:
        """Yield each line as tag and value, the end of a record where it is missing too."""
        split, start, end = self.syntax.split, self.syntax.start, self.syntax.end
        ignore, ends_at_blank = self.syntax.ignore, self.syntax.ends_at_blank
        anywhere = self.syntax.start_anywhere
        for number, line in enumerate(self.source.text.split("\n"), self.source.first_line):
            self.number = number
            tag, value = split(line)
            if tag is None:
                if self.open is not None and ends_at_blank and not value:
                    yield self._close()
                elif self.open is not None or value:
                    yield tag, value
            elif tag == end:
                if self.open is not None:
                    yield self._close()
            elif tag in ignore:
                continue
            else:
                if tag == start and self.open is not None and (not anywhere or start in self.open):
                    yield self._close(missing=end is not None)
                yield tag, value
        if self.open is not None:
            yield self._close(missing=end is not None)
        self.done = True

    def _close(self, missing: bool = False) -> tuple[str, str]:
        if self.open is not None:
            self._put_together(self.open)
        if missing and self.open is not None:
            self.report.warn(
                "missing-end",
                f"the record has no {self.syntax.end} at its end; it is read as far as it goes: check that it is whole",
                source=self.source.name,
                line=self.open.line,
            )
        self.open = None
        return self.END_TAG, ""

    def _iter_till_start(self, lines: Iterator[tuple[str | None, str]]) -> Entry:
        self._count += 1
        if self._count > BATCH:
            self._count = 0
            raise StopIteration  # rispy hands over what it has; `parse` calls again
        while True:
            tag, value = next(lines)
            if tag is not None:
                return self._begin(tag, value)
            self._skip(value)

    def _begin(self, tag: str, value: str) -> Entry:
        entry = Entry()
        entry.line = self.number
        entry.sequence = [(tag, 0)] if tag in self.track else []
        entry[tag] = [value]
        self.open, self.tag = entry, tag
        self._outside = False
        start = self.syntax.start
        if start and tag != start and not self.syntax.start_anywhere:
            message = f"{tag} stands before any {start}; what follows is read as a record without type: add its {start}"
            self.report.warn("missing-start", message, source=self.source.name, line=self.number, raw=value)
        return entry

    def _skip(self, text: str) -> None:
        # Counters between records ("1.") and a provider's heading before the first are no data.
        if re.fullmatch(r"\W*\d*\W*|Scopus", text) or (not self.number > 30 and ":" in text):
            return
        if not self._outside:
            begin = f"begins with {self.syntax.start}" if self.syntax.start else "is lines with tags"
            message = f"what begins here is in no record and is left out; a {self.syntax.name} record {begin}"
            self.report.error("outside-record", message, source=self.source.name, line=self.number, raw=text)
        self._outside = True

    def _add_tag(self, record: Entry, tag: str | None, content: str, extend_multiline: bool = False) -> None:
        if extend_multiline:
            self.more.append(content)
            return
        assert tag is not None
        self._put_together(record)
        self.tag = tag
        if tag in record:
            record[tag].append(content)
        else:
            record[tag] = [content]
        if tag in self.track:
            record.sequence.append((tag, len(record[tag]) - 1))

    def _put_together(self, record: Entry) -> None:
        if self.more:
            values = record[self.tag]
            values[-1] = "\n".join([values[-1], *self.more]).rstrip("\n")
            self.more.clear()


def unwrap(value: str) -> str:
    """Return the text of wrapped lines: joined by blanks where a program broke them, else as paragraphs.

    Lines that end short, or are longer than programs wrap them, were broken by a person.  Blank lines stay.
    """
    if "\n" not in value:
        return value.strip()
    lines = [line.strip() for line in value.strip().split("\n")]
    by_hand = max(map(len, lines)) > 85
    parts = [lines[0]]
    for before, line in pairwise(lines):
        parts += ("\n" if by_hand or len(before) < 65 or not line else " ", line)
    return "".join(parts)


def join(value: str) -> str:
    """Return the text of wrapped lines on one line."""
    return " ".join(line.strip() for line in value.split("\n")).strip() if "\n" in value else value


_BLANKS = re.compile(r"\s+")
_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def one_line(text: str) -> str:
    """Return a text on one line, so that no value can forge a tag; control characters are gone."""
    if text.isprintable():
        return text.strip()
    # Runs of blanks first: looking for a break among them would take time that grows as their square.
    text = _BLANKS.sub(lambda run: " " if _BREAK.search(run[0]) else run[0], text)
    return _CONTROL.sub("", text).strip()


_TAGLIKE = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9] {0,2}-|%\S|[A-Z0-9]{2} )")


def paragraphs(value: str, blank_line_ends: bool) -> str | None:
    """Return a text with line breaks as it may stand behind a tag, or `None` where it would be read as other lines.

    Args:
        value: the text.
        blank_line_ends: whether a blank line ends a record.
    """
    lines = [one_line(line) for line in value.strip().split("\n")]
    if blank_line_ends:
        lines = [line for line in lines if line]
    text = "\n".join(lines)
    return None if any(map(_TAGLIKE.match, lines[1:])) or unwrap(text) != text else text


def as_list(value: Any) -> list[Any]:
    """Return the values of a custom field, which is one value or a list of several."""
    return value if isinstance(value, list) else [value]
