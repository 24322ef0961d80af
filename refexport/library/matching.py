"""Whether two records are of one work: a pure decision over two records.

Each field that both records have says something for or against: its weight, in bits, is added up, and two thresholds
part the pairs into `same`, `review` (a person should look) and `different`.  Some differences weigh more than any
agreement: those by which parts, editions, volumes, chapters, notices and yearly reports differ from each other, for
these agree in all the rest.

Source: Fellegi and Sunter, "A Theory for Record Linkage" (1969), for the sum of weights and the two thresholds; the
weights are ours, measured on perturbed real records by `tests/library/test_decision.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from refexport.library.features import NEAR_KINDS, Features
from refexport.library.normal import same_container
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
VETO = -100.0
"""Weight of a difference that no agreement outweighs."""

CONTRADICTION = -20.0
"""Weight of a difference that keeps two records apart, whatever other records they are both like."""

_PERIODICAL = frozenset({"article", "paper"})
"""Kinds that come out online in one year and in print in the next."""
_DATED = frozenset({"news", "web", "broadcast", "personal_communication", "interview", "hearing", "legal_case"})
"""Kinds that are told apart by the day."""

_RECURRING = frozenset({"article", "news", "web", "paper", "broadcast"})
"""Kinds with columns, whose titles come again with every issue."""

Reason = tuple[str, float]


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
        return Decision("different", PRIOR + _TITLES_DIFFER[1], (_TITLES_DIFFER,))
    return _weigh(first, second, title)


_TITLES_DIFFER = ("titles differ", -18.0)


def _ordered(first: Features, second: Features) -> tuple[Features, Features]:
    """Return two records in the order of what they say, so that the order in which they came cannot matter."""
    if first.title != second.title:
        return (first, second) if first.title < second.title else (second, first)
    return (first, second) if first.all() <= second.all() else (second, first)


def _weigh(first: Features, second: Features, title: TitleMatch) -> Decision:
    reasons = tuple(_reasons(first, second, title))
    score = PRIOR + sum(weight for _, weight in reasons)
    one_is_preprint = (first.is_preprint and second.is_published) or (second.is_preprint and first.is_published)
    if one_is_preprint and (found := _versions(first, second, title, reasons)):
        return found
    if score <= VETO / 2:
        return Decision("different", score, reasons)
    verdict: Verdict = "same" if score >= SAME else "review" if score >= REVIEW else "different"
    if verdict == "same" and title.likeness == "different":
        # Chapters with the DOI of their book, or a title translated: a person sees which.
        verdict = "review"
    return Decision(verdict, score, reasons)


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
    return _TITLES_DIFFER in decision.reasons and not near_titles(first, second)


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


def _reasons(first: Features, second: Features, title: TitleMatch) -> Iterator[Reason]:
    found = tuple(_identifiers(first, second))
    yield from found
    shared = any(weight > 0 for _, weight in found)
    told_apart = any(weight < 0 for _, weight in found)
    yield from _titles(first, second, title, shared=shared)
    yield from _kinds(first, second)
    yield from _people(first, second)
    places = tuple(_places(first, second))
    yield from places
    yield from _dates(first, second, {what for what, _ in places}, shared)
    yield from _books(first, second, told_apart)
    known = shared or "first page same" in dict(places)
    if title.information < 0 and not known and first.kind in _RECURRING:
        yield "title recurs", -8.0
    elif title.information < 8 and not shared and _recurs(first, second):
        yield "title may recur", -2.0
    # What one record says and the other does not is no agreement: a shortened title with a number may be a part.
    if title.numbers_differ and title.likeness == "shortened" and not known:
        yield "part in one title only", -24.0
    if title.one_word_more and not known and not (first.is_cut or second.is_cut):
        yield "one word more in a title", -26.0
    if title.another_word and not known and not _same_day(first, second):
        yield "another word in a title", -26.0
    if _nothing_else_differs(first, second, title):
        yield "all else same", 12.0


def _same_day(first: Features, second: Features) -> bool:
    """Return whether two records are of the same day, and of the same people or in the same place."""
    if not first.day or first.day != second.day or first.day[1:] == (1, 1):
        return False
    return compare_people(first.people, second.people) == "same" or bool({*first.containers} & {*second.containers})


def _nothing_else_differs(first: Features, second: Features, title: TitleMatch) -> bool:
    """Return whether one of two records only lacks an identifier of the other, however little they say."""
    if title.information < 3 and first.kind in _RECURRING:
        return False
    return first.title == second.title and first.description() == second.description()


def _recurs(first: Features, second: Features) -> bool:
    """Return whether a title can be that of a column or section, which nothing at hand tells from the next one."""
    if first.kind not in _RECURRING or (first.people and second.people) or (first.day and second.day):
        return False
    return not (first.first_page and second.first_page)


def _identifiers(first: Features, second: Features) -> Iterator[Reason]:
    for name in ("DOI", "PMID", "PMCID", "arxiv"):
        one, other = getattr(first, name), getattr(second, name)
        if one and other:
            yield (f"{name} same", 20.0) if one == other else (f"{name} differ", _apart(name, one, other))
    if first.ISBN and second.ISBN:
        yield ("ISBN same", 8.0) if first.ISBN & second.ISBN else ("ISBN differ", -8.0)
    if first.URL and first.URL == second.URL:
        yield "URL same", 6.0


def _apart(name: str, one: str, other: str) -> float:
    """Return what it says that two identifiers differ: less if a DOI may be mistyped, or cut off."""
    if name != "DOI" or min(len(one), len(other)) < 12:
        return -26.0
    from rapidfuzz.distance import OSA

    # Works that follow each other in an issue have such DOIs, too: everything else must agree.
    return -16.0 if OSA.distance(one, other, score_cutoff=1) <= 1 else -26.0


def _titles(first: Features, second: Features, title: TitleMatch, *, shared: bool) -> Iterator[Reason]:
    if title.likeness == "unknown":
        return
    if title.likeness == "different":
        yield _TITLES_DIFFER
        return
    part = 0.75 if title.likeness == "shortened" else 1.0
    yield f"title {title.likeness}", round(title.information * part, 1)
    if title.numbers_differ and title.likeness != "shortened":
        yield "numbers in titles differ", VETO
    about = _about(first, second, title, shared)
    if about:
        yield "one is about the other", about


def _about(first: Features, second: Features, title: TitleMatch, shared: bool) -> float:
    """Return what it says that one of two records is a notice or a review of the other."""
    if first.is_review != second.is_review and not (first.notice and second.notice):
        # One review, only one record of which says what it is, has one kind and one reviewer.
        one = first.kind == second.kind == "article" and compare_people(first.people, second.people) == "same"
        if not one:
            return VETO
    # Titles that are the same but for slips have the words of a notice both, or not at all.
    slips = title.likeness in ("same", "slips") and len(first.words) == len(second.words)
    if first.notice == second.notice or slips:
        return 0.0
    if {*first.notice} ^ {*second.notice} != {"retracted"}:
        return VETO
    # A retracted article has these words before its own title.
    return -4.0 if shared or (first.first_page and first.first_page == second.first_page) else -20.0


def _kinds(first: Features, second: Features) -> Iterator[Reason]:
    one, other = first.kind, second.kind
    if one == other or "any" in (one, other):
        return
    if {one, other} == {"part", "book"}:
        yield "part and whole", VETO
    elif "web" in (one, other):
        # Whatever is read on the web is a web page to someone.
        yield "types near", -2.0
    else:
        yield ("types near", -1.0) if frozenset((one, other)) in NEAR_KINDS else ("types differ", -26.0)


_PEOPLE = {"same": 6.0, "overlap": 3.0, "initials differ": -6.0, "different": -18.0, "unknown": 0.0}


def _people(first: Features, second: Features) -> Iterator[Reason]:
    agreement = compare_people(first.people, second.people)
    if agreement == "different" and first.people_are_authors != second.people_are_authors:
        return  # the authors of one, and the editors of the other that names no authors
    if agreement != "unknown":
        several = agreement == "same" and min(len(first.people), len(second.people)) > 1
        yield f"people {agreement}", _PEOPLE[agreement] + (1.0 if several else 0.0)


def _places(first: Features, second: Features) -> Iterator[Reason]:
    if first.containers and second.containers:
        same = any(same_container(one, other) for one in first.containers for other in second.containers)
        # A paper and the article that it became differ in little else.
        yield ("container same", 4.0) if same else ("containers differ", -12.0 if first.kind == second.kind else -20.0)
    yield from _equal("volume", first.volume, second.volume, 3.0, -26.0)
    yield from _equal("issue", first.issue, second.issue, 1.0, -6.0)
    yield from _pages(first, second)
    yield from _equal("number", first.number, second.number, 5.0, -26.0)
    yield from _equal("section", first.section, second.section, 1.0, -26.0)


def _equal(what: str, one: str, other: str, agree: float, differ: float) -> Iterator[Reason]:
    if one and other:
        yield (f"{what} same", agree) if one == other else (f"{what}s differ", differ)


def _pages(first: Features, second: Features) -> Iterator[Reason]:
    one, other = first.first_page, second.first_page
    if not one or not other:
        return
    if one == other:
        yield "first page same", 5.0
        if first.last_page and second.last_page and first.last_page != second.last_page:
            yield "last pages differ", -2.0
    elif "1" in (one, other) and _length(first) == _length(second) != 0:
        # Articles with a number instead of pages are counted from 1.
        yield "pages differ in kind", -6.0
    elif _is_article_number(first) != _is_article_number(second):
        yield "pages differ in kind", -6.0
    elif one.isdigit() != other.isdigit() or not (first.last_page or second.last_page):
        # An article number in one source may be a page in the other.
        yield "pages differ in kind", -4.0
    else:
        # In one volume, two works begin on two pages.
        yield "first pages differ", -26.0 if first.volume and first.volume == second.volume else -20.0


def _is_article_number(record: Features) -> bool:
    return len(record.first_page) > 3 and not record.last_page


def _length(record: Features) -> int:
    """Return by how much the last page is beyond the first, or 0 without two numbers."""
    if not record.first_page.isdecimal() or not record.last_page.isdecimal():
        return 0
    return int(record.last_page) - int(record.first_page)


def _dates(first: Features, second: Features, places: set[str], shared: bool) -> Iterator[Reason]:
    if not first.year or not second.year:
        return
    apart = abs(first.year - second.year)
    if not apart:
        yield "year same", 4.0
        if first.day and second.day:
            yield from _days(first, second, shared)
    elif shared:
        yield "years differ", -2.0 if apart == 1 else -6.0
    elif apart == 1 and {first.kind, second.kind} <= _PERIODICAL and places & {"volume same", "first page same"}:
        yield "years differ by one", -1.0
    elif apart == 1 and {first.kind, second.kind} <= _PERIODICAL:
        yield "years differ by one", -6.0
    else:
        yield "years differ", -20.0


def _days(first: Features, second: Features, shared: bool) -> Iterator[Reason]:
    if first.day != second.day:
        yield "days differ", VETO if first.kind in _DATED and not shared else -2.0
    elif first.day[1:] != (1, 1):  # as which a year alone stands in some sources
        yield "day same", 3.0


def _books(first: Features, second: Features, told_apart: bool) -> Iterator[Reason]:
    if first.edition and second.edition:
        yield ("edition same", 1.0) if first.edition == second.edition else ("editions differ", VETO)
    elif first.edition not in ("", "1") or second.edition not in ("", "1"):
        yield "edition in one only", -4.0 if told_apart else -2.0
    if first.publisher and second.publisher and first.kind != "article":
        same = same_container(first.publisher, second.publisher)
        yield ("publisher same", 3.0) if same else ("publishers differ", -3.0)
