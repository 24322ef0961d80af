"""Dates as people and formats write them, parsed to `Date`.

Source: EDTF level 1 (ISO 8601-2), and the date fields of RIS, BibTeX and MEDLINE.
"""

from __future__ import annotations

import re
from functools import lru_cache

from refexport.record import Date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
"""English month names, full and short, lower case, to 1–12."""

_ISO = re.compile(r"(-?\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?/?")
_YEAR_FIRST = re.compile(r"(\d{4}),?\s+([A-Za-z]+)\.?(?:\s+(\d{1,2}))?")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})\s+)?([A-Za-z]+)\.?,?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]+)\.?\s+(\d{1,2}),?\s+(\d{4})")


@lru_cache(maxsize=4096)
def parse_date(text: str) -> Date | None:
    """Return the date that a text says; a text that says none is kept as `Date.literal`.

    Args:
        text: such as `2020-10-21`, `2020/10`, `2020 Oct 21`, `October 2020`, `2019/2020`.

    Returns:
        The date, or `None` for a blank text.
    """
    text = text.strip()
    if not text:
        return None
    parts = _parts(text)
    return Date(parts) if parts else Date(literal=text)


def _parts(text: str) -> tuple[int, ...]:
    if match := _ISO.fullmatch(text):
        return make_parts(*match.groups())
    if match := _YEAR_FIRST.fullmatch(text):
        return _with_month(match[1], match[2], match[3])
    if match := _DAY_FIRST.fullmatch(text):
        return _with_month(match[3], match[2], match[1])
    if match := _MONTH_FIRST.fullmatch(text):
        return _with_month(match[3], match[1], match[2])
    return ()


def _with_month(year: str, month: str, day: str | None) -> tuple[int, ...]:
    number = MONTHS.get(month.lower())
    return make_parts(year, str(number), day) if number else ()


def make_parts(year: str, month: str | None = None, day: str | None = None) -> tuple[int, ...]:
    """Return year, month and day as numbers, cut where one is absent or impossible; empty without a year."""
    parts = [int(year)]
    if month and 1 <= int(month) <= 12:
        parts.append(int(month))
        if day and 1 <= int(day) <= 31:
            parts.append(int(day))
    return tuple(parts)
