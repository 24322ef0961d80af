"""Attributes that many elements share: affixes and formatting, as pieces of a flat tree.

Source: CSL 1.0.2 specification, "Affixes", "Formatting", "Display".
"""

from __future__ import annotations

import re

from refexport.csl.rich import parse
from refexport.csl.style import Element
from refexport.csl.tree import END, FORMATTING, FORMATTING_ORDER
from refexport.text.characters import clean

_APOSTROPHE = re.compile(r"(?<=\w)'")


def literal(text: str) -> str:
    """Return a text of a style as a flat tree: its inline markup read, its own marks of punctuation kept together."""
    return parse(clean(text))


def _affix(text: str) -> str:
    text = parse(clean(text), quotes=False)
    return _APOSTROPHE.sub("’", text) if "'" in text else text


def affixes(element: Element) -> tuple[str, str]:
    """Return prefix and suffix of an element."""
    return _affix(element.get("prefix")), _affix(element.get("suffix"))


def formatting(element: Element) -> tuple[str, str]:
    """Return what opens and closes the nodes of an element's formatting attributes."""
    nodes = "".join(
        FORMATTING[name, element.attributes[name]]
        for name in FORMATTING_ORDER
        if (name, element.attributes.get(name, "")) in FORMATTING
    )
    return nodes, END * len(nodes)
