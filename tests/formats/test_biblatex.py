"""BibLaTeX: what is its own."""

from __future__ import annotations

import pytest

from refexport import Date, Name, Record, dumps, loads


def written(record: Record) -> str:
    """Return the entry of a record."""
    return dumps([record], "biblatex")


@pytest.mark.parametrize(
    ("date", "field"),
    [
        (Date((2020, 10, 21)), "date = {2020-10-21}"),
        (Date((2019,), (2020,)), "date = {2019/2020}"),
        (Date((2001,), season=1), "date = {2001-21}"),
        (Date((1984,), circa=True), "date = {1984~}"),
        (Date((-44,)), "date = {-0043}"),
        (Date(literal="in press"), "year = {in press}"),
        (Date(literal="2019/.."), "date = {2019/..}"),
        (Date(literal="/2019"), "date = {/2019}"),
    ],
)
def test_dates_are_edtf(date: Date, field: str) -> None:
    text = written(Record(id="a", issued=date))
    assert f"  {field},\n" in text
    assert loads(text, "biblatex")[0].issued == date


def test_a_range_without_end_is_no_year() -> None:
    assert loads("@book{a, date = {2019/}}", "biblatex")[0].issued == Date(literal="2019/..")


def test_a_volume_has_a_title_under_the_main_title() -> None:
    book = Record(id="a", type="book", title="Whole", volume_title="Second", volume="2")
    chapter = Record(id="b", type="chapter", title="C", container_title="Whole", volume_title="Second")
    text = dumps([book, chapter], "biblatex")
    assert text.count("maintitle = {Whole}") == 2
    assert loads(text, "biblatex") == [book, chapter]


def test_roles_are_editors_of_a_type() -> None:
    record = Record(id="a", type="book", illustrator=(Name(family="Doe", given="J."),), author=(Name(family="X"),))
    text = written(record)
    assert "editora = {Doe, J.}" in text
    assert "editoratype = {illustrator}" in text
    assert loads(text, "biblatex")[0] == record


def test_more_roles_than_slots_keep_their_names() -> None:
    roles = ("compiler", "composer", "curator", "director", "host", "performer")
    record = Record(id="a", type="book", **{role: (Name(family=role.title()),) for role in roles})
    assert loads(written(record), "biblatex")[0] == record


def test_languages_are_babels() -> None:
    assert "langid = {austrian}" in written(Record(id="a", language="de-AT"))
    assert loads("@misc{a, langid={ngerman}}", "biblatex")[0].language == "de"
    assert loads("@misc{a, langid={ngerman}, language={de-CH}}", "biblatex")[0].language == "de-CH"
    assert loads(written(Record(id="a", language="en_US")), "biblatex") == [Record(id="a", language="en_US")]


def test_the_publisher_of_a_page_is_an_organization() -> None:
    page = Record(id="a", type="webpage", title="T", publisher="A Press")
    assert "organization = {A Press}" in written(page)
    assert "  publisher" not in written(page)
    assert loads(written(page), "biblatex") == [page]
    assert "publisher = {A Press}" in written(Record(id="c", type="book", publisher="A Press"))


def test_an_organization_beside_a_publisher_stays() -> None:
    (record,) = loads("@online{a, title = {T}, publisher = {P}, organization = {O}}", "biblatex")
    assert (record.publisher, record.custom) == ("P", {"biblatex": {"organization": "O"}})
    assert loads(written(record), "biblatex") == [record]
