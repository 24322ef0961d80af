"""Page ranges: the style's `page-range-format` and the locale's delimiter.

Source: CSL 1.0.2 specification, "Page Ranges" and Appendix V.
"""

from __future__ import annotations

import re

_RANGE = re.compile(r"([a-zA-Z]*[0-9]*?[a-zA-Z]*)(\d+)\s*[-–—]\s*([a-zA-Z]*[0-9]*?[a-zA-Z]*)(\d+)(?![\w])")
_SIMPLE = re.compile(r"(?<![\w–-])([^\W\d_]*)(\d+)(\s*)[-–](\s*)([^\W\d_]*)(\d+)(?![\w–-])")
_HYPHEN = re.compile(r"(?<=[\w\]])\s*[-–](?=\s*[\w\[])\s*")


def format_pages(text: str, style: str, delimiter: str) -> str:
    """Return pages with their ranges in a format.

    Args:
        text: such as `321-8, 400-407`.
        style: `expanded`, `minimal`, `minimal-two`, `chicago`, `chicago-15`, `chicago-16`, or nothing.
        delimiter: the locale's, an en dash by default.
    """
    text = text.replace("\\-", "\0")
    if style:
        text = _SIMPLE.sub(lambda match: _range(match, style, delimiter), text)
    text = _HYPHEN.sub(delimiter, text) if not style else _HYPHEN.sub(delimiter, text)
    return text.replace("\0", "-")


def _range(match: re.Match[str], style: str, delimiter: str) -> str:
    before, first, _, _, after, last = match.groups()
    if before != after and after:
        return f"{before}{first}{delimiter}{after}{last}"
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    if len(last) == len(first):
        last = _shorten(first, last, style)
    if style == "expanded":
        last = before + last
    elif before and after:
        last = after + last if style not in ("minimal", "minimal-two") else last
    return f"{before}{first}{delimiter}{last}"


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
    number = int(first)
    if number < 100 or number % 100 == 0:
        return last
    if number % 100 < 10:
        return _minimal(first, last, 1)
    if style != "chicago-16" and len(first) == 4:
        # Three digits or more that change in a number of four are given in full.
        short = _minimal(first, last, 2)
        return last if len(short) >= 3 else short
    return _minimal(first, last, 2)
