"""How two titles differ: not at all, by slips of the pen, by a lost subtitle, or by what makes two works."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from refexport.library.features import Features
from refexport.library.normal import compact, telling

Likeness = Literal["same", "slips", "shortened", "different", "unknown"]

GENERIC = frozenset(
    "a an and the of in on for to from with by at as is are its their this that or not be "
    "abstract abstracts annual analysis appendix book chapter comment commentary conclusion contents correspondence "
    "discussion document editor editorial editors erratum foreword home homepage index interview introduction "
    "introductory issue letter letters message news no notes note obituary overview part preface press proceedings "
    "publication release reply report reports response review reviews section special statement study summary "
    "self portrait still landscape act acts annals supplement table title untitled vol volume year yearbook found "
    "welcome website correction corrections corrigendum addendum retraction rejoinder comments highlights "
    "announcement announcements contributors masthead memoriam received errata responses "
    "der die das und des dem den von zu im fur ein eine vorwort einleitung le la les de du et un une el los las y "
    "en introduccion prologo prefazione introduzione".split()
)
"""Words that say little about a work: they stand in thousands of titles."""

_OPPOSITES = (
    ("hypo", "hyper"),
    ("pre", "post"),
    ("intra", "inter"),
    ("micro", "macro"),
    ("mono", "poly"),
    ("in", "de"),
    ("in", "out"),
    ("under", "over"),
    ("ante", "anti"),
    ("endo", "ecto"),
    ("male", "female"),
    ("north", "south"),
    ("east", "west"),
    ("men", "women"),
    ("man", "woman"),
    ("up", "down"),
    ("sub", "super"),
    ("homo", "hetero"),
    ("pro", "anti"),
    ("ab", "ad"),
    ("ex", "im"),
    ("ex", "in"),
)
"""Beginnings of words by which two nearly equal words mean the opposite."""
_NEGATIONS = ("un", "in", "im", "non", "anti", "dis", "a", "fe", "wo")


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """How two titles compare."""

    likeness: Likeness
    """`same`, `slips` (typing errors), `shortened` (one begins the other), `different`, or `unknown` without both."""
    information: float = 0.0
    """How much an agreement says, as bits: what the shared telling words can distinguish."""
    numbers_differ: bool = False
    """Whether numbers or single letters differ, as in parts and years."""
    one_word_more: bool = False
    """Whether a title is only a word longer, as that of an erratum, or a reply, can be."""
    another_word: bool = False
    """Whether a word may be mistyped or may be another one: `stem` and `sem`, `rating` and `mating`."""


_UNKNOWN = TitleMatch("unknown")
_DIFFERENT = TitleMatch("different")


def information(words: tuple[str, ...]) -> float:
    """Return how much a title says, from -4 for "Editorial" to 16 for one of five or more telling words."""
    letters = sum(_letters(word) for word in dict.fromkeys(words) if word not in GENERIC)
    return round(min(16.0, 1 + letters / 2.2), 1) if letters else -4.0


def _letters(word: str) -> float:
    # A word of more than 18 letters is a sentence in a script that has no blanks, transliterated.
    return min(len(word), 9) if len(word) < 19 else len(word) / 2


def compare_titles(first: Features, second: Features) -> TitleMatch:
    """Return how the titles of two records compare."""
    if not first.title or not second.title:
        return _UNKNOWN
    if first.title == second.title:
        return TitleMatch("same", information(first.words))
    if compact(first.title) == compact(second.title):
        return TitleMatch("same", information(first.words))
    if first.script and second.script:
        return _other_script(first, second)
    shorter, longer = sorted((first, second), key=lambda one: len(one.title))
    if found := _shortened(shorter, longer) or _cut_off(shorter, longer):
        return found
    if not _worth_aligning(compact(shorter.title), compact(longer.title)):
        return _DIFFERENT
    return _aligned(shorter, longer)


_COUNTING = frozenset("一二三四五六七八九十上中下前后後甲乙丙丁")
"""Signs by which parts and volumes differ in Chinese and Japanese."""


def _other_script(first: Features, second: Features) -> TitleMatch:
    shorter, longer = sorted((first, second), key=lambda one: len(one.script))
    one, other = shorter.script, longer.script
    said = information(shorter.words)
    numbers_differ = _counted(shorter) != _counted(longer)
    if one == other:
        return TitleMatch("same", said, numbers_differ)
    if len(one) > 5 and len(other) > len(one) + 4 and other.startswith(one):
        return TitleMatch("shortened", said, numbers_differ, len(longer.words) - len(shorter.words) == 1)
    from rapidfuzz.distance import OSA

    limit = 2 if len(one) > 7 else 1
    if OSA.distance(one, other, score_cutoff=limit) > limit:
        return _DIFFERENT
    return TitleMatch("slips", said - 1, numbers_differ)


def _counted(features: Features) -> tuple[tuple[str, ...], list[str]]:
    return features.title_numbers, sorted(sign for sign in features.script if sign in _COUNTING)


def near_titles(first: Features, second: Features) -> bool:
    """Return whether two titles could be writings of one, or one of them the other shortened."""
    from rapidfuzz import fuzz

    shorter, longer = (first, second) if len(first.title) < len(second.title) else (second, first)
    one, other = shorter.title, longer.title
    if fuzz.ratio(one, other[: len(one)], score_cutoff=70) or other.startswith(one[:12]):
        return True
    if shorter.script and longer.script:
        return True
    return len(one) > 0.7 * len(other) and fuzz.token_sort_ratio(one, other, score_cutoff=80) > 0


def _worth_aligning(shorter: str, longer: str) -> bool:
    if len(shorter) < 0.7 * len(longer):
        return False
    from rapidfuzz import fuzz

    return fuzz.ratio(shorter, longer, score_cutoff=75) > 0


def _shortened(shorter: Features, longer: Features) -> TitleMatch | None:
    """Return how the longer title goes on after the shorter one, or `None` if it does not."""
    count = len(shorter.words)
    head, rest = longer.words[:count], longer.words[count:]
    if not rest:
        return None
    if head == shorter.words:
        return TitleMatch("shortened", information(shorter.words), _names_a_part(rest), len(rest) == 1)
    if count > 2 and len(shorter.title) > 11 and (slips := _slips(shorter.words, head)) and not slips.another_word:
        return TitleMatch("shortened", information(shorter.words) - 1, _names_a_part(rest), len(rest) == 1)
    return None


def _cut_off(shorter: Features, longer: Features) -> TitleMatch | None:
    """Return how a title goes on that was cut off after so many letters: `molecular basis of mosq`."""
    *head, last = shorter.words
    count = len(head)
    if count < 3 or list(longer.words[:count]) != head or len(longer.words) <= count:
        return None
    word = longer.words[count]
    if (telling(last) and len(last) > 1) or telling(word) or not word.startswith(last):
        return None
    return TitleMatch("shortened", information(tuple(head)))


def _names_a_part(rest: tuple[str, ...]) -> bool:
    """Return whether what follows a title begins with a number: `part ii`; one further on is part of a subtitle."""
    numbers = [found for found in map(telling, rest if len(rest) < 5 else rest[:2]) if found]
    return any(found.isdigit() or len(rest) < 3 for found in numbers)


def _aligned(shorter: Features, longer: Features) -> TitleMatch:
    slips = _slips(shorter.words, longer.words)
    if slips is None:
        return _DIFFERENT
    numbers_differ = not slips.misread and shorter.title_numbers != longer.title_numbers
    said = information(shorter.words) - 0.7 * slips.count
    likeness: Likeness = "slips" if slips.count else "same"
    return TitleMatch(likeness, round(said, 1), numbers_differ, another_word=slips.another_word)


@dataclass(frozen=True, slots=True)
class _Slips:
    """The slips of the pen that tell two titles apart."""

    count: int
    misread: bool = False
    another_word: bool = False


@lru_cache(maxsize=4096)
def _slips(first: tuple[str, ...], second: tuple[str, ...]) -> _Slips | None:
    """Return the slips that tell two titles apart, or `None` if a word says something else."""
    left = list((Counter(first) - Counter(second)).elements())
    right = list((Counter(second) - Counter(first)).elements())
    one, other = "".join(left), "".join(right)
    if one == other:
        return _Slips(len(left) and 1)
    if (
        min(len(one), len(other)) > 1
        and not (one.isdigit() or other.isdigit())
        and as_scanned(one) == as_scanned(other)
    ):
        return _Slips(1, misread=True)
    slips = _without_slips(left, right, len(first))
    if not left and not right:
        return _Slips(slips)
    if _is_little(left, right):
        return _Slips(slips + 1)
    return _Slips(slips + len(left), another_word=True) if _may_be_slips(left, right, len(first)) else None


def _may_be_slips(left: list[str], right: list[str], length: int) -> bool:
    """Return whether one word of a title, or two of a long one, are a letter away from a word of the other."""
    if len(left) != len(right) or len(left) > 2 or length < 3 * len(left):
        return False
    return any(all(map(_one_letter_apart, left, order)) for order in (right, right[::-1]))


def _without_slips(left: list[str], right: list[str], length: int) -> int:
    """Take out the words that are slips of each other, and return how many that were."""
    slips = 0
    for word in list(left):
        if telling(word):
            continue
        match = next((other for other in right if is_slip(word, other)), None)
        if match is None and len(left) == len(right) == 1 and length > 6 and _mistyped_twice(word, right[0]):
            match = right[0]
        if match is not None:
            left.remove(word)
            right.remove(match)
            slips += 1
    return slips


def _one_letter_apart(word: str, other: str) -> bool:
    if telling(word) or telling(other) or min(len(word), len(other)) < 2 or _opposite(word, other):
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(word, other, score_cutoff=1) <= 1


_MISREAD = (("0", "o"), ("1", "l"), ("i", "l"), ("rn", "m"), ("cl", "d"), ("vv", "w"), ("ll", "h"), ("u", "h"))


@lru_cache(maxsize=65536)
def as_scanned(word: str) -> str:
    """Return a word in the form in which what a scanner takes for each other is equal: `modern` is `modem`."""
    for seen, meant in _MISREAD:
        word = word.replace(seen, meant)
    return word


def _mistyped_twice(word: str, other: str) -> bool:
    """Return whether the only odd word of a long title may have been mistyped in both."""
    return min(len(word), len(other)) > 6 and word[0] == other[0] and word[-1] == other[-1] and is_slip(word, other, 1)


def _is_little(left: list[str], right: list[str]) -> bool:
    """Return whether what has no counterpart is a blank lost or added, or one small word."""
    rest = left + right
    if not rest:
        return False
    one, other = "".join(left), "".join(right)
    if one and other:
        return len(one) > 3 and is_slip(one, other)
    return len(rest) == 1 and rest[0] in _SMALL


_SMALL = frozenset("a an the of and in on for to der die das und le la les de du et el los y".split())


@lru_cache(maxsize=65536)
def is_slip(first: str, second: str, more: int = 0) -> bool:
    """Return whether two words, folded, are one word with a slip of the pen: `theraphy`, not `hypo-` for `hyper-`.

    Args:
        first: a word.
        second: another.
        more: letters that may differ beyond the usual one or two.
    """
    if first == second:
        return True
    if telling(first) or telling(second):
        return False
    if _as_umlaut(first) == _as_umlaut(second):
        return True
    if min(len(first), len(second)) < 4 or first in _SMALL or second in _SMALL:
        return _short_slip(first, second)
    from rapidfuzz.distance import OSA

    shorter = min(len(first), len(second))
    limit = (1 if shorter < 8 else 2) + more
    if OSA.distance(first, second, score_cutoff=limit) > limit:
        return as_scanned(first) == as_scanned(second)
    # The first letter of a short word is hardly ever mistyped: `cats` are no `rats`.
    if shorter < 8 and first[0] != second[0] and sorted(first[:2]) != sorted(second[:2]):
        return False
    return not _opposite(first, second)


def _short_slip(first: str, second: str) -> bool:
    """Return whether two short words are one: letters swapped (`teh`), or a small word mistyped (`foor`, `ond`)."""
    if len(first) == len(second) and sorted(first) == sorted(second):
        return True
    return (first in _SMALL or second in _SMALL) and _one_letter_apart(first, second)


def _as_umlaut(word: str) -> str:
    # `Mueller` is `Müller`, which is folded to `muller`; `paa` is `på`.
    return word.replace("ue", "u").replace("oe", "o").replace("ae", "a").replace("aa", "a")


def _opposite(first: str, second: str) -> bool:
    for one, other in _OPPOSITES:
        for a, b in ((first, second), (second, first)):
            if a.startswith(one) and b.startswith(other) and a[len(one) :] == b[len(other) :]:
                return True
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    return longer.endswith(shorter) and longer[: -len(shorter)] in _NEGATIONS
