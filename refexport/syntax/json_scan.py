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

import msgspec

from refexport.limits import advice, nesting

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


def is_deeper(written: object, value: object, most: int) -> bool:
    """Return whether lists and mappings stand more than so many deep in a value.

    Args:
        written: the value's JSON, by whose brackets most values are seen to be shallow, or something else.
        value: decoded.
        most: levels.
    """
    if isinstance(written, str):
        written = written.encode("utf-8", "surrogatepass")
    if isinstance(written, bytes | msgspec.Raw) and _is_shallow(bytes(written), most):
        return False
    return _is_value_deeper(value, most)


def _is_shallow(data: bytes, most: int) -> bool:
    """Return whether JSON is surely not nested deeper: it has few brackets, or they pair within so many rounds."""
    if data.count(b"{") + data.count(b"[") <= most:
        return True
    brackets = data.translate(None, _NO_BRACKETS)
    for _ in range(most):
        # Each round takes away the innermost; brackets in strings may leave some that do not pair.
        before, brackets = len(brackets), brackets.replace(b"[]", b"").replace(b"{}", b"")
        if not brackets or len(brackets) == before:
            break
    return not brackets


_NO_BRACKETS = bytes(sign for sign in range(256) if sign not in b"[]{}")


def _is_value_deeper(value: object, most: int) -> bool:
    """Return whether lists and mappings stand more than so many deep in a decoded value."""
    level = [value]
    for _ in range(most + 1):
        below: list[object] = []
        for each in level:
            if isinstance(each, dict):
                below += [inner for inner in each.values() if isinstance(inner, dict | list)]
            elif isinstance(each, list):
                below += [inner for inner in each if isinstance(inner, dict | list)]
        if not below:
            return False
        level = below
    return True


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
        if _is_value_deeper(value, most):
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
