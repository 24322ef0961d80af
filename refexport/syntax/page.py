"""The lines of a page as a reader sees them, from the text or from the HTML that a browser saves.

Source: HTML Living Standard, "Rendering": which elements begin a line, and which are never shown.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from refexport.errors import InputError
from refexport.source import Source
from refexport.text.rich import plain

_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_TAG = re.compile(r"<(?:div|p|h[1-6]|li|span|table|section|article)\b[^>]*>", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")

_UNSEEN = frozenset(
    "script style template noscript svg math head nav header footer form aside select iframe object title".split()
)
_INLINE = frozenset(
    "a abbr b bdi bdo button cite code data dfn em font i img ins kbd label mark nobr q s samp small span strong sub "
    "sup td th time u var wbr".split()
)
_SPACED = frozenset("td th span label button a".split())
NUMBER = re.compile(r"(\d{1,4})\.(?:\s+(.*))?")
"""The number of an entry, and what follows it on its line."""

_MARKUP = {"i": "i", "em": "i", "sub": "sub", "sup": "sup"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_WHOLE = re.compile(r"<(i|b)>([^<]*)</\1>")


class Line(NamedTuple):
    """A line of the page that is not blank."""

    number: int
    """Line in the source, counted from 1."""
    text: str
    """Text with CSL inline markup, blanks at its ends cut."""
    heading: bool = False
    """Whether it is the main heading of an HTML page."""


def is_html(text: str) -> bool:
    """Return whether a text is an HTML page."""
    return bool(_HTML.match(text)) or len(_TAG.findall(text[:20000])) > 3


def page_lines(source: Source) -> list[Line]:
    """Return the lines of a page, blank ones left out.

    Raises:
        InputError: it is HTML that cannot be read at all.
    """
    text = source.text
    if is_html(text):
        return _lines_of_html(text, source.name)
    lines = (Line(number, " ".join(line.split())) for number, line in enumerate(text.split("\n"), start=1))
    return [line for line in lines if line.text]


def _lines_of_html(text: str, name: str) -> list[Line]:
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(_DECLARATION.sub("", text), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise InputError(f"{name}: there is nothing to read in this HTML page")
    walk = _Walk()
    skipped = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        # Without recursion, as pages may be nested to any depth.
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                walk.text(element.tail)
            continue
        if event == "start" and _is_unseen(element):
            skipped = element
        elif event == "start":
            walk.start(element)
        else:
            walk.end(element)
    walk.end_line()
    return walk.lines


def _is_unseen(element: Any) -> bool:
    if element.tag in _UNSEEN or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN.search(element.get("style", "")))


class _Walk:
    """Puts lines together while the elements of a page pass."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._pieces: list[str] = []
        self._number = 0
        self._counts: list[int] = []
        self._heading = False

    def start(self, element: Any) -> None:
        tag = element.tag
        if tag not in _INLINE:
            self.end_line()
        if not self._pieces:
            self._number = element.sourceline or 0
        if tag == "ol":
            self._counts.append(_number(element.get("start")) or 1)
        elif tag == "li" and self._counts and element.getparent().tag == "ol":
            self.lines.append(Line(self._number, f"{self._counts[-1]}."))
            self._counts[-1] += 1
        elif tag == "h1":
            self._heading = True
        elif tag in _MARKUP:
            self._pieces.append(f"<{_MARKUP[tag]}>")
        elif tag in _SPACED:
            self._space()
        self.text(element.text)

    def end(self, element: Any) -> None:
        tag = element.tag
        if tag in _MARKUP:
            self._pieces.append(f"</{_MARKUP[tag]}>")
        elif tag not in _INLINE:
            self.end_line()
        if tag == "ol" and self._counts:
            self._counts.pop()
        self.text(element.tail)

    def _space(self) -> None:
        # Cells and labels stand apart on the screen, whatever blank there is in the source.
        if self._pieces and self._pieces[-1][-1:].isalnum():
            self._pieces.append(" ")

    def text(self, text: str | None) -> None:
        if not text:
            return
        if not self._pieces and not text.strip():
            return
        self._pieces.append(text)

    def end_line(self) -> None:
        text = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        if text:
            self.lines.append(Line(self._number, _without_empty_markup(text), self._heading))
        self._heading = False


def _without_empty_markup(text: str) -> str:
    if "<" not in text:
        return text
    text = re.sub(r"<(i|sub|sup)>(\s*)</\1>", r"\2", text)
    match = _WHOLE.fullmatch(text)
    return (match[2] if match else text).strip()


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 9 else None


def numbered_entries(lines: list[Line], closing: re.Pattern[str]) -> list[tuple[int, str]]:
    """Return line and text of each entry of a numbered list, or without any number, of each line.

    Args:
        lines: of the list.
        closing: what stands at the end of an entry; what follows is no part of the list until the next number, or
            a line that ends so too.
    """
    entries: list[tuple[int, list[str]]] = []
    numbered = any(NUMBER.fullmatch(line.text) for line in lines)
    expected = 1
    for line in lines:
        text = plain(line.text)
        closed = bool(entries and entries[-1][1] and closing.search(entries[-1][1][-1]))
        match = NUMBER.fullmatch(text)
        if match and (int(match[1]) == expected or (closed and int(match[1]) > expected)):
            entries.append((line.number, []))
            expected, text, closed = int(match[1]) + 1, match[2] or "", False
        elif match and int(match[1]) == expected - 1 and entries and not entries[-1][1]:
            text = match[2] or ""  # a list's own number, and one in its text
        elif not closing.fullmatch(text) and (not numbered or (closed and closing.search(text))):
            entries.append((line.number, []))
            closed = False
        if not entries or closed or not text:
            continue
        if not entries[-1][1]:
            entries[-1] = (line.number, [])
        entries[-1][1].append(text)
    return [(line, " ".join(texts)) for line, texts in entries]
