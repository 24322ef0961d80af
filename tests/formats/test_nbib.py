"""MEDLINE: what the case files do not show."""

from __future__ import annotations

import re

import pytest
from formats.tagged import back, codes, hostile_record

from refexport import Date, Name, Record, dumps, loads
from refexport.formats.nbib import split_line
from refexport.vocabulary import ITEM_TYPES


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("PMID- 1", ("PMID", "1")),
        ("TI  - A title", ("TI", "A title")),
        ("FAU - Lu, Yun", ("FAU", "Lu, Yun")),
        ("      wrapped", (None, "wrapped")),
        ("TI  -", ("TI", "")),
    ],
)
def test_lines(line: str, found: tuple[str | None, str]) -> None:
    assert split_line(line) == found


@pytest.mark.parametrize("type", ITEM_TYPES)
def test_every_type_comes_back(type: str) -> None:
    found, report, _ = back(Record(id="k", type=type, title="T"), "nbib")
    assert (found.type, found.custom, report.losses) == (type, {}, [])


def test_no_value_forges_a_record() -> None:
    text = dumps([hostile_record()], "nbib")
    assert re.findall(r"(?m)^\s*PMID", text) == []
    assert text.strip().count("\n\n") == 0
    assert len(loads(text, "nbib")) == 1


@pytest.mark.parametrize("title", ["A title", "Is it?", "Wow!", "Title: <i>in vivo</i>"])
def test_titles_come_back(title: str) -> None:
    found, report, text = back(Record(id="k", title=title), "nbib")
    assert (found.title, report.losses) == (title, [])
    assert re.search(r"(?m)^TI  - .*[.?!]$", text)


def test_a_full_stop_is_reported() -> None:
    _, report, _ = back(Record(id="k", title="Smith et al."), "nbib")
    assert [loss.field for loss in report.losses] == ["title"]


def test_people_keep_their_order_and_ids() -> None:
    people = (
        Name(family="Lu", given="Yun", orcid="0000-0002-1825-0097"),
        Name(literal="The Study Group"),
        Name(family="Berg", given="Jan", non_dropping_particle="van der", suffix="Jr."),
        Name(family="Plato"),
    )
    found, report, text = back(Record(id="k", author=people), "nbib")
    assert (found.author, report.losses) == (people, [])
    assert "FAU - van der Berg, Jan Jr.\nAU  - van der Berg J Jr\n" in text


@pytest.mark.parametrize(
    "date", [Date((2020,)), Date((2020, 10)), Date((2020, 10, 21)), Date((2020,), season=3), Date((2000, 1), (2001, 2))]
)
def test_dates_come_back(date: Date) -> None:
    found, report, _ = back(Record(id="k", issued=date, available_date=date), "nbib")
    assert (found.issued, found.available_date, report.losses) == (date, date, [])


@pytest.mark.parametrize(
    ("language", "code", "losses"),
    [("en", "eng", []), ("fr", "fre", []), ("de-CH", "de-CH", []), ("haw", "haw", []), ("eng", "eng", ["language"])],
)
def test_languages_are_codes_of_three_letters(language: str, code: str, losses: list[str]) -> None:
    found, report, text = back(Record(id="k", title="T", language=language), "nbib")
    assert f"LA  - {code}\n" in text
    assert [loss.field for loss in report.losses] == losses
    assert bool(losses) != (found.language == language)


def test_each_issn_has_a_line_of_its_own() -> None:
    record = Record(id="k", type="article-journal", ISSN="0027-8424 1091-6490")
    found, report, text = back(record, "nbib")
    assert "IS  - 0027-8424\nIS  - 1091-6490\n" in text
    assert (found.ISSN, report.losses) == (record.ISSN, [])


def test_notes_that_look_like_labels_stay_notes() -> None:
    found, report, _ = back(Record(id="k", note="PMID: 5"), "nbib")
    assert (found.note, found.PMID, report.losses) == ("PMID: 5", None, [])


def test_pmid_stands_first() -> None:
    assert dumps([Record(id="k", PMID="1", DOI="10.1000/182", title="T")], "nbib").startswith("PMID- 1\n")


def test_next_pmid_begins_a_record() -> None:
    assert [record.PMID for record in loads("PMID- 1\nTI  - a\nPMID- 2\nTI  - b\n", "nbib")] == ["1", "2"]


def test_text_outside_a_record_is_reported() -> None:
    assert codes("PMID- 1\nTI  - a\n\nlost\n", "nbib") == [("outside-record", 4)]


def test_recognised() -> None:
    text = "PMID- 1\nOWN - NLM\nTI  - a\nFAU - Lu, Y\nPT  - Journal Article\n"
    assert loads(text)[0].PMID == "1"
