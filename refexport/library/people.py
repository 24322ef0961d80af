"""Whether the people of two records are the same, written in two ways."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from refexport.library.normal import Person
from refexport.library.slips import is_slip

People = Sequence[Person]

Agreement = Literal["same", "overlap", "initials differ", "different", "unknown"]


_LOOKED_AT = 10
"""People of each record that are looked at where the first ones do not agree."""


def compare_people(first: People, second: People) -> Agreement:
    """Return how the people of two records agree.

    Args:
        first: family name, initials and given names of each, as `refexport.library.features.people_of` gives them.
        second: of the other record.

    Returns:
        `same`: the first names agree, and no one stands at the same place in conflict; `overlap`: most of them are
        in both, in another order; `initials differ`: a family name with other initials; `unknown`: one has none.
    """
    if not first or not second:
        return "unknown"
    if first == second:
        return "same"
    fewer, more = sorted((first, second), key=len)
    alike = [same_person(one, other) for one, other in zip(fewer, more, strict=False)]
    if alike[0] is True and sum(one is True for one in alike) >= 0.6 * len(alike):
        return "initials differ" if any(one is None for one in alike) and len(alike) < 4 else "same"
    found = min(_found(fewer, more), _found(more, fewer))
    if found >= max(1, 0.6 * min(len(fewer), _LOOKED_AT)):
        return "overlap"
    return "initials differ" if alike[0] is None else "different"


def _found(first: People, second: People) -> int:
    """Return how many of the first people stand anywhere among the second; one who stands there twice counts twice."""
    return sum(any(same_person(one, other) for other in second[:_LOOKED_AT]) for one in first[:_LOOKED_AT])


def same_person(first: Person, second: Person) -> bool | None:
    """Return whether two names can be the same person's; `None` if only the initials tell them apart."""
    # In one order always, so that the other order cannot give another answer.
    return _same_person(first, second) if first <= second else _same_person(second, first)


@lru_cache(maxsize=65536)
def _same_person(first: Person, second: Person) -> bool | None:
    (family, initials, _), (other, other_initials, _) = first, second
    if not _same_family(family, other):
        return _same_words(first, second)
    if not initials or not other_initials or initials[0] == other_initials[0]:
        return _middle_agrees(initials, other_initials)
    return None


def _middle_agrees(initials: str, other: str) -> bool | None:
    """Return whether the initials after the first may be the same person's: one may be left out, none differ."""
    shorter, longer = sorted((initials[1:], other[1:]), key=len)
    places = iter(longer)
    return True if all(letter in places for letter in shorter) else None


def _same_family(family: str, other: str) -> bool:
    one, two = family.replace(" ", ""), other.replace(" ", "")
    if one == two:
        return True
    if "?" in one or "?" in two:
        return _fills(one, two) or _fills(two, one)
    if min(len(one), len(two)) < 4:
        return False
    return is_slip(one, two) or _compound(family, other)


def _fills(broken: str, whole: str) -> bool:
    """Return whether a name can be the one some letters of which were lost: `mu?ller`, `m?ller`."""
    return bool(re.fullmatch(broken.replace("?", "[a-z?]{0,3}"), whole))


def _compound(family: str, other: str) -> bool:
    # `García Márquez` stands as `García` in some databases, and `Márquez` in others.
    shorter, longer = sorted((family.split(), other.split()), key=len)
    return len(shorter) == 1 and len(longer) == 2 and len(shorter[0]) > 3 and shorter[0] in longer


def _same_words(first: Person, second: Person) -> bool:
    """Return whether two names have the same words in another order, or split elsewhere; a letter stands for a word."""
    if _initials_in_one(first, second) or _initials_in_one(second, first):
        return True
    one, other = (_words(*person) for person in (first, second))
    shorter, longer = sorted((one, other), key=lambda words: (len(words), -sum(map(len, words))))
    if len(shorter) < 2:
        return bool(shorter) and len(shorter[0]) > 3 and shorter[0] == longer[-1]  # the family name alone
    rest, whole = list(longer), 0
    for word in sorted(shorter, key=len, reverse=True):
        match = _word_like(word, rest)
        if match is None:
            return False
        rest.remove(match)
        whole += min(len(match), len(word)) > 1
    return whole > 0


def _initials_in_one(whole: Person, split: Person) -> bool:
    """Return whether a name that was not split has the other's initials as one word: `JP Moro`."""
    (text, given, _), (family, initials, _) = whole, split
    words = text.split()
    if given or len(initials) < 2 or initials not in words:
        return False
    words.remove(initials)
    return "".join(words).endswith(family.replace(" ", ""))


def _words(family: str, initials: str, given: str) -> list[str]:
    # `JP` are two initials, and `Jo` is one name.
    words = given.split()
    return [*family.split(), *(initials if len(words) < len(initials) else words)]


def _word_like(word: str, rest: list[str]) -> str | None:
    """Return the word of a name that is another one: the same, its initial, or one with a slip of the pen."""
    if word in rest:
        return word
    for other in rest:
        if (len(other) == 1 and word[0] == other) or (len(word) == 1 and other[0] == word):
            return other
    return next((other for other in rest if _is_one_name(word, other)), None)


def _is_one_name(word: str, other: str) -> bool:
    if "?" in word or "?" in other:
        return _fills(word, other) or _fills(other, word)
    return min(len(other), len(word)) > 4 and is_slip(other, word)
