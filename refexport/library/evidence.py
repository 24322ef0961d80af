"""What speaks for and against two records being one work: each field that both have, with its weight in bits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from refexport.library.features import NEAR_KINDS, Features, is_supplement_page
from refexport.library.normal import fold_title, same_container
from refexport.library.people import compare_people
from refexport.library.titles import TitleMatch
from refexport.text.digits import whole

Reason = tuple[str, float]
"""What was found, such as `title same`, and its weight."""

VETO = -100.0
"""Weight of a difference that no agreement outweighs."""
TITLES_DIFFER: Reason = ("titles differ", -18.0)

PERIODICAL = frozenset({"article", "paper"})
"""Kinds that come out online in one year and in print in the next."""
_DATED = frozenset({"news", "web", "broadcast", "personal_communication", "interview", "hearing", "legal_case"})
"""Kinds that are told apart by the day."""
_RECURRING = frozenset({"article", "news", "web", "paper", "broadcast"})
"""Kinds with columns, whose titles come again with every issue."""


def reasons_for(first: Features, second: Features, title: TitleMatch) -> Iterator[Reason]:
    """Yield what speaks for and against two records being one work.

    Args:
        first: a record.
        second: another.
        title: how their titles compare.
    """
    found = tuple(_identifiers(first, second))
    yield from found
    shared = any(weight > 0 and what != _WHOLE for what, weight in found)
    told_apart = any(weight < 0 for _, weight in found)
    yield from _titles(first, second, title, shared=shared)
    yield from _kinds(first, second)
    yield from _people(first, second)
    places = tuple(_places(first, second, recurs=title.information < 0))
    yield from places
    yield from _dates(first, second, {what for what, _ in places}, shared, recurs=title.information < 0)
    yield from _books(first, second, told_apart)
    names, told = {what for what, _ in found}, {what for what, _ in places}
    if _NUMBERED.isdisjoint(names) and "issues differ" in told and _are_two_issues(first, second, told):
        yield "in two issues", -20.0
    if _is_of_another_year(first, second, names):
        yield "yearly, of another year", -26.0
    if title.information < 0 and first.kind in _RECURRING and not _is_known_column(first, second, shared, told):
        yield "title recurs", -8.0
    elif title.information < 8 and not shared and _recurs(first, second):
        yield "title may recur", -2.0
    yield from _another_title(first, second, title, names | told)
    if _nothing_else_differs(first, second, title):
        yield "all else same", 12.0


def _another_title(first: Features, second: Features, title: TitleMatch, told: set[str]) -> Iterator[Reason]:
    """Yield what speaks for two titles that are near each other being those of two works."""
    known = is_known(told)
    # What one record says and the other does not is no agreement: a shortened title with a number may be a part.
    # The volumes of a set have one ISBN.
    if title.numbers_differ and title.likeness == "shortened" and not is_known(told - {"ISBN same"}):
        yield "part in one title only", -24.0
    if title.one_word_more and not known:
        yield "one word more in a title", -26.0
    if title.another_word and not known and not _same_day(first, second):
        yield "another word in a title", -26.0
    if title.doubtful and not known:
        yield "perhaps another word in a title", -6.0 * title.doubtful


def _is_known_column(first: Features, second: Features, shared: bool, places: set[str]) -> bool:
    """Return whether two records are of one column or section: each issue may have it on the same page."""
    if shared or "first page same" not in places:
        return shared
    return "issue same" in places or (
        first.people_are_authors and compare_people(first.people, second.people) == "same"
    )


def _are_two_issues(first: Features, second: Features, places: set[str]) -> bool:
    """Return whether two records stand in two issues of a volume, and not one whose number a source has wrong.

    What has an author, and hardly a title that comes again, is sooner the same twice, but for the month too.
    """
    if not (first.volume == second.volume != "" and first.issue.isdigit() and second.issue.isdigit()):
        return False
    other_month = bool(first.month and second.month) and first.month != second.month
    return other_month or (not first.people and not second.people and "first page same" in places)


_WHOLE = "ISBN of the whole same"
"""Chapters and papers are listed with the ISBN of their book, which hundreds have."""
_IN_BOOKS = {"part", "paper"}
_YEARLY = re.compile(
    r"\b(?:annual|yearly|yearbook|almanach?|statistical abstract|jahrbuch|jahresbericht|annuaire|annuario|anuario)\b"
)
"""By which a title, folded, is that of a work which comes out anew each year."""


def _is_of_another_year(first: Features, second: Features, found: set[str]) -> bool:
    """Return whether two records are of what comes out each year, and of two years; not so what has one DOI."""
    if first.kind in PERIODICAL or not first.year or not second.year or first.year == second.year:
        return False
    return found.isdisjoint(("DOI same", "PMID same")) and bool(_YEARLY.search(first.title))


_NUMBERED = frozenset({"DOI same", "PMID same", "PMCID same", "arxiv same"})
_KNOWING = _NUMBERED | frozenset({"ISBN same", "URL same", "first page same"})


def is_known(reasons: Iterable[str]) -> bool:
    """Return whether something is the same that hardly any other work has: an identifier, or the first page."""
    return not _KNOWING.isdisjoint(reasons)


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
        same = (_WHOLE, 3.0) if _IN_BOOKS & {first.kind, second.kind} else ("ISBN same", 8.0)
        yield same if first.ISBN & second.ISBN else ("ISBN differ", -8.0)
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
        yield TITLES_DIFFER
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
    if {one, other} == {"part", "book"} or _is_part_of(first, second) or _is_part_of(second, first):
        yield "part and whole", VETO
    if one == other or "any" in (one, other) or {one, other} == {"part", "book"}:
        return
    if "web" in (one, other):
        # Whatever is read on the web is a web page to someone.
        yield "types near", -2.0
    elif {one, other} == {"article", "report"} and not (first.containers or second.containers):
        # Working papers are articles to some; in a journal they are another work.
        yield "types near", -2.0
    else:
        yield ("types near", -1.0) if frozenset((one, other)) in NEAR_KINDS else ("types differ", -26.0)


def _is_part_of(first: Features, second: Features) -> bool:
    """Return whether the first record stands in a book that has the title of the second, which stands in none."""
    if first.kind not in ("part", "paper") or second.containers or not second.title:
        return False
    return any(fold_title(container) == second.title for container in first.containers)


_PEOPLE = {"same": 7.0, "overlap": 3.0, "initials differ": -6.0, "different": -18.0, "unknown": 0.0}


def _people(first: Features, second: Features) -> Iterator[Reason]:
    agreement = compare_people(first.people, second.people)
    if agreement == "different" and first.people_are_authors != second.people_are_authors:
        return  # the authors of one, and the editors of the other that names no authors
    if agreement != "unknown":
        several = agreement == "same" and min(len(first.people), len(second.people)) > 1
        yield f"people {agreement}", _PEOPLE[agreement] + (1.0 if several else 0.0)


def _places(first: Features, second: Features, *, recurs: bool) -> Iterator[Reason]:
    if first.containers and second.containers:
        same = any(same_container(one, other) for one in first.containers for other in second.containers)
        kinds = {first.kind, second.kind}
        alike = len(kinds) == 1 or ("any" in kinds and "paper" not in kinds)
        # A paper and the article that it became differ in little else.
        yield ("container same", 4.0) if same else ("containers differ", -12.0 if alike else -20.0)
    # The volumes of a set have one ISBN.
    yield from _equal(
        "volume", first.volume, second.volume, 3.0, VETO if first.kind == second.kind == "book" else -26.0
    )
    # Sources count issues in several ways; a column stands in each of them.
    yield from _equal("issue", first.issue, second.issue, 1.0, -26.0 if recurs else -6.0)
    yield from _pages(first, second)
    # Numbers begin anew each year.
    same_year = not first.year or not second.year or first.year == second.year
    yield from _equal("number", first.number, second.number, 5.0 if same_year else 0.0, -26.0)
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
    elif is_supplement_page(one) != is_supplement_page(other) and one.lstrip("s") != other.lstrip("s"):
        yield "first pages differ", -32.0  # abstracts stand in supplements
    elif _is_article_number(first) != _is_article_number(second):
        yield "pages differ in kind", -6.0
    elif one.isdigit() != other.isdigit() or not (first.last_page or second.last_page):
        # An article number in one source may be a page in the other.
        yield "pages differ in kind", -4.0
    else:
        # In one volume, or book, two works begin on two pages.
        one_volume = first.kind == second.kind == "part" or (first.volume and first.volume == second.volume)
        yield "first pages differ", -26.0 if one_volume else -20.0


def _is_article_number(record: Features) -> bool:
    return len(record.first_page) > 3 and not record.last_page


def _length(record: Features) -> int:
    """Return by how much the last page is beyond the first, or 0 without two numbers."""
    first, last = whole(record.first_page), whole(record.last_page)
    return 0 if first is None or last is None else last - first


def _dates(first: Features, second: Features, places: set[str], shared: bool, *, recurs: bool) -> Iterator[Reason]:
    if not first.year or not second.year:
        return
    apart = abs(first.year - second.year)
    if not apart:
        yield "year same", 4.0
        yield from _days(
            first, second, told_by_day=(recurs or not _DATED.isdisjoint((first.kind, second.kind))) and not shared
        )
    elif shared:
        yield "years differ", -2.0 if apart == 1 else -6.0
    elif apart > 1 or not _may_be_online_first(first, second):
        yield "years differ", -20.0
    elif places & {"volume same", "first page same"}:
        yield "years differ by one", -1.0
    elif first.kind == second.kind:
        in_one_journal = "container same" in places and "pages differ in kind" not in places
        yield "years differ by one", -6.0 if in_one_journal else -12.0
    else:
        yield "years differ", -20.0


def _may_be_online_first(first: Features, second: Features) -> bool:
    """Return whether two records may be of what came out online in one year, and in print in the next."""
    kinds = {first.kind, second.kind}
    if kinds == {"any"} or not kinds <= PERIODICAL | {"any"}:
        return False
    return not first.type == second.type == "article-magazine"


def _days(first: Features, second: Features, *, told_by_day: bool) -> Iterator[Reason]:
    # As the first of January a year alone stands in some sources.
    if (1, 1) in (first.day[1:], second.day[1:]):
        return
    if first.day and second.day:
        if first.day == second.day:
            yield "day same", 3.0
        else:
            yield "days differ", VETO if told_by_day else -2.0
    elif first.month and second.month and first.month != second.month:
        yield "months differ", -26.0 if told_by_day else -2.0


def _books(first: Features, second: Features, told_apart: bool) -> Iterator[Reason]:
    if first.edition and second.edition:
        yield ("edition same", 1.0) if first.edition == second.edition else ("editions differ", VETO)
    elif first.edition not in ("", "1") or second.edition not in ("", "1"):
        yield "edition in one only", -8.0 if told_apart else -2.0
    if first.publisher and second.publisher and first.kind != "article":
        same = same_container(first.publisher, second.publisher)
        yield ("publisher same", 3.0) if same else ("publishers differ", -3.0)
