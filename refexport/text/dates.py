"""Dates as people and formats write them, parsed to `Date`, and `Date` as EDTF.

Source: EDTF levels 0 and 1 (ISO 8601-2, Library of Congress 2019), and the date fields of RIS, BibTeX,
MEDLINE (`2000 Nov-Dec`) and Web of Science (`SPR 2011`).
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from refexport.record import Date
from refexport.text.calendar import MONTHS, SEASON_NAMES, SEASONS
from refexport.text.digits import whole

_ISO = re.compile(r"([+-]\d{4,9}|\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?/{0,3}(?:[T ]\d\d:?\d\d.*)?")
_UNSPECIFIED = re.compile(r"(\d{4}(?:-\d\d)?)(?:-XX){1,2}")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_MONTH_YEAR = re.compile(r"(0?[1-9]|1[0-2])[ /.-](\d{4})")
_CIRCA = re.compile(r"^(?:c(?:irc)?a\.?|c\.|circa|about|approx(?:\.|imately)?|um)\s*(?=\d|[a-z])|^c(?=\d{4}$)", re.I)
_ERA = re.compile(r"\s*\b(b\.?\s?c\.?(?:\s?e\.?)?|v\.\s?chr\.)\s*$|\s*\b(?:c\.?e\.?|a\.?d\.?)\s*$|^a\.?d\.?\s+", re.I)
_TOKEN = re.compile(r"\d+(?:st|nd|rd|th)?|[^\W\d_]+", re.I)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$", re.I)
QUALIFIER = re.compile(r"[?%]|[~?%]?/[~?%]?")
"""What `Date.qualifier` may be."""
_EMPTY_END = re.compile(r"[\s/.,;]+$")
_SPACED_RANGE = re.compile(r"\s+(?:-|–|—|to|until|through)\s+|\s*[–—]\s*", re.I)
_YEARS = re.compile(r"(\d{4})\s*[-/]\s*(\d{4})")
_WORD_RANGE = re.compile(r"(.*?)\b([^\W\d_]+|\d{1,2})\.?\s*[-/]\s*([^\W\d_]+|\d{1,2})\b(.*)")
_GLUED = re.compile(r"(?<=[^\W\d_])[-/](?=\d{4}\b)|(?<=\d)[-/](?=\d{4} [^\W\d_])|(?<=\d)-(?=[^\W\d_])")


@lru_cache(maxsize=16384)
def parse_date(text: str) -> Date | None:
    """Return the date that a text says; a text that says none is kept as `Date.literal`.

    Args:
        text: such as `2020-10-21`, `2020 Oct 21`, `21 October 2020`, `2000 Nov-Dec`, `Spring 1998`,
            `ca. 1850`, `44 BCE`, or EDTF: `2019/2020`, `1984~`, `2001-21`, `1999-XX`.

    Returns:
        The date, or `None` for a blank text.
    """
    text = " ".join(text.split())
    if not text:
        return None
    if ".." in text or text[0] == "/":  # EDTF's open end and unknown beginning, for which a date has no place
        return Date(literal=text)
    return _single(text) or _range(text) or Date(literal=text)


def make_parts(year: str, month: str | None = None, day: str | None = None) -> tuple[int, ...]:
    """Return year, month and day as numbers, cut where one is absent or impossible; empty without a year."""
    parts = [int(year)]
    if month and 1 <= (whole(month) or 0) <= 12:
        parts.append(int(month))
        if day and 1 <= (whole(day) or 0) <= 31:
            parts.append(int(day))
    return tuple(parts)


def make_date(year: str, month: str | None = None, day: str | None = None) -> Date | None:
    """Return the date of three texts as formats with a field for each have them.

    Args:
        year: a number; a text that is none is parsed as a whole date.
        month: a number, a name in any of the known languages, a season, or a range of these.
        day: a number or a range.
    """
    if not month:
        return parse_date(year)
    parts = [part.strip() for part in (year, month, day or "1")]
    if all(whole(part) is not None for part in parts):
        return _iso(parts[0], parts[1], parts[2] if day else None)
    return parse_date(f"{year} {month} {day or ''}".replace("--", "-"))


def is_possible(date: Date) -> bool:
    """Return whether the months, days and season of a date exist, and its beginning, if it has an end."""
    if date.end and not date.start:
        return False
    for _, *rest in filter(None, (date.start, date.end)):
        if len(rest) > 2 or (rest and not 1 <= rest[0] <= 12) or (len(rest) > 1 and not 1 <= rest[1] <= 31):
            return False
    return date.season is None or 1 <= date.season <= 4


def possible(date: Date) -> Date:
    """Return a date, as a text where it has a month, day or season that does not exist."""
    return date if is_possible(date) else Date(literal=date.literal or str(date))


def edtf(date: Date) -> str:
    """Return a date as EDTF level 1: `2020-10-21`, `2019/2020`, `2001-21` for spring, `1984?`, `-0043` for 44 BCE.

    A date that was kept as text is returned as that text.
    """
    if not date.start:
        return date.literal or ""
    first = last = (date.qualifier or "~") if date.circa else ""
    if "/" in first:
        first, _, last = first.partition("/")
    begin = _edtf(date.start)
    if date.season and len(date.start) == 1:
        begin += f"-{20 + date.season}"
    return f"{begin}{first}/{_edtf(date.end)}{last}" if date.end else begin + first


@lru_cache(maxsize=8192)
def readable(date: Date) -> str:
    """Return a date as people write it, if it is read back as the same: `Spring 1998`, `ca. 1850`, `1751-1772`.

    Args:
        date: any date.

    Returns:
        The text, or `""` where only EDTF or the date's own text says it.
    """
    if not date.start or date.literal:
        return ""
    begin, end = (_written(parts) for parts in (date.start, date.end))
    if end:
        text = f"{begin}-{end}" if len(date.start) == len(date.end) == 1 else f"{begin}–{end}"
    else:
        text = f"{SEASON_NAMES[date.season - 1]} {begin}" if date.season else begin
    text = f"ca. {text}" if date.circa else text
    return text if parse_date(text) == date else ""


def _written(parts: tuple[int, ...]) -> str:
    if len(parts) == 1:
        return str(parts[0]) if parts[0] > 0 else f"{-parts[0]} BCE"
    return _edtf(parts) if parts else ""


def _edtf(parts: tuple[int, ...]) -> str:
    year, *rest = parts
    # EDTF counts as astronomers do: the year before 1 CE is 0.
    astronomical = year + 1 if year < 0 else year
    begin = f"-{-astronomical:04d}" if astronomical < 0 else f"{astronomical:04d}"
    return "-".join([begin, *(f"{part:02d}" for part in rest)])


def _single(text: str) -> Date | None:
    """Return the date of a text that says one date, or `None`."""
    if match := _ISO.fullmatch(text):
        return _iso(*match.groups())
    if match := _COMPACT.fullmatch(text):
        date = _iso(*match.groups())
        return date if date and len(date.start) == 3 else None
    if match := _NUMERIC.fullmatch(text):
        return _numeric(int(match[1]), int(match[3]), match[4])
    if match := _MONTH_YEAR.fullmatch(text):
        return Date(make_parts(match[2], match[1])) if int(match[2]) else None
    if text[-1] == "X" and (match := _UNSPECIFIED.fullmatch(text)):
        return _single(match[1])
    if text[-1] in _QUALIFIERS and _ISO.fullmatch(text[:-1]):
        inner = _single(text[:-1]) or _YEAR_ZERO.get(text[:-1])
        return _approximate(inner, text[-1]) if inner else None
    if text[0] == "[" and text[-1] == "]":
        inner = _single(text[1:-1].strip()) if len(text) > 2 else None
        if inner and inner.circa:
            return inner
        return _approximate(inner) if inner and inner.start else None
    if match := _CIRCA.match(text):
        inner = _single(text[match.end() :].strip())
        return _approximate(inner, "%" if inner.qualifier else "~") if inner and inner.start else None
    return _era(text) or _words(text)


_YEAR_ZERO = {"0000": Date((-1,))}
"""EDTF's year before 1 CE.  Alone it is what programs write for no year; with EDTF's signs it is one."""


_QUALIFIERS = "~?%"
"""EDTF's signs behind a date: approximate, uncertain, both."""


def _approximate(date: Date, sign: str = "~") -> Date:
    qualifier = sign if sign != "~" else None
    return Date(date.start, date.end, season=date.season, circa=True, qualifier=qualifier)


def _iso(year: str, month: str | None, day: str | None) -> Date | None:
    number = int(year)
    if number <= 0 and (year[0] == "-" or int(month or 0)):
        number -= 1
    if month and 21 <= int(month) <= 24 and not day:
        return Date((number,), season=int(month) - 20)
    if not number or int(month or 0) > 12 or int(day or 0) > 31:
        return None
    return Date(make_parts(str(number), month, day))


def _numeric(first: int, second: int, year: str) -> Date | None:
    # Where both orders are possible, the month comes first, as in the programs that write such dates.
    month, day = (first, second) if first <= 12 else (second, first)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return Date(make_parts(year, str(month), str(day)))


def _era(text: str) -> Date | None:
    match = _ERA.search(text)
    if not match:
        return None
    year = (text[: match.start()] + text[match.end() :]).strip()
    if not year.isdecimal() or len(year) > 4 or not int(year):
        return None
    return Date((-int(year) if match[1] else int(year),))


def _words(text: str) -> Date | None:
    """Return the date of words and numbers in any order: a year, a month or season, a day."""
    year = month = day = season = None
    end = 0
    for match in _TOKEN.finditer(text):
        # Only punctuation that people put between the parts of a date may stand between them.
        if text[end : match.start()].strip(" ,.;/") or (end == match.start() and end):
            return None
        end = match.end()
        token = match[0].lower()
        if token in MONTHS and month is None and season is None:
            month = MONTHS[token]
        elif token in SEASONS and season is None and month is None:
            season = SEASONS[token]
        elif token.isdecimal() and len(token) == 4 and year is None:
            year = int(token)
        elif (number := _day(token)) and day is None:
            day = number
        elif token not in ("of", "de", "the"):
            return None
    if year is None or text[end:].strip(" ,.;") or (day and not month) or (year == 0):
        return None
    parts = tuple(part for part in (year, month, day) if part)
    return Date(parts, season=season)


def _day(token: str) -> int | None:
    digits = _ORDINAL.sub("", token)
    return int(digits) if digits.isdecimal() and len(digits) < 3 and 1 <= int(digits) <= 31 else None


def _range(text: str) -> Date | None:
    """Return the date of a text that says two, or `None`."""
    if match := _YEARS.fullmatch(text):
        return _between(_single(match[1]), _single(match[2]))
    for begin, end in _halves(text):
        if date := _between(_single(begin), _single(end)):
            return _qualified(date, begin[-1], end[-1]) if date.circa else date
    if match := _WORD_RANGE.fullmatch(text):
        before, first, last, after = match.groups()
        return _between(_single_or_none(f"{before}{first}{after}"), _single_or_none(f"{before}{last}{after}"))
    return None


def _qualified(date: Date, *lasts: str) -> Date:
    """Return a range with EDTF's signs, given what its ends end in; "ca." before a range holds for all of it."""
    first, last = ("" if sign not in _QUALIFIERS else sign for sign in lasts)
    if first == last:
        return msgspec.structs.replace(date, qualifier=first if first and first != "~" else None)
    return msgspec.structs.replace(date, qualifier=f"{first}/{last}")


def between(begin: Date, end: Date) -> Date:
    """Return the range of two dates, each with EDTF's sign that it has."""
    signs = ((date.qualifier or "~") if date.circa else "." for date in (begin, end))
    date = Date(begin.start, end.start, circa=begin.circa or end.circa)
    return _qualified(date, *signs) if date.circa else date


def _halves(text: str) -> list[tuple[str, str]]:
    halves = []
    if text.count("/") == 1:
        begin, _, end = text.partition("/")
        halves.append((begin.strip(), end.strip()))
    for pattern in (_SPACED_RANGE, _GLUED):
        pieces = pattern.split(text)
        if len(pieces) == 2:
            halves.append((pieces[0], pieces[1]))
    # The year may stand only at one end: `2001 May 30-Jun 2`, `30 May - 2 June 2001`.
    more = [_with_year(begin, end) for begin, end in halves]
    return [pair for pair in [*halves, *more] if all(pair)]


def _with_year(begin: str, end: str) -> tuple[str, str]:
    first, last = re.search(r"\d{4}", begin), re.search(r"\d{4}", end)
    if first and not last:
        return begin, f"{first[0]} {end}"
    if last and not first:
        return f"{last[0]} {begin}", end
    return "", ""


def _single_or_none(text: str) -> Date | None:
    text = _EMPTY_END.sub("", " ".join(text.split()))
    return _single(text) if text else None


def _between(begin: Date | None, end: Date | None) -> Date | None:
    if not begin or not end or not begin.start or not end.start or begin.season or end.season:
        return None
    if end.start < begin.start[: len(end.start)]:
        return None
    return Date(begin.start, end.start, circa=begin.circa or end.circa)
