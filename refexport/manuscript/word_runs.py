"""Formatted text for word processors: a markup whose output is read as pieces, and pieces as runs of Word.

The markup opens a node by a control and a letter, and closes it by another control: no value and no XML holds
controls, so nothing in the data can be taken for formatting.

Source: ECMA-376, part 1, section 17.3.2 (run properties, whose order the schema fixes).
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from refexport.csl import tree
from refexport.csl.markup.base import BREAK, GAP, one_line, settle_breaks
from refexport.manuscript.word_package import Element
from refexport.manuscript.word_story import w
from refexport.reference_list import Layout
from refexport.registry import Markup

_OPEN, _CLOSE = "\x02", "\x03"
_TOKEN = re.compile(f"{_OPEN}.|[{_CLOSE}{BREAK}{GAP}]|[^{_OPEN}{_CLOSE}{BREAK}{GAP}]+", re.S)
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Format:
    """Formatting of a piece; `None` leaves what is around it."""

    italic: bool | None = None
    bold: bool | None = None
    underline: bool | None = None
    small_caps: bool | None = None
    raised: str | None = None
    """`superscript`, `subscript` or `baseline`."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one formatting; a line break is `\\n`, a tab `\\t`."""

    text: str
    format: Format


_CHANGES: dict[str, tuple[str, Any]] = {
    tree.ITALIC: ("italic", True),
    tree.OBLIQUE: ("italic", True),
    tree.UPRIGHT: ("italic", False),
    tree.BOLD: ("bold", True),
    tree.LIGHT: ("bold", False),
    tree.NORMAL_WEIGHT: ("bold", False),
    tree.UNDERLINE: ("underline", True),
    tree.NO_UNDERLINE: ("underline", False),
    tree.SMALL_CAPS: ("small_caps", True),
    tree.NO_SMALL_CAPS: ("small_caps", False),
    tree.SUPERSCRIPT: ("raised", "superscript"),
    tree.SUBSCRIPT: ("raised", "subscript"),
    tree.BASELINE: ("raised", "baseline"),
}
_LETTERS = {node: chr(ord("a") + place) for place, node in enumerate(_CHANGES)}
_BY_LETTER = {_LETTERS[node]: change for node, change in _CHANGES.items()}

_NODES = {
    **{node: (_OPEN + letter, _CLOSE) for node, letter in _LETTERS.items()},
    tree.BLOCK: (BREAK, BREAK),
    tree.INDENT: (f"{BREAK}{GAP}", BREAK),
    tree.LEFT_MARGIN: ("", GAP),
    tree.RIGHT_INLINE: (GAP, ""),
}


def escape(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return _NOT_IN_XML.sub("", one_line(text))


def _finish(text: str) -> str:
    return settle_breaks(text.strip(" "), "\n", "\t")


def _document(entries: list[str], layout: Layout) -> str:
    return "".join(f"{plain(entry)}\n" for entry in entries)


MARKUP = Markup(id="docx", name="Word", escape=escape, nodes=_NODES, document=_document, finish=_finish)


def pieces(text: str) -> list[Piece]:
    """Return a text in our markup as pieces, neighbours of one formatting joined."""
    out: list[Piece] = []
    stack = [Format()]
    for token in _TOKEN.findall(text):
        if token[0] == _OPEN and token[1] in _BY_LETTER:
            name, value = _BY_LETTER[token[1]]
            stack.append(replace(stack[-1], **{name: value}))
        elif token == _CLOSE:
            if len(stack) > 1:
                stack.pop()
        elif token[0] not in (_OPEN, BREAK, GAP):
            if out and out[-1].format == stack[-1]:
                token = out.pop().text + token
            out.append(Piece(token, stack[-1]))
    return out


def plain(text: str) -> str:
    """Return the characters of a text in our markup."""
    return "".join(piece.text for piece in pieces(text))


_ORDER = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath ins del moveFrom moveTo rPrChange"
).split()
_RANK = {w(name): place for place, name in enumerate(_ORDER)}


def runs(text: str, like: Element | None = None) -> list[Element]:
    """Return a text in our markup as runs.

    Args:
        text: in our markup.
        like: run properties that the runs take over, under the formatting of the text; they are copied.
    """
    return [_run(piece, like) for piece in pieces(text)]


def _run(piece: Piece, like: Element | None) -> Element:
    from lxml import etree

    run = etree.Element(w("r"))
    properties = deepcopy(like) if like is not None else etree.Element(w("rPr"))
    for change in properties.findall(w("rPrChange")):
        # A tracked change of formatting is one of the text that was there.
        properties.remove(change)
    _apply(properties, piece.format)
    if len(properties):
        run.append(properties)
    for part in re.split("([\n\t])", piece.text):
        if part == "\n":
            etree.SubElement(run, w("br"))
        elif part == "\t":
            etree.SubElement(run, w("tab"))
        elif part:
            run.append(text_element(part))
    return run


def text_element(text: str, tag: str = "t") -> Element:
    """Return a `w:t`, or another element of text, that keeps its blanks."""
    from lxml import etree

    element = etree.Element(w(tag))
    set_text(element, text)
    return element


def set_text(element: Element, text: str) -> None:
    """Give an element a text and, where it needs it, the order to keep its blanks."""
    element.text = text
    if text != text.strip() or "  " in text:
        element.set(_SPACE, "preserve")


def _apply(properties: Element, format: Format) -> None:
    for name, value in (("b", format.bold), ("i", format.italic), ("smallCaps", format.small_caps)):
        if value is not None:
            _set(properties, name, None if value else "0")
    if format.underline is not None:
        _set(properties, "u", "single" if format.underline else "none")
    if format.raised is not None:
        _set(properties, "vertAlign", format.raised)


def _set(properties: Element, name: str, value: str | None) -> None:
    """Set a run property in the place that the schema has for it; without a value it is just on."""
    from lxml import etree

    tag = w(name)
    for old in properties.findall(tag):
        properties.remove(old)
    element = etree.Element(tag)
    if value is not None:
        element.set(w("val"), value)
    rank = _RANK[tag]
    place = next((at for at, each in enumerate(properties) if _RANK.get(each.tag, 0) > rank), len(properties))
    properties.insert(place, element)
