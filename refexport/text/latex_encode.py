"""Rich text written as LaTeX: see `refexport.text.latex`."""

from __future__ import annotations

import re
from collections.abc import Callable

from refexport.text.rich import pieces, plain

_DOUBLED = re.compile(r"[!?]{2}")
_ESCAPE = re.compile(
    r"[\\{}$&%#_^~]|\n+|-(?=-)|`(?=`)|'(?=')|[!?](?=[!?`])|T(?=EL)|(?<=\n)@|<(?=/?[a-zA-Z])|(?<=&)(?=#?\w{2,8};)"
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
    """Writes one text, its markup as a stack of open tags."""

    def __init__(self, protect: Protect | None) -> None:
        self.protect = protect
        self.stack: list[tuple[str, list[str], list[str]]] = [("", [], [])]

    def encode(self, text: str) -> str:
        for is_tag, piece in pieces(text):
            if not is_tag:
                self._text(piece)
            elif piece.startswith("</"):
                self._close(piece)
            else:
                self.stack.append((piece, [], []))
        while len(self.stack) > 1:  # an open tag that nothing closes is text
            opener, found, raw = self.stack.pop()
            self._add(escape(opener) + "".join(found), opener + "".join(raw))
        return "".join(self.stack[0][1])

    def _text(self, piece: str) -> None:
        escaped = escape(piece)
        if self.protect and len(self.stack) == 1:
            escaped = self.protect(escaped)
        self._add(escaped, piece)

    def _add(self, encoded: str, raw: str) -> None:
        self.stack[-1][1].append(encoded)
        self.stack[-1][2].append(raw)

    def _close(self, closer: str) -> None:
        opener = self.stack[-1][0]
        if len(self.stack) < 2 or closer[2:-1] != opener[1:].partition(" ")[0].rstrip(">"):
            self._add(escape(closer), closer)
            return
        _, found, raw = self.stack.pop()
        inner, text = "".join(found), "".join(raw)
        self._add(self._command(opener, inner, text), opener + text + closer)

    def _command(self, opener: str, inner: str, text: str) -> str:
        if opener in _SCRIPTS:
            return (
                f"${_SCRIPTS[opener]}{{{inner}}}$"
                if _SCRIPT_TEXT.fullmatch(text)
                else (f"${_SCRIPTS[opener]}{{\\textrm{{{inner}}}}}$")
            )
        if opener in _COMMANDS:
            return f"{_COMMANDS[opener]}{inner}}}"
        if "small-caps" in opener:
            return f"\\textsc{{{inner}}}"
        if "nocase" not in opener:
            return inner
        return f"{{{{{inner}}}}}"


def words(text: str) -> list[str]:
    """Return the words of a rich text, without markup."""
    return _WORD.findall(plain(text))
