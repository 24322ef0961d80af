"""Whether two records are of one work: a pure decision over two records.

Each field that both records have says something for or against: its weight, in bits, is added up, and two thresholds
part the pairs into `same`, `review` (a person should look) and `different`.  Some differences weigh more than any
agreement: those by which parts, editions, volumes, chapters, notices and yearly reports differ from each other, for
these agree in all the rest.

Source: Fellegi and Sunter, "A Theory for Record Linkage" (1969), for the sum of weights and the two thresholds; the
weights are ours, measured on perturbed real records by `tests/library/test_decision.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from refexport.library.evidence import PERIODICAL, TITLES_DIFFER, VETO, Reason, is_known, reasons_for
from refexport.library.features import Features
from refexport.library.people import compare_people
from refexport.library.titles import TitleMatch, compare_titles, near_titles
from refexport.record import Record

Verdict = Literal["same", "versions", "review", "different"]

SAME = 1.0
"""Score from which on two records are the same work."""
REVIEW = -2.0
"""Score from which on a person should decide."""
PRIOR = -12.0
"""Where the sum begins: most pairs that are compared are of two works."""
CONTRADICTION = -20.0
"""Weight of a difference that keeps two records apart, whatever other records they are both like."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of two records, and why."""

    verdict: Verdict
    """`same` work; `versions`: preprint and published version of one work; `review`: in doubt; `different` works."""
    score: float
    """Sum of the weights, in bits; from `SAME` on the same, from `REVIEW` on in doubt."""
    reasons: tuple[Reason, ...]
    """What was found, such as `title same` or `years differ`, with its weight, in the order of looking."""

    def __str__(self) -> str:
        """Return the verdict with its reasons on one line."""
        reasons = ", ".join(f"{what} {weight:+.1f}" for what, weight in self.reasons)
        return f"{self.verdict} ({self.score:+.1f}): {reasons}"


def decide(first: Record, second: Record) -> Decision:
    """Return whether two records are of one work.

    Args:
        first: a record.
        second: another; the order does not matter.
    """
    return compare(Features(first), Features(second))


def compare(first: Features, second: Features) -> Decision:
    """Return what `decide` does, of two records whose features are at hand."""
    first, second = _ordered(first, second)
    title = compare_titles(first, second)
    if title.likeness == "different" and not _share_identifier(first, second):
        return Decision("different", PRIOR + TITLES_DIFFER[1], (TITLES_DIFFER,))
    return _weigh(first, second, title)


def _ordered(first: Features, second: Features) -> tuple[Features, Features]:
    """Return two records in the order of what they say, so that the order in which they came cannot matter."""
    if first.title != second.title:
        return (first, second) if first.title < second.title else (second, first)
    return (first, second) if first.all() <= second.all() else (second, first)


def _weigh(first: Features, second: Features, title: TitleMatch) -> Decision:
    reasons = tuple(reasons_for(first, second, title))
    score = PRIOR + sum(weight for _, weight in reasons)
    one_is_preprint = (first.is_preprint and second.is_published) or (second.is_preprint and first.is_published)
    same_doi = bool(first.DOI) and first.DOI == second.DOI
    if one_is_preprint and not same_doi and (found := _versions(first, second, title, reasons)):
        return found
    if score <= VETO / 2:
        return Decision("different", score, reasons)
    verdict: Verdict = "same" if score >= SAME else "review" if score >= REVIEW else "different"
    if verdict == "same" and _a_person_should_see(first, second, title, dict(reasons)):
        verdict = "review"
    return Decision(verdict, score, reasons)


def _a_person_should_see(first: Features, second: Features, title: TitleMatch, reasons: dict[str, float]) -> bool:
    """Return whether two records may be two works, however much agrees."""
    if title.likeness == "different":
        return True  # chapters with the DOI of their book, or a title translated
    if title.likeness == "shortened" and not {"pages differ in kind", "part in one title only"}.isdisjoint(reasons):
        return True
    if is_known(reasons):
        return False
    if title.goes_on or "people different" in reasons:
        return True
    if "days differ" in reasons and "issue same" not in reasons and "article-magazine" in (first.type, second.type):
        return True  # a weekly column, or the day of printing and that online
    if first.is_in_supplement != second.is_in_supplement and "volume same" not in reasons:
        return True  # an abstract, and perhaps the article that it became
    if "edition in one only" in reasons and "year same" not in reasons:
        return True
    if first.kind == second.kind == "book" and bool(first.volume) != bool(second.volume):
        return True
    return _may_be_versions(first, second, reasons)


def _may_be_versions(first: Features, second: Features, reasons: Iterable[str]) -> bool:
    """Return whether one record may be of the article that a paper, or a preprint, became: it names no journal."""
    if {first.kind, second.kind} == PERIODICAL and "container same" not in reasons:
        return True
    unnamed = not {"article-journal", "paper-conference"}.isdisjoint((first.type, second.type))
    return unnamed and first.is_preprint != second.is_preprint


def worth_comparing(first: Features, second: Features) -> bool:
    """Return whether two records can be the same at all, told in a hundredth of the time that `compare` takes.

    Without a shared identifier they are not, unless their titles are near each other.
    """
    if not first.title or not second.title or near_titles(first, second):
        return True
    return _share_identifier(first, second)


def _share_identifier(first: Features, second: Features) -> bool:
    if any(getattr(first, name) and getattr(first, name) == getattr(second, name) for name in _IDENTIFIERS):
        return True
    return bool(first.ISBN & second.ISBN)


_IDENTIFIERS = ("DOI", "PMID", "PMCID", "arxiv", "URL")


def contradict(first: Features, second: Features) -> bool:
    """Return whether something tells two records apart for certain, rather than that little joins them.

    Two writings of one work may each be like a third, and too far from each other to be joined alone.
    """
    first, second = _ordered(first, second)
    decision = _weigh(first, second, compare_titles(first, second))
    if decision.verdict == "versions" or min((weight for _, weight in decision.reasons), default=0) <= CONTRADICTION:
        return True
    return TITLES_DIFFER in decision.reasons and not near_titles(first, second)


def _versions(first: Features, second: Features, title: TitleMatch, reasons: tuple[Reason, ...]) -> Decision | None:
    """Return the verdict on a preprint and a work that is none, or `None` if nothing joins them."""
    if title.likeness in ("different", "unknown") or title.numbers_differ or first.notice != second.notice:
        return None
    if first.year and second.year and abs(first.year - second.year) > 4:
        return None
    people = compare_people(first.people, second.people)
    if people == "different" or (people == "unknown" and title.information < 12):
        return None
    said = title.information + (6 if people in ("same", "overlap") else -2)
    shared = tuple(reason for reason in reasons if reason[1] > VETO and not reason[0].endswith("differ"))
    verdict: Verdict = "versions" if said >= 12 else "review"
    return Decision(verdict, said - 6, shared)
