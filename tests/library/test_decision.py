"""Whether two records are one work: measured on real records, and case by case."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from library import related
from library.duplicates import measure, works
from strategies import records

from refexport import Date, Name, Record
from refexport.library.features import Features, people_of
from refexport.library.matching import compare, decide, worth_comparing
from refexport.library.people import compare_people

PRECISION, RECALL = 0.999, 0.97
SEEDS = (101, 202)
"""Not those that the weights were tried with."""


@pytest.mark.parametrize("seed", SEEDS)
def test_precision_and_recall_on_real_records(seed: int, shared: Path) -> None:
    found = measure(works(shared / "corpus" / "real-records.csl.json"), seed=seed)
    assert found.pairs > 15_000
    assert found.precision >= PRECISION, [(kind, str(decision)) for kind, _, _, decision in found.wrong]
    assert found.recall >= RECALL, found


def test_names_without_letters_are_names_of_no_one() -> None:
    for name in (Name(family="."), Name(literal="?"), Name(given="-"), Name(family="???", given="?")):
        first = ARTICLE.copy(author=(name, Name(family="Lu")))
        assert decide(first, ARTICLE.copy(DOI=None)) == decide(ARTICLE.copy(DOI=None), first)


@given(st.one_of(st.lists(records(), min_size=2, max_size=2), related.libraries(2, 2)))
def test_order_does_not_matter(pair: list[Record]) -> None:
    first, second = pair
    assert decide(first, second) == decide(second, first)


NAME_PARTS = ("Aa", "Ba", "A.", "B.", "Aabb", "Aabbc", "Aabb Ba", "Ba-Aabbc")
NAMES = st.builds(Name, family=st.sampled_from(NAME_PARTS), given=st.sampled_from(NAME_PARTS))


@given(st.lists(NAMES, max_size=4), st.lists(NAMES, max_size=4))
@example([Name("Ba", "Aa")] * 2, [Name("A.", "Aa"), Name("A.", "Ba")])
def test_the_order_of_lists_of_people_does_not_matter(one: list[Name], other: list[Name]) -> None:
    first, second = (people_of(Record(author=tuple(names))) for names in (one, other))
    assert compare_people(first, second) == compare_people(second, first)


@given(records(), records())
def test_what_is_not_worth_comparing_is_not_the_same(first: Record, second: Record) -> None:
    one, other = Features(first), Features(second)
    assert worth_comparing(one, other) == worth_comparing(other, one)
    if not worth_comparing(one, other):
        assert compare(one, other).verdict != "same"


TITLE = "Unraveling the molecular basis of mosquito mating"
ARTICLE = Record(
    type="article-journal",
    title=TITLE,
    author=(Name(family="Lu", given="Yining"), Name(family="García", given="Ana")),
    container_title="Journal of Insect Physiology",
    volume="12",
    issue="3",
    page="101-118",
    issued=Date((2020, 5)),
    DOI="10.1000/jip.1",
)

# What is changed, in the one record or both, and the verdict.
CASES = {
    "identifier alone": ({"title": None, "author": (), "volume": None, "page": None}, "same"),
    "LaTeX and capitals": ({"DOI": None, "title": "{UNRAVELING} the molecular basis of {\\'m}osquito mating"}, "same"),
    "mistyped": ({"DOI": None, "title": "Unravelling the molecluar basis of mosquito mating"}, "same"),
    "abbreviated": ({"DOI": None, "container_title": "J. Insect Physiol.", "page": "101-18"}, "same"),
    "names not split": ({"DOI": None, "author": (Name(literal="Yining Lu"), Name(literal="et al."))}, "same"),
    "online a year before": ({"DOI": None, "issued": Date((2019,))}, "same"),
    "another part": (
        {"DOI": None, "title": "Unraveling the molecular basis of mosquito mating, II", "page": "119-30"},
        "different",
    ),
    "an erratum": (
        {"DOI": None, "title": "Erratum to: Unraveling the molecular basis of mosquito mating"},
        "different",
    ),
    "another volume": ({"DOI": None, "volume": "13", "page": "7-9"}, "different"),
    "other people": ({"DOI": None, "author": (Name(family="Smith", given="John"),), "page": None}, "review"),
    "other DOI, other pages": ({"DOI": "10.1000/jip.2", "page": "201-210"}, "different"),
    "other title, same DOI": ({"title": "Mosquitoes: a survey"}, "review"),
    "a preprint": (
        {"type": "article", "DOI": "10.1101/2019.01.01", "container_title": "bioRxiv", "volume": None, "page": None},
        "versions",
    ),
    "cut off": ({"DOI": None, "title": TITLE[:38]}, "same"),
    "scanned": ({"DOI": None, "title": "Unrave1ing the rnolecular basis 0f mosquito rnating"}, "same"),
    "unknown letters": ({"DOI": None, "title": TITLE.replace("basis", "b?sis"), "author": (Name("Garc?a"),)}, "same"),
    "wrong encoding": ({"DOI": None, "author": (Name(family="GarcÃ\xada", given="Ana"),) * 2}, "same"),
    "escaped markup": ({"DOI": None, "title": TITLE.replace("mosquito", "&lt;i&gt;mosquito&lt;/i&gt;")}, "same"),
    "the site's name": ({"DOI": None, "title": f"{TITLE} - Journal of Insect Physiology"}, "same"),
    "a search engine's mark": ({"DOI": None, "title": f"[PDF] {TITLE}"}, "same"),
    "names swapped": ({"DOI": None, "author": (Name(family="Yining", given="Lu"),)}, "same"),
    "as a web page": ({"DOI": None, "type": "webpage", "volume": None, "issue": None, "page": None}, "same"),
    "a mistyped DOI": ({"DOI": "10.1000/jip.11"}, "same"),
    "pages of an article number": ({"DOI": None, "page": "1-18"}, "same"),
    "retracted since": ({"title": f"{TITLE} (Retracted article)"}, "same"),
    "retracted, in front": ({"title": f"RETRACTED: {TITLE}"}, "review"),
    "its retraction": ({"DOI": None, "title": f"Retraction: {TITLE}", "page": "7-9"}, "different"),
    "a reply to it": ({"DOI": None, "title": f"{TITLE}: A reply to critics"}, "different"),
    "other pages": ({"DOI": None, "title": f"{TITLE} in women", "page": "201-210"}, "different"),
    "a paper before it": (
        {
            "DOI": None,
            "type": "paper-conference",
            "container_title": "Proceedings of Flies",
            "volume": None,
            "page": None,
        },
        "different",
    ),
    "badly scanned": ({"DOI": None, "title": "Unravclling thc moleculor basis of mosquifo rnating"}, "same"),
    "small words lost, a word torn": ({"DOI": None, "title": "Unraveling molec ular basis mosquito mating"}, "same"),
    "escaped twice": (
        {"DOI": None, "title": TITLE.replace("mosquito", "&amp;lt;i&amp;gt;mosquito&amp;lt;/i&amp;gt;")},
        "same",
    ),
    "mistyped twice in a word": ({"DOI": None, "title": TITLE.replace("basis", "bsaiis"), "page": None}, "same"),
    "another library's mark": ({"DOI": None, "title": f"{TITLE} - PubMed"}, "same"),
    "goes on": ({"DOI": None, "title": f"{TITLE} in spring", "page": None}, "review"),
    "goes on elsewhere": ({"DOI": None, "title": f"{TITLE}: further evidence", "page": "e77"}, "different"),
    "a commentary": ({"DOI": None, "title": f"{TITLE} - A commentary", "page": None}, "different"),
    "an abstract of it": (
        {"DOI": None, "page": "S12", "volume": None, "issue": None, "issued": Date((2019,))},
        "different",
    ),
    "a year before, in no journal": (
        {"DOI": None, "container_title": None, "volume": None, "issue": None, "page": None, "issued": Date((2019,))},
        "review",
    ),
    "a paper that names no journal": (
        {"DOI": None, "type": "paper-conference", "container_title": None, "volume": None, "issue": None, "page": None},
        "review",
    ),
    "a preprint, and nothing of the journal": (
        {"DOI": "10.48550/arXiv.1", "type": "article", "container_title": None, "volume": None, "page": None},
        "versions",
    ),
    "another first letter": ({"DOI": None, "title": TITLE.replace("mating", "rating"), "page": None}, "different"),
    "letters lost from a name": (
        {"DOI": None, "author": (Name(family="L?", given="Yining"), Name("Garc??a", "?na"))},
        "same",
    ),
    "bytes lost in the wrong encoding": (
        {"DOI": None, "title": f"â€œUnravelingâ€? {TITLE[11:]}", "author": (Name("Lu", "Y."), Name("GarcÃ?a"))},
        "same",
    ),
    "entities in capitals": ({"DOI": None, "title": TITLE.replace(" ", "&NBSP;").upper()}, "same"),
    "the journal behind the title": (
        {"DOI": None, "title": f"{TITLE} Journal of Insect Physiology", "page": None},
        "same",
    ),
    "in a supplement of no one knows what": (
        {"DOI": None, "volume": None, "issue": "Suppl. 2", "page": None},
        "review",
    ),
    "in a supplement of the year": ({"DOI": None, "page": "S12", "volume": None, "issue": "Suppl 1"}, "different"),
    "the same page with its letter": ({"DOI": None, "page": "S101-S118", "issue": None}, "same"),
    "other people, nothing known": (
        {"DOI": None, "author": (Name("Smith", "J."), Name("Bo", "A.")), "page": None, "issued": Date((2020, 5))},
        "review",
    ),
    "in vivo": ({"DOI": None, "title": f"{TITLE} in vivo", "page": None}, "review"),
    "an opposite": ({"DOI": None, "title": "Unraveling the molecular basis of mosquito nonmating"}, "different"),
}


@pytest.mark.parametrize("what", CASES)
def test_case(what: str) -> None:
    changes, verdict = CASES[what]
    decision = decide(ARTICLE, ARTICLE.copy(**changes))
    assert decision.verdict == verdict, decision


BOOK = Record(
    type="book",
    title="A history of glass",
    author=(Name(family="Moro", given="Ugo"),),
    publisher="Lagoon",
    edition="2",
    issued=Date((2001,)),
)

ISBN = "978-3-16-148410-0"
BOOKS = {
    "the same": ({"edition": "2nd ed.", "author": (Name(family="Moro", given="U."),)}, "same"),
    "next edition": ({"edition": "Third edition"}, "different"),
    "another volume": ({"volume": "2"}, "different"),
    "the edition in the title": ({"edition": None, "title": "A history of glass (2nd ed.)"}, "same"),
    "another edition in the title": ({"edition": None, "title": "A history of glass, Third Edition"}, "different"),
    "nothing but title and year, of an edition": ({"author": (), "publisher": None, "edition": None}, "different"),
    "a later edition, no year": ({"edition": "3", "issued": None}, "different"),
    "an edition, no year": ({"edition": None, "issued": None}, "review"),
    "its review elsewhere": (
        {"type": "article-journal", "author": (Name(family="Bo", given="A."),), "container_title": "Reviews"},
        "different",
    ),
    "its first chapter": ({"type": "chapter", "container_title": "A history of glass", "page": "1-20"}, "different"),
    "its review": ({"type": "review-book", "author": (Name(family="Bo", given="A."),)}, "different"),
    "the same ISBN, and a part": ({"ISBN": ISBN, "title": "A history of glass. Part 2"}, "different"),
    "the same ISBN, and another part": ({"ISBN": ISBN, "title": "A history of glass II"}, "different"),
    "a subtitle that counts": ({"title": "A history of glass: 100 treasures of Murano"}, "same"),
    "a subtitle with an ordinal": ({"title": "A history of glass: seven lives of masters"}, "same"),
    "who made it, behind a slash": ({"title": "A history of glass / by U. Moro", "edition": None}, "same"),
    "a part behind who made it": ({"title": "A history of glass / Ugo Moro, Part 2", "publisher": None}, "different"),
    "next year's": ({"edition": None, "issued": Date((2002,))}, "different"),
}


def test_records_that_differ_by_an_identifier_alone_are_the_same() -> None:
    sparse = Record(type="graphic", title="Untitled", author=(Name(literal="Moro"),))
    assert decide(sparse, sparse.copy(URL="https://example.org/1")).verdict == "same"
    serial = Record(type="article-journal", title="Editorial", container_title="Glass", issued=Date((2001,)))
    assert decide(serial, serial.copy(DOI="10.1000/182")).verdict == "different"


PAIRS = {
    "an article put behind": (("The Tempest", "Tempest, The"), "same"),
    "and in another language": (("Wasser und Wein am Rhein", "Wasser & Wein am Rhein"), "same"),
    "letters outside ASCII dropped": (("Über Gläser für Könige", "ber Glser fr Knige"), "same"),
    "two short words": (("Health and men", "Health and women"), "different"),
    "Latin words among others": (("日本における持続可能な開発 men", "日本における持続可能な開発 women"), "different"),
    "a number mistyped": (("First record of the pale glass moth", "Fisrt record of the pale glass moth"), "same"),
    "another number": (("First record of the pale glass moth", "Third record of the pale glass moth"), "different"),
    "cut off in a word": (("The furnaces of Murano and thei...", "Furnaces of Murano and their masters, 1291"), "same"),
    "years without their hyphen": (
        ("Growth of the glass trade 2014-2015", "Growth of the glass trade 20142015"),
        "same",
    ),
    "in vitro and in vivo": (("The ageing of glass in vitro", "The ageing of glass in vivo"), "different"),
    "cut off, and a part": (("The furnaces of Murano...", "The furnaces of Murano: Part 2"), "different"),
}
"""Titles of two records that share their people, year and publisher."""


@pytest.mark.parametrize("what", PAIRS)
def test_titles(what: str) -> None:
    titles, verdict = PAIRS[what]
    first, second = (BOOK.copy(title=title, edition=None) for title in titles)
    decision = decide(first, second)
    assert decision.verdict == verdict, decision


def test_little_is_never_enough() -> None:
    for title in ("Untitled", "[No title]", "", "Editorial", "Introduction", "Letters"):
        for shared in ({"issued": Date((2001,))}, {"author": (Name(family="Moro"),)}, {"volume": "3"}, {"page": "3"}):
            first = Record(type="article-journal", title=title or None, **shared)
            for more in ({"container_title": "Glass"}, {"issue": "2"}, {"publisher": "Lagoon"}):
                assert decide(first, first.copy(**more)).verdict != "same", (first, more)


def test_columns_on_the_same_page_of_other_issues() -> None:
    column = {"type": "article-journal", "title": "Editorial", "container_title": "Glass", "volume": "3", "page": "3-4"}
    first = Record(**column, issue="1", issued=Date((2001,)))
    for title in ("Editorial", "Editoriaal"):
        assert decide(first, first.copy(title=title, issue="2")).verdict == "different"
        assert decide(first, first.copy(title=title, issue=None)).verdict != "same"


def test_what_stands_in_two_issues_of_a_volume() -> None:
    title = "Addresses of the officers of the Society of Glass Makers"
    page = {"volume": "3", "page": "3-4", "container_title": "Glass"}
    first = Record(type="article-journal", title=title, **page, issue="1", issued=Date((2001, 3)))
    other_issue = first.copy(issue="2")
    other_month = other_issue.copy(issued=Date((2001, 6)))
    assert decide(first, other_issue).verdict == "different"
    assert decide(first, other_month).verdict == "different"
    # One source may have an issue's number wrong, or the month in which something came out online: hardly both.
    author = {"author": (Name("Roe", "Ann"),)}
    assert decide(first.copy(**author), other_issue.copy(**author)).verdict == "same"
    assert decide(first.copy(**author), other_month.copy(**author)).verdict != "same"
    assert decide(first.copy(DOI="10.1000/glass"), other_month.copy(DOI="10.1000/glass")).verdict == "same"


@pytest.mark.parametrize("name", ["[Anonymous]", "Anon.", "Anonymous", "No authors listed", "Unknown author", "N.N."])
def test_an_author_who_is_not_named_is_no_one(name: str) -> None:
    assert people_of(Record(author=(Name(literal=name),))) == ()


@pytest.mark.parametrize(
    "more", ["errata and changes as of 25 September 1986", "a study guide", "instructor's manual", "student workbook"]
)
def test_what_accompanies_a_book(more: str) -> None:
    assert decide(BOOK, BOOK.copy(title=f"{BOOK.title}: {more}", ISBN=None)).verdict == "different"


def test_a_revised_edition_under_another_isbn() -> None:
    first = BOOK.copy(ISBN="978-3-16-148410-0", edition=None)
    assert decide(first, first.copy(ISBN="0-534-34049-0")).verdict == "same"
    assert decide(first, first.copy(ISBN="0-534-34049-0", edition="Revised")).verdict != "same"


def test_volumes_of_a_set_share_their_isbn() -> None:
    first = BOOK.copy(volume="1", ISBN="978-3-16-148410-0")
    assert decide(first, first.copy(volume="2")).verdict == "different"


def test_papers_of_one_volume_share_its_isbn() -> None:
    paper = ARTICLE.copy(type="paper-conference", DOI=None, ISBN=ISBN, volume=None, issue=None)
    assert decide(paper, paper.copy(title="Dating glass from mosquitoes", page=None)).verdict == "different"
    assert decide(paper, paper.copy(title=f"{TITLE}: Part 2", page=None)).verdict == "different"


def test_what_comes_out_each_year_is_told_by_its_year() -> None:
    report = Record(type="report", title="Annual report of the glass makers", publisher="Lagoon", issued=Date((2001,)))
    assert decide(report, report.copy(ISBN=ISBN)).verdict == "same"
    same_number = report.copy(ISBN=ISBN, author=(Name(literal="Glass makers"),))
    assert decide(same_number, same_number.copy(issued=Date((2002,)))).verdict == "different"


def test_a_magazine_of_another_day_is_left_to_a_person() -> None:
    column = ARTICLE.copy(
        type="article-magazine", DOI=None, volume=None, issue=None, page=None, issued=Date((2020, 5, 4))
    )
    assert decide(column, column.copy(issued=Date((2020, 5, 11)))).verdict == "review"
    assert decide(column, column.copy(issued=Date((2020, 5)))).verdict == "same"


def test_a_chapter_that_has_the_title_of_its_book() -> None:
    book = BOOK.copy(type="document", edition=None)
    chapter = book.copy(type="chapter", container_title=book.title, page="1-20")
    assert decide(book, chapter).verdict == "different"


@pytest.mark.parametrize("what", BOOKS)
def test_book(what: str) -> None:
    changes, verdict = BOOKS[what]
    first = BOOK.copy(**{name: value for name, value in (("volume", "1"), ("ISBN", ISBN)) if name in changes})
    decision = decide(first, BOOK.copy(**changes))
    assert decision.verdict == verdict, decision
