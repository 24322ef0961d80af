"""Dates of tagged formats, read and written: a year, a full date, a season, or the text of a date.

Source: RIS format specification, `PY` and `DA`; EndNote's tagged format, `%D` and `%8`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from refexport.record import Date
from refexport.syntax.tagged import one_line
from refexport.text.calendar import SEASON_NAMES
from refexport.text.dates import edtf, parse_date, readable

TAGGED_DATE = re.compile(r"(\d{4})(?:/(\d{0,2})(?:/(\d{0,2})(?:/\s*(.*))?)?)?")
"""`YYYY/MM/DD/other`, of which all but the year may be missing or empty."""
YEAR_TAGS = frozenset({"PY", "%D", "YR"})
"""Tags that hold the year, where another holds the date."""


@lru_cache(maxsize=8192)
def parse_tagged_date(text: str) -> Date | None:
    """Return the date of `YYYY/MM/DD/other`, any part but the year empty, or of any other text.

    Source: RIS specification (Reference Manager 10), "Date fields".
    """
    match = TAGGED_DATE.fullmatch(text)
    if not match:
        return parse_date(text)
    if match[4] and (said := _said_behind(match[1], match[3] or "", match[4])):
        return said
    parts: list[int] = []
    for part in match.groups()[:3]:
        if not part or not int(part):
            break
        parts.append(int(part))
    if not parts:
        # A year of zeros is Zotero's for none: what stands behind the slashes is all that is said.
        alone = match[4] and not (match[2] or match[3])
        return Date(literal=f"{match[1]} {match[4]}" if alone else text)
    date = parse_date("-".join(f"{part:02d}" for part in parts).zfill(4))
    if date and date.literal:
        date = parse_date(f"{parts[0]:04d}")
    other = match[4]
    if other and date and len(date.start) == 1:
        more = parse_date(f"{other} {parts[0]:04d}")
        return more if more and parts[0] in (*more.start[:1], *more.end[:1]) else date
    return date


def _said_behind(year: str, day: str, other: str) -> Date | None:
    """Return the date that a text behind the slashes says with the year, where Zotero put what it did not understand.

    `1751///1772` was `1751-1772`, `2012//27/décembre` was `27 décembre 2012`.
    """
    if re.fullmatch(r"\d{4}", other) and int(year) <= int(other) and not day:
        return parse_date(f"{year}-{other}")
    if day and other.isalpha():
        date = parse_date(f"{int(day)} {other} {year}")
        return date if date and len(date.start) == 3 else None
    return None


@lru_cache(maxsize=8192)
def is_said(text: str, date: Date | None) -> bool:
    """Return whether a date says what a text of a tag says, alone or with the year of another tag."""
    match = TAGGED_DATE.fullmatch(text)
    if match and match[4] and parse_tagged_date(text) == parse_tagged_date(text.removesuffix(match[4])):
        return False
    said = parse_tagged_date(text)
    if said is None or date is None or said == date:
        return True
    if said.literal and date.literal:
        return f" {said.literal} " in f" {date.literal} "
    if said.literal and date.start and str(date.start[0]) in said.literal:
        return False  # the year and a word that is no part of a date: `2021x`
    if said.literal or said.circa or said.season or said.end:
        return parse_date(f"{date.year} {text}") == date
    return said.start == date.start[: len(said.start)]


def better_date(held: Date | None, tag: str, text: str) -> Date | None:
    """Return the date that two tags say together."""
    date = parse_tagged_date(text)
    if held is None or date is None or held == date:
        return date or held
    full, year = (date, held) if tag not in YEAR_TAGS else (held, date)
    if full.start and year.start and len(full.start) == 1 and not (full.end or full.season or full.circa):
        return year if year.start[0] == full.start[0] else full
    if full.start:
        return full
    together = parse_date(f"{edtf(year)} {full.literal}") if year.start else None
    if together and together.start:
        return together
    if year.start or f"{full.literal} ".startswith(f"{year.literal} "):
        return year if year.start else full
    return Date(literal=f"{year.literal} {full.literal}")


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


@cache
def date_line(date: Date) -> str:
    """Return a date as `YYYY/MM/DD/`, a season behind the slashes, other dates as people write them.

    Zotero splits what has slashes into year, month and day, and takes any other text as it stands.
    """
    if not date.start or date.end or date.circa or date.start[0] < 1000:
        return readable(date) or one_line(edtf(date))
    parts = [f"{part:02d}" for part in date.start] + [""] * (3 - len(date.start))
    return "/".join(parts) + "/" + (SEASON_NAMES[date.season - 1] if date.season else "")


def plain_date(date: Date) -> str:
    """Return a date as `2020-10-21`, a season as `Spring 1998`, other dates as EDTF or their text."""
    if date.season and date == Date(date.start[:1], season=date.season) and date.start[0] >= 1000:
        return f"{SEASON_NAMES[date.season - 1]} {date.start[0]}"
    return one_line(edtf(date))
