"""Citations in a text of Markdown: pandoc's syntax, never inside of code, links or formulas; in captions of images.

One walk over the marks of a text pairs its brackets, a second reads them; both take time in line with its length.

Source: pandoc User's Guide, "Citation syntax", "Math", "Verbatim", "Links", "Footnotes".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from markdown_it.common.utils import normalizeReference

from refexport.csl import Cite
from refexport.manuscript import affixes
from refexport.manuscript.affixes import Pieces
from refexport.text.markdown import from_markdown

_KEY = r"@(?:\{(?P<braced>[^{}\n]*)\}|(?P<key>\w+(?:[:.#$%&\-+?<>~/]\w+)*))"
_MARK = re.compile(
    rf"\\[^\n]|(?P<code>`+)|(?P<comment><!--)|(?P<tag><[A-Za-z/][^<>]*>)|(?P<math>\$\$?)"
    rf"|(?P<address>(?<!\w)(?:https?|ftp)://[^\s\[\]<>]+|mailto:[^\s\[\]<>]+)"
    rf"|(?P<note>\^\[)|(?P<open>!?\[)|(?P<close>\])|(?P<semicolon>;)|(?<!\w)(?P<minus>-?){_KEY}"
)
_TARGET = re.compile(
    r"\(\s*(?:<[^<>\n]*>|[^\s()<]*(?:\([^\s()]*\)[^\s()]*)*)"
    r"(?:\s+(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?\s*\)"
)
_FORMULA_END = re.compile(r"(?<![\s\\])\$(?!\d)")
_BLANKS = re.compile(r"\s+")


@dataclass(slots=True)
class Mark:
    """A mark of a text."""

    kind: str
    """`opaque`, `note`, `open`, `close`, `semicolon` or `key`."""
    start: int
    end: int
    match: int = -1
    """Of a bracket, the index of the one that it belongs to."""
    key: str = ""
    bare: bool = False
    """Of a key, whether its author is left out (`-@`)."""


@dataclass(slots=True)
class Found:
    """What was found in a text, in its order."""

    kind: str
    """`citation`, `call` of a footnote, or `note`: an inline footnote begins, or `end`s."""
    start: int
    end: int
    cites: list[Cite] = field(default_factory=list)
    in_text: bool = False
    label: str = ""
    """Of a footnote."""
    swallowed: list[str] = field(default_factory=list)
    """Keys that stand in the words around another one, where they cite nothing."""


def marks_of(text: str) -> list[Mark]:
    """Return the marks of a text, its brackets paired."""
    marks: list[Mark] = []
    closers = _Closers(text)
    opened: list[int] = []
    place = 0
    while match := _MARK.search(text, place):
        place = match.end()
        kind = match.lastgroup or ""
        if kind in ("key", "braced"):
            key = match["braced"] if match["braced"] is not None else match["key"]
            marks.append(Mark("key", match.start(), place, key=key, bare=bool(match["minus"])))
        elif kind in ("code", "comment", "math"):
            end = closers.end(kind, match)
            if end > 0:
                marks.append(Mark("opaque", match.start(), end))
                place = end
        elif kind in ("tag", "address"):
            marks.append(Mark("opaque", match.start(), place))
        elif kind in ("open", "note"):
            opened.append(len(marks))
            marks.append(Mark(kind, match.start(), place))
        elif kind == "close" and opened:
            other = opened.pop()
            marks[other].match = len(marks)
            marks.append(Mark("close", match.start(), place, match=other))
        elif kind == "semicolon":
            marks.append(Mark("semicolon", match.start(), place))
    return marks


class _Closers:
    """Finds where code, comments and formulas end, each kind of end looked up once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.runs: dict[int, list[int]] | None = None
        self.formulas: list[int] | None = None
        self.missing: set[str] = set()

    def end(self, kind: str, match: re.Match[str]) -> int:
        """Return where what a mark begins ends, -1 if nowhere."""
        if kind == "code":
            return self._code(match)
        if kind == "math" and match[0] == "$":
            return self._formula(match.end())
        closer = "-->" if kind == "comment" else "$$"
        if closer in self.missing:
            return -1
        place = self.text.find(closer, match.end())
        if place < 0:
            self.missing.add(closer)
            return -1
        return place + len(closer)

    def _code(self, match: re.Match[str]) -> int:
        if self.runs is None:
            self.runs = {}
            for run in re.finditer("`+", self.text):
                self.runs.setdefault(len(run[0]), []).append(run.start())
        length = len(match[0])
        places = self.runs.get(length, [])
        index = bisect_right(places, match.start())
        return places[index] + length if index < len(places) else -1

    def _formula(self, start: int) -> int:
        if self.text[start : start + 1].isspace():
            return -1
        if self.formulas is None:
            self.formulas = [match.start() for match in _FORMULA_END.finditer(self.text)]
        index = bisect_right(self.formulas, start)
        return self.formulas[index] + 1 if index < len(self.formulas) else -1


class Scanner:
    """Reads the citations of one text after the other."""

    def __init__(
        self,
        references: frozenset[str] = frozenset(),
        notes: frozenset[str] = frozenset(),
        language: str | None = None,
        is_key: Callable[[str], bool] = lambda key: True,
    ) -> None:
        """Make a scanner.

        Args:
            references: labels of links that the file defines, normalized.
            notes: labels of its footnotes.
            language: whose locator labels are known beside the English ones.
            is_key: whether a key is one of a work; Quarto's `@fig-plot` is none.
        """
        self.references = references
        self.notes = notes
        self.language = language
        self.is_key = is_key
        self.pieces = Pieces()
        self.text = ""
        self.marks: list[Mark] = []
        self.captions: dict[int, int] = {}
        """By the mark that closes the description of an image, the mark behind its target."""

    def scan(self, text: str) -> list[Found]:
        """Return what is found in a text."""
        if "@" not in text and "[^" not in text and "^[" not in text:
            return []
        self.text, self.marks, self.captions = text, marks_of(text), {}
        found: list[Found] = []
        index = 0
        while index < len(self.marks):
            index = self._mark(index, found)
        return found

    def _mark(self, index: int, found: list[Found]) -> int:
        """Read the mark of an index, and return that of the next."""
        mark = self.marks[index]
        if index in self.captions:
            return self.captions[index]
        if mark.kind == "key" and self.is_key(mark.key):
            return self._in_text(index, found)
        if mark.kind == "note" and mark.match > 0:
            found.append(Found("note", mark.start, mark.end))
        elif mark.kind == "close" and self.marks[mark.match].kind == "note":
            found.append(Found("end", mark.start, mark.end))
        elif mark.kind == "open" and mark.match > 0:
            return self._bracket(index, found)
        return index + 1

    def _bracket(self, index: int, found: list[Found]) -> int:
        mark, close = self.marks[index], self.marks[self.marks[index].match]
        after = self._link_end(index)
        if after and self.text[mark.start] == "!":
            self.captions[mark.match] = self._index_at(after, mark.match)
            return index + 1
        if after:
            return self._index_at(after, mark.match)
        label = self._label(mark.end, close.start)
        if label.startswith("^") and label[1:] in self.notes:
            found.append(Found("call", mark.start, close.end, label=label[1:]))
            return mark.match + 1
        swallowed: list[str] = []
        cites = self._cites(index, False, swallowed) if self.text[mark.start] != "!" else None
        if not cites:
            return index + 1
        found.append(Found("citation", mark.start, close.end, cites, swallowed=swallowed))
        return mark.match + 1

    def _link_end(self, index: int) -> int:
        """Return where the link ends that a bracket begins, 0 if it begins none."""
        mark, close = self.marks[index], self.marks[self.marks[index].match]
        following = self.text[close.end : close.end + 1]
        if following == "(":
            target = _TARGET.match(self.text, close.end)
            if target:
                return target.end()
        if not self.references:
            return 0
        if following == "[":
            second = self._index_at(close.end, mark.match)
            if second < len(self.marks) and self.marks[second].kind == "open" and self.marks[second].match > 0:
                end = self.marks[self.marks[second].match]
                name = self._label(self.marks[second].end, end.start) or self._label(mark.end, close.start)
                return end.end if self._defined(name) else 0
        return close.end if self._defined(self._label(mark.end, close.start)) else 0

    def _label(self, start: int, end: int) -> str:
        # CommonMark allows 999 characters; what is longer is not copied out of brackets in brackets.
        return self.text[start:end] if end - start <= 999 else ""

    def _defined(self, label: str) -> bool:
        return bool(label) and normalizeReference(label) in self.references

    def _index_at(self, place: int, index: int) -> int:
        """Return the index of the first mark at a place or behind it, looked for from an index on."""
        while index < len(self.marks) and self.marks[index].start < place:
            index += 1
        return index

    def _in_text(self, index: int, found: list[Found]) -> int:
        """Read `@key`, with the bracket that may follow it."""
        mark = self.marks[index]
        first = affixes.cite(mark.key, suppress_author=mark.bare)
        item = Found("citation", mark.start, mark.end, [first], in_text=not mark.bare)
        found.append(item)
        following = index + 1
        if mark.bare or following >= len(self.marks):
            return following
        bracket = self.marks[following]
        between = self.text[mark.end : bracket.start]
        if bracket.kind != "open" or bracket.match < 0 or between.strip(" ") or len(between) > 1:
            return following
        if self.text.startswith(("!", "[^"), bracket.start) or self._link_end(following):
            return following
        cites = self._cites(following, True, item.swallowed)
        if cites is None:
            item.swallowed.clear()
            return following
        if not cites[0].id:
            locator = cites.pop(0)
            first.locator, first.label, first.suffix = locator.locator, locator.label, locator.suffix
        item.cites += cites
        item.end = self.marks[bracket.match].end
        return bracket.match + 1

    def _cites(self, index: int, first_may_lack_key: bool, swallowed: list[str]) -> list[Cite] | None:
        """Return the cites in a bracket; nothing if one of its parts has no key.  `swallowed` gets second keys."""
        cites: list[Cite] = []
        start = self.marks[index].end
        key: Mark | None = None
        inside: list[int] = []
        place, last = index + 1, self.marks[index].match
        while place <= last:
            mark = self.marks[place]
            if mark.kind == "semicolon" or place == last:
                if key is None and not (first_may_lack_key and not cites):
                    return None
                cites.append(self._cite(start, mark.start, key, inside))
                start, key, inside = mark.end, None, []
            elif mark.kind == "key" and key and self.is_key(mark.key):
                swallowed.append(mark.key)
            elif mark.kind == "key" and self.is_key(mark.key):
                if self.text[mark.start - 1] in "*_":
                    return None  # emphasis around a key is that of an author in the sentence
                key = mark
            elif mark.kind in ("opaque", "open"):
                inside.append(place)
                if mark.kind == "open" and mark.match > 0:
                    place = mark.match
            place += 1
        return cites

    def _cite(self, start: int, end: int, key: Mark | None, inside: list[int]) -> Cite:
        if key is None:
            return affixes.cite("", "", self._rich(start, end, inside), language=self.language)
        return affixes.cite(
            key.key,
            self._rich(start, key.start, inside),
            self._rich(key.end, end, inside),
            suppress_author=key.bare,
            language=self.language,
        )

    def _rich(self, start: int, end: int, inside: list[int]) -> str:
        """Return Markdown as rich text; code, links and formulas are kept as they are."""
        out: list[str] = []
        for index in inside:
            mark = self.marks[index]
            stop = mark.end
            if mark.kind == "open" and mark.match > 0:
                link = self._link_end(index)
                if not link:
                    continue
                stop = link
            if mark.start < start or stop > end:
                continue
            out += [self.text[start : mark.start], self.pieces.keep(self.text[mark.start : stop])]
            start = stop
        out.append(self.text[start:end])
        return from_markdown(_BLANKS.sub(" ", "".join(out)))
