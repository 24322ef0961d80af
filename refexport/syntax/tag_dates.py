"""Dates as tagged formats write them: a year, a full date, a season, or the text of a date.

Source: RIS format specification, `PY` and `DA`; EndNote's tagged format, `%D` and `%8`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

from refexport.record import Date
from refexport.syntax.tag_reader import better_date, parse_tagged_date
from refexport.syntax.tagged import one_line
from refexport.text.dates import edtf, readable


@lru_cache(maxsize=8192)
def issued_lines(date: Date, date_text: Callable[[Date], str]) -> tuple[str, str, bool]:
    """Return the year, the full date (each may be empty), and whether both together say the whole date."""
    if not date.start:
        year, full = one_line(date.literal or ""), ""
    elif date.start[0] < 0 or date.start[0] < 1000:
        year, full = edtf(date), ""
    else:
        year = str(date.start[0])
        full = date_text(date) if date != Date(date.start[:1]) else ""
    back = better_date(parse_tagged_date(year), "DA", full) if full else parse_tagged_date(year)
    return year, full, back == date


SEASONS = ("", "Spring", "Summer", "Autumn", "Winter")


@cache
def date_line(date: Date) -> str:
    """Return a date as `YYYY/MM/DD/`, a season behind the slashes, other dates as people write them.

    Zotero splits what has slashes into year, month and day, and takes any other text as it stands.
    """
    if not date.start or date.end or date.circa or date.start[0] < 1000:
        return readable(date) or one_line(edtf(date))
    parts = [f"{part:02d}" for part in date.start] + [""] * (3 - len(date.start))
    return "/".join(parts) + "/" + (SEASONS[date.season] if date.season else "")


def plain_date(date: Date) -> str:
    """Return a date as `2020-10-21`, a season as `Spring 1998`, other dates as EDTF or their text."""
    if date.season and date == Date(date.start[:1], season=date.season) and date.start[0] >= 1000:
        return f"{SEASONS[date.season]} {date.start[0]}"
    return one_line(edtf(date))
