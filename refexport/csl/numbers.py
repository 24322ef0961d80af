"""Numbers: what is numeric, what is plural, ordinals, roman numerals.

Source: CSL 1.0.2 specification, "Number", "Ordinal Suffixes", "Long Ordinals",
and `is-numeric` under "Choose".
"""

from __future__ import annotations

import re
from functools import lru_cache

from refexport.csl.locale import Locale

_UNIT = r"(?:[^\W\d_]{0,4}\d+[^\W\d_]{0,4})"
_NUMERIC = re.compile(rf"\s*{_UNIT}(?:\s*(?:[,&\-–—]|\\-)\s*{_UNIT})*\s*")
_PLURAL = re.compile(r"(?:\d|\b[ivxlcdm]+)[^\W\d_]{0,2}\s*(?:[,&\-–—]|\\-|,?\s(?:and|et|und|y|e|en|och|og|i)\s)\s*(?:[^\W\d_]{0,4}\d|[ivxlcdm]+\b)")
_DOTTED = re.compile(r"\d\.\d+\s*[-–]\s*\d+\.\d")
_PART = re.compile(r"(\s*(?:[,&]|\\-|[-–—])\s*)")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@lru_cache(maxsize=8192)
def is_numeric(text: str) -> bool:
    """Return whether a value is numeric: numbers with at most short affixes, in ranges and lists."""
    return _NUMERIC.fullmatch(text) is not None


@lru_cache(maxsize=8192)
def is_plural(text: str, counted: bool = False) -> bool:
    """Return whether a label for a number is plural: by content, or of a count by its size."""
    if counted:
        match = re.search(r"\d+", text)
        return bool(match and int(match[0][:18]) > 1) if match else False
    return _PLURAL.search(text) is not None and not _DOTTED.search(text)


def format_number(text: str, form: str, locale: Locale, gender: str) -> str:
    """Return a number variable in a form: `numeric`, `ordinal`, `long-ordinal` or `roman`."""
    if not is_numeric(text):
        return text
    out = []
    for index, part in enumerate(_PART.split(text.strip())):
        out.append(_separator(part) if index % 2 else _one(part, form, locale, gender))
    return "".join(out)


def _separator(text: str) -> str:
    sign = text.strip()
    if sign == ",":
        return ", "
    if sign == "&":
        return " & "
    return "-" if sign == "\\-" else "–"


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
    return _gendered(locale, "ordinal", gender) or ""


def _gendered(locale: Locale, name: str, gender: str) -> str | None:
    found = locale.ordinals.get((name, gender)) or locale.ordinals.get((name, ""))
    return found.single if found else None
