"""Personal names as formats write them, split into `Name`.

Source: RIS `Last, First, Suffix`, MEDLINE `Last FM Jr`; particles as CSL 1.0.2 tells them, "Name Particles".
"""

from __future__ import annotations

import re
from functools import lru_cache

from refexport.record import Name

SUFFIX = re.compile(r"(?:jr|sr|jnr|snr)\.?|(?:i{1,3}|iv|vi{0,3})|[2-9](?:nd|rd|th)|esq\.?", re.I)
"""A suffix of a personal name, whole."""

_INITIALS = re.compile(r"(?:[^\W\d_a-z]{1,4}|[^\W\d_a-z](?:[.-]?[^\W\d_a-z]){0,3}\.?)$")


@lru_cache(maxsize=65536)
def parse_inverted(text: str) -> Name:
    """Return the name that `Family, Given, Suffix` says; without a comma, the name of an institution.

    A comma at the end, as EndNote writes it, says that the whole is an institution's name.

    Args:
        text: such as `Smith, John, Jr.`, `World Health Organization` or `Food, Drink & Co,`.
    """
    text = " ".join(text.split())
    if text.endswith(","):
        return Name(literal=text.rstrip(" ,"))
    family, *rest = (part.strip() for part in text.split(","))
    if not rest or not any(rest):
        return Name(literal=family)
    if not family:
        return Name(literal=", ".join(part for part in rest if part))
    suffix = ", ".join(part for part in rest[1:] if part) or None
    if len(rest) > 1 and rest[0] and SUFFIX.fullmatch(rest[0]) and not SUFFIX.fullmatch(rest[1]):
        # "Smith, Jr., John", as BibTeX and some databases order it.
        return Name(family=family, given=", ".join(rest[1:]), suffix=rest[0])
    return Name(family=family, given=rest[0] or None, suffix=suffix)


@lru_cache(maxsize=65536)
def parse_medline(text: str) -> Name:
    """Return the name that `Family FM Suffix` says; a text that ends in no initials is an institution's name.

    Args:
        text: such as `de Lima Prata K`, `Smith JA 3rd` or `Italian Study Group`.
    """
    words = text.split()
    suffix = None
    if len(words) > 2 and SUFFIX.fullmatch(words[-1]) and is_initials(words[-2]):
        suffix = words.pop()
    if len(words) > 1 and is_initials(words[-1]):
        return Name(family=" ".join(words[:-1]), given=words[-1], suffix=suffix)
    return Name(literal=" ".join(text.split()))


def is_initials(word: str) -> bool:
    """Return whether a word is the initials of a MEDLINE name: `K`, `JA`, `J-P`, `ÅB`."""
    return bool(_INITIALS.match(word)) and word.upper() == word
