"""Dates: reading CSL-JSON's, and rendering them by `cs:date`.

Source: CSL 1.0.2 specification, "Date", "Date-part", "Date Ranges",
"AD and BC", "Seasons", "Approximate Dates"; CSL-JSON dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from refexport.csl import textcase
from refexport.csl.locale import Locale
from refexport.csl.markup_attributes import affixes, formatting
from refexport.csl.numbers import ordinal
from refexport.csl.punctuation import guard
from refexport.csl.rich import parse
from refexport.csl.style import Element
from refexport.text.characters import clean

Parts = tuple[int, int, int, int]
"""Year, month, day, season; 0 where unknown."""


@dataclass(slots=True, eq=False)
class DateValue:
    """A date or range, or with `literal` alone a text in its place."""

    start: Parts = (0, 0, 0, 0)
    end: Parts | None = None
    circa: bool = False
    literal: str = ""
    open: bool = False
    """Whether the range has no end."""
    season: str = ""
    """A season in words, where it is none of the four."""

    @property
    def tokens(self) -> tuple[str, ...]:
        """What a style may ask of it, and what decides whether it shows anything."""
        if self.literal and not self.start[0]:
            return ("literal", "circa") if self.circa else ("literal",)
        year, month, day, season = self.start
        named = (("year", year), ("month", month), ("day", day), ("season", season or self.season),
                 ("circa", self.circa))  # fmt: skip
        return tuple(name for name, value in named if value)


_ISO = re.compile(r"(-?\d{1,4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}


def read_date(value: Any) -> DateValue | None:
    """Return a CSL-JSON date, or nothing where it is empty."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return _raw(str(value))
    if isinstance(value, list):
        value = {"date-parts": value if value and isinstance(value[0], list) else [value]}
    if not isinstance(value, Mapping):
        return None
    date = _structured(value)
    if date is not None:
        return date
    for key in ("raw", "literal"):
        text = value.get(key)
        if isinstance(text, str | int) and str(text).strip():
            if key == "literal":
                return DateValue(literal=guard(parse(clean(str(text)))), circa=_truth(value.get("circa")))
            raw = _raw(str(text))
            if raw is not None:
                raw.circa = raw.circa or _truth(value.get("circa"))
                return raw
    return None


def _structured(value: Mapping[str, Any]) -> DateValue | None:
    lists = value.get("date-parts")
    if not isinstance(lists, list | tuple):
        lists = [[value.get(key) for key in ("year", "month", "day")]] if "year" in value else []
    read = [_parts(parts) for parts in lists[:2]]
    if not read or not read[0][0]:
        return DateValue() if _zero(lists) else None
    start = _with_season(read[0], value.get("season"))
    ended = read[1] if len(read) > 1 else None
    opened = ended is not None and not ended[0]
    end = None if ended is None or opened or ended == start else ended
    words = _words(value) if not start[1] and not start[3] else ""
    return DateValue(start, end, _truth(value.get("circa")), open=opened, season=words)


def _words(value: Mapping[str, Any]) -> str:
    season = value.get("season")
    return parse(clean(season)).strip() if isinstance(season, str) else ""


def _zero(lists: Any) -> bool:
    """Return whether a year is given, though it is 0: the variable is there and renders nothing."""
    first = lists[0] if lists else None
    year = first[0] if isinstance(first, list | tuple) and first else first
    return (
        isinstance(year, str | int) and not isinstance(year, bool) and str(year).strip("0 ") == "" and str(year) != ""
    )


def _truth(value: Any) -> bool:
    return bool(value) and value not in ("0", "false")


def _parts(values: Any) -> Parts:
    if not isinstance(values, list | tuple):
        values = [values]
    numbers = [_int(value) for value in values[:3]]
    year, month, day = [*numbers, 0, 0, 0][:3]
    if 13 <= month <= 24:
        season = (month - 13) % 4 + 1 if month < 21 else month - 20
        return year, 0, 0, season
    if not 1 <= month <= 12:
        month, day = 0, 0
    return year, month, day if 1 <= day <= 31 else 0, 0


def _int(value: Any) -> int:
    if isinstance(value, bool) or value is None:
        return 0
    if isinstance(value, float):
        return int(value) if abs(value) < 1e9 else 0
    match = re.match(r"\s*(-?\d{1,9})", str(value))
    return int(match[1]) if match else 0


def _with_season(parts: Parts, season: Any) -> Parts:
    if season is None or parts[1]:
        return parts
    number = _SEASONS.get(str(season).strip().lower()) or _int(season)
    if number > 20:
        number -= 20
    return (*parts[:3], number) if 1 <= number <= 4 else parts


def _raw(text: str) -> DateValue | None:
    """Read a date written by a person."""
    text = clean(text).strip()
    if not text:
        return None
    begin, _, end = text.partition("/") if text.count("/") == 1 else (text, "", "")
    circa = bool(re.search(r"\?$|\bcirca\b|\bc\.|~$", text))
    start = _one_raw(begin)
    if start is None:
        return DateValue(literal=guard(parse(text)))
    last = _one_raw(end) if end else None
    return DateValue(start, last, circa)


def _one_raw(text: str) -> Parts | None:
    text = text.strip().rstrip("?~").strip()
    match = _ISO.fullmatch(text)
    if match:
        return _parts([match[1], match[2], match[3]])
    match = _SLASHED.fullmatch(text)
    if match:
        return _parts([match[3], match[1], match[2]])
    words = re.findall(r"[^\W\d_]+|\d+", text.lower())
    return _worded(words) if words else None


def _worded(words: list[str]) -> Parts | None:
    year = month = day = season = 0
    for word in words:
        if word.isdecimal():
            if len(word) >= 3:
                year = int(word[:6])
            else:
                day = int(word)
        elif word in _SEASONS:
            season = _SEASONS[word]
        elif word[:3] in _MONTHS:
            month = _MONTHS[word[:3]]
        elif word not in ("circa", "c", "ca", "of", "the", "th", "st", "nd", "rd"):
            return None
    return (year, month, day if month else 0, season) if year else None


PartWriter = Callable[[Parts], str]


@dataclass(slots=True, eq=False)
class DatePart:
    """A compiled `cs:date-part`."""

    name: str
    write: PartWriter
    """The number or word, in its form."""
    prefix: str
    suffix: str
    opening: str
    closing: str
    delimiter: str
    """Of a range that differs in this part first."""
    strip: bool
    case: str

    def value(self, parts: Parts) -> str:
        """Return the part, decorated but without affixes."""
        text = self.write(parts)
        if text and self.strip:
            text = text.replace(".", "")
        if text and self.case:
            text = textcase.apply(text, self.case)
        return f"{self.opening}{text}{self.closing}" if text else ""


def compile_parts(element: Element, locale: Locale) -> tuple[list[DatePart], str, set[str]]:
    """Return the parts of a `cs:date`, its delimiter, and the names of its parts."""
    form = element.get("form")
    if not form:
        parts = [date_part(part, None, locale) for part in element.all("date-part")]
        return parts, element.get("delimiter"), {part.name for part in parts}
    localized = locale.dates.get(form)
    if localized is None:
        return [], "", set()
    own = {part.get("name"): part for part in element.all("date-part")}
    shown = set(element.get("date-parts", "year-month-day").split("-"))
    chosen = [part for part in localized.all("date-part") if part.get("name") in shown]
    parts = [date_part(part, own.get(part.get("name")), locale) for part in chosen]
    return parts, localized.get("delimiter"), {part.name for part in parts}


def date_part(element: Element, override: Element | None, locale: Locale) -> DatePart:
    """Return a compiled date-part; a style's own attributes win over those of the locale's, but for affixes."""
    attributes = dict(element.attributes)
    if override is not None:
        attributes |= {k: v for k, v in override.attributes.items() if k not in ("prefix", "suffix", "delimiter")}
    merged = Element("date-part", attributes, (), element.line)
    opening, closing = formatting(merged)
    prefix, suffix = affixes(merged)
    name = merged.get("name")
    return DatePart(name, _WRITERS[name](merged.get("form"), locale) if name in _WRITERS else _nothing,
                    prefix, suffix, opening, closing, merged.get("range-delimiter") or "–",
                    merged.get("strip-periods") == "true", merged.get("text-case"))  # fmt: skip


def _nothing(parts: Parts) -> str:
    return ""


def _year(form: str, locale: Locale) -> PartWriter:
    ad, bc = locale.term("ad") or "", locale.term("bc") or ""

    def write(parts: Parts) -> str:
        year = parts[0]
        if form == "short" and year >= 1000:
            return f"{year % 100:02d}"
        if 0 < year < 1000:
            return f"{year}{ad}"
        return f"{-year}{bc}" if year < 0 else str(year) if year else ""

    return write


def _month(form: str, locale: Locale) -> PartWriter:
    def write(parts: Parts) -> str:
        month, season = parts[1], parts[3]
        if not month:
            return (locale.term(f"season-{season:02d}", form or "long") or "") if season else ""
        if form == "numeric":
            return str(month)
        if form == "numeric-leading-zeros":
            return f"{month:02d}"
        return locale.term(f"month-{month:02d}", form or "long") or ""

    return write


def _day(form: str, locale: Locale) -> PartWriter:
    first_only = locale.flag("limit-day-ordinals-to-day-1")

    def write(parts: Parts) -> str:
        day = parts[2]
        if not day:
            return ""
        if form == "numeric-leading-zeros":
            return f"{day:02d}"
        if form == "ordinal" and (day == 1 or not first_only):
            return ordinal(day, locale, locale.gender(f"month-{parts[1]:02d}"))
        return str(day)

    return write


_WRITERS: dict[str, Callable[[str, Locale], PartWriter]] = {"year": _year, "month": _month, "day": _day}

_RANK = {"year": 0, "month": 1, "day": 2}


def write_date(date: DateValue, parts: list[DatePart], delimiter: str, year_suffix: str = "") -> str:
    """Return a date.

    Args:
        date: not a literal.
        parts: in the order of the format.
        delimiter: between the parts.
        year_suffix: set behind the year.
    """
    if date.end is None:
        text = _join(parts, date.start, delimiter, year_suffix, date.season)
        return text + "–" if date.open and text else text
    differs = _first_difference(date.start, date.end, parts)
    if differs is None:
        return _join(parts, date.start, delimiter, year_suffix)
    return _write_range(date, parts, delimiter, year_suffix, differs)


def _first_difference(start: Parts, end: Parts, parts: list[DatePart]) -> int | None:
    shown = {_RANK.get(part.name, 3) for part in parts}
    for rank, (a, b) in enumerate(zip(start, end, strict=True)):
        rank = 1 if rank == 3 else rank
        if a != b and rank in shown:
            return rank
    return None


def _write_range(date: DateValue, parts: list[DatePart], delimiter: str, suffix: str, differs: int) -> str:
    assert date.end is not None
    inside = [i for i, part in enumerate(parts) if _RANK.get(part.name, 3) >= differs]
    first, last = inside[0], inside[-1]
    span = parts[first : last + 1]
    between = next(part.delimiter for part in parts if _RANK.get(part.name, 3) == differs)
    before = _pieces(parts[:first], date.start, suffix)
    one = _pieces(span, date.start, "")
    two = _pieces(span, date.end, suffix)
    after = _pieces(parts[last + 1 :], date.end, suffix)
    if not one or not two:
        return delimiter.join(text for _, text, _ in [*before, *one, *two, *after])
    left, right = _trim_end(one, delimiter), _trim_start(two, delimiter)
    whole = [*(_whole(piece) for piece in before), one[0][0] + left + between + right + two[-1][2]]
    return delimiter.join([*whole, *(_whole(piece) for piece in after)])


Piece = tuple[str, str, str]
"""Prefix, text, suffix."""


def _whole(piece: Piece) -> str:
    return "".join(piece)


def _trim_end(pieces: list[Piece], delimiter: str) -> str:
    texts = [_whole(piece) for piece in pieces[:-1]] + [pieces[-1][0] + pieces[-1][1]]
    texts[0] = texts[0][len(pieces[0][0]) :]
    return delimiter.join(texts)


def _trim_start(pieces: list[Piece], delimiter: str) -> str:
    texts = [_whole(piece) for piece in pieces]
    texts[0] = texts[0][len(pieces[0][0]) :]
    texts[-1] = texts[-1][: len(texts[-1]) - len(pieces[-1][2])] if pieces[-1][2] else texts[-1]
    return delimiter.join(texts)


def _pieces(parts: list[DatePart], values: Parts, year_suffix: str, season: str = "") -> list[Piece]:
    out = []
    for part in parts:
        text = season if season and part.name == "month" else part.value(values)
        if text:
            if year_suffix and part.name == "year":
                text += year_suffix
            out.append((part.prefix, text, part.suffix))
    return out


def _join(parts: list[DatePart], values: Parts, delimiter: str, year_suffix: str, season: str = "") -> str:
    return delimiter.join(_whole(piece) for piece in _pieces(parts, values, year_suffix, season))


def sortable(date: DateValue, shown: set[str] | None = None) -> str:
    """Return a date as a key that sorts as text: year, month and day, as far as they are shown."""
    if date.literal and not date.start[0]:
        return date.literal
    if not date.start[0]:
        return ""
    first = _sortable(date.start, shown)
    return first + ("-" + _sortable(date.end, shown) if date.end else "")


def _sortable(parts: Parts, shown: set[str] | None) -> str:
    year, month, day, season = parts
    values = (("year", year + 10000, 5), ("month", month or season * 3, 2), ("day", day, 2))
    return "".join(f"{value if shown is None or name in shown else 0:0{width}d}" for name, value, width in values)
