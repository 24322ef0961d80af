"""Formulas, read as rich text as far as Unicode says them: scripts as markup, signs and alphabets as characters.

What it does not say, such as a fraction with more than one sign above or below its line, a matrix, or a bar over
several letters, stays as it is written: see `TextReader`.
"""

from __future__ import annotations

import re
import unicodedata

from refexport.text import latex_tables as tables
from refexport.text.latex_alphabets import ALPHABETS, SWITCHED, is_whole, styled
from refexport.text.latex_text import MAX_SWITCHES, TextReader, wrap
from refexport.text.rich import plain

_TOKEN = re.compile(r"\\(?:([a-zA-Z]+)\*?[ \t\n]*|(.)|$)|[{}^_~'&]|[ \n]+", re.S)
_ATOM = re.compile(r"\d+|[^\W\d_]")
_UNDER_ROOT = re.compile(r"(?:\d+|[^\W\d_][\u0300-\u036f\ufe01]*)(?:<(su[bp])>[^<]*</\1>){0,2}")
_OPENS_NO_WORD = re.compile(r"\\(?:left|right|[bB]igl?|limits|nolimits|[^a-zA-Z])")
_BESIDE = tables.FUNCTIONS | tables.FRACTIONS | {"sqrt"}
"""Commands whose text what stands before or behind it could be taken for a part of."""


class Formula(TextReader):
    """Reads a formula."""

    def formula(self, depth: int, nested: bool = False) -> str:
        """Return what stands up to the end of the group, or of the formula."""
        found: list[str] = []
        source = self.source
        while match := _TOKEN.search(source, self.at):
            found.append(source[self.at : match.start()])
            token, self.at = match[0], match.end()
            if token == "}":
                if nested:
                    return "".join(found)
            elif token in "^_":
                found.append(self.script("sup" if token == "^" else "sub", depth))
            elif token == "{":
                found.append(self.formula(depth + 1, nested=True) if depth < self.deepest else "")
            elif token == "'":
                found.append("′")
            elif match[1] in SWITCHED and self.switches < MAX_SWITCHES:
                self.switches += 1
                found.append(styled(SWITCHED[match[1]], self.formula(depth, nested)))
                return "".join(found)
            elif token[0] == "\\":
                piece = self.command(match[1] or match[2] or "", depth)
                found.append(self._apart(match, piece, "".join(found[-2:])))
            else:
                self.unsaid = self.unsaid or token == "&"
                found.append(" ")
        found.append(source[self.at :])
        self.at = len(source)
        return "".join(found)

    def _apart(self, match: re.Match[str], piece: str, before: str) -> str:
        """Return the text of a command so that it is told from what stands beside it."""
        name = match[1]
        if name not in _BESIDE:
            spaced = len(piece) == 1 and before[-1:] == " " == match[0][-1] and not piece.isalnum()
            return f"{piece} " if spaced else piece
        follows = self.source[self.at : self.at + 1]
        if name in tables.FUNCTIONS:
            word = follows.isalnum() or (follows == "\\" and not _OPENS_NO_WORD.match(self.source, self.at))
            return f"{' ' if before[-1:].isalnum() else ''}{piece}{' ' if word else ''}"
        touched = follows.isalnum() or follows in ("^", "_", "'") or (name != "sqrt" and before[-1:].isalnum())
        self.unsaid = self.unsaid or touched
        return piece

    def script(self, tag: str, depth: int) -> str:
        """Return a superscript or subscript."""
        inner = self.argument(depth).strip()
        if inner in ("∘", "°") and tag == "sup":
            return "°"
        return inner if inner in ("′", "″") else wrap(tag, inner)

    def command(self, name: str, depth: int) -> str:
        if (symbol := tables.MATH.get(name)) is not None:
            return symbol
        is_text = name in tables.FONTS and name.startswith(("text", "mbox", "hbox", "emph"))
        if (is_text or name in tables.ACCENTS) and self.group_end() is not None:
            return super().command(name, depth)
        if name in tables.MATH_ACCENTS:
            return self._accented(name, depth)
        if name in ALPHABETS:
            inner = self.argument(depth)
            self.unsaid = self.unsaid or not is_whole(ALPHABETS[name], inner)
            return styled(ALPHABETS[name], inner)
        if name in tables.FONTS:
            return wrap(tables.FONTS[name], self.argument(depth))
        if name in tables.FUNCTIONS:
            return name
        return self._structure(name, depth)

    def _structure(self, name: str, depth: int) -> str:
        if name in tables.FRACTIONS:
            return self._fraction(self.argument(depth), self.argument(depth))
        if name == "sqrt":
            return self._root(depth)
        if name == "pmod":
            return f" (mod {self.argument(depth)})"
        if name == "not":
            return self._negated(depth)
        if name in tables.UNSAID or name == "\\":
            self.unsaid = True
            return " ".join(self.argument(depth) for _ in range(tables.UNSAID.get(name, 0))) or " "
        if name in ("left", "right"):
            self.at += self.source.startswith(".", self.at)  # a bracket that is not there
            return ""
        if name in tables.SWITCHES:
            return ""
        if name in ("!", "{", "}", "|"):
            return {"!": "", "|": "‖"}.get(name, name)
        return super().command(name, depth)

    def _accented(self, name: str, depth: int) -> str:
        """Return what stands under an accent: one letter says it, several do not."""
        inner = self.argument(depth)
        letters = [sign for sign in inner if not unicodedata.category(sign).startswith("M")]
        if len(letters) != 1:
            self.unsaid = True
        inner = {"ı": "i", "ȷ": "j"}.get(inner, inner)
        return unicodedata.normalize("NFC", inner + tables.MATH_ACCENTS[name])

    def _fraction(self, above: str, below: str) -> str:
        if _ATOM.fullmatch(above) and _ATOM.fullmatch(below):
            return f"{above}⁄{below}"
        self.unsaid = True
        return f"{_bracketed(above)}/{_bracketed(below)}"

    def _root(self, depth: int) -> str:
        if self.source.startswith("[", self.at):
            self.unsaid = True
            self.at = max(self.at, self.source.find("]", self.at) + 1)
        under = self.argument(depth)
        if _UNDER_ROOT.fullmatch(under):
            return f"√{under}"
        self.unsaid = True
        return f"√{_bracketed(under)}"

    def _negated(self, depth: int) -> str:
        sign = self.argument(depth)
        found = unicodedata.normalize("NFC", f"{sign}\u0338")
        if len(found) != 1:
            self.unsaid = True
        return found

    def unknown(self, name: str, depth: int) -> str:
        # What people define for themselves, `\\GL`, has the name of what it prints.
        self.remarks.append(f"unknown command \\{name}, for which its name stands")
        inner = self._group_argument(depth)
        return f"{name}({inner})" if inner else name

    def argument(self, depth: int) -> str:
        source = self.source
        while self.at < len(source) and source[self.at] == " ":
            self.at += 1
        if source.startswith("{", self.at):
            self.at += 1
            if depth > self.deepest:
                return ""
            # In `\textrm{…}` what stands is text, and its own command reads it; here it is a formula.
            return self.formula(depth + 1, nested=True)
        return super().argument(depth)


def _bracketed(text: str) -> str:
    return text if len(plain(text)) < 2 or plain(text).isalnum() else f"({text})"
