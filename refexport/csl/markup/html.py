"""HTML, with the tags and class names of citeproc-js, which style sheets in use expect.

A list carries the styles that it cannot do without (a hanging indent, a
margin for labels) in its elements, so that it is right without a style sheet.

Source: the CSL test suite's expected results.
"""

from __future__ import annotations

import re

from refexport.csl import tree
from refexport.reference_list import Layout
from refexport.registry import Markup
from refexport.text.characters import clean

_ESCAPES = {"&": "&#38;", "<": "&#60;", ">": "&#62;"}
_TABLE = str.maketrans(_ESCAPES)
_MARGIN = '<div class="csl-left-margin">'
_INLINE = '<div class="csl-right-inline">'
_LABEL = re.compile(rf"{_MARGIN}(.*?)</div>")
_TAG = re.compile("<[^>]*>|&#[0-9]+;")


def escape(text: str) -> str:
    """Return a text without characters that are HTML's own."""
    text = clean(text)
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
    tree.LEFT_MARGIN: (f"\n    {_MARGIN}", "</div>"),
    tree.RIGHT_INLINE: (_INLINE, "</div>\n  "),
    tree.INDENT: ('<div class="csl-indent">', "</div>\n  "),
}


def document(entries: list[str], layout: Layout) -> str:
    """Return entries as a `div` of `div`s."""
    style = "padding-left: 2em; text-indent: -2em;" if layout.hanging_indent else ""
    if layout.second_field_align:
        width = max((len(_TAG.sub("", match[1])) for entry in entries if (match := _LABEL.search(entry))), default=0)
        entries = [_aligned(entry, 0.6 * width + 0.5) for entry in entries]
        style = "clear: left;" + (f" {style}" if style else "")
    attribute = f' style="{style}"' if style else ""
    rows = "".join(f'  <div class="csl-entry"{attribute}>{entry}</div>\n' for entry in entries)
    return f'<div class="csl-bib-body">\n{rows}</div>\n'


def _aligned(entry: str, width: float) -> str:
    """Return an entry whose label stands beside its text."""
    margin = f'{_MARGIN[:-1]} style="float: left; width: {width:.1f}em;">'
    return entry.replace(_MARGIN, margin).replace(_INLINE, f'{_INLINE[:-1]} style="margin-left: {width:.1f}em;">')


MARKUP = Markup(id="html", name="HTML", suffixes=(".html", ".htm"), escape=escape, nodes=_NODES, document=document)
