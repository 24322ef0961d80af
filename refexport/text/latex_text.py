"""LaTeX in text mode, read as rich text, and what reading formulas has in common with it."""

from __future__ import annotations

import re
import unicodedata

from refexport.limits import nesting
from refexport.text import latex_tables as tables
from refexport.text.latex_alphabets import ALPHABETS, styled
from refexport.text.latex_raw import group_ends, is_balanced, unescape_raw
from refexport.text.rich import NO_CASE, SMALL_CAPS, TAG, plain

MAX_SWITCHES = 20
"""Switches of one text that take effect: each costs stack until the end of its group."""

_TOKEN = re.compile(r"\\(?:([a-zA-Z]+)\*?[ \t\n]*|(.)|$)|[{}$~]|-{2,}|``|''|[?!]`|`(?!\{\})", re.S)
_LENGTH = re.compile(
    r"=?\s*(?:[+-]?\s*(?:\d+[.,]?\d*|[.,]\d+)\s*(?:(?:true\s*)?(?:[emc]m|ex|pt|in|pc|bp|dd|cc|sp|mu))?)?\s?"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_RUNS = re.compile(" {2,}")
_ENDS_FORMULA = re.compile(r"^(?:\S+|.*[<>=].*)(?<=[\w)\]!'*])$")
OWN_TEX = re.compile(r"\$(?=[^$\\]*\\[a-zA-Z])(?! )([^$]+)(?<! )\$")
"""A formula that may stand in a text as its own TeX: see `is_own_tex`."""
_COMMAND = re.compile(r"\\([a-zA-Z]+|.|$)", re.S)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{(?:[pbvB]|small)?matrix\*?\}|\\(?:begin|end)\{cases\}")
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


class TextReader:
    """Reads one text, by recursive descent over its groups."""

    def __init__(self, source: str, formulas: type[TextReader]) -> None:
        self.source = source
        self.formulas = formulas
        """What reads the formulas in the text."""
        self.at = 0
        self.deepest = nesting()
        """Braces nested deeper than this are left out: they cost stack."""
        self.switches = 0
        self.unsaid = False
        """Whether something in a formula is more than a text says."""
        self.remarks: list[str] = []
        """What was left out or guessed."""
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
        if source.startswith("\\", start) or inner.startswith("$") or not self._is_word(start - 1, self.at):
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
        if name in ALPHABETS:
            return styled(ALPHABETS[name], self.argument(depth))
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
        if name in tables.LENGTHS:
            self.at = _LENGTH.match(self.source, self.at).end()  # type: ignore[union-attr]
            return ""
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
        return symbol if symbol is not None else self.unknown(name, depth)

    def unknown(self, name: str, depth: int) -> str:
        """Return what stands for a command that is not known: its argument, or else its name.

        At the start of a group, `{\\manfnt META}`, it is a switch of fonts, and says nothing itself.
        """
        source, at = self.source, self.at
        is_switch = source[: source.rfind("\\", 0, at)].endswith("{") and not source.startswith(("}", "{}"), at)
        if not is_switch and (not source.startswith("{", at) or source.startswith("{}", at)):
            self.remarks.append(f"unknown command \\{name} taken for its name")
            return name
        self.remarks.append(f"unknown command \\{name} left out")
        return self._group_argument(depth)

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
        if end < 0 or not _is_formula(source[start:end], source[end + 1 : end + 2]):
            return "$"
        return self._math_until(end, 1, depth)

    def _math_until(self, end: int, closer: int, depth: int) -> str:
        inner = self.formulas(self.source[self.at : end], self.formulas)
        self.at = end + closer
        found = inner.formula(depth + 1)
        if "  " in found:
            found = _RUNS.sub(" ", found)
        if inner.unsaid:
            source = inner.source.strip()
            if not inner.remarks and is_own_tex(source):
                return f"${source}$"
            self.remarks.append(f"a formula that no text says in full: ${source}$")
        self.remarks += inner.remarks
        return found

    def formula(self, depth: int, nested: bool = False) -> str:
        """Return what stands up to the end of the group, or of the text, read as a formula."""
        raise NotImplementedError


def is_own_tex(source: str) -> bool:
    """Return whether a formula may stand in a text as its own TeX: none of its commands does more than print."""
    if any(sign in source for sign in "$%#\n") or not is_balanced(source) or TAG.search(source):
        return False
    ends = _ENVIRONMENT.sub("", source)
    return all(match[1] in tables.PRINTING for match in _COMMAND.finditer(ends))


def _is_formula(inner: str, follows: str) -> bool:
    """Return whether what stands between two dollars is a formula, not a text between two prices."""
    if any(sign in inner for sign in "\\^_{"):
        return True
    if not inner or len(inner) > 59 or inner[0] == " " or inner[-1] == " ":
        return False
    # `$5` may be a price, and `$5-$10` two; `$3$-manifold` and `$1/f$ noise` are formulas.
    return not inner[0].isdigit() or (_ENDS_FORMULA.search(inner) is not None and not follows.isdigit())


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
