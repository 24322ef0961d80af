"""Two values of one field: whether they say the same, and which of them says it better."""

from __future__ import annotations

import re

from refexport.library import features, normal, people
from refexport.record import Date, File, Name

_LATEX = re.compile(r"\\[a-zA-Z\"'`^~=.]|[{}]|&(?:amp|lt|gt|quot|#\d+);|\$[^$]+\$")


def same_writing(one: str, other: str) -> bool:
    """Return whether two texts differ in case, diacritics, markup and punctuation alone."""
    folded, other_folded = normal.fold(one), normal.fold(other)
    if not folded and not other_folded:
        return one == other
    return normal.compact(folded) == normal.compact(other_folded)


def quality_of_writing(text: str) -> tuple[bool, bool, bool, int, int]:
    """Return a measure of how well a text is written; of two writings of one text, the greater is the better."""
    letters = [sign for sign in text if sign.isalpha()]
    shouts = len(letters) > 4 and all(sign.isupper() for sign in letters if sign.isupper() or sign.islower())
    artefacts = bool(_LATEX.search(text))
    mixed = any(sign.isupper() for sign in letters)
    accents = sum(not sign.isascii() for sign in text)
    return not artefacts, not shouts or not _has_case(letters), mixed, accents, len(text)


def _has_case(letters: list[str]) -> bool:
    return any(sign.isupper() or sign.islower() for sign in letters)


def is_said_by(one: str, other: str) -> bool:
    """Return whether a text is in another one, so that nothing is lost if it goes."""
    folded = normal.fold(one)
    return same_writing(one, other) or one in other or (bool(folded) and f" {folded} " in f" {normal.fold(other)} ")


def is_longer_form(name: str, longer: str, shorter: str) -> bool:
    """Return whether a text is another one in full: a title with its subtitle, a journal's name unabbreviated."""
    folded, other = normal.fold(longer), normal.fold(shorter)
    if len(folded) <= len(other) or not other:
        return False
    if folded.startswith(other + " "):
        return name != "container-title" or normal.same_container(folded, other)
    return name in ("container-title", "collection-title", "publisher", "event-title", "") and normal.same_container(
        folded, other
    )


def same_people(one: tuple[Name, ...], other: tuple[Name, ...]) -> bool:
    """Return whether one list of names says no more people than another, and the same."""
    mine = [normal.person(name) for name in one if not features.stands_for_others(name)]
    theirs = [normal.person(name) for name in other if not features.stands_for_others(name)]
    if len(mine) > len(theirs):
        return False
    return all(people.same_person(first, second) for first, second in zip(mine, theirs, strict=False))


def fullness_of_people(names: tuple[Name, ...]) -> tuple[int, int, int, int]:
    """Return a measure of how much a list of names says: people, split names, letters of given names, diacritics."""
    real = [name for name in names if not features.stands_for_others(name)]
    text = "".join(map(str, real))
    split = sum(name.literal is None for name in real)
    accents = sum(not sign.isascii() for sign in text)
    given = sum(len(name.given or "") for name in real)
    return len(real), split - bool(_LATEX.search(text)), given, accents


def same_date(one: Date, other: Date) -> bool:
    """Return whether a date says nothing that another does not: `2020` and `2020-10-21`."""
    if not one.start or not other.start:
        return one == other
    return one.start == other.start[: len(one.start)] and (not one.end or one.end == other.end)


def precision_of_date(date: Date) -> tuple[int, int, bool]:
    """Return a measure of how precise a date is."""
    return len(date.start), len(date.end), bool(date.season)


def same_pages(one: str, other: str) -> bool:
    """Return whether pages say nothing that others do not: `12` and `12-19`, `112-8` and `112-118`."""
    first, last = normal.pages(one)
    other_first, other_last = normal.pages(other)
    return first == other_first and (not last or last == other_last)


def fullness_of_pages(text: str) -> tuple[bool, int]:
    """Return a measure of how much pages say."""
    return bool(normal.pages(text)[1]), len(text)


def all_keywords(found: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Return all keywords, each once but for its case."""
    return tuple({word.casefold(): word for words in reversed(found) for word in reversed(words)}.values())[::-1]


def all_files(found: list[tuple[File, ...]]) -> tuple[File, ...]:
    """Return all files, each path once."""
    return tuple({file.path: file for files in reversed(found) for file in reversed(files)}.values())[::-1]


def all_numbers(found: list[str]) -> str:
    """Return all ISBNs or ISSNs, each once but for its hyphens, with blanks between them."""
    seen: dict[str, str] = {}
    for text in found:
        for number in text.split():
            seen.setdefault(features.isbn13(number), number)
    return " ".join(seen.values())


def all_paragraphs(found: list[str]) -> str:
    """Return notes joined, those that are in another one left out."""
    kept: list[str] = []
    for text in sorted(dict.fromkeys(found), key=len, reverse=True):
        if not any(text in other for other in kept):
            kept.append(text)
    kept.sort(key=found.index)
    return "\n".join(kept)
