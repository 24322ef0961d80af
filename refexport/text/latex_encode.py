"""Rich text written as LaTeX: see `refexport.text.latex`."""

from __future__ import annotations

import re
from collections.abc import Callable

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
_SCRIPT_TEXT = re.compile(r"[0-9+\-=().,*/]+")
_WORD = re.compile(r"[^\W\d_]+")

Protect = Callable[[str], str]
"""Puts braces around the capitals of an escaped text."""


def is_safe(text: str) -> bool:
    """Return whether a text is its own LaTeX, and reads back as itself."""
    return not _is_special(text) and "  " not in text


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


def encode(text: str, protect: Protect | None = None) -> str:
    """Return a rich text as LaTeX whose braces are balanced.

    Args:
        text: with CSL's inline markup.
        protect: puts braces around the capitals of what stands outside markup.
    """
    if not _is_special(text):
        return protect(text) if protect else text
    if "<" not in text:
        return protect(escape(text)) if protect else escape(text)
    return _Encoder(protect).encode(text)


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


def is_balanced(text: str) -> bool:
    """Return whether the braces of a text are balanced, escaped or not, as BibTeX counts them."""
    depth = 0
    for sign in text:
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


class _Encoder:
    """Writes one text: its pieces one after the other, those of tags that pair as commands."""

    def __init__(self, protect: Protect | None) -> None:
        self.protect = protect
        self.open: list[int] = []
        """Places of the tags that are open."""
        self.pieces: list[tuple[bool, str]] = []
        self.out: list[str] = []

    def encode(self, text: str) -> str:
        self.pieces = pieces(text)
        for place, (is_tag, piece) in enumerate(self.pieces):
            escaped = escape(piece)
            if not is_tag and self.protect and not self.open:
                escaped = self.protect(escaped)
            # A tag that nothing closes, or that closes nothing, is text.
            self.out.append(escaped)
            if is_tag and piece.startswith("</"):
                self._close(place, piece)
            elif is_tag:
                self.open.append(place)
        return "".join(self.out)

    def _close(self, place: int, closer: str) -> None:
        opener = self.pieces[self.open[-1]][1] if self.open else ""
        if closer[2:-1] == opener[1:].partition(" ")[0].rstrip(">"):
            start = self.open.pop()
            self.out[start], self.out[place] = self._command(opener, self.pieces[start + 1 : min(place, start + 3)])

    @staticmethod
    def _command(opener: str, inner: list[tuple[bool, str]]) -> tuple[str, str]:
        """Return what stands before and behind the text in a tag, of which the first pieces are given."""
        if opener in _SCRIPTS:
            if len(inner) == 1 and not inner[0][0] and _SCRIPT_TEXT.fullmatch(inner[0][1]):
                return f"${_SCRIPTS[opener]}{{", "}$"
            return f"${_SCRIPTS[opener]}{{\\textrm{{", "}}$"
        if opener in _COMMANDS:
            return _COMMANDS[opener], "}"
        if "small-caps" in opener:
            return "\\textsc{", "}"
        return ("{{", "}}") if "nocase" in opener else ("", "")


def words(text: str) -> list[str]:
    """Return the words of a rich text, without markup."""
    return _WORD.findall(plain(text))
