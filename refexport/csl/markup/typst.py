"""Typst: text with every sign of its syntax escaped, formatting by functions that a semicolon ends.

Source: Typst documentation, "Syntax" (markup mode, escape sequences, comments),
"Text", "Paragraph".
"""

from __future__ import annotations

import re

from refexport.csl import tree
from refexport.csl.markup.base import BREAK, GAP, one_line, settle_breaks
from refexport.reference_list import Layout
from refexport.registry import Markup

_SPECIAL = re.compile(
    r"""[\\#*_`$<>@\[\]~'"=+]"""
    r"|(?<![a-zA-Z0-9])-|-(?![a-zA-Z0-9])"  # `--`, `-?` and a sign before digits turn into other characters
    r"|(?<![^\s/])/|(?<=/)/"  # terms of a list; addresses, which end where an escape stands; comments
    r"|(?<=\.)\.|^[.;]"
)
_ENUM = re.compile(r"^(\s*\d+)\.(?=\s|$)")
"""A text may stand at the beginning of a content block, where lists and headings begin."""


def escape(text: str) -> str:
    """Return a text in which nothing is Typst's."""
    return _ENUM.sub(r"\1\\.", _SPECIAL.sub(r"\\\g<0>", one_line(text)))


def _call(function: str) -> tuple[str, str]:
    # The semicolon ends the expression: what follows may begin like an argument or a method.
    return f"#{function}[", "];"


_NODES = {
    tree.ITALIC: _call('text(style: "italic")'),
    tree.OBLIQUE: _call('text(style: "oblique")'),
    tree.UPRIGHT: _call('text(style: "normal")'),
    tree.BOLD: _call('text(weight: "bold")'),
    tree.LIGHT: _call('text(weight: "light")'),
    tree.NORMAL_WEIGHT: _call('text(weight: "regular")'),
    tree.UNDERLINE: _call("underline"),
    tree.SUPERSCRIPT: _call("super"),
    tree.SUBSCRIPT: _call("sub"),
    tree.SMALL_CAPS: _call("smallcaps"),
    tree.BLOCK: (BREAK, BREAK),
    tree.INDENT: (f"{BREAK}#h(2em);", BREAK),
    tree.LEFT_MARGIN: ("#box(width: 2.5em)[", f"];{GAP}"),
    tree.RIGHT_INLINE: (GAP, ""),
}


def _finish(text: str) -> str:
    return settle_breaks(text.strip(" "), "#linebreak();", "")


def document(entries: list[str], layout: Layout) -> str:
    """Return entries as paragraphs in a block of their own, so that its settings end with it."""
    indent = "2.5em" if layout.second_field_align else "2em" if layout.hanging_indent else "0pt"
    rows = "\n\n".join(entries)
    spacing = 0.65 + 0.6 * max(0, layout.entry_spacing)
    return f"#[\n#set par(hanging-indent: {indent}, spacing: {spacing:.2f}em)\n\n{rows}\n]\n" if entries else ""


MARKUP = Markup(
    id="typst", name="Typst", suffixes=(".typ",), escape=escape, nodes=_NODES, document=document, finish=_finish
)
