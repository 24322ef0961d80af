"""Article numbers told from pages."""

from __future__ import annotations

import pytest

from refexport.article_numbers import article_number, with_article_number
from refexport.record import Record


@pytest.mark.parametrize(
    ("page", "doi", "number"),
    [
        ("e14677", "10.7717/peerj.14677", "e14677"),
        ("e14677", None, "e14677"),
        ("Article 12", None, "12"),
        ("1344917", "10.3389/fendo.2024.1344917", "1344917"),
        ("061103", "10.1063/1.2759475", "061103"),
        ("30", "10.1186/s13018-023-04513-x", "30"),
        ("365", "10.1038/s42003-023-04661-0", "365"),
        ("6162", "10.4081/or.2016.6162", "6162"),
        ("6162", "10.9999/or.2016.6162", "6162"),
        ("6162", "10.9999/or.2016.61620", None),
        ("12", "10.1126/science.12", None),
        ("523-8", "10.1093/rheumatology/kel302", None),
        ("e1-e7", "10.1136/bmj.e1", None),
        ("A1", None, None),
        ("xii", None, None),
        ("", None, None),
    ],
)
def test_page(page: str, doi: str | None, number: str | None) -> None:
    assert article_number(Record(type="article-journal", page=page, DOI=doi)) == number


def test_a_number_that_is_there_stays() -> None:
    assert article_number(Record(type="article-journal", page="e1", number="7")) is None


def test_only_articles_have_one() -> None:
    assert article_number(Record(type="article-newspaper", page="e1")) is None
    assert article_number(Record(type="chapter", page="12345")) is None


def test_the_page_stays_and_the_record_is_left_alone() -> None:
    record = Record(id="a", type="article-journal", page="e1")
    copy = with_article_number(record)
    assert (copy.page, copy.number, record.number) == ("e1", "e1", None)
    plain = Record(id="b", type="article-journal", page="1-2")
    assert with_article_number(plain) is plain
