"""Dates as people and formats write them, and as EDTF."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from strategies import dates

from refexport import Date
from refexport.text.dates import edtf, make_date, parse_date, readable


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020", Date((2020,))),
        ("2020-10", Date((2020, 10))),
        ("2020-10-21", Date((2020, 10, 21))),
        ("2020-2-3", Date((2020, 2, 3))),
        ("20201021", Date((2020, 10, 21))),
        ("2020-10-21T10:00:00Z", Date((2020, 10, 21))),
        ("2020/10/21/", Date((2020, 10, 21))),
        ("2020/10//", Date((2020, 10))),
        ("2020///", Date((2020,))),
        ("2020-00-00", Date((2020,))),
        ("10/21/2020", Date((2020, 10, 21))),
        ("21.10.2020", Date((2020, 10, 21))),
        ("2020 Oct 21", Date((2020, 10, 21))),
        ("21 October 2020", Date((2020, 10, 21))),
        ("October 21, 2020", Date((2020, 10, 21))),
        ("Oct. 2020", Date((2020, 10))),
        ("10/2020", Date((2020, 10))),
        ("04 2006", Date((2006, 4))),
        ("3.2006", Date((2006, 3))),
        ("1st of May 2001", Date((2001, 5, 1))),
        ("12. Dezember 1999", Date((1999, 12, 12))),
        ("21 août 2001", Date((2001, 8, 21))),
        ("44 BCE", Date((-44,))),
        ("44 B.C.", Date((-44,))),
        ("-0043", Date((-44,))),
        ("AD 500", Date((500,))),
        ("1999-XX", Date((1999,))),
        ("1999-04-XX", Date((1999, 4))),
        ("1999-XX-XX", Date((1999,))),
    ],
)
def test_single_dates(text: str, date: Date) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2019/2020", Date((2019,), (2020,))),
        ("1998-1999", Date((1998,), (1999,))),
        ("1998–1999", Date((1998,), (1999,))),
        ("2004-06/2006-08", Date((2004, 6), (2006, 8))),
        ("2000 Nov-Dec", Date((2000, 11), (2000, 12))),
        ("1999 Dec-2000 Jan", Date((1999, 12), (2000, 1))),
        ("12-14 May 2001", Date((2001, 5, 12), (2001, 5, 14))),
        ("May 12-14, 2001", Date((2001, 5, 12), (2001, 5, 14))),
        ("2001 May 30-Jun 2", Date((2001, 5, 30), (2001, 6, 2))),
        ("30 May - 2 June 2001", Date((2001, 5, 30), (2001, 6, 2))),
    ],
)
def test_ranges(text: str, date: Date) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Spring 1998", Date((1998,), season=1)),
        ("1998 Summer", Date((1998,), season=2)),
        ("FAL 1998", Date((1998,), season=3)),
        ("1998-24", Date((1998,), season=4)),
        ("ca. 1850", Date((1850,), circa=True)),
        ("c1850", Date((1850,), circa=True)),
        ("approximately 1850", Date((1850,), circa=True)),
        ("[1850?]", Date((1850,), circa=True, qualifier="?")),
        ("ca. 1850?", Date((1850,), circa=True, qualifier="%")),
        ("1850~", Date((1850,), circa=True)),
        ("1984?/2004~", Date((1984,), (2004,), circa=True, qualifier="?/~")),
        ("1984/2004~", Date((1984,), (2004,), circa=True, qualifier="/~")),
        ("1984~/2004~", Date((1984,), (2004,), circa=True)),
        ("1984?/2004?", Date((1984,), (2004,), circa=True, qualifier="?")),
        ("1984?", Date((1984,), circa=True, qualifier="?")),
        ("1984-06%", Date((1984, 6), circa=True, qualifier="%")),
        ("2001-21?", Date((2001,), season=1, circa=True, qualifier="?")),
        ("0000~", Date((-1,), circa=True)),
    ],
)
def test_seasons_and_doubt(text: str, date: Date) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "in press", "n.d.", "forthcoming", "Spring 1998?", "19th century", "1850s", "201X", "before 1900", "0000",
        "13/2020", "04/0000", "2004-06-01/..", "../2004", "2020-13", "2001/1999", "Winter 1999/2000", "1900/unknown",
    ],
)  # fmt: skip
def test_what_is_no_date_stays_text(text: str) -> None:
    assert parse_date(text) == Date(literal=text)


@pytest.mark.parametrize("text", ["", "  ", "\t\n"])
def test_nothing_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("date", "text"),
    [
        (Date((1751,), (1772,)), "1751-1772"),
        (Date((2012, 5, 3), (2012, 5, 7)), "2012-05-03–2012-05-07"),
        (Date((1505,), circa=True), "ca. 1505"),
        (Date((1998,), season=1), "Spring 1998"),
        (Date((-44,)), "44 BCE"),
        (Date((2012, 5, 3)), "2012-05-03"),
        (Date((-100,), (-44,)), ""),
        (Date(literal="in press"), ""),
    ],
)
def test_a_date_as_people_write_it(date: Date, text: str) -> None:
    assert readable(date) == text


@given(date=dates())
def test_what_is_readable_says_all(date: Date) -> None:
    assert not readable(date) or parse_date(readable(date)) == date


@given(date=dates())
def test_edtf_says_all(date: Date) -> None:
    assert parse_date(edtf(date)) == date


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        (("2020", "10", "21"), Date((2020, 10, 21))),
        (("2020", "oct", None), Date((2020, 10))),
        (("2020", "Nov-Dec", None), Date((2020, 11), (2020, 12))),
        (("2020", "May", "12--14"), Date((2020, 5, 12), (2020, 5, 14))),
        (("2020", "spring", None), Date((2020,), season=1)),
        (("in press", None, None), Date(literal="in press")),
    ],
)
def test_dates_of_three_fields(parts: tuple[str, str | None, str | None], date: Date) -> None:
    assert make_date(*parts) == date


@pytest.mark.parametrize("text", ["1/" * 20_000, "- " * 20_000, "May " * 20_000, "1" * 4_000, "2001-" * 10_000])
def test_long_texts_take_no_time(text: str) -> None:
    start = time.process_time()
    parse_date(text)
    assert time.process_time() - start < 1
