"""Slips of the pen: whether two words, or the odd words of two titles, are one, mistyped, misread or torn apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from refexport.library.normal import ORDINALS, telling

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
    ("vitro", "vivo"),
)
"""Beginnings of words by which two nearly equal words mean the opposite."""
_NEGATIONS = ("un", "in", "im", "non", "anti", "dis", "a", "fe", "wo")


@dataclass(frozen=True, slots=True)
class Slips:
    """The slips of the pen that tell two titles apart."""

    count: int
    """Words with slips."""
    misread: bool = False
    """Whether a scanner took letters and digits for each other, so that numbers are none."""
    another_word: bool = False
    """Whether a word may be mistyped or may be another one: `stem` and `sem`, `rating` and `mating`."""
    doubtful: int = 0
    """Words that were mistyped so much that they may be other ones, and have their first and last letter in common."""


@lru_cache(maxsize=4096)
def slips_between(first: tuple[str, ...], second: tuple[str, ...]) -> Slips | None:
    """Return the slips that tell the words of two titles apart, or `None` if a word says something else."""
    left = list((Counter(first) - Counter(second)).elements())
    right = list((Counter(second) - Counter(first)).elements())
    one, other = "".join(left), "".join(right)
    if one == other:
        return Slips(len(left) and 1)
    if _is_misread(one, other):
        return Slips(1, misread=True)
    if max(len(left), len(right)) > _MOST:
        return None
    count = _without_slips(left, right) + _without_torn(left, right)
    count += _without_small(left, right, 1 if len(first) < 6 else 2)
    if not left and not right:
        return Slips(count)
    if _is_torn_and_mistyped(left, right):
        return Slips(count + 1)
    return _rest(left, right, count, len(first))


_MOST = 6
"""Odd words of a title that are looked at; titles with more say something else."""


def _is_misread(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if shorter < 2 or one.isdigit() or other.isdigit():
        return False
    return as_scanned(one) == as_scanned(other) or (shorter > 7 and _as_scanned_badly(one) == _as_scanned_badly(other))


def _without_slips(left: list[str], right: list[str]) -> int:
    """Take out the words that are slips of each other, and return how many that were."""
    slips = 0
    for word in list(left):
        if telling(word):
            continue
        match = next((other for other in right if is_slip(word, other)), None)
        if match is not None:
            left.remove(word)
            right.remove(match)
            slips += 1
    return slips


def _without_torn(left: list[str], right: list[str]) -> int:
    """Take out words that were torn in two, or written as one, and return how many that were."""
    found = 0
    for some, others in ((left, right), (right, left)):
        for word in list(some):
            pair = next((pair for pair in pairwise(others) if len(word) > 3 and is_slip("".join(pair), word)), None)
            if pair is not None and not all(map(telling, pair)):
                some.remove(word)
                for part in pair:
                    others.remove(part)
                found += 1
    return found


def _without_small(left: list[str], right: list[str], most: int) -> int:
    """Take out small words that only one title has, if they are no more than so many, and return their number."""
    small = [word for word in (*left, *right) if word in _SMALL]
    if len(small) > most:
        return 0
    left[:] = [word for word in left if word not in _SMALL]
    right[:] = [word for word in right if word not in _SMALL]
    return len(small)


def _rest(left: list[str], right: list[str], count: int, length: int) -> Slips | None:
    """Return what the words are that are no plain slips: doubtful, or perhaps others; `None` if they are others."""
    if len(left) != len(right) or length < 3 * len(left) or len(left) > _ODD_WORDS:
        if len(left) == len(right) == 1 and _near(left[0], right[0]):
            return Slips(count + 1, another_word=True)  # one of two words
        return _torn(left, right, count, length)
    # In the order of their letters, the words of one title meet those they are nearest to in nearly all cases.
    pairs = _paired(left, right)
    if all(_numeral(*pair) or _mistyped_badly(*pair) for pair in pairs) and any(_numeral(*pair) for pair in pairs):
        return Slips(count + len(left), misread=True, doubtful=len(left))
    if len(left) <= 2 and length > 3 * len(left) and all(_mistyped_badly(*pair) for pair in pairs):
        return Slips(count + len(left), doubtful=len(left))
    return Slips(count + len(left), another_word=True) if all(_near(*pair) for pair in pairs) else None


_ODD_WORDS = 3
"""Words of a title that may be far from what they are, if something else shows that the two are one work."""


def _paired(left: list[str], right: list[str]) -> list[tuple[str, str]]:
    """Pair each word with the one it is most like."""
    from rapidfuzz.distance import OSA

    pairs, rest = [], list(right)
    for word in left:
        match = min(rest, key=lambda other: (OSA.distance(word, other), other))
        rest.remove(match)
        pairs.append((word, match))
    return pairs


def _torn(left: list[str], right: list[str], count: int, length: int) -> Slips | None:
    """Return whether words with a slip were torn apart, too: `Mu1 tiple` for `Multiple`."""
    one, other = "".join(left), "".join(right)
    if not one or not other or length < 3 or max(len(left), len(right)) > _ODD_WORDS:
        return None
    return Slips(count + 1, another_word=True) if _near(one, other) else None


def _numeral(word: str, other: str) -> bool:
    """Return whether one of two words is a number in letters, and the other one is it mistyped: `third`, `thrid`."""
    if (word in ORDINALS) == (other in ORDINALS) or len(word) + len(other) < 9:
        return False
    from rapidfuzz.distance import OSA

    return word[0] == other[0] and OSA.distance(word, other, score_cutoff=1) <= 1


def _near(word: str, other: str) -> bool:
    """Return whether two words may be one, if all else says so."""
    if telling(word) or telling(other) or _opposite(word, other):
        return False
    from rapidfuzz.distance import OSA

    limit = 1 + (min(len(word), len(other)) - 1) // 3 if min(len(word), len(other)) > 1 else 0
    return OSA.distance(word, other, score_cutoff=limit) <= limit or _as_scanned_badly(word) == _as_scanned_badly(other)


def _mistyped_badly(word: str, other: str) -> bool:
    """Return whether a word may have been mistyped twice, or misread, and is hardly another one."""
    shorter = min(len(word), len(other))
    if telling(word) or telling(other) or _opposite(word, other) or shorter < 4:
        return False
    if _as_scanned_badly(word) == _as_scanned_badly(other):
        return True
    from rapidfuzz.distance import OSA

    limit = 2 if shorter < 8 else 3
    same_ends = word[0] == other[0] and word[-1] == other[-1]
    return shorter > 4 and same_ends and OSA.distance(word, other, score_cutoff=limit) <= limit


_SCANNED = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "i": "l",
        "h": "ll",
        "u": "ll",
        "d": "cl",
        "w": "vv",
        "n": "rl",
        "m": "rrl",
        "8": "b",
        "5": "s",
    }
)
"""What scanners take for each other, written out in the smallest strokes: `m` is `rn`, and `n` is `ri`."""
_SCANNED_BADLY = _SCANNED | {ord("e"): "c", ord("t"): "f"}
"""More of it, by which words that there are become others, too: `cat` and `eat`."""


@lru_cache(maxsize=65536)
def as_scanned(word: str) -> str:
    """Return a word in the form in which what a scanner takes for each other is equal: `modern` is `modem`."""
    return word.translate(_SCANNED)


def _as_scanned_badly(word: str) -> str:
    return word.translate(_SCANNED_BADLY)


def _is_torn_and_mistyped(left: list[str], right: list[str]) -> bool:
    one, other = "".join(left), "".join(right)
    return min(len(one), len(other)) > 3 and is_slip(one, other)


_SMALL = frozenset(
    "a an the of and in on for to at by with der die das des dem den und von zu im am le la les de du des et en el los "
    "las y del al il lo della di da do dos os og och av".split()
)


@lru_cache(maxsize=65536)
def is_slip(first: str, second: str) -> bool:
    """Return whether two words, folded, are one word with a slip of the pen: `theraphy`, not `hypo-` for `hyper-`.

    Args:
        first: a word.
        second: another.
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
    limit = 1 if shorter < 8 else 2
    if as_scanned(first) == as_scanned(second):
        return True
    if OSA.distance(first, second, score_cutoff=limit) > limit:
        return False
    # The first letter of a short word is hardly ever mistyped: `cats` are no `rats`.
    if shorter < 8 and first[0] != second[0] and sorted(first[:2]) != sorted(second[:2]):
        return False
    return not _opposite(first, second)


def _short_slip(first: str, second: str) -> bool:
    """Return whether two short words are one: letters swapped (`teh`), misread, or a small word mistyped (`foor`)."""
    if len(first) == len(second) and sorted(first) == sorted(second):
        return True
    if min(len(first), len(second)) > 2 and as_scanned(first) == as_scanned(second):
        return True
    return (first in _SMALL or second in _SMALL) and _one_letter_apart(first, second)


def _one_letter_apart(word: str, other: str) -> bool:
    if telling(word) or telling(other) or min(len(word), len(other)) < 2 or _opposite(word, other):
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(word, other, score_cutoff=1) <= 1


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
