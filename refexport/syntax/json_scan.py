"""The JSON values that stand one after the other in a text, however they are wrapped, and the pieces that are none.

Time grows with the length of the text, whatever is broken in it: Python's decoder counts the lines of all that it was
given whenever it fails, so it is given little, and more only where the value goes on.

Source: RFC 8259.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from refexport.limits import advice, is_value_deeper, nesting

_DIGITS = 1000
"""Of a number that stays one; Python makes no number of more than 4,300."""


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) < _DIGITS else digits


_DECODER = json.JSONDecoder(parse_int=_integer)
_LENIENT = json.JSONDecoder(parse_int=_integer, strict=False)
_OPENER = re.compile(r"[\[{]")
_OBJECT = re.compile(r"\{(?=\s{0,1000}[\"}])")
"""What may begin an object; of longer blanks none is looked for."""
_SKIPPED = re.compile(r"[\s,\[\]]*")
_ARRAY = re.compile(r'"(?:items|references|records|data|results|citationItems|works)"\s*:\s*\[')
_NEXT = re.compile(r"\}\s*,\s*(?=\{\s*\")")
"""Between an object and another."""
_NESTED = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{}]', re.S)

_WINDOW = 4096
"""Characters that are decoded at first."""
_LONGEST_WORD = 12
"""Characters before the end of a text within which a word, a number or an escape may be cut off."""


class Broken:
    """A piece that is no JSON."""

    __slots__ = ("position", "reason")

    def __init__(self, position: int, reason: str) -> None:
        self.position, self.reason = position, reason


class TooDeep(Broken):
    """A value that is nested deeper than it may be."""


def too_deep() -> str:
    """Return what is said of a value that is nested too deep."""
    return f"it is nested more than {nesting()} deep; {advice('nesting')}"


def scan(text: str) -> Iterator[tuple[int, Any]]:
    """Yield position and value of each object, brackets and commas around them skipped; broken pieces too."""
    position, wrapped = _start(text)
    most, is_closed = nesting(), True
    while True:
        match = _SKIPPED.match(text, position)
        assert match is not None  # it matches nothing, too
        position = match.end()
        if position >= len(text) or (wrapped and "]" in match[0]):
            return
        try:
            value, end = _decode(text, position)
        except json.JSONDecodeError as error:
            place = position + error.pos
            yield position, Broken(place, error.msg[0].lower() + error.msg[1:].removesuffix(" starting at"))
            following = _OBJECT.search(text, max(place, position + 1))
            if following is None:
                return
            position = following.start()
            continue
        except RecursionError:
            value, end = TooDeep(position, too_deep()), _nested_end(text, position) if is_closed else 0
            if not end:  # nor will any behind it that is as deep be closed
                following, is_closed = _NEXT.search(text, position), False
                end = following.end() if following else len(text)
        if is_value_deeper(value, most):
            value = TooDeep(position, too_deep())
        yield position, value
        position = end


def _decode(text: str, position: int) -> tuple[Any, int]:
    """Return the value at a position, and where it ends; line breaks within strings are let pass.

    Raises:
        json.JSONDecodeError: there is no value; the place in it is counted from the position.
    """
    try:
        return _decode_with(_DECODER, text, position)
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Invalid control character"):
            raise
        try:
            return _decode_with(_LENIENT, text, position)
        except json.JSONDecodeError:
            # A string that is not closed swallows the items behind it: broken it is where its line ends.
            raise error from None


def _decode_with(decoder: json.JSONDecoder, text: str, position: int) -> tuple[Any, int]:
    size = _WINDOW
    while True:
        window = text[position : position + size]
        try:
            value, end = decoder.raw_decode(window)
        except json.JSONDecodeError as error:
            is_whole = position + size >= len(text)
            is_cut = error.pos >= len(window) - _LONGEST_WORD or error.msg.startswith("Unterminated")
            if is_whole or not is_cut:
                raise
        else:
            # A number goes on for all that its decoder knows.
            if end < len(window) or position + size >= len(text):
                return value, position + end
        size *= 4


def _nested_end(text: str, position: int) -> int:
    """Return where a value that is nested too deep for any decoder ends: behind its last bracket; 0 without one."""
    depth = 0
    for match in _NESTED.finditer(text, position):
        sign = match[0]
        depth += (sign in "[{") - (sign in "]}")
        if not depth:
            return match.end()
    return 0


def _start(text: str) -> tuple[int, bool]:
    """Return where the items begin, and whether that is in an array within an object that wraps it."""
    opener = _OPENER.search(text)
    if opener is None:
        return 0, False
    array = _ARRAY.search(text) if opener[0] == "{" else None
    return (array.end(), True) if array else (opener.start(), False)
