"""Page ranges, in the many ways that people write them.

Source: RIS `SP`/`EP`, BibTeX `--`, MEDLINE's shortened ranges, CSL 1.0.2 "Page Ranges".
"""

from __future__ import annotations

import re
from functools import lru_cache

_DASH = re.compile(r"(?:(?<!\s)\s+)?(?:--+|[‐‑‒–—−])\s*|(?<!\s)\s+-\s+|(?<=\d)\s*-\s*(?=\d)")
"""Blanks are tried from the first of their run only: from each, it would take time that grows as its square."""
_PREFIX = re.compile(r"^(?:(?:pp?\.|s\.)\s*(?=[\da-zA-Z])|(?:pages?|seiten?|pp)\s+(?=\w*\d|[ivxlc]+\b))", re.I)


@lru_cache(maxsize=16384)
def normalize_pages(text: str) -> str:
    """Return pages with plain hyphens and without "pp.": `pp. 2907--12` → `2907-12`; short ranges stay short."""
    return _DASH.sub("-", _PREFIX.sub("", text.strip()))


def split_pages(text: str) -> tuple[str, str | None]:
    """Return first and last page of a single range, the last in full; `(text, None)` for anything else.

    `2907-12` → `("2907", "2912")`, `e14677` → `("e14677", None)`.
    """
    first, dash, last = normalize_pages(text).partition("-")
    if not dash or not first or not last or "-" in last or "," in text:
        return text.strip(), None
    return first, expand_last(first, last)


def expand_last(first: str, last: str) -> str:
    """Return the last page in full: `2907`, `12` → `2912`; `S12`, `9` → `S19`."""
    if not last.isdecimal() or len(last) >= len(first):
        return last
    if first.isdecimal() or re.fullmatch(r"[A-Za-z]+\d+", first):
        whole = first[: len(first) - len(last)] + last
        return whole if first[-len(last) :].isdecimal() and whole > first else last
    return last


_PAGE = re.compile(r".*\d.*|[ivxlcdm]+|[^\W\d_]", re.I | re.S)


def is_page(text: str) -> bool:
    """Return whether a text may be a page: whatever has a digit, a roman numeral, a single letter."""
    return _PAGE.fullmatch(text) is not None
