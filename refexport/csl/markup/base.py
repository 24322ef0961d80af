"""What all markups share: the walk over a flat tree, flip-flopping of nested formatting and quotes.

Source: CSL 1.0.2 specification, "Formatting", "Quotes"; the test suite's
`flipflop_…` fixtures for what nests in what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from refexport.csl import tree
from refexport.csl.tree import ROMANESQUE
from refexport.reference_list import Layout
from refexport.registry import Markup
from refexport.text.characters import clean

BREAK = "\x1e"
"""What the nodes of a block open and close with, until `settle_breaks` makes a line break of them."""
GAP = "\x1f"
"""What parts the margin of an entry from the rest; controls are in no value (`rich.clean`) and no XML."""

_BREAKS = re.compile(f"[ {BREAK}{GAP}]*{BREAK}[ {BREAK}{GAP}]*")
_GAPS = re.compile(f"[ {GAP}]*{GAP}[ {GAP}]*")
_SPACES = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")


@dataclass(slots=True)
class Quotes:
    """A locale's quotation marks."""

    opening: str = "“"
    closing: str = "”"
    inner_opening: str = "‘"
    inner_closing: str = "’"


_SILENT = frozenset((tree.UPRIGHT, tree.NORMAL_WEIGHT, tree.NO_SMALL_CAPS))
"""What a style may ask for without effect where nothing else is set."""

_DATA = {
    tree.DATA_ITALIC: (tree.ITALIC, tree.UPRIGHT),
    tree.DATA_BOLD: (tree.BOLD, tree.NORMAL_WEIGHT),
    tree.DATA_SMALL_CAPS: (tree.SMALL_CAPS, tree.NO_SMALL_CAPS),
}
"""Formatting of values, and what it becomes inside of its like."""

_PROPERTY = {
    tree.ITALIC: 0, tree.OBLIQUE: 0, tree.UPRIGHT: 0, tree.BOLD: 1, tree.LIGHT: 1, tree.NORMAL_WEIGHT: 1,
    tree.SMALL_CAPS: 2, tree.NO_SMALL_CAPS: 2, tree.UNDERLINE: 3, tree.NO_UNDERLINE: 3,
    tree.SUPERSCRIPT: 4, tree.SUBSCRIPT: 4, tree.BASELINE: 4,
}  # fmt: skip
_DEFAULTS = (tree.UPRIGHT, tree.NORMAL_WEIGHT, tree.NO_SMALL_CAPS, tree.NO_UNDERLINE, tree.BASELINE)


def render(flat: str, markup: Markup, quotes: Quotes) -> str:
    """Return a settled flat tree in a markup."""
    text = _Renderer(markup, quotes).run(flat) if tree.MARK.search(flat) else markup.escape(flat)
    if "  " in text and tree.ITALIC not in markup.nodes:
        # Blanks on either side of a tag are side by side where there are no tags.
        text = _BLANKS.sub(" ", text)
    return markup.finish(text) if markup.finish else text


_BLANKS = re.compile(r"(?<=\S)  +(?=\S)")


class _Renderer:
    """Walks a flat tree once."""

    def __init__(self, markup: Markup, quotes: Quotes) -> None:
        self.markup = markup
        self.quotes = quotes
        self.current = list(_DEFAULTS)
        self.stack: list[tuple[str, int, str]] = []
        """What closes each open node, the property that it changed, and the value before."""
        self.nested: list[tuple[bool, str, bool]] = []
        """Open quotes: whether each is of the outer kind, the mark that closes it, whether the style has set it."""

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
        flips = _DATA.get(node)
        if flips:
            node = flips[0] if flips[0] not in self.current else flips[1]
        place = _PROPERTY.get(node, -1)
        before = ""
        if place >= 0:
            before = self.current[place]
            if node == before and node in _SILENT:
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

    def _keeps(self, own: tuple[str, str]) -> bool:
        """Return whether quotes of a value stay as they are: alone, or in a style's quotes that look otherwise."""
        if not self.nested:
            return True
        _, closing, set_by_style = self.nested[-1]
        return set_by_style and closing != own[1]

    def _quote(self, token: str) -> str:
        quotes = self.quotes
        if token in _QUOTE_OPENERS:
            if self.nested:
                outer = not self.nested[-1][0]
            else:
                outer = token in (tree.QUOTE, tree.CURLY)
            own = _CURLY.get(token)
            pair = own if own and self._keeps(own) else None
            if pair is None:
                pair = (quotes.opening, quotes.closing) if outer else (quotes.inner_opening, quotes.inner_closing)
            self.nested.append((outer, pair[1], token == tree.QUOTE))
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


def lines(entries: list[str], layout: Layout, between: str = "\n") -> str:
    """Return entries as lines, apart as the style wants them."""
    return (between * max(1, layout.entry_spacing)).join(entries) + "\n" if entries else ""


def one_line(text: str) -> str:
    """Return a text without line ends, which would end a paragraph, and controls, which some markups have for marks."""
    return text if text.isprintable() else clean(_SPACES.sub(" ", text))


def settle_breaks(text: str, line_break: str, gap: str = " ") -> str:
    """Return an entry with a line break between its blocks, none at its ends, and a gap behind its margin."""
    if BREAK in text:
        text = _BREAKS.sub(BREAK, text).strip(BREAK).replace(BREAK, line_break)
    return _GAPS.sub(lambda _: gap, text) if GAP in text else text
