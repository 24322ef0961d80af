"""JSON of many items cut between two of them: an array, one that an object wraps, or an object a line.

Where an item may end is guessed from how the first one begins, and then asked of the JSON parser: what stands before
the border must be whole items.  Of a text that is broken no border is found, and it is read in one piece.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain

import msgspec

from refexport import parts
from refexport.source import Source
from refexport.syntax.json_items import PARTIAL

_OPENER = re.compile(r'\s*(?:\{\s*"(?:items|references|records|data|results|citationItems|works)"\s*:\s*)?\[')
_LINES = re.compile(r"\s*\{[^\n]*\}[ \t]*\n\{")
_FIRST = re.compile(r'\s*(\{\s*"(?:[^"\\]|\\.)*")')
_TRIED = 64
"""Places of a part that are tried as its end."""


def parts_of(source: Source) -> Iterator[Source]:
    """Yield the parts of a JSON text, each a JSON text of its own."""
    head = source.head
    opener = _OPENER.match(head)
    first = _FIRST.match(head, opener.end()) if opener else None
    if _LINES.match(head):
        yield from _marked(parts.cut(source, parts.before_line("{")))
    elif first:
        yield from _Array(first[1]).parts(source)
    else:
        yield from parts.cut(source, lambda text: 0)


def _marked(found: Iterator[Source]) -> Iterator[Source]:
    """Yield parts, marked as such if there is more than one."""
    first = next(found)
    second = next(found, None)
    if second is None:
        yield first
        return
    for part in chain([first, second], found):
        part.shared = PARTIAL
        yield part


class _Array:
    """An array on its way to be cut."""

    def __init__(self, needle: str) -> None:
        self.needle = needle
        self.opened = False

    def parts(self, source: Source) -> Iterator[Source]:
        found = parts.cut(source, self._border)
        part = next(found)
        opener = ""
        for number, following in enumerate(found):
            if not number:
                match = _OPENER.match(part.text)
                opener = match[0] if match else ""
                part = source.part(part.text[len(opener) :], 1 + opener.count("\n"))
            yield source.part(f"[{_without_comma(part.text)}]", part.first_line, PARTIAL)
            part = following
        if opener:
            text = _whole("[" + part.text) if "{" in opener else "[" + part.text
            part = source.part(text, part.first_line, PARTIAL)
        yield part

    def _border(self, text: str) -> int:
        start = 0
        if not self.opened and (match := _OPENER.match(text)):
            start = match.end()
        place = len(text)
        for _ in range(_TRIED):
            place = text.rfind(self.needle, start + 1, place)
            if place < 0:
                return 0
            comma = text[max(start, place - 64) : place].rstrip().endswith(",")
            if comma and _are_items(_without_comma(text[start:place])):
                self.opened = True
                return place
        return 0


def _without_comma(text: str) -> str:
    return text.rstrip().removesuffix(",")


def _are_items(text: str) -> bool:
    try:
        msgspec.json.decode(f"[{text}]", type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False
    return True


def _whole(text: str) -> str:
    """Return the array that a text begins with, without what follows it in the object around it."""
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return text
    return text[:end]
