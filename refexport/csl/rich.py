"""Inline markup, quotes and apostrophes of values, as flat trees.

Source: CSL-JSON's inline tags (`<i>`, `<b>`, `<sup>`, `<sub>`, `<sc>`,
`<span style="font-variant:small-caps;">`, `<span class="nocase">`); CSL 1.0.2
specification, "Quotes", for marks that flip with their depth.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from refexport.csl import tree
from refexport.csl.punctuation import guard
from refexport.text.latex_text import OWN_TEX, is_own_tex
from refexport.text.rich import NO_CASE

_TOKENS = re.compile(
    r"(<i>|<b>|<sup>|<sub>|<sc>|<em>|<strong>|<span [^<>]*>|</(?:i|b|sup|sub|sc|em|strong|span)>|[\"'“”‘’])"
)
_OPENS = {
    "<i>": tree.DATA_ITALIC, "<em>": tree.DATA_ITALIC, "<b>": tree.DATA_BOLD, "<strong>": tree.DATA_BOLD,
    "<sup>": tree.SUPERSCRIPT, "<sub>": tree.SUBSCRIPT, "<sc>": tree.DATA_SMALL_CAPS,
}  # fmt: skip
_SUPERSCRIPTS = {"ˀ": "ʔ", "ˁ": "ʕ", "ۥ": "و", "ۦ": "ي"} | {
    chr(code): "".join(chr(int(each, 16)) for each in unicodedata.decomposition(chr(code)).split()[1:])
    for code in (*range(0xAA, 0x2FF), *range(0x1D2C, 0x1DC0), *range(0x2070, 0x2080), *range(0x2120, 0x2123),
                 *range(0x3190, 0x31A0))
    if unicodedata.decomposition(chr(code)).startswith("<super>")
}  # fmt: skip
_RAISED = re.compile(f"[{''.join(_SUPERSCRIPTS)}]")
_INTERESTING = re.compile(f"[<\"'“”‘’«»{''.join(_SUPERSCRIPTS)}]|[.:;!?,][.:;!?,]")
_MOST_PIECES = 4001
"""A value with more tags and quotes than any title has is taken as it stands; pairing them would take too long."""
_AFTER_QUOTE = re.compile(rf"([{tree.QUOTE_END}{tree.SINGLE_END}])(?=[.,;:!?])")
"""Punctuation that a value itself has behind its quotes stays there."""
_BEFORE_OPENING = re.compile(r"[\s(\[{<>/\-–—\"“‘«:;,.&]")


def parse(text: str, quotes: bool = True) -> str:
    """Return a value as a flat tree.

    Args:
        text: with CSL-JSON's inline tags; tags that do not pair are text.
        quotes: whether straight quotes and apostrophes are set as the locale's.
    """
    if "$" in text and "\\" in text:
        text = OWN_TEX.sub(_kept, text)
    if not _INTERESTING.search(text):
        return text
    if not text.isascii() and _RAISED.search(text):
        text = _RAISED.sub(lambda match: f"<sup>{_SUPERSCRIPTS[match[0]]}</sup>", text)
    if "«" in text or "»" in text:
        text = text.replace("« ", "«\u202f").replace(" »", "\u202f»")
    pieces = _TOKENS.split(text)
    if len(pieces) == 1 or len(pieces) > _MOST_PIECES:
        return guard(text)
    return _AFTER_QUOTE.sub(rf"\1{tree.GUARD}", guard(_Parser(pieces, quotes).run()))


def _kept(match: re.Match[str]) -> str:
    """Return a formula in TeX so that no text case changes its commands."""
    return f"{NO_CASE}{match[0]}</span>" if is_own_tex(match[1]) else match[0]


@dataclass(slots=True)
class _Open:
    index: int
    """Of the piece that opens."""
    close: str
    """What closes it: `</i>`, `"`, `'`, `”`, `’`."""
    node: str


class _Parser:
    """Pairs tags and quotes; what does not pair stays as it is, an apostrophe becomes one."""

    def __init__(self, pieces: list[str], quotes: bool) -> None:
        self.pieces = pieces
        self.out = list(pieces)
        self.open: list[_Open] = []
        self.quotes = quotes
        self.abandoned: list[str] = []
        """What closes quotes that were given up."""
        self.doubles = any(piece in ('"', "“") for piece in pieces)
        """Whether single quotes are the second kind here."""

    def run(self) -> str:
        for index in range(1, len(self.pieces), 2):
            token = self.pieces[index]
            if token[0] == "<":
                self._tag(index, token)
            elif self.quotes:
                self._quote(index, token)
        return "".join(self.out)

    def _tag(self, index: int, token: str) -> None:
        if token.startswith("</"):
            self._close(index, token, tree.END)
        else:
            name = token[1:-1].partition(" ")[0]
            self.open.append(_Open(index, f"</{name}>", _OPENS.get(token) or _span(token)))

    def _close(self, index: int, token: str, end: str) -> bool:
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth].close == token:
                opened = self.open[depth]
                del self.open[depth:]
                self.out[opened.index] = opened.node
                self.out[index] = end if opened.node else ""
                return True
            if self.open[depth].close[0] == "<" and token[0] != "<":
                return False  # a quote does not reach out of the tag that it stands in
        return False

    def _quote(self, index: int, token: str) -> None:
        before = self._neighbour(index, -1)
        after = self._neighbour(index, 1)
        single = token in "'‘’"
        if token in "'’" and before.isalnum() and after.isalnum():
            self.out[index] = "’"
        elif not (token in "“‘" or before.isspace() or not before) and not (single and after.isalnum()):
            if not self._close(index, token, tree.SINGLE_END if single else tree.QUOTE_END):
                self._opening(index, token, before, after, single)
        else:
            self._opening(index, token, before, after, single)

    def _opening(self, index: int, token: str, before: str, after: str, single: bool) -> None:
        if token in "'’":
            self.out[index] = "’"
        fits = after and not after.isspace() and (not before or _BEFORE_OPENING.match(before) or token in "“‘")
        if token == "'" and not fits and self.abandoned:
            self.out[index] = self.abandoned.pop()
        if fits and token not in "”’":
            again = next((each for each in self.open if each.close == token == "'"), None)
            if again:
                # Quotes of one kind do not nest: the outer ones stay as they are.
                self.open.remove(again)
                self.out[again.index] = "'"
                self.abandoned.append("'")
            close = {"“": "”", "‘": "’"}.get(token, token)
            kind = {"“": tree.CURLY, "‘": tree.CURLY_SINGLE, "'": tree.SINGLE if self.doubles else tree.QUOTE}.get(
                token, tree.QUOTE
            )
            self.open.append(_Open(index, close, kind))

    def _neighbour(self, index: int, step: int) -> str:
        """Return the character beside a token; tags between do not count."""
        place = index + step
        while 0 <= place < len(self.pieces):
            piece = self.pieces[place]
            if piece and not (place % 2 and piece[0] == "<"):
                return piece[-1] if step < 0 else piece[0]
            place += step
        return ""


def _span(token: str) -> str:
    if "nocase" in token:
        return tree.NO_CASE
    if "nodecor" in token:
        return tree.NO_DECORATION
    if "small-caps" in token:
        return tree.DATA_SMALL_CAPS
    return ""
