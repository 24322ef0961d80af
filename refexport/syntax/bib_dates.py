"""The dates of an entry: `year`, `month` and `day`, BibLaTeX's `date`, and how both are written.

Source: BibTeX, "btxdoc", `month` and `year`; BibLaTeX manual 3.20, section 2.3.8 (EDTF levels 0 and 1).
"""

from __future__ import annotations

import re
from functools import lru_cache

from refexport.record import Date
from refexport.syntax.bib_lenient import MONTHS
from refexport.text.calendar import SEASON_NAMES
from refexport.text.dates import edtf, make_date, make_parts, parse_date

_NUMBERS: dict[str, int] = {
    name: number for number, month in enumerate(MONTHS, start=1) for name in (month, month[:3], f"{month[:3]}.")
}
_MONTHS_OF_YEAR = re.compile(r"(\d{1,2})\s*[-/]{1,2}\s*(\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})\s*[.~ -]*\s*([^\W\d_]{3,}\.?)|([^\W\d_]{3,}\.?)\s*[.~ ,-]*\s*(\d{1,2})")


@lru_cache(maxsize=8192)
def read_issued(date: str, year: str, month: str, day: str) -> tuple[Date | None, str]:
    """Return the date that the fields of an entry say, and the month if that is not in it.

    Args:
        date: BibLaTeX's field, decoded; the others are BibTeX's.  What is absent is empty.
        year: a year, or whatever stands in its place.
        month: a number, a name, a range, or a day and a month.
        day: of some programs.
    """
    whole = parse_date(date) if date else None
    if whole and (whole.start or not year):
        return whole, "" if _has_month(whole, month) else month
    if not year:
        return (parse_date(f"{month} {day}".strip()), "") if month else (None, "")
    number = _NUMBERS.get(month.lower())
    if year.isdecimal() and len(year) == 4 and year != "0000" and (number or not month):
        return Date(make_parts(year, str(number) if number else None, day if day.isdecimal() else None)), ""
    if (match := _MONTHS_OF_YEAR.fullmatch(month)) and len(year) == 4 and year.isdecimal():
        first, last = sorted((int(match[1]), int(match[2])))
        if 0 < first < last < 13:
            return Date((int(year), first), (int(year), last)), ""
    if match := _DAY_MONTH.fullmatch(month):
        month, day = match[2] or match[3], match[1] or match[4]
    found = make_date(year, month or None, day or None) or make_date(year, month or None)
    if month and not (found and found.start):
        alone = parse_date(year)
        if alone and alone.start:
            return alone, month
    return found, ""


def _has_month(date: Date, month: str) -> bool:
    """Return whether a date says what stands in the field for its month."""
    number = int(month) if month.isdecimal() and len(month) < 3 else _NUMBERS.get(month.lower())
    if number and len(date.start) > 1:
        return number == date.start[1]
    return month.replace("-", "–") in ("", _month(date)) or _DAY_MONTH.fullmatch(month) is not None


@lru_cache(maxsize=8192)
def write_issued(date: Date) -> tuple[tuple[str, str, bool], ...]:
    """Return BibTeX's fields for a date as `(name, value, whether it is a macro)`.

    A date with a day, or one that year, month and day do not say in full, stands in `date` too: BibTeX does not know
    that field, but Zotero reads it first, and knows no day otherwise.
    """
    start, plain = date.start, not (date.end or date.season or date.circa or date.literal)
    if plain and start and start[0] > 999:
        fields = [("year", str(start[0]), False)]
        if len(start) > 1:
            fields.append(("month", MONTHS[start[1] - 1][:3], True))
        if len(start) > 2:
            fields += [("day", str(start[2]), False), ("date", edtf(date), False)]
        return tuple(fields)
    text = _text(date)
    fields = [("year", _year(date) or text, False)]
    if month := _month(date):
        fields.append(("month", month, False))
    return (*fields, ("date", text, False))


def _year(date: Date) -> str:
    if not date.start:
        return ""
    first, last = date.start[0], date.end[0] if date.end else date.start[0]
    year = _era(first) if first == last else f"{_era(first)}–{_era(last)}"
    return f"ca. {year}" if date.circa else year


def _era(year: int) -> str:
    return f"{-year} BC" if year < 0 else str(year)


def _month(date: Date) -> str:
    if date.season:
        return SEASON_NAMES[date.season - 1] if date.season <= len(SEASON_NAMES) else ""
    parts = [parts for parts in (date.start, date.end) if len(parts) > 1 and 1 <= parts[1] <= 12]
    names = [MONTHS[month - 1].capitalize() for _, month, *_ in parts]
    return "–".join(dict.fromkeys(names))


def _text(date: Date) -> str:
    """Return a date as people write it, if that reads back as the same; else as EDTF."""
    text = ""
    if date.season and len(date.start) == 1 and not date.end:
        text = f"{_month(date)} {_year(date)}"
    elif date.circa and len(date.start) == 1 and not date.end:
        text = _year(date)
    return text if text and parse_date(text) == date else edtf(date)


def keeps(date: Date) -> bool:
    """Return whether a date reads back as itself from EDTF."""
    return parse_date(edtf(date)) == date


def is_open_range(text: str) -> bool:
    """Return whether a text is EDTF's range without end or beginning, which biber takes and a `Date` cannot say."""
    return _OPEN_RANGE.fullmatch(text) is not None


_OPEN_RANGE = re.compile(r"-?\d{4}(?:-\d\d){0,2}/(?:\.\.)?|(?:\.\.)?/-?\d{4}(?:-\d\d){0,2}")


def is_more_than_year(text: str) -> bool:
    """Return whether Zotero takes no more than the year from a text in `year`: from one in `date` it takes all."""
    return not text.isdigit() and re.search(r"\d{4}", text) is not None
