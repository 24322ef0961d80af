"""HTML, with the tags and class names of citeproc-js, which style sheets in use expect.

Source: the CSL test suite's expected results.
"""

from __future__ import annotations

from refexport.csl import tree
from refexport.csl.markup.base import BibliographyLayout, Markup

_ESCAPES = {"&": "&#38;", "<": "&#60;", ">": "&#62;"}
_TABLE = str.maketrans(_ESCAPES)


def escape(text: str) -> str:
    """Return a text without characters that are HTML's own."""
    return text.translate(_TABLE) if "&" in text or "<" in text or ">" in text else text


def _span(style: str) -> tuple[str, str]:
    return f'<span style="{style};">', "</span>"


_NODES = {
    tree.ITALIC: ("<i>", "</i>"),
    tree.OBLIQUE: ("<em>", "</em>"),
    tree.UPRIGHT: _span("font-style:normal"),
    tree.BOLD: ("<b>", "</b>"),
    tree.LIGHT: _span("font-weight:light"),
    tree.NORMAL_WEIGHT: _span("font-weight:normal"),
    tree.UNDERLINE: _span("text-decoration:underline"),
    tree.NO_UNDERLINE: _span("text-decoration:none"),
    tree.SUPERSCRIPT: ("<sup>", "</sup>"),
    tree.SUBSCRIPT: ("<sub>", "</sub>"),
    tree.BASELINE: ('<span style="baseline">', "</span>"),
    tree.SMALL_CAPS: _span("font-variant:small-caps"),
    tree.NO_SMALL_CAPS: _span("font-variant:normal"),
    tree.BLOCK: ('\n\n    <div class="csl-block">', "</div>\n"),
    tree.LEFT_MARGIN: ('\n    <div class="csl-left-margin">', "</div>"),
    tree.RIGHT_INLINE: ('<div class="csl-right-inline">', "</div>\n  "),
    tree.INDENT: ('<div class="csl-indent">', "</div>\n  "),
}


def document(entries: list[str], layout: BibliographyLayout) -> str:
    """Return entries as a `div` of `div`s."""
    style = ' style="padding-left: 2em; text-indent: -2em;"' if layout.hanging_indent else ""
    rows = "".join(f'  <div class="csl-entry"{style}>{entry}</div>\n' for entry in entries)
    return f'<div class="csl-bib-body">\n{rows}</div>\n'


MARKUP = Markup(id="html", name="HTML", escape=escape, nodes=_NODES, document=document)
