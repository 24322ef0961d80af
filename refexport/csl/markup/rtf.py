"""RTF, which Word and LibreOffice open; everything that is not ASCII is written as Unicode numbers.

Source: Rich Text Format Specification 1.9.1, "Conventions of an RTF Reader",
"Unicode RTF", "Paragraph Text", "Font (Character) Formatting Properties".
"""

from __future__ import annotations

import re

from refexport.csl import tree
from refexport.csl.markup.base import BREAK, GAP, one_line, settle_breaks
from refexport.reference_list import Layout
from refexport.registry import Markup

_INDENT = 720
"""Of what hangs, in twentieths of a point: half an inch."""
_SPECIAL = re.compile(r"[\\{}]|[^ -~]")
_HEAD = r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\froman Times New Roman;}}\f0\fs24"


def escape(text: str) -> str:
    """Return a text in which nothing is a control."""
    return _SPECIAL.sub(_escaped, one_line(text))


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    if char in "\\{}":
        return f"\\{char}"
    units = char.encode("utf-16-le", "surrogatepass")
    # RTF's numbers are signed 16-bit units, each followed by what old readers show in its place.
    return "".join(f"\\u{int.from_bytes(units[at : at + 2], 'little', signed=True)}?" for at in range(0, len(units), 2))


def _control(word: str) -> tuple[str, str]:
    return f"{{\\{word} ", "}"


_NODES = {
    tree.ITALIC: _control("i"),
    tree.OBLIQUE: _control("i"),
    tree.UPRIGHT: _control("i0"),
    tree.BOLD: _control("b"),
    tree.NORMAL_WEIGHT: _control("b0"),
    tree.UNDERLINE: _control("ul"),
    tree.NO_UNDERLINE: _control("ulnone"),
    tree.SUPERSCRIPT: _control("super"),
    tree.SUBSCRIPT: _control("sub"),
    tree.BASELINE: _control("nosupersub"),
    tree.SMALL_CAPS: _control("scaps"),
    tree.NO_SMALL_CAPS: _control("scaps0"),
    tree.BLOCK: (BREAK, BREAK),
    tree.INDENT: (f"{BREAK}\\tab ", BREAK),
    tree.LEFT_MARGIN: ("", GAP),
    tree.RIGHT_INLINE: (GAP, ""),
}


def _finish(text: str) -> str:
    return settle_breaks(text.strip(" "), "\\line ", "\\tab ")


def document(entries: list[str], layout: Layout) -> str:
    """Return entries as the paragraphs of a whole document."""
    hanging = layout.hanging_indent or layout.second_field_align
    indent = rf"\li{_INDENT}\fi-{_INDENT}\tx{_INDENT}" if hanging else ""
    spacing = rf"\sl{240 * max(1, layout.line_spacing)}\slmult1\sa{120 * max(0, layout.entry_spacing)}"
    rows = "".join(f"\\pard{indent}{spacing} {entry}\\par\n" for entry in entries)
    return f"{_HEAD}\n{rows}}}\n"


MARKUP = Markup(
    id="rtf", name="RTF", suffixes=(".rtf",), escape=escape, nodes=_NODES, document=document, finish=_finish
)
