"""Page ranges: the style's `page-range-format` and the locale's delimiter.

Only what is a range beyond doubt is set as one: two numbers with the same
letters before them, or roman numerals.  `3-B` and `N110-5` stay as they are.

Source: CSL 1.0.2 specification, "Page Ranges" and Appendix V.
"""

from __future__ import annotations

import re

from refexport.text.digits import whole

_LONGEST = 2000
"""A longer value is taken as it stands."""
_SEPARATOR = re.compile(r"(,\s+|;\s+|\s*&\s*|\s+and\s+)")
_LABEL = re.compile(r"pp?\.\s*(?=\d)")
_RANGE = re.compile(r"(\d*[^\W\d_]+)?(\d+)([^\W\d_]?)\s*[-–—]+\s*(\d*[^\W\d_]+)?(\d+)([^\W\d_]?)")
_ROMAN = re.compile(r"([ivxlcdm]+|\d+)\s*[-–—]+\s*([ivxlcdm]+|\d+)", re.IGNORECASE)

_SEVERAL = re.compile(r"(\w+-\w+)-(\d+)")
"""More than one hyphen: the last makes the range."""


def format_pages(text: str, style: str, delimiter: str) -> str:
    """Return pages with their ranges in a format.

    Args:
        text: such as `321-8, 400-407`.
        style: `expanded`, `minimal`, `minimal-two`, `chicago`, `chicago-15`, `chicago-16`, or nothing.
        delimiter: the locale's, an en dash by default.
    """
    if text.isdecimal() or len(text) > _LONGEST:
        return text
    pieces = _SEPARATOR.split(_LABEL.sub("", text))
    return "".join(piece if index % 2 else _piece(piece, style, delimiter) for index, piece in enumerate(pieces))


def _piece(text: str, style: str, delimiter: str) -> str:
    match = _RANGE.fullmatch(text.strip())
    if match and match[1] == match[4]:
        return _range(match, style, delimiter)
    match = _ROMAN.fullmatch(text.strip())
    if match:
        return f"{match[1]}{delimiter}{match[2]}"
    match = _SEVERAL.fullmatch(text)
    if match:
        return f"{match[1]}{delimiter}{match[2]}"
    return re.sub(r"(?<=\w)\s+-\s+(?=\w)", "-", text.replace("\\-", "-").replace("–", "-"))


def _range(match: re.Match[str], style: str, delimiter: str) -> str:
    before, first, letter, _, last, last_letter = (group or "" for group in match.groups())
    begin = f"{before}{first}{letter}"
    if not style or letter or last_letter:
        return f"{begin}{delimiter}{before}{last}{last_letter}"
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    if style == "expanded" or first == last or len(first) != len(last):
        return f"{begin}{delimiter}{before}{last}"
    return f"{begin}{delimiter}{_shorten(first, last, style)}"


def _shorten(first: str, last: str, style: str) -> str:
    if style == "minimal":
        return _minimal(first, last, 1)
    if style == "minimal-two":
        return _minimal(first, last, 2)
    if style.startswith("chicago"):
        return _chicago(first, last, style)
    return last


def _minimal(first: str, last: str, least: int) -> str:
    same = 0
    while same < len(last) - least and first[same] == last[same]:
        same += 1
    return last[same:]


def _chicago(first: str, last: str, style: str) -> str:
    number = whole(first)
    if number is None or number < 100 or number % 100 == 0:
        return last
    if number % 100 < 10:
        return _minimal(first, last, 1)
    if style != "chicago-16" and len(first) == 4:
        # Three digits or more that change in a number of four are given in full.
        short = _minimal(first, last, 2)
        return last if len(short) >= 3 else short
    return _minimal(first, last, 2)
