"""Telling particles and suffixes apart where a source has them in the family or given name.

Source: CSL-JSON's convention (citeproc "parse-names"): lower-case words that
begin a family name do not drop, those that end a given name do; quotes around
a family name keep it whole.
"""

from __future__ import annotations

import re

_SMALL = "[^\\W\\d_A-ZÀ-ÖØ-Þ]"
_LEADING = re.compile(
    rf"((?:(?:['’ʼ]?{_SMALL}[^\W\d_.]*(?:\.{_SMALL}*)*['’]?\s+|{_SMALL}{{1,3}}['’‘`]\s*|(?:al|el|ben|bin|abd|ibn)[-‐])(?=\S))++)"
)
"""Each word must be followed by another, so that none is ever given back: there are many ways to read `d' d' d'`."""
_SMALL_WORD = re.compile(rf"{_SMALL}[\w.'’]*")
_WORDS = re.compile(r"\S+")


def split_particles(
    given: str, family: str, dropping: str, non_dropping: str, suffix: str, comma: bool
) -> tuple[str, str, str, str, str, bool]:
    """Return given, family, dropping and non-dropping particle, suffix, and whether a comma stands before it."""
    if len(family) > 2 and family[0] == family[-1] == '"':
        return given, family[1:-1], dropping, non_dropping, suffix, comma
    if not non_dropping and family and _small(family.lstrip("'’ʼ")[:1]):
        match = _LEADING.match(family)
        if match and match.end() < len(family):
            non_dropping, family = match[1].strip(), family[match.end() :]
    if "," in given and not suffix:
        before, _, after = given.partition(",")
        forced = after.startswith("!") and bool(after[1:].strip())
        after = after[forced:].strip()
        if after:
            given, suffix, comma = before.rstrip(), after, forced or _numbered(after)
    if not dropping and " " in given:
        given, dropping = _without_trailing(given)
    return given, family, dropping, non_dropping, suffix, comma


def _without_trailing(given: str) -> tuple[str, str]:
    """Return given names without the small words at their end, and those."""
    words = list(_WORDS.finditer(given))
    first, least = len(words), 0 if given[:1].isspace() else 1
    while first > least and _SMALL_WORD.fullmatch(words[first - 1][0]):
        first -= 1
    if first == len(words) or not _small(words[first][0][0]):
        return given, ""
    start = words[first].start()
    return given[:start].rstrip(), given[start:].strip()


def _small(character: str) -> bool:
    return character.islower()


def _numbered(suffix: str) -> bool:
    return False
