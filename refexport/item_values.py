"""The values of CSL-JSON items as they are found in the wild, as the values of a record.

Source: CSL-JSON schema 1.0.2 (`csl-data.json`): name and date variables; citeproc-js documentation, "Dates" and
"Names", for what processors take beside it (`raw`, seasons as months, names as plain strings).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Literal

import msgspec

from refexport.record import Date, File, Name, Record
from refexport.text import identifiers
from refexport.text.calendar import SEASON_NAMES, SEASONS
from refexport.text.dates import QUALIFIER, make_parts, parse_date
from refexport.text.names import is_plain_given, parse_inverted
from refexport.text.pages import normalize_pages
from refexport.text.rich import SMALL_CAPS
from refexport.vocabulary import ITEM_TYPES

_BLANKS = re.compile(r"[ \t\n\r]+")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_SMALL_CAPS = re.compile(r"<span style=\"font-variant: ?small-caps;?\">")
_LIST = re.compile(r"[\s,;]+")


def clean_text(value: Any) -> str | None:
    """Return a value as text on one line, in NFC, or `None` where it is none.

    Runs of blanks become one; control characters go; of a list, the first text counts.
    """
    if type(value) is not str:
        return _text_of_other(value, clean_text)
    if value.isprintable() and "  " not in value and value.strip() == value:
        return _normalized(value) if not value.isascii() or "<span" in value else value
    return _normalized(_BLANKS.sub(" ", _CONTROLS.sub("", value)).strip())


def _normalized(text: str) -> str:
    if "<span" in text:
        text = _SMALL_CAPS.sub(SMALL_CAPS, text)
    return unicodedata.normalize("NFC", text)


def _text_of_other(value: Any, convert: Callable[[Any], str | None]) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, list) and len(value) == 1:
        return convert(value[0])
    return None


def paragraphs_of(value: Any) -> str | None:
    """Return a value as text of one or more lines, as abstracts and notes are."""
    if type(value) is not str:
        return _text_of_other(value, paragraphs_of)
    if value.isprintable():
        return clean_text(value)
    lines = (clean_text(line) or "" for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines).strip("\n")


def raw_text(value: Any) -> str | None:
    """Return a value as it is, without blanks around it."""
    if type(value) is not str:
        return _text_of_other(value, raw_text)
    text = value.strip()
    return text if text.isprintable() else _CONTROLS.sub("", _BLANKS.sub(" ", text))


def page_of(value: Any) -> str | None:
    """Return pages with plain hyphens."""
    text = clean_text(value)
    return normalize_pages(text) if text else None


def identifier(variable: str) -> Callable[[Any], str | None]:
    """Return the function that takes an identifier out of what is written around it; what is none stays as it is."""
    find = _FINDERS[variable]

    def convert(value: Any) -> str | None:
        if isinstance(value, list):
            value = " ".join(filter(None, map(raw_text, value)))
        text = raw_text(value)
        return (find(text) or text) if text else None

    return convert


def _doi(text: str) -> str | None:
    return text if text.startswith("10.") and " " not in text else identifiers.doi(text)


def _several(text: str) -> str | None:
    """Return ISBNs or ISSNs with blanks between them, where they stand in a list."""
    return " ".join(part for part in _LIST.split(text) if part) if "," in text or ";" in text else text


_FINDERS: dict[str, Callable[[str], str | None]] = {
    "DOI": _doi,
    "ISBN": _several,
    "ISSN": _several,
    "PMCID": identifiers.pmcid,
    "PMID": identifiers.pmid,
    "arxiv": identifiers.arxiv,
}


def keywords_of(value: Any) -> tuple[str, ...]:
    """Return keywords, which stand in a list, or in a text with semicolons or commas between them."""
    if isinstance(value, str):
        pieces = value.split(";" if ";" in value else ",")
        if value.isascii() and value.isprintable() and "  " not in value and "<" not in value:
            return tuple(dict.fromkeys([text for piece in pieces if (text := piece.strip(" "))]))
        value = pieces
    if not isinstance(value, list):
        return ()
    return tuple(dict.fromkeys(text for text in map(clean_text, value) if text))


# Names


def names_of(value: Any) -> tuple[Name, ...]:
    """Return the names of a name variable: a list of objects or strings, or one of these."""
    if type(value) is not list:
        value = [value]
    return tuple([name for each in value if (name := _plain_person(each) or name_of(each))])


def _plain_person(value: Any) -> Name | None:
    """Return the name of an object that is nothing but plain family and given names, as most are, or `None`."""
    if type(value) is not dict or len(value) != 2:
        return None
    family, given = value.get("family"), value.get("given")
    if type(family) is not str or type(given) is not str or not family.isalpha() or not is_plain_given(given):
        return None
    plain = (family.isascii() and given.isascii()) or unicodedata.is_normalized("NFC", f"{family} {given}")
    return Name(family, given) if plain else None


def name_of(value: Any) -> Name | None:
    """Return the name that an object says, or a string: with a comma a person, without one an institution."""
    if type(value) is dict:
        if len(value) == 2 and "family" in value and "given" in value:
            return _person(value["family"], value["given"]) if _are_texts(value) else _name_of_object(value)
        return _name_of_object(value)
    text = clean_text(value)
    return parse_inverted(text) if text else None


def _are_texts(value: dict[str, Any]) -> bool:
    return type(value["family"]) is str and type(value["given"]) is str


@lru_cache(maxsize=65536)
def _person(family: str, given: str) -> Name | None:
    first, last = clean_text(given), clean_text(family)
    return Name(last or None, first or None) if first or last else None


def _name_of_object(value: dict[str, Any]) -> Name | None:
    family, given = clean_text(value.get("family")), clean_text(value.get("given"))
    if not family and not given:
        literal = clean_text(value.get("literal")) or clean_text(value.get("name"))
        return Name(literal=literal, orcid=_orcid(value)) if literal else None
    return Name(
        family=family or None,
        given=given or None,
        dropping_particle=clean_text(value.get("dropping-particle")) or None,
        non_dropping_particle=clean_text(value.get("non-dropping-particle")) or None,
        suffix=clean_text(value.get("suffix")) or None,
        comma_suffix=_truth(value.get("comma-suffix")),
        static_ordering=_truth(value.get("static-ordering")),
        orcid=_orcid(value),
    )


def _orcid(value: dict[str, Any]) -> str | None:
    raw = value.get("ORCID") or value.get("orcid")
    return identifiers.orcid(raw) if isinstance(raw, str) else None


def _truth(value: Any) -> bool:
    return value.strip().lower() not in ("", "0", "false", "no") if isinstance(value, str) else bool(value)


# Dates


def date_of(value: Any) -> Date | None:
    """Return the date that an object says, or an EDTF or other string, a year, or bare date parts."""
    if type(value) is dict:
        return _date_of_object(value)
    if type(value) is list:
        if value and isinstance(value[0], dict):  # pandoc's old way: a list of objects with year, month and day
            ends = [[end.get("year"), end.get("month"), end.get("day")] for end in value if isinstance(end, dict)]
            return _from_parts(ends, value[0]) or _date_of_object(value[0])
        return _from_parts(value if value and isinstance(value[0], list) else [value], {})
    text = clean_text(value)
    return parse_date(text) if text else None


def _date_of_object(value: dict[str, Any]) -> Date | None:
    parts = value.get("date-parts")
    if len(value) == 1 and type(parts) is list and len(parts) == 1 and type(parts[0]) is list:
        date = _plain_date(tuple(parts[0])) if all(type(part) is int for part in parts[0]) else None
        if date:
            return date
    if not isinstance(parts, list) or not parts:
        parts = [[value.get("year"), value.get("month"), value.get("day")]]
    elif not isinstance(parts[0], list):
        parts = [parts]
    return _from_parts(parts, value) or _from_text(value)


@lru_cache(maxsize=8192)
def _plain_date(parts: tuple[int, ...]) -> Date | None:
    if not 1 <= len(parts) <= 3 or not parts[0] or (len(parts) > 1 and not 1 <= parts[1] <= 12):
        return None
    return Date(parts) if len(parts) < 3 or 1 <= parts[2] <= 31 else None


def _from_text(value: dict[str, Any]) -> Date | None:
    text = clean_text(value.get("literal")) or clean_text(value.get("raw")) or clean_text(value.get("edtf"))
    if not text:
        return None
    date = parse_date(text)
    return _with_marks(date, value) if date else None


def _from_parts(parts: list[Any], value: dict[str, Any]) -> Date | None:
    numbers = [_numbers(part) for part in parts if isinstance(part, list)]
    numbers = [part for part in numbers if part]
    if not numbers:
        return _from_words(parts, value)
    start, season = _month_or_season(numbers[0])
    end, last_season = _month_or_season(numbers[-1]) if len(numbers) > 1 else ((), None)
    if not start:
        return None
    if season and last_season:
        first, last = f"{SEASON_NAMES[season - 1]} {start[0]}", f"{SEASON_NAMES[last_season - 1]} {end[0]}"
        return Date(literal=f"{first}–{last}")  # a date has one season
    date = _with_marks(Date(start, end, season=season), value)
    literal = clean_text(value.get("literal"))
    # Zotero's import takes the literal alone, so it may say the same again.
    if literal and (said := parse_date(literal)) and (said.start, said.end) != (start, end):
        return msgspec.structs.replace(date, literal=literal)
    return date


def _from_words(parts: list[Any], value: dict[str, Any]) -> Date | None:
    """Return the date of parts that are words, such as `["2013", "May"]` or `["in press"]`."""
    words = [clean_text(part) for part in parts[0]] if parts and isinstance(parts[0], list) else []
    text = " ".join(word for word in words if word)
    date = parse_date(text) if text.strip("0 ") else None
    return _with_marks(date, value) if date else None


def _numbers(parts: list[Any]) -> list[int]:
    """Return the leading parts that are numbers, at most three; nothing if the first is none or one is a word."""
    numbers: list[int] = []
    for part in parts[:3]:
        if isinstance(part, str):
            part = part.strip()
            if not part:
                break
            if not re.fullmatch(r"[+-]?\d{1,9}", part):
                return []
            part = int(part)
        if isinstance(part, float) and part.is_integer():
            part = int(part)
        if not isinstance(part, int) or isinstance(part, bool) or not part:
            break
        numbers.append(part)
    return numbers


def _month_or_season(parts: list[int]) -> tuple[tuple[int, ...], int | None]:
    # Seasons stand as months 13–16 in CSL, and as 21–24 in EDTF.
    if len(parts) > 1 and (13 <= parts[1] <= 16 or 21 <= parts[1] <= 24):
        return (parts[0],), parts[1] - (12 if parts[1] < 20 else 20)
    texts = [str(part) for part in parts if abs(part) < 10**9]
    return make_parts(*texts) if texts else (), None


def _with_marks(date: Date, value: dict[str, Any]) -> Date:
    """Return a date with the season and the doubt that stand beside its parts."""
    circa = date.circa or _truth(value.get("circa"))
    raw = value.get("season")
    season, literal = date.season, date.literal
    if raw and date.start and len(date.start) == 1:
        found = season_of(raw)
        if found:
            season = found
        elif (text := clean_text(raw)) and (worded := parse_date(f"{text} {date.start[0]}")):
            return worded
    if circa == date.circa and season == date.season:
        return date
    return msgspec.structs.replace(date, season=season, circa=circa, literal=literal)


def season_of(value: Any) -> int | None:
    """Return the season that a number or a word says, from 1 (spring) to 4 (winter)."""
    text = (clean_text(value) or "").lower()
    if len(text) < 3 and text.isdecimal() and int(text) in (1, 2, 3, 4, 13, 14, 15, 16, 21, 22, 23, 24):
        number = int(text)
        return number if number < 5 else number - (12 if number < 20 else 20)
    return SEASONS.get(text)


# What CSL-JSON has no key for


def custom_of(record: Record, ours: dict[str, Any]) -> None:
    """Set what our own writer put into an item's `custom` object, for CSL-JSON has no key for it."""
    for key, convert in _OURS.items():
        if key not in ours:
            continue
        try:
            convert(record, ours[key])
        except (msgspec.ValidationError, TypeError, ValueError, IndexError, AttributeError):
            record.custom.setdefault("csl-json", {}).setdefault("custom", {}).setdefault("refexport", {})[key] = ours[
                key
            ]


def _set(attribute: str, type: Any) -> Callable[[Record, Any], None]:
    return lambda record, value: setattr(record, attribute, msgspec.convert(value, type))


def _set_custom(record: Record, value: Any) -> None:
    for format, fields in msgspec.convert(value, dict[str, dict[str, Any]]).items():
        record.custom.setdefault(format, {}).update(fields)


def _set_orcids(record: Record, value: Any) -> None:
    for variable, found in msgspec.convert(value, dict[str, dict[str, str]]).items():
        names = list(record[variable])
        for place, orcid in found.items():
            names[int(place)] = msgspec.structs.replace(names[int(place)], orcid=orcid)
        record[variable] = tuple(names)


def _set_qualifiers(record: Record, value: Any) -> None:
    for variable, signs in msgspec.convert(value, dict[str, str]).items():
        if not QUALIFIER.fullmatch(signs) or not record[variable].circa:
            raise ValueError(signs)
        record[variable] = msgspec.structs.replace(record[variable], qualifier=signs)


_OURS: dict[str, Callable[[Record, Any], None]] = {
    "type": _set("type", Literal[tuple(ITEM_TYPES)]),
    "arxiv": _set("arxiv", str),
    "note": _set("note", str | None),
    "keyword": _set("keyword", tuple[str, ...]),
    "files": _set("files", tuple[File, ...]),
    "part": _set("part", str),
    "orcid": _set_orcids,
    "qualifier": _set_qualifiers,
    "custom": _set_custom,
}
"""Keys of `custom.refexport`, and how each is set."""
