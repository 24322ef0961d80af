"""Inline elements of XML formats as rich text.

Source: PubMed DTD 2025 (`i`, `b`, `sup`, `sub`, `u`, MathML) and JATS.
"""

from __future__ import annotations

from refexport.syntax.xml import Element, local

_TAGS = {"i": "i", "italic": "i", "em": "i", "b": "b", "bold": "b", "strong": "b", "sup": "sup", "sub": "sub"}
_SCRIPTS = {"msub": "sub", "msup": "sup"}


def rich_of(element: Element | None) -> str:
    """Return the text in an element as rich text on one line; empty for none."""
    if element is None:
        return ""
    if not len(element):
        return " ".join((element.text or "").split())
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: Element) -> list[str]:
    pieces = [element.text or ""]
    for child in element:
        name = local(child)
        tag = _TAGS.get(name)
        if script := _SCRIPTS.get(name):
            pieces += _script(child, script)
        elif tag:
            pieces += [f"<{tag}>", *_pieces(child), f"</{tag}>"]
        else:
            pieces += _pieces(child)
        pieces.append(child.tail or "")
    return pieces


def _script(element: Element, tag: str) -> list[str]:
    """Return MathML's base with its sub- or superscript."""
    base, *rest = ["".join(_pieces(child)) for child in element] or [""]
    return [base, *(f"<{tag}>{piece.strip()}</{tag}>" for piece in rest if piece.strip())]
