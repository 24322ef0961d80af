"""What the engine does beside our processor: ids, article numbers, orders, locales, and entries without a form."""

from __future__ import annotations

from pathlib import Path

import pytest

from refexport.engines.refexport_csl import INPUT_ORDER
from refexport.errors import StyleError, UnknownMarkup, UsageError
from refexport.record import Date, Name, Record
from refexport.reference_list import DEFAULT_ENGINE, Bibliography, bibliography
from refexport.report import Report

CSL = 'xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"'


def book(id: str, family: str = "", year: int = 2020, **values) -> Record:
    author = (Name(family=family, given="A."),) if family else ()
    return Record(id=id, type="book", author=author, issued=Date((year,)), **({"title": f"Title {id}"} | values))


LIBRARY = [book("b", "Berg", 2020), book("z", "Zog", 1999), book("a", "Abel", 2001), book("b2", "Berg", 2022)]


def ids(result: Bibliography) -> list[str]:
    return [entry.id for entry in result.entries]


def test_is_the_default() -> None:
    assert DEFAULT_ENGINE == "refexport"


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (None, "a b b2 z"),
        ("author", "a b b2 z"),
        ("author,-issued", "a b2 b z"),
        ("-author, issued", "z b b2 a"),
        ("year", "z a b b2"),
        ("-Date", "b2 b a z"),
        ("title", "a b b2 z"),
        *((word, "b z a b2") for word in INPUT_ORDER),
    ],
)
def test_order(sort: str | None, order: str) -> None:
    assert ids(bibliography(LIBRARY, "apa", sort=sort)) == order.split()


def test_numbers_follow_the_order() -> None:
    result = bibliography(LIBRARY, "vancouver", sort="-year")
    assert [(entry.id, entry.text[:3]) for entry in result.entries] == [
        ("b2", "1. "), ("b", "2. "), ("a", "3. "), ("z", "4. ")
    ]  # fmt: skip


def test_order_by_authors_takes_editors_and_titles_where_there_are_none() -> None:
    edited = Record(id="e", type="book", title="Z", editor=(Name(family="Cole", given="C."),))
    untitled = Record(id="t", type="book", title="Dunes")
    assert ids(bibliography([untitled, *LIBRARY, edited], "apa", sort="author")) == "a b b2 e t z".split()


def test_another_list_in_the_same_style_keeps_the_styles_order() -> None:
    bibliography(LIBRARY, "apa", sort="none")
    assert ids(bibliography(LIBRARY, "apa")) == "a b b2 z".split()


@pytest.mark.parametrize(("sort", "said"), [("zear", "did you mean year"), ("", "none"), ("author,,year", "none")])
def test_order_by_nothing_says_what_there_is(sort: str, said: str) -> None:
    with pytest.raises(UsageError, match="nothing can be sorted by") as error:
        bibliography(LIBRARY, "apa", sort=sort)
    assert said in str(error.value)


def test_engine_that_cannot_sort_says_so() -> None:
    with pytest.raises(UsageError, match="the engine 'citeproc-py' sorts as the style does only"):
        bibliography(LIBRARY, "apa", sort="author", engine="citeproc-py")


def test_records_with_the_same_id_or_none_stay_apart() -> None:
    records = [book("x", "Abel"), book("x", "Berg"), book("", "Cole"), book("", "Dorn")]
    assert ids(bibliography(records, "apa")) == ["x", "x", "", ""]


def test_article_number_is_told_from_a_page() -> None:
    article = Record(id="a", type="article-journal", title="T", container_title="J", volume="1", page="e14677")
    assert "Article e14677" in bibliography([article], "apa").entries[0].text


@pytest.mark.parametrize(
    ("locale", "word", "warnings"), [("de-DE", "Oktober", 0), ("de", "Oktober", 0), ("xx", "Oct", 1)]
)
def test_locale(locale: str, word: str, warnings: int) -> None:
    report = Report()
    page = Record(id="a", type="webpage", title="T", issued=Date((2020, 10, 21)))
    assert word in bibliography([page], "apa", locale=locale, report=report).entries[0].text
    assert [diagnostic.code for diagnostic in report.diagnostics] == ["unknown-locale"] * warnings


def style_of(folder: Path, layout: str) -> str:
    path = folder / "mine.csl"
    parts = f"<citation><layout>{layout}</layout></citation><bibliography><layout>{layout}</layout></bibliography>"
    path.write_text(f"<style {CSL}><info><title>Mine</title></info>{parts}</style>")
    return str(path)


@pytest.mark.parametrize("number", ["", '<text variable="citation-number"/>'])
def test_what_a_style_shows_nothing_of_stands_in_a_plain_form(number: str, tmp_path: Path) -> None:
    report = Report()
    style = style_of(tmp_path, f'<group>{number}<text variable="DOI"/></group>')
    records = [book("a", "Abel", DOI="10.1/x"), book("b", "Berg", title="Of 1 < 2 & mice")]
    result = bibliography(records, style, to="html", report=report)
    assert ids(result) == ["a", "b"]
    if not number:
        assert result.entries[1].text.endswith("Berg A. Of 1 &#60; 2 &#38; mice. 2020.")
        assert [(each.code, each.record) for each in report.errors] == [("entry-failed", "b")]


def test_style_without_a_list(tmp_path: Path) -> None:
    path = tmp_path / "notes.csl"
    citation = "<citation><layout><text variable='title'/></layout></citation>"
    path.write_text(f"<style {CSL}><info><title>N</title></info>{citation}</style>")
    with pytest.raises(StyleError, match=r"style 'notes' .* has no reference list"):
        bibliography(LIBRARY, str(path))


def test_unknown_markup() -> None:
    with pytest.raises(UnknownMarkup, match=r"unknown markup 'wordstar'; .*html"):
        bibliography(LIBRARY, "apa", to="wordstar")


def test_nothing_to_format() -> None:
    for markup in ("text", "html", "markdown", "latex", "rtf", "typst"):
        result = bibliography([], "apa", to=markup)
        assert result.entries == []
        assert "None" not in str(result)
