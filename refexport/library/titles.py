"""How two titles differ: not at all, by slips of the pen, by a lost subtitle, or by what makes two works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from refexport.library.features import Features
from refexport.library.normal import ORDINALS, compact, telling
from refexport.library.slips import is_slip, slips_between

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
    goes_on: bool = False
    """Whether a title goes on for a few words where no subtitle begins: `… in women`."""
    another_word: bool = False
    """Whether a word may be mistyped or may be another one: `stem` and `sem`, `rating` and `mating`."""
    doubtful: int = 0
    """Words that were mistyped so much that they may be other ones, and have their first and last letter in common."""


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
    if first.title == second.bare or second.title == first.bare:
        return TitleMatch("same", min(information(first.words), information(second.words)))
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

    limit = (2 if len(one) > 7 else 1) + max(first.lost, second.lost)
    if OSA.distance(one, other, score_cutoff=limit) > limit:
        return _DIFFERENT
    # A letter of Latin script tells more among others: `men` are no `women`.
    if OSA.distance(_latin(one), _latin(other), score_cutoff=1) > 1:
        slips = slips_between(shorter.words, longer.words)
        if slips is None or slips.another_word or slips.doubtful:
            return _DIFFERENT
    return TitleMatch("slips", said - 1, numbers_differ)


def _latin(script: str) -> str:
    return "".join(sign for sign in script if sign.isascii())


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
    said = information(shorter.words)
    if longer.words[:count] != shorter.words:
        count = _slipped_head(shorter, longer)
        said -= 1
    rest = longer.words[count:]
    if not count or not rest:
        return None
    if _is_said_elsewhere(rest, shorter, longer):
        return TitleMatch("same", said)
    breaks = {at - count for at in longer.breaks}
    if shorter.is_cut:
        return TitleMatch("shortened", said, _names_a_part(rest[:2], breaks))
    goes_on = len(rest) <= _A_FEW and 0 not in breaks
    return TitleMatch("shortened", said, _names_a_part(rest, breaks), len(rest) == 1, goes_on)


def _is_said_elsewhere(rest: tuple[str, ...], shorter: Features, longer: Features) -> bool:
    """Return whether what follows a title is the journal, site or publisher that one of the two records names."""
    said = " ".join(rest)
    return any(said in (*one.containers, one.publisher) for one in (shorter, longer))


def _slipped_head(shorter: Features, longer: Features) -> int:
    """Return how many words of the longer title the shorter one has with slips of the pen, or 0 if it has others."""
    # The last word of a title that was cut off can be a part of one.
    words = shorter.words[:-1] if shorter.is_cut else shorter.words
    count = len(words)
    if count < 3 or len(shorter.title) < 12 or not _begins_nearly(shorter.title, longer.title):
        return 0
    # A word can have been torn, joined or left out.
    for number in (count, count + 1, count - 1):
        slips = slips_between(words, longer.words[:number]) if number < len(longer.words) else None
        if slips is None or slips.another_word or slips.doubtful or not is_slip(words[-1], longer.words[number - 1]):
            continue
        if not shorter.is_cut or longer.words[number].startswith(shorter.words[-1]):
            return number
    return 0


_A_FEW = 3
"""Words by which another work's title may be longer; who shortens a title cuts it at a subtitle, or by more."""


def _begins_nearly(shorter: str, longer: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(shorter, longer[: len(shorter)], score_cutoff=80) > 0


def _cut_off(shorter: Features, longer: Features) -> TitleMatch | None:
    """Return how a title goes on that was cut off after so many letters: `molecular basis of mosq`."""
    *head, last = shorter.words
    count = len(head)
    if count < 3 or list(longer.words[:count]) != head or len(longer.words) <= count:
        return None
    word = longer.words[count]
    if (telling(last) and len(last) > 1) or telling(word) or not word.startswith(last):
        return None
    goes_on = len(longer.words) <= count + _A_FEW and not shorter.is_cut
    return TitleMatch("shortened", information(tuple(head)), goes_on=goes_on)


_PART_WORDS = frozenset(
    "part parts vol volume volumes book no number issue phase stage section chapter series report paper letter edition "
    "update version round case day year session study experiment teil band heft buch tome partie parte numero".split()
)
"""Words whose number tells one of several works from the others."""


def _names_a_part(rest: tuple[str, ...], breaks: set[int]) -> bool:
    """Return whether what follows a title tells of a part: `part ii`, `2`, `2019`, but no `100 treasures of art`.

    Args:
        rest: the words.
        breaks: after how many of them something new begins, or a remark.
    """
    return any(_is_part(rest, place, breaks) for place in range(min(len(rest), 4)))


def _is_part(rest: tuple[str, ...], place: int, breaks: set[int]) -> bool:
    number = telling(rest[place])
    after = rest[place + 1 : place + 2]
    if number is None:
        return False
    if len(rest) < 3 or (place and rest[place - 1] in _PART_WORDS):
        return True
    if not number.isdigit():
        return False
    if place:
        return len(rest) < 4 and len(number) == 4
    # `X: 100 treasures` and `X: seven lives` count something; `X 2: the methods` and `X: II. The methods` do not.
    counts = 0 in breaks and 1 not in breaks and (rest[0].isdigit() or rest[0] in ORDINALS)
    return not counts or not _PART_WORDS.isdisjoint(after)


def _digits(one: Features) -> list[str]:
    """Return the digits of a title as one, and its other telling words."""
    signs = [word for word in one.words if not word.isdigit() and telling(word)]
    return [*sorted(signs), "".join(word for word in one.words if word.isdigit())]


def _aligned(shorter: Features, longer: Features) -> TitleMatch:
    slips = slips_between(shorter.words, longer.words)
    if slips is None:
        return _DIFFERENT
    numbers_differ = not slips.misread and shorter.title_numbers != longer.title_numbers
    if numbers_differ and len(shorter.title_numbers) != len(longer.title_numbers):
        numbers_differ = _digits(shorter) != _digits(longer)  # `2014-2015`, without its hyphen
    # A mistyped `Foreword` says no more than it does.
    said = round(min(information(shorter.words), information(longer.words)) - 0.7 * slips.count, 1)
    likeness: Likeness = "slips" if slips.count else "same"
    return TitleMatch(likeness, said, numbers_differ, another_word=slips.another_word, doubtful=slips.doubtful)
