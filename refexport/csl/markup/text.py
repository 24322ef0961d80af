"""Plain text: no markup at all, and nothing to escape but line ends within a value."""

from __future__ import annotations

from refexport.csl import tree
from refexport.csl.markup.base import BREAK, GAP, lines, one_line, settle_breaks
from refexport.registry import Markup

_NODES = {
    tree.BLOCK: (BREAK, BREAK),
    tree.INDENT: (f"{BREAK}    ", BREAK),
    tree.LEFT_MARGIN: ("", GAP),
    tree.RIGHT_INLINE: (GAP, ""),
}


def _finish(text: str) -> str:
    return settle_breaks(text, "\n").strip()


MARKUP = Markup(
    id="text", name="Plain text", suffixes=(".txt",), escape=one_line, nodes=_NODES, document=lines, finish=_finish
)
