"""LaTeX as people put it into bibliographies, read as rich text: see `refexport.text.latex`."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from refexport.text.latex_formula import Formula
from refexport.text.latex_text import TextReader
from refexport.text.rich import from_html

_ENTITY = re.compile(r"(?:\{\\&\}|\\?&)(#\d{1,6}|#[xX][0-9a-fA-F]{1,5}|[a-zA-Z]{2,8}\d?);")
_BLANKS = re.compile(r"[ \t]*\n[ \t\n]*|[ \t]{2,}|\t")
_QUOTED = re.compile(r"\ufdd0([^\ufdd0']*(?:'\w[^\ufdd0']*)*)'(?!\w)")
"""What TeX's single quote opens, here a noncharacter, and a straight one closes that is no apostrophe in a word."""


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
    """Return the rich text of a LaTeX text, and what in it could not be said, a remark each."""
    if "&" in text or "</" in text:
        text = _without_html(text)
    reader = TextReader(text, Formula)
    found = reader.text(0)
    if "\ufdd0" in found:
        found = _QUOTED.sub(r"‘\1’", found).replace("\ufdd0", "‘")
    if not found.isascii():
        found = unicodedata.normalize("NFC", found)
    return found.strip(" \n\t"), tuple(dict.fromkeys(reader.remarks))


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
