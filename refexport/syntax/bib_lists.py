"""Lists of names that were not written as BibTeX wants them, `and` between them, and what people put in its place.

Each of the forms here is one that BibTeX reads as a single name, or as names with parts of others in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refexport.record import Name
from refexport.text.bibtex_names import OTHERS, parse_name, split_names
from refexport.text.names import PARTICLES, plain_person

_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,4}")
_VANCOUVER = re.compile(r"([^\W\d_][^\d,.;{}]*) ([^\W\d_a-z]{1,3})")
"""`de la Cruz JA`."""
_LED_BY_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?)+ ?[^\W\d_][^\d,;{}]*")
"""`J. A. Smith`."""
_NAMESAKE = re.compile(r"([^,]*[^\W\d_]\}*) 0\d{3}")
_AMPERSAND = re.compile(r"\s+\\?&\s+")
_ET_AL = re.compile(r"[\s,~]*(?:\bet\.? al\.?|\\(?:textit|emph)\{et al\.?\}\.?)$", re.I)


def read_names(raw: str, lose: Callable[..., None]) -> tuple[tuple[Name, ...], bool]:
    """Return the names of a list, and whether it says that there are more.

    Args:
        raw: the value of the field.
        lose: takes what is guessed or altered: the change, its reason and the `value`.
    """
    names = []
    written = split_names(raw)
    texts, goes_on = without_et_al(written) if "al" in raw[-8:] else (written, False)
    before = len(texts)
    if before and (before == 1 or texts[-2].endswith(",")) and len(texts := listed(texts)) != before:
        lose("guessed", "a list of names without 'and', split by its punctuation", value=raw)
    for text in texts:
        if name := plain_person(text):
            names.append(name)
            continue
        if text[-4:].isdigit() and (match := _NAMESAKE.fullmatch(text)):
            lose("altered", "dblp's number of a namesake is no part of the name", value=text)
            text = match[1]
        if name := parse_name(text):
            names.append(name)
        elif text == OTHERS:
            goes_on = True
    return tuple(names), goes_on


def without_et_al(names: list[str]) -> tuple[list[str], bool]:
    """Return the names of a list without the `et al.` at its end, and whether there was one."""
    if not names or len(names[-1]) > 10_000:
        return names, False
    last = _ET_AL.sub("", names[-1])
    if last == names[-1]:
        return names, False
    return [*names[:-1], *([last] if last else [])], True


def listed(names: list[str]) -> list[str]:
    """Return the names of a list that was written otherwise than with `and` between all of them.

    Read are `Smith, J.; Doe, K.`, `Smith, J., Doe, K.`, `Smith J, Doe K`, `J. Smith, K. Doe`, `John Smith, Kate Doe,
    and Ann Roe`, and `J. Smith & K. Doe`.

    Args:
        names: as they stand between each `and`.
    """
    if any("{" in name for name in names):
        return names
    if len(names) > 1:
        *before, last = names
        if not before[-1].endswith(","):
            return names
        parts = [part.strip() for part in before[-1].split(",") if part.strip()]
        whole = len(parts) > 1 and _are_people([*parts, last])
        return [*before[:-1], *(parts if whole else [before[-1].rstrip(", ")]), last]
    return _one(names)


def kept_whole(names: list[str]) -> list[str]:
    """Return names as they are written so that one alone is not read as a list: braces say that it is none."""
    if len(names) != 1 or "\\" in names[0] or len(listed(names)) == 1:
        return names
    return [f"{names[0][:-1]}{{{names[0][-1]}}}"]


def _one(names: list[str]) -> list[str]:
    text = names[0]
    if ";" in text:
        return [name.strip() for name in text.split(";") if name.strip()]
    if "&" in text:
        pieces = _AMPERSAND.split(text)
        # `Smith & Wesson` is a company.
        given = [_LED_BY_INITIALS.fullmatch(piece) or _is_inverted(piece) for piece in pieces]
        return pieces if all(given) else _ampersand_behind_commas(text) or names
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 3 and len(parts) % 2 == 0 and all(_INITIALS.fullmatch(given) for given in parts[1::2]):
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    if len(parts) > 1 and all(vancouver := [_VANCOUVER.fullmatch(part) for part in parts]):
        return [f"{match[1]}, {match[2]}" for match in vancouver if match]
    if len(parts) > 1 and all(_LED_BY_INITIALS.fullmatch(part) for part in parts):
        return parts
    return parts if len(parts) > 2 and _are_people(parts) else names


def _ampersand_behind_commas(text: str) -> list[str]:
    """Return the names of `Smith, J., Doe, K. & Roe, A.`, as reference lists have them, or nothing."""
    *before, last = _AMPERSAND.split(text.replace(",&", ", &").replace(", &", " &"))
    names = _one([" ".join(before)]) if len(before) == 1 and "," in before[0] else []
    good = len(names) > 1 and (_is_inverted(last) or _LED_BY_INITIALS.fullmatch(last))
    return [*names, last] if good else []


def _is_inverted(text: str) -> bool:
    family, comma, given = text.partition(",")
    return bool(comma and family.strip() and _INITIALS.fullmatch(given.strip()))


def _are_people(parts: list[str]) -> bool:
    """Return whether each text is given names and a family name: two words or more, none small but a particle."""
    return all(len(words := part.split()) > 1 and all(map(_is_of_a_name, words)) for part in parts)


def _is_of_a_name(word: str) -> bool:
    return not word[0].islower() or word in PARTICLES
