"""Personal names as formats write them, split into `Name`.

Source: BibTeX's name grammar (btxdoc, "Tame the BeaST"), RIS `Last, First, Suffix`, MEDLINE `Last FM`.
"""

from __future__ import annotations

from functools import lru_cache

from refexport.record import Name


@lru_cache(maxsize=65536)
def parse_inverted(text: str) -> Name:
    """Return the name that `Family, Given, Suffix` says; without a comma, the name of an institution.

    Args:
        text: such as `Smith, John, Jr.` or `World Health Organization`.
    """
    family, *rest = (part.strip() for part in text.split(","))
    if not rest:
        return Name(literal=family)
    if not any(rest):
        return Name(literal=family)
    given = rest[0] or None
    return Name(family=family or None, given=given, suffix=", ".join(p for p in rest[1:] if p) or None)
