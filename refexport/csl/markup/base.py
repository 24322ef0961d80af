"""What all markups share: the walk over a flat tree, flip-flopping of nested formatting and quotes.

Source: CSL 1.0.2 specification, "Formatting", "Quotes"; the test suite's
`flipflop_…` fixtures for what nests in what.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from refexport.csl import tree
from refexport.csl.tree import ROMANESQUE

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """A markup: how it escapes text, and what opens and closes each node."""

    id: str
    """What the user types after `--to`: `html`."""
    name: str
    """What the user reads."""
    escape: Callable[[str], str]
    """Make a text safe."""
    nodes: dict[str, Pair]
    """By the node's character; a node that is not here is not shown."""
    document: Callable[[list[str], BibliographyLayout], str]
    """Put entries, each in this markup, together as a list."""
    media: str = "text"
    """`text`, or the suffix of a file that only a program opens."""


@dataclass(slots=True)
class BibliographyLayout:
    """How a style sets its reference list."""

    hanging_indent: bool = False
    second_field_align: str = ""
    """`flush`, `margin` or nothing."""
    entry_spacing: int = 1
    """Blank lines between entries."""
    line_spacing: int = 1
    """Of the lines of an entry."""
    ids: list[str] = field(default_factory=list)
    """Of the records, in order."""
    language: str = "en-US"


@dataclass(slots=True)
class Quotes:
    """A locale's quotation marks."""

    opening: str = "“"
    closing: str = "”"
    inner_opening: str = "‘"
    inner_closing: str = "’"


_FLIPS = {
    tree.ITALIC: tree.UPRIGHT,
    tree.OBLIQUE: tree.UPRIGHT,
    tree.BOLD: tree.NORMAL_WEIGHT,
    tree.SMALL_CAPS: tree.NO_SMALL_CAPS,
    tree.UNDERLINE: tree.NO_UNDERLINE,
}
"""What formatting becomes inside of its like."""

_PROPERTY = {
    tree.ITALIC: 0, tree.OBLIQUE: 0, tree.UPRIGHT: 0, tree.BOLD: 1, tree.LIGHT: 1, tree.NORMAL_WEIGHT: 1,
    tree.SMALL_CAPS: 2, tree.NO_SMALL_CAPS: 2, tree.UNDERLINE: 3, tree.NO_UNDERLINE: 3,
    tree.SUPERSCRIPT: 4, tree.SUBSCRIPT: 4, tree.BASELINE: 4,
}  # fmt: skip
_DEFAULTS = (tree.UPRIGHT, tree.NORMAL_WEIGHT, tree.NO_SMALL_CAPS, tree.NO_UNDERLINE, tree.BASELINE)
_FLIPPING = frozenset(_FLIPS)


def render(flat: str, markup: Markup, quotes: Quotes) -> str:
    """Return a settled flat tree in a markup."""
    if not tree.MARK.search(flat):
        return markup.escape(flat)
    return _Renderer(markup, quotes).run(flat)


class _Renderer:
    """Walks a flat tree once."""

    def __init__(self, markup: Markup, quotes: Quotes) -> None:
        self.markup = markup
        self.quotes = quotes
        self.current = list(_DEFAULTS)
        self.stack: list[tuple[str, int, str]] = []
        """What closes each open node, the property that it changed, and the value before."""
        self.nested: list[tuple[bool, str]] = []
        """Open quotes: whether each is of the outer kind, and the mark that closes it."""

    def run(self, flat: str) -> str:
        out: list[str] = []
        escape = self.markup.escape
        if tree.ITALIC in flat and not flat.isascii():
            flat = _ITALIC_SPAN.sub(_upright, flat)
        for token in tree.TOKEN.split(flat):
            if not token:
                continue
            if token == tree.END:
                out.append(self._close())
            elif "\ufdd0" <= token <= "\ufdef" and len(token) == 1:
                out.append(self._quote(token) if token in _QUOTING else self._open(token))
            else:
                out.append(escape(token))
        while self.stack:
            out.append(self._close())
        return "".join(out)

    def _open(self, node: str) -> str:
        if node in (tree.GUARD, tree.SEAM):
            return ""
        if node == tree.NO_DECORATION:
            return self._undecorate()
        place = _PROPERTY.get(node, -1)
        before = ""
        if place >= 0:
            before = self.current[place]
            if before == node and node in _FLIPPING:
                node = _FLIPS[node]
            elif before == node and node == _DEFAULTS[place]:
                self.stack.append(("", -1, ""))
                return ""
            self.current[place] = node
        opening, closing = self.markup.nodes.get(node, ("", ""))
        self.stack.append((closing, place, before))
        return opening

    def _undecorate(self) -> str:
        """Open a span in which all formatting around is off (`nodecor`)."""
        off = [default for now, default in zip(self.current, _DEFAULTS, strict=True) if now != default]
        pairs = [self.markup.nodes.get(node, ("", "")) for node in off]
        self.stack.append(("".join(closing for _, closing in reversed(pairs)), -1, ""))
        return "".join(opening for opening, _ in pairs)

    def _close(self) -> str:
        if not self.stack:
            return ""
        closing, place, before = self.stack.pop()
        if place >= 0:
            self.current[place] = before
        return closing

    def _quote(self, token: str) -> str:
        quotes = self.quotes
        if token in _QUOTE_OPENERS:
            if self.nested:
                outer = not self.nested[-1][0]
            else:
                outer = token in (tree.QUOTE, tree.CURLY)
            pair = _CURLY.get(token) if not self.nested else None
            if pair is None:
                pair = (quotes.opening, quotes.closing) if outer else (quotes.inner_opening, quotes.inner_closing)
            self.nested.append((outer, pair[1]))
            return self.markup.escape(pair[0])
        return self.markup.escape(self.nested.pop()[1] if self.nested else quotes.closing)


_CURLY = {tree.CURLY: ("“", "”"), tree.CURLY_SINGLE: ("‘", "’")}
_ITALIC_SPAN = re.compile(f"{tree.ITALIC}([^{tree.MARK_RANGE}]+){tree.END}")


def _upright(match: re.Match[str]) -> str:
    """Take the italics from a text in a script that has none, such as Chinese."""
    text = match[1]
    if ROMANESQUE.search(text) or not any(map(str.isalpha, text)):
        return match[0]
    return text


_QUOTE_OPENERS = frozenset((tree.QUOTE, tree.SINGLE, tree.CURLY, tree.CURLY_SINGLE))
_QUOTING = _QUOTE_OPENERS | {tree.QUOTE_END, tree.SINGLE_END}


def lines(entries: list[str], layout: BibliographyLayout) -> str:
    """Return entries as lines, apart as the style wants them."""
    return ("\n" * max(1, layout.entry_spacing)).join(entries) + "\n" if entries else ""
