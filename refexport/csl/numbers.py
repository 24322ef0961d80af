"""Numbers: what is numeric, what is plural, ordinals, roman numerals.

Source: CSL 1.0.2 specification, "Number", "Ordinal Suffixes", "Long Ordinals",
and `is-numeric` under "Choose".
"""

from __future__ import annotations

import re
from functools import lru_cache

from refexport.csl.locale import Locale

LONGEST = 500
"""A longer value is no number, and is not searched for one: the time would grow as its square."""
_UNIT = r"(?:[^\W_]*\d[^\W_]*|[ivxlcdm]+)"
_AND = r"\s(?:and|et|und|y|e|en|och|og|i)\s"
_SIGN = rf"(?:\s*(?:[,&+\-–—]|\\-)\s*|,?{_AND})"
_NUMERIC = re.compile(rf"\s*{_UNIT}(?:/{_UNIT}|(?:{_SIGN}(?:{_UNIT}|[A-Z]+(?![^\W_])))*)\s*")
_SEVERAL = re.compile(rf"(?:[,&+\-–—]|\\-|{_AND})")
_RANGE = re.compile(r"(?<![.:\w])\d+\s*[-–]\s*\d+(?![.:\d])")
_PART = re.compile(rf"({_SIGN})")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@lru_cache(maxsize=8192)
def is_numeric(text: str) -> bool:
    """Return whether a value is numeric: numbers with at most short affixes, in ranges and lists."""
    return len(text) < LONGEST and _NUMERIC.fullmatch(text) is not None


@lru_cache(maxsize=8192)
def is_plural(text: str, counted: bool = False) -> bool:
    """Return whether a label for a number is plural: by content, or of a count by its size."""
    if counted:
        match = re.search(r"\d+", text)
        return bool(match and int(match[0][:18]) > 1) if match else False
    if len(text) >= LONGEST:
        return False
    text = text.replace("\\-", "_")
    if _RANGE.search(text):
        return True
    return _SEVERAL.search(text) is not None and is_numeric(text)


def format_number(text: str, form: str, locale: Locale, gender: str) -> str:
    """Return a number variable in a form: `numeric`, `ordinal`, `long-ordinal` or `roman`."""
    if not is_numeric(text) or "/" in text:
        return text
    parts = _PART.split(text.strip())
    out = [_one(part, form, locale, gender) for part in parts]
    delimiter = locale.term("page-range-delimiter") or "–"
    out[1::2] = [_separator(parts, index, delimiter) for index in range(1, len(parts), 2)]
    return "".join(out)


def _separator(parts: list[str], index: int, delimiter: str) -> str:
    """Return what stands between two numbers: the locale's delimiter where they are a range."""
    text = parts[index]
    sign = text.strip()
    if sign in ("-", "–", "—"):
        letters = [re.sub(r"\d+$", "", parts[index + step]) for step in (-1, 1)]
        return delimiter if letters[0] == letters[1] else text
    if text == "," and re.match(r"\d{3}(?!\d)", parts[index + 1]):
        return text  # the comma of thousands
    return {",": ", ", "&": " & ", "\\-": "-"}.get(sign, text)


def _one(part: str, form: str, locale: Locale, gender: str) -> str:
    if not (part.isascii() and part.isdigit()) or form == "numeric" or len(part) > 9:
        return part
    number = int(part)
    if form == "roman":
        return roman(number)
    return ordinal(number, locale, gender, long=form == "long-ordinal")


def roman(number: int) -> str:
    """Return a number as a lower-case roman numeral, up to 3999 and beyond as it is."""
    if not 0 < number < 4000:
        return str(number)
    out = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        out += letters * count
    return out


def ordinal(number: int, locale: Locale, gender: str = "", long: bool = False) -> str:
    """Return a number as an ordinal of a locale."""
    if long and 1 <= number <= 10:
        term = _gendered(locale, f"long-ordinal-{number:02d}", gender)
        if term is not None:
            return term
    return f"{number}{_suffix(number, locale, gender)}"


def _suffix(number: int, locale: Locale, gender: str) -> str:
    for digits, default in ((100, "last-two-digits"), (10, "last-digit")):
        name = f"ordinal-{number % digits:02d}"
        found = locale.ordinals.get((name, gender)) or locale.ordinals.get((name, ""))
        if found is None:
            continue
        match = found.match or ("last-digit" if number % digits < 10 else default)
        if match == "whole-number" and number != number % digits:
            continue
        if match == "last-two-digits" and number % 100 != number % digits:
            continue
        return found.single
    # Before CSL 1.0.1 the fourth term stood for all that follow.
    return _gendered(locale, "ordinal", gender) or _gendered(locale, "ordinal-04", gender) or ""


def _gendered(locale: Locale, name: str, gender: str) -> str | None:
    found = locale.ordinals.get((name, gender)) or locale.ordinals.get((name, ""))
    return found.single if found else None
