"""Plain text: no markup at all, and nothing to escape."""

from __future__ import annotations

from refexport.csl import tree
from refexport.csl.markup.base import BibliographyLayout, Markup, lines

_NODES = {
    tree.BLOCK: ("\n", "\n"),
    tree.INDENT: ("\n    ", "\n"),
    tree.LEFT_MARGIN: ("", ""),
    tree.RIGHT_INLINE: ("", ""),
}


def escape(text: str) -> str:
    """Return a text as it is."""
    return text


def document(entries: list[str], layout: BibliographyLayout) -> str:
    """Return entries as lines."""
    return lines([entry.strip() for entry in entries], layout)


MARKUP = Markup(id="text", name="Plain text", escape=escape, nodes=_NODES, document=document)
