"""Inline rich text: CSL's markup in strings, and what HTML and other formats make of it.

A rich text is a `str` in which only CSL's own tags are markup: `<i>`, `<b>`,
`<sup>`, `<sub>`, `<span style="font-variant:small-caps;">` and
`<span class="nocase">`.  Every other `<`, and every `&`, stands for itself.

Source: CSL-JSON's HTML-like tags, CSL 1.0.2 documentation, "HTML-like formatting tags".
"""

from __future__ import annotations

import html
import re

SMALL_CAPS = '<span style="font-variant:small-caps;">'
"""Opens small capitals; `</span>` closes."""
NO_CASE = '<span class="nocase">'
"""Opens a text whose capitals stay; `</span>` closes."""

TAG = re.compile(
    r"</?(?:i|b|sup|sub|sc)>|</span>|<span (?:style=\"font-variant: ?small-caps;?\"|class=\"(?:nocase|nodecor)\")>"
)
"""One of CSL's inline tags."""

_ANY_TAG = re.compile(
    r"</?([a-zA-Z][\w:.-]*)((?:\s+[\w:.-]+(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=]+))?)*)\s*/?>"
)
_OURS = {
    "i": "i", "em": "i", "italic": "i", "jats:italic": "i", "cite": "i",
    "b": "b", "strong": "b", "bold": "b", "jats:bold": "b",
    "sup": "sup", "jats:sup": "sup", "superscript": "sup",
    "sub": "sub", "inf": "sub", "jats:sub": "sub", "subscript": "sub",
}  # fmt: skip
_CAPS = frozenset({"sc", "scp", "jats:sc", "smallcaps"})
_BREAKS = frozenset({"br", "p", "div", "li", "jats:p", "jats:title", "jats:sec", "title", "h1", "h2", "h3", "h4"})
_PLAIN = frozenset(
    "a span font u small big tt code abbr ul ol jats:styled-content jats:xref jats:ext-link jats:list jats:list-item "
    "jats:monospace jats:underline mml:math mml:mi mml:mn mml:mo mml:mrow mml:msub mml:msup mml:mtext html body".split()
)


def plain(text: str) -> str:
    """Return a rich text without its markup.

    Args:
        text: text with CSL inline markup.

    Returns:
        The bare text: `The <i>FTO</i> gene` → `The FTO gene`.
    """
    return TAG.sub("", text) if "<" in text else text


def pieces(text: str) -> list[tuple[bool, str]]:
    """Return a rich text cut at its tags, as `(whether it is a tag, text)`; no piece is empty.

    `The <i>FTO</i>` → `[(False, "The "), (True, "<i>"), (False, "FTO"), (True, "</i>")]`.
    """
    found: list[tuple[bool, str]] = []
    start = 0
    for match in TAG.finditer(text) if "<" in text else ():
        if match.start() > start:
            found.append((False, text[start : match.start()]))
        found.append((True, match[0]))
        start = match.end()
    if start < len(text):
        found.append((False, text[start:]))
    return found


def from_html(text: str) -> str:
    """Return HTML or JATS inline markup as rich text: entities resolved, `<em>` as `<i>`, other known tags gone.

    What is no known tag is text: `p < 0.05` and `<unknown>` stay.

    Args:
        text: such as `The <em>FTO</em> gene &amp; obesity`.
    """
    if "<" in text:
        closers: list[str] = []
        text = _ANY_TAG.sub(lambda match: _from_tag(match, closers), text)
    return unescape(text)


def _from_tag(match: re.Match[str], closers: list[str]) -> str:
    name, attributes = match[1].lower(), match[2].lower()
    closing, empty = match[0].startswith("</"), match[0].endswith("/>")
    if name in _OURS:
        return "" if empty else f"<{'/' if closing else ''}{_OURS[name]}>"
    if name in _CAPS or name == "span":
        return _from_span(name, attributes, closing, closers)
    if name in _BREAKS:
        return "\n" if name == "br" or closing else ""
    return "" if name in _PLAIN else match[0]


def _from_span(name: str, attributes: str, closing: bool, closers: list[str]) -> str:
    # A span that says nothing to CSL opens and closes as nothing; the stack tells which close is whose.
    if closing:
        return closers.pop() if closers else ""
    opener = ""
    if name != "span" or "small-caps" in attributes:
        opener = SMALL_CAPS
    elif "nocase" in attributes:
        opener = NO_CASE
    closers.append("</span>" if opener else "")
    return opener


def unescape(text: str) -> str:
    """Return a text with HTML's entities resolved: `AT&amp;T` → `AT&T`."""
    return html.unescape(text) if "&" in text else text


def to_html(text: str) -> str:
    """Return a rich text as HTML: its markup kept, everything else escaped."""
    if "<" not in text and "&" not in text and ">" not in text:
        return text
    return "".join(piece if tag else html.escape(piece, quote=False) for tag, piece in pieces(text))
