"""LaTeX as people put it into bibliographies, read as rich text: see `refexport.text.latex`."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from refexport.limits import nesting
from refexport.text import latex_tables as tables
from refexport.text.latex_raw import group_ends, unescape_raw
from refexport.text.rich import NO_CASE, SMALL_CAPS, from_html, plain

MAX_SWITCHES = 20
"""Switches of one text that take effect: each costs stack until the end of its group."""

_TOKEN = re.compile(r"\\(?:([a-zA-Z]+)\*?[ \t\n]*|(.)|$)|[{}$~]|-{2,}|``|''|[?!]`|`(?!\{\})", re.S)
_MATH_TOKEN = re.compile(r"\\(?:([a-zA-Z]+)\*?[ \t\n]*|(.)|$)|[{}^_~']|[ \n]+", re.S)
_ENTITY = re.compile(r"(?:\{\\&\}|\\?&)(#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[a-zA-Z]{2,8}\d?);")
_BLANKS = re.compile(r"[ \t]*\n[ \t\n]*|[ \t]{2,}|\t")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_QUOTED = re.compile(r"\ufdd0([^\ufdd0']*(?:'\w[^\ufdd0']*)*)'(?!\w)")
"""What TeX's single quote opens, here a noncharacter, and a straight one closes that is no apostrophe in a word."""
_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”", "?`": "¿", "!`": "¡", "`": "\ufdd0"}
_WRAPS = {
    "i": ("<i>", "</i>"),
    "b": ("<b>", "</b>"),
    "sup": ("<sup>", "</sup>"),
    "sub": ("<sub>", "</sub>"),
    tables.SMALL_CAPS: (SMALL_CAPS, "</span>"),
    tables.NO_CASE: (NO_CASE, "</span>"),
}
_SMALL_WORDS = frozenset(
    "a an and as at but by de down for from in into nor of on onto or over so the till to up via with yet".split()
)
"""Words that styles in title case leave small: braces around them say nothing."""


def is_plain(text: str) -> bool:
    """Return whether TeX has nothing to say about a text of one line."""
    # One look for each sign takes a fraction of what a regular expression or a loop does.
    return not (
        "\\" in text
        or "{" in text
        or "}" in text
        or "$" in text
        or "~" in text
        or "&" in text
        or "--" in text
        or "`" in text
        or "''" in text
        or "</" in text
    )


def blanks(text: str) -> str:
    """Return a text with TeX's blanks: line breaks and runs are one blank, an empty line ends a paragraph."""
    if "\n" in text or "  " in text or "\t" in text:
        text = _BLANKS.sub(_blank, text)
    return text.strip(" \n\t")


def _blank(match: re.Match[str]) -> str:
    return "\n" * (match[0].count("\n") - 1) or " "


def decode(text: str) -> str:
    """Return a LaTeX text as rich text; see `refexport.text.latex.decode`."""
    text = blanks(text)
    return text if is_plain(text) else decode_marked(text)[0]


@lru_cache(maxsize=4096)
def decode_marked(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the rich text of a LaTeX text, and the commands in it that are not known."""
    if "&" in text or "</" in text:
        text = _without_html(text)
    decoder = _Decoder(text)
    found = decoder.text(0)
    if "\ufdd0" in found:
        found = _QUOTED.sub(r"‘\1’", found).replace("\ufdd0", "‘")
    if not found.isascii():
        found = unicodedata.normalize("NFC", found)
    return found.strip(" \n\t"), tuple(decoder.unknown)


def _without_html(text: str) -> str:
    """Return a text without the HTML that publishers leave in their exports: `\\&amp;`, `<em>`."""
    if "</" in text:
        text = from_html(_ENTITY.sub(_character, text))
    return _ENTITY.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    found = html.unescape(f"&{match[1]};")
    if found and found[0] in "\\{}$~":
        return f"\\{found}" if found != "\\" else "\\textbackslash{}"
    return found if not found.endswith(";") else match[0]


class _Decoder:
    """Reads one text, by recursive descent over its groups."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.deepest = nesting()
        """Braces nested deeper than this are left out: they cost stack."""
        self.switches = 0
        self.unknown: list[str] = []
        self._ends: dict[int, int] | None = None
        self._closer = 0

    def text(self, depth: int) -> str:
        """Return what stands up to the end of the group, which is passed, or of the text."""
        found: list[str] = []
        source = self.source
        while match := _TOKEN.search(source, self.at):
            if match.start() > self.at:
                found.append(source[self.at : match.start()])
            token, self.at = match[0], match.end()
            if token[0] == "\\":
                if match[1] in tables.SWITCHES and self.switches < MAX_SWITCHES:
                    self.switches += 1
                    found.append(wrap(tables.SWITCHES[match[1]], self.text(depth)))
                    return "".join(found)
                found.append(self.command(match[1] or match[2] or "", depth))
            elif token == "{":
                found.append(self.group(depth + 1))
            elif token == "}":
                if depth:
                    return "".join(found)
            elif token == "$":
                found.append(self.dollars(depth))
            else:
                found.append(_LIGATURES.get(token) or ("\u00a0" if token == "~" else token))
        found.append(source[self.at :])
        self.at = len(source)
        return "".join(found)

    def group(self, depth: int) -> str:
        """Return what stands in a group; as `nocase` where its braces mean that to CSL."""
        source, start = self.source, self.at
        if depth > self.deepest:
            return ""
        if source.startswith("{", start):
            self.at += 1
            inner = self.group(depth + 1)
            end = self.at
            if source.startswith("}", end):
                self.at += 1
                return self._double(inner, start, end)
            return inner + self.text(depth)
        inner = self.text(depth)
        if source.startswith("\\", start) or not self._is_word(start - 1, self.at):
            return inner
        whole = start == 1 and self.at == len(source)
        return wrap(tables.NO_CASE, inner) if not whole and _keeps_small(inner) else inner

    def _double(self, inner: str, start: int, end: int) -> str:
        # `{{\ss}}` protects a letter from nothing; `{{de novo}}` says that the case is meant.
        letter = self.source.startswith("\\", start + 1) and len(plain(inner)) < 2
        if letter or not self._is_word(start - 1, self.at) or inner.startswith(NO_CASE):
            return inner
        return wrap(tables.NO_CASE, inner)

    def _is_word(self, start: int, end: int) -> bool:
        """Return whether a group stands between words, not inside one."""
        source = self.source
        before, after = source[start - 1 : start] if start else "", source[end : end + 1]
        return not before.isalnum() and not after.isalnum() and before != "}"

    def command(self, name: str, depth: int) -> str:
        """Return what a command prints; its arguments are passed."""
        if name in tables.ACCENTS:
            return self.accent(name, depth)
        if not name.isalpha():
            return self._sign(name, depth)
        if (symbol := tables.SYMBOLS.get(name)) is not None:
            return symbol
        if name in tables.FONTS:
            if name == "ensuremath":
                return self.math_argument(depth)
            if name in ("url", "path", "nolinkurl"):
                return unescape_raw(self.raw_argument())
            return wrap(tables.FONTS[name], self.argument(depth))
        return self._rare(name, depth)

    def _sign(self, name: str, depth: int) -> str:
        if name in tables.BLANKS:
            return tables.BLANKS[name]
        if not name:
            return "\\"  # at the very end, where it escapes nothing
        if name == "(":
            if 0 <= self._closer < self.at:
                self._closer = self.source.find("\\)", self.at)
            return self._math_until(self._closer, 2, depth) if self._closer >= 0 else "("
        if name == "\\":
            # A doubled backslash before an accent is a program's that escaped twice; else it is a line break.
            match = re.match(r"""(['"`^~])\{?([a-zA-Z])\}?""", self.source[self.at : self.at + 4])
            if match:
                self.at += match.end()
                return compose(match[2], tables.ACCENTS[match[1]])
            return " "
        return name

    def _rare(self, name: str, depth: int) -> str:
        if name in tables.DROPPED_ARGUMENTS:
            self.raw_argument()
            return self._group_argument(depth)
        if name in tables.BLANKS:
            return tables.BLANKS[name]
        if name == "texorpdfstring":
            found = self.argument(depth)
            self.raw_argument()
            return found
        if (symbol := tables.MATH.get(name.removeprefix("text"))) is not None:
            return symbol
        if name in tables.FUNCTIONS:
            return name
        if name in tables.MATH_ACCENTS:
            return compose(self.argument(depth), tables.MATH_ACCENTS[name])
        symbol = tables.library_symbols().get(name)
        if symbol is None:
            self.unknown.append(name)
            return self._group_argument(depth)
        return symbol

    def _group_argument(self, depth: int) -> str:
        """Return the group that follows, if one does: an argument, whose braces protect nothing."""
        return self.argument(depth) if self.source.startswith("{", self.at) else ""

    def accent(self, name: str, depth: int) -> str:
        """Return the letter that an accent makes with its argument."""
        base = plain(self.argument(depth))
        if not base or not base[0].isalpha():
            return tables.SPACING.get(name, "") + base
        return compose(base, tables.ACCENTS[name])

    def argument(self, depth: int) -> str:
        """Return the next argument: a group, a command, or a character."""
        source = self.source
        while self.at < len(source) and source[self.at] in " \n\t":
            self.at += 1
        if self.at >= len(source) or source[self.at] == "}" or depth > self.deepest:
            return ""
        if source[self.at] == "{":
            self.at += 1
            return self.text(depth + 1)
        match = _TOKEN.match(source, self.at)
        if match and source[self.at] == "\\":
            self.at = match.end()
            return self.command(match[1] or match[2] or "", depth + 1)
        self.at += 1
        return source[self.at - 1]

    def group_end(self) -> int | None:
        """Return the place behind the group that opens here, or `None` if none does."""
        if self._ends is None:
            self._ends = group_ends(self.source)
        return self._ends.get(self.at)

    def raw_argument(self) -> str:
        """Return the next group as it is written, without its braces."""
        end = self.group_end()
        if end is None:
            return ""
        start, self.at = self.at + 1, end
        return self.source[start : end - 1]

    def math_argument(self, depth: int) -> str:
        """Return the next group read as a formula."""
        end = self.group_end()
        if end is None:
            return self.argument(depth)
        self.at += 1
        return self._math_until(end - 1, 1, depth)

    def dollars(self, depth: int) -> str:
        """Return the formula that a dollar opens, or the dollar where it opens none."""
        source, start = self.source, self.at
        end = start
        while (end := source.find("$", end)) > 0 and source[end - 1] == "\\":
            end += 1
        if end == start and end < len(source):  # `$$`, a displayed formula
            end = source.find("$$", start + 1)
            self.at += 1
            return self._math_until(end, 2, depth) if end > 0 else "$$"
        if end < 0 or not _is_formula(source[start:end]):
            return "$"
        return self._math_until(end, 1, depth)

    def _math_until(self, end: int, closer: int, depth: int) -> str:
        inner = _Math(self.source[self.at : end])
        self.at = end + closer
        found = inner.formula(depth + 1)
        self.unknown += inner.unknown
        return found


class _Math(_Decoder):
    """Reads a formula."""

    def formula(self, depth: int, nested: bool = False) -> str:
        """Return what stands up to the end of the group, or of the formula."""
        found: list[str] = []
        source = self.source
        while match := _MATH_TOKEN.search(source, self.at):
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
            elif token[0] == "\\":
                found.append(self.command(match[1] or match[2] or "", depth))
            else:
                found.append(" ")
        found.append(source[self.at :])
        self.at = len(source)
        return "".join(found)

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
        if name in tables.FONTS:
            return wrap(tables.FONTS[name], self.argument(depth))
        if name in ("frac", "tfrac", "dfrac", "nicefrac", "sfrac"):
            return f"{self.argument(depth)}/{self.argument(depth)}"
        if name in tables.FUNCTIONS:
            return f"{name} " if self.source[self.at : self.at + 1].isalnum() else name
        if name == "sqrt":
            return f"√{self.argument(depth)}"
        if name in tables.SWITCHES:
            return ""
        if name in (",", ";", ":", "!", ">") or name in ("{", "}"):
            return name if name in "{}" else ""
        return super().command(name, depth)

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


def _is_formula(inner: str) -> bool:
    """Return whether what stands between two dollars is a formula, not a text between two prices."""
    if any(sign in inner for sign in "\\^_{"):
        return True
    return bool(inner) and len(inner) < 60 and inner[0] != " " and inner[-1] != " " and not inner[0].isdigit()


def _keeps_small(inner: str) -> bool:
    return any(word.islower() and len(word) > 1 and word not in _SMALL_WORDS for word in _WORD.findall(plain(inner)))


def wrap(tag: str, inner: str) -> str:
    """Return a text in the markup of a tag; blanks at its ends stay outside."""
    if not tag or not inner.strip():
        return inner
    if tag in _WRAPS:
        opener, closer = _WRAPS[tag]
        return f"{opener}{inner}{closer}"
    return tag[0] + inner + tag[1]


def compose(base: str, accent: str) -> str:
    """Return a text with an accent on its first letter: `i` under an acute → `í`."""
    first = {"ı": "i", "ȷ": "j"}.get(base[:1], base[:1])
    return unicodedata.normalize("NFC", first + accent) + base[1:] if base else ""
