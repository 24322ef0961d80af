"""Page ranges, in the many ways that people write them.

Source: RIS `SP`/`EP`, BibTeX `--`, MEDLINE's shortened ranges, CSL 1.0.2 "Page Ranges".
"""

from __future__ import annotations

import re

_DASH = re.compile(r"\s*(?:--+|[‐‑‒–—−-])\s*")


def normalize_pages(text: str) -> str:
    """Return pages with plain hyphens: `2907--12` → `2907-12`; shortened ranges stay as they are."""
    return _DASH.sub("-", text.strip())


def split_pages(text: str) -> tuple[str, str | None]:
    """Return first and last page of a single range, the last in full; `(text, None)` for anything else.

    `2907-12` → `("2907", "2912")`, `e14677` → `("e14677", None)`.
    """
    first, dash, last = normalize_pages(text).partition("-")
    if not dash or "-" in last or "," in text:
        return text.strip(), None
    return first, expand_last(first, last)


def expand_last(first: str, last: str) -> str:
    """Return the last page in full: `2907`, `12` → `2912`."""
    if first.isdigit() and last.isdigit() and len(last) < len(first):
        return first[: len(first) - len(last)] + last
    return last
