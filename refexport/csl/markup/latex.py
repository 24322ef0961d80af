r"""LaTeX: commands of its kernel alone, text as UTF-8.

A label in the margin is a box, so that an entry stands right in any list; the
whole list is a `list` environment, which no style of the document numbers.

Source: LaTeX2e unofficial reference manual, "Special characters", "Font
styles", "list"; LaTeX News 31 (`\textulc`).
"""

from __future__ import annotations

import re

from refexport.csl import tree
from refexport.csl.markup.base import BREAK, GAP, one_line, settle_breaks
from refexport.reference_list import Layout
from refexport.registry import Markup
from refexport.text.latex_text import OWN_TEX, is_own_tex

_MARGIN = "2.5em"
_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\char`\"{}", "`": r"\textasciigrave{}", "'": r"\textquotesingle{}",
    "[": "{[}", "]": "{]}", "\u00a0": "~",
}  # fmt: skip
_TABLE = str.maketrans(_ESCAPES)
_LIGATURE = re.compile(r"(?<=-)-|(?<=,),")
"""Marks that TeX's fonts join to the like before."""


def escape(text: str) -> str:
    """Return a text in which nothing is a command, but for those of a formula that stands in it as its own TeX."""
    if "$" in text and "\\" in text:
        pieces = OWN_TEX.split(one_line(text))
        return "".join(_formula(piece) if place % 2 else _escaped(piece) for place, piece in enumerate(pieces))
    return _escaped(one_line(text))


def _escaped(text: str) -> str:
    return _LIGATURE.sub(r"{}\g<0>", text.translate(_TABLE))


def _formula(source: str) -> str:
    return f"${source}$" if is_own_tex(source) else _escaped(f"${source}$")


def _command(name: str) -> tuple[str, str]:
    return f"\\{name}{{", "}"


_NODES = {
    tree.ITALIC: _command("textit"),
    tree.OBLIQUE: _command("textsl"),
    tree.UPRIGHT: _command("textup"),
    tree.BOLD: _command("textbf"),
    tree.NORMAL_WEIGHT: _command("textmd"),
    tree.UNDERLINE: _command("underline"),
    tree.SUPERSCRIPT: _command("textsuperscript"),
    tree.SUBSCRIPT: _command("textsubscript"),
    tree.SMALL_CAPS: _command("textsc"),
    tree.NO_SMALL_CAPS: _command("textulc"),
    tree.BLOCK: (BREAK, BREAK),
    tree.INDENT: (f"{BREAK}\\hspace*{{2em}}", BREAK),
    tree.LEFT_MARGIN: (f"\\makebox[{_MARGIN}][l]{{", f"}}{GAP}"),
    tree.RIGHT_INLINE: (GAP, ""),
}


def _finish(text: str) -> str:
    # Once more: two texts may have come together.
    return _LIGATURE.sub(r"{}\g<0>", settle_breaks(text.strip(" "), "\\par{}", ""))


def document(entries: list[str], layout: Layout) -> str:
    """Return entries as a list without labels, indented as the style has it."""
    indent = _MARGIN if layout.second_field_align else "2em" if layout.hanging_indent else "0pt"
    lengths = {"leftmargin": indent, "itemindent": f"-{indent}".replace("-0pt", "0pt"), "labelwidth": "0pt",
               "labelsep": "0pt", "itemsep": f"{max(0, layout.entry_spacing)}\\parsep"}  # fmt: skip
    settings = "".join(f"\\setlength{{\\{name}}}{{{value}}}" for name, value in lengths.items())
    rows = "".join(f"\\item[] {entry}\n" for entry in entries)
    return f"\\begin{{list}}{{}}{{{settings}}}\n{rows}\\end{{list}}\n" if entries else ""


MARKUP = Markup(
    id="latex", name="LaTeX", suffixes=(".tex",), escape=escape, nodes=_NODES, document=document, finish=_finish
)
