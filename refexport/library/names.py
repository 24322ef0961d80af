"""The rules that names are checked by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from refexport.library.characters import text_findings
from refexport.library.features import stands_for_others
from refexport.library.findings import Finding
from refexport.record import Name, Record
from refexport.text import identifiers
from refexport.text.names import PARTICLES, parse_inverted, parse_running

_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]?){1,4}|[A-ZÄÖÜÉ]{1,3}")
_AND = re.compile(r"\s(?:and|und|et|y|&)\s")
_WITH_INITIALS = re.compile(r"[^\W\d_][\w'’-]+ [A-Z]{1,3}")
"""A whole name as databases write it: of `Smith J, Jones K`, one is read for a family name, one for a given name."""
_TITLE = re.compile(
    r"(?:^|[\s,(])(?:Dr\b(?!$)|Prof\b|Professor\b|Ph\.?\s?D\b)|\(\s*(?:[Ee]ds?|[Ee]ditors?|[Hh]rsg|[Tt]rans)\b|,?\s(?:eds?|hrsg)\.$"
)
"""Titles and roles; in other capitals, `DR` and `Ed` are initials and names."""
_INSTITUTION = re.compile(
    r"\b(?:offices?|departments?|services?|librar(?:y|ies)|universit\w*|institut\w*|minist\w*|bureau|agenc(?:y|ies)|"
    r"committee|commission|societ\w*|associations?|group|team|cent(?:er|re)|council|organi[sz]ations?|press|compan(?:y|ies)|"
    r"foundation|museum|bank|project|consortium|network|collaboration|college|school|hospital|court|parliament)\b",
    re.I,
)
"""Words of institutions, which are not split into family and given names."""
_ENDING = re.compile(r"(?<![\s,;])[\s,;]+$")


def name_findings(record: Record, variable: str) -> Iterator[Finding]:
    """Yield what is wrong with the names of a name variable.

    Args:
        record: the record.
        variable: CSL's name, such as `author`.
    """
    for place, name in enumerate(record[variable]):
        path = f"{variable}[{place}]"
        if name.orcid and identifiers.orcid(name.orcid) != name.orcid:
            message = f"ORCID iD is malformed, or its check digit is wrong: {name.orcid}"
            yield Finding("orcid-check-digit", message, record.id, f"{path}.orcid", name.orcid)
        for part in ("family", "given", "literal"):
            if value := getattr(name, part):
                yield from _part(record.id, f"{path}.{part}", value)
        if stands_for_others(name):
            message = f"{variable} says '{name}', which is no name; leave it out, or name all"
            yield Finding("name-et-al", message, record.id, path, str(name))
        elif name.family:
            yield from _person(record.id, path, name, name.family)


def _part(key: str, path: str, value: str) -> Iterator[Finding]:
    yield from text_findings(key, path, value)
    better = _ENDING.sub("", value)
    if better and better != value:
        message = f"{path} ends in a comma or semicolon: {value}"
        yield Finding("name-punctuation", message, key, path, value, better, True)


def _person(key: str, path: str, name: Name, family: str) -> Iterator[Finding]:
    given = name.given or ""
    text = f"{family} {given}"
    at = f"{path}.family"
    several = ";" in text or ("," in text and _AND.search(text))
    if several or (_WITH_INITIALS.fullmatch(family) and _WITH_INITIALS.fullmatch(given)):
        yield Finding("name-several", f"several names in one: {name}", key, path, str(name))
    elif not given and "," in family.strip(","):
        yield _whole(key, at, family, str(parse_inverted(family)))
    elif not given and _is_whole(family):
        # Three words are as often an institution's as a person's.
        running = family.count(" ") == 1 and not _INSTITUTION.search(family)
        yield _whole(key, at, family, str(parse_running(family)) if running else None)
    if any(map(str.isdigit, text)):
        yield Finding("name-digits", f"digits in a name: {name}", key, path, str(name), _without_digits(family))
    if _INITIALS.fullmatch(family) and len(given) > 3 and not _INITIALS.fullmatch(given) and given.isalpha():
        yield Finding("name-swapped", f"initials for a family name: {name}", key, path, str(name), f"{given}, {family}")
    elif given and len(family) > 3 and family.isupper() and family.isalpha():
        yield Finding("name-capitals", f"a family name in capitals: {family}", key, at, family, family.capitalize())
    if _TITLE.search(f"{given} {family}") or _TITLE.search(text):
        yield Finding("name-title", f"a title or role in a name: {name}", key, path, str(name))


def _without_digits(family: str) -> str | None:
    """Return a family name without the number of a footnote, or what an address wrote in numbers; else `None`."""
    if re.search(r"%[0-9A-F]{2}", family, re.I):
        return unquote(family)
    # `Moro1`, but not `ICIM-98`.
    better = re.sub(r"(?<=[a-zà-ÿ])[\d,*†‡§]+$", "", family)
    return better if better != family else None


def _whole(key: str, path: str, family: str, better: str | None) -> Finding:
    message = f"a whole name for a family name: {family}; split it, or give it as an institution's"
    return Finding("name-whole-in-family", message, key, path, family, better)


def _is_whole(family: str) -> bool:
    words = family.split()
    return 1 < len(words) < 4 and words[0].lower() not in PARTICLES and all(word[0].isupper() for word in words)
