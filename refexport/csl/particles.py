"""Telling particles and suffixes apart where a source has them in the family or given name.

Source: CSL-JSON's convention (citeproc "parse-names"): lower-case words that
begin a family name do not drop, those that end a given name do; quotes around
a family name keep it whole.
"""

from __future__ import annotations

import re

_LEADING = re.compile(
    r"((?:(?:['’ʼ]?[^\W\d_A-ZÀ-ÖØ-Þ][^\W\d_.]*(?:\.[^\W\d_A-ZÀ-ÖØ-Þ]*)*['’]?\s+)|(?:[^\W\d_A-ZÀ-ÖØ-Þ]{1,3}['’‘`]\s*)|(?:(?:al|el|ben|bin|abd|ibn)[-‐]))+)(?=\S)"
)
_TRAILING = re.compile(r"\s+((?:[^\W\d_A-ZÀ-ÖØ-Þ][\w.'’]*\s*)+)$")
_SUFFIX = re.compile(r"^(.*?)\s*,(!?)\s*(\S.*)$")


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
        match = _SUFFIX.match(given)
        if match:
            given, suffix, comma = match[1], match[3].strip(), bool(match[2]) or _numbered(match[3])
    if not dropping and " " in given:
        match = _TRAILING.search(given)
        if match and _small(match[1][0]):
            given, dropping = given[: match.start()], match[1].strip()
    return given, family, dropping, non_dropping, suffix, comma


def _small(character: str) -> bool:
    return character.islower()


def _numbered(suffix: str) -> bool:
    return False
