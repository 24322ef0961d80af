"""Rich text written as LaTeX: see `refexport.text.latex`."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain

from refexport.text.latex_raw import is_balanced
from refexport.text.latex_signs import has_signs, script, whole_roots, with_formulas
from refexport.text.latex_text import OWN_TEX, is_own_tex
from refexport.text.rich import pieces, plain

_DOUBLED = re.compile(r"[!?]{2}")
_ESCAPE = re.compile(
    r"[\\{}$&%#_^~]|\n+|-(?=-)|`|'(?=')|[!?](?=[!?`])|T(?=EL)|(?<=\n)@|<(?=/?[a-zA-Z])|(?<=&)(?=#?\w{2,8};)"
)
_ESCAPES = {
    "\\": "\\textbackslash{}",
    "~": "\\~{}",
    "^": "\\^{}",
    "@": "{}@",
    "<": "{<}",
    "-": "-{}",
    "`": "`{}",
    "'": "'{}",
    "!": "!{}",
    "?": "?{}",
    # Zotero reads `TEL`, `!!` and `?!` as the single characters that Unicode has for them.
    "T": "T{}",
}
_COMMANDS = {"<i>": "\\textit{", "<b>": "\\textbf{", "<sc>": "\\textsc{"}
_SCRIPTS = {"<sup>": "^", "<sub>": "_"}
_HOLDER = "\ufdd1"
"""A noncharacter that stands for a formula while the text around it is written."""
_WORD = re.compile(r"[^\W\d_]+")

Protect = Callable[[str], str]
"""Puts braces around the capitals of an escaped text."""


def is_safe(text: str, signs: bool = False) -> bool:
    """Return whether a text is its own LaTeX, and reads back as itself.

    Args:
        text: any text.
        signs: whether it may have signs that pdfLaTeX knows only in formulas.
    """
    return not _is_special(text) and "  " not in text and (signs or not has_signs(text))


def _is_special(text: str) -> bool:
    """Return whether something in a text must be escaped, or might be."""
    # One look for each sign takes a fraction of what a regular expression does.
    return (
        "\\" in text
        or "{" in text
        or "}" in text
        or "$" in text
        or "&" in text
        or "%" in text
        or "#" in text
        or "_" in text
        or "^" in text
        or "~" in text
        or "<" in text
        or "`" in text
        or "\n" in text
        or "--" in text
        or "''" in text
        or "TEL" in text
        or (("!" in text or "?" in text) and _DOUBLED.search(text) is not None)
        or text.strip() != text
    )


def encode(text: str, protect: Protect | None = None, formulas: bool = True) -> str:
    """Return a rich text as LaTeX whose braces are balanced.

    Args:
        text: with CSL's inline markup.
        protect: puts braces around the capitals of what stands outside markup.
        formulas: write signs and letters of formulas as commands, for pdfLaTeX; else as the characters they are.
    """
    formulas = formulas and has_signs(text)
    if not _is_special(text):
        text = protect(text) if protect else text
        return with_formulas(text) if formulas else text
    own: list[str] = []
    if "$" in text and "\\" in text and _HOLDER not in text and "<su" not in text:
        text = OWN_TEX.sub(lambda match: _held(match, own), text)
    if "<" in text:
        written = _Encoder(protect, formulas).encode(text)
    else:
        escaped = protect(escape(text)) if protect else escape(text)
        written = with_formulas(escaped) if formulas else escaped
    if own:
        around = written.split(_HOLDER)
        written = "".join(chain.from_iterable(zip(around, [*own, ""], strict=True)))
    return written


def _held(match: re.Match[str], own: list[str]) -> str:
    """Return what holds the place of a formula that stands in a text as its own TeX, and keep the formula."""
    if not is_own_tex(match[1]):
        return match[0]
    own.append(f"{{${match[1]}$}}")  # in braces, as BibTeX's styles make small letters of titles
    return _HOLDER


def escape(text: str) -> str:
    """Return a plain text with what is special to TeX escaped."""
    balanced = ("{" in text or "}" in text) and is_balanced(text)
    return _ESCAPE.sub(lambda match: _escaped(match[0], balanced), text)


def _escaped(sign: str, balanced: bool) -> str:
    if not sign:
        return "{}"  # parts what would be read as an entity: `\\&{}amp;`
    if sign in "{}":
        # BibTeX counts even escaped braces.
        return f"\\{sign}" if balanced else ("\\textbraceleft{}" if sign == "{" else "\\textbraceright{}")
    if sign[0] == "\n":
        return f"{sign}\n"  # an empty line ends a paragraph, one more is one more
    return _ESCAPES.get(sign) or f"\\{sign}"


class _Encoder:
    """Writes one text: its pieces one after the other, those of tags that pair as commands."""

    def __init__(self, protect: Protect | None, formulas: bool) -> None:
        self.protect = protect
        self.formulas = formulas
        self.open: list[str] = []
        """Tags that are open."""

    def encode(self, text: str) -> str:
        found = pieces(text)
        paired = _paired(found)
        out = []
        before = ""
        for place, (is_tag, piece) in enumerate(found):
            # A tag that nothing closes, or that closes nothing, is text.
            if not is_tag or place not in paired:
                out.append(self._text(piece, is_tag))
            elif piece.startswith("</"):
                out.append(self._closing(self.open.pop()))
            else:
                out.append(self._opening(piece, before))
                self.open.append(piece)
            before = piece
        written = "".join(out)
        return whole_roots(written) if self.formulas else written

    def _text(self, piece: str, is_tag: bool) -> str:
        escaped = escape(piece)
        if not self.open:
            escaped = self.protect(escaped) if self.protect and not is_tag else escaped
        elif self.open[-1] in _SCRIPTS:
            return script(piece, escaped, self.formulas)
        elif not _SCRIPTS.keys().isdisjoint(self.open):
            return escaped
        return with_formulas(escaped) if self.formulas else escaped

    def _opening(self, opener: str, before: str) -> str:
        in_formula = bool(self.open) and self.open[-1] in _SCRIPTS
        if opener in _SCRIPTS:
            nucleus = "{}" if before.startswith("</") else ""  # two scripts of one kind have none in common
            return f"{nucleus if in_formula else '$'}{_SCRIPTS[opener]}{{"
        command = _COMMANDS.get(opener, "\\textsc{" if "small-caps" in opener else "{{" if "nocase" in opener else "")
        return f"\\textrm{{{command}" if in_formula and command[:1] != "\\" else command

    def _closing(self, opener: str) -> str:
        in_formula = bool(self.open) and self.open[-1] in _SCRIPTS
        if opener in _SCRIPTS:
            return "}" if in_formula else "}$"
        if opener in _COMMANDS or "small-caps" in opener:
            return "}"
        closer = "}}" if "nocase" in opener else ""
        return f"{closer}}}" if in_formula else closer


def _paired(found: list[tuple[bool, str]]) -> frozenset[int]:
    """Return the places of the tags that open or close something."""
    open: list[int] = []
    paired: list[int] = []
    for place, (is_tag, piece) in enumerate(found):
        if is_tag and not piece.startswith("</"):
            open.append(place)
        elif is_tag and open and piece[2:-1] == found[open[-1]][1][1:].partition(" ")[0].rstrip(">"):
            paired += [open.pop(), place]
    return frozenset(paired)


def words(text: str) -> list[str]:
    """Return the words of a rich text, without markup."""
    return _WORD.findall(plain(text))
